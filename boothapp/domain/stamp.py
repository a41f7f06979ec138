"""Stamps: hybrid logical clock readings (Kulkarni et al., 2014) that order changes for display.

A stamp is text, `<ms>.<counter>.<change id>`: twelve and four lower-case hex digits, then a UUID. All
parts have a fixed width, so the order of the text is the order of the stamps, in Python, JSON and SQL.
A stamp only chooses which of several values is shown. What replaces what is told by `Edit.seen`, so
a wrong clock can never lose a value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, NewType

from boothapp.domain.ids import ChangeId

if TYPE_CHECKING:
    from collections.abc import Callable

Stamp = NewType("Stamp", str)

MAX_DRIFT_MS = 5 * 60 * 1000
"""How far ahead of this device's wall clock a stamp from elsewhere may pull it."""

UUID_PATTERN = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_STAMP = re.compile(rf"[0-9a-f]{{12}}\.[0-9a-f]{{4}}\.{UUID_PATTERN}")
_MAX_MS = (1 << 48) - 1
_MAX_COUNTER = (1 << 16) - 1


class Reading(NamedTuple):
    """The clock's part of a stamp; tuples compare as stamps do."""

    ms: int
    counter: int


def is_stamp(text: str) -> bool:
    """Whether the text has exactly the form of a stamp."""
    return _STAMP.fullmatch(text) is not None


def reading_of(stamp: Stamp) -> Reading:
    """Read the milliseconds and the counter of a stamp."""
    return Reading(int(stamp[:12], 16), int(stamp[13:17], 16))


def change_id_of(stamp: Stamp) -> ChangeId:
    """Read the id of the change that bears the stamp."""
    return ChangeId(stamp[18:])


class HybridClock:
    """The clock of one device: each stamp it gives is greater than all it gave or followed before.

    Where the wall clock stands still or jumps back, the counter goes on from the last stamp; where the
    counter is used up, the milliseconds move on by one.
    """

    __slots__ = ("_last", "_now_ms")

    def __init__(self, now_ms: Callable[[], int], last: Stamp | None = None) -> None:
        """`now_ms` gives Unix time in milliseconds; `last` is the last stamp this device gave, if any."""
        self._now_ms = now_ms
        self._last = Reading(0, 0) if last is None else reading_of(last)

    def tick(self, change_id: ChangeId) -> Stamp:
        """Give the stamp for a new change of this device."""
        ms, counter = self._last
        wall = self._wall()
        if wall > ms:
            ms, counter = wall, 0
        elif counter < _MAX_COUNTER:
            counter += 1
        elif ms < _MAX_MS:
            ms, counter = ms + 1, 0
        # In the last of all milliseconds nothing can move on; the change id still keeps stamps apart.
        self._last = Reading(ms, counter)
        return Stamp(f"{ms:012x}.{counter:04x}.{change_id}")

    def observe(self, stamp: Stamp) -> bool:
        """Follow a stamp from another device, so that the next one given here is greater.

        False, and not followed, if it is over five minutes ahead of the wall clock: one of the two
        clocks is wrong, and its device is to be flagged. That harms nothing but the order of display.
        """
        reading = reading_of(stamp)
        if reading.ms > self._wall() + MAX_DRIFT_MS:
            return False
        self._last = max(self._last, reading)
        return True

    def ahead_ms(self) -> int:
        """How far the last stamp is ahead of the wall clock, in milliseconds: 0 unless that jumped back."""
        return max(0, self._last.ms - self._wall())

    def _wall(self) -> int:
        return min(max(self._now_ms(), 0), _MAX_MS)
