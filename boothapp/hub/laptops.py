"""What the hub knows of each laptop: when it pushed, how far its changes are here, what it holds back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, delete, select, update

from boothapp.domain.tally import ChangeTally
from boothapp.hub.bulk import among, insert_all
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


class Fresh(NamedTuple):
    """Changes of one device that are new in the log: their tally, the least and the greatest number."""

    tally: ChangeTally
    first: int
    last: int

    def follows(self, held: ChangeTally, contiguous: int) -> bool:
        """Whether they go on without a gap from a log that has none."""
        count = self.tally.changes
        is_whole = held.changes == contiguous and self.last - self.first + 1 == count
        return is_whole and (count == 0 or self.first == contiguous + 1)


NOTHING_FRESH = Fresh(ChangeTally(), 1, 0)

LaptopKey = tuple[str, str]
"""A show and a device."""


@dataclass(slots=True)
class _Noted:
    """A row of `device`; ``is_new`` while the table has none."""

    is_new: bool = True
    first_push_at: str = ""
    last_push_at: str = ""
    device_now: str = ""
    contiguous_seq: int = 0
    tally_at: str = ""
    tally: ChangeTally = field(default_factory=ChangeTally)

    def row(self, key: LaptopKey) -> dict[str, Any]:
        """It as the table has it."""
        return {
            "show_id": key[0],
            "device_id": key[1],
            "first_push_at": self.first_push_at,
            "last_push_at": self.last_push_at,
            "device_now": self.device_now,
            "contiguous_seq": self.contiguous_seq,
            "tally_at": self.tally_at,
            "held_changes": self.tally.changes,
            "held_sum": self.tally.hex_sum,
        }


class Laptops:
    """Laptops, noted within a transaction of the caller's: read together, and written together."""

    def __init__(self, connection: Connection, at: str) -> None:
        """``at`` is the hub's time, as a text of fixed width in UTC."""
        self._connection = connection
        self._at = at
        self._noted: dict[LaptopKey, _Noted] = {}

    def look_up(self, keys: Iterable[LaptopKey]) -> None:
        """Read what was noted of these before."""
        by_show: dict[str, list[str]] = {}
        for show_id, device_id in dict.fromkeys(keys):
            by_show.setdefault(show_id, []).append(device_id)
            self._noted[show_id, device_id] = _Noted(first_push_at=self._at)
        for show_id, ids in by_show.items():
            for row in self._rows(show_id, ids):
                self._noted[show_id, row.device_id] = _Noted(
                    is_new=False,
                    first_push_at=row.first_push_at,
                    device_now=row.device_now,
                    contiguous_seq=row.contiguous_seq,
                    tally_at=row.tally_at,
                    tally=ChangeTally(row.held_changes, int(row.held_sum, 16)),
                )

    def _rows(self, show_id: str, ids: Sequence[str]) -> Iterable[Row[Any]]:
        if len(ids) == 1:
            return self._connection.execute(SELECT_DEVICE, {"show_id": show_id, "device_id": ids[0]})
        query = select(DEVICE).where(
            DEVICE.c.show_id == show_id, among(self._connection, DEVICE.c.device_id, ids)
        )
        return self._connection.execute(query)

    def note(
        self,
        key: LaptopKey,
        device_now: str,
        fresh: Fresh,
        withheld: Sequence[WithheldCount] | None = None,
        *,
        is_brought: bool = False,
    ) -> Held:
        """Keep that one of them was heard of, what of it is new in the log, and its counts if they are newer.

        ``device_now`` is the laptop's time, as a text of fixed width in UTC; it is empty for changes that
        somebody else brought, and with ``is_brought`` it is the time of the counts alone. Its clock is known
        only as long as nobody else brought the last of it.
        """
        noted = self._noted[key]
        gaps: list[Gap] = []
        if fresh.follows(noted.tally, noted.contiguous_seq):
            noted.contiguous_seq += fresh.tally.changes
        else:
            noted.contiguous_seq, gaps = _numbers(self._connection, key, noted.contiguous_seq)
        noted.tally = noted.tally.plus(fresh.tally)
        noted.last_push_at = self._at
        noted.device_now = "" if is_brought else device_now
        if withheld is not None and device_now > noted.tally_at:
            noted.tally_at = device_now
            _replace_tally(self._connection, key, withheld)
        return Held(noted.contiguous_seq, gaps, noted.tally)

    def new_shows(self) -> set[str]:
        """The shows of those that were never heard of before."""
        return {show_id for (show_id, _), noted in self._noted.items() if noted.is_new}

    def write(self) -> None:
        """Write all that was noted."""
        rows = [(noted.is_new, noted.row(key)) for key, noted in sorted(self._noted.items())]
        insert_all(self._connection, DEVICE, [row for is_new, row in rows if is_new])
        if known := [_renamed(row) for is_new, row in rows if not is_new]:
            self._connection.execute(UPDATE_DEVICE, known)


def _renamed(row: dict[str, Any]) -> dict[str, Any]:
    """The row as the parameters of UPDATE_DEVICE."""
    told = {name: row[name] for name in _UPDATED}
    return {**told, "the_show": row["show_id"], "the_device": row["device_id"]}


def held_of(connection: Connection, show_id: str, device_id: str) -> Held:
    """What the log holds of a device."""
    key = {"show_id": show_id, "device_id": device_id}
    row = connection.execute(SELECT_DEVICE, key).one_or_none()
    contiguous, gaps = _numbers(connection, (show_id, device_id), row.contiguous_seq if row else 0)
    tally = ChangeTally(row.held_changes, int(row.held_sum, 16)) if row else ChangeTally()
    return Held(contiguous, gaps, tally)


def _replace_tally(connection: Connection, key: LaptopKey, counts: Sequence[WithheldCount]) -> None:
    show_id, device_id = key
    connection.execute(DELETE_TALLY, {"the_show": show_id, "the_device": device_id})
    leads: Counter[tuple[str, str, str]] = Counter()
    for count in counts:
        leads[count.hour, count.staff, count.track.value] += count.leads
    told = {"show_id": show_id, "device_id": device_id}
    rows = [
        {**told, "hour": hour, "staff": staff, "track": track, "leads": number}
        for (hour, staff, track), number in leads.items()
    ]
    insert_all(connection, DEVICE_TALLY, rows)


def _numbers(connection: Connection, key: LaptopKey, contiguous: int) -> tuple[int, list[Gap]]:
    """How far the numbers go on from ``contiguous``, and the first gaps after that."""
    gaps: list[Gap] = []
    last = contiguous
    asked = {"show_id": key[0], "device_id": key[1], "after": contiguous}
    for seq in connection.execute(SELECT_NUMBERS, asked).scalars():
        if seq > last + 1:
            gaps.append((last + 1, seq - 1))
        elif not gaps:
            contiguous = seq
        last = seq
    return contiguous, gaps[:MAX_GAPS]


_UPDATED = ("last_push_at", "device_now", "contiguous_seq", "tally_at", "held_changes", "held_sum")

# Made once: SQLAlchemy takes longer to make such a statement than SQLite to answer it.
SELECT_DEVICE = select(DEVICE).where(
    DEVICE.c.show_id == bindparam("show_id"), DEVICE.c.device_id == bindparam("device_id")
)
UPDATE_DEVICE = (
    update(DEVICE)
    .where(DEVICE.c.show_id == bindparam("the_show"), DEVICE.c.device_id == bindparam("the_device"))
    .values({name: bindparam(name) for name in _UPDATED})
)
DELETE_TALLY = delete(DEVICE_TALLY).where(
    DEVICE_TALLY.c.show_id == bindparam("the_show"), DEVICE_TALLY.c.device_id == bindparam("the_device")
)
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
