"""Hypothesis strategies for leads: any text in any script, several people, encounters and consents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from boothapp.domain.consent import ConsentDecision, ConsentRecord, Purpose
from boothapp.domain.ids import ConsentId, ContactId, DefinitionId, DeviceId, EncounterId, LeadId, ShowId
from boothapp.domain.lead import (
    NOT_ASKED,
    Address,
    Answer,
    AnswerState,
    Attachment,
    BadgeScan,
    CaptureSource,
    Channel,
    Company,
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
    Promotion,
    ProspectWants,
    Rating,
)

if TYPE_CHECKING:
    from boothapp.domain.definition import LeadDefinition, Question

TEXTS = st.text(max_size=30)
WORDS = st.text(min_size=1, max_size=30)
IDS = st.uuids(version=4).map(str)
_ZONES = st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
MOMENTS = st.builds(
    lambda at, zone: at.astimezone(zone).isoformat(timespec="seconds"),
    st.datetimes(datetime(2020, 1, 2), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    _ZONES,
)
DAYS = st.dates().map(lambda day: day.isoformat())
LOCAL_TIMES = st.datetimes().map(lambda at: at.isoformat(timespec="minutes"))

CONTACT_POINTS = st.builds(ContactPoint, WORDS, st.none() | WORDS) | WORDS.map(
    lambda raw: ContactPoint(raw, raw)
)
ADDRESSES = st.builds(
    Address, street=TEXTS, city=TEXTS, region=TEXTS, postal_code=TEXTS, country=st.sampled_from(("FR", "JP"))
)
COMPANIES = st.builds(Company, name=TEXTS, website=TEXTS, industry=TEXTS, size=TEXTS)
MONEY = st.builds(
    Money,
    value=st.integers(0, 10**9).map(str),
    currency=st.sampled_from(("EUR", "JPY", "USD")),
    upper=st.none() | st.integers(0, 10**9).map(str),
    approved=st.none() | st.booleans(),
)
CONTACTS = st.builds(
    Contact,
    contact_id=IDS.map(ContactId),
    given_name=WORDS,
    family_name=TEXTS,
    display_name=TEXTS,
    job_title=TEXTS,
    department=TEXTS,
    email=st.none() | CONTACT_POINTS,
    phone=st.none() | CONTACT_POINTS,
    mobile=st.none() | CONTACT_POINTS,
    address=st.none() | ADDRESSES,
    decision_role=st.sampled_from(DecisionRole),
    language=TEXTS,
)
FOLLOW_UPS = st.builds(
    FollowUp,
    due_at=st.just("") | DAYS | LOCAL_TIMES,
    zone=st.sampled_from(("", "Europe/Paris", "Asia/Tokyo")),
    duration_minutes=st.integers(1, 24 * 60),
    channel=st.none() | st.sampled_from(Channel),
    owner=TEXTS,
    promise=TEXTS,
    confirmed_by_visitor=st.booleans(),
)
ENCOUNTERS = st.builds(
    Encounter, encounter_id=IDS.map(EncounterId), staff=TEXTS, at=st.just("") | MOMENTS, note=TEXTS
)
CONSENTS = st.builds(
    ConsentRecord,
    consent_id=IDS.map(ConsentId),
    purpose=st.sampled_from(Purpose),
    decision=st.sampled_from(ConsentDecision),
    channel=st.sampled_from(("any", "email", "phone", "post")),
    lawful_basis=TEXTS,
    method=TEXTS,
    text_version=TEXTS,
    text_snapshot=TEXTS,
    language=TEXTS,
    captured_at=st.just("") | MOMENTS,
    captured_by=TEXTS,
    withdrawn_at=st.just("") | MOMENTS,
    retain_until=st.just("") | DAYS,
)
ANSWERS = st.builds(
    Answer,
    state=st.sampled_from(AnswerState),
    value=st.none() | TEXTS | DAYS | st.lists(TEXTS, max_size=3).map(tuple),
    note=TEXTS,
    amount=st.none() | MONEY,
)


def definition_answers(definition: LeadDefinition) -> st.SearchStrategy[dict[str, Answer]]:
    """Answers to the questions of a definition, mostly by its choices, and to some it does not know."""
    known = {question.question_id: _answers_to(question) | ANSWERS for question in definition.questions}
    return st.builds(
        lambda asked, unknown: {**unknown, **asked},
        st.fixed_dictionaries({}, optional=known),
        st.dictionaries(TEXTS, ANSWERS, max_size=2),
    )


def _answers_to(question: Question) -> st.SearchStrategy[Answer]:
    values: st.SearchStrategy[Any] = (
        st.sampled_from([c.value for c in question.choices]) if question.choices else TEXTS
    )
    return st.builds(Answer, state=st.sampled_from(AnswerState), value=values)


def leads(
    answers: st.SearchStrategy[dict[str, Answer]] | None = None, **fixed: Any
) -> st.SearchStrategy[Lead]:
    """Finished leads of every kind, their parts in order; ``fixed`` gives fields of ``Lead`` by strategy."""
    return st.builds(
        Lead,
        **{
            "lead_id": IDS.map(LeadId),
            "show_id": st.just(ShowId("show")),
            "definition": st.builds(DefinitionRef, WORDS.map(DefinitionId), st.integers(1, 99)),
            "company": COMPANIES,
            "contacts": _sorted(CONTACTS, lambda contact: contact.contact_id),
            "capture_source": st.sampled_from(CaptureSource),
            "badge_scan": st.none()
            | st.builds(BadgeScan, raw_payload=TEXTS, symbology=TEXTS, badge_id=TEXTS, matched=st.booleans()),
            "interest_basis": st.sampled_from(InterestBasis),
            "prospect_wants": st.none() | st.sampled_from(ProspectWants),
            "answers": st.dictionaries(TEXTS, ANSWERS, max_size=4) if answers is None else answers,
            "disqualification": st.none() | st.builds(Disqualification, reason=TEXTS, note=TEXTS),
            "follow_up": st.none() | FOLLOW_UPS,
            "encounters": _sorted(ENCOUNTERS, lambda encounter: (encounter.at, encounter.encounter_id)),
            "consents": _sorted(CONSENTS, lambda consent: (consent.captured_at, consent.consent_id)),
            "rating": st.none() | st.sampled_from(Rating),
            "tags": st.lists(TEXTS, max_size=3).map(tuple),
            "attachments": st.lists(
                st.builds(Attachment, kind=TEXTS, sha256=TEXTS, media_type=TEXTS), max_size=2
            ).map(tuple),
            "promotion": st.none() | st.builds(Promotion, by=TEXTS, at=TEXTS, reason=TEXTS),
            "captured_at": MOMENTS,
            "captured_by": TEXTS,
            "device_id": IDS.map(DeviceId),
            "external_id": TEXTS,
            **fixed,
        },
    )


def without_unasked(lead_answers: dict[str, Answer]) -> dict[str, Answer]:
    """The answers without those that say nothing."""
    return {question_id: answer for question_id, answer in lead_answers.items() if answer != NOT_ASKED}


def _sorted(parts: st.SearchStrategy[Any], key: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(parts, max_size=3, unique_by=key).map(lambda found: tuple(sorted(found, key=key)))
