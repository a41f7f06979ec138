"""The record of a draw: what is published before and after it, and whether it holds together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from boothapp.domain.draw import (
    DrawList,
    Exclusion,
    commitment_of,
    draw_key,
    drawn_order,
    hash_of_list,
    said_word,
)
from boothapp.domain.show import MOST_PRIZES
from boothapp.errors import DrawError, DrawProblem

if TYPE_CHECKING:
    from boothapp.domain.change import JsonValue

FORMAT = "boothapp-draw/1"
SCOPE = "the entries of one laptop"
_COMMITTED = ("show", "draw", "prize", "terms_version", "scope", "closed_at")
"""What else of a record its commitment holds fast, in this order."""
_LONGEST_LIST = 1_000_000
_LINE = re.compile(r"([1-9]\d{0,9}) (in|same-as-[1-9]\d{0,9}|out-[a-z_]{1,20}) ([0-9a-f]{64}|-)", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


class PassedOver(StrEnum):
    """Why the next ticket takes a winner's place. A code and no free text: the record is public."""

    NOT_PRESENT = "not_present"
    NO_ANSWER = "no_answer"
    DECLINED_PRIZE = "declined_prize"
    MAY_NOT_WIN = "may_not_win"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One ticket that was passed over: why, and when (ISO 8601)."""

    ticket: int
    reason: PassedOver
    at: str


class Told(NamedTuple):
    """The result as a file states it, for those who do not work it out."""

    winners: tuple[int, ...]
    reserves: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawRecord:
    """One draw; ``seed`` (hex), ``order`` and ``drawn_at`` are empty until it is held; times are ISO 8601."""

    show: str
    draw: str
    prize: str = ""
    terms_version: str = ""
    scope: str = SCOPE
    closed_at: str
    winners: int
    reserves: int
    lines: tuple[str, ...]
    list_hash: str
    commitment: str
    seed: str = ""
    word: str = ""
    drawn_at: str = ""
    order: tuple[int, ...] = ()
    passed_over: tuple[Pass, ...] = ()
    told: Told | None = field(default=None, compare=False)

    @property
    def tickets(self) -> tuple[int, ...]:
        """The tickets that can win."""
        return tickets_in(self.lines)

    @property
    def entered(self) -> int:
        """How many cards are in this draw or left out of it, those of earlier draws apart."""
        return sum(line.split()[1] != f"out-{Exclusion.EARLIER_DRAW}" for line in self.lines)

    @property
    def winning(self) -> tuple[int, ...]:
        """The tickets that win as it stands."""
        return self._standing()[: self.winners]

    @property
    def waiting(self) -> tuple[int, ...]:
        """The reserves that are left, the next first."""
        return self._standing()[self.winners :]

    def _standing(self) -> tuple[int, ...]:
        over = {one.ticket for one in self.passed_over}
        return tuple(ticket for ticket in self.order if ticket not in over)

    @property
    def published(self) -> str:
        """What is said before the draw, for the wall and its code."""
        return (
            f"{self.draw} · {self.show}\n"
            f"closed {self.closed_at} · {len(self.tickets)} in the draw\n"
            f"commitment {self.commitment}"
        )


def closed_record(listed: DrawList, seed: bytes, **facts: Any) -> DrawRecord:  # noqa: ANN401 - fields of the record
    """The record as it is published before the draw; the seed stays out of it."""
    record = DrawRecord(lines=listed.lines, list_hash=listed.list_hash, commitment="", **facts)
    return replace(record, commitment=_commitment(record, seed))


def drawn_record(closed: DrawRecord, seed: bytes, word: str, at: str) -> DrawRecord:
    """The record once the draw is held."""
    said = said_word(word)
    drawn = replace(closed, seed=seed.hex(), word=said, drawn_at=at, told=None)
    return replace(drawn, order=_order(drawn))


def passed_record(drawn: DrawRecord, passed: Pass) -> DrawRecord:
    """The record with one more winner or reserve passed over; the next ticket is drawn for it."""
    if not drawn.order:
        raise DrawError(DrawProblem.NOT_DRAWN)
    if passed.ticket not in (*drawn.winning, *drawn.waiting):
        raise DrawError(DrawProblem.NO_SUCH_TICKET)
    further = replace(drawn, passed_over=(*drawn.passed_over, passed), told=None)
    return replace(further, order=_order(further))


def _order(record: DrawRecord) -> tuple[int, ...]:
    key = draw_key(record.list_hash, bytes.fromhex(record.seed), record.word)
    most = record.winners + record.reserves + len(record.passed_over)
    return drawn_order(record.tickets, key, most)


def tickets_in(lines: Iterable[str]) -> tuple[int, ...]:
    """The tickets of a list that can win."""
    return tuple(int(line.split()[0]) for line in lines if line.split()[1:2] == ["in"])


class Fault(StrEnum):
    """What does not hold in a record."""

    LIST_CHANGED = "the list is not the one that its hash is of"
    LIST_UNORDERED = "the list is not in the order of its tickets, each once"
    TICKET_MISSING = "a ticket is missing from the list: each from 1 on has its line"
    DRAWN_TOO_EARLY = "it says that it was drawn before the entries were closed, or no time that can be read"
    OTHER_COMMITMENT = (
        "the commitment is not of this list, seed, number of prizes, draw and time of its close"
    )
    NOT_AS_PUBLISHED = "the commitment is not the one that was published"
    OTHER_ORDER = "other tickets are drawn from this seed, list and word"
    OTHER_RESULT = "the result is not what the order and those passed over give"
    PASSED_UNDRAWN = "a ticket was passed over that was not drawn"


def faults_of(record: DrawRecord, published: str = "") -> list[Fault]:
    """Everything that does not hold; ``published`` is the commitment as it stood on the wall before the draw.

    Before the draw there is no seed, so the commitment can't be checked yet.
    """
    numbers = [int(line.split()[0]) for line in record.lines]
    drawn = bool(record.seed)
    found = {
        Fault.LIST_CHANGED: hash_of_list(record.lines) != record.list_hash,
        Fault.LIST_UNORDERED: numbers != sorted(set(numbers)),
        Fault.TICKET_MISSING: max(numbers, default=0) != len(set(numbers)),
        Fault.DRAWN_TOO_EARLY: drawn and not _in_order(record.closed_at, record.drawn_at),
        Fault.OTHER_COMMITMENT: drawn
        and record.commitment != _commitment(record, bytes.fromhex(record.seed)),
        Fault.NOT_AS_PUBLISHED: bool(published) and published.strip().lower() != record.commitment,
        Fault.OTHER_ORDER: record.order != (_order(record) if drawn else ()),
        Fault.OTHER_RESULT: record.told not in (None, (record.winning, record.waiting)),
        Fault.PASSED_UNDRAWN: not {one.ticket for one in record.passed_over} <= set(record.order),
    }
    return [fault for fault, holds in found.items() if holds]


def _in_order(closed_at: str, drawn_at: str) -> bool:
    try:
        return datetime.fromisoformat(closed_at) <= datetime.fromisoformat(drawn_at)
    except (ValueError, TypeError):  # no times, or one with its zone and one without
        return False


def _commitment(record: DrawRecord, seed: bytes) -> str:
    said = [getattr(record, name) for name in _COMMITTED]
    return commitment_of(record.list_hash, seed, record.winners, record.reserves, said)


def record_json(record: DrawRecord) -> dict[str, JsonValue]:
    """The record as it is published: what is not there yet is left out."""
    values: dict[str, Any] = {"format": FORMAT, **asdict(record)}
    values["list"] = list(values.pop("lines"))
    del values["told"]
    values["order"] = list(record.order)
    values["passed_over"] = [{**asdict(one), "reason": one.reason.value} for one in record.passed_over]
    values["result"] = {"winners": list(record.winning), "reserves": list(record.waiting)}
    return {name: value for name, value in values.items() if record.order or name not in _AFTERWARDS}


_AFTERWARDS = ("seed", "word", "drawn_at", "order", "passed_over", "result")


def record_text(record: DrawRecord) -> str:
    """The record as a file holds it."""
    return json.dumps(record_json(record), ensure_ascii=False, indent=1) + "\n"


def read_record(text: str | bytes) -> DrawRecord:
    """The record that a file holds, whoever wrote it; raises DrawError(NO_RECORD)."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DrawError(DrawProblem.NO_RECORD) from error
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise DrawError(DrawProblem.NO_RECORD)
    return DrawRecord(
        **{name: _text(values, name) for name in ("show", "draw", "prize", "terms_version", "scope")},
        closed_at=_text(values, "closed_at"),
        winners=_whole(values, "winners", least=1),
        reserves=_whole(values, "reserves", least=0),
        lines=tuple(_matching(line, _LINE) for line in _several(values, "list")),
        list_hash=_matching(values.get("list_hash"), _HASH),
        commitment=_matching(values.get("commitment"), _HASH),
        seed=_matching(values["seed"], _HASH) if "seed" in values else "",
        word=_text(values, "word"),
        drawn_at=_text(values, "drawn_at"),
        order=tuple(_number(each) for each in _several(values, "order")),
        passed_over=tuple(map(_passed, _several(values, "passed_over"))),
        told=_told(values["result"]) if "result" in values else None,
    )


def _told(value: object) -> Told:
    if not isinstance(value, dict):
        raise DrawError(DrawProblem.NO_RECORD)
    return Told(*(tuple(map(_number, _several(value, name))) for name in ("winners", "reserves")))


def _passed(value: object) -> Pass:
    if not isinstance(value, dict):
        raise DrawError(DrawProblem.NO_RECORD)
    try:
        reason = PassedOver(_text(value, "reason"))
    except ValueError as error:
        raise DrawError(DrawProblem.NO_RECORD) from error
    return Pass(ticket=_number(value.get("ticket")), reason=reason, at=_text(value, "at"))


def _text(values: Mapping[str, Any], name: str) -> str:
    text = values.get(name, "")
    if not isinstance(text, str):
        raise DrawError(DrawProblem.NO_RECORD)
    return text


def _whole(values: Mapping[str, Any], name: str, *, least: int) -> int:
    number = _number(values.get(name))
    if not least <= number <= MOST_PRIZES:
        raise DrawError(DrawProblem.NO_RECORD)
    return number


def _number(value: object) -> int:
    if type(value) is not int or value < 0:
        raise DrawError(DrawProblem.NO_RECORD)
    return value


def _several(values: Mapping[str, Any], name: str) -> Sequence[Any]:
    several = values.get(name, [])
    if not isinstance(several, list) or len(several) > _LONGEST_LIST:
        raise DrawError(DrawProblem.NO_RECORD)
    return several


def _matching(value: object, form: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise DrawError(DrawProblem.NO_RECORD)
    return value
