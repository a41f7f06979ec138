"""When to try again after a sync that failed: later each time, at random, and as the hub asks."""

from __future__ import annotations

from collections.abc import Callable

from boothapp.errors import HubAccessError, HubError, HubVersionError, HubWaitError

FIRST_SECONDS = 2.0
LONGEST_SECONDS = 15 * 60.0


def seconds_to_wait(error: HubError, failures: int, uniform: Callable[[float, float], float]) -> float | None:
    """How long to leave the hub alone after this many failures in a row; None: until a person acts.

    ``uniform`` gives a number between two at random: laptops that failed together come back apart ("full
    jitter"). What the hub itself asks for is the least that is waited.
    """
    if isinstance(error, (HubAccessError, HubVersionError)):
        return None
    longest = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(failures - 1, 20))
    asked = error.seconds if isinstance(error, HubWaitError) else 0.0
    return asked + uniform(0.0, longest)
