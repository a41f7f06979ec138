"""When the promise is due, what was typed for it, and what it clashes with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.follow_up import Due, clashes, exists, moment, parse_due, quick_picks
from boothapp.domain.lead import FollowUp

TUESDAY = datetime(2026, 11, 24, 11, 0)  # noqa: DTZ001 - on the show's own clock


def typed(text: str, now: datetime = TUESDAY) -> str | None:
    """What a phrase comes to, as a follow-up holds it."""
    due = parse_due(text, now)
    return due.text() if due else None


UNDERSTOOD = {
    # weekdays: the next one after today
    "tue 2:30pm": "2026-12-01T14:30",
    "tue, 2:30 PM": "2026-12-01T14:30",
    "tues 14": "2026-12-01T14:00",
    "Tue. 14:30": "2026-12-01T14:30",
    "mon": "2026-11-30",
    "weds 3": "2026-11-25T15:00",
    "thursday": "2026-11-26",
    "noon friday": "2026-11-27T12:00",
    "friday noon": "2026-11-27T12:00",
    "fri 12 noon": "2026-11-27T12:00",
    "10 am friday": "2026-11-27T10:00",
    "this friday at 4 o'clock": "2026-11-27T16:00",
    "coming friday 9:15": "2026-11-27T09:15",
    "02:30 tue": "2026-12-01T02:30",
    "tue 1430": "2026-12-01T14:30",
    # "next" leaves out what is left of this week
    "next tuesday 14:30": "2026-12-01T14:30",
    "next thursday": "2026-12-03",
    "next week": "2026-11-30",
    "next week wed 10": "2026-12-02T10:00",
    "wed next week 10": "2026-12-02T10:00",
    # days ahead
    "tomorrow 10": "2026-11-25T10:00",
    "10 tomorrow": "2026-11-25T10:00",
    "tomorrow": "2026-11-25",
    "tmrw 9am": "2026-11-25T09:00",
    "2 p.m. tomorrow": "2026-11-25T14:00",
    "12am tomorrow": "2026-11-25T00:00",
    "12pm tomorrow": "2026-11-25T12:00",
    "06:00 tomorrow": "2026-11-25T06:00",
    "today 16:00": "2026-11-24T16:00",
    "day after tomorrow 11": "2026-11-26T11:00",
    "tomorrow morning": "2026-11-25",
    "tomorrow afternoon at 2": "2026-11-25T14:00",
    "tomorrow evening at 7": "2026-11-25T19:00",
    "6 in the morning tomorrow": "2026-11-25T06:00",
    "tonight at 8": "2026-11-24T20:00",
    "this afternoon 3": "2026-11-24T15:00",
    # spans
    "in 2 weeks": "2026-12-08",
    "in two weeks at 10": "2026-12-08T10:00",
    "2 weeks": "2026-12-08",
    "a week from now": "2026-12-01",
    "in a week": "2026-12-01",
    "in 10 days": "2026-12-04",
    "in 3 days 9:15": "2026-11-27T09:15",
    "in 6 months": "2027-05-24",
    "in a month 10:00": "2026-12-24T10:00",
    "in 999 weeks": "2046-01-16",
    # dates in digits: day first, a day that is past is next year's
    "25.11. 14:30": "2026-11-25T14:30",
    "25.11. 14.30": "2026-11-25T14:30",
    "14:30 25.11.": "2026-11-25T14:30",
    "25.11 9": "2026-11-25T09:00",
    "25. 11. 9 uhr": "2026-11-25T09:00",
    "25.11.2026 14:30": "2026-11-25T14:30",
    "25.11. 2026": "2026-11-25",
    "25.11.26 9:00": "2026-11-25T09:00",
    "1.12. 8": "2026-12-01T08:00",
    "1-12 8:00": "2026-12-01T08:00",
    "23.11.": "2027-11-23",
    "24.11. 16:00": "2026-11-24T16:00",
    "29.2. 10": "2028-02-29T10:00",
    "25/11 14:30": "2026-11-25T14:30",
    "11/25 2pm": "2026-11-25T14:00",
    "5/6": "2027-06-05",
    "11/25/2026": "2026-11-25",
    "2026-11-25": "2026-11-25",
    "2026-11-25T14:30": "2026-11-25T14:30",
    "2026-11-25 14:30:00": "2026-11-25T14:30",
    # dates in words
    "25 nov 2:30": "2026-11-25T14:30",
    "nov 25 at 9": "2026-11-25T09:00",
    "25nov 10": "2026-11-25T10:00",
    "25th of november": "2026-11-25",
    "25th at 3": "2026-11-25T15:00",
    "the 23rd": "2026-12-23",
    "the 31st": "2026-12-31",
    "10 nov 11": "2027-11-10T11:00",
    "sept. 3": "2027-09-03",
    "may 5 10:00": "2027-05-05T10:00",
    "25 nov 2026": "2026-11-25",
    "Tuesday, November 24, 2026 10:00": "2026-11-24T10:00",
    "wed 25.11. 10": "2026-11-25T10:00",
    # a time alone is the next such time
    "2:30pm": "2026-11-24T14:30",
    "14h30": "2026-11-24T14:30",
    "14h": "2026-11-24T14:00",
    "14.30": "2026-11-24T14:30",
    "1430": "2026-11-24T14:30",
    "10": "2026-11-25T10:00",
    "2": "2026-11-24T14:00",
    "7": "2026-11-25T07:00",
    "noon": "2026-11-24T12:00",
    # what could be either: a day where it stands alone, a time beside a day
    "14.11": "2027-11-14",
    "tomorrow 14.11": "2026-11-25T14:11",
    "tue 14.11": "2026-12-01T14:11",
    "fri 10.11": "2026-11-27T10:11",
    # the other languages of the app
    "Dienstag 14:30 Uhr": "2026-12-01T14:30",
    "di 14": "2026-12-01T14:00",
    "am 25. November um 14 Uhr 30": "2026-11-25T14:30",
    "10 Uhr 30 morgen": "2026-11-25T10:30",
    "übermorgen Vormittag 10": "2026-11-26T10:00",
    "nächsten Donnerstag": "2026-12-03",
    "3. März": "2027-03-03",
    "in drei Tagen 9 Uhr": "2026-11-27T09:00",
    "demain à 14h30": "2026-11-25T14:30",
    "mardi prochain 9h": "2026-12-01T09:00",
    "le 1er février": "2027-02-01",
    "la semaine prochaine": "2026-11-30",
    "dans deux semaines": "2026-12-08",
    "mañana a las 10": "2026-11-25T10:00",
    "pasado mañana 10": "2026-11-26T10:00",
    "25 de noviembre de 2026": "2026-11-25",
    "el miércoles a las 4": "2026-11-25T16:00",
    "en 3 días 10": "2026-11-27T10:00",
    "明日 10時": "2026-11-25T10:00",
    "11月25日 14時30分": "2026-11-25T14:30",
    "来週の火曜日 午後2時半": "2026-12-01T14:30",
    "３日後 １４：３０": "2026-11-27T14:30",
}


@pytest.mark.parametrize(("text", "due"), UNDERSTOOD.items(), ids=str)
def test_what_people_type_is_understood(text: str, due: str) -> None:
    """On Tuesday, 24 November 2026, at eleven, this is what is meant."""
    assert typed(text) == due


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "@",
            "at",
            "in",
            "next",
            "week",
            "month",
            "next month",
            "some day",
            "soon",
            "call him tue",
        ),
        *("31.4.", "nov 31", "32.1.", "0.5.", "25.13.", "2026-02-30", "25.11.14", "25 foo", "30th of feb"),
        *("25:00", "tue 25:00", "tomorrow 24:00", "10:75", "13pm", "0am", "14:30 pm", "10:3", "1e5"),
        *("10 10", "10:00 11:00", "25.11. 26.11.", "tue tomorrow", "tue wed", "mon 2026", "nov 2026", "2026"),
        *("tue 25.11. 10", "monday november 24", "in 9999 weeks", "in many weeks", "in 2", "weeks 2"),
        "tomorrow " * 50,
    ],
    ids=str,
)
def test_what_is_not_understood_is_not_guessed(text: str) -> None:
    """No such day or hour, two of one kind, a weekday on another day's date, or words left over."""
    assert typed(text) is None


@given(st.text(max_size=40), st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001
def test_anything_may_be_typed(text: str, now: datetime) -> None:
    """Whatever is typed is read or is not; nothing breaks."""
    due = parse_due(text, now)
    assert due is None or datetime.fromisoformat(due.text()).date() == due.day


WORDS = st.lists(
    st.sampled_from(
        [
            "tue",
            "next",
            "week",
            "in",
            "2",
            "weeks",
            "25.11.",
            "25",
            "nov",
            "at",
            "10",
            "2:30",
            "pm",
            "14h",
            "noon",
        ]
    ),
    max_size=6,
)


@given(WORDS, st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001
def test_what_is_understood_is_not_in_the_past(words: list[str], now: datetime) -> None:
    """A promise is about what is to come: a day from today on."""
    due = parse_due(" ".join(words), now)
    assert due is None or due.day >= now.date()


@given(
    st.dates(date(2026, 11, 24), date(2027, 11, 23)),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_a_day_and_a_time_come_back_however_they_are_written(day: date, at: time) -> None:
    """Written as a screen shows it, in several ways, a day and a time are the same day and time."""
    due = Due(day=day, at=at)
    for text in (
        f"{day.isoformat()} {at:%H:%M}",
        f"{day.day}.{day.month}. {at:%H:%M}",
        f"{at:%H.%M} {day.day}.{day.month}.{day.year}",
        f"{day:%a} {day.day} {day:%B} {at.hour % 12 or 12}:{at:%M}{at:%p}",
        f"{day:%b} {day.day} {at:%H}h{at:%M}",
    ):
        assert parse_due(text, TUESDAY) == due, text


def test_the_last_day_of_a_month_is_the_last_of_a_shorter_one() -> None:
    """A month from 31 January is the end of February."""
    assert typed("in 1 month", datetime(2027, 1, 31, 9)) == "2027-02-28"  # noqa: DTZ001
    assert typed("in 1 month", datetime(2026, 12, 31, 9)) == "2027-01-31"  # noqa: DTZ001


@pytest.mark.parametrize("offset", range(14))
def test_quick_picks_are_working_days_ahead(offset: int) -> None:
    """Whatever today is: tomorrow or Monday at ten, a Tuesday that is not tomorrow, two weeks on at ten."""
    now = TUESDAY + timedelta(days=offset)
    picks = dict(quick_picks(now))
    assert list(picks) == ["tomorrow", "tuesday", "two_weeks"]
    assert all(pick.day.weekday() < 5 and pick.day > now.date() for pick in picks.values())
    assert picks["tuesday"].day.weekday() == 1
    assert (picks["tuesday"].day - now.date()).days >= 2
    assert [pick.at for pick in picks.values()] == [time(10), time(14, 30), time(10)]


PROMISE = FollowUp(due_at="2026-11-25T14:30", zone="Europe/Paris", owner="ana@hummline.example")


def test_a_promise_has_its_moment_in_its_own_zone() -> None:
    """Half past two in Paris is half past one in UTC."""
    at = moment(PROMISE)
    assert at is not None
    assert at.astimezone(UTC).isoformat() == "2026-11-25T13:30:00+00:00"


@pytest.mark.parametrize(
    "changes",
    [
        *({"due_at": ""}, {"due_at": "2026-11-25"}, {"due_at": "2026-11-25T99"}),
        *({"zone": ""}, {"zone": "Europe/Lyon"}, {"zone": "Europe"}, {"zone": "/etc/localtime"}),
    ],
    ids=str,
)
def test_half_a_promise_has_no_moment(changes: dict[str, Any]) -> None:
    """Without a date, a time or a zone that exists nobody can be there."""
    follow_up = replace(PROMISE, **changes)
    assert moment(follow_up) is None
    assert exists(follow_up)
    assert not clashes(follow_up, PROMISE)
    assert not clashes(PROMISE, follow_up)


def test_an_hour_that_clocks_skip_does_not_exist() -> None:
    """On the last Sunday of March half past two never comes in Paris; in Tokyo it does."""
    night = replace(PROMISE, due_at="2027-03-28T02:30")
    assert not exists(night)
    assert exists(replace(night, zone="Asia/Tokyo"))
    assert exists(replace(night, due_at="2027-03-28T03:00"))
    assert exists(replace(night, due_at="2026-10-25T02:30"))  # comes twice


@pytest.mark.parametrize(
    ("changes", "clash"),
    [
        ({}, True),
        ({"due_at": "2026-11-25T14:59"}, True),
        ({"due_at": "2026-11-25T15:00"}, False),
        ({"due_at": "2026-11-25T14:01"}, True),
        ({"due_at": "2026-11-25T14:00"}, False),
        ({"due_at": "2026-11-25T13:00", "duration_minutes": 120}, True),
        ({"due_at": "2026-11-25T13:30", "zone": "Europe/London"}, True),
        ({"zone": "Europe/London"}, False),
        ({"owner": "jonas@hummline.example"}, False),
        ({"owner": ""}, False),
    ],
    ids=str,
)
def test_two_promises_of_one_owner_clash_when_they_overlap(changes: dict[str, Any], *, clash: bool) -> None:
    """Back to back is no clash, another zone is another hour, another owner another day."""
    other = replace(PROMISE, **changes)
    assert clashes(PROMISE, other) is clash
    assert clashes(other, PROMISE) is clash


def test_a_promise_over_the_change_of_clocks_lasts_as_long_as_any() -> None:
    """From half past one, 45 minutes pass the skipped hour and end at a quarter past three."""
    night = replace(PROMISE, due_at="2027-03-28T01:30", duration_minutes=45)
    assert clashes(night, replace(night, due_at="2027-03-28T03:00"))
    assert not clashes(night, replace(night, due_at="2027-03-28T03:15"))


def test_no_owner_no_clash() -> None:
    """Two promises that nobody owns are in nobody's day."""
    assert not clashes(replace(PROMISE, owner=""), replace(PROMISE, owner=""))
