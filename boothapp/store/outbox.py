"""The outbox: changes on their way to the hub, what became of each, and what stays here by policy.

A lead travels if its track is among those that the show's policy syncs, or if the hub has taken a change of
it before: what was sent once must be kept true there. All other leads leave as counts only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, NamedTuple, Protocol

from boothapp.domain.definition import Track
from boothapp.domain.ids import ChangeId, LeadId
from boothapp.domain.scoreboard import TrackCount
from boothapp.store import derived_rows
from boothapp.store.database import Database
from boothapp.store.derived import TRACK_NO, TRACKS
from boothapp.store.leads import track_counts

SHIPPED_POLICY = (Track.SALES_READY, Track.NURTURE)
"""What syncs unless the show's definition says otherwise."""

TAKEN = frozenset({"received", "duplicate", "erased"})
REFUSED = frozenset({"rejected", "id_reuse"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """One change to send: its JSON to the letter, and whose it is."""

    change_json: bytes
    change_id: ChangeId
    lead_id: LeadId
    lead_no: int
    track: Track


class Receipt(Protocol):
    """The hub's answer for one change; ``code`` is as in the hub's push reply."""

    @property
    def change_id(self) -> str:
        """Which change."""

    @property
    def code(self) -> str:
        """Received, duplicate or erased: durable there. Rejected, id_reuse: refused. Others: try again."""

    @property
    def reason(self) -> str:
        """Why it was refused; else empty."""


class OutboxSummary(NamedTuple):
    """How many changes wait, stay here by policy, are at the hub, were refused by it."""

    pending: int
    withheld: int
    acked: int
    rejected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """A lead with something that the hub has not taken; the last four are of its latest such change."""

    lead_no: int
    lead_id: LeadId
    name: str
    company: str
    track: Track
    state: Literal["pending", "withheld", "rejected"]
    changes: int
    attempts: int
    last_code: str
    reason: str


class ReceiptRow(NamedTuple):
    """A change that the hub has; ``acked_at`` is ISO 8601."""

    change_id: ChangeId
    lead_id: LeadId
    lead_no: int
    name: str
    company: str
    code: str
    acked_at: str


class Outbox:
    """The outbox, over one connection."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._db, self._now = database, now

    def meet(self, hub_id: str, epoch: int) -> None:
        """Offer everything again if this is another hub, or another epoch of it, than the last one met."""
        with self._db.write():
            known = self._db.row(SELECT_HUB)
            if known == (hub_id, epoch):
                return
            if known != NO_HUB:
                self._db.run(OFFER_AGAIN)
                self._db.run(OFFER_REFUSED_AGAIN)
                derived_rows.count_outbox(self._db)
            self._db.run(UPDATE_HUB, {"hub_id": hub_id, "epoch": epoch})

    def pending(self, limit: int, tracks: Collection[Track] = SHIPPED_POLICY) -> list[OutboxItem]:
        """The oldest changes that wait, of the leads that travel."""
        rows = self._db.rows(SELECT_PENDING, {"limit": limit, "tracks": _numbers(tracks)})
        return [
            OutboxItem(
                change_json=body, change_id=change_id, lead_id=lead_id, lead_no=lead_no, track=TRACKS[track]
            )
            for body, change_id, lead_id, lead_no, track in rows
        ]

    def settle(self, receipts: Iterable[Receipt]) -> None:
        """Keep what the hub said of each change, in one durable step; saying it twice changes nothing.

        What is durable there leaves the outbox; what is refused stays, with its reason, and is not offered
        again; after any other word the change is offered again. Ids that are not ours are passed over.
        """
        at = self._now().isoformat(timespec="seconds")
        with self._db.write():
            for receipt in receipts:
                self._settle(receipt, at)

    def _settle(self, receipt: Receipt, at: str) -> None:
        row = self._db.row(SELECT_WAITING, {"change_id": receipt.change_id})
        if row is None:
            return
        change_no, lead_no, state = row
        values = {"change_no": change_no, "lead_no": lead_no, "code": receipt.code}
        if receipt.code in TAKEN:
            first = self._db.run(INSERT_RECEIPT, {**values, "at": at}) == 1
            self._db.run(DELETE_WAITING, values)
            self._db.run(COUNT_TAKEN[state], {**values, "first": int(first)})
        elif receipt.code in REFUSED:
            self._db.run(UPDATE_WAITING, {**values, "state": "rejected", "reason": receipt.reason})
            if state == "pending":
                self._db.run(COUNT_REFUSED, values)
        else:
            self._db.run(UPDATE_WAITING, {**values, "state": state, "reason": receipt.reason})

    def offer_again(self) -> int:
        """Put every refused change back among those that wait, as after the hub was mended; their number."""
        with self._db.write():
            offered = self._db.run(OFFER_REFUSED_AGAIN)
            derived_rows.count_outbox(self._db)
        return offered

    def summary(self, tracks: Collection[Track] = SHIPPED_POLICY) -> OutboxSummary:
        """How many changes are where."""
        row = self._db.row(SUMMARISE, {"tracks": _numbers(tracks)})
        assert row is not None  # noqa: S101 - an aggregate always gives a row
        return OutboxSummary(*row)

    def rows(self, limit: int, tracks: Collection[Track] = SHIPPED_POLICY) -> list[OutboxRow]:
        """The leads with something the hub has not taken: refused ones first, then the newest."""
        rows = self._db.rows(SELECT_ROWS, {"limit": limit, "tracks": _numbers(tracks)})
        return [
            OutboxRow(
                lead_no=lead_no, lead_id=lead_id, name=name, company=company, track=TRACKS[track],
                state=state,
                changes=changes, attempts=attempts, last_code=last_code, reason=reason,
            )
            for lead_no, lead_id, name, company, track, state, changes, attempts, last_code, reason in rows
        ]  # fmt: skip

    def withheld_counts(self, tracks: Collection[Track] = SHIPPED_POLICY) -> list[TrackCount]:
        """How many leads stay here by policy, by hour, staff and track."""
        return track_counts(self._db.rows(COUNT_WITHHELD, {"tracks": _numbers(tracks)}))

    def last_receipts(self, limit: int) -> list[ReceiptRow]:
        """What the hub took last, the newest first."""
        return [ReceiptRow(*row) for row in self._db.rows(SELECT_RECEIPTS, {"limit": limit})]


NO_HUB = ("", 0)


def _numbers(tracks: Collection[Track]) -> str:
    return json.dumps(sorted(TRACK_NO[track] for track in tracks))


# Constants of this file are all that the statements are put together from.
# ruff: noqa: S608
_TRAVELS = "(acked > 0 OR track IN (SELECT value FROM json_each(:tracks)))"

SELECT_HUB = "SELECT hub_id, hub_epoch FROM device"
UPDATE_HUB = "UPDATE device SET hub_id = :hub_id, hub_epoch = :epoch"
OFFER_AGAIN = """
    INSERT INTO outbox (change_no, lead_no, state)
    SELECT change_no, change.lead_no, 'pending' FROM receipt JOIN change USING (change_no)
    WHERE change_no NOT IN (SELECT change_no FROM outbox)
"""
OFFER_REFUSED_AGAIN = "UPDATE outbox SET state = 'pending' WHERE state = 'rejected'"
SELECT_PENDING = f"""
    SELECT body, change_id, lead_id, outbox.lead_no, track
    FROM outbox JOIN lead USING (lead_no) JOIN lead_card USING (lead_no) JOIN change USING (change_no)
    WHERE state = 'pending' AND {_TRAVELS}
    ORDER BY outbox.change_no LIMIT :limit
"""
SELECT_WAITING = """
    SELECT outbox.change_no, outbox.lead_no, state FROM change JOIN outbox USING (change_no)
    WHERE change_id = :change_id
"""
INSERT_RECEIPT = """
    INSERT INTO receipt (change_no, code, acked_at) VALUES (:change_no, :code, :at) ON CONFLICT DO NOTHING
"""
DELETE_WAITING = "DELETE FROM outbox WHERE change_no = :change_no"
UPDATE_WAITING = """
    UPDATE outbox SET state = :state, attempts = attempts + 1, last_code = :code, reason = :reason
    WHERE change_no = :change_no
"""
COUNT_TAKEN = {
    "pending": "UPDATE lead SET pending = pending - 1, acked = acked + :first WHERE lead_no = :lead_no",
    "rejected": "UPDATE lead SET rejected = rejected - 1, acked = acked + :first WHERE lead_no = :lead_no",
}
COUNT_REFUSED = "UPDATE lead SET pending = pending - 1, rejected = rejected + 1 WHERE lead_no = :lead_no"
SUMMARISE = f"""
    SELECT
        (SELECT count(*) FROM outbox JOIN lead USING (lead_no) WHERE state = 'pending' AND {_TRAVELS}),
        (SELECT count(*) FROM outbox JOIN lead USING (lead_no) WHERE state = 'pending' AND NOT {_TRAVELS}),
        (SELECT count(*) FROM receipt) - (SELECT count(*) FROM receipt JOIN outbox USING (change_no)),
        (SELECT count(*) FROM outbox WHERE state = 'rejected')
"""
# Of each lead, SQLite takes the bare columns from the row of the max(): the latest, refused ones first.
SELECT_ROWS = f"""
    SELECT lead_no, lead_id, name, company, track,
           iif(rejected > 0, 'rejected', iif({_TRAVELS}, 'pending', 'withheld')),
           changes, attempts, last_code, reason
    FROM (
        SELECT lead_no, count(*) AS changes, attempts, last_code, reason,
               max((state = 'rejected') * 1000000000000 + change_no)
        FROM outbox GROUP BY lead_no
    ) JOIN lead USING (lead_no) JOIN lead_card USING (lead_no)
    ORDER BY rejected > 0 DESC, lead_no DESC LIMIT :limit
"""
COUNT_WITHHELD = f"""
    SELECT hour, text, track, leads, seconds, timed
    FROM (
        SELECT hour, staff, track, count(*) AS leads, total(seconds) AS seconds, count(seconds) AS timed
        FROM lead WHERE NOT deleted AND NOT {_TRAVELS} GROUP BY hour, staff, track
    ) JOIN term ON term_no = staff
    ORDER BY hour, text, track
"""
SELECT_RECEIPTS = """
    SELECT change_id, lead_id, lead_no, name, company, code, acked_at
    FROM receipt JOIN change USING (change_no) JOIN lead_card USING (lead_no)
    ORDER BY receipt_no DESC LIMIT :limit
"""
