"""What the hub knows of each laptop: when it pushed, how far its changes are here, what it holds back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from boothapp.domain.tally import ChangeTally
from boothapp.hub.schema import CHANGE, DEVICE, DEVICE_TALLY
from boothapp.wire.messages import WithheldCount

MAX_GAPS = 100
_GAP_WINDOW = 2000
"""How many numbers after the contiguous ones are looked at for gaps: what a push costs must not grow."""

Gap = tuple[int, int]
"""The first and the last number that are missing."""


class Held(NamedTuple):
    """What the log holds of a device: how far without a gap, the first gaps after that, the tally of all."""

    contiguous: int
    gaps: list[Gap]
    tally: ChangeTally


class Laptop:
    """One laptop at one show, noted within a transaction of the caller's."""

    def __init__(self, connection: Connection, show_id: str, device_id: str) -> None:
        """Reads what was noted before."""
        self._connection = connection
        self._key = {"show_id": show_id, "device_id": device_id}
        self._known = connection.execute(SELECT_DEVICE, self._key).one_or_none()

    def held(self) -> Held:
        """What the log holds of it."""
        contiguous, gaps = self._numbers(self._known.contiguous_seq if self._known else 0)
        return Held(contiguous, gaps, self._tally())

    def note(
        self, at: str, device_now: str, fresh: ChangeTally, withheld: Sequence[WithheldCount] | None = None
    ) -> Held:
        """Keep that it was heard of, what of it is new in the log, and its counts if they are newer.

        ``at`` is the hub's time, ``device_now`` the laptop's, both as texts of fixed width in UTC; an empty
        ``device_now`` is of changes that somebody else brought.
        """
        contiguous, gaps = self._numbers(self._known.contiguous_seq if self._known else 0)
        tally = self._tally().plus(fresh)
        tally_at = self._known.tally_at if self._known else ""
        if withheld is not None and device_now > tally_at:
            tally_at = device_now
            self._replace_tally(withheld)
        told = {
            "last_push_at": at,
            "device_now": device_now or (self._known.device_now if self._known else ""),
            "contiguous_seq": contiguous,
            "tally_at": tally_at,
            "held_changes": tally.changes,
            "held_sum": tally.hex_sum,
        }
        if self._known:
            named = {"the_show": self._key["show_id"], "the_device": self._key["device_id"]}
            self._connection.execute(UPDATE_DEVICE, {**told, **named})
        else:
            self._connection.execute(INSERT_DEVICE, {**self._key, **told, "first_push_at": at})
        return Held(contiguous, gaps, tally)

    def _tally(self) -> ChangeTally:
        if not self._known:
            return ChangeTally()
        return ChangeTally(self._known.held_changes, int(self._known.held_sum, 16))

    def _replace_tally(self, counts: Sequence[WithheldCount]) -> None:
        self._connection.execute(
            delete(DEVICE_TALLY).where(
                DEVICE_TALLY.c.show_id == self._key["show_id"],
                DEVICE_TALLY.c.device_id == self._key["device_id"],
            )
        )
        leads: Counter[tuple[str, str, str]] = Counter()
        for count in counts:
            leads[count.hour, count.staff, count.track.value] += count.leads
        rows = [
            {**self._key, "hour": hour, "staff": staff, "track": track, "leads": number}
            for (hour, staff, track), number in leads.items()
        ]
        if rows:
            self._connection.execute(insert(DEVICE_TALLY), rows)

    def _numbers(self, contiguous: int) -> tuple[int, list[Gap]]:
        """How far the numbers go on from ``contiguous``, and the first gaps after that."""
        gaps: list[Gap] = []
        last = contiguous
        for seq in self._connection.execute(SELECT_NUMBERS, {**self._key, "after": contiguous}).scalars():
            if seq > last + 1:
                gaps.append((last + 1, seq - 1))
            elif not gaps:
                contiguous = seq
            last = seq
        return contiguous, gaps[:MAX_GAPS]


# Made once: SQLAlchemy takes longer to make such a statement than SQLite to answer it.
SELECT_DEVICE = select(DEVICE).where(
    DEVICE.c.show_id == bindparam("show_id"), DEVICE.c.device_id == bindparam("device_id")
)
UPDATE_DEVICE = (
    update(DEVICE)
    .where(DEVICE.c.show_id == bindparam("the_show"), DEVICE.c.device_id == bindparam("the_device"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "last_push_at", "device_now", "contiguous_seq", "tally_at", "held_changes", "held_sum",
            )
        }
    )
)  # fmt: skip
INSERT_DEVICE = insert(DEVICE)
SELECT_NUMBERS = (
    select(CHANGE.c.device_seq)
    .where(
        CHANGE.c.show_id == bindparam("show_id"),
        CHANGE.c.device_id == bindparam("device_id"),
        CHANGE.c.device_seq > bindparam("after"),
    )
    .order_by(CHANGE.c.device_seq)
    .limit(_GAP_WINDOW)
)
