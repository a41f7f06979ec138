"""A tally of a set of changes: how many they are, and a sum over their ids that no order can alter."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_MODULUS = 1 << 64


class ChangeTally(NamedTuple):
    """How many changes, and the sum modulo 2**64 of the first eight bytes of the SHA-256 of each id."""

    changes: int = 0
    sum: int = 0

    def plus(self, other: ChangeTally) -> ChangeTally:
        """The tally of two sets that share nothing, together."""
        return ChangeTally(self.changes + other.changes, (self.sum + other.sum) % _MODULUS)

    def minus(self, other: ChangeTally) -> ChangeTally:
        """The tally of what is left when a part is taken away."""
        return ChangeTally(self.changes - other.changes, (self.sum - other.sum) % _MODULUS)

    @property
    def hex_sum(self) -> str:
        """The sum as sixteen hex digits."""
        return f"{self.sum:016x}"


def tally_of(change_ids: Iterable[str]) -> ChangeTally:
    """The tally of a set of changes, each named once."""
    count = total = 0
    for change_id in change_ids:
        count += 1
        total += int.from_bytes(hashlib.sha256(change_id.encode()).digest()[:8])
    return ChangeTally(count, total % _MODULUS)
