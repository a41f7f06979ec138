"""Changes as they were sent and as the log holds them, read in a few microseconds each.

A sound change is read by its type in one go. Only where that fails does the slow reader say, in words, what
is wrong with it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec

from boothapp.domain.change import CHANGE_FORMAT, Change
from boothapp.domain.ids import ChangeId
from boothapp.domain.stamp import Stamp, is_stamp
from boothapp.errors import ChangeError, MessageError
from boothapp.wire.messages import Code, Receipt, decode_json

HUB_ENTITIES = frozenset({"show", "definition", "staff", "disposition"})
"""What only the hub itself may set."""

KNOWN_ENTITY = "lead"
"""What laptops may set; anything else stays with them until the hub is newer."""

_Count = Annotated[int, msgspec.Meta(ge=1, le=(1 << 63) - 1)]


class SentEdit(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A new value of a field, and the stamps of those that it replaces."""

    value: Any
    seen: tuple[Stamp, ...] = ()


class SentChange(msgspec.Struct, gc=False):
    """A change by its fields, its text aside; fields that it has beyond these are in the text alone."""

    v: _Count
    change_id: ChangeId
    device_id: str
    device_seq: _Count
    stamp: Stamp
    show_id: str
    entity: str
    entity_id: str
    actor: str
    captured_at: str
    definition: tuple[str, _Count]
    set: dict[str, SentEdit]


class Entry(msgspec.Struct, frozen=True, gc=False):
    """What the log wants to know of a change beside its text."""

    show_id: str
    change_id: ChangeId
    device_id: str
    device_seq: int
    entity: str
    entity_id: str


class Sent(msgspec.Struct, frozen=True, gc=False):
    """One change as it was sent: its text, its entry if it is to be appended, else the answer to it.

    The values of its fields are not kept: memory for a whole batch of them costs more time than reading them.
    """

    body: str
    change: Entry | None
    refusal: Receipt | None = None


_DECODE = msgspec.json.Decoder(SentChange).decode


def read_sent(raw: bytes) -> Sent:
    """Read one change of a push; never fails."""
    try:
        change = _DECODE(raw)
        if _is_sound(change, raw):
            return Sent(raw.decode(), _entry(change))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        pass  # which of many things it is, the slow reader tells
    return _read_slowly(raw)


def _entry(change: SentChange) -> Entry:
    return Entry(
        change.show_id,
        change.change_id,
        change.device_id,
        change.device_seq,
        change.entity,
        change.entity_id,
    )


def _is_sound(change: SentChange, raw: bytes) -> bool:
    """Whether nothing is left that the slow reader would find; false where that must have a closer look.

    The decoder lets no half of a surrogate pair and no number without end pass, so values need no look.
    """
    is_escaped = b"\\" in raw
    may_have_seen = is_escaped or b'"seen"' in raw  # hardly an edit of a first save names stamps
    # The decoder takes no control character unless it is escaped, so plain ASCII needs no look at each word.
    is_plain = not is_escaped and raw.isascii() and b"\x7f" not in raw and b'""' not in raw
    return (
        (is_plain or _are_words(change))
        and change.v <= CHANGE_FORMAT
        and change.entity == KNOWN_ENTITY
        and is_stamp(change.stamp)
        and change.stamp[18:] == change.change_id
        and datetime.fromisoformat(change.captured_at).tzinfo is not None
        and bool(change.set)
        and not (may_have_seen and any(not _is_sound_list(edit.seen) for edit in change.set.values()))
    )


def _are_words(change: SentChange) -> bool:
    """Whether all that is a name is one: neither empty nor with anything that cannot be printed."""
    words = (
        change.device_id, change.show_id, change.entity, change.entity_id, change.actor, change.definition[0],
        *change.set,
    )  # fmt: skip
    return "" not in words and "".join(words).isprintable()


def _is_sound_list(seen: tuple[Stamp, ...]) -> bool:
    return all(map(is_stamp, seen)) and len(set(seen)) == len(seen)


def _read_slowly(raw: bytes) -> Sent:
    body = raw.decode(errors="replace")
    try:
        given = decode_json(raw)
    except MessageError as error:
        return Sent(body, None, Receipt(change_id="", code=Code.REJECTED, reason=str(error)))
    change_id = _id_in(given)
    if isinstance(given, dict) and type(given.get("v")) is int and given["v"] > CHANGE_FORMAT:
        reason = "is of a newer boothapp than the hub is"
        return Sent(body, None, Receipt(change_id=change_id, code=Code.UNSUPPORTED, reason=reason))
    try:
        change = Change.from_json_ready(given)
        if change.entity == KNOWN_ENTITY:
            return Sent(body, _entry(_DECODE(raw)))
        if change.entity not in HUB_ENTITIES:
            # Nobody could tell which person it is about, so an erasure would pass it over.
            reason = f"entity: {change.entity} is none that this hub knows"
            return Sent(body, None, Receipt(change_id=change_id, code=Code.UNSUPPORTED, reason=reason))
        reason = f"entity: {change.entity} is set by the hub alone"
    except (ChangeError, msgspec.ValidationError) as error:
        reason = str(error)
    return Sent(body, None, Receipt(change_id=change_id, code=Code.REJECTED, reason=reason))


def _id_in(given: object) -> str:
    """The change id that a faulty change names; empty when it names none."""
    change_id = given.get("change_id") if isinstance(given, dict) else None
    return change_id if isinstance(change_id, str) and change_id.isprintable() else ""


def logged_change(body: str) -> SentChange:
    """A change of the log: it was read with care before it was appended, so here it is only taken apart."""
    return _DECODE(body)
