"""The feed: what the hub holds of a show, in an order that laptops can read on from.

A number is given in the transaction that makes its item visible, from the show's row in `feed_head`. That row
stays locked until the commit, so no reader ever passes a number that is still to come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, and_, delete, insert, select, update

from boothapp.domain.tally import ChangeTally, tally_of
from boothapp.errors import HubEpochError, HubRefusedError
from boothapp.hub.bulk import POSTGRESQL, among, insert_all
from boothapp.hub.schema import CHANGE, DEFINITION, DISPOSITION, FEED, FEED_DEVICE, FEED_HEAD, SHOW, STAFF
from boothapp.hub.unconfirmed import drop_news, unconfirmed
from boothapp.wire.messages import (
    MAX_BATCH_BYTES,
    MAX_PAGE_ITEMS,
    DispositionDocument,
    FeedItem,
    FeedKind,
    PullRequest,
    StaffDocument,
    Tally,
    TextDocument,
    UnconfirmedDocument,
    encode,
)


class FeedChange(NamedTuple):
    """A change that was folded, and who made it."""

    change_id: str
    device_id: str


class Feed:
    """The feed of one show, written within a transaction of the caller's."""

    def __init__(self, connection: Connection, show_id: str) -> None:
        self._connection = connection
        self._show_id = show_id

    def claim(self) -> bool:
        """Take the show's head for this transaction; false while another worker has it.

        Only PostgreSQL has several writers at a time.
        """
        self._make_head()
        if self._connection.dialect.name != POSTGRESQL:
            return True
        query = select(FEED_HEAD.c.seq).where(FEED_HEAD.c.show_id == self._show_id)
        return self._connection.execute(query.with_for_update(skip_locked=True)).first() is not None

    def head(self) -> int:
        """The number of the last item; 0 while there is none."""
        query = select(FEED_HEAD.c.seq).where(FEED_HEAD.c.show_id == self._show_id)
        return self._connection.execute(query).scalar() or 0

    def add_changes(self, changes: Sequence[FeedChange]) -> None:
        """Number changes that were folded just now, and count them."""
        first = self._take_numbers(len(changes), tally_of(change.change_id for change in changes))
        insert_all(
            self._connection,
            FEED,
            [
                {
                    "show_id": self._show_id,
                    "seq": first + at,
                    "kind": FeedKind.CHANGE.value,
                    "item_id": change.change_id,
                    "device_id": change.device_id,
                }
                for at, change in enumerate(changes)
            ],
        )
        by_device: dict[str, list[str]] = {}
        for change in changes:
            by_device.setdefault(change.device_id, []).append(change.change_id)
        for device_id, ids in by_device.items():
            self._count(device_id, tally_of(ids))

    def put(self, kind: FeedKind, item_id: str) -> None:
        """Say something of the hub's own: the item stands at a new number, and nowhere else."""
        self.remove(kind, [item_id])
        first = self._take_numbers(1, ChangeTally())
        self._connection.execute(
            insert(FEED).values(
                show_id=self._show_id, seq=first, kind=kind.value, item_id=item_id, device_id=""
            )
        )

    def say_who_has_not_confirmed(self) -> None:
        """Let every laptop look anew who has still to confirm an erasure."""
        self.put(FeedKind.UNCONFIRMED, self._show_id)
        drop_news(self._connection, self._show_id)

    def withdraw(self, changes: Iterable[FeedChange]) -> None:
        """Take changes that were folded out of the feed and its counts, as if they had never been."""
        by_device: dict[str, list[str]] = {}
        for change in changes:
            by_device.setdefault(change.device_id, []).append(change.change_id)
        every = [change_id for ids in by_device.values() for change_id in ids]
        self._take_numbers(0, ChangeTally().minus(tally_of(every)))
        for device_id, ids in by_device.items():
            self._count(device_id, ChangeTally().minus(tally_of(ids)))
        self.remove(FeedKind.CHANGE, every)

    def remove(self, kind: FeedKind, item_ids: Sequence[str]) -> None:
        """Say no more of these."""
        self._connection.execute(
            delete(FEED).where(
                FEED.c.show_id == self._show_id,
                FEED.c.kind == kind.value,
                among(self._connection, FEED.c.item_id, item_ids),
            )
        )

    def withdraw_all(self) -> None:
        """Take all changes out of the feed and its counts; the numbers go on."""
        self._connection.execute(
            delete(FEED).where(FEED.c.show_id == self._show_id, FEED.c.kind == FeedKind.CHANGE.value)
        )
        self._connection.execute(delete(FEED_DEVICE).where(FEED_DEVICE.c.show_id == self._show_id))
        self._connection.execute(
            update(FEED_HEAD)
            .where(FEED_HEAD.c.show_id == self._show_id)
            .values(seq=FEED_HEAD.c.seq + 1, changes=0, sum=ChangeTally().hex_sum)
        )

    def _make_head(self) -> None:
        head = select(FEED_HEAD.c.seq).where(FEED_HEAD.c.show_id == self._show_id)
        if self._connection.execute(head).first() is None:
            empty = ChangeTally()
            row = {"show_id": self._show_id, "seq": 0, "changes": 0, "sum": empty.hex_sum}
            self._connection.execute(insert(FEED_HEAD), row)

    def _take_numbers(self, count: int, fresh: ChangeTally) -> int:
        """Take so many numbers and add to the tally of all; gives the first of them."""
        self._make_head()
        is_this = FEED_HEAD.c.show_id == self._show_id
        # The update that changes nothing takes the row's lock, on every database alike.
        self._connection.execute(update(FEED_HEAD).where(is_this).values(seq=FEED_HEAD.c.seq))
        row = self._connection.execute(select(FEED_HEAD).where(is_this)).one()
        tally = ChangeTally(row.changes, int(row.sum, 16)).plus(fresh)
        self._connection.execute(
            update(FEED_HEAD)
            .where(is_this)
            .values(seq=row.seq + count, changes=tally.changes, sum=tally.hex_sum)
        )
        return int(row.seq) + 1

    def _count(self, device_id: str, fresh: ChangeTally) -> None:
        is_this = and_(FEED_DEVICE.c.show_id == self._show_id, FEED_DEVICE.c.device_id == device_id)
        row = self._connection.execute(select(FEED_DEVICE).where(is_this)).first()
        if row is None:
            made = {"changes": fresh.changes, "sum": fresh.hex_sum}
            self._connection.execute(
                insert(FEED_DEVICE), {"show_id": self._show_id, "device_id": device_id, **made}
            )
            return
        tally = ChangeTally(row.changes, int(row.sum, 16)).plus(fresh)
        self._connection.execute(
            update(FEED_DEVICE).where(is_this).values(changes=tally.changes, sum=tally.hex_sum)
        )


class Page(NamedTuple):
    """What `read_page` found."""

    seq: int
    items: list[FeedItem]
    more: bool
    others: Tally | None


def cursor_of(epoch: int, seq: int) -> str:
    """The cursor behind an item of the feed."""
    return f"{epoch}.{seq}"


def seq_of(cursor: str, epoch: int) -> int:
    """The number that a cursor stands behind; raises HubEpochError when it is of another epoch."""
    if not cursor:
        return 0
    of_epoch, _, seq = cursor.partition(".")
    is_one = of_epoch.isdecimal() and seq.isdecimal() and len(cursor) <= _LONGEST_CURSOR
    if not is_one or int(seq) > _GREATEST_SEQ:
        raise HubRefusedError(f"{cursor[:_LONGEST_CURSOR]!r} is no cursor of this hub.")
    if int(of_epoch) != epoch:
        raise HubEpochError(f"The hub is in epoch {epoch}, and the cursor is of epoch {of_epoch}.")
    return int(seq)


_LONGEST_CURSOR = 40
_GREATEST_SEQ = 2**63 - 1
"""No database counts further."""


Told = dict[str, tuple[int, bytes]]
"""Of a show, the number of its UNCONFIRMED item, and what that said when it was first read.

All laptops read it within seconds, and to look it up takes long; what is new since has a number of its own.
"""


def read_page(connection: Connection, request: PullRequest, after: int, told: Told) -> Page:
    """The items behind a number, as many as one page holds, within one view of the store.

    ``told`` is kept by the caller, for this store alone.
    """
    limit = max(1, min(request.limit, MAX_PAGE_ITEMS))
    query = select(FEED).where(FEED.c.show_id == request.show_id, FEED.c.seq > after)
    if not request.with_own:
        query = query.where(FEED.c.device_id != request.device_id)
    rows = connection.execute(query.order_by(FEED.c.seq).limit(limit + 1)).all()
    more = len(rows) > limit
    bodies = _bodies(connection, request.show_id, [(row.kind, row.item_id) for row in rows[:limit]])
    items: list[FeedItem] = []
    size, seq = 0, after
    for row in rows[:limit]:
        if row.kind == FeedKind.UNCONFIRMED.value:
            body = _unconfirmed(connection, request.show_id, row.seq, told)
        else:
            body = bodies.get((row.kind, row.item_id), b"null")
        size += len(body)
        if items and size > MAX_BATCH_BYTES:
            more = True
            break
        items.append(FeedItem(kind=row.kind, item_id=row.item_id, body=msgspec.Raw(body)))
        seq = row.seq
    if more:
        return Page(seq, items, more=True, others=None)
    head = connection.execute(select(FEED_HEAD).where(FEED_HEAD.c.show_id == request.show_id)).first()
    if head is None:
        return Page(seq, items, more=False, others=Tally())
    own = connection.execute(
        select(FEED_DEVICE).where(
            FEED_DEVICE.c.show_id == request.show_id, FEED_DEVICE.c.device_id == request.device_id
        )
    ).first()
    tally = ChangeTally(head.changes, int(head.sum, 16))
    if own is not None:
        tally = tally.minus(ChangeTally(own.changes, int(own.sum, 16)))
    return Page(max(seq, head.seq), items, more=False, others=Tally(changes=tally.changes, sum=tally.hex_sum))


def _bodies(
    connection: Connection, show_id: str, wanted: Sequence[tuple[str, str]]
) -> Mapping[tuple[str, str], bytes]:
    """What each item says, as JSON; an item that says no more than its id is left out."""
    by_kind: dict[str, list[str]] = {}
    for kind, item_id in wanted:
        by_kind.setdefault(kind, []).append(item_id)
    bodies: dict[tuple[str, str], bytes] = {}
    for kind, ids in by_kind.items():
        read = _READERS.get(kind)
        if read is not None:
            bodies.update(((kind, item_id), body) for item_id, body in read(connection, show_id, ids))
    return bodies


_Found = Iterable[tuple[str, bytes]]


def _changes(connection: Connection, show_id: str, ids: Sequence[str]) -> _Found:
    query = select(CHANGE.c.change_id, CHANGE.c.body).where(
        CHANGE.c.show_id == show_id, among(connection, CHANGE.c.change_id, ids)
    )
    return [(row.change_id, row.body.encode()) for row in connection.execute(query) if row.body]


def _shows(connection: Connection, show_id: str, ids: Sequence[str]) -> _Found:
    query = select(SHOW.c.source).where(SHOW.c.show_id == show_id)
    sources = connection.execute(query).scalars()
    return [(ids[0], encode(TextDocument(source=source))) for source in sources]


def _definitions(connection: Connection, show_id: str, ids: Sequence[str]) -> _Found:
    query = select(DEFINITION.c.definition_id, DEFINITION.c.version, DEFINITION.c.source)
    rows = connection.execute(query.where(DEFINITION.c.show_id == show_id))
    named = ((definition_item(row.definition_id, row.version), row.source) for row in rows)
    return [(name, encode(TextDocument(source=source))) for name, source in named if name in ids]


def _staff(connection: Connection, show_id: str, ids: Sequence[str]) -> _Found:
    query = select(STAFF).where(STAFF.c.show_id == show_id, among(connection, STAFF.c.email, ids))
    return [
        (row.email, encode(StaffDocument(email=row.email, name=row.name, is_active=bool(row.is_active))))
        for row in connection.execute(query)
    ]


def _dispositions(connection: Connection, show_id: str, ids: Sequence[str]) -> _Found:
    query = select(DISPOSITION).where(
        DISPOSITION.c.show_id == show_id, among(connection, DISPOSITION.c.lead_id, ids)
    )
    return [
        (
            row.lead_id,
            encode(
                DispositionDocument(
                    lead_id=row.lead_id,
                    status=row.status,
                    reason=row.reason,
                    outcome=row.outcome,
                    note=row.note,
                    at=row.at,
                    by=row.by,
                )
            ),
        )
        for row in connection.execute(query)
    ]


def _unconfirmed(connection: Connection, show_id: str, seq: int, told: Told) -> bytes:
    number, body = told.get(show_id, (0, b""))
    if number != seq:
        body = encode(UnconfirmedDocument(laptops=unconfirmed(connection, show_id)))
        told[show_id] = (seq, body)
    return body


_READERS = {
    FeedKind.CHANGE.value: _changes,
    FeedKind.SHOW.value: _shows,
    FeedKind.DEFINITION.value: _definitions,
    FeedKind.STAFF.value: _staff,
    FeedKind.DISPOSITION.value: _dispositions,
}


def definition_item(definition_id: str, version: int) -> str:
    """How the feed names a version of a definition."""
    return f"{definition_id} {version}"
