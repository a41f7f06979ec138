"""What the tables for lists, filters, search and look-up hold of one lead: pure, so it can be made again."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from boothapp.domain import fold
from boothapp.domain.change import JsonValue
from boothapp.domain.definition import Track
from boothapp.domain.fold import EntityState
from boothapp.domain.lead import NOT_ASKED, AnswerState, Contact, ContactPoint, FollowUp, Lead
from boothapp.domain.likeness import fold_text
from boothapp.domain.verdict import Verdict

TRACKS = tuple(Track)
TRACK_NO = {track: number for number, track in enumerate(TRACKS)}
ATTACHMENTS = "attachments"
PICTURE = "picture"
NO_FOLLOW_UP, DATE_ONLY, BOOKED = range(3)

_encode = msgspec.json.Encoder().encode
_NO_DIGIT = re.compile(r"[^0-9]+")
_CODE = re.compile(r"[^\s]{1,40}")
_LONGEST_COUNTRY_CODE = 3


Identity = tuple[str, str]
"""A kind (email, phone, badge, external, picture) and a normalised value; a picture's is its SHA-256."""


class SearchText(NamedTuple):
    """The text by which a lead is found: in lower case and without accents, as `fold_text` has it."""

    name: str
    company: str
    rest: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A lead's rows; `staff` and `answers` are texts that the store keeps once for all leads."""

    facts: dict[str, Any]
    card: dict[str, Any]
    staff: str
    answers: str
    identities: frozenset[Identity]
    search: SearchText


def derive(lead: Lead, verdict: Verdict, state: EntityState) -> Derived:
    """The rows of a lead as it is now; a deleted one is found by nothing."""
    contact, deleted = lead.main_contact, fold.deleted(state)
    return Derived(
        facts={
            "track": TRACK_NO[verdict.track],
            "hour": hour_number(lead.captured_at),
            "follow_up": _follow_up(lead.follow_up),
            "due_day": day_number(lead.follow_up.due_at) if lead.follow_up else 0,
            "deleted": int(deleted),
        },
        card={
            "lead_id": lead.lead_id,
            "name": contact.name if contact else "",
            "company": lead.company.name,
            "job_title": contact.job_title if contact else "",
            "email": _raw(contact.email) if contact else "",
            "phone": (_raw(contact.phone) or _raw(contact.mobile)) if contact else "",
            "captured_at": lead.captured_at,
            "follow_up_at": lead.follow_up.due_at if lead.follow_up else "",
            "follow_up_by": lead.follow_up.owner if lead.follow_up else "",
            "prospect_wants": lead.prospect_wants or "",
            "rating": lead.rating or "",
            "missing": " ".join(verdict.missing),
            "has_conflict": int(_has_conflict(state)),
        },
        staff=lead.captured_by,
        answers=_answers(lead),
        identities=frozenset() if deleted else identities_of(lead, state),
        search=SearchText("", "", "") if deleted else _search_text(lead),
    )


def track_numbers(tracks: Collection[Track]) -> str:
    """The numbers of these tracks as JSON, for a statement."""
    return json.dumps(sorted(TRACK_NO[track] for track in tracks))


def hour_number(moment: str) -> int:
    """The local hour of an ISO 8601 moment as yyyymmddhh; 0 when it tells none."""
    return _number(moment[:13], len("yyyymmddhh"))


def day_number(moment: str) -> int:
    """The local day of an ISO 8601 moment or date as yyyymmdd; 0 when it tells none."""
    return _number(moment[:10], len("yyyymmdd"))


def _number(text: str, length: int) -> int:
    digits = text.replace("-", "").replace("T", "")
    return int(digits) if len(digits) == length and digits.isascii() and digits.isdecimal() else 0


def hour_text(number: int) -> str:
    """The hour again, as 2026-11-24T11; empty for 0."""
    digits = f"{number:010d}"
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}T{digits[8:]}" if number else ""


def _has_conflict(state: EntityState) -> bool:
    if fold.DELETED not in state.cells and max(map(len, state.cells.values()), default=1) == 1:
        return False  # as nearly all are
    return bool(fold.conflicts(state))


def _follow_up(follow_up: FollowUp | None) -> int:
    if follow_up is None or not follow_up.has_date:
        return NO_FOLLOW_UP
    return BOOKED if follow_up.has_time else DATE_ONLY


def _answers(lead: Lead) -> str:
    """The answers that can be counted, as JSON [question id, state, value]: what was said in words cannot."""
    counted: list[tuple[str, str, str]] = []
    for question_id, answer in sorted(lead.answers.items()):
        if answer == NOT_ASKED:
            continue  # the log does not keep it either
        values = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        answered = answer.state is AnswerState.ANSWERED
        counted += [
            (question_id, answer.state, value if answered and _CODE.fullmatch(value) else "")
            for value in sorted(value or "" for value in values)
        ]
    return _encode(counted).decode()


def _raw(point: ContactPoint | None) -> str:
    return point.raw if point else ""


def identities_of(lead: Lead, state: EntityState) -> frozenset[Identity]:
    """What the lead is known by, exactly; and the pictures beside it, those of an open conflict too."""
    identities = frozenset(_identities(lead))
    live = state.cells.get(ATTACHMENTS)
    return identities | {(PICTURE, name) for name in picture_names(live.values())} if live else identities


def picture_names(values: Iterable[JsonValue]) -> set[str]:
    """The SHA-256 of each picture that values of the field ``attachments`` name."""
    named = (
        picture.get("sha256")
        for value in values
        if isinstance(value, list)
        for picture in value
        if isinstance(picture, dict)
    )
    return {name for name in named if isinstance(name, str)}


def _identities(lead: Lead) -> Iterator[Identity]:
    for contact in lead.contacts:
        if contact.email and contact.email.normalised:
            # RFC 5321 lets a host tell Ada@ from ada@; people who type them do not.
            yield "email", contact.email.normalised.casefold()
        for phone in (contact.phone, contact.mobile):
            if phone and phone.normalised:
                yield "phone", phone.normalised
    if lead.badge_scan and lead.badge_scan.badge_id:
        yield "badge", lead.badge_scan.badge_id
    if lead.external_id:
        yield "external", lead.external_id


def _search_text(lead: Lead) -> SearchText:
    names = " ".join(contact.name for contact in lead.contacts)
    rest = [*lead.tags, lead.external_id]
    for contact in lead.contacts:
        rest += [contact.job_title, _raw(contact.email), *_phone_words(contact)]
    if lead.badge_scan:
        rest.append(lead.badge_scan.badge_id)
    for answer in lead.answers.values():
        rest += answer.value if isinstance(answer.value, tuple) else (answer.value or "",)
        rest.append(answer.note)
    rest += [encounter.note for encounter in lead.encounters]
    if lead.follow_up:
        rest.append(lead.follow_up.promise)
    return SearchText(_fold(names), _fold(lead.company.name), _fold(" ".join(rest)))


def _fold(text: str) -> str:
    """The text folded, but not yet parted into words: the index does that, and a search of the fresh ones."""
    if text.isascii():
        return text.lower()
    return " ".join(word.lower() if word.isascii() else fold_text(word) for word in text.split())


def _phone_words(contact: Contact) -> Iterator[str]:
    """Each number with its country code and without: that has one to three digits, so as each of these."""
    for point in (contact.phone, contact.mobile):
        if point is None:
            continue
        digits = phone_digits(point.normalised or point.raw)
        yield digits
        if point.normalised:
            for length in range(1, _LONGEST_COUNTRY_CODE + 1):
                yield digits[length:]


def phone_digits(text: str) -> str:
    """The digits of a number, without what people write before the country or area code."""
    return _NO_DIGIT.sub("", text).lstrip("0")
