"""A lead's flat fields say all there is to say about it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.consent import ConsentDecision, ConsentRecord, Purpose
from boothapp.domain.ids import ConsentId, ContactId, DefinitionId, EncounterId, LeadId, ShowId
from boothapp.domain.lead import (
    Address,
    Answer,
    AnswerState,
    CaptureSource,
    Channel,
    Contact,
    ContactPoint,
    DefinitionRef,
    Encounter,
    FollowUp,
    InterestBasis,
    Lead,
    Money,
    Rating,
)
from boothapp.domain.lead_fields import from_fields, to_fields
from tests.helpers.lead_strategies import leads, without_unasked

LEAD = Lead(
    lead_id=LeadId("lead"), show_id=ShowId("show"), definition=DefinitionRef(DefinitionId("standard"), 1)
)


def back(lead: Lead) -> Lead:
    """The lead as it comes back from its fields."""
    return from_fields(lead.lead_id, lead.show_id, to_fields(lead))


@given(leads())
def test_a_lead_comes_back_as_it_was(lead: Lead) -> None:
    """Whatever a lead holds, it is the same after its fields; only what nobody asked leaves no trace."""
    assert back(lead) == replace(lead, answers=without_unasked(dict(lead.answers)))


@given(leads(), st.randoms())
def test_the_order_of_fields_and_the_trip_through_json_alter_nothing(lead: Lead, random) -> None:
    """Fields are JSON, and come back from a store in any order."""
    fields = list(json.loads(json.dumps(to_fields(lead))).items())
    random.shuffle(fields)
    assert from_fields(lead.lead_id, lead.show_id, dict(fields)) == back(lead)


def test_an_empty_lead_has_only_what_is_never_empty() -> None:
    """An empty value has no field."""
    assert to_fields(LEAD) == {
        "definition": ["standard", 1],
        "capture_source": "typed",
        "interest_basis": "unknown",
    }


def test_an_empty_address_is_none() -> None:
    """What says nothing has no field, so nothing comes back."""
    lead = replace(LEAD, contacts=(Contact(contact_id=ContactId("c1"), given_name="Zoë", address=Address()),))
    assert back(lead).contacts == (Contact(contact_id=ContactId("c1"), given_name="Zoë"),)


def test_each_part_has_its_own_path() -> None:
    """What two laptops may add side by side, or edit apart, is a field of its own."""
    lead = replace(
        LEAD,
        contacts=(
            Contact(
                contact_id=ContactId("c1"),
                given_name="Zoë",
                email=ContactPoint("zoe@lumiere.example", "zoe@lumiere.example"),
                phone=ContactPoint("01 23", None),
                mobile=ContactPoint("+33 1 99 00 11 21", "+33199001121"),
                address=Address(city="Lyon"),
            ),
        ),
        answers={"need": Answer(state=AnswerState.ANSWERED, value="It stops.")},
        follow_up=FollowUp(due_at="2026-11-25T14:30", channel=Channel.VIDEO),
        encounters=(Encounter(encounter_id=EncounterId("e1"), staff="", at=""),),
        consents=(
            ConsentRecord(
                consent_id=ConsentId("k1"),
                purpose=Purpose.PRIZE_DRAW,
                decision=ConsentDecision.GRANTED,
                withdrawn_at="2026-12-01T09:00:00+01:00",
            ),
        ),
    )
    assert {path: value for path, value in to_fields(lead).items() if path not in to_fields(LEAD)} == {
        "contacts/c1/given_name": "Zoë",
        "contacts/c1/email": "zoe@lumiere.example",
        "contacts/c1/phone": ["01 23", None],
        "contacts/c1/mobile": ["+33 1 99 00 11 21", "+33199001121"],
        "contacts/c1/address": {"city": "Lyon"},
        "answers/need": {"state": "answered", "value": "It stops."},
        "follow_up": {"due_at": "2026-11-25T14:30", "channel": "video"},
        "encounters/e1": {},
        "consents/k1": {"purpose": "prize_draw", "decision": "granted"},
        "consents/k1/withdrawn_at": "2026-12-01T09:00:00+01:00",
    }
    assert back(lead) == lead


def test_money_known_not_to_be_approved_stays_apart_from_money_nobody_asked_about() -> None:
    """False, None and True are three answers."""
    for approved in (True, False, None):
        budget = Answer(amount=Money(value="80000", currency="EUR", approved=approved))
        assert back(replace(LEAD, answers={"budget": budget})).answers["budget"] == budget


@pytest.mark.parametrize("question_id", ["", "/", "a/b", "a/", "need.2", "질문"])
def test_a_question_may_be_called_anything(question_id: str) -> None:
    """An answer to a question that no definition knows is kept, whatever its name."""
    lead = replace(LEAD, answers={question_id: Answer(state=AnswerState.DECLINED)})
    assert back(lead) == lead


def test_a_cleared_field_is_empty() -> None:
    """Null is what clearing a field leaves behind."""
    fields = dict.fromkeys(to_fields(replace(LEAD, rating=Rating.HOT, external_id="7")))
    assert from_fields(LEAD.lead_id, LEAD.show_id, fields) == replace(
        LEAD, definition=DefinitionRef(DefinitionId(""), 0)
    )


def test_what_a_newer_version_wrote_is_left_alone() -> None:
    """Unknown paths, keys and words of a newer laptop neither show up nor stand in the way."""
    fields = to_fields(LEAD) | {
        "capture_source": "nfc",
        "interest_basis": "curious",
        "rating": "lukewarm",
        "mood": "good",
        "company.mood": "good",
        "moods/m1": "good",
        "contacts": "many",
        "answers": "many",
        "contacts/c1/given_name": "Zoë",
        "contacts/c1/mood": "good",
        "contacts/c1/decision_role": "sponsor",
        "contacts/c1/address": {"city": "Lyon", "planet": "Earth"},
        "answers/need": {"state": "hinted", "value": "It stops."},
        "answers/budget": {"mood": "good"},
        "follow_up": {"channel": "hologram", "owner": "ana@hummline.example"},
        "encounters/e1": {"mood": "good"},
        "consents/k1": {"purpose": "telepathy", "decision": "granted"},
        "consents/k2": {"purpose": "prize_draw", "decision": "perhaps"},
        "consents/k3": {},
        "consents/k4/withdrawn_at": "2026-12-01T09:00:00+01:00",
    }
    lead = from_fields(LEAD.lead_id, LEAD.show_id, fields)
    assert lead == replace(
        LEAD,
        capture_source=CaptureSource.TYPED,
        interest_basis=InterestBasis.UNKNOWN,
        contacts=(Contact(contact_id=ContactId("c1"), given_name="Zoë", address=Address(city="Lyon")),),
        answers={"need": Answer(value="It stops."), "budget": Answer()},
        follow_up=FollowUp(owner="ana@hummline.example"),
        encounters=(Encounter(encounter_id=EncounterId("e1"), staff="", at=""),),
    )
