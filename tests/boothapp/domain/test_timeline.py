"""A date means the horizon it falls in, seen from the day it was said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.timeline import HORIZONS, horizon_of, horizons_from

SAID_ON = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("days", "horizon"),
    [
        (-400, "now"),
        (0, "now"),
        (31, "now"),
        (32, "3_months"),
        (92, "3_months"),
        (93, "6_months"),
        (183, "6_months"),
        (184, "12_months"),
        (366, "12_months"),
        (367, "later"),
    ],
)
def test_the_limits_of_the_horizons(days: int, horizon: str) -> None:
    """A month, a quarter, half a year and a year hold their longest kind."""
    assert horizon_of((SAID_ON + timedelta(days=days)).isoformat(), SAID_ON) == horizon


@given(st.dates(), st.dates())
def test_a_later_date_is_never_a_nearer_horizon(one: date, other: date) -> None:
    """Horizons stand in the order of time."""
    near, far = sorted((one, other))
    said = [HORIZONS.index(horizon_of(day.isoformat(), SAID_ON)) for day in (near, far)]
    assert said == sorted(said)


@pytest.mark.parametrize("text", ["", "now", "none", "soon", "2026-13-01", "2026"])
def test_what_is_no_date_stays_as_it_is(text: str) -> None:
    """A choice, or anything else, is not resolved."""
    assert horizon_of(text, SAID_ON) == text


def test_a_horizon_lies_within_the_longer_ones() -> None:
    """Never is not a long time."""
    assert horizons_from("6_months") == ("6_months", "12_months", "later")
    assert horizons_from("later") == ("later",)
    assert horizons_from("none") == ()
    assert horizons_from("soon") == ("soon",)
