"""A card's lines become fields, each with its place and how sure it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.card_fields import read_card
from boothapp.intake.printed import CardReading, SeenCard
from boothapp.intake.understood import LIKELY, Kind, Note
from tests.helpers.card_lines_seen import listed, seen


def read(card: SeenCard, country: str = "FR") -> CardReading:
    """The fields of a card handed over in France."""
    return read_card(card, country=country)


def told(reading: CardReading) -> dict[str, str]:
    """The preferred value of each field."""
    return {placed.field.name.value: placed.field.value for placed in reversed(reading.placed)}


def test_a_usual_card_is_told_apart_with_its_places():
    """Name, title, company, ways to reach, address: each with the line it stands in, and all of them sure."""
    reading = read(
        listed(
            "Zoë Łukasz",
            "Head of Purchasing",
            "Société Lumière SA",
            "T +33 1 70 18 99 01",
            "Fax +33 1 70 18 99 02",
            "zoe.lukasz@lumiere.example",
            "www.lumiere.example",
            "12 rue de l'Église",
            "69002 Lyon, France",
        )
    )
    assert told(reading) == {
        "display_name": "Zoë Łukasz",
        "job_title": "Head of Purchasing",
        "company": "Société Lumière SA",
        "phone": "+33 1 70 18 99 01",
        "email": "zoe.lukasz@lumiere.example",
        "website": "www.lumiere.example",
        "street": "12 rue de l'Église",
        "postal_code": "69002",
        "city": "Lyon",
        "country": "FR",
    }
    assert reading.understood.kind is Kind.CARD_PHOTO
    assert {placed.field.name.value: placed.lines for placed in reading.placed}["city"] == (8,)
    assert all(placed.field.confidence >= LIKELY for placed in reading.placed)
    phone = reading.placed_as(VisitorField.PHONE)
    assert phone is not None
    assert phone.field.normalised == "+33170189901"


def test_two_numbers_in_one_line_are_told_by_the_words_before_them():
    """A word between two numbers is said of the second one; a stroke that was read for an l is one."""
    card = told(read(listed("Jörg Müller", "Te| +49 911 2345678 Mobil +49 171 2345678")))
    assert (card["phone"], card["mobile"]) == ("+49 911 2345678", "+49 171 2345678")


def test_a_fax_is_no_phone_and_a_mobile_is_told_from_one():
    """By the label before it or behind it, on one line or in a column of its own, or by its numbering."""
    one_line = told(read(listed("Ada Byron", "Tel. +44 20 7946 0123  Fax +44 20 7946 0199")))
    assert one_line["phone"] == "+44 20 7946 0123"
    behind = told(read(listed("Ada Byron", "+44 20 7946 0199 (fax)")))
    assert "phone" not in behind
    column = read(
        seen(
            ("Ada Byron", 60, 60, 44),
            ("M", 60, 200, 30),
            ("+44 20 7946 0123", 110, 200, 30),
            ("F", 60, 250, 30),
            ("+44 20 7946 0199", 110, 250, 30),
        )
    )
    assert told(column)["mobile"] == "+44 20 7946 0123"
    assert "phone" not in told(column)
    assert (
        told(read(listed("Ada Byron", "+33 6 39 98 12 34", "+45 20 12 34 56")))["phone"] == "+45 20 12 34 56"
    )
    assert told(read(listed("Lars Holm", "+49 1512 3456789")))["mobile"] == "+49 1512 3456789"


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("zoe.lukasz(at)lumiere.example", "zoe.lukasz@lumiere.example"),
        ("E-Mail: zoe.lukasz @ lumiere.example", "zoe.lukasz@lumiere.example"),
        ("zoe.lukasz@lumiere,example", "zoe.lukasz@lumiere.example"),
        ("zoe.lukasz@lumiere .example", "zoe.lukasz@lumiere.example"),
        ("e: e.lukasz@lumiere.example", "e.lukasz@lumiere.example"),
        ("e.lukasz@lumiere.example", "e.lukasz@lumiere.example"),
        ("zoe.lukasz©lumiere.example", "zoe.lukasz@lumiere.example"),
        ("+33 1 70 18 99 01zoe.lukasz@lumiere.example", "zoe.lukasz@lumiere.example"),
    ],
)
def test_what_is_misread_in_an_address_is_put_right(printed: str, meant: str):
    """The sign in words or as another letter, a comma for a dot, a space or a label too many."""
    assert told(read(listed("Zoë Łukasz", printed)))["email"] == meant


def test_a_sign_that_got_lost_is_known_from_the_web_address_and_marked():
    """The domain stands on the card a second time; the eye is asked to look all the same."""
    reading = read(listed("Zoë Łukasz", "zoe.lukaszQlumiere.example", "www.lumiere.example"))
    email = reading.placed_as(VisitorField.EMAIL)
    assert email is not None
    assert email.field.value == "zoe.lukasz@lumiere.example"
    assert email.field.confidence < LIKELY


def test_letters_for_digits_are_put_right_in_numbers_alone():
    """O for 0 and l for 1 within a number; a town keeps its letters."""
    fields = told(read(listed("Ada Byron", "+33 1 7O l8 99 0I", "59000 Lille")))
    assert fields["phone"] == "+33 1 70 18 99 01"
    assert fields["city"] == "Lille"


def test_letters_of_one_look_are_told_apart_by_the_address():
    """A capital I for a small l, as many fonts draw it: the domain knows the word."""
    reading = read(listed("PauI Novák", "Strojírny VItava a.s.", "novak@strojirny-vltava.example"))
    assert told(reading)["company"] == "Strojírny Vltava a.s."
    assert told(reading)["display_name"] == "Paul Novák"


def test_a_space_that_was_not_read_is_put_back():
    """Where the mail address knows the second word; a name that is written so stays."""
    assert (
        told(read(listed("RobertAshworth", "r.ashworth@harbour.example")))["display_name"]
        == "Robert Ashworth"
    )
    assert told(read(listed("Ewan MacDonald", "ewan@harbour.example")))["display_name"] == "Ewan MacDonald"


def test_the_address_names_the_person_whatever_is_printed_larger():
    """A product in large letters is no name when the mail address tells another one."""
    reading = read(
        seen(
            ("Power Clean", 60, 60, 90),
            ("Jürgen Größmann", 60, 250, 36),
            ("Giesserei Mueller", 60, 330, 30),
            ("j.groessmann@giesserei-mueller.example", 60, 400, 28),
        )
    )
    assert told(reading)["display_name"] == "Jürgen Größmann"
    assert told(reading)["company"] == "Giesserei Mueller"


def test_titles_stand_apart_and_capitals_are_calmed():
    """Dr. before and MBA behind are no part of the name; DVOŘÁKOVÁ is Dvořáková."""
    fields = told(read(listed("Dr. Kateřina DVOŘÁKOVÁ, MBA", "k.dvorakova@vltava.example")))
    assert (fields["name_prefix"], fields["display_name"], fields["name_suffix"]) == (
        "Dr.", "Kateřina Dvořáková", "MBA"
    )  # fmt: skip
    assert told(read(listed("EMMA VAN DEN BERG")))["display_name"] == "Emma van den Berg"


def test_a_name_and_a_company_set_one_word_a_line_are_one():
    """As narrow columns are set; the lines of each are all told."""
    reading = read(
        seen(
            ("María", 50, 160, 44),
            ("José", 50, 212, 44),
            ("Núñez", 50, 264, 44),
            ("Cedar", 600, 160, 34),
            ("Valley", 600, 205, 34),
            ("Foods", 600, 250, 34),
            ("Inc.", 600, 295, 34),
            ("mjnunez@cedarvalley.example", 50, 500, 26),
        )
    )
    assert told(reading)["display_name"] == "María José Núñez"
    assert told(reading)["company"] == "Cedar Valley Foods Inc."
    name = reading.placed_as(VisitorField.DISPLAY_NAME)
    assert name is not None
    assert name.lines == (0, 1, 2)


def test_a_card_without_a_country_is_dialled_from_the_show_and_one_with_it_from_there():
    """(415) 555-0132 is a number in the United States and none in France."""
    at_home = read(listed("Daniel Brooks", "(415) 555-0132", "Oakland, CA 94607, USA"))
    phone = at_home.placed_as(VisitorField.PHONE)
    assert phone is not None
    assert phone.field.normalised == "+14155550132"
    abroad = read(listed("Daniel Brooks", "(415) 555-0132")).placed_as(VisitorField.PHONE)
    assert abroad is not None
    assert abroad.field.confidence < LIKELY
    fields = told(at_home)
    assert (fields["city"], fields["region"], fields["postal_code"]) == ("Oakland", "CA", "94607")


def test_years_codes_and_legal_forms_are_not_taken_for_what_they_look_like():
    """A year is no town, a post code no phone, "a.s." and "Co." are no countries."""
    fields = told(
        read(listed("Ana Silva", "Since 1987", "01310-100 São Paulo", "Vltava a.s.", "Müller & Co."))
    )
    assert fields["postal_code"] == "01310-100"
    assert fields["city"] == "São Paulo"
    assert "phone" not in fields
    assert "country" not in fields


def test_what_was_read_badly_is_less_sure():
    """The reader's own doubt goes through to the field."""
    clear = read(listed("Zoë Łukasz", "zoe.lukasz@lumiere.example")).placed
    dim = read(listed("Zoë Łukasz", "zoe.lukasz@lumiere.example", confidence=0.6)).placed
    assert all(
        one.field.confidence < LIKELY <= other.field.confidence for one, other in zip(dim, clear, strict=True)
    )


def test_nothing_and_a_page_of_text_say_that_they_are_no_card():
    """No line is an empty reading; forty lines are noted, whatever is found in them."""
    assert read(listed()).understood.kind is Kind.EMPTY
    page = [f"This is line {n} of a long text about nothing in particular" for n in range(40)]
    assert Note.NO_CARD in read(listed(*page)).notes
    assert Note.NO_CARD in read(listed("lorem ipsum dolor sit amet et cetera")).notes


def test_control_and_bidi_characters_stay_out_of_the_fields():
    """What turns the reading direction, or cannot be seen, is in no field and in no line."""
    reading = read(listed("Ada\u202e Byron\x07", "ada\u200b@engine.example"))
    whole = "".join((*told(reading).values(), *(line.text for line in reading.lines)))
    assert not [letter for letter in whole if unicodedata.category(letter) in ("Cc", "Cf")]
    assert told(reading)["display_name"] == "Ada Byron"


@given(
    st.lists(
        st.tuples(
            st.text(max_size=60) | st.from_regex(r"[\w.+@ |:/-]{0,40}", fullmatch=True),
            st.floats(-50, 1100),
            st.floats(-50, 700),
            st.floats(0.5, 200),
        ),
        max_size=40,
    ),
    st.sampled_from(["FR", "US", "", "XX"]),
)
def test_whatever_stands_on_a_card_is_read_without_an_error(rows, country: str):
    """No text, size or place makes it fail; each field names lines that are there, and is 0 to 1 sure."""
    reading = read(seen(*rows), country)
    for placed in reading.placed:
        assert placed.field.value
        assert 0 <= placed.field.confidence <= 1
        assert placed.lines
        assert all(0 <= line < len(reading.lines) for line in placed.lines)
