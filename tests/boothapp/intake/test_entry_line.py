"""A card of the bowl in one line becomes fields, whatever comes first; what is a guess says so."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.entry_line import read_entry
from boothapp.intake.understood import LIKELY, Kind, Understood

CARDS = [
    ("Ada Byron", "Engine Ltd", "ada.byron@engine.example"),
    ("Zoë Łukasz", "Société Lumière SA", "zoe@lumiere.example"),
    ("Jonas Lindqvist", "Nordpack", "j.lindqvist@nordpack.example"),
    ("Ludwig van Beethoven", "Bonn Music", "lvb@gmail.com"),
    ("Dr. Petra Müller", "Müller Verpackung GmbH", "petra.mueller@mueller-verpackung.example"),
    ("山田 太郎", "株式会社ヤマダ", "taro@yamada.example"),
    ("Ana Ferreira", "ABC Foods", "ana@abcfoods.example"),
    ("Mary O’Neil", "BASF", "mary.oneil@basf.example"),
    ("Peter Schmidt", "Siemens Energy", "p.schmidt@siemens-energy.example"),
    ("Carlos Díaz", "Grupo Andaluz SL", "cdiaz@andaluz.example"),
    ("Sam Reed", "Reed Packaging", "sam@reedpackaging.example"),
]
ORDERS = [order for card in CARDS for order in itertools.permutations(card)]


def read(line: str) -> Understood:
    """What a line says at a German show."""
    return read_entry(line, country="DE")


def told(line: str) -> tuple[str, str, str]:
    """Name with its title, company and mail."""
    found = read(line)
    names = (VisitorField.NAME_PREFIX, VisitorField.DISPLAY_NAME)
    name = " ".join(part for each in names if (part := found.first(each)))
    return name, found.first(VisitorField.COMPANY), found.first(VisitorField.EMAIL)


@pytest.mark.parametrize("between", [", ", " ; ", "\t", " | ", "\n"])
@pytest.mark.parametrize("order", ORDERS, ids=" ".join)
def test_the_order_does_not_matter(order: tuple[str, ...], between: str) -> None:
    """Name, company and mail in each of their six orders, with whatever between them."""
    assert told(between.join(order)) in CARDS


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ada Byron ada@engine.example", ("Ada Byron", "", "ada@engine.example")),
        ("Ada Byron <ada@engine.example>", ("Ada Byron", "", "ada@engine.example")),
        (
            "Ada Byron Engine Ltd ada.byron@engine.example",
            ("Ada Byron", "Engine Ltd", "ada.byron@engine.example"),
        ),
        (
            "A. Byron Engine Works a.byron@engineworks.example",
            ("A. Byron", "Engine Works", "a.byron@engineworks.example"),
        ),
        (
            "Byron, Ada, Engine Ltd, ada.byron@engine.example",
            ("Ada Byron", "Engine Ltd", "ada.byron@engine.example"),
        ),
        ("Acme GmbH", ("", "Acme GmbH", "")),
        ("ada@engine.example", ("", "", "ada@engine.example")),
        (
            "Ada Byron - Engine Ltd - mail: ada@engine.example.",
            ("Ada Byron", "Engine Ltd", "ada@engine.example"),
        ),
    ],
)
def test_other_ways_to_write_it(line: str, expected: tuple[str, str, str]) -> None:
    """Without commas, family name first, with what people put around a mail."""
    assert told(line) == expected


def test_numbers_ids_titles_and_the_rest_find_their_place() -> None:
    """A phone, an id, a job title; what is none of them stays as a note, and all of it as the raw text."""
    line = "Head of Purchasing, Ada Byron, Engine Ltd, 0170 1234567, #15514, met at lunch with Ben"
    found = read(line)
    assert found.raw == line
    assert found.badge_id == "15514"
    assert found.first(VisitorField.PHONE) == "0170 1234567"
    assert found.first(VisitorField.JOB_TITLE) == "Head of Purchasing"
    assert found.first(VisitorField.NOTE) == "met at lunch with Ben"


@pytest.mark.parametrize("line", ["Engine, Ada Byron", "Smith, John", "Byron", "Acme"])
def test_a_guess_says_so(line: str) -> None:
    """Where nothing tells the name from the company, both are below what counts as likely."""
    fields = read(line).fields
    assert fields
    assert all(field.confidence < LIKELY for field in fields)


def test_a_code_is_read_as_a_code() -> None:
    """A scanned contact code, or the id of a badge, is read as on the capture screen."""
    assert read("MECARD:N:Byron,Ada;EMAIL:ada@engine.example;;").kind is Kind.MECARD
    assert read("15514").badge_id == "15514"


@given(st.text(max_size=200))
def test_whatever_is_typed_is_kept(line: str) -> None:
    """Nothing is raised, and the raw text is what was typed, but for its ends."""
    found = read(line)
    assert found.raw.strip() == line.strip() or not line.strip() or found.notes or "\x00" in line
