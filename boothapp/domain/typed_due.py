"""The day and the time of day in what people type: English, German, French, Spanish and Japanese.

A phrase is read whole or not at all, so a time is never taken for a day nor a day for a time. Patterns are
compiled when first used: nothing here is needed to start.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Container
from datetime import date, time, timedelta
from enum import Enum
from functools import lru_cache

# Without accents, in the order of the languages above. Any clear beginning of three letters will do too.
_WEEKDAYS = (
    "monday montag mo lundi lunes",
    "tuesday tues dienstag di mardi martes",
    "wednesday weds mittwoch mi mercredi miercoles",
    "thursday donnerstag do jeudi jueves",
    "friday freitag fr vendredi viernes",
    "saturday samstag sa samedi sabado",
    "sunday sonntag so dimanche domingo",
)
_MONTHS = (
    "january januar janvier enero",
    "february februar fevrier febrero",
    "march marz maerz mars marzo",
    "april avril abril",
    "may mai mayo",
    "june juni juin junio",
    "july juli juillet julio",
    "august aout agosto",
    "september septembre septiembre",
    "october oktober octobre octubre",
    "november novembre noviembre",
    "december dezember decembre diciembre",
)
_COUNTS = (
    "one ein einer einem un una une", "two zwei deux dos", "three drei trois tres",
    "four vier quatre cuatro", "five funf cinq cinco", "six sechs seis",
)  # fmt: skip
_DAYS_AHEAD = {
    "today": 0, "heute": 0, "aujourd'hui": 0, "hoy": 0,
    "tomorrow": 1, "tmrw": 1, "tmr": 1, "morgen": 1, "demain": 1, "manana": 1,
    "day after tomorrow": 2, "ubermorgen": 2, "apres-demain": 2, "pasado manana": 2,
}  # fmt: skip
_DAY, _WEEK = "days?|tag(?:en?)?|jours?|dias?", "weeks?|wochen?|semaines?|semanas?"
_MONTH = "(?:months?|monat(?:en?)?|mois|mes(?:es)?)"
_NEXT_WEEK = "next week|nachste woche|semaine prochaine|proxima semana"
_NEXT = "next|nachste[nr]?|proximo"
_THIS = "this|coming|kommende[nr]?|diesen|este"
_NOON = "(?:12 )?(?:noon|midday|mittags?|midi|mediodia)"
_CLOCK = (
    r"(?P<hour>\d\d?)(?:[:.](?P<minute>\d\d)(?::\d\d)?(?: ?(?:h|uhr))?"
    r"| ?(?:h|uhr|heures|horas)(?: ?(?P<after_h>\d\d))?)?(?: ?(?P<half>[ap])m?)?"
)
_FOUR_DIGITS = r"(?P<hour>0\d|1[0-8])(?P<minute>[0-5]\d)"  # to 1859: more is taken for a year
_DAY_NAME = r"(\d\d?)(?:st|nd|rd|th|er|\.)? ?([a-z]+)\.?(?: (\d{4}))?"
_NAME_DAY = r"([a-z]+)\.? ?(\d\d?)(?:st|nd|rd|th)?(?: (\d{4}))?"
_NUMERIC = r"(\d\d?)(?:\. ?|/|-)(\d\d?)(?:\.(?: ?(\d{4})|(\d\d))?|[/-](\d{4}|\d\d))?"
_SPAN = rf"(?:(?:in|dans|en) )?(?:(\w+) )?(?:({_DAY})|({_WEEK})|{_MONTH})(?: from now)?"
_FILLERS = r"\b(?:at|on|the|of|a|an|um|gegen|den|le|les|el|las?|de|del|o'clock)\b"
_MORNING = r"\b(?:in )?(?:morning|vormittags?|matin)\b"
_AFTERNOON = r"\b(?:in )?(?:afternoon|evening|nachmittags?|abends?|apres-midi|soir|tarde)\b"
_JAPANESE = (
    ("明後日", " day after tomorrow "), ("明日", " tomorrow "), ("今日", " today "), ("来週", " next week "),
    ("月曜日?", " mo "), ("火曜日?", " di "), ("水曜日?", " mi "), ("木曜日?", " do "), ("金曜日?", " fr "),
    ("土曜日?", " sa "), ("日曜日?", " so "), (r"(\d+)日後", r" in \1 days "),
    (r"(\d+)週間後", r" in \1 weeks "),
    (r"(\d+)月(\d+)日", r" \2.\1. "), (r"(\d+)時半", r" \1:30 "), (r"(\d+)時(\d\d)分", r" \1:\2 "),
    (r"(\d+)時", r" \1h "), ("午前", " morning "), ("午後", " afternoon "), ("の", " "),
)  # fmt: skip

_EARLY_HOURS = range(1, 7)
_NOON_HOUR = 12


class HalfOfDay(Enum):
    """Which twelve hours are meant."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


def plain_words(typed: str) -> tuple[list[str], HalfOfDay | None]:
    """The words that matter, lower case and without accents, and the half of the day where one is named."""
    decomposed = unicodedata.normalize("NFKD", typed.casefold().replace("’", "'"))
    text = "".join(letter for letter in decomposed if not "\u0300" <= letter <= "\u036f")
    for japanese, words in _JAPANESE if not text.isascii() else ():
        text = re.sub(japanese, words, text)
    text = re.sub(r"\b([ap])\.m\.", r"\1m", text)
    text = re.sub(r"(?<=\d)t(?=\d)|[,@]", " ", text)
    text = re.sub(r"\bthis (?=morning|afternoon|evening)", "today ", text.replace("tonight", "today evening"))
    text = re.sub(_FILLERS, " ", text)
    text, mornings = re.subn(_MORNING, " ", " ".join(text.split()))
    text, afternoons = re.subn(_AFTERNOON, " ", text)
    half = HalfOfDay.MORNING if mornings else HalfOfDay.AFTERNOON if afternoons else None
    return text.split(), half


def read_time(words: str, half: HalfOfDay | None = None) -> time | None:
    """The time of day that the words are; None when they are anything else.

    One to six o'clock is in the afternoon, when people meet, unless am, a morning or a leading zero is there.
    """
    if re.fullmatch(_NOON, words):
        return time(_NOON_HOUR)
    match = re.fullmatch(_CLOCK, words) or re.fullmatch(_FOUR_DIGITS, words)
    if match is None:
        return None
    said = match.groupdict()
    if said.get("half"):
        half = HalfOfDay.MORNING if said["half"] == "a" else HalfOfDay.AFTERNOON
        if not 1 <= int(said["hour"]) <= _NOON_HOUR:
            return None
    try:
        return time(_hour(said["hour"], half), int(said["minute"] or said.get("after_h") or 0))
    except ValueError:
        return None


def _hour(digits: str, half: HalfOfDay | None) -> int:
    hour = int(digits)
    if half is None and hour in _EARLY_HOURS and len(digits) == 1:
        half = HalfOfDay.AFTERNOON
    if half is HalfOfDay.AFTERNOON and hour < _NOON_HOUR:
        return hour + _NOON_HOUR
    return 0 if half is HalfOfDay.MORNING and hour == _NOON_HOUR else hour


def read_day(words: str, today: date) -> date | None:
    """The day that the words are; None when they are anything else, or a weekday and a date that disagree.

    A weekday is the next one after today. A day and month without a year is the next such day, and is read
    day first unless only month first makes sense.
    """
    words = words.removeprefix("am ")  # German, before a day; "10 am" is a time
    weekday, _, rest = words.partition(" ")
    number = _number(_WEEKDAYS, weekday)
    if number is not None and (day := _calendar_day(rest, today)):
        return day if day.weekday() == number else None
    return _calendar_day(words, today) or _relative_day(words, today)


def _calendar_day(words: str, today: date) -> date | None:
    if match := re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)", words):
        return _in_year(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d\d?)(?:st|nd|rd|th)", words):
        return _coming(today, int(match[1]), range(1, 13))
    if match := re.fullmatch(_DAY_NAME, words):
        return _in_month(today, match[1], match[2], match[3])
    if match := re.fullmatch(_NAME_DAY, words):
        return _in_month(today, match[2], match[1], match[3])
    if match := re.fullmatch(_NUMERIC, words):
        year = match[3] or match[4] or match[5]
        day = _dated(today, match[1], int(match[2]), year)
        return _dated(today, match[2], int(match[1]), year) if day is None and "/" in words else day
    return None


def _in_month(today: date, day: str, name: str, year: str | None) -> date | None:
    month = _number(_MONTHS, name)
    return None if month is None else _dated(today, day, month + 1, year)


def _dated(today: date, day: str, month: int, year: str | None) -> date | None:
    """A day of a year, two digits of which are never in the past; without a year the next such day."""
    if year is None:
        return _coming(today, int(day), (month,))
    if len(year) == len("2026"):
        return _in_year(int(year), month, int(day))
    found = _in_year(today.year - today.year % 100 + int(year), month, int(day))
    return None if found is None or found < today else found


def _in_year(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _coming(today: date, day: int, months: Container[int]) -> date | None:
    """The next such day, today included; 29 February may be eight years off."""
    days = (today + timedelta(days=ahead) for ahead in range(8 * 366))
    return next((found for found in days if found.day == day and found.month in months), None)


def _relative_day(words: str, today: date) -> date | None:
    if words in _DAYS_AHEAD:
        return today + timedelta(days=_DAYS_AHEAD[words])
    monday = today + timedelta(days=len(_WEEKDAYS) - today.weekday())
    if re.fullmatch(_NEXT_WEEK, words):
        return monday
    if match := re.fullmatch(rf"(?:{_NEXT_WEEK}) ([\w.]+)|([\w.]+) (?:{_NEXT_WEEK})", words):
        number = _number(_WEEKDAYS, match[1] or match[2])
        return None if number is None else monday + timedelta(days=number)
    if match := re.fullmatch(rf"(?:({_NEXT}) |(?:{_THIS}) )?([\w.]+)(?: prochain)?", words):
        return _weekday(today, match[2], skips_this_week=bool(match[1]))
    if match := re.fullmatch(_SPAN, words):
        count = _count(match[1])
        return None if count is None else _later(today, count, days=1 if match[2] else 7 if match[3] else 0)
    return None


def _weekday(today: date, name: str, *, skips_this_week: bool) -> date | None:
    """The next such day after today; "next Tuesday" said on a Monday is not tomorrow but a week later."""
    number = _number(_WEEKDAYS, name)
    if number is None:
        return None
    ahead = (number - today.weekday() - 1) % len(_WEEKDAYS) + 1
    if skips_this_week and today.weekday() + ahead < len(_WEEKDAYS):
        ahead += len(_WEEKDAYS)
    return today + timedelta(days=ahead)


def _count(word: str | None) -> int | None:
    """A number of up to three digits, or the word for a small one; one where there is none."""
    if word is None:
        return 1
    if re.fullmatch(r"\d{1,3}", word):
        return int(word)
    number = _number(_COUNTS, word)
    return None if number is None else number + 1


def _later(today: date, count: int, *, days: int) -> date:
    """So many times so many days later; for 0 days so many months, and not past the end of the last."""
    if days:
        return today + timedelta(days=count * days)
    years, month = divmod(today.month - 1 + count, 12)
    year = today.year + years
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _number(names: tuple[str, ...], word: str) -> int | None:
    """The place of a name, spelled out or begun."""
    return _beginnings(names).get(word.removesuffix("."))


@lru_cache
def _beginnings(names: tuple[str, ...]) -> dict[str, int]:
    """The place of each name by the name and by every beginning of three letters or more that only it has."""
    places: dict[str, set[int]] = {}
    for place, synonyms in enumerate(names):
        for name in synonyms.split():
            for length in {len(name), *range(3, len(name))}:
                places.setdefault(name[:length], set()).add(place)
    return {beginning: found.pop() for beginning, found in places.items() if len(found) == 1}
