"""The lead that a typed card makes, and the card that shows a lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from boothapp.domain.consent import ConsentDecision, ConsentRecord, Purpose
from boothapp.domain.follow_up import parse_due
from boothapp.domain.ids import ConsentId, ContactId, EncounterId, LeadId
from boothapp.domain.lead import (
    Address,
    Answer,
    AnswerState,
    Attachment,
    BadgeScan,
    CaptureSource,
    Channel,
    Contact,
    ContactPoint,
    DecisionRole,
    DefinitionRef,
    Disqualification,
    Encounter,
    FollowUp,
    InterestBasis,
    Lead,
    Money,
    ProspectWants,
    Rating,
    Stage,
)
from boothapp.domain.person_name import NameParts, split_name
from boothapp.domain.prize import kept_until
from boothapp.domain.show import Show
from boothapp.services.card_form import AnswerForm, AttachmentForm, CardForm, PersonForm

ReadEmail = Callable[[str], ContactPoint]
ReadPhone = Callable[[str, str], ContactPoint]
_ADDRESS_PARTS = ("street", "city", "region", "postal_code", "country")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContext:
    """What turns typed texts into a lead: the show, who types, how mail and phones read."""

    show: Show
    definition: DefinitionRef
    staff: str
    read_email: ReadEmail
    read_phone: ReadPhone
    new_part_id: Callable[[], str]


def form_to_lead(form: CardForm, context: FormContext, now: datetime, base: Lead | None = None) -> Lead:
    """The lead that the form makes; ``base`` is the lead being edited, whose other fields stay as they are.

    ``now`` is local to the show: typed dates such as "tue 2:30pm" are read from there.
    """
    at = now.isoformat(timespec="seconds")
    start = base or Lead(
        lead_id=LeadId(form.lead_id),
        show_id=context.show.show_id,
        definition=context.definition,
        captured_by=context.staff,
        captured_at=at,
        stage=Stage.DRAFT,
    )
    note = form.note.strip()
    met = Encounter(encounter_id=EncounterId(context.new_part_id()), staff=context.staff, at=at, note=note)
    return replace(
        start,
        company=replace(
            start.company, name=form.company.strip(), website=form.website or start.company.website
        ),
        contacts=_contacts(form, context, start),
        capture_source=CaptureSource(form.capture_source),
        badge_scan=_badge_scan(form, start),
        interest_basis=InterestBasis(form.interest_basis),
        prospect_wants=ProspectWants(form.prospect_wants) if form.prospect_wants else None,
        answers={**start.answers, **{key: _answer(answer) for key, answer in form.answers.items()}},
        disqualification=(
            Disqualification(reason=form.disqualification, note=form.disqualification_note.strip())
            if form.disqualification
            else None
        ),
        follow_up=_follow_up(form, context, now, start),
        encounters=(*start.encounters, met) if note or base is None else start.encounters,
        consents=(*start.consents, *_new_consents(form, context, at, start)),
        rating=Rating(form.rating) if form.rating else None,
        tags=tuple(form.tags),
        attachments=tuple(
            Attachment(kind=picture.kind, sha256=picture.sha256, media_type=picture.media_type)
            for picture in form.attachments
        ),
    )


def _contacts(form: CardForm, context: FormContext, start: Lead) -> tuple[Contact, ...]:
    known = {contact.contact_id: contact for contact in start.contacts}
    contacts = []
    for person in form.people:
        before = known.get(ContactId(person.contact_id))
        if before is None and person.is_empty:
            continue
        contact = before or Contact(contact_id=ContactId(context.new_part_id()))
        contacts.append(_contact(contact, person, context))
    return tuple(contacts)


def _contact(before: Contact, person: PersonForm, context: FormContext) -> Contact:
    name = " ".join(person.name.split())
    parts = _parts_read(person, name) or split_name(name)
    renamed = name != before.name
    email, phone = person.email.strip(), person.phone.strip()
    shown_phone = _shown_phone(before)
    before = _with_badge(before, person)
    mobile = person.read.get("mobile", "")
    if mobile and phone == mobile:
        phone = ""  # the one number on the badge: the form shows it, and it stays a mobile one
    return replace(
        before,
        display_name=name if renamed else before.display_name,
        given_name=parts.given if renamed else before.given_name,
        family_name=parts.family if renamed else before.family_name,
        job_title=person.job_title.strip(),
        decision_role=DecisionRole(person.decision_role),
        email=context.read_email(email) if email else None,
        phone=before.phone if phone == shown_phone else _phone(phone, before, context),
        mobile=_phone(mobile, before, context) or (before.mobile if phone or not shown_phone else None),
    )


def _parts_read(person: PersonForm, name: str) -> NameParts | None:
    """The name's parts as the badge gave them, unless somebody has typed another name since."""
    read = person.read
    if read.get("display_name") != name or not read.get("family_name"):
        return None
    return NameParts(read.get("given_name", ""), read["family_name"])


def _with_badge(before: Contact, person: PersonForm) -> Contact:
    """The contact with what the badge said beyond the form's fields."""
    read = person.read
    parts = {part: read[part] for part in _ADDRESS_PARTS if part in read}
    return replace(
        before,
        department=read.get("department", before.department),
        language=read.get("language", before.language),
        address=replace(before.address or Address(), **parts) if parts else before.address,
    )


def _phone(text: str, before: Contact, context: FormContext) -> ContactPoint | None:
    """The number, read in the person's own country where it is known, else in the show's."""
    own = before.address.country if before.address else ""
    return context.read_phone(text, own or context.show.country) if text else None


def _shown_phone(contact: Contact) -> str:
    """The one number the form shows: the phone, else the mobile."""
    point = contact.phone or contact.mobile
    return point.raw if point else ""


def _badge_scan(form: CardForm, start: Lead) -> BadgeScan | None:
    if not form.badge_payload and not form.badge_id:
        return start.badge_scan
    if start.badge_scan is not None and start.badge_scan.raw_payload == form.badge_payload:
        return start.badge_scan
    return BadgeScan(
        raw_payload=form.badge_payload or form.badge_id,
        symbology=form.badge_symbology,
        badge_id=form.badge_id,
    )


def _answer(form: AnswerForm) -> Answer:
    value = tuple(form.value) if isinstance(form.value, list) else form.value
    text = form.amount.replace(" ", "").replace("\u00a0", "").replace(",", ".")
    is_number = text.replace(".", "", 1).isdecimal()
    return Answer(
        state=AnswerState(form.state),
        value=value.strip() if isinstance(value, str) else value,
        # An amount that is no number is kept in the note: what a person typed is never dropped.
        note=form.note if is_number or not form.amount else f"{form.note} {form.amount}".strip(),
        amount=Money(value=text, currency=form.currency) if is_number else None,
    )


def _follow_up(form: CardForm, context: FormContext, now: datetime, start: Lead) -> FollowUp | None:
    """The promise; None when no date was typed. A text that is no date is kept in what was promised."""
    typed, promise = form.due.strip(), form.promise.strip()
    before = start.follow_up
    if not typed and not promise:
        return None
    if before is not None and typed == before.due_at:
        due_at, zone = before.due_at, before.zone
    else:
        due = parse_due(typed, now) if typed else None
        due_at, zone = (due.text() if due else ""), context.show.zone
        if typed and due is None:
            promise = f"{promise} ({typed})" if promise else typed
    return FollowUp(
        due_at=due_at,
        zone=zone,
        duration_minutes=before.duration_minutes if before else 30,
        channel=Channel(form.channel) if form.channel else None,
        owner=form.owner or context.staff,
        promise=promise,
        confirmed_by_visitor=form.confirmed_by_visitor,
    )


def _new_consents(form: CardForm, context: FormContext, at: str, start: Lead) -> list[ConsentRecord]:
    """Decisions that differ from the latest recorded; the wording shown goes with each."""
    latest: dict[str, str] = {record.purpose.value: record.decision.value for record in start.consents}
    records = []
    for purpose, decision in form.consents.items():
        if decision in ("", ConsentDecision.NOT_ASKED) or latest.get(purpose) == decision:
            continue
        wording = next(
            (
                w
                for w in context.show.consent_wordings
                if w.purpose == purpose and w.language == form.consent_language
            ),
            None,
        )
        records.append(
            ConsentRecord(
                consent_id=ConsentId(context.new_part_id()),
                purpose=Purpose(purpose),
                decision=ConsentDecision(decision),
                method="spoken",
                text_version=wording.version if wording else "",
                text_snapshot=wording.text if wording else "",
                language=form.consent_language,
                captured_at=at,
                captured_by=context.staff,
                retain_until=kept_until(context.show, at)
                if (purpose, decision) == (Purpose.PRIZE_DRAW, ConsentDecision.GRANTED)
                else "",
            )
        )
    return records


def form_of_lead(lead: Lead, draft_id: str) -> CardForm:
    """The form that shows a saved lead for editing; its note field is empty, for the next encounter."""
    disqualification, promise = lead.disqualification, lead.follow_up
    return CardForm(
        draft_id=draft_id,
        lead_id=lead.lead_id,
        people=[_person(contact) for contact in lead.contacts] or [PersonForm()],
        company=lead.company.name,
        capture_source=lead.capture_source.value,
        badge_payload=lead.badge_scan.raw_payload if lead.badge_scan else "",
        badge_id=lead.badge_scan.badge_id if lead.badge_scan else "",
        badge_symbology=lead.badge_scan.symbology if lead.badge_scan else "",
        interest_basis=lead.interest_basis.value,
        prospect_wants=lead.prospect_wants.value if lead.prospect_wants else "",
        answers=_answer_forms(lead.answers),
        disqualification=disqualification.reason if disqualification else "",
        disqualification_note=disqualification.note if disqualification else "",
        due=promise.due_at if promise else "",
        channel=promise.channel.value if promise and promise.channel else Channel.CALL.value,
        owner=promise.owner if promise else "",
        promise=promise.promise if promise else "",
        confirmed_by_visitor=promise.confirmed_by_visitor if promise else False,
        rating=lead.rating.value if lead.rating else "",
        tags=list(lead.tags),
        attachments=[
            AttachmentForm(kind=picture.kind, sha256=picture.sha256, media_type=picture.media_type)
            for picture in lead.attachments
        ],
        consents={record.purpose.value: record.decision.value for record in lead.consents},
    )


def whole_form_of(lead: Lead, draft_id: str) -> CardForm:
    """The form of a saved lead with what the screen does not show, for filling nothing but its blanks."""
    form = form_of_lead(lead, draft_id)
    form.website = lead.company.website
    for person, contact in zip(form.people, lead.contacts, strict=False):  # of nobody there is an empty one
        known = {part: getattr(contact.address, part, "") for part in _ADDRESS_PARTS}
        known["department"] = contact.department
        known["mobile"] = contact.mobile.raw if contact.mobile else ""
        person.read = {name: value for name, value in known.items() if value}
    return form


def _person(contact: Contact) -> PersonForm:
    return PersonForm(
        name=contact.name,
        job_title=contact.job_title,
        email=contact.email.raw if contact.email else "",
        phone=_shown_phone(contact),
        decision_role=contact.decision_role.value,
        contact_id=contact.contact_id,
    )


def _answer_forms(answers: Mapping[str, Answer]) -> dict[str, AnswerForm]:
    return {
        question_id: AnswerForm(
            state=answer.state.value,
            value=list(answer.value) if isinstance(answer.value, tuple) else answer.value,
            note=answer.note,
            amount=answer.amount.value if answer.amount else "",
            currency=answer.amount.currency if answer.amount else "",
        )
        for question_id, answer in answers.items()
    }
