"""A show's badges: the layout learned from samples, applied to the next, wrong columns noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.badge_layout import SEPARATORS, BadgeLayout
from boothapp.domain.visitor_field import VisitorField as Field
from boothapp.intake.layout import (
    best_layout,
    find_separator,
    fits,
    pieces_of,
    read_by_layout,
    suggest_columns,
)
from boothapp.intake.payload import read_payload
from boothapp.intake.understood import DOUBTFUL, LIKELY, Kind, Note

SAMPLES = (
    "15514^Zoe^Lukasz^Lumiere SA^zoe@lumiere.example^+33 1 99 00 11 21^France",
    "15515^Ada^Byron^Engine Ltd^ada@engine.example^+44 20 7946 0123^United Kingdom",
)
LAYOUT = BadgeLayout(
    name="Hall",
    separator="^",
    columns=(
        Field.BADGE_ID,
        Field.GIVEN_NAME,
        Field.FAMILY_NAME,
        Field.COMPANY,
        Field.EMAIL,
        Field.PHONE,
        Field.COUNTRY,
    ),
)


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        (SAMPLES[0], "^"),
        ("15514~Zoe~Lukasz", "~"),
        ("15514|Lukasz, Zoe|Lumiere, SA|Lyon; France", "|"),
        ("15514\tZoe\tLukasz\r\n", "\t"),
        ("15514;Zoe;Lukasz, Dr.", ";"),
        ("15514,Zoe,Lukasz,Lumiere SA", ","),
        ("Zoe Lukasz\r\nLumiere SA\r\nzoe@lumiere.example", "\n"),
        ("15514", ""),
        ("Lukasz, Zoe", ""),
        ("15514$Zoe$Lukasz$Lumiere$zoe@lumiere.example", "$"),
        ("Zoe/Lukasz/Lumiere/zoe@lumiere.example", "/"),
        ("15514~zoe@lumiere.example", "~"),
        ("24/11/2026", ""),
        ("zoe.lukasz@lumiere.example", ""),
        ("", ""),
    ],
)
def test_the_separator_is_found(text: str, separator: str) -> None:
    """What parts a badge is told even where commas stand within its pieces."""
    assert find_separator(text) == separator


def test_separators_around_a_badge_part_nothing() -> None:
    """Some shows put one before the first and one behind the last; empty pieces within keep their place."""
    assert pieces_of("^15514^^Lukasz^", "^") == ["15514", "", "Lukasz"]
    assert pieces_of("15514^^", "^") == ["15514", "", ""]


def test_columns_are_suggested_from_samples() -> None:
    """What a piece looks like in all samples is suggested; what differs is left to the person."""
    suggested = suggest_columns(SAMPLES, "^")
    assert suggested == (
        Field.BADGE_ID, Field.GIVEN_NAME, Field.FAMILY_NAME, None, Field.EMAIL, Field.PHONE, Field.COUNTRY
    )  # fmt: skip
    assert suggest_columns(["15514^zoe@lumiere.example", "ada@engine.example^15515"], "^") == (None, None)
    assert suggest_columns([], "^") == ()


def test_the_next_badge_is_read_by_the_layout() -> None:
    """Each piece goes where the layout says, the phone as dialled in the badge's own country."""
    read = read_payload(
        "9^Åsa^Lindqvist^Norrverk^asa@norrverk.example^070-174 06 12^Sweden", country="FR", layouts=[LAYOUT]
    )
    assert (read.kind, read.badge_id, read.notes) == (Kind.DELIMITED, "9", ())
    told = {field.name: field.normalised or field.value for field in read.fields}
    assert told == {
        Field.DISPLAY_NAME: "Åsa Lindqvist", Field.GIVEN_NAME: "Åsa", Field.FAMILY_NAME: "Lindqvist",
        Field.COMPANY: "Norrverk", Field.EMAIL: "asa@norrverk.example", Field.PHONE: "+46701740612",
        Field.COUNTRY: "SE",
    }  # fmt: skip
    assert {field.confidence for field in read.fields} == {LIKELY}


@pytest.mark.parametrize(
    ("badge", "wrong"),
    [
        ("9^ada@engine.example^Byron^X^Ada^+44 20 7946 0123^France", [Field.GIVEN_NAME, Field.EMAIL]),
        ("9^Ada^Byron^+44 20 7946 0123^ada@engine.example^Engine Ltd^France", [Field.COMPANY, Field.PHONE]),
        ("9^Ada^https://x.example^X^ada@engine.example^+44 20 7946 0123^France", [Field.FAMILY_NAME]),
        ("9^Ada^Byron^X^ada@engine.example^+44 20 7946 0123^Freedonia", [Field.COUNTRY]),
    ],
)
def test_wrong_columns_are_noticed(badge: str, wrong: list[Field]) -> None:
    """An address where a name should be is said, and the piece is kept as doubtful."""
    read = read_by_layout(badge, LAYOUT, "FR")
    assert read.notes == (Note.WRONG_COLUMNS,)
    doubtful = {f.name for f in read.fields if f.confidence == DOUBTFUL} - {Field.DISPLAY_NAME}
    assert doubtful == set(wrong)


def test_a_badge_of_another_kind_is_not_forced_into_the_layout() -> None:
    """Too few or too many pieces, or another separator, are read without it."""
    assert fits("9^Ada^Byron^X^a@x.example^1", LAYOUT)
    assert not fits("9^Ada^Byron", LAYOUT)
    assert not fits("9|Ada|Byron|X|a@x.example|1|France", LAYOUT)
    assert Note.NO_LAYOUT in read_payload("9^Ada^Byron", country="FR", layouts=[LAYOUT]).notes


def test_without_a_layout_only_what_is_certain_is_likely() -> None:
    """A name that the mail address confirms is likely; any other stays a guess that fills nothing."""
    sure = read_payload("1^Zoë^Łukasz^zoe.lukasz@lumiere.example", country="FR")
    guess = read_payload("1^Lumiere^Lyon^info@lumiere.example", country="FR")
    assert sure.first(Field.DISPLAY_NAME, at_least=LIKELY) == "Zoë Łukasz"
    assert guess.first(Field.DISPLAY_NAME, at_least=LIKELY) == ""
    assert guess.first(Field.EMAIL, at_least=LIKELY) == "info@lumiere.example"


@pytest.mark.parametrize("separator", ["~", "$", "/", "^", "|", ";", ",", "\t"])
def test_a_badge_that_ends_in_its_mail_address_is_no_mail_address(separator: str) -> None:
    """The show's layout comes first; without one the pieces are told apart, and the address stands alone."""
    layout = BadgeLayout(
        name="Hall",
        separator=separator,
        columns=(Field.BADGE_ID, Field.GIVEN_NAME, Field.FAMILY_NAME, Field.COMPANY, Field.EMAIL),
    )
    badge = separator.join(("15514", "Jane", "Doe", "Acme", "jane.doe@acme.example"))
    learned = read_payload(badge, country="US", layouts=[layout])
    assert (learned.kind, learned.badge_id, learned.notes) == (Kind.DELIMITED, "15514", ())
    assert learned.first(Field.COMPANY) == "Acme"
    for read in (learned, read_payload(badge, country="US")):
        assert read.first(Field.EMAIL) == "jane.doe@acme.example"
        assert read.first(Field.DISPLAY_NAME, at_least=LIKELY) == "Jane Doe"


def test_titles_in_a_name_s_columns_stand_around_the_whole_name() -> None:
    """A title before the family name and a degree behind the given one are no middle of the name."""
    read = read_payload("9^Jane PhD^Dr. Doe^Acme^jane@acme.example^^US", country="US", layouts=[LAYOUT])
    told = {field.name: field.value for field in read.fields}
    assert (told[Field.NAME_PREFIX], told[Field.DISPLAY_NAME], told[Field.NAME_SUFFIX]) == (
        "Dr.",
        "Jane Doe",
        "PhD",
    )
    assert (told[Field.GIVEN_NAME], told[Field.FAMILY_NAME]) == ("Jane", "Doe")


@pytest.mark.parametrize("typed", ["Jane Doe, Acme", "Doe, Jane", "Doe, Jane, Acme", "Jane Doe, 3M, Buyer"])
def test_a_line_that_somebody_wrote_is_no_badge(typed: str) -> None:
    """At a show whose badges have commas, only what gives an id where the id stands is one of them."""
    columns = (Field.BADGE_ID, Field.GIVEN_NAME, Field.FAMILY_NAME)
    with_id = BadgeLayout(name="c", separator=",", columns=columns)
    without = BadgeLayout(name="d", separator=",", columns=columns[1:])
    assert not any(fits(typed, layout) for layout in (with_id, without))
    assert fits("15514,Jane,Doe", with_id)
    assert fits("15514,Jane", with_id)
    assert fits("Jane,Doe", without)


def test_of_two_layouts_with_one_separator_the_fitting_one_reads() -> None:
    """The one learned last counts only where both fit as well."""
    by_id = BadgeLayout(
        name="a", separator="|", columns=(Field.BADGE_ID, Field.GIVEN_NAME, Field.FAMILY_NAME, Field.COMPANY)
    )
    by_house = BadgeLayout(
        name="b", separator="|", columns=(Field.COMPANY, Field.GIVEN_NAME, Field.FAMILY_NAME, Field.EMAIL)
    )
    for layouts in ([by_id, by_house], [by_house, by_id]):
        assert best_layout("Acme|Jane|Doe|j@x.example", layouts) is by_house
        assert best_layout("9|Jane|Doe|Acme", layouts) is by_id
        assert best_layout("|Jane|Doe", layouts) is layouts[0]
    assert best_layout("9^Jane^Doe^Acme", [by_id, by_house]) is None


@pytest.mark.parametrize(
    ("badge", "given", "is_sure"),
    [
        ("Jane;Doe;Acme;jane.doe@acme.example", "Jane", True),
        ("Doe;Jane;Acme;jane.doe@acme.example", "Jane", True),
        ("Doe;Jane;Acme;jdoe@acme.example", "Jane", True),
        ("Jane;Doe;Acme;jane@acme.example", "Jane", True),
        ("Doe;Jane;Acme;jane@acme.example", "Jane", False),
        ("Doe;Jane;Acme;janed@acme.example", "Doe", False),
        ("Doe;Jane;Acme;info@acme.example", "Doe", False),
    ],
)
def test_the_mail_address_tells_which_name_is_the_given_one(badge: str, given: str, is_sure: bool) -> None:
    """What may be read both ways stays a guess, which fills nothing."""
    read = read_payload(badge, country="US")
    assert read.first(Field.GIVEN_NAME) == given
    assert bool(read.first(Field.GIVEN_NAME, at_least=LIKELY)) == is_sure


LAYOUTS = st.builds(
    BadgeLayout,
    name=st.text(max_size=20),
    separator=st.sampled_from(SEPARATORS),
    columns=st.lists(st.sampled_from([None, *Field]), max_size=12).map(tuple),
)


@given(LAYOUTS, st.text(max_size=200))
def test_nothing_raises_whatever_the_badge(layout: BadgeLayout, text: str) -> None:
    """Any text read by any layout gives fields that can be seen."""
    assert all(field.value.strip() for field in read_by_layout(text, layout, "FR").fields)
