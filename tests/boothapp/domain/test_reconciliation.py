"""Filling blanks: each part of a card is filled where it is empty, and told where it differs."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

import pytest

from boothapp.domain.ids import ContactId, DefinitionId, LeadId, ShowId
from boothapp.domain.lead import Address, BadgeScan, Company, Contact, ContactPoint, DefinitionRef, Lead
from boothapp.domain.person_name import name_parts
from boothapp.domain.reconciliation import Filling, ListedPerson, fill_blanks

LISTED = Contact(
    contact_id=ContactId("listed"),
    given_name="Ada",
    family_name="Byron",
    job_title="Countess",
    email=ContactPoint("ada@engine.example", "ada@engine.example"),
    address=Address(street="1 Mill Lane", city="Lyon", country="FR"),
)


def ratio(one: str, other: str) -> float:
    """A likeness from 0 to 100."""
    return 100 * SequenceMatcher(None, one, other).ratio()


def filling(company: str = "", listed: Contact = LISTED, **typed: Any) -> Filling:
    """What comes of a card with these on it; with nothing typed it names nobody."""
    contacts = (Contact(contact_id=ContactId("typed"), **typed),) if typed else ()
    lead = Lead(
        lead_id=LeadId("lead"), show_id=ShowId("show"), definition=DefinitionRef(DefinitionId("d"), 1),
        company=Company(name=company), contacts=contacts, badge_scan=BadgeScan(raw_payload="7", badge_id="7"),
    )  # fmt: skip
    return fill_blanks(lead, ListedPerson(listed, Company(name="Engine Ltd")), ratio)


def told(found: Filling) -> list[tuple[str, str, str]]:
    """The differences as plain tuples."""
    return [(one.field, one.typed, one.listed) for one in found.differences]


def test_an_empty_card_takes_all():
    """The contact is the list's, and the badge is matched."""
    found = filling()
    assert found.lead.contacts == (LISTED,)
    assert found.lead.badge_scan is not None
    assert found.lead.badge_scan.matched
    assert found.filled == ("given_name", "family_name", "job_title", "email", "address", "company")
    assert (found.is_resolved, told(found)) == (True, [])


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ({"given_name": "Ada"}, "Ada Byron"),
        ({"family_name": "byron"}, "Ada byron"),
        ({"display_name": "Ada Byron"}, "Ada Byron"),
        ({"given_name": "Ada Byron"}, "Ada Byron"),
        ({"display_name": "Byron, Ada"}, "Byron, Ada"),
        ({"given_name": "Ada", "family_name": "Biron"}, "Ada Biron"),
    ],
)
def test_a_name_is_completed_and_never_doubled(typed: dict[str, Any], name: str):
    """However much of it was typed, in whichever field."""
    assert filling(**typed).lead.contacts[0].name == name


@pytest.mark.parametrize(
    ("typed", "listed", "told_name", "parts"),
    [
        ({"display_name": "Anna Berg"}, ("Anna", "Berg-Meier"), "Anna Berg-Meier", ("Anna", "Berg")),
        ({"display_name": "Jörg Mueller"}, ("Jörg", "Müller"), "Jörg Müller", ("Jörg", "Mueller")),
        ({"given_name": "Anna", "family_name": "Meier"}, ("Anna", "Berg-Meier"), "Anna Berg-Meier",
         ("Anna", "Meier")),
        ({"display_name": "Anna Byron"}, ("Anna Maria", "Byron"), "Anna Maria Byron", ("Anna", "Byron")),
        ({"display_name": "Byron, Ada"}, ("Ada", "Byron"), "", ("Ada", "Byron")),
        ({"family_name": "Ada"}, ("Ada", "Byron"), "Ada Byron", ("", "Ada")),
    ],
)  # fmt: skip
def test_a_name_of_two_parts_stays_as_it_is(
    typed: dict[str, str], listed: tuple[str, str], told_name: str, parts: tuple[str, str]
):
    """No part of the list's gets beside it; where the list writes it otherwise, that is told."""
    given, family = listed
    found = filling(
        listed=Contact(contact_id=ContactId("l"), given_name=given, family_name=family, job_title="Boss"),
        **typed,
    )
    contact = found.lead.contacts[0]
    assert name_parts(contact) == parts
    assert [one[2] for one in told(found) if one[0] == "name"] == ([told_name] if told_name else [])
    assert (found.is_resolved, contact.job_title, found.filled) == (True, "Boss", ("job_title", "company"))


@pytest.mark.parametrize(
    ("typed", "filled", "parts"),
    [
        ({"display_name": "Byron"}, "given_name", ("Ada", "Byron")),
        ({"display_name": "BYRON", "family_name": "BYRON"}, "given_name", ("Ada", "BYRON")),
        ({"display_name": "Ada"}, "family_name", ("Ada", "Byron")),
        ({"display_name": "Ada", "family_name": "Ada"}, "family_name", ("Ada", "Byron")),
        ({"given_name": "Ada"}, "family_name", ("Ada", "Byron")),
    ],
)
@pytest.mark.parametrize("in_one", [False, True])
def test_half_a_name_is_completed_wherever_it_is_shown(
    typed: dict[str, str], filled: str, parts: tuple[str, str], *, in_one: bool
):
    """Exports have both parts and the whole name, with what was typed as it was typed."""
    listed = replace(LISTED, given_name="", family_name="", display_name="Byron, Ada") if in_one else LISTED
    found = filling(listed=listed, **typed)
    contact = found.lead.contacts[0]
    assert (name_parts(contact), contact.name) == (parts, " ".join(parts))
    assert (found.filled[0], told(found)) == (filled, [])


def test_another_name_is_another_person():
    """Nothing at all is filled, nor is the badge matched."""
    found = filling(given_name="Zoe", family_name="Miller")
    assert told(found) == [("name", "Zoe Miller", "Ada Byron")]
    assert (found.is_resolved, found.filled, found.lead.contacts[0].email) == (False, (), None)


def test_a_list_with_whole_names_fills_the_whole_name():
    """Where it does not part them."""
    found = filling(listed=Contact(contact_id=ContactId("listed"), display_name="Ada Byron"))
    assert found.lead.contacts[0].display_name == "Ada Byron"


def test_addresses_and_numbers_typed_stay():
    """A blank one is filled, the same one however written is no difference."""
    same = filling(email=ContactPoint("ADA@engine.example", "ada@engine.example"), given_name="Ada")
    assert told(same) == []
    other = filling(email=ContactPoint("x@y.example", "x@y.example"), given_name="Ada")
    assert told(other) == [("email", "x@y.example", "ada@engine.example")]
    blank = filling(email=ContactPoint(" "), given_name="Ada")
    assert blank.lead.contacts[0].email == LISTED.email


def test_a_postal_address_is_completed_where_it_is_the_same_place():
    """Half of one address is never put beside half of another."""
    completed = filling(given_name="Ada", address=Address(city="LYON"))
    assert completed.lead.contacts[0].address == Address(street="1 Mill Lane", city="LYON", country="FR")
    assert "address" in completed.filled
    elsewhere = filling(given_name="Ada", address=Address(city="Rome"))
    assert elsewhere.lead.contacts[0].address == Address(city="Rome")
    assert told(elsewhere) == [("city", "Rome", "Lyon")]
    whole = filling(given_name="Ada", address=LISTED.address)
    assert "address" not in whole.filled


def test_a_company_may_be_written_in_many_ways():
    """Its legal form is no difference; another company is."""
    assert told(filling(company="ENGINE limited", given_name="Ada")) == []
    assert told(filling(company="Stone AG", given_name="Ada")) == [("company", "Stone AG", "Engine Ltd")]


def test_a_list_that_says_nothing_changes_nothing_but_the_match():
    """An empty row of a known badge makes no contact."""
    found = filling(listed=Contact(contact_id=ContactId("listed")))
    assert (found.lead.contacts, found.filled) == ((), ("company",))
