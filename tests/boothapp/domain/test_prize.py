"""Borrowed interest is suggested with a reason, and promoted by a person with a stated problem."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from boothapp.domain.ids import EncounterId, ShowId
from boothapp.domain.lead import (
    Answer,
    AnswerState,
    CaptureSource,
    Encounter,
    InterestBasis,
    Lead,
    Promotion,
)
from boothapp.domain.prize import (
    BorrowedSign,
    borrowed_sign,
    has_answers,
    kept_until,
    may_promote,
    promote,
)
from boothapp.domain.show import PrizeDraw, Show
from tests.helpers.gate_cases import DECLINED, NOW, READY, STANDARD, said

UNJUDGED = replace(READY, interest_basis=InterestBasis.UNKNOWN, answers={"need": DECLINED})


def with_notes(*notes: str) -> Lead:
    """An unjudged card with these notes of conversations."""
    encounters = tuple(
        Encounter(encounter_id=EncounterId(str(number)), staff="ana", at="", note=note)
        for number, note in enumerate(notes)
    )
    return replace(UNJUDGED, encounters=encounters)


def test_a_card_without_a_sign_is_left_alone() -> None:
    """No answer alone is no sign."""
    assert borrowed_sign(UNJUDGED) is None


def test_a_card_from_the_prize_stack() -> None:
    """It came in as an entry."""
    lead = replace(UNJUDGED, capture_source=CaptureSource.PRIZE_ENTRY)
    assert borrowed_sign(lead) is BorrowedSign.FROM_PRIZE_STACK


@pytest.mark.parametrize(
    "note",
    [
        *("Wants the free tablet", "came for the T-SHIRT", "prize", "Raffle!", "free pens?", "only lunch"),
        *("Gewinnspiel", "tombola", "gifts for the kids", "give-away"),
    ],
)
def test_a_note_that_is_only_about_the_prize(note: str) -> None:
    """What staff wrote down is what drew the visitor."""
    assert borrowed_sign(with_notes(note)) is BorrowedSign.NOTE_ABOUT_PRIZE
    assert borrowed_sign(with_notes(note, "")) is BorrowedSign.NOTE_ABOUT_PRIZE


@pytest.mark.parametrize(
    "notes", [(), ("",), ("Line 3 stops",), ("drawing of the line",), ("prize", "Line 3 stops")]
)
def test_other_notes_are_no_sign(notes: tuple[str, ...]) -> None:
    """One note about something else is enough."""
    assert borrowed_sign(with_notes(*notes)) is None


def test_the_same_person_in_the_draw_and_nothing_else() -> None:
    """Somebody who entered the draw and of whom nothing is known came for the draw."""
    assert borrowed_sign(UNJUDGED, in_draw=True) is BorrowedSign.ONLY_IN_DRAW


def test_three_cards_in_a_minute_with_no_answer() -> None:
    """Nobody talks to three visitors in a minute."""
    seconds = [NOW + timedelta(seconds=at) for at in (-300, 0, 60, 30)]
    assert borrowed_sign(UNJUDGED, seconds) is BorrowedSign.BURST_WITHOUT_ANSWERS
    assert (
        borrowed_sign(UNJUDGED, [*seconds, NOW + timedelta(seconds=61)]) is BorrowedSign.BURST_WITHOUT_ANSWERS
    )
    assert borrowed_sign(UNJUDGED, seconds[:3]) is None
    assert borrowed_sign(UNJUDGED, seconds[1:3]) is None


@pytest.mark.parametrize("basis", [InterestBasis.PRODUCT, InterestBasis.BORROWED])
def test_what_a_person_judged_is_not_judged_again(basis: InterestBasis) -> None:
    """A suggestion never goes against staff."""
    lead = replace(UNJUDGED, interest_basis=basis, capture_source=CaptureSource.PRIZE_ENTRY)
    assert borrowed_sign(lead, in_draw=True) is None


def test_an_answer_is_the_sign_of_a_conversation() -> None:
    """Who answered a question was talked to."""
    lead = replace(UNJUDGED, answers={"need": said("Line 3 stops")}, capture_source=CaptureSource.PRIZE_ENTRY)
    assert has_answers(lead)
    assert borrowed_sign(lead, in_draw=True) is None


def test_promotion_needs_the_problem() -> None:
    """Without a stated need nobody may say that a card is real after all."""
    borrowed = replace(READY, interest_basis=InterestBasis.BORROWED)
    assert may_promote(borrowed, STANDARD)
    for answer in (DECLINED, Answer(), said(""), said("  "), Answer(state=AnswerState.ANSWERED)):
        assert not may_promote(replace(borrowed, answers={**READY.answers, "need": answer}), STANDARD)


def test_promotion_says_who_when_and_why() -> None:
    """The card is of real interest from now on, by the word of a person."""
    lead = promote(
        replace(READY, interest_basis=InterestBasis.BORROWED),
        by="ana@hummline.example",
        at="2026-11-24T12:00:00+01:00",
        reason="Asked about line 3.",
    )
    assert lead.interest_basis is InterestBasis.PRODUCT
    assert lead.promotion == Promotion(
        by="ana@hummline.example", at="2026-11-24T12:00:00+01:00", reason="Asked about line 3."
    )


@pytest.mark.parametrize(
    ("drawn_at", "closes_at", "ends_on", "said_at", "until"),
    [
        (
            "2026-11-26T15:30:00",
            "2026-11-26T15:00:00",
            "2026-11-27",
            "2026-11-24T09:00:00+01:00",
            "2026-12-06",
        ),
        ("", "2026-11-25T15:00:00", "2026-11-27", "2026-11-24T09:00:00+01:00", "2026-12-05"),
        ("", "", "2026-11-27", "2026-11-24T09:00:00+01:00", "2026-12-07"),
        ("2026-11-26T15:30:00", "", "", "2026-11-27T09:00:00+01:00", "2026-12-07"),
        ("", "", "", "2026-11-24T09:00:00+01:00", "2026-12-04"),
        ("", "", "", "", ""),
    ],
)
def test_an_entrant_is_kept_some_days_after_the_draw(
    drawn_at: str, closes_at: str, ends_on: str, said_at: str, until: str
) -> None:
    """Counted from the draw, else from the close or the show's end, and never from before the yes."""
    draw = PrizeDraw(title="Win", terms="18 or older", drawn_at=drawn_at, closes_at=closes_at, retain_days=10)
    show = Show(show_id=ShowId("s"), name="S", ends_on=ends_on, draw=draw)
    assert kept_until(show, said_at) == until
    assert kept_until(replace(show, draw=replace(draw, retain_days=0)), said_at) == ""
    assert kept_until(replace(show, draw=None), said_at) == ""
