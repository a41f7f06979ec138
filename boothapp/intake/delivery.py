"""Which code is a new one while a camera sees the same badge thirty times a second; told the time."""

from __future__ import annotations

REPEAT_MS = 2_000
"""For so long out of sight, a code that comes again is another delivery; as with scanners."""


class Deliveries:
    """Remembers when each code was last in sight."""

    def __init__(self) -> None:
        self._seen: dict[str, float] = {}

    def is_new(self, text: str, at_ms: float) -> bool:
        """Whether this code has just come into sight; times of any clock that only goes forward."""
        self._seen = {known: at for known, at in self._seen.items() if at_ms - at <= REPEAT_MS}
        is_new = text not in self._seen
        self._seen[text] = at_ms
        return is_new
