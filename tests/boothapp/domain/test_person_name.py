"""A name in one line, taken apart."""

from __future__ import annotations

import pytest

from boothapp.domain.person_name import NameParts, split_name


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
