"""A show file gives a show, or one error that says where and how to mend it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.consent import Purpose
from boothapp.domain.show import PrizeDraw, Staff, read_show
from boothapp.domain.symbology import USUAL, Symbology
from boothapp.errors import DefinitionError

DEMO = (Path(__file__).parents[3] / "resources" / "demo" / "show.toml").read_text(encoding="utf-8")

SHOW = """\
id = "fair"
name = "The Fair"
zone = "Europe/Paris"
country = "FR"
currency = "EUR"
goal = 12
cost = "4850.50"
starts_on = 2026-11-24
ends_on = 2026-11-26

[[staff]]
name = "Ana"
email = "ana@hummline.example"

[[staff]]
name = "Jonas"
email = "jonas@hummline.example"

[[consent_wording]]
version = "1"
language = "en"
purpose = "prize_draw"
text = "I enter."

[[consent_wording]]
version = "1"
language = "fr"
purpose = "prize_draw"
text = "Je participe."

[draw]
title = "Win a tablet"
terms = "One entry per person."
closes_at = 2026-11-26T15:00:00
"""


def test_a_show_says_what_it_says() -> None:
    """What is written is read; what is left out is empty or as documented."""
    show = read_show(SHOW)
    assert (show.show_id, show.name, show.zone, show.goal, show.cost) == (
        "fair", "The Fair", "Europe/Paris", 12, "4850.50",
    )  # fmt: skip
    assert (show.starts_on, show.ends_on) == ("2026-11-24", "2026-11-26")
    assert [member.email for member in show.staff] == ["ana@hummline.example", "jonas@hummline.example"]
    assert [(wording.language, wording.text) for wording in show.consent_wordings] == [
        ("en", "I enter."),
        ("fr", "Je participe."),
    ]
    assert show.draw == PrizeDraw(
        title="Win a tablet", terms="One entry per person.", closes_at="2026-11-26T15:00:00"
    )
    assert show.source == SHOW


def test_a_show_needs_an_id_and_a_name() -> None:
    """Anything else can be filled in later."""
    show = read_show('id = "fair"\nname = "The Fair"\n')
    assert (show.zone, show.currency, show.goal, show.cost, show.definition) == (
        "UTC",
        "EUR",
        30,
        "",
        "standard",
    )
    assert (show.draw, show.staff, show.consent_wordings, show.starts_on) == (None, (), (), "")


def test_the_sample_show_loads() -> None:
    """The show that ships names its staff, its draw and every wording in three languages."""
    show = read_show(DEMO, "show.toml")
    assert show.show_id == "packing-hall-2026"
    assert {(w.purpose, w.language) for w in show.consent_wordings} == {
        (purpose, language) for purpose in Purpose for language in ("en", "fr", "de")
    }
    assert show.draw is not None
    assert show.draw.closes_at < show.draw.drawn_at


def test_staff_are_known_by_their_email() -> None:
    """Somebody who is not on the list, from another laptop or an old file, is shown by the email."""
    show = read_show(SHOW)
    assert show.staff_named("jonas@hummline.example").name == "Jonas"
    assert show.staff_named("x@y.example") == Staff(email="x@y.example", name="x@y.example")


CASES = [
    ("no name", 'name = "The Fair"\n', "", 1, "name", "missing"),
    ("misspelled", "goal = 12", "gaol = 12", 6, "gaol", "not known"),
    ("goal 0", "goal = 12", "goal = 0", 6, "goal", "0 is not a whole number from 1"),
    ("no zone", '"Europe/Paris"', '"Europe/Lyon"', 3, "zone", "no time zone 'Europe/Lyon'"),
    ("half a zone", '"Europe/Paris"', '"Europe"', 3, "zone", "no time zone 'Europe'"),
    ("a path for a zone", '"Europe/Paris"', '"/etc/localtime"', 3, "zone", "no time zone"),
    ("a way out for a zone", '"Europe/Paris"', '"../../etc/localtime"', 3, "zone", "no time zone"),
    ("an empty zone", '"Europe/Paris"', '""', 3, "zone", "no time zone"),
    ("country in words", '"FR"', '"France"', 4, "country", "not a code of 2 capitals"),
    ("country in small letters", '"FR"', '"fr"', 4, "country", "not a code of 2 capitals"),
    ("currency sign", '"EUR"', '"€"', 5, "currency", "not a code of 3 capitals"),
    ("cost with unit", '"4850.50"', '"4850 EUR"', 7, "cost", "not an amount"),
    ("cost below nothing", '"4850.50"', "-1", 7, "cost", "-1 is not an amount"),
    ("cost with comma", '"4850.50"', '"4850,50"', 7, "cost", "not an amount"),
    ("cost in other digits", '"4850.50"', '"²"', 7, "cost", "not an amount"),
    ("cost not exact", '"4850.50"', "4850.50", 7, "cost", "not an amount"),
    ("cost true", '"4850.50"', "true", 7, "cost", "not an amount"),
    ("ends first", "ends_on = 2026-11-26", "ends_on = 2026-11-23", 9, "ends_on", "ends before it starts"),
    ("no day", "ends_on = 2026-11-26", "ends_on = 26", 9, "ends_on", "26 is not a date"),
    ("staff misspelled", 'name = "Jonas"', 'nom = "Jonas"', 16, "staff[1].nom", "not known"),
    ("staff without email", 'email = "jonas@hummline.example"\n', "", 15, "staff[1].email", "missing"),
    ("staff with half an email", '"jonas@hummline.example"', '"jonas"', 17, "staff[1].email", "no email"),
    ("staff twice", '"jonas@hummline.example"', '"ana@hummline.example"', 17, "staff[1].email", "used twice"),
    ("wording twice", 'language = "fr"', 'language = "en"', 26, "consent_wording[1].version", "there twice"),
    ("unknown purpose", '"prize_draw"', '"spam"', 22, "consent_wording[0].purpose", "'spam' is not known"),
    ("draw misspelled", 'terms = "One', 'termes = "One', 33, "draw.termes", "not known"),
    ("draw without terms", 'terms = "One entry per person."\n', "", 31, "draw.terms", "missing"),
    ("draw closes some day", "2026-11-26T15:00:00", "2026-11-26", 34, "draw.closes_at", "not a local"),
    ("draw closes false", "2026-11-26T15:00:00", "false", 34, "draw.closes_at", "not a local date and time"),
    ("draw closes elsewhere", "15:00:00", "15:00:00Z", 34, "draw.closes_at", "not a local date and time"),
    ("draw of no winner", "[draw]\n", "[draw]\nwinners = 0\n", 32, "draw.winners", "whole number from 1"),
    ("too many reserves", "[draw]\n", "[draw]\nreserves = 1001\n", 32, "draw.reserves", "than a draw has"),
    ("kept for ever", "[draw]\n", "[draw]\nretain_days = 9999\n", 32, "draw.retain_days", "ten years"),
    ("one exclusion", "[draw]\n", '[draw]\nexcludes = "x"\n', 32, "draw.excludes", "no list of codes"),
    ("a number excluded", "[draw]\n", "[draw]\nexcludes = [1]\n", 32, "draw.excludes", "no list of codes"),
    ("draw is a text", SHOW[SHOW.index("[draw]") :], "[x]\n", 31, "x", "not known"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_what_is_wrong_is_told_once_and_where(case: tuple[str, str, str, int, str, str]) -> None:
    """One error: this file, this line, this key, and what is wrong with it."""
    _, old, new, line, key, problem = case
    assert old in SHOW
    with pytest.raises(DefinitionError) as raised:
        read_show(SHOW.replace(old, new, 1), "fair.toml")
    error = raised.value
    assert (error.file, error.line, error.key) == ("fair.toml", line, key)
    assert problem in error.problem
    assert error.mend


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters='"\\\n\r'), max_size=20))
def test_any_text_is_a_zone_or_an_error(zone: str) -> None:
    """Whatever is typed for a zone is one that this machine knows, or is told."""
    try:
        show = read_show(f'id = "a"\nname = "A"\nzone = "{zone}"')
    except DefinitionError:
        return
    assert ZoneInfo(show.zone).key == zone


@given(st.text(alphabet="0123456789.,+-eE_²٣ ", max_size=8))
def test_any_text_is_an_amount_or_an_error(cost: str) -> None:
    """What is taken for a cost is a number that can be divided by the leads."""
    try:
        show = read_show(f'id = "a"\nname = "A"\ncost = "{cost}"')
    except DefinitionError:
        return
    assert not show.cost or Decimal(show.cost) >= 0


def test_a_whole_number_is_an_amount_too() -> None:
    """Quotes are needed only for cents."""
    assert read_show('id = "a"\nname = "A"\ncost = 48500').cost == "48500"


def test_a_show_names_the_codes_on_its_badges() -> None:
    """Where it is silent those that badges usually bear; a misspelt one is said with those to choose from."""
    assert read_show(SHOW).symbologies == USUAL
    head, tail = SHOW.split("\n", 1)
    named = read_show(f'{head}\nsymbologies = ["Code39", "PDF417"]\n{tail}')
    assert named.symbologies == (Symbology.CODE_39, Symbology.PDF417)
    with pytest.raises(DefinitionError, match=r"show\.toml:2: symbologies: .*QR.*use one of: QRCode, "):
        read_show(f'{head}\nsymbologies = ["QR"]\n{tail}')
