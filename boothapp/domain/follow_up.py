"""When the promise is due: typed dates, quick picks, and the moment in the promise's own zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from boothapp.domain.lead import FollowUp
from boothapp.domain.typed_due import plain_words, read_day, read_time

_SATURDAY = 5
_MAX_WORDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A day and, when one was said, a time of day."""

    day: date
    at: time | None = None

    def text(self) -> str:
        """As ``FollowUp.due_at`` holds it."""
        return self.day.isoformat() if self.at is None else f"{self.day}T{self.at:%H:%M}"


def parse_due(text: str, now: datetime) -> Due | None:
    """The day and time meant by what was typed ("tue 2:30pm", "tomorrow 10", "in 2 weeks", "25.11. 14:30").

    None unless every word of it was understood. ``now`` is local to the show; a time alone is the next such
    time. See ``typed_due`` for how days and times are read.
    """
    words, half = plain_words(text)
    if len(words) > _MAX_WORDS:
        return None
    for day_words, time_words in _splits(words):
        day, at = read_day(day_words, now.date()), read_time(time_words, half)
        if day is not None and (at is not None or not time_words):
            return Due(day=day, at=at)
    at = read_time(" ".join(words), half)
    if at is None:
        return None
    return Due(day=now.date() + timedelta(days=0 if at > now.time() else 1), at=at)


def _splits(words: list[str]) -> Iterator[tuple[str, str]]:
    """The ways to part words into a day and a time: the day first and as long as possible, then last."""
    joined = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(len(words) + 1)]
    yield from reversed(joined[1:])
    yield from ((after, before) for before, after in joined[1:-1])


def quick_picks(now: datetime) -> tuple[tuple[str, Due], ...]:
    """Offers for one key: tomorrow at 10, Tuesday at 14:30, in two weeks at 10; never a weekend.

    Tuesday is the first that is not tomorrow.
    """
    today = now.date()
    tuesday = today + timedelta(days=(1 - today.weekday() - 2) % 7 + 2)
    return (
        ("tomorrow", Due(day=_weekday_from(today + timedelta(days=1)), at=time(10))),
        ("tuesday", Due(day=tuesday, at=time(14, 30))),
        ("two_weeks", Due(day=_weekday_from(today + timedelta(days=14)), at=time(10))),
    )


def _weekday_from(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day if day.weekday() < _SATURDAY else day + timedelta(days=7 - day.weekday())


def moment(follow_up: FollowUp) -> datetime | None:
    """The instant of the promise in its own zone; None while date, time or zone is missing or unreadable.

    Of an hour that happens twice, when clocks go back, it is the first. The first and the last years of the
    calendar count as unreadable: in other zones, or an hour later, they are beyond it.
    """
    if not (follow_up.has_time and follow_up.zone):
        return None
    try:
        at = datetime.fromisoformat(follow_up.due_at).replace(tzinfo=ZoneInfo(follow_up.zone))
        return at if MINYEAR + 1 < at.year < MAXYEAR - 1 else None
    except (ValueError, KeyError, OSError):  # a KeyError is an unknown zone, an OSError a folder of zones
        return None


def exists(follow_up: FollowUp) -> bool:
    """Whether that local time happens at all: the hour skipped when clocks go forward does not."""
    at = moment(follow_up)
    return at is None or at.astimezone(UTC).astimezone(at.tzinfo).replace(tzinfo=None) == at.replace(
        tzinfo=None
    )


def clashes(one: FollowUp, other: FollowUp) -> bool:
    """Whether two promises of one owner overlap in time."""
    start, other_start = moment(one), moment(other)
    if start is None or other_start is None or not one.owner or one.owner != other.owner:
        return False
    # In UTC, since arithmetic on local times passes over the hours that clocks skip or repeat.
    start, other_start = start.astimezone(UTC), other_start.astimezone(UTC)
    end = start + timedelta(minutes=one.duration_minutes)
    other_end = other_start + timedelta(minutes=other.duration_minutes)
    return start < other_end and other_start < end
