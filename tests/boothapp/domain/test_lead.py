"""What a lead says of itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from boothapp.domain.ids import ContactId
from boothapp.domain.lead import NOT_ASKED, BadgeScan, Contact, ContactPoint, FollowUp, identifies_someone
from tests.helpers.gate_cases import HALF_A_NUMBER, MAIL, PHONE, READY, ZOE

NOBODY = Contact(contact_id=ContactId("c"))


def test_a_name_is_as_the_person_writes_it() -> None:
    """A display name goes first; without one the parts stand in their order."""
    assert replace(NOBODY, given_name="Zoë", family_name="Łukasz").name == "Zoë Łukasz"
    assert replace(NOBODY, family_name="Łukasz").name == "Łukasz"
    assert (
        replace(NOBODY, given_name="太郎", family_name="田中", display_name="田中 太郎").name == "田中 太郎"
    )
    assert replace(NOBODY, given_name="Zoë", display_name="  ").name == "Zoë"
    assert NOBODY.name == ""


@pytest.mark.parametrize(
    ("contact", "by_email", "by_phone"),
    [
        (NOBODY, False, False),
        (replace(NOBODY, email=MAIL), True, False),
        (replace(NOBODY, email=ContactPoint("zoe@lumiere")), False, False),
        (replace(NOBODY, phone=PHONE), False, True),
        (replace(NOBODY, phone=HALF_A_NUMBER), False, False),
        (replace(NOBODY, phone=HALF_A_NUMBER, mobile=PHONE), False, True),
    ],
)
def test_only_what_can_be_right_reaches_a_person(contact: Contact, *, by_email: bool, by_phone: bool) -> None:
    """An address that cannot be right is kept, and does not count."""
    assert (contact.reachable_by_email, contact.reachable_by_phone) == (by_email, by_phone)


def test_a_follow_up_may_have_a_date_and_no_time() -> None:
    """The day is kept while the hour is still to be agreed."""
    assert (FollowUp().has_date, FollowUp().has_time) == (False, False)
    day = FollowUp(due_at="2026-11-25")
    assert (day.has_date, day.has_time) == (True, False)
    hour = FollowUp(due_at="2026-11-25T14:30")
    assert (hour.has_date, hour.has_time) == (True, True)


@pytest.mark.parametrize(
    ("contact", "badge", "identified"),
    [
        (NOBODY, None, False),
        (replace(NOBODY, display_name=" "), None, False),
        (replace(NOBODY, given_name="Zoë"), None, True),
        (replace(NOBODY, email=ContactPoint("zoe@")), None, True),
        (replace(NOBODY, phone=ContactPoint("?")), None, True),
        (replace(NOBODY, mobile=ContactPoint(" ")), None, False),
        (NOBODY, BadgeScan(raw_payload="^15514^"), True),
        (NOBODY, BadgeScan(raw_payload="", badge_id="15514"), True),
        (NOBODY, BadgeScan(raw_payload=""), False),
    ],
)
def test_somebody_must_be_on_the_card(contact: Contact, badge: BadgeScan | None, *, identified: bool) -> None:
    """A name, an address however wrong, or a badge: one of them makes a card worth keeping."""
    assert identifies_someone(replace(READY, contacts=(contact,), badge_scan=badge)) is identified
    assert identifies_someone(replace(READY, contacts=(NOBODY, contact), badge_scan=badge)) is identified


def test_the_first_of_the_buying_team_stands_for_it() -> None:
    """Nobody stands for an empty team."""
    assert replace(READY, contacts=(ZOE, NOBODY)).main_contact == ZOE
    assert replace(READY, contacts=()).main_contact is None


def test_a_question_without_an_answer_was_not_asked() -> None:
    """So no one need look twice."""
    assert READY.answer("shoe_size") == NOT_ASKED
    assert READY.answer("need") == READY.answers["need"]
