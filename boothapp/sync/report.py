"""What one sync came to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from boothapp.errors import ShowKeptError
from boothapp.wire.messages import Code

SETTLED = frozenset({Code.RECEIVED, Code.DUPLICATE, Code.ERASED})
"""The answers after which a change need never be sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadReceipt:
    """What the hub said of one change of one lead; ``reason`` is for people."""

    lead_id: str
    lead_no: int
    change_id: str
    code: str
    reason: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether the change need never be sent again."""
        return self.code in SETTLED


@dataclass(slots=True, kw_only=True)
class SyncReport:
    """What one sync came to; changes are counted, and ``withheld`` are leads that stay here by policy.

    ``pulled``, ``new_leads``, ``erased`` and ``set_apart`` tell what the hub handed out: changes, leads that
    are new here, leads that were to be forgotten, items that this program could not use. ``problems`` are
    words for people. ``was_cancelled`` tells that something may be left to send. ``clock_ahead_ms`` is how
    far the hub's clock is ahead of this laptop's; None where it told no time. ``has_new_texts`` tells that
    the show or its definition is another than before, ``kept_show`` that this laptop's own change of the show
    gave way and is kept in a file. ``pictures`` are those that are now there in full.
    """

    hub_id: str
    withheld: int = 0
    receipts: list[LeadReceipt] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    missing_ranges: list[tuple[int, int]] = field(default_factory=list)
    was_cancelled: bool = False
    pulled: int = 0
    new_leads: int = 0
    erased: int = 0
    set_apart: int = 0
    clock_ahead_ms: int | None = None
    has_new_texts: bool = False
    kept_show: ShowKeptError | None = None
    pictures: int = 0

    @property
    def sent(self) -> int:
        """Changes that were answered for, one way or the other."""
        return len(self.receipts)

    @property
    def by_code(self) -> Counter[str]:
        """How many changes were answered with each code."""
        return Counter(receipt.code for receipt in self.receipts)

    @property
    def received(self) -> int:
        """Changes that were new to the hub."""
        return self.by_code[Code.RECEIVED]

    @property
    def duplicate(self) -> int:
        """Changes that the hub had already."""
        return self.by_code[Code.DUPLICATE]

    @property
    def refused(self) -> list[LeadReceipt]:
        """What the hub did not take, each with its reason; it stays on the laptop."""
        return [receipt for receipt in self.receipts if not receipt.is_settled]
