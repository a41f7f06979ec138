"""What sales may say of a lead that it was handed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DispositionStatus(StrEnum):
    """Taken on, turned down, or given back to be kept warm."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    RECYCLED = "recycled"


class RejectReason(StrEnum):
    """Why a lead was turned down; without a reason marketing learns nothing from it."""

    WRONG_PERSON = "wrong_person"
    WRONG_REGION = "wrong_region"
    NO_NEED = "no_need"
    NO_BUDGET = "no_budget"
    NO_AUTHORITY = "no_authority"
    NO_TIMELINE = "no_timeline"
    UNREALISTIC = "unrealistic"
    EXISTING_CUSTOMER = "existing_customer"
    COMPETITOR = "competitor"
    PARTNER_OR_VENDOR = "partner_or_vendor"
    STUDENT = "student"
    JOB_SEEKER = "job_seeker"
    PRESS = "press"
    DUPLICATE = "duplicate"
    BAD_CONTACT_DATA = "bad_contact_data"
    PRIZE_ONLY = "prize_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition:
    """One word of sales on one lead; ``at`` is ISO 8601 with offset, ``outcome`` is in the CRM's words."""

    status: DispositionStatus
    at: str
    by: str
    reason: str = ""
    outcome: str = ""
    note: str = ""


def as_code(words: str) -> str:
    """A status or a reason as CRMs and people write it, as its code: ``No budget`` is ``no_budget``."""
    return "_".join(words.strip().lower().replace("-", " ").replace("_", " ").split())


def problem_with(status: str, reason: str) -> str:
    """What is wrong with a status and a reason, both as codes, in words; empty when nothing is."""
    if status not in {known.value for known in DispositionStatus}:
        return f"status: {status!r} is none of {', '.join(DispositionStatus)}"
    if status == DispositionStatus.REJECTED and not reason:
        return f"reason: a rejected lead needs one of {', '.join(RejectReason)}"
    if reason and reason not in {known.value for known in RejectReason}:
        return f"reason: {reason!r} is none of {', '.join(RejectReason)}"
    return ""
