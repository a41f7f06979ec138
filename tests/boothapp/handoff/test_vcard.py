"""Contact cards that an address book takes whole."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.ids import ContactId
from boothapp.domain.lead import Company, Contact, ContactPoint
from boothapp.domain.show import Staff
from boothapp.handoff.vcard import contact_vcard, staff_vcard
from tests.helpers.content_lines import unescape, unfold, values
from tests.helpers.handoff_samples import SHOW, ready_lead

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1)


def test_a_reps_card() -> None:
    """The visitor's phone gets the rep's name, company, title, number and mail; no line is folded."""
    text = staff_vcard(SHOW.staff_named("deniz@hummline.example"), SHOW)
    assert text.split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:Yıldırım;Deniz;;;",
        "FN:Deniz Yıldırım",
        "ORG:Hummline Monitoring (fictional)",
        "TITLE:Head of Marketing\\, show lead",
        "TEL:+49 30 23125 144",
        "EMAIL:deniz@hummline.example",
        "END:VCARD",
        "",
    ]


def test_a_visitors_card() -> None:
    """The rep's phone gets everything that can be right, and the same UID every time."""
    lead = ready_lead()
    lines = unfold(contact_vcard(lead.contacts[0], lead.company, note="Met in Lyon"))
    assert lines == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "UID:part-001",
        "N:Łukasz;Zoë;;;",
        "FN:Zoë Łukasz",
        "ORG:Société Lumière SA",
        "TITLE:Head of Purchasing",
        "TEL;TYPE=WORK,VOICE:+33199001121",
        "EMAIL:zoe@lumiere.example",
        "ADR;TYPE=WORK:;;1\\, rue du Pont;Lyon;;69001;FR",
        "URL:lumiere.example",
        "NOTE:Met in Lyon",
        "END:VCARD",
    ]


def test_a_card_of_little_is_still_a_card() -> None:
    """FN is compulsory: without a name the company stands there; what can't be right stands as typed."""
    contact = Contact(contact_id=ContactId("c"), mobile=ContactPoint("01 99"), department="Lab")
    card = values(unfold(contact_vcard(contact, Company(name="Lumière"))))
    assert (card["FN"], card["N"], card["ORG"]) == ("Lumière", ";;;;", "Lumière;Lab")
    assert card["TEL;TYPE=CELL,VOICE"] == "01 99"
    assert staff_vcard(Staff(email="x@y.example", name="x@y.example"), SHOW).count("\r\n") == 7


@given(name=TEXTS, company=TEXTS)
def test_any_name_comes_back(name: str, company: str) -> None:
    """No name or company, whatever is in it, breaks the card or is changed by it."""
    lead = ready_lead()
    contact = replace(lead.contacts[0], display_name=name)
    card = values(unfold(contact_vcard(contact, Company(name=company))))
    assert unescape(card["FN"]) == contact.name
    assert unescape(card["ORG"]) == company
