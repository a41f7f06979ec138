"""A card of the bowl in one line becomes fields, whatever comes first; what is a guess says so."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.badge_layout import BadgeLayout
from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.entry_line import entry_texts, read_entry
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


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Jan van den Berg KPN jan.vandenberg@kpn.example",
            ("Jan van den Berg", "KPN", "jan.vandenberg@kpn.example"),
        ),
        (
            "jan.vandenberg@kpn.example Jan van den Berg KPN",
            ("Jan van den Berg", "KPN", "jan.vandenberg@kpn.example"),
        ),
        (
            "Jan van den Berg KPN jvandenberg@kpn.example",
            ("Jan van den Berg", "KPN", "jvandenberg@kpn.example"),
        ),
        ("Jan van den Berg KPN jan@kpn.example", ("Jan van den Berg", "KPN", "jan@kpn.example")),
        ("Jan van den Berg KPN berg@kpn.example", ("Jan van den Berg", "KPN", "berg@kpn.example")),
        (
            "Ana de la Cruz Foods SL ana.delacruz@foods.example",
            ("Ana de la Cruz", "Foods SL", "ana.delacruz@foods.example"),
        ),
        ("Ada Byron Engine Ltd byron@engine.example", ("Ada Byron", "Engine Ltd", "byron@engine.example")),
        ("Lisa Huber BMW AG info@bmw.example", ("Lisa Huber", "BMW AG", "info@bmw.example")),
        ("Eve Mill, eve@mill.example", ("Eve Mill", "", "eve@mill.example")),
        ("eve@mill.example; Eve Mill", ("Eve Mill", "", "eve@mill.example")),
        ("Eve Mill eve@mill.example", ("Eve Mill", "", "eve@mill.example")),
        ("Ada BASF ada@basf.example", ("Ada", "BASF", "ada@basf.example")),
        ("Marketing Manager Lisa Huber, BMW AG", ("Lisa Huber", "BMW AG", "")),
        ("Lisa Huber Marketing Manager, BMW AG", ("Lisa Huber", "BMW AG", "")),
        ("Head of IT, Martin Huber, Foo AG", ("Martin Huber", "Foo AG", "")),
        ("Director Business Development, Ada Byron, Engine Ltd", ("Ada Byron", "Engine Ltd", "")),
        (
            "Geschäftsführerin Anna Schmidt, Schmidt GmbH, a.schmidt@schmidt.example",
            ("Anna Schmidt", "Schmidt GmbH", "a.schmidt@schmidt.example"),
        ),
        ("Peter Mill Mill GmbH peter@mill.example", ("Peter Mill", "Mill GmbH", "peter@mill.example")),
        (
            "佐藤 健一 株式会社山本 k.sato@yamamoto.example",
            ("佐藤 健一", "株式会社山本", "k.sato@yamamoto.example"),
        ),
        (
            "Ada\tByron\tEngine Ltd\tada.byron@engine.example",
            ("Ada Byron", "Engine Ltd", "ada.byron@engine.example"),
        ),
        ("Ada,Byron,Engine Ltd,abyron@engine.example", ("Ada Byron", "Engine Ltd", "abyron@engine.example")),
        (
            "Byron, Ada, Engine Ltd, a.byron@engine.example",
            ("Ada Byron", "Engine Ltd", "a.byron@engine.example"),
        ),
        ("VP Food Safety, Ada Byron, Engine Ltd", ("Ada Byron", "Engine Ltd", "")),
    ],
)
def test_a_name_is_taken_whole(line: str, expected: tuple[str, str, str]) -> None:
    """With its particles, run together in the mail or not; a title in its piece, or a house of its name."""
    assert told(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "I want a tablet",
        "please call me",
        "no thanks",
        "Peter Lustig ZDF",
        "Marketing Manager Lisa Huber, BMW AG",
    ],
)
def test_what_may_be_no_name_is_to_be_looked_at(line: str) -> None:
    """A sentence, and what was taken out of a piece with a title."""
    found = read(line)
    names = [field for field in found.fields if field.name is VisitorField.DISPLAY_NAME]
    assert all(field.confidence < LIKELY for field in names)


@pytest.mark.parametrize(
    "line",
    ["Jan van der Berg", "Jean DUPONT", "Ada d’Angelo", "Omar al-Rashid", "王小明", "Ada Byron, Engine Ltd"],
)
def test_a_name_written_as_one_is_not_to_be_looked_at(line: str) -> None:
    """Small particles are no sign of a sentence, and other scripts have no capitals."""
    (name,) = [field for field in read(line).fields if field.name is VisitorField.DISPLAY_NAME]
    assert name.confidence >= LIKELY or line == "王小明"


BADGES = BadgeLayout(
    name="Comma",
    separator=",",
    columns=(VisitorField.BADGE_ID, VisitorField.GIVEN_NAME, VisitorField.FAMILY_NAME),
)


@pytest.mark.parametrize(
    ("line", "badge_id", "name"),
    [
        ("15514,Jane,Doe", "15514", "Jane Doe"),
        ("15514,Jane,Doe,X", "15514", "Jane Doe"),
        ("Jane Doe, Acme Inc", "", "Jane Doe"),
        ("Smith, John", "", "Smith"),
        ("Miller, Tom, Acme", "", "Miller"),
        ("Jane Doe, Acme Inc, jane@acme.example", "", "Jane Doe"),
    ],
)
def test_a_typed_line_is_a_badge_only_where_it_must_be(line: str, badge_id: str, name: str) -> None:
    """A layout with commas takes no line of words for a badge; what a scanner sent it reads as ever."""
    found = read_entry(line, country="DE", layouts=(BADGES,))
    assert (found.badge_id, found.first(VisitorField.DISPLAY_NAME)) == (badge_id, name)


def test_what_a_scanner_sent_is_read_by_its_layout() -> None:
    """A badge without an id is three words with commas: the scanner alone tells it from a typed line."""
    names = (VisitorField.FAMILY_NAME, VisitorField.GIVEN_NAME, VisitorField.COMPANY)
    plain = replace(BADGES, columns=names)
    scanned = read_entry("Doe,Jane,Acme", country="DE", layouts=(plain,), is_scan=True)
    typed = read_entry("Doe,Jane,Acme", country="DE", layouts=(plain,))
    assert (scanned.kind, scanned.first(VisitorField.DISPLAY_NAME)) == (Kind.DELIMITED, "Jane Doe")
    assert typed.kind is Kind.NAME
    caret = replace(BADGES, separator="^")
    assert read_entry("15514^Jane^Doe", country="DE", layouts=(caret,)).badge_id == "15514"


@pytest.mark.parametrize(
    "header", ["First name\tLast name\tE-Mail", '"Name";"Firma"', "\ufeffName,Company,Email"]
)
def test_the_names_of_columns_are_no_card(header: str) -> None:
    """A sheet that was copied, or saved as CSV, begins with them; elsewhere, or alone, they are a card."""
    cards = ["Ada Byron, Engine Ltd", "Name, Company"]
    assert list(entry_texts([header, *cards])) == cards
    assert list(entry_texts([header])) == [header]
    assert list(entry_texts(["Name", *cards])) == ["Name", *cards]


@given(st.text(max_size=200))
def test_whatever_is_typed_is_kept(line: str) -> None:
    """Nothing is raised, and the raw text is what was typed, but for its ends."""
    found = read(line)
    assert found.raw.strip() == line.strip() or not line.strip() or found.notes or "\x00" in line
