"""Three laptops with real profiles and one real central store, and everything that befalls them at a show."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from boothapp.app import Services, card_context
from boothapp.domain.ids import LeadId
from boothapp.errors import HubUnreachableError
from boothapp.hub.backup import back_up, restore
from boothapp.hub.erasure import Erasing, Pending
from boothapp.hub.store import CentralStore
from boothapp.paths import resources_dir
from boothapp.services.capturing import NewLead
from boothapp.services.show_setup import sample_setup
from boothapp.store.profile import Profile
from boothapp.sync.engine import ShowTexts, exchange
from boothapp.sync.report import SyncReport
from boothapp.wire.messages import Code, PushReply, PushRequest
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth
from tests.helpers.photos import attached

SETUP = sample_setup(resources_dir())
CARD = (resources_dir() / "demo" / "visitors.jsonl").read_bytes().splitlines()[0]


@dataclass
class Wire:
    """The hub behind a wire that loses: ``faults`` says so of each message in turn, then all is well.

    ``photo_faults`` says so of the pieces of pictures, which come last. "request" is lost on the way there,
    "answer" on the way back, "twice" arrives again, later than the rest.
    """

    hub: CentralStore
    faults: list[str] = field(default_factory=list)
    photo_faults: list[str] = field(default_factory=list)
    late: list[PushRequest] = field(default_factory=list)

    def _pass(self, verb: str, request: Any) -> Any:
        faults = self.photo_faults if verb == "put_blob" else self.faults
        fault = faults.pop(0) if faults else ""
        if fault == "request":
            raise HubUnreachableError("the request was lost")
        answer = getattr(self.hub, verb)(request)
        if fault == "answer":
            raise HubUnreachableError("the answer was lost")
        if fault == "twice" and isinstance(request, PushRequest):
            self.late.append(request)
        return answer

    def __getattr__(self, verb: str) -> Any:
        return lambda request: self._pass(verb, request)

    def push(self, request: PushRequest) -> PushReply:
        """Pass it on, unless it is lost."""
        reply: PushReply = self._pass("push", request)
        assert {receipt.code for receipt in reply.receipts} <= _GOOD, "no sound change is refused"
        return reply


_GOOD = {Code.RECEIVED, Code.DUPLICATE, Code.ERASED, Code.FORKED}


class Laptop:
    """One laptop: a profile in a folder, its clock, its services while it is open."""

    def __init__(self, folder: Path, keyring: MemoryKeyring, clock: HandClock) -> None:
        self.folder, self.keyring, self.clock = folder, keyring, clock
        self._open()

    def _open(self) -> None:
        self.booth = sample_booth(self.folder, self.keyring, self.clock)
        self.services: Services = self.booth.services()

    def close(self) -> None:
        """Shut the lid."""
        self.services.close()
        self.booth.close()

    @contextmanager
    def shut(self) -> Iterator[None]:
        """With the lid shut, its files may be copied."""
        self.close()
        try:
            yield
        finally:
            self._open()

    @property
    def rows(self) -> Any:
        """Reads the file."""
        return self.services._database.rows

    def leads(self) -> list[str]:
        """The ids of the leads here, deleted ones too."""
        return [lead_id for (lead_id,) in self.rows("SELECT lead_id FROM lead_card ORDER BY lead_id")]

    def change_ids(self) -> list[str]:
        """The ids of all changes here, each as often as it is here."""
        return [
            change_id
            for (change_id,) in self.rows(
                "SELECT change_id FROM change UNION ALL SELECT change_id FROM pulled"
            )
        ]

    def photos(self) -> set[str]:
        """The names of the pictures here that a lead shows."""
        shows = "SELECT value FROM identity WHERE kind = 'picture'"
        return {name for (name,) in self.rows(f"SELECT sha256 FROM picture WHERE sha256 IN ({shows})")}  # noqa: S608

    def shown(self) -> dict[str, tuple[Any, ...]]:
        """What lists show of each lead."""
        columns = "lead_id, name, company, email, missing, has_conflict, track, deleted"
        rows = self.rows(f"SELECT {columns} FROM lead_card JOIN lead USING (lead_no)")  # noqa: S608
        return {row[0]: row[1:] for row in rows}

    def save(self, photo: int | None = None) -> LeadId:
        """Capture a sales-ready lead, with the photo of this number."""
        lead = card_context(SETUP, now=self.clock).lead(CARD)
        photos = () if photo is None else (attached(self.services, photo, side=8),)
        lead = replace(lead, lead_id=LeadId(""), external_id="", attachments=photos)
        return self.services.capturing.save_new([NewLead(lead)])[0].lead.lead_id

    def edit(self, lead_id: LeadId, company: str) -> None:
        """Change the name of the company, if the lead is to be seen here."""
        opened = self.services.capturing.open_lead(lead_id)
        if opened is not None:
            lead = replace(opened.lead, company=replace(opened.lead.company, name=company))
            self.services.capturing.save_edit(opened, lead, by=SETUP.staff)

    def delete(self, lead_id: LeadId) -> None:
        """Take it back."""
        self.services.capturing.undo(lead_id, by=SETUP.staff)

    def sync(self, hub: Any) -> SyncReport:
        """One sync, as the service does it, but for the way to the hub."""
        syncing = self.services.syncing
        report = exchange(
            syncing._laptop,
            hub,
            texts=ShowTexts(show=SETUP.show, definitions=syncing._laptop.setting.definitions()),
            tracks=SETUP.definition.synced_tracks,
            now=self.clock,
        )
        syncing._laptop.erasures.purge()
        return report


class Fleet:
    """Three laptops and a hub in a folder; ``place`` is the hub's file or PostgreSQL URL."""

    def __init__(self, folder: Path, place: Path | str) -> None:
        self.folder, self.place = folder, place
        self.keyring = MemoryKeyring()
        self.clock = HandClock()
        self.hub = CentralStore.open(place, now=self.clock)
        self.laptops = [
            Laptop(folder / f"laptop-{at}", self.keyring, HandClock(self.clock.at)) for at in range(3)
        ]
        self.erased: set[str] = set()
        self.backups: list[Path] = []
        self.copies: list[tuple[int, Path]] = []
        self.late: list[PushRequest] = []

    def close(self) -> None:
        """End all."""
        for laptop in self.laptops:
            laptop.close()
        self.hub.close()

    def sync(self, at: int, faults: list[str], photo_faults: Sequence[str] = ()) -> None:
        """One laptop syncs while the wire may lose something."""
        wire = Wire(self.hub, list(faults), list(photo_faults))
        with suppress(HubUnreachableError):
            self.laptops[at].sync(wire)
        self.late += wire.late

    def deliver_late(self) -> None:
        """What arrived once arrives again."""
        for request in self.late:
            if (request.hub_id, request.epoch) == tuple(self.hub.identity):
                self.hub.push(request)
        self.late.clear()

    def unconfirmed(self) -> list[Pending]:
        """Who has still to confirm an erasure."""
        with self.hub.database.reading() as connection:
            return Erasing(connection, SETUP.show.show_id).pending()

    def erase(self, lead_id: str) -> None:
        """The hub is told to forget a lead."""
        self.erased.add(lead_id)
        self.hub.database.write(
            lambda connection: Erasing(connection, SETUP.show.show_id).erase(
                [lead_id], at=self.clock.at.isoformat(), by="marketing", reason="asked"
            )
        )

    def back_up_hub(self) -> None:
        """Copy the central store."""
        file = self.folder / f"hub-backup-{len(self.backups)}.db"
        back_up(self.hub.database, file)
        self.backups.append(file)

    def restore_hub(self, file: Path) -> None:
        """Put a copy in its place."""
        self.hub.close()
        self.clock.forward(seconds=1)
        restore(file, self.place, self.clock.at)
        self.hub = CentralStore.open(self.place, now=self.clock)

    def copy_profile(self, at: int) -> None:
        """Copy a laptop's folder."""
        copy = self.folder / f"copy-{len(self.copies)}"
        with self.laptops[at].shut():
            shutil.copytree(self.laptops[at].folder, copy)
        self.copies.append((at, copy))

    def start_from_copy(self, at: int, copy: Path) -> None:
        """A laptop goes on from a copied folder, its own or another's: device ids are used twice."""
        laptop = self.laptops[at]
        laptop.close()
        shutil.rmtree(laptop.folder)
        shutil.copytree(copy, laptop.folder)
        laptop._open()

    def restore_laptop(self, at: int) -> None:
        """A laptop is restored from its own newest backup."""
        laptop = self.laptops[at]
        if laptop.services.safeguarding.back_up() is None:
            return
        laptop.close()
        (newest, *_) = sorted((laptop.folder / "backups").glob("leads-*.db"), reverse=True)
        Profile.restore(laptop.folder, newest, keyring=self.keyring)
        laptop._open()

    def clocks(self, at: int, **span: float) -> None:
        """Time goes on on one laptop, or someone sets its clock."""
        self.laptops[at].clock.at += timedelta(**span)

    def hub_changes(self) -> list[str]:
        """The ids of the changes that the hub holds the content of."""
        with self.hub.database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT change_id FROM change WHERE entity_id <> ''")
            return [row[0] for row in rows]

    def hub_leads(self) -> list[str]:
        """The ids of the leads in the hub's readable rows, deleted ones aside."""
        with self.hub.database.reading() as connection:
            return [row[0] for row in connection.exec_driver_sql("SELECT lead_id FROM lead")]
