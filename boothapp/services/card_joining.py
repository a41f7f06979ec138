"""A visitor who was here before: what was typed just now, joined to the card that we have."""

from __future__ import annotations

from dataclasses import replace

from boothapp.domain.lead import InterestBasis
from boothapp.services.card_form import AttachmentForm, CardForm, PersonForm

_PERSON_FIELDS = ("name", "job_title", "email", "phone")


def joined(known: CardForm, typed: CardForm) -> CardForm:
    """The known card with what the same person says now.

    Blanks are filled, new answers and promises win, and what contradicts a known name, mail or number goes to
    the note: nothing typed is lost, nothing known is overwritten unseen.
    """
    first, said = known.people[0], typed.people[0]
    people = [_filled(first, said), *known.people[1:], *typed.people[1:]]
    also = [
        told
        for field in _PERSON_FIELDS
        if (told := getattr(said, field).strip()) and told != getattr(people[0], field)
    ]
    if typed.company.strip() not in ("", known.company):
        also += [typed.company.strip()] if known.company else []
    return _with_conversation(known, typed, people, also)


def with_colleagues(known: CardForm, typed: CardForm) -> CardForm:
    """The known card with the people just typed as colleagues of those on it."""
    people = [person for person in known.people if not person.is_empty]
    newcomers = [replace(person, contact_id="") for person in typed.people if not person.is_empty]
    other_company = typed.company.strip() not in ("", known.company) and bool(known.company)
    return _with_conversation(
        known, typed, people + newcomers or [PersonForm()], [typed.company.strip()] if other_company else []
    )


def _filled(person: PersonForm, said: PersonForm) -> PersonForm:
    blanks = {field: getattr(said, field) for field in _PERSON_FIELDS if not getattr(person, field)}
    if person.decision_role == "unknown":
        blanks["decision_role"] = said.decision_role
    return replace(person, **blanks, read={**said.read, **person.read})


def _with_conversation(
    known: CardForm, typed: CardForm, people: list[PersonForm], also: list[str]
) -> CardForm:
    promises = bool(typed.due or typed.promise)
    unknown = known.interest_basis == InterestBasis.UNKNOWN
    return replace(
        known,
        people=people,
        company=known.company or typed.company,
        website=known.website or typed.website,
        badge_payload=known.badge_payload or typed.badge_payload,
        badge_id=known.badge_id or typed.badge_id,
        badge_symbology=known.badge_symbology or typed.badge_symbology,
        interest_basis=typed.interest_basis if unknown else known.interest_basis,
        prospect_wants=typed.prospect_wants or known.prospect_wants,
        answers={**known.answers, **typed.answers},
        disqualification=typed.disqualification or known.disqualification,
        disqualification_note=typed.disqualification_note or known.disqualification_note,
        due=typed.due if promises else known.due,
        channel=typed.channel if promises else known.channel,
        owner=typed.owner if promises else known.owner,
        promise=typed.promise if promises else known.promise,
        confirmed_by_visitor=typed.confirmed_by_visitor if promises else known.confirmed_by_visitor,
        attachments=_together(known, typed),
        note=" · ".join(part for part in (typed.note.strip(), *also) if part),
        consents={**known.consents, **typed.consents},
        consent_language=typed.consent_language,
        started_at=typed.started_at,
    )


def _together(known: CardForm, typed: CardForm) -> list[AttachmentForm]:
    """The pictures of both, each once."""
    here = {picture.sha256 for picture in known.attachments}
    return [*known.attachments, *(picture for picture in typed.attachments if picture.sha256 not in here)]
