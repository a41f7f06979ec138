"""The central store: the hub that answers in this very process, on a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, inspect, select, text, update

from boothapp.domain.definition import LeadDefinition
from boothapp.domain.ids import uuid7
from boothapp.errors import HubEpochError, HubForeignError, HubNewerError
from boothapp.hub import blobs
from boothapp.hub.appending import Answer, Batch, append, check_protocol, fixed, read_batch
from boothapp.hub.beside import close_beside
from boothapp.hub.change_log import ERASED_BODY
from boothapp.hub.database import TRIES, HubDatabase
from boothapp.hub.feed import Feed, Told, cursor_of, read_page, seq_of
from boothapp.hub.folding import LEAD_ENTITY, Folded, Folder
from boothapp.hub.hub_word import take_word
from boothapp.hub.keys import new_keys, read_keys
from boothapp.hub.laptops import held_of
from boothapp.hub.schema import (
    CHANGE,
    FEED_HEAD,
    HUB_META,
    LEAD_STATE,
    LEAD_TABLES,
    METADATA,
    SCHEMA_VERSION,
    UNFOLDED,
)
from boothapp.hub.show_texts import ShowTexts
from boothapp.hub.unconfirmed import shows_with_news
from boothapp.hub.verification import Verification, verify
from boothapp.hub.views import VIEWS
from boothapp.noise import random_bits
from boothapp.wire.messages import (
    BlobChunk,
    BlobReply,
    BlobRequest,
    CertifyReply,
    CertifyRequest,
    HelloReply,
    HelloRequest,
    HubWordReply,
    HubWordRequest,
    ProvisionReply,
    ProvisionRequest,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    Statement,
    Tally,
    encode,
)

FOLD_BATCH = 1000
"""How many changes one transaction folds: it holds the write lock for as long."""


class Identity(NamedTuple):
    """Which central store this is; the epoch rises when it is restored from a backup."""

    hub_id: str
    epoch: int


class CentralStore:
    """A hub in process: SQLite in a file, or PostgreSQL. Pushes are appended to the log; the fold follows.

    For several threads, and several processes may have the store open.
    """

    def __init__(self, database: HubDatabase, identity: Identity, now: Callable[[], datetime]) -> None:
        """Use `open`."""
        self.database = database
        self.identity = identity
        self._now = now
        self._definitions: dict[str, LeadDefinition] = {}
        self._told: Told = {}

    @classmethod
    def open(cls, place: Path | str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> CentralStore:
        """Open the central store at a file or a PostgreSQL URL, or make it; ``now`` gives the hub's time.

        Raises a HubFileError when the place or what is there will not do; that is then left as it was.
        """
        database = HubDatabase(place)
        try:
            with database.writing() as connection:
                identity = _identity(connection, database.place, now())
            close_beside(database)
            store = cls(database, identity, now)
            store.fold_pending()
        except BaseException:
            database.close()
            raise
        return store

    @classmethod
    def open_to_read(
        cls, file: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> CentralStore:
        """Open a central store that is there, to look into it only: no write lock is taken, nothing folded.

        Raises a HubFileError when what is there will not do.
        """
        database = HubDatabase(file)
        try:
            with database.reading() as connection:
                return cls(database, _known_identity(connection, database.place), now)
        except BaseException:
            database.close()
            raise

    def close(self) -> None:
        """Close it; a copy of the file alone is then whole."""
        self.database.close()

    @property
    def place(self) -> str:
        """The file, or the URL without its password."""
        return self.database.place

    def now(self) -> datetime:
        """The hub's time."""
        return self._now()

    def hello(self, request: HelloRequest) -> HelloReply:
        """Who this is, and which of the show's texts are unknown here."""
        with self.database.reading() as connection:
            texts = ShowTexts(connection, request.show_id)
            needs_show = texts.needs_show(request.show_sha256)
            known = texts.definitions()
        return HelloReply(
            hub_id=self.identity.hub_id,
            epoch=self.identity.epoch,
            server_time=self._now().isoformat(),
            needs_show=needs_show,
            needs_definitions=[
                (definition_id, version)
                for definition_id, version, digest in request.definitions
                if known.get((definition_id, version)) != digest
            ],
            takes_hub_word=True,
        )

    def provision(self, request: ProvisionRequest) -> ProvisionReply:
        """Take the texts of a show; the first of each definition version counts, and the first show text.

        After that one a show text counts that was made of the store's; any other is passed over.
        """
        return self._take_texts(request, is_owner=False)

    def put_texts(self, show_id: str, show: str, definitions: Sequence[str]) -> list[str]:
        """Take the owner's texts: this show text counts, whatever it was made of. Gives what is wrong.

        An empty ``show`` leaves the one that is here.
        """
        request = ProvisionRequest(device_id="", show_id=show_id, show=show, definitions=list(definitions))
        return self._take_texts(request, is_owner=True).problems

    def _take_texts(self, request: ProvisionRequest, *, is_owner: bool) -> ProvisionReply:
        def take(connection: Connection) -> ProvisionReply:
            texts = ShowTexts(connection, request.show_id)
            is_told = bool(request.show) and not is_owner
            is_behind = is_told and texts.is_behind(request.show, request.builds_on)
            judged_anew = texts.take_show(request.show) if request.show and not is_behind else set()
            for source in request.definitions:
                judged_anew |= texts.take_definition(source)
            if judged_anew:
                Folder(connection, request.show_id, self._definitions).derive_again(sorted(judged_anew))
            return ProvisionReply(problems=texts.problems, is_behind=is_behind)

        return self.database.write(take)

    def push(self, request: PushRequest) -> PushReply:
        """Append a batch, fold it, and answer for each change."""
        reply = self.append(request)
        if request.changes:
            self.fold_pending()
        self.say_who_has_not_confirmed()
        return reply

    def append(self, request: PushRequest) -> PushReply:
        """Append a batch to the log in one durable transaction; the fold is left for later."""
        batch = self.read(request)
        at = fixed(self._now())
        (answer,) = self.database.write(lambda connection: append(connection, [batch], at))
        return self.reply(request, answer)

    def read(self, request: PushRequest) -> Batch:
        """Read a push that is meant for this hub.

        Raises HubEpochError when it means another one, HubRefusedError when it cannot be taken whole.
        """
        self._check_meant(request.hub_id, request.epoch)
        if request.pull:  # a cursor of another epoch is told before anything is taken
            check_protocol(request.pull.protocol)
            seq_of(request.pull.cursor, self.identity.epoch)
        return read_batch(request)

    def reply(self, request: PushRequest, answer: Answer) -> PushReply:
        """The answer to a push that was appended, with the page that it asked for."""
        page = self.pull(request.pull) if request.pull else None
        return PushReply(
            hub_id=self.identity.hub_id,
            epoch=self.identity.epoch,
            receipts=answer.receipts,
            contiguous_seq=answer.held.contiguous,
            missing_ranges=answer.held.gaps,
            held=Tally(changes=answer.held.tally.changes, sum=answer.held.tally.hex_sum),
            server_time=self._now().isoformat(),
            page=page,
            is_copy=answer.is_copy,
        )

    def pull(self, request: PullRequest) -> PullReply:
        """A page of the feed behind the cursor; raises HubEpochError for a cursor of another epoch."""
        check_protocol(request.protocol)
        after = seq_of(request.cursor, self.identity.epoch)
        with self.database.reading() as connection:
            page = read_page(connection, request, after, self._told)
        return PullReply(
            hub_id=self.identity.hub_id,
            epoch=self.identity.epoch,
            cursor=cursor_of(self.identity.epoch, page.seq),
            items=page.items,
            more=page.more,
            others=page.others,
        )

    def certify(self, request: CertifyRequest) -> CertifyReply:
        """State under the hub's signature what the log holds of a device."""
        check_protocol(request.protocol)
        with self.database.reading() as connection:
            held = held_of(connection, request.show_id, request.device_id)
            leads = select(func.count(CHANGE.c.entity_id.distinct())).where(
                CHANGE.c.show_id == request.show_id,
                CHANGE.c.device_id == request.device_id,
                CHANGE.c.entity == LEAD_ENTITY,
                CHANGE.c.entity_id != "",
            )
            statement = Statement(
                hub_id=self.identity.hub_id,
                epoch=self.identity.epoch,
                show_id=request.show_id,
                device_id=request.device_id,
                at=self._now().isoformat(),
                held=Tally(changes=held.tally.changes, sum=held.tally.hex_sum),
                leads=connection.execute(leads).scalar_one(),
                contiguous_seq=held.contiguous,
                missing_ranges=held.gaps,
            )
            keys = read_keys(connection)
        text = encode(statement)
        return CertifyReply(
            statement=text.decode(), signature=keys.signature(text), public_key=keys.sign_public
        )

    def blob_progress(self, request: BlobRequest) -> BlobReply:
        """How much of each picture is here."""
        with self.database.reading() as connection:
            held = blobs.progress(connection, request.show_id, [digest for digest, _ in request.blobs])
        return self._blob_reply(held)

    def put_blob(self, chunk: BlobChunk) -> BlobReply:
        """Take a piece of a picture that follows what is here."""
        at = fixed(self._now())
        return self._blob_reply(self.database.write(lambda connection: blobs.put(connection, chunk, at)))

    def _blob_reply(self, held: blobs.Held) -> BlobReply:
        return BlobReply(
            hub_id=self.identity.hub_id,
            epoch=self.identity.epoch,
            received=held.received,
            erased=held.erased,
        )

    def hub_word(self, request: HubWordRequest) -> HubWordReply:
        """Take what another hub says itself: whoever has both stores may say all of it."""
        return take_word(self, request, speaker=request.device_id, is_believed=True)

    def _check_meant(self, hub_id: str, epoch: int) -> None:
        if hub_id and (hub_id, epoch) != self.identity:
            raise HubEpochError(
                "This is another hub, or it was restored since. Nothing was taken. Say hello to it again."
            )

    def fold_pending(self, limit: int = FOLD_BATCH) -> int:
        """Fold all that waits, ``limit`` changes a transaction; gives how many there were."""
        total = 0
        for show_id in self.waiting_shows():
            while folded := self.fold_some(show_id, limit):
                total += folded
        return total

    def say_who_has_not_confirmed(self) -> None:
        """Let every laptop look anew who has still to confirm an erasure, if that is another than before."""
        with self.database.reading() as connection:
            shows = shows_with_news(connection)
        for show_id in shows:
            self.database.write(partial(_say_who_has_not_confirmed, show_id=show_id))

    def waiting_shows(self) -> Sequence[str]:
        """The shows with changes that wait to be folded."""
        with self.database.reading() as connection:
            return connection.execute(select(UNFOLDED.c.show_id).distinct()).scalars().all()

    def fold_some(self, show_id: str, limit: int = FOLD_BATCH) -> int:
        """Fold up to ``limit`` of a show's waiting changes; gives how many: 0 where another worker does.

        They are read and reckoned before the write lock is asked for, so that pushes need not wait for that.
        """
        for _ in range(TRIES):
            with self.database.reading() as connection:
                folded = Folder(connection, show_id, self._definitions).reckon(limit)
            if folded is None:
                return 0
            if self.database.write(partial(self._write_folded, show_id=show_id, folded=folded)):
                return len(folded.changes)
        return 0

    def _write_folded(self, connection: Connection, *, show_id: str, folded: Folded) -> bool:
        return Folder(connection, show_id, self._definitions).write(folded)

    def verify(self) -> Verification:
        """Fold the whole log anew and compare: time grows with the log, memory does not."""
        self.fold_pending()
        with self.database.reading() as connection:
            return verify(connection, self._definitions)

    def rebuild(self) -> int:
        """Make states, readable rows and the feed of changes anew from the log; gives their number.

        Laptops read the feed on from numbers beyond those that they know. A rebuild that is cut short goes
        on when the store is next opened.
        """

        def start(connection: Connection) -> None:
            for table in (LEAD_STATE, UNFOLDED, *LEAD_TABLES):
                connection.execute(delete(table))
            for show_id in connection.execute(select(FEED_HEAD.c.show_id)).scalars().all():
                Feed(connection, show_id).withdraw_all()
            log = select(CHANGE.c.show_id, CHANGE.c.change_id).where(CHANGE.c.body != ERASED_BODY)
            connection.execute(insert(UNFOLDED).from_select(["show_id", "change_id"], log))

        self.database.write(start)
        return self.fold_pending()


def _say_who_has_not_confirmed(connection: Connection, *, show_id: str) -> None:
    Feed(connection, show_id).say_who_has_not_confirmed()


def _identity(connection: Connection, place: str, now: datetime) -> Identity:
    """The identity that the store bears; a new one for an empty file, which gets its tables."""
    if not inspect(connection).get_table_names():
        return _create(connection, now)
    identity = _known_identity(connection, place)
    # A file that may only be read opens all the same; a write that changes nothing tells now, not later.
    connection.execute(update(HUB_META).values(value=HUB_META.c.value))
    return identity


def _known_identity(connection: Connection, place: str) -> Identity:
    """The identity that the store bears."""
    if HUB_META.name not in inspect(connection).get_table_names():
        raise HubForeignError(place)
    meta = {row.name: row.value for row in connection.execute(select(HUB_META))}
    if not {"schema_version", "hub_id", "epoch"} <= meta.keys():
        raise HubForeignError(place)
    if int(meta["schema_version"]) > SCHEMA_VERSION:
        raise HubNewerError(place)
    if int(meta["schema_version"]) < SCHEMA_VERSION:
        # Of a boothapp that was never released; what it holds, its laptops hold too.
        raise HubForeignError(place)
    return Identity(meta["hub_id"], int(meta["epoch"]))


def _create(connection: Connection, now: datetime) -> Identity:
    METADATA.create_all(connection)
    for view in VIEWS:
        connection.execute(text(view))
    identity = Identity(uuid7(int(now.timestamp() * 1000), random_bits), 1)
    meta = {
        "schema_version": str(SCHEMA_VERSION),
        "hub_id": identity.hub_id,
        "epoch": str(identity.epoch),
        **new_keys(),
    }
    connection.execute(insert(HUB_META), [{"name": name, "value": value} for name, value in meta.items()])
    return identity
