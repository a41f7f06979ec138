"""The log of changes: what is new is appended, and each change that was sent gets its receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from boothapp.domain.change import CHANGE_FORMAT, Change, Edit, same_content
from boothapp.errors import ChangeError, MessageError
from boothapp.hub.bulk import insert_all
from boothapp.hub.schema import CHANGE, QUARANTINE, UNFOLDED
from boothapp.wire.messages import Code, Receipt, decode_json

HUB_ENTITIES = frozenset({"show", "definition", "staff", "disposition"})
"""What only the hub itself may set."""


class Sent(NamedTuple):
    """One change as it was sent: its text, what it says if it is to be appended, else the answer to it."""

    body: str
    change: Change | None
    refusal: Receipt | None = None


def read_sent(raw: bytes) -> Sent:
    """Read one change of a push; never fails."""
    body = raw.decode(errors="replace")
    try:
        given = decode_json(raw)
    except MessageError as error:
        return Sent(body, None, Receipt(change_id="", code=Code.REJECTED, reason=str(error)))
    change_id = _id_in(given)
    if isinstance(given, dict) and type(given.get("v")) is int and given["v"] > CHANGE_FORMAT:
        reason = "is of a newer boothapp than the hub is"
        return Sent(body, None, Receipt(change_id=change_id, code=Code.UNSUPPORTED, reason=reason))
    try:
        change = Change.from_json_ready(given)
    except ChangeError as error:
        return Sent(body, None, Receipt(change_id=change_id, code=Code.REJECTED, reason=str(error)))
    if change.entity in HUB_ENTITIES:
        reason = f"entity: {change.entity} is set by the hub alone"
        return Sent(body, None, Receipt(change_id=change_id, code=Code.REJECTED, reason=reason))
    return Sent(body, change)


def logged_change(body: str) -> Change:
    """A change of the log: it was read with care before it was appended, so here it is only taken apart."""
    given: Any = decode_json(body)
    edits = {name: Edit(edit["value"], tuple(edit.get("seen", ()))) for name, edit in given["set"].items()}
    return Change(
        v=given["v"],
        change_id=given["change_id"],
        device_id=given["device_id"],
        device_seq=given["device_seq"],
        stamp=given["stamp"],
        show_id=given["show_id"],
        entity=given["entity"],
        entity_id=given["entity_id"],
        actor=given["actor"],
        captured_at=given["captured_at"],
        definition=(given["definition"][0], given["definition"][1]),
        set=edits,
    )


def _id_in(given: object) -> str:
    """The change id that a faulty change names; empty when it names none."""
    change_id = given.get("change_id") if isinstance(given, dict) else None
    return change_id if isinstance(change_id, str) and change_id.isprintable() else ""


class ChangeLog:
    """Appends to the log within a transaction of the caller's."""

    def __init__(self, connection: Connection, received_at: str) -> None:
        """``received_at`` is ISO 8601 with offset."""
        self._connection = connection
        self._received_at = received_at

    def append(self, show_id: str, device_id: str, batch: Sequence[Sent]) -> list[Receipt]:
        """Append what is new, set apart what cannot be read, and answer for each change in turn.

        ``show_id`` and ``device_id`` are the sender's; a change goes to the show that it names.
        """
        known = self._known([sent.change for sent in batch if sent.change])
        fresh: list[tuple[Change, str]] = []
        apart: list[tuple[Sent, Receipt]] = []
        receipts = []
        for sent in batch:
            receipt = sent.refusal or _receipt_of(sent, known)
            if receipt.code == Code.RECEIVED and sent.change:
                known[sent.change.show_id, sent.change.change_id] = sent.body
                fresh.append((sent.change, sent.body))
            elif receipt.code in (Code.REJECTED, Code.ID_REUSE):
                apart.append((sent, receipt))
            receipts.append(receipt)
        self._insert(fresh)
        self._quarantine(show_id, device_id, apart)
        return receipts

    def _known(self, changes: Iterable[Change]) -> dict[tuple[str, str], str]:
        """The texts of those changes that the log holds already, by show and id."""
        by_show: dict[str, list[str]] = {}
        for change in changes:
            by_show.setdefault(change.show_id, []).append(change.change_id)
        known: dict[tuple[str, str], str] = {}
        for show_id, ids in by_show.items():
            query = select(CHANGE.c.change_id, CHANGE.c.body).where(
                CHANGE.c.show_id == show_id, CHANGE.c.change_id.in_(ids)
            )
            known.update(((show_id, row.change_id), row.body) for row in self._connection.execute(query))
        return known

    def _insert(self, fresh: Sequence[tuple[Change, str]]) -> None:
        rows = [
            {
                "show_id": change.show_id,
                "change_id": change.change_id,
                "device_id": change.device_id,
                "device_seq": change.device_seq,
                "entity": change.entity,
                "entity_id": change.entity_id,
                "received_at": self._received_at,
                "body": body,
            }
            for change, body in fresh
        ]
        insert_all(self._connection, CHANGE, rows)
        insert_all(self._connection, UNFOLDED, rows)

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
            QUARANTINE.c.show_id == show_id, QUARANTINE.c.sha256.in_(list(rows))
        )
        for kept in self._connection.execute(query).scalars():
            del rows[kept]
        insert_all(self._connection, QUARANTINE, list(rows.values()))


def _receipt_of(sent: Sent, known: dict[tuple[str, str], str]) -> Receipt:
    """Received, or what the text that the log holds under the same id makes of it."""
    change = sent.change
    assert change is not None  # noqa: S101 - else there is a refusal
    body = known.get((change.show_id, change.change_id))
    if body is None:
        return Receipt(change_id=change.change_id, code=Code.RECEIVED)
    if body == sent.body or same_content(Change.from_json_ready(decode_json(body)), change):
        return Receipt(change_id=change.change_id, code=Code.DUPLICATE)
    reason = "the hub holds other content under this id"
    return Receipt(change_id=change.change_id, code=Code.ID_REUSE, reason=reason)
