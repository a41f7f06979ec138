"""What the store holds of one show, as it is handed on to another hub (`boothapp.sync.holdings_port`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from boothapp.domain.definition import Track
from boothapp.hub.change_log import ERASED_BODY
from boothapp.hub.forgetting import forget
from boothapp.hub.schema import (
    BLOB,
    BLOB_CHUNK,
    CHANGE,
    DEFINITION,
    DEVICE,
    DEVICE_TALLY,
    DISPOSITION_EVENT,
    ERASURE,
    ERASURE_ACK,
    EXPORT_BATCH,
    EXPORTED_LEAD,
    HUB_META,
    SHOW,
)
from boothapp.hub.store import CentralStore
from boothapp.hub.team import members
from boothapp.wire.messages import DispositionDocument, ExportNote, StaffDocument, WithheldCount

_TRACKS = frozenset(track.value for track in Track)
ERASED_THERE = "erased at the hub that this store goes to"


class HeldText(NamedTuple):
    """A lead definition."""

    ref: tuple[str, int]
    sha256: str
    source: str


class HeldChange(NamedTuple):
    """A change in the log."""

    device_seq: int
    change_id: str
    lead_id: str
    body: bytes


class LaptopWord(NamedTuple):
    """What a laptop said beside its changes."""

    withheld: list[WithheldCount]
    withheld_at: str
    erased: list[str]
    exports: list[ExportNote]


class HeldErasure(NamedTuple):
    """A lead that was erased; ``is_own`` by word of this hub's owner, else because another hub said so."""

    lead_id: str
    by: str
    reason: str
    is_own: bool


class HeldPicture(NamedTuple):
    """A picture that is whole."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class StoreHoldings:
    """Reads by short transactions, so that the store may be served meanwhile."""

    store: CentralStore
    show_id: str

    @property
    def hub_id(self) -> str:
        """Whose store it is."""
        return self.store.identity.hub_id

    def shows(self) -> list[str]:
        """All shows that the store knows, this one or not."""
        with self.store.database.reading() as connection:
            query = select(SHOW.c.show_id).union(select(DEVICE.c.show_id))
            return sorted(connection.execute(query).scalars())

    def size(self) -> tuple[int, int]:
        """How many changes ever came, erased ones too, and how many pictures are whole."""
        changes = select(func.count()).select_from(CHANGE).where(CHANGE.c.show_id == self.show_id)
        with self.store.database.reading() as connection:
            return int(connection.execute(changes).scalar_one()), len(self.pictures())

    def show(self) -> str:
        """The show's text; empty where there is none."""
        with self.store.database.reading() as connection:
            query = select(SHOW.c.source).where(SHOW.c.show_id == self.show_id)
            return connection.execute(query).scalar() or ""

    def definitions(self) -> list[HeldText]:
        """Its lead definitions."""
        query = select(DEFINITION).where(DEFINITION.c.show_id == self.show_id)
        with self.store.database.reading() as connection:
            return [
                HeldText((row.definition_id, row.version), row.source_sha256, row.source)
                for row in connection.execute(query)
            ]

    def count_changes(self) -> int:
        """How many changes can be handed on."""
        query = select(func.count()).select_from(CHANGE).where(CHANGE.c.show_id == self.show_id)
        with self.store.database.reading() as connection:
            return int(connection.execute(query.where(CHANGE.c.body != ERASED_BODY)).scalar_one())

    def devices(self) -> list[str]:
        """The laptops that were heard of."""
        query = select(DEVICE.c.device_id).where(DEVICE.c.show_id == self.show_id)
        with self.store.database.reading() as connection:
            return sorted(connection.execute(query).scalars())

    def changes(self, device_id: str, after: int, limit: int) -> list[HeldChange]:
        """The changes of a laptop behind a number, in their order, but for those of erased leads."""
        query = (
            select(CHANGE.c.device_seq, CHANGE.c.change_id, CHANGE.c.entity_id, CHANGE.c.body)
            .where(
                CHANGE.c.show_id == self.show_id,
                CHANGE.c.device_id == device_id,
                CHANGE.c.device_seq > after,
                CHANGE.c.body != ERASED_BODY,
            )
            .order_by(CHANGE.c.device_seq)
            .limit(limit)
        )
        with self.store.database.reading() as connection:
            return [
                HeldChange(row.device_seq, row.change_id, row.entity_id, row.body.encode())
                for row in connection.execute(query)
            ]

    def word(self, device_id: str) -> LaptopWord:
        """What it said beside."""
        is_its = {"show_id": self.show_id, "device_id": device_id}
        counts = select(DEVICE_TALLY).filter_by(**is_its)
        confirmed = select(ERASURE_ACK.c.lead_id).filter_by(**is_its).order_by(ERASURE_ACK.c.lead_id)
        with self.store.database.reading() as connection:
            device = connection.execute(select(DEVICE).filter_by(**is_its)).one()
            return LaptopWord(
                withheld=[
                    WithheldCount(hour=row.hour, staff=row.staff, track=Track(row.track), leads=row.leads)
                    for row in connection.execute(counts)
                    if row.track in _TRACKS  # else a newer version's, which is none that can be said here
                ],
                withheld_at=device.tally_at,
                erased=list(connection.execute(confirmed).scalars()),
                exports=_exports(connection, is_its),
            )

    def dispositions(self) -> list[DispositionDocument]:
        """All that sales ever said here, the oldest first."""
        query = select(*(DISPOSITION_EVENT.c[name] for name in DispositionDocument.__struct_fields__))
        query = query.where(DISPOSITION_EVENT.c.show_id == self.show_id)
        with self.store.database.reading() as connection:
            rows = connection.execute(query.order_by(DISPOSITION_EVENT.c.at, DISPOSITION_EVENT.c.event_id))
            return [DispositionDocument(**row) for row in rows.mappings()]

    def staff(self) -> list[StaffDocument]:
        """The booth's staff."""
        with self.store.database.reading() as connection:
            return [StaffDocument(**member._asdict()) for member in members(connection, self.show_id)]

    def pictures(self) -> list[HeldPicture]:
        """The pictures that are whole."""
        query = select(BLOB.c.sha256, BLOB.c.size).where(
            BLOB.c.show_id == self.show_id, BLOB.c.received == BLOB.c.size
        )
        with self.store.database.reading() as connection:
            return [HeldPicture(*row) for row in connection.execute(query.order_by(BLOB.c.sha256))]

    def picture(self, sha256: str) -> bytes | None:
        """One of them; None when it is gone."""
        query = select(BLOB_CHUNK.c.data).filter_by(show_id=self.show_id, sha256=sha256)
        with self.store.database.reading() as connection:
            pieces = connection.execute(query.order_by(BLOB_CHUNK.c.offset)).scalars().all()
        return b"".join(map(bytes, pieces)) or None

    def erasures(self) -> list[HeldErasure]:
        """The leads that were erased here."""
        query = select(ERASURE).where(ERASURE.c.show_id == self.show_id).order_by(ERASURE.c.lead_id)
        with self.store.database.reading() as connection:
            return [
                HeldErasure(row.lead_id, row.by, row.reason, row.reason != ERASED_THERE)
                for row in connection.execute(query)
            ]

    def note(self, hub_id: str, text: str) -> None:
        """Keep with the store what was brought of it to a hub."""
        name = self._note_name(hub_id)

        def write(connection: Connection) -> None:
            connection.execute(delete(HUB_META).where(HUB_META.c.name == name))
            connection.execute(insert(HUB_META), {"name": name, "value": text})

        self.store.database.write(write)

    def noted(self, hub_id: str) -> str:
        """What was kept last of that hub; empty where nothing was."""
        query = select(HUB_META.c.value).where(HUB_META.c.name == self._note_name(hub_id))
        with self.store.database.reading() as connection:
            return connection.execute(query).scalar() or ""

    def _note_name(self, hub_id: str) -> str:
        return f"brought:{hub_id}:{self.show_id}"

    def forget(self, lead_ids: Sequence[str]) -> None:
        """Erase leads here, too: the laptops of this hub are told as of any erasure."""
        forget(self.store, self.show_id, lead_ids, by="hub", reason=ERASED_THERE)


def _exports(connection: Connection, is_its: dict[str, str]) -> list[ExportNote]:
    leads: dict[int, list[str]] = {}
    query = select(EXPORTED_LEAD.c.batch_no, EXPORTED_LEAD.c.lead_id).filter_by(**is_its)
    for row in connection.execute(query.order_by(EXPORTED_LEAD.c.lead_id)):
        leads.setdefault(row.batch_no, []).append(row.lead_id)
    batches = select(EXPORT_BATCH).filter_by(**is_its).order_by(EXPORT_BATCH.c.batch_no)
    return [
        ExportNote(
            batch_no=row.batch_no, at=row.at, by=row.by, preset=row.preset, file_name=row.file_name,
            sha256=row.sha256, lead_ids=leads.get(row.batch_no, []),
        )
        for row in connection.execute(batches)
    ]  # fmt: skip
