"""How a LeadCard becomes a lead, and a lead a LeadCard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from boothapp.domain.consent import ConsentRecord
from boothapp.domain.ids import ConsentId, ContactId, DeviceId, EncounterId, LeadId, ShowId
from boothapp.domain.lead import (
    Address,
    Answer,
    Attachment,
    BadgeScan,
    Company,
    Contact,
    ContactPoint,
    DefinitionRef,
    Disqualification,
    Encounter,
    FollowUp,
    Lead,
    Money,
    Promotion,
)
from boothapp.errors import CardError
from boothapp.wire.card import (
    AddressCard,
    AnswerCard,
    AttachmentCard,
    BadgeScanCard,
    CompanyCard,
    ConsentCard,
    ContactCard,
    DisqualificationCard,
    EncounterCard,
    FollowUpCard,
    LeadCard,
    MoneyCard,
    PromotionCard,
)

if TYPE_CHECKING:
    import msgspec

ReadEmail = Callable[[str], ContactPoint]
ReadPhone = Callable[[str, str], ContactPoint]
"""Number as typed and the country (ISO 3166-1 alpha-2) it is read in when it has no prefix."""


def card_to_lead(
    card: LeadCard,
    *,
    lead_id: LeadId,
    show_id: ShowId,
    definition: DefinitionRef,
    country: str,
    captured_at: str,
    captured_by: str,
    device_id: DeviceId,
    read_email: ReadEmail,
    read_phone: ReadPhone,
    new_part_id: Callable[[], str],
) -> Lead:
    """The lead a card describes; raises CardError for what JSON alone could not tell.

    ``captured_at`` and ``captured_by`` stand in where the card names none, ``country`` for phone numbers
    without a prefix. Part ids must be handed out in ascending order.
    """
    at = _checked_moment("captured_at", card.captured_at) or captured_at
    by = card.captured_by or captured_by
    return Lead(
        lead_id=lead_id,
        show_id=show_id,
        definition=definition,
        company=Company(
            name=card.company.name,
            website=card.company.website,
            industry=card.company.industry,
            size=card.company.size,
        ),
        contacts=tuple(
            _contact(contact, country, read_email, read_phone, new_part_id) for contact in card.contacts
        ),
        capture_source=card.capture_source,
        badge_scan=None if card.badge_scan is None else BadgeScan(**_values(card.badge_scan)),
        interest_basis=card.interest_basis,
        prospect_wants=card.prospect_wants,
        answers={question_id: _answer(answer) for question_id, answer in card.answers.items()},
        disqualification=(
            None if card.disqualification is None else Disqualification(**_values(card.disqualification))
        ),
        follow_up=_follow_up(card.follow_up),
        encounters=tuple(
            Encounter(
                encounter_id=EncounterId(new_part_id()),
                staff=encounter.staff or by,
                at=_checked_moment("encounters.at", encounter.at) or at,
                note=encounter.note,
            )
            for encounter in card.encounters
        ),
        consents=tuple(_consent(consent, at, by, new_part_id) for consent in card.consents),
        rating=card.rating,
        tags=tuple(card.tags),
        attachments=tuple(Attachment(**_values(attachment)) for attachment in card.attachments),
        promotion=None if card.promotion is None else Promotion(**_values(card.promotion)),
        stage=card.stage,
        captured_at=at,
        captured_by=by,
        device_id=device_id,
        external_id=card.external_id,
    )


def _values(card: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(card, name) for name in card.__struct_fields__}


def _contact(
    card: ContactCard,
    country: str,
    read_email: ReadEmail,
    read_phone: ReadPhone,
    new_part_id: Callable[[], str],
) -> Contact:
    home = (card.address.country if card.address else "") or country
    return Contact(
        contact_id=ContactId(new_part_id()),
        given_name=card.given_name,
        family_name=card.family_name,
        display_name=card.display_name,
        job_title=card.job_title,
        department=card.department,
        email=read_email(card.email) if card.email else None,
        phone=read_phone(card.phone, home) if card.phone else None,
        mobile=read_phone(card.mobile, home) if card.mobile else None,
        address=None if card.address is None else Address(**_values(card.address)),
        decision_role=card.decision_role,
        language=card.language,
    )


def _answer(card: AnswerCard) -> Answer:
    return Answer(
        state=card.state,
        value=tuple(card.value) if isinstance(card.value, list) else card.value,
        note=card.note,
        amount=None if card.amount is None else Money(**_values(card.amount)),
    )


def _follow_up(card: FollowUpCard | None) -> FollowUp | None:
    if card is None:
        return None
    if card.due_at:
        try:
            datetime.fromisoformat(card.due_at)
        except ValueError as error:
            raise CardError(f"follow_up.due_at: {card.due_at!r} is no day of any calendar") from error
    if card.zone and not _is_zone(card.zone):
        raise CardError(f"follow_up.zone: there is no time zone {card.zone!r}")
    return FollowUp(**_values(card))


@lru_cache(maxsize=1024)
def _is_zone(name: str) -> bool:
    """Whether there is such a time zone; ZoneInfo itself remembers only eight, then reads files."""
    try:
        return bool(ZoneInfo(name).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _consent(card: ConsentCard, at: str, by: str, new_part_id: Callable[[], str]) -> ConsentRecord:
    if card.retain_until:
        try:
            date.fromisoformat(card.retain_until)
        except ValueError as error:
            raise CardError(f"consents.retain_until: {card.retain_until!r} is no date") from error
    _checked_moment("consents.withdrawn_at", card.withdrawn_at)
    return ConsentRecord(
        consent_id=ConsentId(new_part_id()),
        **{
            **_values(card),
            "captured_at": _checked_moment("consents.captured_at", card.captured_at) or at,
            "captured_by": card.captured_by or by,
        },
    )


def _checked_moment(key: str, text: str) -> str:
    """The text, once it is known to be a moment that exists."""
    if text:
        try:
            datetime.fromisoformat(text)
        except ValueError as error:
            raise CardError(f"{key}: {text!r} is no moment of any calendar") from error
    return text


def lead_to_card(lead: Lead) -> LeadCard:
    """The card of a lead; what identifies it on this laptop (ids, device) stays behind."""
    company = lead.company
    return LeadCard(
        company=CompanyCard(
            name=company.name, website=company.website, industry=company.industry, size=company.size
        ),
        contacts=[_contact_card(contact) for contact in lead.contacts],
        capture_source=lead.capture_source,
        badge_scan=_part(BadgeScanCard, lead.badge_scan),
        interest_basis=lead.interest_basis,
        prospect_wants=lead.prospect_wants,
        answers={question_id: _answer_card(answer) for question_id, answer in lead.answers.items()},
        disqualification=_part(DisqualificationCard, lead.disqualification),
        follow_up=_part(FollowUpCard, lead.follow_up),
        encounters=[_part(EncounterCard, encounter) for encounter in lead.encounters],
        consents=[_part(ConsentCard, consent) for consent in lead.consents],
        rating=lead.rating,
        tags=list(lead.tags),
        attachments=[_part(AttachmentCard, attachment) for attachment in lead.attachments],
        promotion=_part(PromotionCard, lead.promotion),
        stage=lead.stage,
        captured_at=lead.captured_at,
        captured_by=lead.captured_by,
        external_id=lead.external_id,
    )


def _part(card_type: type[Any], part: object) -> Any:  # noqa: ANN401
    """The card of a part whose fields have the same names; None stays None."""
    if part is None:
        return None
    return card_type(**{name: getattr(part, name) for name in card_type.__struct_fields__})


def _contact_card(contact: Contact) -> ContactCard:
    values: Mapping[str, Any] = {
        name: getattr(contact, name)
        for name in ContactCard.__struct_fields__
        if name not in ("email", "phone", "mobile", "address")
    }
    points = {
        name: point.raw
        for name in ("email", "phone", "mobile")
        if (point := getattr(contact, name)) is not None
    }
    return ContactCard(**values, **points, address=_part(AddressCard, contact.address))


def _answer_card(answer: Answer) -> AnswerCard:
    value = list(answer.value) if isinstance(answer.value, tuple) else answer.value
    return AnswerCard(
        state=answer.state, value=value, note=answer.note, amount=_part(MoneyCard, answer.amount)
    )
