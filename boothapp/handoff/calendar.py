"""The follow-up as a calendar entry (RFC 5545): in the rep's calendar by file, in a phone by QR."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from boothapp.domain.follow_up import moment
from boothapp.domain.lead import Channel, Contact, FollowUp, Lead
from boothapp.domain.show import Show
from boothapp.errors import ExportError
from boothapp.handoff.contactable import usable_email, usable_phone
from boothapp.handoff.content_line import escaped, joined, shortened

_PRODUCT = "PRODID:-//boothapp//boothapp//EN"
_CHANNEL_WORDS = {
    Channel.CALL: "Call",
    Channel.VIDEO: "Video call",
    Channel.VISIT: "Visit",
    Channel.EMAIL: "Email",
}
_QR_SUMMARY_OCTETS = 60
_QR_DETAIL_OCTETS = 110


class Promise(NamedTuple):
    """A lead whose follow-up goes into a calendar, and how often that was changed since it was made."""

    lead: Lead
    sequence: int = 0


def follow_up_event(lead: Lead, show: Show) -> str:
    """The promise for the visitor's phone: short, in UTC, since phones read neither folds nor time zones.

    A promise without a time is a whole day. Raises ExportError when it has no date.
    """
    follow_up = _promised(lead, show)
    rep = show.staff_named(follow_up.owner or lead.captured_by)
    summary = f"{_kind(follow_up)}: {', '.join(filter(None, (rep.name, show.exhibitor)))}"
    details = "\n".join(filter(None, (follow_up.promise, rep.phone or rep.email)))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "BEGIN:VEVENT",
        f"SUMMARY:{escaped(shortened(summary, _QR_SUMMARY_OCTETS))}",
        *_times_in_utc(follow_up),
        *([f"DESCRIPTION:{escaped(shortened(details, _QR_DETAIL_OCTETS))}"] if details else ()),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines) + "\r\n"


def calendar_file(promises: Iterable[Promise], show: Show, *, stamped: datetime) -> str:
    """An .ics file of all promises that have a date, for the calendars of those who made them.

    An event keeps its UID for ever, so that a later file moves it instead of adding another.
    """
    dated = [
        (promise, _promised(promise.lead, show))
        for promise in promises
        if promise.lead.follow_up is not None and promise.lead.follow_up.has_date
    ]
    spans = [(follow_up.zone, at.year) for _, follow_up in dated if (at := moment(follow_up)) is not None]
    return joined(
        (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            _PRODUCT,
            "CALSCALE:GREGORIAN",
            *_time_zones(spans),
            *(
                line
                for promise, follow_up in dated
                for line in _event(promise, follow_up, show, stamped.astimezone(UTC))
            ),
            "END:VCALENDAR",
        )
    )


def _promised(lead: Lead, show: Show) -> FollowUp:
    """The follow-up, in the show's zone where none was agreed."""
    if lead.follow_up is None or not lead.follow_up.has_date:
        raise ExportError("this lead has no follow-up with a date to put into a calendar")
    return replace(lead.follow_up, zone=lead.follow_up.zone or show.zone)


def _kind(follow_up: FollowUp) -> str:
    return "Follow-up" if follow_up.channel is None else _CHANNEL_WORDS[follow_up.channel]


def _event(promise: Promise, follow_up: FollowUp, show: Show, stamped: datetime) -> Iterator[str]:
    """The event as the rep needs it: whom to call, where, and what was promised."""
    lead = promise.lead
    contact = lead.main_contact
    who = ", ".join(filter(None, (contact.name if contact else "", lead.company.name))) or "Visitor"
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(lead.lead_id)}-follow-up"
    yield f"DTSTAMP:{_utc(stamped)}"
    yield f"SEQUENCE:{promise.sequence}"
    yield from _times_in_zone(follow_up)
    yield f"SUMMARY:{escaped(f'{_kind(follow_up)}: {who}')}"
    if details := _details(lead, contact, follow_up, show):
        yield f"DESCRIPTION:{escaped(details)}"
    if not follow_up.confirmed_by_visitor:
        yield "STATUS:TENTATIVE"
    yield "END:VEVENT"


def _details(lead: Lead, contact: Contact | None, follow_up: FollowUp, show: Show) -> str:
    """What the rep reads before the call, a line each."""
    phones = (contact.phone, contact.mobile) if contact else ()
    return "\n".join(
        filter(
            None,
            (
                follow_up.promise and f"Promised: {follow_up.promise}",
                contact.job_title if contact else "",
                *(usable_phone(lead, phone) for phone in phones),
                usable_email(lead, contact.email) if contact else "",
                follow_up.owner and f"Owner: {show.staff_named(follow_up.owner).name}",
                f"Met at {show.name}" if show.name else "",
                f"boothapp Id: {lead.lead_id}",
            ),
        )
    )


def _times_in_utc(follow_up: FollowUp) -> Iterator[str]:
    start = moment(follow_up)
    if start is None:
        yield from _whole_day(follow_up)
        return
    yield f"DTSTART:{_utc(start)}"
    yield f"DTEND:{_utc(_end(start, follow_up))}"


def _times_in_zone(follow_up: FollowUp) -> Iterator[str]:
    start = moment(follow_up)
    if start is None:
        yield from _whole_day(follow_up)
        return
    end = _end(start, follow_up).astimezone(start.tzinfo)
    yield f"DTSTART;TZID={follow_up.zone}:{start:%Y%m%dT%H%M%S}"
    yield f"DTEND;TZID={follow_up.zone}:{end:%Y%m%dT%H%M%S}"


def _whole_day(follow_up: FollowUp) -> Iterator[str]:
    try:
        day = date.fromisoformat(follow_up.due_at[:10])
        next_day = day + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise ExportError(f"the follow-up's date {follow_up.due_at!r} is no day of any calendar") from error
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{next_day:%Y%m%d}"


def _end(start: datetime, follow_up: FollowUp) -> datetime:
    """The end, counted in real minutes: clocks may change in between."""
    return start.astimezone(UTC) + timedelta(minutes=follow_up.duration_minutes)


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _time_zones(spans: Iterable[tuple[str, int]]) -> Iterator[str]:
    """One VTIMEZONE for each zone, good for all years its events fall in."""
    years: dict[str, set[int]] = {}
    for zone, year in spans:
        years.setdefault(zone, set()).add(year)
    for zone in sorted(years):
        yield "BEGIN:VTIMEZONE"
        yield f"TZID:{zone}"
        # Days to spare on both sides: the local year begins and ends up to 14 hours off the year in UTC.
        first = datetime(min(years[zone]) - 1, 12, 30, tzinfo=UTC)
        yield from _observance(first, first, ZoneInfo(zone))
        last = datetime(max(years[zone]) + 1, 1, 3, tzinfo=UTC)
        for change in _clock_changes(first, last, ZoneInfo(zone)):
            yield from _observance(change - timedelta(seconds=1), change, ZoneInfo(zone))
        yield "END:VTIMEZONE"


def _clock_changes(first: datetime, last: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The moments (UTC) at which a zone's clocks change between two others, found by halving days."""
    day = first
    while day < last:
        before, after = day, day + timedelta(days=1)
        while after - before > timedelta(seconds=1) and _offset(before, zone) != _offset(after, zone):
            middle = before + (after - before) // 2
            before, after = (
                (middle, after) if _offset(middle, zone) == _offset(day, zone) else (before, middle)
            )
        if _offset(before, zone) != _offset(after, zone):
            yield after.replace(microsecond=0)
        day += timedelta(days=1)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _observance(before: datetime, onset: datetime, zone: ZoneInfo) -> Iterator[str]:
    """What the clocks show from a moment on; its time is told by the clocks of just before."""
    local, was = onset.astimezone(zone), _offset(before, zone)
    kind = "DAYLIGHT" if local.dst() else "STANDARD"
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{(onset + was).replace(tzinfo=None):%Y%m%dT%H%M%S}"
    yield f"TZOFFSETFROM:{_signed(was)}"
    yield f"TZOFFSETTO:{_signed(_offset(onset, zone))}"
    yield f"TZNAME:{local.tzname()}"
    yield f"END:{kind}"


def _signed(offset: timedelta) -> str:
    """An offset as ``+0100``."""
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
