"""When to try again."""

from __future__ import annotations

import pytest

from boothapp.errors import (
    EnrolmentError,
    HubAccessError,
    HubError,
    HubUnreachableError,
    HubVersionError,
    HubWaitError,
)
from boothapp.sync.retry import LONGEST_SECONDS, seconds_to_wait


def longest(_: float, most: float) -> float:
    """The dice fall as late as they can."""
    return most


def shortest(least: float, _: float) -> float:
    """The dice fall as early as they can."""
    return least


def test_waits_longer_each_time_up_to_a_quarter_of_an_hour() -> None:
    """The most that is waited doubles from 2 s, and never passes 15 minutes."""
    gone = HubUnreachableError("no answer")
    waits = [seconds_to_wait(gone, failures, longest) for failures in range(1, 12)]
    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == LONGEST_SECONDS == 900
    assert seconds_to_wait(gone, 10_000, longest) == LONGEST_SECONDS
    assert seconds_to_wait(gone, 5, shortest) == 0  # full jitter: anything from nothing on


@pytest.mark.parametrize("dice", [shortest, longest])
def test_never_comes_before_the_hub_asks_for_it(dice) -> None:
    """What the hub names is the least; laptops come back apart after that, too."""
    wait = seconds_to_wait(HubWaitError("busy", 30.0), 3, dice)
    assert wait is not None
    assert 30 <= wait <= 38


@pytest.mark.parametrize("error", [HubAccessError("revoked"), EnrolmentError("used"), HubVersionError("old")])
def test_stops_where_only_a_person_can_help(error: HubError) -> None:
    """Knocking on a closed door is of no use."""
    assert seconds_to_wait(error, 1, longest) is None
