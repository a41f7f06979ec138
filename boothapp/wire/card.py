"""The LeadCard as JSON: what files hold and the command line reads, and its schema."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from boothapp.domain.consent import ANY_CHANNEL, ConsentDecision, Purpose
from boothapp.domain.lead import (
    AnswerState,
    CaptureSource,
    Channel,
    DecisionRole,
    InterestBasis,
    ProspectWants,
    Rating,
    Stage,
)
from boothapp.errors import CardError
from boothapp.wire.card_reasons import reason_no_card, reason_not_json

MAX_CARD_BYTES = 1 << 20

Country = Annotated[
    str,
    msgspec.Meta(
        pattern="^([A-Z]{2})?$", description="two capitals as in ISO 3166-1 alpha-2", examples=["FR"]
    ),
]
Currency = Annotated[
    str, msgspec.Meta(pattern="^[A-Z]{3}$", description="three capitals as in ISO 4217", examples=["EUR"])
]
Decimal = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^\d+(\.\d+)?$", description="a decimal number as text", examples=["80000", "79.50"]
    ),
]
LocalTime = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?)?$",
        description="a local date, or date and time, as in ISO 8601",
        examples=["2026-11-25T14:30", "2026-11-25"],
    ),
]
Moment = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$",
        description="a date and time with offset, as in ISO 8601",
        examples=["2026-11-24T11:02:00+01:00"],
    ),
]


class _Card(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Refuses keys nobody reads, since they are nearly always misspelled; leaves empty ones out."""


class AddressCard(_Card):
    """A postal address."""

    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: Country = ""


class CompanyCard(_Card):
    """The visitor's company."""

    name: str = ""
    website: str = ""
    industry: str = ""
    size: str = ""


class ContactCard(_Card):
    """One person of the buying team; mail and phones as typed."""

    given_name: str = ""
    family_name: str = ""
    display_name: str = ""
    job_title: str = ""
    department: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    address: AddressCard | None = None
    decision_role: DecisionRole = DecisionRole.UNKNOWN
    language: str = ""


class BadgeScanCard(_Card):
    """A read badge."""

    raw_payload: str = ""
    symbology: str = ""
    badge_id: str = ""
    matched: bool = False


class MoneyCard(_Card):
    """An amount, or a range when there is an upper end."""

    value: Decimal
    currency: Currency
    upper: Decimal | None = None
    approved: bool | None = None


class AnswerCard(_Card):
    """What came of one question."""

    state: AnswerState = AnswerState.NOT_ASKED
    value: str | list[str] | None = None
    note: str = ""
    amount: MoneyCard | None = None


class DisqualificationCard(_Card):
    """Why nobody gets this lead."""

    reason: str
    note: str = ""


class FollowUpCard(_Card):
    """The promise."""

    due_at: LocalTime = ""
    zone: str = ""
    duration_minutes: Annotated[int, msgspec.Meta(ge=1, le=24 * 60)] = 30
    channel: Channel | None = None
    owner: str = ""
    promise: str = ""
    confirmed_by_visitor: bool = False


class EncounterCard(_Card):
    """One conversation."""

    staff: str = ""
    at: Moment = ""
    note: str = ""


class ConsentCard(_Card):
    """One decision on one purpose and channel."""

    purpose: Purpose
    decision: ConsentDecision
    channel: str = ANY_CHANNEL
    lawful_basis: str = "consent"
    method: str = ""
    text_version: str = ""
    text_snapshot: str = ""
    language: str = ""
    captured_at: Moment = ""
    captured_by: str = ""
    withdrawn_at: Moment = ""
    retain_until: str = ""


class PromotionCard(_Card):
    """Who said that a borrowed-interest card is real, when and why."""

    by: str
    at: Moment
    reason: str


class AttachmentCard(_Card):
    """A picture kept beside the card."""

    kind: str
    sha256: str
    media_type: str = ""


class LeadCard(_Card):
    """A lead as people exchange it; only what identifies somebody is compulsory."""

    company: CompanyCard = msgspec.field(default_factory=CompanyCard)
    contacts: list[ContactCard] = []
    capture_source: CaptureSource = CaptureSource.TYPED
    badge_scan: BadgeScanCard | None = None
    interest_basis: InterestBasis = InterestBasis.UNKNOWN
    prospect_wants: ProspectWants | None = None
    answers: dict[str, AnswerCard] = {}
    disqualification: DisqualificationCard | None = None
    follow_up: FollowUpCard | None = None
    encounters: list[EncounterCard] = []
    consents: list[ConsentCard] = []
    rating: Rating | None = None
    tags: list[str] = []
    attachments: list[AttachmentCard] = []
    promotion: PromotionCard | None = None
    stage: Stage = Stage.FINAL
    captured_at: Moment = ""
    captured_by: str = ""
    external_id: str = ""


_DECODER = msgspec.json.Decoder(LeadCard)
_ENCODER = msgspec.json.Encoder()


def read_card(line: bytes) -> LeadCard:
    """The card on one line; raises CardError naming the key and what is wrong with it."""
    if len(line) > MAX_CARD_BYTES:
        raise CardError(f"the line is longer than {MAX_CARD_BYTES:,} bytes")
    try:
        return _DECODER.decode(line)
    except msgspec.ValidationError as error:
        raise CardError(reason_no_card(line, error, LeadCard)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CardError(reason_not_json(line, error)) from error


def write_card(card: LeadCard) -> bytes:
    """The card on one line, without its line end."""
    return _ENCODER.encode(card)


def card_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one card; ``resources/lead-card.schema.json`` holds it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "boothapp LeadCard",
        **msgspec.json.schema(LeadCard),
    }
