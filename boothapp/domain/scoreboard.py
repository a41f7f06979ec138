"""The numbers that may be shown: qualified against the goal first, the total only as the sum under them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from boothapp.domain.definition import Track

TOO_FEW = 10
_Z_95 = 1.959964


class TrackCount(NamedTuple):
    """So many leads of one track, captured in one hour (``2026-11-24T11`` in show time) by one person."""

    hour: str
    staff: str
    track: Track
    leads: int
    seconds: float = 0.0
    """The sum of their capture times, of those that were timed."""
    timed: int = 0


class AnswerCount(NamedTuple):
    """So many leads with one answer to one question; ``value`` is empty unless the state is answered."""

    question_id: str
    state: str
    value: str
    leads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Leads by track; ``total`` is only their sum."""

    sales_ready: int = 0
    nurture: int = 0
    borrowed: int = 0
    disqualified: int = 0

    @property
    def total(self) -> int:
        """All cards, never to be shown alone."""
        return self.sales_ready + self.nurture + self.borrowed + self.disqualified

    @property
    def borrowed_share(self) -> float:
        """The share of cards drawn by a prize, 0 to 1; 0 when there are none."""
        return self.borrowed / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoreboard:
    """A show's numbers; days and hours are local to the show and in order, staff by qualified leads."""

    goal: int
    tally: Tally
    by_day: Mapping[str, Tally] = field(default_factory=dict)
    by_hour: Mapping[str, Tally] = field(default_factory=dict)
    by_staff: Mapping[str, Tally] = field(default_factory=dict)
    by_answer: tuple[AnswerCount, ...] = ()
    asked: Mapping[str, int] = field(default_factory=dict)
    """Leads that were asked each question: fewer than its answers where several can be chosen."""
    cost: Decimal | None = None
    currency: str = ""
    seconds_per_capture: float | None = None

    @property
    def cost_per_qualified(self) -> Decimal | None:
        """Show cost ÷ sales-ready leads, to the cent; None while either is missing."""
        if self.cost is None or not self.tally.sales_ready:
            return None
        return (self.cost / self.tally.sales_ready).quantize(Decimal("0.01"))


def scoreboard(
    counts: Iterable[TrackCount],
    *,
    goal: int,
    cost: str = "",
    currency: str = "",
    answers: Iterable[AnswerCount] = (),
    asked: Mapping[str, int] | None = None,
) -> Scoreboard:
    """The scoreboard of counts taken from any store."""
    rows = list(counts)
    timed = sum(row.timed for row in rows)
    by_staff = _grouped(rows, lambda row: row.staff)
    ranked = sorted(by_staff.items(), key=lambda item: (-item[1].sales_ready, item[0]))
    return Scoreboard(
        goal=goal,
        tally=_tally(rows),
        by_day=_grouped(rows, lambda row: row.hour[:10]),
        by_hour=_grouped(rows, lambda row: row.hour),
        by_staff=dict(ranked),
        by_answer=tuple(answers),
        asked=asked or {},
        cost=Decimal(cost) if cost else None,
        currency=currency,
        seconds_per_capture=sum(row.seconds for row in rows) / timed if timed else None,
    )


def _grouped(rows: list[TrackCount], key: Callable[[TrackCount], str]) -> dict[str, Tally]:
    groups: dict[str, list[TrackCount]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return {name: _tally(groups[name]) for name in sorted(groups)}


def _tally(rows: Iterable[TrackCount]) -> Tally:
    totals = dict.fromkeys(Track, 0)
    for row in rows:
        totals[row.track] += row.leads
    return Tally(**{track.value: leads for track, leads in totals.items()})


def wilson_interval(kept: int, n: int) -> tuple[float, float] | None:
    """The 95 % Wilson score interval of a rate (Wilson, 1927); None below ten: the word is "too few"."""
    if n < TOO_FEW:
        return None
    rate, z2 = kept / n, _Z_95**2
    centre = (rate + z2 / (2 * n)) / (1 + z2 / n)
    margin = _Z_95 / (1 + z2 / n) * math.sqrt(rate * (1 - rate) / n + z2 / (4 * n * n))
    return max(0.0, centre - margin), min(1.0, centre + margin)
