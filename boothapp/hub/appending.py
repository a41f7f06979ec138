"""Pushes, appended to the log: any number of them in one durable transaction.

The request path only appends and acknowledges. A fsync takes as long for two hundred laptops as for one, so
`Appender` lets those that wait for it share the next.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from boothapp.errors import HubRefusedError, HubTooLargeError, HubVersionError
from boothapp.hub.bulk import among, insert_all
from boothapp.hub.change_log import Appended, ChangeLog, SentBatch
from boothapp.hub.change_reading import Sent, read_sent
from boothapp.hub.database import HubDatabase
from boothapp.hub.laptops import NOTHING_FRESH, Held, Laptops, held_of
from boothapp.hub.runs import is_of_a_copy
from boothapp.hub.schema import ERASURE, ERASURE_ACK, EXPORT_BATCH, EXPORTED_LEAD
from boothapp.hub.speakers import note_speaker
from boothapp.hub.unconfirmed import is_anything_erased, note_news
from boothapp.wire.messages import (
    MAX_BATCH_BYTES,
    MAX_BATCH_CHANGES,
    OLDEST_PROTOCOL,
    PROTOCOL,
    Code,
    PushRequest,
    Receipt,
)

_MOST_AT_ONCE = 4 * MAX_BATCH_CHANGES
"""How many changes one transaction appends: others wait for the write lock as long."""


class Batch(NamedTuple):
    """A push that was read and may be appended; ``device_now`` is a text of fixed width in UTC.

    ``was`` is the id that the laptop was let in under, where it comes for the first time under another.
    """

    request: PushRequest
    device_now: str
    changes: list[Sent]
    was: str = ""


class Answer(NamedTuple):
    """What became of a push; nothing did of one by the copy of a profile."""

    receipts: list[Receipt]
    held: Held
    is_copy: bool = False


def read_batch(request: PushRequest) -> Batch:
    """Read a push; raises HubRefusedError for one that must be refused whole."""
    check_protocol(request.protocol)
    device_now = fixed(read_moment(request.device_now))
    count, size = len(request.changes), 0
    changes: list[Sent] = []
    for raw in request.changes if count <= MAX_BATCH_CHANGES else ():
        text = bytes(raw)  # for a moment only: memory for all of them would take longer than reading them
        size += len(text)
        if size > MAX_BATCH_BYTES:
            break
        changes.append(read_sent(text))
    if len(changes) < count:
        raise HubTooLargeError(f"A push of {count} changes and {size} bytes or more is too large.")
    return Batch(request, device_now, changes)


def check_protocol(protocol: int) -> None:
    """Raise HubVersionError where this hub does not speak that version."""
    if not OLDEST_PROTOCOL <= protocol <= PROTOCOL:
        raise HubVersionError(f"The hub does not speak version {protocol} of the sync protocol.")


def read_moment(text: str) -> datetime:
    """The moment, in UTC; raises HubRefusedError where the text is none."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise HubRefusedError(f"{text!r} has no offset from UTC.")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise HubRefusedError(f"{text!r} is no date and time in ISO 8601.") from error


def fixed(moment: datetime) -> str:
    """The moment as a text of fixed width in UTC, so that the order of the texts is the order in time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def append(connection: Connection, batches: Sequence[Batch], at: str) -> list[Answer]:
    """Append batches within a transaction of the caller's; ``at`` is the hub's time, of fixed width."""
    copies = [is_of_a_copy(connection, batch.request) for batch in batches]
    if not any(copies):
        return _append_sound(connection, batches, at)
    sound = [batch for batch, is_copy in zip(batches, copies, strict=True) if not is_copy]
    answers = iter(_append_sound(connection, sound, at) if sound else ())
    return [
        _turned_back(connection, batch) if is_copy else next(answers)
        for batch, is_copy in zip(batches, copies, strict=True)
    ]


def _turned_back(connection: Connection, batch: Batch) -> Answer:
    """The answer to a copied profile: all of it may come again under another id."""
    reason = "another profile speaks under this device id: this one was copied, or put back from a backup"
    receipts = [
        sent.refusal
        or Receipt(change_id=sent.change.change_id if sent.change else "", code=Code.FORKED, reason=reason)
        for sent in batch.changes
    ]
    held = held_of(connection, batch.request.show_id, batch.request.device_id)
    return Answer(receipts, held, is_copy=True)


def _append_sound(connection: Connection, batches: Sequence[Batch], at: str) -> list[Answer]:
    sent = [SentBatch(batch.request.show_id, batch.request.device_id, batch.changes) for batch in batches]
    appended = ChangeLog(connection, at).append(sent)
    laptops = Laptops(connection, at)
    laptops.look_up(
        (batch.show_id, device_id)
        for batch, some in zip(sent, appended, strict=True)
        for device_id in (batch.device_id, *some.fresh)
    )
    answers = [_note(laptops, batch, some) for batch, some in zip(batches, appended, strict=True)]
    laptops.write()
    for batch in batches:
        if batch.was:
            note_speaker(connection, batch.request.show_id, batch.was, batch.request.device_id)
    told_anew = {show_id for show_id in laptops.new_shows() if is_anything_erased(connection, show_id)}
    for batch in batches:
        if batch.request.erased and _note_erased(connection, batch.request, at):
            told_anew.add(batch.request.show_id)
        if batch.request.exports:
            _note_exports(connection, batch.request)
    for show_id in sorted(told_anew):
        note_news(connection, show_id)
    return answers


def _note(laptops: Laptops, batch: Batch, appended: Appended) -> Answer:
    """Keep how far the laptop is, and those whose changes it brought."""
    request, (receipts, fresh) = batch.request, appended
    for device_id, some in fresh.items():
        if device_id != request.device_id:
            laptops.note((request.show_id, device_id), "", some)
    own = fresh.get(request.device_id, NOTHING_FRESH)
    held = laptops.note(
        (request.show_id, request.device_id),
        batch.device_now,
        own,
        request.withheld,
        is_brought=bool(request.brought_by),
    )
    return Answer(receipts, held)


def _note_erased(connection: Connection, request: PushRequest, at: str) -> bool:
    """Keep that the laptop has forgotten leads, of those that were to be; whether that was news."""
    show_id, device_id = request.show_id, request.device_id
    asked = select(ERASURE.c.lead_id).where(
        ERASURE.c.show_id == show_id, among(connection, ERASURE.c.lead_id, request.erased)
    )
    known = select(ERASURE_ACK.c.lead_id).where(
        ERASURE_ACK.c.show_id == show_id,
        ERASURE_ACK.c.device_id == device_id,
        among(connection, ERASURE_ACK.c.lead_id, request.erased),
    )
    fresh = set(connection.execute(asked).scalars()) - set(connection.execute(known).scalars())
    key = {"show_id": show_id, "device_id": device_id, "at": at}
    insert_all(connection, ERASURE_ACK, [{**key, "lead_id": lead_id} for lead_id in sorted(fresh)])
    return bool(fresh)


def _note_exports(connection: Connection, request: PushRequest) -> None:
    """Keep which files left the laptop, each once."""
    key = {"show_id": request.show_id, "device_id": request.device_id}
    query = select(EXPORT_BATCH.c.batch_no).where(
        EXPORT_BATCH.c.show_id == request.show_id, EXPORT_BATCH.c.device_id == request.device_id
    )
    known = set(connection.execute(query).scalars())
    for note in request.exports:
        if note.batch_no in known:
            continue
        known.add(note.batch_no)
        told = {"at": note.at, "by": note.by, "preset": note.preset, "file_name": note.file_name}
        connection.execute(
            insert(EXPORT_BATCH), {**key, "batch_no": note.batch_no, **told, "sha256": note.sha256}
        )
        rows = [
            {**key, "batch_no": note.batch_no, "lead_id": lead_id} for lead_id in dict.fromkeys(note.lead_ids)
        ]
        insert_all(connection, EXPORTED_LEAD, rows)


class Appender:
    """Appends what any thread hands it, on a thread of its own: all that waits goes into one transaction."""

    def __init__(self, database: HubDatabase, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._waiting: queue.SimpleQueue[tuple[Batch, Future[Answer]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="boothapp-appender", daemon=True)
        self._thread.start()

    def submit(self, batch: Batch) -> Future[Answer]:
        """The answer, once the batch is durable; or the HubError that kept it from being so."""
        future: Future[Answer] = Future()
        self._waiting.put((batch, future))
        return future

    def close(self) -> None:
        """Append what still waits, and end the thread."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        is_open = True
        while is_open:
            taken = self._waiting.get()
            some: list[tuple[Batch, Future[Answer]]] = []
            while taken is not None:
                some.append(taken)
                changes = sum(len(batch.changes) for batch, _ in some)
                if changes >= _MOST_AT_ONCE or self._waiting.empty():
                    break
                taken = self._waiting.get()
            is_open = taken is not None
            if some:
                self._append(some)

    def _append(self, some: list[tuple[Batch, Future[Answer]]]) -> None:
        """Append them together; where that fails, each alone, so that none fails for another."""
        at = fixed(self._now())
        # A service that stops cancels what takes too long; whoever asked is answered no more.
        some = [one for one in some if one[1].running() or one[1].set_running_or_notify_cancel()]
        if not some:
            return
        try:
            batches = [batch for batch, _ in some]
            answers = self._database.write(lambda connection: append(connection, batches, at))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told to whoever waits
            if len(some) == 1:
                some[0][1].set_exception(error)
                return
            for one in some:
                self._append([one])
            return
        for (_, future), answer in zip(some, answers, strict=True):
            future.set_result(answer)
