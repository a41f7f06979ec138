"""How often one device, and one address, may ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from boothapp.errors import HubWaitError

_MOST_KEYS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many at once, and so many a second from then on."""

    burst: float
    per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """The rates of one worker. A whole booth, or a hotel, shares an address."""

    device: Rate = Rate(burst=200, per_second=20)
    address: Rate = Rate(burst=4000, per_second=400)
    enrolling: Rate = Rate(burst=10, per_second=1 / 6)


class Allowance:
    """Buckets of tokens (RFC 2697 calls them so), one a key; not for several threads."""

    def __init__(self, rate: Rate, clock: Callable[[], float]) -> None:
        """``clock`` counts seconds."""
        self._rate = rate
        self._clock = clock
        self._left: dict[object, tuple[float, float]] = {}

    def take(self, key: object) -> None:
        """Use one up; raises HubWaitError, with the seconds to wait, when there is none."""
        now = self._clock()
        left, since = self._left.get(key, (self._rate.burst, now))
        left = min(self._rate.burst, left + (now - since) * self._rate.per_second)
        if left < 1:
            raise HubWaitError(
                "This was asked too often. Nothing of it counts; ask again later.",
                seconds=(1 - left) / self._rate.per_second,
            )
        if len(self._left) >= _MOST_KEYS:
            self._forget_idle(now)
        self._left[key] = (left - 1, now)

    def _forget_idle(self, now: float) -> None:
        """Drop the buckets that are full again: without them the same is allowed."""
        full_after = self._rate.burst / self._rate.per_second
        self._left = {key: kept for key, kept in self._left.items() if now - kept[1] < full_after}
