"""The promise, at the same instant in every calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from boothapp.domain.lead import Channel, FollowUp, Lead
from boothapp.errors import ExportError
from boothapp.handoff.calendar import Promise, calendar_file, follow_up_event
from tests.helpers.content_lines import unescape, unfold, values
from tests.helpers.handoff_samples import READY_CARD, SHOW, lead_of, ready_lead, visitors

DATA = Path(__file__).parents[2] / "data" / "handoff"
STAMPED = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
ZONES = [
    "Europe/Paris", "America/New_York", "America/St_Johns", "Asia/Kathmandu", "Asia/Tokyo", "UTC",
    "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Kiritimati", "Pacific/Chatham", "Europe/Dublin",
]  # fmt: skip


def promised(**changes: Any) -> Lead:
    """A lead whose follow-up has other values in some of its fields."""
    lead = ready_lead()
    assert lead.follow_up is not None
    return replace(lead, follow_up=replace(lead.follow_up, **changes))


def file_of(*leads: Lead) -> list[str]:
    """The unfolded lines of a calendar file of these leads."""
    return unfold(calendar_file([Promise(lead, 2) for lead in leads], SHOW, stamped=STAMPED))


def part(lines: list[str], name: str) -> dict[str, str]:
    """The properties of the first part of that name."""
    start, end = lines.index(f"BEGIN:{name}"), lines.index(f"END:{name}")
    return values(lines[start + 1 : end])


def offset_by(lines: list[str], local: datetime) -> timedelta:
    """What a calendar makes of a local time: the last observance that had begun by then counts."""
    onsets: list[tuple[datetime, timedelta]] = []
    for kind in ("STANDARD", "DAYLIGHT"):
        starts = [i for i, line in enumerate(lines) if line == f"BEGIN:{kind}"]
        for start in starts:
            observance = values(lines[start + 1 : lines.index(f"END:{kind}", start)])
            sign = -1 if observance["TZOFFSETTO"][0] == "-" else 1
            hours, minutes = int(observance["TZOFFSETTO"][1:3]), int(observance["TZOFFSETTO"][3:])
            onset = datetime.strptime(observance["DTSTART"], "%Y%m%dT%H%M%S").replace(tzinfo=None)  # noqa: DTZ007
            onsets.append((onset, sign * timedelta(hours=hours, minutes=minutes)))
    return max((onset, offset) for onset, offset in onsets if onset <= local)[1]


# --- for the phone ---------------------------------------------------------------------------------------


def test_a_phone_gets_the_instant_in_utc() -> None:
    """The visitor's phone reads who calls, when, and what was promised."""
    lines = follow_up_event(ready_lead(), SHOW).removesuffix("\r\n").split("\r\n")
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT"]
    event = part(lines, "VEVENT")
    assert event["DTSTART"] == "20261125T133000Z"
    assert event["DTEND"] == "20261125T140000Z"
    assert unescape(event["SUMMARY"]) == "Video call: Ana Ferreira, Hummline Monitoring (fictional)"
    assert unescape(event["DESCRIPTION"]) == "Show line monitoring on their PLC\n+33 1 99 00 11 21"


def test_a_promise_without_a_time_is_a_whole_day() -> None:
    """A day without an hour is a whole day in both calendars."""
    lead = promised(due_at="2026-12-31")
    for event in (part(follow_up_event(lead, SHOW).split("\r\n"), "VEVENT"), part(file_of(lead), "VEVENT")):
        assert event["DTSTART;VALUE=DATE"] == "20261231"
        assert event["DTEND;VALUE=DATE"] == "20270101"


def test_a_promise_without_a_zone_is_in_the_shows() -> None:
    """What was agreed at the booth is meant on the clocks of the hall."""
    assert "DTSTART:20261125T133000Z" in follow_up_event(promised(zone=""), SHOW)


def test_no_date_is_said() -> None:
    """A lead without a promise, or with one that no calendar has a day for, is an ExportError."""
    with pytest.raises(ExportError, match="no follow-up with a date"):
        follow_up_event(ready_lead(follow_up=None), SHOW)
    with pytest.raises(ExportError, match="no follow-up with a date"):
        follow_up_event(ready_lead(follow_up=FollowUp(channel=Channel.CALL)), SHOW)
    with pytest.raises(ExportError, match="no day of any calendar"):
        follow_up_event(promised(due_at="2026-02-30"), SHOW)


@given(promise=st.text(max_size=300))
@example(promise="日本語" * 100)
def test_a_phones_event_stays_small_enough_to_scan(promise: str) -> None:
    """However much was promised, no line needs folding and the code stays coarse."""
    text = follow_up_event(promised(promise=promise), SHOW)
    assert len(text.encode()) <= 420
    assert all(line and not line.startswith(" ") for line in text.removesuffix("\r\n").split("\r\n"))


# --- for the rep's calendar ------------------------------------------------------------------------------


def test_the_reps_event_says_whom_to_call() -> None:
    """UID, stamp and sequence are there, and everything needed before the call."""
    event = part(file_of(ready_lead()), "VEVENT")
    assert event["UID"] == "01939c8e-0000-7000-8000-000000000001-follow-up"
    assert event["DTSTAMP"] == "20261124T103000Z"
    assert event["SEQUENCE"] == "2"
    assert event["DTSTART;TZID=Europe/Paris"] == "20261125T143000"
    assert event["DTEND;TZID=Europe/Paris"] == "20261125T150000"
    assert unescape(event["SUMMARY"]) == "Video call: Zoë Łukasz, Société Lumière SA"
    assert unescape(event["DESCRIPTION"]).split("\n") == [
        "Promised: Show line monitoring on their PLC",
        "Head of Purchasing",
        "+33199001121",
        "zoe@lumiere.example",
        "Owner: Ana Ferreira",
        "Met at Packing Hall Lyon 2026 (sample show)",
        "boothapp Id: 01939c8e-0000-7000-8000-000000000001",
    ]
    assert "STATUS" not in event


def test_what_the_visitor_did_not_confirm_is_tentative() -> None:
    """A rep sees which slots the visitor has agreed to."""
    assert part(file_of(promised(confirmed_by_visitor=False)), "VEVENT")["STATUS"] == "TENTATIVE"


def test_a_refused_channel_is_not_in_the_calendar() -> None:
    """Who said no to calls has no number in the rep's calendar."""
    no_calls = {"purpose": "sales_follow_up", "decision": "declined", "channel": "phone"}
    lead = lead_of({**READY_CARD, "consents": [*READY_CARD["consents"], no_calls]})
    description = part(file_of(lead), "VEVENT")["DESCRIPTION"]
    assert "+33199001121" not in description
    assert "zoe@lumiere.example" in description


def test_a_file_holds_every_dated_promise_and_each_zone_once() -> None:
    """All promises of the sample show that have a date are in, undated ones are left out."""
    leads = [lead for lead, _ in visitors()]
    dated = [lead for lead in leads if lead.follow_up is not None and lead.follow_up.has_date]
    lines = file_of(*leads)
    assert lines.count("BEGIN:VEVENT") == len(dated)
    zones = [line for line in lines if line.startswith("TZID:")]
    assert len(zones) == len(set(zones)) > 3
    used = {line.split("TZID=")[1].split(":")[0] for line in lines if "TZID=" in line}
    assert used == {zone.removeprefix("TZID:") for zone in zones}


def test_an_hour_that_the_clocks_skip_is_one_instant() -> None:
    """Half past two on the night of the change is the same instant on the phone and in the file's zone."""
    lead = promised(due_at="2027-03-28T02:30")
    assert "DTSTART:20270328T013000Z" in follow_up_event(lead, SHOW)


def test_an_event_over_the_change_keeps_its_length() -> None:
    """An hour that begins before the clocks go back lasts an hour."""
    event = part(file_of(promised(due_at="2026-10-25T02:30", duration_minutes=60)), "VEVENT")
    assert event["DTEND;TZID=Europe/Paris"] == "20261025T023000"


@given(
    zone=st.sampled_from(ZONES),
    at=st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31, 23, 59)),  # noqa: DTZ001
)
@example(zone="Pacific/Kiritimati", at=datetime(2027, 1, 1, 0, 5))  # noqa: DTZ001
@example(zone="America/New_York", at=datetime(2026, 12, 31, 23, 55))  # noqa: DTZ001
def test_the_zone_in_the_file_is_the_real_one(zone: str, at: datetime) -> None:
    """Calendars that know no zone names find the right offset in the file, on any day of the year."""
    local = at.replace(second=0, microsecond=0)
    aware = local.replace(tzinfo=ZoneInfo(zone))
    if aware.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local:
        return
    if aware.utcoffset() != aware.replace(fold=1).utcoffset():
        return
    lines = file_of(promised(due_at=f"{local:%Y-%m-%dT%H:%M}", zone=zone))
    assert offset_by(lines, local) == aware.utcoffset()


def test_the_file_looks_as_it_did() -> None:
    """The exact bytes, since some calendars are strict and this is what they were tried with."""
    text = calendar_file([Promise(ready_lead(), 2)], SHOW, stamped=STAMPED)
    assert text.encode() == (DATA / "follow_ups.ics").read_bytes()
