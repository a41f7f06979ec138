"""When the promise is due: typed dates, quick picks, and the moment in the promise's own zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from boothapp.domain.lead import FollowUp

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SATURDAY = 5
_TIME = re.compile(r"(?<![\d.:/-])(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|h|uhr)?(?![\d.:/-])", re.IGNORECASE)
_NUMERIC_DAY = re.compile(r"\b(\d{1,2})[./](\d{1,2})(?:[./](\d{2,4}))?\.?(?!\d)")
_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_NAMED_DAY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|\.)?\s+([a-z]{3,9})\b|\b([a-z]{3,9})\s+(\d{1,2})(?:st|nd|rd|th)?\b")
_IN = re.compile(r"\bin\s+(\d+|an?|one|two|three|four|six)\s+(day|week|month)s?\b")
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6}


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

    None when no day can be made out. ``now`` is local to the show. A weekday is the next one after today; a
    day and month without a year is the next such day. Ambiguous numbers are read day first.
    """
    words = " ".join(text.lower().replace(",", " ").split())
    day, rest = _take_day(words, now.date())
    if day is None:
        at = _time_in(words)
        if at is None or _TIME.sub("", words, count=1).strip(" at@"):
            return None
        return Due(day=now.date() if at > now.time() else now.date() + timedelta(days=1), at=at)
    return Due(day=day, at=_time_in(rest))


def _take_day(words: str, today: date) -> tuple[date | None, str]:
    """The day meant, and the words left once it was taken out."""
    for found, start, end in _day_readings(words, today):
        return found, f"{words[:start]} {words[end:]}".strip()
    return None, words


def _day_readings(words: str, today: date) -> Iterator[tuple[date, int, int]]:
    if match := _ISO_DAY.search(words):
        try:
            yield date.fromisoformat(match.group()), *match.span()
        except ValueError:
            return
    if match := _IN.search(words):
        count = int(_COUNTS.get(match.group(1)) or match.group(1))
        yield _later(today, count, match.group(2)), *match.span()
    if match := _NUMERIC_DAY.search(words):
        day, month, year = match.groups()
        if found := _next_day(int(day), int(month), year, today):
            yield found, *match.span()
    for match in _NAMED_DAY.finditer(words):
        day, name = match.group(1) or match.group(4), match.group(2) or match.group(3)
        month_number = next((i for i, m in enumerate(_MONTHS, 1) if m.startswith(name)), 0)
        if month_number and (found := _next_day(int(day), month_number, None, today)):
            yield found, *match.span()
    yield from _named_readings(words, today)


def _named_readings(words: str, today: date) -> Iterator[tuple[date, int, int]]:
    for name, days in (("day after tomorrow", 2), ("tomorrow", 1), ("tmrw", 1), ("today", 0)):
        if (start := words.find(name)) >= 0:
            yield today + timedelta(days=days), start, start + len(name)
    if match := re.search(r"\bnext week\b", words):
        yield today + timedelta(days=7 - today.weekday()), *match.span()
    for match in re.finditer(r"\b(next )?([a-z]{3,9})\b", words):
        for number, weekday in enumerate(_WEEKDAYS):
            if weekday.startswith(match.group(2)):
                ahead = (number - today.weekday() - 1) % 7 + 1
                # "Next Tuesday" said on a Monday is not tomorrow: it is the Tuesday of next week.
                if match.group(1) and today.weekday() + ahead < len(_WEEKDAYS):
                    ahead += 7
                yield today + timedelta(days=ahead), *match.span()


def _later(today: date, count: int, unit: str) -> date:
    if unit != "month":
        return today + timedelta(days=count * (7 if unit == "week" else 1))
    month = today.month - 1 + count
    year, month = today.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(today.day, last))


def _next_day(day: int, month: int, year: str | None, today: date) -> date | None:
    """The day of a year, or of the first year in which it is not past; None when there is no such day."""
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day)  # noqa: PLR2004
        this_year = date(today.year, month, day)
        return this_year if this_year >= today else date(today.year + 1, month, day)
    except ValueError:
        return None


def _time_in(words: str) -> time | None:
    """The time of day in what was typed; a bare number counts as an hour."""
    if "noon" in words:
        return time(12)
    for match in _TIME.finditer(words):
        hour, minute, half = int(match.group(1)), int(match.group(2) or 0), (match.group(3) or "").lower()
        if half in ("am", "pm"):
            if not 1 <= hour <= 12:  # noqa: PLR2004
                continue
            hour = hour % 12 + (12 if half == "pm" else 0)
        if hour < 24 and minute < 60:  # noqa: PLR2004
            return time(hour, minute)
    return None


def quick_picks(now: datetime) -> tuple[tuple[str, Due], ...]:
    """Offers for one key: tomorrow at 10, the coming Tuesday at 14:30, in two weeks at 10; never a weekend."""
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
    """The instant of the promise in its own zone; None while date, time or zone is missing or unreadable."""
    if not (follow_up.has_time and follow_up.zone):
        return None
    try:
        return datetime.fromisoformat(follow_up.due_at).replace(tzinfo=ZoneInfo(follow_up.zone))
    except (ValueError, KeyError):
        return None


def exists(follow_up: FollowUp) -> bool:
    """Whether that local time happens at all: the hour skipped when clocks go forward does not."""
    at = moment(follow_up)
    return at is None or at.astimezone(UTC).astimezone(at.tzinfo).replace(tzinfo=None) == at.replace(tzinfo=None)


def clashes(one: FollowUp, other: FollowUp) -> bool:
    """Whether two promises of one owner overlap in time."""
    start, other_start = moment(one), moment(other)
    if start is None or other_start is None or not one.owner or one.owner != other.owner:
        return False
    return start < other_start + timedelta(minutes=other.duration_minutes) and other_start < start + timedelta(
        minutes=one.duration_minutes
    )
