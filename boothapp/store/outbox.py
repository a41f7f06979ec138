"""The outbox: changes on their way to the hub, what became of each, and what stays here by policy.

A lead travels if its track is among those that the show's policy syncs, or if the hub has taken a change of
it before: what was sent once must be kept true there. All other leads leave as counts only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, NamedTuple, Protocol

import msgspec

from boothapp.domain.definition import Track
from boothapp.domain.ids import ChangeId, DeviceId, LeadId
from boothapp.domain.scoreboard import TrackCount
from boothapp.domain.tally import ChangeTally, tally_of
from boothapp.store import derived_rows, forgetting, hub_memory
from boothapp.store.database import Database
from boothapp.store.derived import TRACKS, track_numbers
from boothapp.store.hub_memory import HubMemory
from boothapp.store.leads import track_counts
from boothapp.store.pictures import OFFER_PICTURES
from boothapp.store.rebuilding import Definitions

_ENCODE, _DECODE = msgspec.json.Encoder().encode, msgspec.json.Decoder().decode

SHIPPED_POLICY = (Track.SALES_READY, Track.NURTURE)
"""What syncs unless the show's definition says otherwise."""

_STEP = 50
"""How many receipts one transaction keeps: for as long as it lasts, a save waits."""

ERASED = "erased"
TAKEN = frozenset({"received", "duplicate", ERASED})
REFUSED = frozenset({"rejected", "id_reuse"})
NOTHING = ChangeTally()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """One change to send: its JSON to the letter, and whose it is."""

    change_json: bytes
    change_id: ChangeId
    change_no: int
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
    """How many changes wait, stay here by policy, are at the hub, were refused by it.

    The last three count leads: that the hub does not have in full, of these those with something refused,
    and those that stay here by policy.
    """

    pending: int
    withheld: int
    acked: int
    rejected: int
    unsynced_leads: int = 0
    refused_leads: int = 0
    withheld_leads: int = 0


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


class _Waiting(NamedTuple):
    """A change in the outbox that the hub has answered for."""

    change_no: int
    change_id: str
    lead_no: int
    lead_id: str
    state: str
    device_id: str
    is_first: int


class Outbox:
    """The outbox, over one connection; ``definitions`` is what leads are judged by when that must be anew."""

    def __init__(
        self,
        database: Database,
        definitions: Definitions,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._db, self._definitions, self._now = database, definitions, now

    def meet(self, hub_id: str, epoch: int) -> None:
        """Start over if this is another hub, or another epoch of it, than the last one met.

        Then all that came from the hub is forgotten, and everything made here is offered again.
        """
        with self._db.write():
            memory = hub_memory.recall(self._db)
            if (memory.hub_id, memory.epoch) == (hub_id, epoch):
                return
            gone = memory.gone if memory.hub_id == hub_id else NOTHING
            fresh = HubMemory(
                memory.device_id, hub_id, epoch, "", memory.has_hub, held=gone, gone=gone, others=NOTHING
            )
            hub_memory.remember(self._db, fresh)
            if memory.has_hub:
                self._offer_everything()
                forgetting.drop_pulled(self._db, self._definitions)
                self._db.run(TELL_AGAIN)

    def read_again(self) -> None:
        """Offer everything again and read the feed from its beginning, own changes too: the sums differed."""
        with self._db.write():
            memory = hub_memory.recall(self._db)
            others = hub_memory.counted_others(self._db)
            hub_memory.remember(
                self._db, memory._replace(cursor="", with_own=True, held=memory.gone, others=others)
            )
            self._offer_everything()
            derived_rows.count_outbox(self._db)

    def _offer_everything(self) -> None:
        self._db.run(OFFER_AGAIN)
        self._db.run(OFFER_REFUSED_AGAIN)
        self._db.run(OFFER_PICTURES)

    def offer_refused_again(self) -> None:
        """Offer once more what the hub refused: the reason may be mended there."""
        with self._db.write():
            self._db.run(OFFER_REFUSED_AGAIN)
            derived_rows.count_outbox(self._db)

    def memory(self) -> HubMemory:
        """What is remembered of the hub."""
        return hub_memory.recall(self._db)

    def believe(self, *, held: ChangeTally | None = None, others: ChangeTally | None = None) -> None:
        """Take these sums for the laptop's own, so that only a new difference shows."""
        with self._db.write():
            memory = hub_memory.recall(self._db)
            hub_memory.remember(
                self._db, memory._replace(held=held or memory.held, others=others or memory.others)
            )

    def let_go_of_erased(self, held: ChangeTally) -> bool:
        """Counts no more the erased changes that a hub holding so much cannot have; tells if that is all."""
        with self._db.write():
            memory = hub_memory.recall(self._db)
            left = held.minus(hub_memory.counted_held(self._db).minus(memory.gone))
            is_less = 0 <= left.changes < memory.gone.changes and (left.changes > 0 or left.sum == 0)
            if is_less:
                hub_memory.remember(self._db, memory._replace(held=held, gone=left))
            return is_less

    def fork(self, device_id: DeviceId) -> None:
        """Go on under another device id, since another laptop uses this one; what waits is numbered from 1.

        Nothing else of a change is altered. The feed is read again from its beginning: it left out what the
        other laptop made under the old id. What was forgotten here is told anew: the hub heard it of the
        other.
        """
        with self._db.write():
            self._db.run(TELL_AGAIN)
            waiting = self._db.rows(SELECT_ALL_WAITING)
            self._db.run_many(
                RENUMBER,
                [
                    (seq, _renumbered(body, device_id, seq), change_no)
                    for seq, (change_no, body) in enumerate(waiting, 1)
                ],
            )
            hub_memory.rename(self._db, device_id, len(waiting) + 1)

    def pending(
        self, limit: int, tracks: Collection[Track] = SHIPPED_POLICY, after: int = 0
    ) -> list[OutboxItem]:
        """The oldest changes that wait, of the leads that travel, with numbers greater than ``after``."""
        values = {"limit": limit, "tracks": track_numbers(tracks), "after": after}
        return [
            OutboxItem(
                change_json=body, change_id=change_id, change_no=change_no, lead_id=lead_id, lead_no=lead_no,
                track=TRACKS[track],
            )
            for body, change_id, change_no, lead_id, lead_no, track in self._db.rows(SELECT_PENDING, values)
        ]  # fmt: skip

    def settle(self, receipts: Iterable[Receipt]) -> None:
        """Keep what the hub said of each change, in durable steps; saying it twice changes nothing.

        What is durable there leaves the outbox; what is refused stays, with its reason, and is not offered
        again; after any other word the change is offered again. Ids that are not ours are passed over. A
        lead that the hub calls erased is erased here as well.
        """
        at, told = self._now().isoformat(timespec="seconds"), list(receipts)
        every = [receipt for receipt in told if receipt.code != ERASED]
        for start in range(0, len(every), _STEP):
            self._settle(every[start : start + _STEP], at)
        # Together: with the first word of a lead all its changes go, and those not counted by then never are.
        self._settle([receipt for receipt in told if receipt.code == ERASED], at)

    def _settle(self, receipts: Sequence[Receipt], at: str) -> None:
        if not receipts:
            return
        told = {receipt.change_id: receipt for receipt in receipts}
        with self._db.write(gives_way=True):
            rows = self._db.rows(SELECT_WAITING, {"change_ids": json.dumps(list(told))})
            waiting = [_Waiting(*row) for row in rows]
            taken = [one for one in waiting if told[one.change_id].code in TAKEN]
            self._take(taken, told, at)
            self._keep([one for one in waiting if told[one.change_id].code not in TAKEN], told)
            erased = {one.lead_id for one in taken if told[one.change_id].code == ERASED}
            forgetting.erase(self._db, erased)

    def _take(self, taken: Sequence[_Waiting], told: Mapping[str, Receipt], at: str) -> None:
        """Strike off what is durable at the hub."""
        self._db.run_many(INSERT_RECEIPT, [(one.change_no, told[one.change_id].code, at) for one in taken])
        self._db.run_many(DELETE_WAITING, [(one.change_no,) for one in taken])
        self._db.run_many(
            COUNT_TAKEN,
            [(one.state == "pending", one.state == "rejected", one.is_first, one.lead_no) for one in taken],
        )
        memory = hub_memory.recall(self._db)
        own = tally_of(one.change_id for one in taken if one.device_id == memory.device_id)
        if own.changes:
            hub_memory.remember(self._db, memory._replace(held=memory.held.plus(own)))

    def _keep(self, kept: Sequence[_Waiting], told: Mapping[str, Receipt]) -> None:
        """Note why the hub has not taken these."""
        rows = []
        for one in kept:
            receipt = told[one.change_id]
            state = "rejected" if receipt.code in REFUSED else one.state
            rows.append((state, receipt.code, receipt.reason, one.change_no))
        self._db.run_many(UPDATE_WAITING, rows)
        newly = [one for one in kept if told[one.change_id].code in REFUSED and one.state == "pending"]
        self._db.run_many(COUNT_REFUSED, [(one.lead_no,) for one in newly])

    def offer_again(self) -> int:
        """Put every refused change back among those that wait, as after the hub was mended; their number."""
        with self._db.write():
            offered = self._db.run(OFFER_REFUSED_AGAIN)
            derived_rows.count_outbox(self._db)
        return offered

    def summary(self, tracks: Collection[Track] = SHIPPED_POLICY) -> OutboxSummary:
        """How many changes are where."""
        row = self._db.row(SUMMARISE, {"tracks": track_numbers(tracks)})
        assert row is not None  # noqa: S101 - an aggregate always gives a row
        return OutboxSummary(*row)

    def rows(self, limit: int, tracks: Collection[Track] = SHIPPED_POLICY) -> list[OutboxRow]:
        """The leads with something the hub has not taken: refused ones first, then the newest."""
        rows = self._db.rows(SELECT_ROWS, {"limit": limit, "tracks": track_numbers(tracks)})
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
        return track_counts(self._db.rows(COUNT_WITHHELD, {"tracks": track_numbers(tracks)}))

    def last_receipts(self, limit: int) -> list[ReceiptRow]:
        """What the hub took last, the newest first."""
        return [ReceiptRow(*row) for row in self._db.rows(SELECT_RECEIPTS, {"limit": limit})]


def _renumbered(body: bytes, device_id: DeviceId, device_seq: int) -> bytes:
    """The change with another device and number, and all else as it was."""
    return _ENCODE({**_DECODE(body), "device_id": device_id, "device_seq": device_seq})


# Constants of this file are all that the statements are put together from.
# ruff: noqa: S608
_TRAVELS = "(acked > 0 OR track IN (SELECT value FROM json_each(:tracks)))"

OFFER_AGAIN = """
    INSERT INTO outbox (change_no, lead_no, state)
    SELECT change_no, change.lead_no, 'pending' FROM receipt JOIN change USING (change_no)
    WHERE change_no NOT IN (SELECT change_no FROM outbox)
"""
OFFER_REFUSED_AGAIN = "UPDATE outbox SET state = 'pending' WHERE state = 'rejected'"
SELECT_PENDING = f"""
    SELECT body, change_id, outbox.change_no, lead_id, outbox.lead_no, track
    FROM outbox CROSS JOIN lead USING (lead_no) JOIN lead_card USING (lead_no) JOIN change USING (change_no)
    WHERE outbox.change_no > :after AND state = 'pending' AND {_TRAVELS}
    ORDER BY outbox.change_no LIMIT :limit
"""
SELECT_WAITING = """
    SELECT change.change_no, change_id, change.lead_no, lead_id, state, CAST(body AS TEXT) ->> 'device_id',
           NOT EXISTS (SELECT 1 FROM receipt WHERE receipt.change_no = change.change_no)
    FROM json_each(:change_ids) AS told
    CROSS JOIN change ON change_id = told.value
    JOIN outbox USING (change_no) JOIN lead_card ON lead_card.lead_no = change.lead_no
"""
INSERT_RECEIPT = "INSERT INTO receipt (change_no, code, acked_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
DELETE_WAITING = "DELETE FROM outbox WHERE change_no = ?"
UPDATE_WAITING = """
    UPDATE outbox SET state = ?, attempts = attempts + 1, last_code = ?, reason = ? WHERE change_no = ?
"""
COUNT_TAKEN = (
    "UPDATE lead SET pending = pending - ?, rejected = rejected - ?, acked = acked + ? WHERE lead_no = ?"
)
COUNT_REFUSED = "UPDATE lead SET pending = pending - 1, rejected = rejected + 1 WHERE lead_no = ?"
TELL_AGAIN = "UPDATE erased SET stage = 'purged' WHERE stage = 'told'"
SELECT_ALL_WAITING = "SELECT change_no, body FROM outbox JOIN change USING (change_no) ORDER BY change_no"
RENUMBER = "UPDATE change SET device_seq = ?, body = ? WHERE change_no = ?"
SUMMARISE = f"""
    SELECT
        (SELECT count(*) FROM outbox JOIN lead USING (lead_no) WHERE state = 'pending' AND {_TRAVELS}),
        (SELECT count(*) FROM outbox JOIN lead USING (lead_no) WHERE state = 'pending' AND NOT {_TRAVELS}),
        (SELECT count(*) FROM receipt) - (SELECT count(*) FROM receipt JOIN outbox USING (change_no)),
        (SELECT count(*) FROM outbox WHERE state = 'rejected'),
        (SELECT count(*) FROM lead WHERE rejected > 0 OR (pending > 0 AND {_TRAVELS})),
        (SELECT count(*) FROM lead WHERE rejected > 0),
        (SELECT count(*) FROM lead WHERE NOT deleted AND NOT {_TRAVELS})
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
