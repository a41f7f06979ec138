"""A lead and its parts: a company's interest, the people behind it, what they answered, what was promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from boothapp.domain.consent import ConsentRecord
from boothapp.domain.ids import ContactId, DefinitionId, DeviceId, EncounterId, LeadId, ShowId

_NO_DEVICE = DeviceId("")


class CaptureSource(StrEnum):
    """How the visitor's details came in."""

    BADGE_SCAN = "badge_scan"
    QR_CONTACT = "qr_contact"
    BUSINESS_CARD = "business_card"
    TYPED = "typed"
    PRIZE_ENTRY = "prize_entry"
    IMPORTED = "imported"


class InterestBasis(StrEnum):
    """What drew the visitor: a problem of theirs (product), or a prize, gift or meal (borrowed)."""

    PRODUCT = "product"
    BORROWED = "borrowed"
    UNKNOWN = "unknown"


class ProspectWants(StrEnum):
    """What the visitor came for."""

    INFORMATION = "information"
    DEMONSTRATION = "demonstration"
    PURCHASE = "purchase"


class DecisionRole(StrEnum):
    """A contact's part in the buying decision."""

    ECONOMIC_BUYER = "economic_buyer"
    DECISION_MAKER = "decision_maker"
    INFLUENCER = "influencer"
    USER = "user"
    UNKNOWN = "unknown"


class Rating(StrEnum):
    """A feeling of the staff member's; never part of the gate."""

    HOT = "hot"
    WARM = "warm"
    COLD = "cold"


class Stage(StrEnum):
    """A draft is still being typed; a final card counts."""

    DRAFT = "draft"
    FINAL = "final"


class AnswerState(StrEnum):
    """Keeps 'no budget' apart from 'nobody asked'."""

    ANSWERED = "answered"
    DECLINED = "declined"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"


class Channel(StrEnum):
    """How the follow-up happens."""

    CALL = "call"
    VIDEO = "video"
    VISIT = "visit"
    EMAIL = "email"


class AttachmentKind(StrEnum):
    """What a picture beside the card shows."""

    CARD_PHOTO = "card_photo"
    CARD_BACK = "card_back"
    BADGE_PHOTO = "badge_photo"
    SKETCH = "sketch"


CARD_SIDES = (AttachmentKind.CARD_PHOTO, AttachmentKind.CARD_BACK)
"""The pictures on which a visitor's business card is read."""


class DefinitionRef(NamedTuple):
    """The lead definition, and its version, that a lead was captured under and is judged by."""

    definition_id: DefinitionId
    version: int


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """An email address or phone number: the text as typed, and its normalised form when it can be right.

    ``normalised`` is lower-cased for mail (RFC 5321 local part kept) and E.164 for phones; None marks a text
    that cannot be right, which is kept but is no way to reach the person.
    """

    raw: str
    normalised: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address; country is ISO 3166-1 alpha-2."""

    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The visitor's company, as told."""

    name: str = ""
    website: str = ""
    industry: str = ""
    size: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One person of the buying team."""

    contact_id: ContactId
    given_name: str = ""
    family_name: str = ""
    display_name: str = ""
    job_title: str = ""
    department: str = ""
    email: ContactPoint | None = None
    phone: ContactPoint | None = None
    mobile: ContactPoint | None = None
    address: Address | None = None
    decision_role: DecisionRole = DecisionRole.UNKNOWN
    language: str = ""

    @property
    def name(self) -> str:
        """The name as the person writes it, else given and family name."""
        return self.display_name.strip() or f"{self.given_name} {self.family_name}".strip()

    @property
    def reachable_by_email(self) -> bool:
        """Whether there is a mail address that can be right."""
        return self.email is not None and self.email.normalised is not None

    @property
    def reachable_by_phone(self) -> bool:
        """Whether there is a phone or mobile number that can be right."""
        return any(point is not None and point.normalised is not None for point in (self.phone, self.mobile))


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount or, with ``upper``, a range; decimal texts (no float), currency by ISO 4217."""

    value: str
    currency: str
    upper: str | None = None
    approved: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one question.

    ``value`` is text, a choice's value, several of them, or for a timeline a choice or an ISO 8601 date.
    """

    state: AnswerState = AnswerState.NOT_ASKED
    value: str | tuple[str, ...] | None = None
    note: str = ""
    amount: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """The promise made at the booth.

    ``due_at`` is local to ``zone`` (IANA): ``2026-11-25T14:30``, or ``2026-11-25`` while the time is missing.
    """

    due_at: str = ""
    zone: str = ""
    duration_minutes: int = 30
    channel: Channel | None = None
    owner: str = ""
    promise: str = ""
    confirmed_by_visitor: bool = False

    @property
    def has_date(self) -> bool:
        """Whether a day was agreed."""
        return bool(self.due_at)

    @property
    def has_time(self) -> bool:
        """Whether a time of day was agreed."""
        return "T" in self.due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Disqualification:
    """One reason (a code of the lead definition) and a note."""

    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeScan:
    """A read badge: its exact text, the symbology, the organiser's id if one was found.

    ``matched`` is False until the badge id was resolved to a person.
    """

    raw_payload: str
    symbology: str = ""
    badge_id: str = ""
    matched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """One conversation; append-only. ``at`` is ISO 8601 with offset."""

    encounter_id: EncounterId
    staff: str
    at: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """Who said that a borrowed-interest card is real after all, when and why."""

    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A picture beside the card: ``sha256`` in hex is of its bytes, and names it wherever it is kept.

    ``kind`` is an `AttachmentKind`, or what a newer version calls it.
    """

    kind: str
    sha256: str
    media_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A company's interest. ``captured_at`` is ISO 8601 with offset, empty while the card is being typed.

    Contacts are in the order of their ids, encounters and consents in the order of their times and ids.
    """

    lead_id: LeadId
    show_id: ShowId
    definition: DefinitionRef
    company: Company = Company()
    contacts: tuple[Contact, ...] = ()
    capture_source: CaptureSource = CaptureSource.TYPED
    badge_scan: BadgeScan | None = None
    interest_basis: InterestBasis = InterestBasis.UNKNOWN
    prospect_wants: ProspectWants | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    disqualification: Disqualification | None = None
    follow_up: FollowUp | None = None
    encounters: tuple[Encounter, ...] = ()
    consents: tuple[ConsentRecord, ...] = ()
    rating: Rating | None = None
    tags: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    promotion: Promotion | None = None
    stage: Stage = Stage.FINAL
    captured_at: str = ""
    captured_by: str = ""
    device_id: DeviceId = _NO_DEVICE
    external_id: str = ""

    @property
    def main_contact(self) -> Contact | None:
        """The first person of the buying team, if anybody was recorded."""
        return self.contacts[0] if self.contacts else None

    def answer(self, question_id: str) -> Answer:
        """The answer to a question; not asked when there is none."""
        return self.answers.get(question_id, NOT_ASKED)


NOT_ASKED = Answer()


def identifies_someone(lead: Lead) -> bool:
    """Whether the card can be saved: somebody has a name, an email, a phone, or there is a badge id."""
    if lead.badge_scan is not None and (lead.badge_scan.badge_id or lead.badge_scan.raw_payload):
        return True
    return any(
        contact.name
        or any(point and point.raw.strip() for point in (contact.email, contact.phone, contact.mobile))
        for contact in lead.contacts
    )
