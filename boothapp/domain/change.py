"""A change: one immutable recorded edit of one entity, and its form in JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar, cast

from boothapp.domain.ids import ChangeId, DeviceId, ShowId
from boothapp.domain.stamp import UUID_PATTERN, Stamp, change_id_of, is_stamp
from boothapp.errors import ChangeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"

CHANGE_FORMAT = 1
"""The `v` of changes made here. It rises when a change means something that older code would get wrong."""

_UUID = re.compile(UUID_PATTERN)
_FIT = re.compile("[^\x00-\x1f\x7f\ud800-\udfff]+")
T = TypeVar("T")


class Edit(NamedTuple):
    """A new value for one field, and the stamps of the values that the editor had in front of them."""

    value: JsonValue
    seen: tuple[Stamp, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One edit of one entity, as recorded; never altered afterwards.

    `device_seq` counts a device's changes from 1; `captured_at` is ISO 8601 with an offset; `definition` is
    the id and version of the lead definition in force; `set` holds an edit for each field that changed;
    `extra` holds, verbatim, top-level fields that a newer version wrote.
    """

    v: int = CHANGE_FORMAT
    change_id: ChangeId
    device_id: DeviceId
    device_seq: int
    stamp: Stamp
    show_id: ShowId
    entity: str
    entity_id: str
    actor: str
    captured_at: str
    definition: tuple[str, int]
    set: Mapping[str, Edit]
    extra: Mapping[str, JsonValue] = field(default_factory=dict)

    def to_json_ready(self) -> dict[str, JsonValue]:
        """Plain dicts, lists and scalars; `seen` is left out where it is empty."""
        return {
            **self.extra,
            "v": self.v,
            "change_id": self.change_id,
            "device_id": self.device_id,
            "device_seq": self.device_seq,
            "stamp": self.stamp,
            "show_id": self.show_id,
            "entity": self.entity,
            "entity_id": self.entity_id,
            "actor": self.actor,
            "captured_at": self.captured_at,
            "definition": list(self.definition),
            "set": {
                name: {"value": value, "seen": list(seen)} if seen else {"value": value}
                for name, (value, seen) in self.set.items()
            },
        }

    @classmethod
    def from_json_ready(cls, raw: object) -> Change:
        """Read a change from decoded JSON; a ChangeError names the place of the first fault."""
        given = _object(raw, "change")
        change_id = ChangeId(_take(given, "change_id", _uuid))
        stamp = _take(given, "stamp", _stamp)
        if change_id_of(stamp) != change_id:
            raise ChangeError("stamp: bears the id of another change")
        return cls(
            v=_take(given, "v", _count),
            change_id=change_id,
            device_id=DeviceId(_take(given, "device_id", _word)),
            device_seq=_take(given, "device_seq", _count),
            stamp=stamp,
            show_id=ShowId(_take(given, "show_id", _word)),
            entity=_take(given, "entity", _word),
            entity_id=_take(given, "entity_id", _word),
            actor=_take(given, "actor", _word),
            captured_at=_take(given, "captured_at", _moment),
            definition=_take(given, "definition", _definition),
            set=_take(given, "set", _edits),
            extra={name: _json(value, name) for name, value in given.items() if name not in _FIELDS},
        )


_FIELDS = frozenset(f.name for f in fields(Change)) - {"extra"}


def same(one: JsonValue, other: JsonValue) -> bool:
    """Whether two values are the same JSON: true is not 1, 1 is not 1.0, and the order of keys is nothing."""
    if type(one) is str or type(other) is str:
        return one == other
    return one is other or _canonical_text(one) == _canonical_text(other)


def same_content(one: Change, other: Change) -> bool:
    """Whether two changes differ at most in device and number.

    A cloned laptop renumbers what it has not seen acknowledged, so the hub may meet a change again under
    another number; that is a duplicate. Any other difference under one id is a fault to be reported.
    """
    alike = replace(other, device_id=one.device_id, device_seq=one.device_seq)
    return same(one.to_json_ready(), alike.to_json_ready())


def _canonical_text(value: JsonValue) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _take(given: Mapping[str, object], name: str, read: Callable[[object, str], T]) -> T:
    if name not in given:
        raise ChangeError(f"{name}: is missing")
    return read(given[name], name)


def _object(raw: object, where: str) -> dict[str, object]:
    if not isinstance(raw, dict):
        raise ChangeError(f"{where}: is not an object")
    return raw


def _word(raw: object, where: str) -> str:
    if not isinstance(raw, str) or not raw or not (raw.isprintable() or _FIT.fullmatch(raw)):
        raise ChangeError(f"{where}: is not a text of one or more characters, free of control characters")
    return raw


def _count(raw: object, where: str) -> int:
    if type(raw) is not int or not 1 <= raw < 1 << 63:
        raise ChangeError(f"{where}: is not a whole number from 1")
    return raw


def _uuid(raw: object, where: str) -> str:
    if not isinstance(raw, str) or not _UUID.fullmatch(raw):
        raise ChangeError(f"{where}: is not a UUID in lower case")
    return raw


def _stamp(raw: object, where: str) -> Stamp:
    if not isinstance(raw, str) or not is_stamp(raw):
        raise ChangeError(f"{where}: is not a stamp")
    return Stamp(raw)


def _moment(raw: object, where: str) -> str:
    text = _word(raw, where)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ChangeError(f"{where}: is not a date and time in ISO 8601") from error
    if moment.tzinfo is None:
        raise ChangeError(f"{where}: has no offset from UTC")
    return text


def _definition(raw: object, where: str) -> tuple[str, int]:
    match raw:
        case [definition_id, version]:
            return _word(definition_id, f"{where}[0]"), _count(version, f"{where}[1]")
    raise ChangeError(f"{where}: is not an id and a version")


def _edits(raw: object, where: str) -> dict[str, Edit]:
    given = _object(raw, where)
    if not given:
        raise ChangeError(f"{where}: changes no field")
    name_is = f"{where}: the name of a field"
    return {_word(name, name_is): _edit(edit, name) for name, edit in given.items()}


def _edit(raw: object, name: str) -> Edit:
    """Read one edit; where a fault lies is spelt out only once there is one, for there are many fields."""
    if not isinstance(raw, dict) or "value" not in raw or len(raw) > 1 + ("seen" in raw):
        raise ChangeError(f"set/{name}: is not an object of value and seen")
    value, seen = _json(raw["value"], name, "set/"), raw.get("seen", [])
    if not isinstance(seen, list):
        raise ChangeError(f"set/{name}: seen is not a list")
    stamps = tuple(_stamp(stamp, f"set/{name}: seen[{at}]") for at, stamp in enumerate(seen)) if seen else ()
    if len(set(stamps)) < len(stamps):
        raise ChangeError(f"set/{name}: seen names a stamp twice")
    return Edit(value, stamps)


def _json(raw: object, name: str, folder: str = "") -> JsonValue:
    """Pass a value that every JSON writer can write as UTF-8: no NaN, no half of a surrogate pair."""
    if raw is None or (isinstance(raw, str) and raw.isascii()):
        return raw
    try:
        json.dumps(raw, allow_nan=False, ensure_ascii=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise ChangeError(f"{folder}{name}: is not a JSON value in UTF-8") from error
    return cast("JsonValue", raw)
