"""The form on the capture screen and the lead it makes: nothing that was typed is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.app import form_context
from boothapp.domain.consent import ConsentDecision
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import AnswerState, Channel, InterestBasis, Stage
from boothapp.paths import resources_dir
from boothapp.services.card_form import AnswerForm, CardForm, PersonForm, form_from_json
from boothapp.services.card_reading import form_of_lead, form_to_lead
from boothapp.services.show_setup import sample_setup

SETUP = sample_setup(resources_dir())
CONTEXT = form_context(SETUP)
NOW = datetime(2026, 11, 24, 11, 2, tzinfo=ZoneInfo("Europe/Paris"))
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)


def filled() -> CardForm:
    """A card as staff fill it in while the visitor talks."""
    return CardForm(
        draft_id="d",
        people=[
            PersonForm(name="Zoë van Łukasz", job_title="Head of Purchasing", email="zoe@lumiere.example",
                       phone="01 99 00 11 21", decision_role="decision_maker"),
            PersonForm(name="Paul Petit"),
        ],
        company=" Société Lumière SA ",
        answers={
            "need": AnswerForm(state="answered", value="Two lines stop every week."),
            "budget": AnswerForm(state="answered", value="planned", amount="80 000", currency="EUR"),
            "authority": AnswerForm(state="declined"),
        },
        due="tomorrow 2:30pm",
        channel="video",
        promise="Show line monitoring",
        confirmed_by_visitor=True,
        note="Came back with a colleague.",
        consents={"sales_follow_up": "granted", "marketing_email": "declined", "prize_draw": "not_asked"},
        consent_language="fr",
    )  # fmt: skip


def test_a_filled_form_is_the_lead_it_says():
    """Names come apart, mail and phone are read, the date is understood, and consent keeps its wording."""
    lead = form_to_lead(filled(), CONTEXT, NOW)
    zoe, paul = lead.contacts
    assert (zoe.given_name, zoe.family_name, paul.name) == ("Zoë", "van Łukasz", "Paul Petit")
    assert zoe.phone is not None
    assert zoe.phone.normalised == "+33199001121"
    assert lead.company.name == "Société Lumière SA"
    assert lead.follow_up is not None
    assert (lead.follow_up.due_at, lead.follow_up.zone) == ("2026-11-25T14:30", "Europe/Paris")
    assert (lead.follow_up.channel, lead.follow_up.owner) == (Channel.VIDEO, SETUP.staff)
    assert lead.answers["budget"].amount is not None
    assert lead.answers["budget"].amount.value == "80000"
    assert lead.answers["authority"].state is AnswerState.DECLINED
    assert [encounter.note for encounter in lead.encounters] == ["Came back with a colleague."]
    granted, declined = lead.consents
    assert (granted.decision, declined.decision) == (ConsentDecision.GRANTED, ConsentDecision.DECLINED)
    assert granted.text_snapshot.startswith("Hummline Monitoring peut")
    assert lead.stage is Stage.DRAFT
    assert lead.interest_basis is InterestBasis.PRODUCT


def test_a_saved_lead_comes_back_as_the_form_that_made_it():
    """Opening a lead and saving it untouched changes nothing of it."""
    lead = replace(form_to_lead(filled(), CONTEXT, NOW), lead_id=LeadId("l"), stage=Stage.FINAL)
    form = form_of_lead(lead, "d2")
    assert form_to_lead(form, CONTEXT, NOW, base=lead) == lead


def test_what_the_form_does_not_show_survives_an_edit():
    """A mobile number, an address, a department stay when somebody corrects the job title."""
    lead = form_to_lead(filled(), CONTEXT, NOW)
    (zoe, paul) = lead.contacts
    lead = replace(lead, contacts=(replace(zoe, department="Purchasing", mobile=zoe.phone, phone=None), paul))
    form = form_of_lead(lead, "d2")
    form.people[0].job_title = "Buyer"
    edited = form_to_lead(form, CONTEXT, NOW, base=lead).contacts[0]
    assert edited == replace(lead.contacts[0], job_title="Buyer")


def test_a_date_nobody_understands_is_kept_in_words():
    """The follow-up has no date then, and what was typed is in the promise."""
    form = filled()
    form.due = "when the moon is full"
    follow_up = form_to_lead(form, CONTEXT, NOW).follow_up
    assert follow_up is not None
    assert not follow_up.has_date
    assert "when the moon is full" in follow_up.promise


def test_an_amount_that_is_no_number_is_kept_in_the_note():
    """What is no decimal is no reason to forget it."""
    form = filled()
    form.answers["budget"] = AnswerForm(state="answered", value="planned", amount="a few thousand")
    answer = form_to_lead(form, CONTEXT, NOW).answers["budget"]
    assert answer.amount is None
    assert answer.note == "a few thousand"


def test_the_wording_goes_with_a_decision_only_once():
    """Saving an edit does not repeat a consent; changing one's mind adds a record."""
    lead = form_to_lead(filled(), CONTEXT, NOW)
    form = form_of_lead(lead, "d2")
    assert len(form_to_lead(form, CONTEXT, NOW, base=lead).consents) == 2
    form.consents["marketing_email"] = "granted"
    assert len(form_to_lead(form, CONTEXT, NOW, base=lead).consents) == 3


PEOPLE = st.builds(PersonForm, name=TEXT, job_title=TEXT, email=TEXT, phone=TEXT)
ANSWERS = st.builds(
    AnswerForm,
    state=st.sampled_from(list(AnswerState)),
    value=st.none() | TEXT | st.lists(TEXT, max_size=3),
    note=TEXT,
    amount=TEXT,
)
FORMS = st.builds(
    CardForm,
    draft_id=TEXT,
    people=st.lists(PEOPLE, min_size=1, max_size=3),
    company=TEXT,
    answers=st.dictionaries(TEXT, ANSWERS, max_size=3),
    due=TEXT,
    promise=TEXT,
    note=TEXT,
    tags=st.lists(TEXT, max_size=2),
)


@given(FORMS)
def test_a_draft_is_kept_to_the_letter(form: CardForm):
    """Whatever was typed comes back from a draft as it was."""
    assert form_from_json(form.to_json()) == form


@given(FORMS)
def test_any_form_makes_a_lead(form: CardForm):
    """The live card has a verdict after every keystroke, whatever was typed."""
    lead = form_to_lead(form, CONTEXT, NOW)
    assert len(lead.contacts) <= len(form.people)


@pytest.mark.parametrize("typed", ["name", "company", "note", "due", "answer"])
def test_a_form_with_anything_on_it_is_not_empty(typed: str):
    """An untouched form leaves no draft behind; one with a single word on it does."""
    form = CardForm(draft_id="d")
    assert form.is_empty
    if typed == "name":
        form.people[0].name = "Z"
    elif typed == "answer":
        form.answers["need"] = AnswerForm(state="answered", value="x")
    else:
        setattr(form, typed, "x")
    assert not form.is_empty
