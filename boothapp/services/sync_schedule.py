"""When the next sync is due while laptops send by themselves: pure, so whoever has a clock may ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from boothapp.errors import HubError
from boothapp.sync.retry import seconds_to_wait

REST_SECONDS = 2.0
"""After the last save: a scanned row of cards goes as one batch."""
EVERY_SECONDS = 180.0
"""Between two syncs while nothing is saved: what others captured comes that often."""


@dataclass(slots=True)
class SyncSchedule:
    """Told what happens, it knows when to try next; times are seconds of any one clock that only goes on.

    ``uniform`` gives a number between two at random. ``needs_person`` tells that trying again is of no use
    before someone acts: the next `wanted` or `succeeded` begins anew.
    """

    uniform: Callable[[float, float], float]
    due_at: float = 0.0
    needs_person: bool = False
    _failures: int = 0

    def saved(self, now: float) -> None:
        """A lead was saved; after a failure, that alone is no reason to try sooner."""
        if not self._failures:
            self.due_at = min(self.due_at, now + REST_SECONDS)

    def wanted(self, now: float) -> None:
        """A person asked for it, or enrolled anew: now, whatever was before."""
        self._failures, self.needs_person, self.due_at = 0, False, now

    def succeeded(self, now: float) -> None:
        """A sync went through."""
        self._failures, self.needs_person, self.due_at = 0, False, now + EVERY_SECONDS

    def failed(self, error: HubError, now: float) -> None:
        """A sync did not go through."""
        self._failures += 1
        wait = seconds_to_wait(error, self._failures, self.uniform)
        self.needs_person = wait is None
        self.due_at = now + (EVERY_SECONDS if wait is None else wait)

    def seconds_left(self, now: float, *, is_on: bool) -> float | None:
        """How long until the next sync; None while it is switched off, or nothing but a person helps."""
        return None if not is_on or self.needs_person else max(0.0, self.due_at - now)
