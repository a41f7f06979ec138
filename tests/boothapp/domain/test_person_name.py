"""A name in one line, taken apart."""

from __future__ import annotations

from typing import Any

import pytest

from boothapp.domain.ids import ContactId
from boothapp.domain.lead import Contact
from boothapp.domain.person_name import NameParts, name_parts, split_name


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Zoë Łukasz", "Zoë", "Łukasz"),
        ("  Ana   Maria Ferreira ", "Ana Maria", "Ferreira"),
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
        ("Beethoven, Ludwig van", "Ludwig van", "Beethoven"),
        ("Madonna", "", "Madonna"),
        ("Van Morrison", "Van", "Morrison"),
        ("山田太郎", "", "山田太郎"),
        ("", "", ""),
    ],
)
def test_a_name_is_split_where_people_would(text: str, given: str, family: str) -> None:
    """Particles go with the family name; a name of one word, or of one script's run, stays whole."""
    assert split_name(text) == NameParts(given, family)


@pytest.mark.parametrize(
    ("recorded", "given", "family"),
    [
        ({"given_name": "Zoë", "family_name": "Łukasz"}, "Zoë", "Łukasz"),
        ({"given_name": "Ánh", "family_name": "Nguyễn", "display_name": "Nguyễn Ánh"}, "Ánh", "Nguyễn"),
        ({"display_name": "Zoë Łukasz"}, "Zoë", "Łukasz"),
        ({"given_name": "Anna Maria"}, "", "Anna Maria"),
        ({"family_name": " ", "display_name": " ", "given_name": " "}, "", ""),
        ({}, "", ""),
    ],
)
def test_what_was_recorded_comes_before_what_can_be_split(
    recorded: dict[str, Any], given: str, family: str
) -> None:
    """A name typed in two fields is not taken apart again; a given name alone is the family name, whole."""
    assert name_parts(Contact(contact_id=ContactId("c"), **recorded)) == NameParts(given, family)
