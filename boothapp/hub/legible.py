"""Reads a lead from folded fields, whatever they hold.

A change is kept as it came, so its values may be of a newer version, or nonsense. Fields of the types that
`from_fields` takes become the lead; the others are named, and wait in the log for a version that reads them.
Words that this version does not know are `from_fields`' own affair, so that hub and laptop judge alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from boothapp.domain.ids import LeadId, ShowId
from boothapp.domain.lead import Lead
from boothapp.domain.lead_fields import from_fields

if TYPE_CHECKING:
    from boothapp.domain.change import JsonValue

_WITHDRAWN = "/withdrawn_at"
_MAPS = frozenset({"answers", "encounters", "consents"})
_NO_FIELDS = _MAPS | {"contacts"}


class _Shape(msgspec.Struct, kw_only=True):
    """The types of the values; any may be absent, and unknown ones are passed over."""


class _Address(_Shape):
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


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
    address: _Address | None = None
    decision_role: str = ""


class _Money(_Shape):
    value: str = ""
    currency: str = ""
    upper: str | None = None
    approved: bool | None = None


class _Answer(_Shape):
    state: str = ""
    value: str | tuple[str, ...] | None = None
    note: str = ""
    amount: _Money | msgspec.UnsetType = msgspec.UNSET


class _BadgeScan(_Shape):
    raw_payload: str = ""
    symbology: str = ""
    badge_id: str = ""
    matched: bool = False


class _Disqualification(_Shape):
    reason: str = ""
    note: str = ""


class _FollowUp(_Shape):
    due_at: str = ""
    zone: str = ""
    duration_minutes: int = 30
    channel: str | None = None
    owner: str = ""
    promise: str = ""
    confirmed_by_visitor: bool = False


class _Promotion(_Shape):
    by: str = ""
    at: str = ""
    reason: str = ""


class _Attachment(_Shape):
    kind: str = ""
    sha256: str = ""
    media_type: str = ""


class _Encounter(_Shape):
    staff: str = ""
    at: str = ""
    note: str = ""


class _Consent(_Shape):
    purpose: str = ""
    decision: str = ""
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
        "withdrawals": _WITHDRAWN,
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
    capture_source: str = ""
    interest_basis: str = ""
    prospect_wants: str = ""
    rating: str = ""
    badge_scan: _BadgeScan | None = None
    disqualification: _Disqualification | None = None
    follow_up: _FollowUp | None = None
    promotion: _Promotion | None = None
    tags: list[str] = []
    attachments: list[_Attachment] = []
    contacts: dict[str, _Contact] = {}
    answers: dict[str, _Answer] = {}
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
        head, slash, rest = path.partition("/")
        if not slash:
            if head not in _NO_FIELDS:
                nested[head] = value
        elif head == "contacts":
            contact_id, _, name = rest.partition("/")
            nested.setdefault(head, {}).setdefault(contact_id, {})[name] = value
        elif head == "consents" and rest.endswith(_WITHDRAWN):
            nested.setdefault(_WITHDRAWN, {})[rest] = value
        elif head in _MAPS:
            nested.setdefault(head, {})[rest] = value
    return nested


def _check_moment(text: str) -> None:
    """Raise ValueError unless the text is empty, or a date and time with an offset."""
    if text and datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("has no offset from UTC")
