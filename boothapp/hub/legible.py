"""Reads a lead from folded fields, whatever they hold.

A change is kept as it came, so its values may be of a newer version, or nonsense. What this version can read
becomes the lead; what it can't is named, and waits in the log for a version that can.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from boothapp.domain.consent import ConsentDecision, Purpose
from boothapp.domain.ids import LeadId, ShowId
from boothapp.domain.lead import (
    Address,
    Answer,
    Attachment,
    BadgeScan,
    CaptureSource,
    DecisionRole,
    Disqualification,
    FollowUp,
    InterestBasis,
    Lead,
    Promotion,
    ProspectWants,
    Rating,
)
from boothapp.domain.lead_fields import from_fields

if TYPE_CHECKING:
    from boothapp.domain.change import JsonValue

_WITHDRAWN = "/withdrawn_at"
_MAPS = ("answers", "encounters", "consents")


class _Shape(msgspec.Struct, kw_only=True):
    """What may be absent, and of whose fields the unknown ones are passed over."""


class _Contact(_Shape):
    given_name: str = ""
    family_name: str = ""
    display_name: str = ""
    job_title: str = ""
    department: str = ""
    language: str = ""
    email: str | tuple[str, str | None] = ""
    phone: str | tuple[str, str | None] = ""
    mobile: str | tuple[str, str | None] = ""
    address: Address | None = None
    decision_role: DecisionRole = DecisionRole.UNKNOWN


class _Encounter(_Shape):
    staff: str
    at: str
    note: str = ""


class _Consent(_Shape):
    purpose: Purpose
    decision: ConsentDecision
    channel: str = ""
    lawful_basis: str = ""
    method: str = ""
    text_version: str = ""
    text_snapshot: str = ""
    language: str = ""
    captured_at: str = ""
    captured_by: str = ""
    retain_until: str = ""


class _Lead(
    _Shape,
    rename={
        "company_name": "company.name",
        "company_website": "company.website",
        "company_industry": "company.industry",
        "company_size": "company.size",
    },
):
    definition: tuple[str, int] | None = None
    captured_at: str = ""
    captured_by: str = ""
    device_id: str = ""
    external_id: str = ""
    company_name: str = ""
    company_website: str = ""
    company_industry: str = ""
    company_size: str = ""
    capture_source: CaptureSource = CaptureSource.TYPED
    interest_basis: InterestBasis = InterestBasis.UNKNOWN
    prospect_wants: ProspectWants | None = None
    rating: Rating | None = None
    badge_scan: BadgeScan | None = None
    disqualification: Disqualification | None = None
    follow_up: FollowUp | None = None
    promotion: Promotion | None = None
    tags: list[str] = []
    attachments: list[Attachment] = []
    contacts: dict[str, _Contact] = {}
    answers: dict[str, Answer] = {}
    encounters: dict[str, _Encounter] = {}
    consents: dict[str, _Consent] = {}
    withdrawals: dict[str, str] = {}


class ReadLead(NamedTuple):
    """A lead, and the names of the fields that this version could not read, in order."""

    lead: Lead
    unreadable: tuple[str, ...]


def read_lead(lead_id: LeadId, show_id: ShowId, fields: Mapping[str, JsonValue]) -> ReadLead:
    """The lead that the fields describe; never fails."""
    if _is_legible(fields):
        return ReadLead(from_fields(lead_id, show_id, fields), ())
    readable = {path: value for path, value in fields.items() if _is_legible({path: value})}
    unreadable = tuple(sorted(path for path in fields if path not in readable))
    return ReadLead(from_fields(lead_id, show_id, readable), unreadable)


def _is_legible(fields: Mapping[str, JsonValue]) -> bool:
    """Whether `from_fields` and the gate can take these fields."""
    try:
        lead = msgspec.convert(_nested(fields), _Lead)
        _check_moment(lead.captured_at)
        for consent in lead.consents.values():
            _check_moment(consent.captured_at)
        for moment in lead.withdrawals.values():
            _check_moment(moment)
    except (msgspec.ValidationError, ValueError):
        return False
    return True


def _nested(fields: Mapping[str, JsonValue]) -> dict[str, Any]:
    """The fields as one object, cut where `from_fields` cuts them."""
    nested: dict[str, Any] = {}
    for path, value in fields.items():
        if value is None:
            continue
        head, _, rest = path.partition("/")
        if not rest:
            nested[head] = value
        elif head == "contacts":
            contact_id, _, name = rest.partition("/")
            nested.setdefault(head, {}).setdefault(contact_id, {})[name] = value
        elif head == "consents" and rest.endswith(_WITHDRAWN):
            nested.setdefault("withdrawals", {})[rest] = value
        elif head in _MAPS:
            nested.setdefault(head, {})[rest] = value
    return nested


def _check_moment(text: str) -> None:
    """Raise ValueError unless the text is empty, or a date and time with an offset."""
    if text and datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("has no offset from UTC")
