"""The central store: the hub that answers in this very process, on a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, inspect, select, text, update

from boothapp.domain.definition import LeadDefinition
from boothapp.domain.ids import uuid7
from boothapp.errors import HubForeignError, HubNewerError, HubRefusedError
from boothapp.hub.change_log import ChangeLog, read_sent
from boothapp.hub.database import HubDatabase
from boothapp.hub.folding import Folder
from boothapp.hub.laptops import Laptop
from boothapp.hub.schema import (
    CHANGE,
    HUB_META,
    LEAD_STATE,
    LEAD_TABLES,
    METADATA,
    SCHEMA_VERSION,
    UNFOLDED,
)
from boothapp.hub.show_texts import ShowTexts
from boothapp.hub.verification import Verification, verify
from boothapp.hub.views import VIEWS
from boothapp.noise import random_bits
from boothapp.wire.messages import (
    MAX_BATCH_BYTES,
    MAX_BATCH_CHANGES,
    OLDEST_PROTOCOL,
    PROTOCOL,
    HelloReply,
    HelloRequest,
    ProvisionReply,
    ProvisionRequest,
    PushReply,
    PushRequest,
)

FOLD_BATCH = 1000
"""How many changes one transaction folds: it holds the write lock for as long."""


class Identity(NamedTuple):
    """Which central store this is; the epoch rises when it is restored from a backup."""

    hub_id: str
    epoch: int


class CentralStore:
    """A hub in process. Pushes are appended to the log and acknowledged; the fold follows at once.

    Not for several threads at a time; several processes may have the file open.
    """

    def __init__(self, database: HubDatabase, identity: Identity, now: Callable[[], datetime]) -> None:
        """Use `open`."""
        self._database = database
        self._identity = identity
        self._now = now
        self._definitions: dict[str, LeadDefinition] = {}

    @classmethod
    def open(cls, place: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> CentralStore:
        """Open the central store at a file, or make it; ``now`` gives the hub's time, with offset.

        Raises a HubFileError when the place or what is there will not do; that is then left as it was.
        """
        database = HubDatabase(place)
        try:
            with database.writing() as connection:
                identity = _identity(connection, place, now())
            store = cls(database, identity, now)
            store.fold_pending()
        except BaseException:
            database.close()
            raise
        return store

    def close(self) -> None:
        """Close the file; a copy of it alone is then whole."""
        self._database.close()

    @property
    def place(self) -> Path:
        """The file."""
        return self._database.place

    def hello(self, request: HelloRequest) -> HelloReply:
        """Who this is, and which of the show's texts are unknown here."""
        with self._database.reading() as connection:
            texts = ShowTexts(connection, request.show_id)
            needs_show = texts.needs_show(request.show_sha256)
            known = texts.definitions()
        return HelloReply(
            hub_id=self._identity.hub_id,
            epoch=self._identity.epoch,
            server_time=self._now().isoformat(),
            needs_show=needs_show,
            needs_definitions=[
                (definition_id, version)
                for definition_id, version, digest in request.definitions
                if known.get((definition_id, version)) != digest
            ],
        )

    def provision(self, request: ProvisionRequest) -> ProvisionReply:
        """Take the texts of a show; the last show text counts, and the first of each definition version."""
        with self._database.writing() as connection:
            texts = ShowTexts(connection, request.show_id)
            judged_anew = texts.take_show(request.show) if request.show else set()
            for source in request.definitions:
                judged_anew |= texts.take_definition(source)
            if judged_anew:
                Folder(connection, request.show_id, self._definitions).derive_again(sorted(judged_anew))
        return ProvisionReply(problems=texts.problems)

    def push(self, request: PushRequest) -> PushReply:
        """Append a batch, fold it, and answer for each change."""
        reply = self.append(request)
        self.fold_pending()
        return reply

    def append(self, request: PushRequest) -> PushReply:
        """Append a batch to the log in one durable transaction; the fold is left for later."""
        device_now = _fixed(_checked(request))
        at = _fixed(self._now())
        batch = [read_sent(bytes(raw)) for raw in request.changes]
        with self._database.writing() as connection:
            receipts = ChangeLog(connection, at).append(request.show_id, request.device_id, batch)
            laptop = Laptop(connection, request.show_id, request.device_id)
            contiguous, gaps = laptop.note(at, device_now, request.withheld)
        return PushReply(
            hub_id=self._identity.hub_id,
            epoch=self._identity.epoch,
            receipts=receipts,
            contiguous_seq=contiguous,
            missing_ranges=gaps,
        )

    def fold_pending(self, limit: int = FOLD_BATCH) -> int:
        """Fold all that waits, ``limit`` changes a transaction; gives how many there were."""
        total = 0
        with self._database.reading() as connection:
            shows = connection.execute(select(UNFOLDED.c.show_id).distinct()).scalars().all()
        for show_id in shows:
            while True:
                with self._database.writing() as connection:
                    folded = Folder(connection, show_id, self._definitions).fold(limit)
                total += folded
                if folded < limit:
                    break
        return total

    def verify(self) -> Verification:
        """Fold the whole log anew and compare: time grows with the log, memory does not."""
        self.fold_pending()
        with self._database.reading() as connection:
            return verify(connection, self._definitions)

    def rebuild(self) -> int:
        """Make states and readable rows anew from the log; gives how many changes there were.

        A rebuild that is cut short goes on when the store is next opened.
        """
        with self._database.writing() as connection:
            for table in (LEAD_STATE, UNFOLDED, *LEAD_TABLES):
                connection.execute(delete(table))
            log = select(CHANGE.c.show_id, CHANGE.c.change_id)
            connection.execute(insert(UNFOLDED).from_select(["show_id", "change_id"], log))
        return self.fold_pending()


def _identity(connection: Connection, place: Path, now: datetime) -> Identity:
    """The identity that the store bears; a new one for an empty file, which gets its tables."""
    inspector = inspect(connection)
    names = inspector.get_table_names()
    if not names:
        return _create(connection, now)
    if HUB_META.name not in names:
        raise HubForeignError(str(place))
    meta = {row.name: row.value for row in connection.execute(select(HUB_META))}
    if not {"schema_version", "hub_id", "epoch"} <= meta.keys():
        raise HubForeignError(str(place))
    if int(meta["schema_version"]) > SCHEMA_VERSION:
        raise HubNewerError(str(place))
    # A file that may only be read opens all the same; a write that changes nothing tells now, not later.
    connection.execute(update(HUB_META).values(value=HUB_META.c.value))
    return Identity(meta["hub_id"], int(meta["epoch"]))


def _create(connection: Connection, now: datetime) -> Identity:
    METADATA.create_all(connection)
    for view in VIEWS:
        connection.execute(text(view))
    identity = Identity(uuid7(int(now.timestamp() * 1000), random_bits), 1)
    meta = {"schema_version": str(SCHEMA_VERSION), "hub_id": identity.hub_id, "epoch": str(identity.epoch)}
    connection.execute(insert(HUB_META), [{"name": name, "value": value} for name, value in meta.items()])
    return identity


def _checked(request: PushRequest) -> datetime:
    """The laptop's time, of a push that need not be refused whole."""
    if not OLDEST_PROTOCOL <= request.protocol <= PROTOCOL:
        raise HubRefusedError(f"The hub does not speak version {request.protocol} of the sync protocol.")
    size = sum(len(bytes(raw)) for raw in request.changes)
    if len(request.changes) > MAX_BATCH_CHANGES or size > MAX_BATCH_BYTES:
        raise HubRefusedError(f"A push of {len(request.changes)} changes and {size} bytes is too large.")
    try:
        device_now = datetime.fromisoformat(request.device_now)
    except ValueError as error:
        raise HubRefusedError(f"{request.device_now!r} is no date and time in ISO 8601.") from error
    if device_now.tzinfo is None:
        raise HubRefusedError(f"{request.device_now!r} has no offset from UTC.")
    return device_now


def _fixed(moment: datetime) -> str:
    """The moment as a text of fixed width in UTC, so that the order of the texts is the order in time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
