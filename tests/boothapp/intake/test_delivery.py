"""A badge held into the camera is one delivery."""

from __future__ import annotations

from boothapp.intake.delivery import REPEAT_MS, Deliveries


def test_a_code_in_sight_is_delivered_once() -> None:
    """However long it is held; gone for two seconds, it may come again."""
    deliveries = Deliveries()
    held = [deliveries.is_new("A", at) for at in range(0, 10_000, 33)]
    assert held == [True] + [False] * (len(held) - 1)
    assert not deliveries.is_new("A", 9_999 + REPEAT_MS - 50)
    assert deliveries.is_new("A", 9_999 + 2 * REPEAT_MS)


def test_each_of_two_codes_in_sight_is_delivered_once() -> None:
    """They do not take turns."""
    deliveries = Deliveries()
    told = [(text, at) for at in range(0, 5_000, 33) for text in "AB" if deliveries.is_new(text, at)]
    assert told == [("A", 0), ("B", 0)]
