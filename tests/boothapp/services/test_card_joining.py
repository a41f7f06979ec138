"""A visitor who was here before: nothing known is overwritten unseen, nothing typed is lost."""

from __future__ import annotations

from boothapp.services.card_form import AnswerForm, CardForm, PersonForm
from boothapp.services.card_joining import joined, with_colleagues


def known() -> CardForm:
    """The card of a lead that is here already."""
    return CardForm(
        draft_id="new",
        lead_id="lead",
        people=[PersonForm(name="Ada Byron", email="ada@engine.example", contact_id="c1")],
        company="Engine Ltd",
        answers={"need": AnswerForm(state="answered", value="The mill stops.")},
        due="2026-11-25 14:30",
        owner="ana@hummline.example",
        consents={"sales_follow_up": "granted"},
    )


def test_blanks_are_filled_and_contradictions_noted():
    """A phone that was missing is filled in; another mail goes to the note, for a person to settle."""
    typed = CardForm(
        draft_id="old",
        people=[PersonForm(name="Ada Byron", email="ada@home.example", phone="+44 20 7946 0000")],
        company="Engines",
        note="came back",
    )
    card = joined(known(), typed)
    assert card.people[0].phone == "+44 20 7946 0000"
    assert card.people[0].email == "ada@engine.example"
    assert card.company == "Engine Ltd"
    assert card.note == "came back · ada@home.example · Engines"
    assert (card.draft_id, card.lead_id) == ("new", "lead")


def test_new_answers_and_promises_win():
    """What was said today counts; the former value stays in the lead's history."""
    typed = CardForm(
        draft_id="old",
        answers={"need": AnswerForm(state="answered", value="Two mills stop.")},
        due="2026-12-01 10:00",
        channel="video",
    )
    card = joined(known(), typed)
    assert card.answers["need"].value == "Two mills stop."
    assert (card.due, card.channel) == ("2026-12-01 10:00", "video")
    assert joined(known(), CardForm(draft_id="old")).due == "2026-11-25 14:30"


def test_a_colleague_joins_the_people():
    """The newcomer stands beside who is known; an empty line does not."""
    typed = CardForm(draft_id="old", people=[PersonForm(name="Charles Babbage"), PersonForm()])
    card = with_colleagues(known(), typed)
    assert [person.name for person in card.people] == ["Ada Byron", "Charles Babbage"]
    assert card.people[1].contact_id == ""
