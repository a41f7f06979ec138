"""A name in one line, taken apart."""

from __future__ import annotations

from typing import Any

import pytest

from boothapp.domain.ids import ContactId
from boothapp.domain.lead import Contact
from boothapp.domain.person_name import NameParts, joined_name, name_parts, part_titles, split_name


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
        ("山田 太郎", "太郎", "山田"),
        ("김 민준", "민준", "김"),
        ("Dr. Zoë Łukasz, PhD", "Zoë", "Łukasz"),
        ("Prof. Dr. med. Ada von Byron", "Ada", "von Byron"),
        ("Byron, Ada, PhD", "Ada", "Byron"),
        ("John Smith Jr.", "John", "Smith"),
        ("Jack Ma", "Jack", "Ma"),
        ("Peter Ba", "Peter", "Ba"),
        ("Henry Ford II", "Henry", "Ford"),
        ("Dr", "", "Dr"),
        ("PhD", "", "PhD"),
        ("", "", ""),
    ],
)
def test_a_name_is_split_where_people_would(text: str, given: str, family: str) -> None:
    """Particles go with the family name; a name of one word, or of one script's run, stays whole."""
    assert split_name(text) == NameParts(given, family)


@pytest.mark.parametrize(
    ("text", "prefix", "name", "suffix"),
    [
        ("Dr. Zoë Łukasz", "Dr.", "Zoë Łukasz", ""),
        ("Herr Dipl.-Ing. Jürgen Müller", "Herr Dipl.-Ing.", "Jürgen Müller", ""),
        ("Mme Émilie Lefèvre", "Mme", "Émilie Lefèvre", ""),
        ("John Smith, Ph.D., MBA", "", "John Smith", "Ph.D. MBA"),
        ("Ada Byron, PE", "", "Ada Byron", "PE"),
        ("M. Night", "", "M. Night", ""),
        ("Dipl.-Ing. (FH) Heike Großmann-Öztürk", "Dipl.-Ing. (FH)", "Heike Großmann-Öztürk", ""),
        ("Dipl.-Ing.(FH) Heike Weiß", "Dipl.-Ing.(FH)", "Heike Weiß", ""),
        ("Dr. Dipl.-Kfm. (Univ.) Klaus Weber", "Dr. Dipl.-Kfm. (Univ.)", "Klaus Weber", ""),
        ("Dipl. Betriebswirt (BA) Jens Holm", "Dipl. Betriebswirt (BA)", "Jens Holm", ""),
        ("Mag. (FH) Anna Huber, MA", "Mag. (FH)", "Anna Huber", "MA"),
        ("Heike Weiß, Dipl.-Ing. (FH)", "", "Heike Weiß", "Dipl.-Ing. (FH)"),
        ("Jan Weiß B.Eng.", "", "Jan Weiß", "B.Eng."),
        ("Emily O'Neill BEng (Hons) CEng MIMechE", "", "Emily O'Neill", "BEng (Hons) CEng MIMechE"),
        ("Zoë", "", "Zoë", ""),
        ("", "", "", ""),
    ],
)
def test_titles_and_suffixes_stand_apart(text: str, prefix: str, name: str, suffix: str) -> None:
    """What people put before and behind a name is no part of it; one word always stays a name."""
    assert part_titles(text) == (prefix, name, suffix)


@pytest.mark.parametrize(
    ("recorded", "given", "family"),
    [
        ({"given_name": "Zoë", "family_name": "Łukasz"}, "Zoë", "Łukasz"),
        ({"given_name": "Ánh", "family_name": "Nguyễn", "display_name": "Nguyễn Ánh"}, "Ánh", "Nguyễn"),
        ({"display_name": "Zoë Łukasz"}, "Zoë", "Łukasz"),
        ({"given_name": "Anna Maria"}, "", "Anna Maria"),
        ({"display_name": "Anna Berg", "family_name": "Berg"}, "Anna", "Berg"),
        ({"display_name": "Dr. BERG, Anna", "family_name": "Berg"}, "Anna", "Berg"),
        ({"display_name": "Anna Berg", "family_name": "Berg-Meier"}, "Anna", "Berg-Meier"),
        ({"display_name": "Jörg Mueller", "family_name": "Müller"}, "Jörg", "Müller"),
        ({"display_name": "山田 太郎", "family_name": "山田"}, "太郎", "山田"),
        ({"display_name": "Frau Berg", "family_name": "Berg"}, "", "Berg"),
        ({"family_name": " ", "display_name": " ", "given_name": " "}, "", ""),
        ({}, "", ""),
    ],
)
def test_what_was_recorded_comes_before_what_can_be_split(
    recorded: dict[str, Any], given: str, family: str
) -> None:
    """A name typed in two fields is not taken apart again; a given name alone is the family name, whole.

    Beside a family name alone, no given name that is shown gets lost.
    """
    assert name_parts(Contact(contact_id=ContactId("c"), **recorded)) == NameParts(given, family)


@pytest.mark.parametrize(
    ("given", "family", "shown"),
    [
        ("Zoë", "Łukasz", "Zoë Łukasz"),
        ("太郎", "山田", "山田 太郎"),
        ("민준", "김", "김 민준"),
        ("", "Łukasz", "Łukasz"),
        ("太郎", "", "太郎"),
        ("Taro", "山田", "Taro 山田"),
    ],
)
def test_parts_stand_in_the_order_of_their_script(given: str, family: str, shown: str) -> None:
    """The family name comes first where the script says so, and only there."""
    assert joined_name(given, family) == shown
