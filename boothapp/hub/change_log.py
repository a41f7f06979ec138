"""The log of changes: what is new is appended, and each change that was sent gets its receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from boothapp.domain.change import Change, same_content
from boothapp.domain.tally import ChangeTally, tally_of
from boothapp.hub.bulk import among, insert_all
from boothapp.hub.change_reading import Sent, SentChange
from boothapp.hub.schema import CHANGE, ERASURE, QUARANTINE, UNFOLDED
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
    fresh: dict[str, ChangeTally]


class ChangeLog:
    """Appends to the log within a transaction of the caller's; of one transaction use the same one."""

    def __init__(self, connection: Connection, received_at: str) -> None:
        """``received_at`` is ISO 8601 with offset."""
        self._connection = connection
        self._received_at = received_at
        self._bodies: dict[ChangeKey, str] = {}
        self._numbers: dict[NumberKey, str] = {}
        self._erased: set[tuple[str, str]] = set()

    def look_up(self, sent: Iterable[Sent]) -> None:
        """Read what the log knows of these changes, of any number of batches, in few statements."""
        changes = [one.change for one in sent if one.change]
        by_show: dict[str, list[SentChange]] = {}
        for change in changes:
            by_show.setdefault(change.show_id, []).append(change)
        for show_id, some in by_show.items():
            self._look_up_ids(show_id, [change.change_id for change in some])
            self._look_up_erasures(show_id, list({change.entity_id for change in some}))
            by_device: dict[str, list[int]] = {}
            for change in some:
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

    def _look_up_erasures(self, show_id: str, entity_ids: Sequence[str]) -> None:
        query = select(ERASURE.c.lead_id).where(
            ERASURE.c.show_id == show_id, among(self._connection, ERASURE.c.lead_id, entity_ids)
        )
        self._erased.update((show_id, lead_id) for lead_id in self._connection.execute(query).scalars())

    def append(self, show_id: str, device_id: str, batch: Sequence[Sent]) -> Appended:
        """Append what is new, set apart what cannot be read, and answer for each change in turn.

        ``show_id`` and ``device_id`` are the sender's. A change of another show is refused, for whoever may
        write to one show may not write to all; one of another device is taken as that device's. The batch
        was among what was looked up.
        """
        rows: list[dict[str, Any]] = []
        apart: list[tuple[Sent, Receipt]] = []
        receipts = []
        for sent in batch:
            receipt = sent.refusal or self._receipt(show_id, sent, rows)
            if receipt.code in (Code.REJECTED, Code.ID_REUSE):
                apart.append((sent, receipt))
            receipts.append(receipt)
        insert_all(self._connection, CHANGE, rows)
        alive = [row for row in rows if row["body"] != ERASED_BODY]
        insert_all(self._connection, UNFOLDED, alive)
        self._quarantine(show_id, device_id, apart)
        return Appended(receipts, _tallies(alive))

    def _receipt(self, show_id: str, sent: Sent, rows: list[dict[str, Any]]) -> Receipt:
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
        body = ERASED_BODY if is_erased else sent.body
        self._bodies[change.show_id, change.change_id] = body
        self._numbers[number] = change.change_id
        rows.append(
            {
                "show_id": change.show_id,
                "change_id": change.change_id,
                "device_id": change.device_id,
                "device_seq": change.device_seq,
                "entity": change.entity,
                "entity_id": "" if is_erased else change.entity_id,
                "received_at": self._received_at,
                "body": body,
            }
        )
        return Receipt(change_id=change.change_id, code=Code.ERASED if is_erased else Code.RECEIVED)

    def _quarantine(self, show_id: str, device_id: str, apart: Sequence[tuple[Sent, Receipt]]) -> None:
        """Keep a copy of what was not taken, once however often it is sent."""
        rows: dict[str, dict[str, Any]] = {}
        for sent, receipt in apart:
            digest = hashlib.sha256(sent.body.encode()).hexdigest()
            rows[digest] = {
                "show_id": show_id,
                "sha256": digest,
                "device_id": device_id,
                "change_id": receipt.change_id,
                "received_at": self._received_at,
                "code": receipt.code,
                "reason": receipt.reason,
                "body": sent.body.replace("\0", "\ufffd"),
            }
        if not rows:
            return
        query = select(QUARANTINE.c.sha256).where(
            QUARANTINE.c.show_id == show_id, among(self._connection, QUARANTINE.c.sha256, list(rows))
        )
        for kept in self._connection.execute(query).scalars().all():
            del rows[kept]
        insert_all(self._connection, QUARANTINE, list(rows.values()))


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


def _tallies(rows: Iterable[dict[str, Any]]) -> dict[str, ChangeTally]:
    """The tally of each device's new changes."""
    ids: dict[str, list[str]] = {}
    for row in rows:
        ids.setdefault(row["device_id"], []).append(row["change_id"])
    return {device_id: tally_of(some) for device_id, some in ids.items()}
