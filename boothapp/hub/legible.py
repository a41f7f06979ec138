"""Reads a lead from folded fields, whatever they hold.

A change is kept as it came, so its values may be of a newer version, or nonsense. What this version can read
becomes the lead; what it can't is named, and waits in the log for a version that can.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from boothapp.domain.consent import ConsentRecord
from boothapp.domain.ids import LeadId, ShowId
from boothapp.domain.lead import (
    Address,
    Answer,
    Attachment,
    BadgeScan,
    CaptureSource,
    DecisionRole,
    Disqualification,
    Encounter,
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

_POINT = str | tuple[str, str | None]
_PLAIN: Mapping[str, Any] = {
    "definition": tuple[str, int],
    "captured_by": str,
    "device_id": str,
    "external_id": str,
    "company.name": str,
    "company.website": str,
    "company.industry": str,
    "company.size": str,
    "capture_source": CaptureSource,
    "interest_basis": InterestBasis,
    "prospect_wants": ProspectWants,
    "rating": Rating,
    "badge_scan": BadgeScan,
    "disqualification": Disqualification,
    "follow_up": FollowUp,
    "promotion": Promotion,
    "tags": list[str],
    "attachments": list[Attachment],
}
_CONTACT: Mapping[str, Any] = {
    "given_name": str,
    "family_name": str,
    "display_name": str,
    "job_title": str,
    "department": str,
    "language": str,
    "email": _POINT,
    "phone": _POINT,
    "mobile": _POINT,
    "address": Address,
    "decision_role": DecisionRole,
}


class ReadLead(NamedTuple):
    """A lead, and the names of the fields that this version could not read, in order."""

    lead: Lead
    unreadable: tuple[str, ...]


def read_lead(lead_id: LeadId, show_id: ShowId, fields: Mapping[str, JsonValue]) -> ReadLead:
    """The lead that the fields describe; never fails."""
    readable: dict[str, JsonValue] = {}
    unreadable: list[str] = []
    for path, value in fields.items():
        if value is None:
            continue
        check = _check_of(path)
        if check is None:
            continue
        try:
            check(value)
        except (msgspec.ValidationError, TypeError, ValueError):
            unreadable.append(path)
        else:
            readable[path] = value
    return ReadLead(from_fields(lead_id, show_id, readable), tuple(sorted(unreadable)))


@functools.lru_cache(maxsize=4096)
def _check_of(path: str) -> Callable[[Any], object] | None:
    """What a value at this path has to pass; None for a path that this version has no place for."""
    head, _, rest = path.partition("/")
    part, _, name = rest.partition("/")
    if path == "captured_at" or (head == "consents" and part and name == "withdrawn_at"):
        return _moment
    if not rest:
        return _as(_PLAIN[path]) if path in _PLAIN else None
    if head == "contacts":
        return _as(_CONTACT[name]) if name in _CONTACT else None
    if name or not part:
        return None
    return {"answers": _as(Answer), "encounters": _encounter, "consents": _consent}.get(head)


def _as(shape: Any) -> Callable[[Any], object]:  # noqa: ANN401 - any type that msgspec converts to
    return functools.partial(msgspec.convert, type=shape)


def _encounter(value: Any) -> object:  # noqa: ANN401
    return msgspec.convert({**value, "encounter_id": ""}, Encounter)


def _consent(value: Any) -> object:  # noqa: ANN401
    consent = msgspec.convert({**value, "consent_id": ""}, ConsentRecord)
    return _moment(consent.captured_at)


def _moment(value: Any) -> object:  # noqa: ANN401
    if value == "":
        return None
    if datetime.fromisoformat(value).tzinfo is None:
        raise ValueError("has no offset from UTC")
    return None
