"""The log of changes: what is new is appended, and each change that was sent gets its receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from boothapp.domain.change import Change, same_content
from boothapp.domain.ids import ChangeId
from boothapp.domain.tally import tally_of
from boothapp.hub import blobs
from boothapp.hub.bulk import among, insert_all, insert_tuples
from boothapp.hub.change_reading import Entry, Sent
from boothapp.hub.laptops import Fresh
from boothapp.hub.schema import CHANGE, ERASURE, QUARANTINE, UNFOLDED
from boothapp.hub.unconfirmed import is_anything_erased
from boothapp.wire.messages import Code, Receipt, decode_json

ERASED_BODY = ""
"""What the log holds in place of a change that was to be forgotten."""

ChangeKey = tuple[str, str]
"""A show and the id of a change of it."""
NumberKey = tuple[str, str, int]
"""A show, a device and the number of a change of it."""


class Appended(NamedTuple):
    """The receipts of one batch in turn, and what of it is new, by device."""

    receipts: list[Receipt]
    fresh: dict[str, Fresh]


class SentBatch(NamedTuple):
    """The changes that one device sent together.

    ``show_id`` and ``device_id`` are the sender's. A change of another show is refused, for whoever may write
    to one show may not write to all; one of another device is taken as that device's.
    """

    show_id: str
    device_id: str
    changes: Sequence[Sent]

    @property
    def is_plain(self) -> bool:
        """Whether each change is sound, and of the sender's show."""
        show_id = self.show_id
        return all(sent.change is not None and sent.change.show_id == show_id for sent in self.changes)


_Row = tuple[str, ChangeId, str, int, str, str, str, str]
"""A row of `change`, in the table's order."""


class ChangeLog:
    """Appends to the log within a transaction of the caller's."""

    def __init__(self, connection: Connection, received_at: str) -> None:
        """``received_at`` is ISO 8601 with offset."""
        self._connection = connection
        self._received_at = received_at
        self._bodies: dict[ChangeKey, str] = {}
        self._numbers: dict[NumberKey, str] = {}
        self._erased: set[tuple[str, str]] = set()
        self._late: list[Sent] = []

    def append(self, batches: Sequence[SentBatch]) -> list[Appended]:
        """Append what is new, set apart what cannot be read, and answer for each change in turn.

        Nearly always all is sound and new, and then the log's keys let it pass; only where they do not is it
        looked up what the log knows of these changes.
        """
        self._look_up_erasures(batches)
        append = self._append
        if not self._erased and all(batch.is_plain for batch in batches):
            append = self._append_as_new
        as_if_new = self._connection.begin_nested()
        try:
            answers = append(batches)
        except IntegrityError:
            as_if_new.rollback()
            self._late.clear()
            self._bodies.clear()
            self._numbers.clear()
            self._look_up(batches)
            return self._append(batches)
        as_if_new.commit()
        return answers

    def _append_as_new(self, batches: Sequence[SentBatch]) -> list[Appended]:
        """Append changes of which each is sound, of the sender's show, and taken to be new."""
        answers, rows = [], list[_Row]()
        at, received = self._received_at, Code.RECEIVED
        for batch in batches:
            some = [
                (
                    change.show_id, change.change_id, change.device_id, change.device_seq, change.entity,
                    change.entity_id, at, sent.body,
                )
                for sent in batch.changes
                if (change := sent.change)
            ]  # fmt: skip
            receipts = [Receipt(change_id=row[1], code=received) for row in some]
            answers.append(Appended(receipts, _fresh(some)))
            rows += some
        insert_tuples(self._connection, CHANGE, rows)
        insert_tuples(self._connection, UNFOLDED, [row[:2] for row in rows])
        return answers

    def _append(self, batches: Sequence[SentBatch]) -> list[Appended]:
        answers, every = [], list[_Row]()
        for batch in batches:
            rows: list[_Row] = []
            receipts = [sent.refusal or self._receipt(batch.show_id, sent, rows) for sent in batch.changes]
            answers.append(Appended(receipts, _fresh(rows)))
            every += rows
        insert_tuples(self._connection, CHANGE, every)
        insert_tuples(self._connection, UNFOLDED, [row[:2] for row in every if row[-1] != ERASED_BODY])
        for batch, answer in zip(batches, answers, strict=True):
            self._quarantine(batch, answer.receipts)
        self._erase_pictures()
        return answers

    def _erase_pictures(self) -> None:
        """What a change of an erased lead names is not taken either, though it comes only now."""
        for sent in self._late:
            change = sent.change
            assert change is not None  # noqa: S101 - else it is not of an erased lead
            lead_ids = [change.entity_id]
            blobs.erase(self._connection, change.show_id, [sent.body], lead_ids, self._received_at)
        self._late.clear()

    def _look_up_erasures(self, batches: Sequence[SentBatch]) -> None:
        """Which of the leads that the changes are of were to be forgotten."""
        for show_id, changes in _by_show(batches).items():
            if is_anything_erased(self._connection, show_id):
                ids = list({change.entity_id for change in changes})
                query = select(ERASURE.c.lead_id).where(
                    ERASURE.c.show_id == show_id, among(self._connection, ERASURE.c.lead_id, ids)
                )
                self._erased.update(
                    (show_id, lead_id) for lead_id in self._connection.execute(query).scalars()
                )

    def _look_up(self, batches: Sequence[SentBatch]) -> None:
        """What the log knows of these changes, in few statements."""
        for show_id, changes in _by_show(batches).items():
            self._look_up_ids(show_id, [change.change_id for change in changes])
            by_device: dict[str, list[int]] = {}
            for change in changes:
                by_device.setdefault(change.device_id, []).append(change.device_seq)
            for device_id, numbers in by_device.items():
                self._look_up_numbers(show_id, device_id, numbers)

    def _look_up_ids(self, show_id: str, ids: Sequence[str]) -> None:
        query = select(CHANGE.c.change_id, CHANGE.c.body).where(
            CHANGE.c.show_id == show_id, among(self._connection, CHANGE.c.change_id, ids)
        )
        self._bodies.update(((show_id, row[0]), row[1]) for row in self._connection.execute(query))

    def _look_up_numbers(self, show_id: str, device_id: str, numbers: Sequence[int]) -> None:
        query = select(CHANGE.c.device_seq, CHANGE.c.change_id).where(
            CHANGE.c.show_id == show_id,
            CHANGE.c.device_id == device_id,
            among(self._connection, CHANGE.c.device_seq, numbers),
        )
        for number, change_id in self._connection.execute(query):
            self._numbers[show_id, device_id, number] = change_id

    def _receipt(self, show_id: str, sent: Sent, rows: list[_Row]) -> Receipt:
        """The answer to a sound change; a row is added for one that is new."""
        change = sent.change
        assert change is not None  # noqa: S101 - else there is a refusal
        if change.show_id != show_id:
            reason = f"show_id: is of another show than {show_id}"
            return Receipt(change_id=change.change_id, code=Code.REJECTED, reason=reason)
        known = self._bodies.get((change.show_id, change.change_id))
        if known is not None:
            return _receipt_of_known(sent, known)
        number = (change.show_id, change.device_id, change.device_seq)
        if number in self._numbers:
            reason = "another change bears this number: the profile was copied"
            return Receipt(change_id=change.change_id, code=Code.FORKED, reason=reason)
        is_erased = (change.show_id, change.entity_id) in self._erased
        if is_erased:
            self._late.append(sent)
        body = ERASED_BODY if is_erased else sent.body
        self._bodies[change.show_id, change.change_id] = body
        self._numbers[number] = change.change_id
        rows.append((
            change.show_id, change.change_id, change.device_id, change.device_seq, change.entity,
            "" if is_erased else change.entity_id, self._received_at, body,
        ))  # fmt: skip
        return Receipt(change_id=change.change_id, code=Code.ERASED if is_erased else Code.RECEIVED)

    def _quarantine(self, batch: SentBatch, receipts: Sequence[Receipt]) -> None:
        """Keep a copy of what was not taken, once however often it is sent."""
        rows: dict[str, dict[str, Any]] = {}
        for sent, receipt in zip(batch.changes, receipts, strict=True):
            if receipt.code not in (Code.REJECTED, Code.ID_REUSE):
                continue
            digest = hashlib.sha256(sent.body.encode()).hexdigest()
            rows[digest] = {
                "show_id": batch.show_id,
                "sha256": digest,
                "device_id": batch.device_id,
                "change_id": receipt.change_id,
                "received_at": self._received_at,
                "code": receipt.code,
                "reason": receipt.reason,
                "body": sent.body.replace("\0", "\ufffd"),
            }
        if not rows:
            return
        query = select(QUARANTINE.c.sha256).where(
            QUARANTINE.c.show_id == batch.show_id, among(self._connection, QUARANTINE.c.sha256, list(rows))
        )
        for kept in self._connection.execute(query).scalars().all():
            del rows[kept]
        insert_all(self._connection, QUARANTINE, list(rows.values()))


def _by_show(batches: Sequence[SentBatch]) -> dict[str, list[Entry]]:
    """The sound changes of each show."""
    by_show: dict[str, list[Entry]] = {}
    for batch in batches:
        by_show.setdefault(batch.show_id, []).extend(sent.change for sent in batch.changes if sent.change)
    return by_show


def _receipt_of_known(sent: Sent, known: str) -> Receipt:
    """What the text that the log holds under the same id makes of a change."""
    change = sent.change
    assert change is not None  # noqa: S101 - as above
    if known == ERASED_BODY:
        return Receipt(change_id=change.change_id, code=Code.ERASED)
    if known == sent.body or same_content(_change(known), _change(sent.body)):
        return Receipt(change_id=change.change_id, code=Code.DUPLICATE)
    reason = "the hub holds other content under this id"
    return Receipt(change_id=change.change_id, code=Code.ID_REUSE, reason=reason)


def _change(body: str) -> Change:
    return Change.from_json_ready(decode_json(body))


def _fresh(rows: Sequence[_Row]) -> dict[str, Fresh]:
    """What of each device is new."""
    by_device: dict[str, list[_Row]] = {}
    for row in rows:
        by_device.setdefault(row[2], []).append(row)
    return {
        device_id: Fresh(
            tally_of([row[1] for row in some]), min(row[3] for row in some), max(row[3] for row in some)
        )
        for device_id, some in by_device.items()
    }
