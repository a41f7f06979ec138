"""What a hub holds beside the changes of laptops, taken from one store into another."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Connection, Table, delete, insert, select

from boothapp.hub.bulk import insert_all
from boothapp.hub.change_log import ERASED_BODY
from boothapp.hub.erasure import Erasing
from boothapp.hub.feed import Feed
from boothapp.hub.schema import (
    AUDIT,
    BLOB,
    BLOB_CHUNK,
    CHANGE,
    DISPOSITION,
    DISPOSITION_EVENT,
    ERASURE,
    ERASURE_ACK,
    EXPORT_BATCH,
    EXPORTED_LEAD,
    QUARANTINE,
    STAFF,
)
from boothapp.hub.store import CentralStore
from boothapp.wire.messages import BlobChunk, FeedKind

KEPT_AS_THEY_ARE = (QUARANTINE, EXPORT_BATCH, EXPORTED_LEAD, ERASURE_ACK, DISPOSITION_EVENT, AUDIT)
"""Tables whose rows are never altered: those that the other store lacks are copied."""


@dataclass(frozen=True, slots=True)
class HubRows:
    """The rows of one show: from one view of the source into the target."""

    source: Connection
    target: CentralStore
    show_id: str

    def bring(self) -> None:
        """Bring the rows; what the target has already stays as it is, unless the source's word is later."""
        for table in KEPT_AS_THEY_ARE:
            self._copy_missing(table)
        self._copy_missing(CHANGE, CHANGE.c.body == ERASED_BODY)
        self._say(STAFF, FeedKind.STAFF, STAFF.c.email)
        self._say(DISPOSITION, FeedKind.DISPOSITION, DISPOSITION.c.lead_id, newer=DISPOSITION.c.at)
        self._bring_erasures()

    def _copy_missing(self, table: Table, which: ColumnElement[bool] | None = None) -> None:
        """Copy the rows of the show whose key the target does not have."""
        key = [column for column in table.primary_key.columns if column.name != "show_id"]
        known_keys = select(*key).where(table.c.show_id == self.show_id)
        query = select(table).where(table.c.show_id == self.show_id)
        if which is not None:
            query = query.where(which)
        rows = self.source.execute(query).mappings().all()
        if not rows:
            return

        def write(connection: Connection) -> None:
            known = {tuple(row) for row in connection.execute(known_keys)}
            fresh = [row for row in rows if tuple(row[column.name] for column in key) not in known]
            insert_all(connection, table, [dict(row) for row in fresh])

        self.target.database.write(write)

    def _say(self, table: Table, kind: FeedKind, key: Column[str], newer: Column[str] | None = None) -> None:
        """Bring the hub's own word, and say it to the target's laptops, where that has none or an older."""
        rows = self.source.execute(select(table).where(table.c.show_id == self.show_id)).mappings().all()

        def write(connection: Connection) -> None:
            known_rows = connection.execute(select(table).where(table.c.show_id == self.show_id)).mappings()
            known = {row[key.name]: row for row in known_rows}
            feed = Feed(connection, self.show_id)
            for row in rows:
                there = known.get(row[key.name])
                if there is not None and (newer is None or there[newer.name] >= row[newer.name]):
                    continue
                is_this = (table.c.show_id == self.show_id, key == row[key.name])
                connection.execute(delete(table).where(*is_this))
                connection.execute(insert(table), dict(row))
                feed.put(kind, row[key.name])

        self.target.database.write(write)

    def _bring_erasures(self) -> None:
        """What was forgotten in the one is forgotten in the other, and comes back by no copied row."""
        rows = self.source.execute(select(ERASURE).where(ERASURE.c.show_id == self.show_id)).all()

        def write(connection: Connection) -> None:
            erasing = Erasing(connection, self.show_id)
            for row in rows:
                erasing.erase([row.lead_id], at=row.at, by=row.by, reason=row.reason)
            erasing.sweep()
            if rows:  # who confirmed there has come over as well
                Feed(connection, self.show_id).say_who_has_not_confirmed()

        self.target.database.write(write)

    def bring_pictures(self) -> None:
        """Bring the whole pictures, after the leads: by those the target knows which were to be forgotten."""
        whole = select(BLOB).where(BLOB.c.show_id == self.show_id, BLOB.c.received == BLOB.c.size)
        for blob in self.source.execute(whole).all():
            chunks = select(BLOB_CHUNK.c.offset, BLOB_CHUNK.c.data).where(
                BLOB_CHUNK.c.show_id == self.show_id, BLOB_CHUNK.c.sha256 == blob.sha256
            )
            for chunk in self.source.execute(chunks.order_by(BLOB_CHUNK.c.offset)):
                self.target.put_blob(
                    BlobChunk(
                        device_id=blob.device_id,
                        show_id=self.show_id,
                        sha256=blob.sha256,
                        size=blob.size,
                        offset=chunk.offset,
                        data=bytes(chunk.data),
                    )
                )
