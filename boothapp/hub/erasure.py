"""Forgetting a lead: at the hub in one transaction, then by way of the feed on every laptop.

Of its changes only id, device and number stay, so that a late copy is known for what it is; and that the lead
was erased stays for good.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from boothapp.hub import blobs
from boothapp.hub.bulk import among
from boothapp.hub.change_log import ERASED_BODY
from boothapp.hub.change_reading import logged_change
from boothapp.hub.feed import Feed, FeedChange
from boothapp.hub.folding import LEAD_ENTITY, Folder
from boothapp.hub.schema import (
    CHANGE,
    CONTACT,
    DISPOSITION,
    DISPOSITION_EVENT,
    ERASURE,
    ERASURE_ACK,
    EXPORT_BATCH,
    EXPORTED_LEAD,
    LEAD,
    QUARANTINE,
    UNFOLDED,
)
from boothapp.hub.unconfirmed import waited_for
from boothapp.wire.messages import FeedKind, encode_json


class ExportedFile(NamedTuple):
    """A file that left a laptop with an erased lead in it: somebody has to see to it there."""

    device_id: str
    batch_no: int
    at: str
    by: str
    preset: str
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What an erasure came to; ``unconfirmed`` are the devices that have still to forget.

    ``dropped`` names the copies of refused bundles that were deleted for it.
    """

    lead_ids: list[str]
    changes: int
    files: list[ExportedFile]
    unconfirmed: list[str]
    dropped: tuple[str, ...] = ()


class Pending(NamedTuple):
    """A lead that a device has not said to have forgotten yet."""

    lead_id: str
    erased_at: str
    device_id: str


class Erasing:
    """Erasures of one show, within a transaction of the caller's."""

    def __init__(self, connection: Connection, show_id: str) -> None:
        self._connection = connection
        self._show_id = show_id

    def leads_with(self, address: str) -> list[str]:
        """The leads of whom anybody has this mail address, whatever its case."""
        wanted = address.strip().lower()
        query = select(CONTACT.c.lead_id, CONTACT.c.email, CONTACT.c.email_as_typed).where(
            CONTACT.c.show_id == self._show_id
        )
        return sorted(
            {
                row.lead_id
                for row in self._connection.execute(query)
                if wanted and wanted in (row.email.lower(), row.email_as_typed.strip().lower())
            }
        )

    def ever_with(self, address: str) -> list[str]:
        """The leads of whom anybody ever had this mail address: corrected since, or deleted, or not."""
        wanted = address.strip().lower()
        query = select(CHANGE.c.entity_id, CHANGE.c.body).where(
            CHANGE.c.show_id == self._show_id,
            CHANGE.c.entity == LEAD_ENTITY,
            func.lower(CHANGE.c.body).contains(wanted, autoescape=True),
        )
        if not wanted:
            return []
        rows = self._connection.execute(query)
        return sorted({row.entity_id for row in rows if _names(row.body, wanted)})

    def has_met(self, lead_id: str) -> bool:
        """Whether this hub ever heard of the lead: what it said, what was set apart of it, or its erasure."""
        heard = (
            select(CHANGE.c.entity_id).where(
                CHANGE.c.show_id == self._show_id,
                CHANGE.c.entity == LEAD_ENTITY,
                CHANGE.c.entity_id == lead_id,
            ),
            select(ERASURE.c.lead_id).where(ERASURE.c.show_id == self._show_id, ERASURE.c.lead_id == lead_id),
            select(EXPORTED_LEAD.c.lead_id).where(
                EXPORTED_LEAD.c.show_id == self._show_id, EXPORTED_LEAD.c.lead_id == lead_id
            ),
            select(QUARANTINE.c.body).where(
                QUARANTINE.c.show_id == self._show_id,
                QUARANTINE.c.body.contains(f'"{lead_id}"', autoescape=True),
            ),
        )
        return any(self._connection.execute(query.limit(1)).first() for query in heard)

    def merged_with(self, lead_ids: Sequence[str]) -> list[str]:
        """The other leads that were merged into one of these, or that one of these was merged into."""
        roots = select(LEAD.c.canonical_id).where(
            LEAD.c.show_id == self._show_id, among(self._connection, LEAD.c.lead_id, lead_ids)
        )
        wanted = list(self._connection.execute(roots).scalars())
        query = select(LEAD.c.lead_id).where(
            LEAD.c.show_id == self._show_id,
            or_(
                among(self._connection, LEAD.c.canonical_id, wanted),
                among(self._connection, LEAD.c.lead_id, wanted),
            ),
        )
        return sorted(set(self._connection.execute(query).scalars()) - set(lead_ids))

    def erase(self, lead_ids: Sequence[str], *, at: str, by: str, reason: str) -> Erased:
        """Forget these leads; what is unknown here is kept in mind, for what may come."""
        fresh = sorted(set(lead_ids) - erased_of(self._connection, self._show_id, lead_ids))
        feed = Feed(self._connection, self._show_id)
        for lead_id in fresh:
            row = {"show_id": self._show_id, "lead_id": lead_id, "at": at, "by": by, "reason": reason}
            self._connection.execute(insert(ERASURE), row)
            feed.put(FeedKind.ERASED, lead_id)
        if fresh:
            feed.say_who_has_not_confirmed()
        blobs.erase(self._connection, self._show_id, self._bodies(fresh), fresh, at)
        changes = self._erase_changes(fresh)
        self._erase_quarantined(fresh)
        self._erase_dispositions(fresh)
        Folder(self._connection, self._show_id, {}).forget(fresh)
        return Erased(
            lead_ids=fresh,
            changes=changes,
            files=self.files_holding(lead_ids),
            unconfirmed=sorted({one.device_id for one in self.pending(lead_ids)}),
        )

    def sweep(self) -> None:
        """Forget again what was erased here before, after rows were copied from another store."""
        erased = select(ERASURE.c.lead_id).where(ERASURE.c.show_id == self._show_id)
        lead_ids = list(self._connection.execute(erased).scalars())
        self._erase_quarantined(lead_ids)
        self._erase_dispositions(lead_ids)

    def _erase_changes(self, lead_ids: Sequence[str]) -> int:
        """Empty their changes, which the devices that made them are still told to be here."""
        is_theirs = (
            CHANGE.c.show_id == self._show_id,
            CHANGE.c.entity == LEAD_ENTITY,
            among(self._connection, CHANGE.c.entity_id, lead_ids),
        )
        rows = self._connection.execute(
            select(CHANGE.c.change_id, CHANGE.c.device_id).where(*is_theirs)
        ).all()
        ids = [row.change_id for row in rows]
        waiting = (
            UNFOLDED.c.show_id == self._show_id,
            among(self._connection, UNFOLDED.c.change_id, ids),
        )
        unfolded = set(self._connection.execute(select(UNFOLDED.c.change_id).where(*waiting)).scalars())
        self._connection.execute(delete(UNFOLDED).where(*waiting))
        self._connection.execute(update(CHANGE).where(*is_theirs).values(body=ERASED_BODY, entity_id=""))
        Feed(self._connection, self._show_id).withdraw(
            FeedChange(row.change_id, row.device_id) for row in rows if row.change_id not in unfolded
        )
        return len(rows)

    def _erase_quarantined(self, lead_ids: Sequence[str]) -> None:
        """Of what could not be taken, keep no text that names one of these leads."""
        for lead_id in lead_ids:
            self._connection.execute(
                update(QUARANTINE)
                .where(
                    QUARANTINE.c.show_id == self._show_id,
                    QUARANTINE.c.body.contains(lead_id, autoescape=True),
                )
                .values(body="", reason="")
            )

    def _bodies(self, lead_ids: Sequence[str]) -> Iterator[str]:
        query = select(CHANGE.c.body).where(
            CHANGE.c.show_id == self._show_id,
            CHANGE.c.entity == LEAD_ENTITY,
            among(self._connection, CHANGE.c.entity_id, lead_ids),
        )
        yield from self._connection.execute(query).scalars()

    def _erase_dispositions(self, lead_ids: Sequence[str]) -> None:
        feed = Feed(self._connection, self._show_id)
        for table in (DISPOSITION, DISPOSITION_EVENT):
            self._connection.execute(
                delete(table).where(
                    table.c.show_id == self._show_id, among(self._connection, table.c.lead_id, lead_ids)
                )
            )
        feed.remove(FeedKind.DISPOSITION, lead_ids)

    def files_holding(self, lead_ids: Sequence[str]) -> list[ExportedFile]:
        """The exported files that hold one of these leads."""
        query = (
            select(
                EXPORT_BATCH.c.device_id, EXPORT_BATCH.c.batch_no, EXPORT_BATCH.c.at, EXPORT_BATCH.c.by,
                EXPORT_BATCH.c.preset, EXPORT_BATCH.c.file_name,
            )
            .join(
                EXPORTED_LEAD,
                (EXPORTED_LEAD.c.show_id == EXPORT_BATCH.c.show_id)
                & (EXPORTED_LEAD.c.device_id == EXPORT_BATCH.c.device_id)
                & (EXPORTED_LEAD.c.batch_no == EXPORT_BATCH.c.batch_no),
            )
            .where(
                EXPORT_BATCH.c.show_id == self._show_id,
                among(self._connection, EXPORTED_LEAD.c.lead_id, lead_ids),
            )
            .distinct()
        )  # fmt: skip
        return sorted(ExportedFile(*row) for row in self._connection.execute(query))

    def pending(self, lead_ids: Sequence[str] | None = None) -> list[Pending]:
        """Which laptops have not said to have forgotten which leads, or these leads, the oldest first."""
        devices = waited_for(self._connection, self._show_id)
        acks = select(ERASURE_ACK.c.lead_id, ERASURE_ACK.c.device_id).where(
            ERASURE_ACK.c.show_id == self._show_id
        )
        erased = select(ERASURE.c.lead_id, ERASURE.c.at).where(ERASURE.c.show_id == self._show_id)
        if lead_ids is not None:
            acks = acks.where(among(self._connection, ERASURE_ACK.c.lead_id, lead_ids))
            erased = erased.where(among(self._connection, ERASURE.c.lead_id, lead_ids))
        done = {(row.lead_id, row.device_id) for row in self._connection.execute(acks)}
        return [
            Pending(row.lead_id, row.at, device_id)
            for row in self._connection.execute(erased.order_by(ERASURE.c.at, ERASURE.c.lead_id))
            for device_id in devices
            if (row.lead_id, device_id) not in done
        ]


def erased_of(connection: Connection, show_id: str, lead_ids: Sequence[str]) -> set[str]:
    """Those of these leads that were erased."""
    query = select(ERASURE.c.lead_id).where(
        ERASURE.c.show_id == show_id, among(connection, ERASURE.c.lead_id, lead_ids)
    )
    return set(connection.execute(query).scalars())


def _names(body: str, address: str) -> bool:
    """Whether a change gives a contact this mail address; staff who made it have addresses too."""
    written = f'"{address}"'
    return any(
        written in encode_json(edit.value).decode().lower()
        for name, edit in logged_change(body).set.items()
        if name.startswith("contacts/") and name.endswith("/email")
    )
