"""Countries as cards write them become ISO codes."""

from __future__ import annotations

import pytest

from boothapp.handoff.countries import COUNTRIES
from boothapp.intake.country_names import _codes, read_country


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Deutschland", "DE"),
        ("ALLEMAGNE", "DE"),
        ("ドイツ", "DE"),
        ("U.S.A.", "US"),
        ("United States of America", "US"),
        ("The Netherlands", "NL"),
        ("Côte d'Ivoire", "CI"),
        ("Cote d’Ivoire", "CI"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("日本", "JP"),
        ("gbr", "GB"),
        ("England", "GB"),
        ("ch", "CH"),
        ("Česko", "CZ"),
        ("السعودية", "SA"),
        ("Freedonia", ""),
        ("12", ""),
        ("", ""),
    ],
)
def test_a_name_or_code_becomes_iso(text: str, code: str) -> None:
    """Case, accents, dots and the article do not matter; what is no country has no code."""
    assert read_country(text) == code


def test_every_country_is_known_by_its_codes() -> None:
    """Whatever an export accepts can be read, and nothing else comes out."""
    assert {read_country(code) for code in COUNTRIES} == COUNTRIES
    assert set(_codes().values()) == COUNTRIES
