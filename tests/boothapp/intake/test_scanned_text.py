"""The scan line: a name is a name, and whatever is neither name nor mail is kept to the letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.intake.scanned_text import LONGEST_PAYLOAD, read_scanned, visible


@pytest.mark.parametrize(
    "text", ["Zoë Łukasz", "O’Neill, Mary-Ann", "山田太郎", "Jean-Luc d'Arc jr.", "محمد علي"]
)
def test_names_of_all_scripts_are_names(text: str):
    """Letters, spaces and the marks that names bear make a name."""
    assert read_scanned(text).name == text


@pytest.mark.parametrize(
    ("text", "badge_id"),
    [
        ("15514", "15514"),
        ("BADGE-0042", "BADGE-0042"),
        ("^15514^Zoe^Lukasz^", ""),
        ("MECARD:N:Doe,John;TEL:+1234567;;", ""),
        ("BEGIN:VCARD\nVERSION:3.0\nFN:Zoë\nEND:VCARD", ""),
        ("https://badge.example/15514", ""),
    ],
)
def test_a_badge_is_kept_to_the_letter(text: str, badge_id: str):
    """The payload is what was scanned; a bare id is an id too."""
    read = read_scanned(text)
    assert (read.payload, read.badge_id, read.name) == (text, badge_id, "")


def test_an_address_is_an_address():
    """Who types a mail address means the mail."""
    assert read_scanned(" zoe@lumiere.example ").email == "zoe@lumiere.example"


def test_what_cannot_be_seen_does_not_reach_a_field():
    """Control characters and turns of direction stay out of the name."""
    assert read_scanned("Ada\u202eByron\x07").name == "AdaByron"
    assert visible("a\tb\r\nc") == "a b c"


@given(st.text())
def test_every_text_becomes_something_or_was_empty(text: str):
    """Nothing visible is dropped, and a payload never exceeds its bound."""
    read = read_scanned(text)
    assert bool(read.name or read.email or read.payload) == bool(visible(text))
    assert len(read.payload.encode()) <= LONGEST_PAYLOAD


def test_a_huge_payload_is_cut_at_its_bound():
    """One megabyte is no badge: its beginning is kept."""
    assert len(read_scanned("x1" * 500_000).payload.encode()) == LONGEST_PAYLOAD
