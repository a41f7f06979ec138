"""A mail's signature, pasted as lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.payload import read_payload
from boothapp.intake.signature import read_signature
from boothapp.intake.understood import LIKELY

FIELDS = (VisitorField.DISPLAY_NAME, VisitorField.JOB_TITLE, VisitorField.COMPANY, VisitorField.EMAIL)


GERMAN = """Mit freundlichen Grüßen

Dipl.-Ing. (FH) Heike Weiß
Leiterin Einkauf

Weber Antriebe GmbH
Industriestr. 12, 70565 Stuttgart
Tel. 0711 / 98765-0 | Fax 0711 / 98765-99
h.weiss@weber.example
Amtsgericht Stuttgart HRB 720000
"""
BRITISH = """Jane Doe\r
Head of IT\r
Acme Ltd\r
T: +44 20 7946 0123\r
jane.doe@acme.example\r
www.acme.example"""
FRENCH = """--
Claire Dupont | Responsable Achats
Mécanique Lyon SA
Tél. : +33 4 72 00 11 22
claire.dupont@lyon.example"""


@pytest.mark.parametrize(
    ("pasted", "meant", "e164"),
    [
        (GERMAN, "Heike Weiß|Leiterin Einkauf|Weber Antriebe GmbH|h.weiss@weber.example", "+49711987650"),
        (BRITISH, "Jane Doe|Head of IT|Acme Ltd|jane.doe@acme.example", "+442079460123"),
        (
            FRENCH,
            "Claire Dupont|Responsable Achats|Mécanique Lyon SA|claire.dupont@lyon.example",
            "+33472001122",
        ),
    ],
)
def test_a_pasted_signature_gives_name_title_company_and_number(pasted: str, meant: str, e164: str):
    """Read as a card is, whatever the greeting, and sure enough to be written on the form."""
    read = read_payload(pasted, country="DE")
    assert "|".join(read.first(name, at_least=LIKELY) for name in FIELDS) == meant
    assert next(field.normalised for field in read.fields if field.name is VisitorField.PHONE) == e164


@pytest.mark.parametrize(
    "text",
    [
        "15514\nJane Doe\nAcme Ltd\njane.doe@acme.example",
        "Jane Doe\nAcme Ltd",
        "We met at the booth\nand talked of pumps\nand of the weather",
        "jane.doe@acme.example\njohn@other.example\nsue@third.example",
        "\n".join(f"line {row} of a long text" for row in range(40)),
    ],
)
def test_what_is_no_signature_is_left_to_others(text: str):
    """A badge with its number, too few lines, prose, a list of addresses, a page."""
    assert read_signature(text, "DE") is None


@given(st.lists(st.text(max_size=40), max_size=18).map("\n".join))
def test_any_lines_are_answered(text: str):
    """Nothing is raised, and what is read is at most likely."""
    reading = read_signature(text, "DE")
    assert reading is None or all(field.confidence <= LIKELY for field in reading.fields)
