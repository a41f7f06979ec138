"""What a card of the prize bowl becomes: a lead of borrowed interest, with what was agreed to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from boothapp.domain.consent import ANY_CHANNEL, ConsentDecision, ConsentRecord, Purpose
from boothapp.domain.ids import ConsentId
from boothapp.domain.lead import CaptureSource, InterestBasis, Lead
from boothapp.domain.prize import kept_until
from boothapp.domain.show import ConsentWording, PrizeDraw, Show
from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.understood import LIKELY, Kind, Understood
from boothapp.services.badge_filling import fill_form
from boothapp.services.card_form import CardForm
from boothapp.services.card_reading import FormContext, form_to_lead

BY_CARD = "card_in_bowl"
"""How the draw's terms were agreed to: the card was put into the bowl that they stand beside."""
BY_TICK = "ticked"
BY_TAKING_BACK = "entry_taken_back"
"""A lead of real interest was taken out of the draw by the staff; an undo takes the record back."""
UNREAD = "photo"
"""Stands among an entry's doubts until its picture was looked at."""
_LANGUAGE = "en"
_CODES = (
    Kind.VCARD, Kind.MECARD, Kind.BIZCARD, Kind.JSON, Kind.PAIRS, Kind.LINK, Kind.DELIMITED, Kind.BADGE_ID,
)  # fmt: skip
_WHOLE_NAME = (VisitorField.NAME_PREFIX, VisitorField.DISPLAY_NAME, VisitorField.NAME_SUFFIX)
EntryFields = dict[str, str]
"""What can be mended of an entry: name, company, email, phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the visitors were shown, and said, with the cards that are entered now.

    Marketing is asked apart, and is no condition of the draw.
    """

    terms: bool = True
    marketing: bool = False
    language: str = _LANGUAGE


_NOT_KNOWN = Asked(terms=False)


def asked_text(asked: Asked) -> str:
    """What was said, as it is kept with a card that is read or typed later."""
    return json.dumps(asdict(asked), ensure_ascii=False, separators=(",", ":"))


def asked_of(text: str) -> Asked:
    """What was said with a card by what was kept of it; what is not known was not agreed to."""
    return Asked(**json.loads(text)) if text else _NOT_KNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class BowlCard:
    """One card: what was understood of it, its picture's SHA-256 if it has one, whether a scanner sent it."""

    read: Understood
    picture: str = ""
    is_scan: bool = False
    symbology: str = ""
    is_doubtful: bool = False
    """It may be something else than a card, however sure each piece of it is."""


def entry_form(card: BowlCard) -> tuple[CardForm, tuple[str, ...]]:
    """The form that a card fills, guesses and all, and the names of the fields to look at."""
    read = card.read
    form = CardForm(draft_id="")
    fill_form(form, read, symbology=card.symbology, is_scan=card.is_scan)
    form.capture_source = CaptureSource.PRIZE_ENTRY.value
    form.interest_basis = InterestBasis.BORROWED.value
    if read.kind not in _CODES and not card.is_scan:
        form.badge_payload = form.badge_id  # the text of a card is no badge
    person = form.people[0]
    no_reach = read.kind is Kind.CARD_PHOTO and not (person.email or person.phone)
    doubts = ["name"] if person.name and (card.is_doubtful or no_reach or person.unsure) else []
    if not person.name:
        person.name = " ".join(part for name in _WHOLE_NAME if (part := read.first(name)))
        doubts.append("name")
    if not form.company and (company := read.first(VisitorField.COMPANY)):
        form.company = company
        doubts.append("company")
    for name, value in ((VisitorField.EMAIL, person.email), (VisitorField.PHONE, person.phone)):
        if value and not _is_sure(read, name):
            doubts.append(name.value)
    form.note = read.first(VisitorField.NOTE)
    return form, tuple(doubts)


def _is_sure(read: Understood, name: VisitorField) -> bool:
    """Whether the value that is shown can be right, and was read well."""
    names = (name, VisitorField.MOBILE) if name is VisitorField.PHONE else (name,)
    shown = next((field for each in names for field in read.fields if field.name == each), None)
    return shown is not None and bool(shown.normalised) and shown.confidence >= LIKELY


def entry_lead(form: CardForm, context: FormContext, now: datetime, asked: Asked) -> Lead:
    """The lead of a card: borrowed interest, with what was agreed to."""
    lead = form_to_lead(form, context, now)
    return replace(lead, consents=consents(asked, context, now.isoformat(timespec="seconds")))


def consents(asked: Asked, context: FormContext, at: str) -> tuple[ConsentRecord, ...]:
    """A record for each thing that was agreed to, with the very words shown."""
    given = [(Purpose.PRIZE_DRAW, BY_CARD)] if asked.terms else []
    if asked.marketing:
        given.append((Purpose.MARKETING_EMAIL, BY_TICK))
    return tuple(
        decision(purpose, ConsentDecision.GRANTED, method, context, at, asked.language)
        for purpose, method in given
    )


def decision(
    purpose: Purpose, said: ConsentDecision, method: str, context: FormContext, at: str, language: str
) -> ConsentRecord:
    """What was said on one purpose, with the wording shown and, for the draw, its terms."""
    wording = wording_of(context.show, purpose, language)
    draw = context.show.draw if purpose is Purpose.PRIZE_DRAW else None
    is_entry = purpose is Purpose.PRIZE_DRAW and said is ConsentDecision.GRANTED
    return ConsentRecord(
        consent_id=ConsentId(context.new_part_id()),
        purpose=purpose,
        decision=said,
        channel=ANY_CHANNEL,
        method=method,
        text_version=_version(wording, draw),
        text_snapshot="\n\n".join(text for text in (wording and wording.text, draw and draw.terms) if text),
        language=wording.language if wording else "",
        captured_at=at,
        captured_by=context.staff,
        retain_until=kept_until(context.show, at) if is_entry else "",
    )


def wording_of(show: Show, purpose: Purpose, language: str) -> ConsentWording | None:
    """What a visitor is told for a purpose: in this language, else in the first there is."""
    fitting = [wording for wording in show.consent_wordings if wording.purpose is purpose]
    return next((one for one in fitting if one.language == language), fitting[0] if fitting else None)


def _version(wording: ConsentWording | None, draw: PrizeDraw | None) -> str:
    versions = [wording.version if wording else "", draw.terms_version if draw else ""]
    return " · ".join(dict.fromkeys(version for version in versions if version))


def text_of(fields: EntryFields) -> str:
    """Fields of somebody who is not named yet, as one line to go on from."""
    return ", ".join(value.strip() for value in fields.values() if value.strip())


def with_fields(form: CardForm, fields: EntryFields) -> CardForm:
    """The form with these fields as a person typed them."""
    person = form.people[0]
    people = [
        replace(
            person,
            name=fields.get("name", person.name),
            email=fields.get("email", person.email),
            phone=fields.get("phone", person.phone),
        ),
        *form.people[1:],
    ]
    return replace(form, people=people, company=fields.get("company", form.company))


def still_doubted(doubts: Sequence[str], mended: EntryFields) -> tuple[str, ...]:
    """The fields that nobody has looked at yet."""
    return tuple(name for name in doubts if name not in mended and name != UNREAD)
