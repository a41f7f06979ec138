"""Bundles: carry a sync out in a file, and take in what the hub answered, where there is no network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from boothapp.errors import BundleError, NoShowError
from boothapp.services.carried_statements import CarriedStatements
from boothapp.services.device_keys import device_keys
from boothapp.sync.bundle import BundleParties, read_receipts, write_bundle
from boothapp.sync.carrying import CarriedBack, ask_all, take_back
from boothapp.sync.engine import ShowTexts
from boothapp.wire.bundle_file import RECEIPT_SUFFIX, files_in
from boothapp.wire.sealed_frame import read_seal_key

if TYPE_CHECKING:
    from boothapp.services.capturing import Now
    from boothapp.services.enrolling import EnrolledHub, Enrolling
    from boothapp.services.laptop_side import LaptopSide
    from boothapp.services.show_setup import ShowSetup
    from boothapp.store.settings import Settings


_NOT_TOLD = 0
"""The epoch of a hub of which nothing has come yet: below every one that its receipts tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenBundle:
    """A bundle in a folder: what is in it, and how many changes and pictures more wait for its receipts."""

    path: Path
    changes: int
    left: int
    withheld: int
    pictures: int
    pictures_left: int


@dataclass(slots=True)
class ReadBundles:
    """What the receipts in a folder came to, file by file; ``refused`` has the reasons, in words."""

    taken: dict[Path, CarriedBack] = field(default_factory=dict)
    refused: dict[Path, str] = field(default_factory=dict)


class Bundling:
    """The way to the hub and back by a stick or a folder."""

    def __init__(
        self,
        *,
        laptop: LaptopSide,
        enrolling: Enrolling,
        settings: Settings,
        now: Now,
    ) -> None:
        self._laptop, self._enrolling, self._settings = laptop, enrolling, settings
        self._now = now

    def write(self, folder: Path) -> WrittenBundle:
        """Writes a new bundle of all that waits; raises BundleError, and then nothing was written.

        To a hub that this laptop has not met, all goes that was captured here. What is in it still waits:
        only the hub's receipts say that it has arrived.
        """
        setup, hub = self._setup(), self._hub()
        memory = self._laptop.memory()
        if memory.has_hub and memory.hub_id != hub.hub_id:
            self._laptop.meet(hub.hub_id, _NOT_TOLD)  # what another hub has, this one may lack
        tracks = setup.definition.synced_tracks
        request = ask_all(
            self._laptop,
            texts=ShowTexts(show=setup.show, definitions=self._laptop.setting.definitions()),
            tracks=tracks,
            now=self._now,
            enrol=self._enrolling.request(hub.code, hub.show_id) if hub.code else None,
        )
        path = write_bundle(folder, request, self._parties(hub), self._now())
        changes = sum(len(push.changes) for push in request.pushes)
        pictures = len({chunk.sha256 for chunk in request.chunks})
        return WrittenBundle(
            path=path,
            pictures=pictures,
            pictures_left=max(0, self._laptop.pictures.count_waiting(tracks) - pictures),
            changes=changes,
            left=max(0, self._laptop.outbox.summary(tracks).pending - changes),
            withheld=sum(count.leads for count in request.pushes[0].withheld or []),
        )

    def read(
        self, place: Path, progress: Callable[[int, int], None] = lambda _done, _total: None
    ) -> ReadBundles:
        """Takes in the receipts of a file, or of all in a folder, the oldest first.

        Files that are refused are told, and alter nothing; receipts for another laptop are passed over in a
        folder. Raises BundleError when the folder cannot be read.
        """
        parties = self._parties(self._hub())
        paths = files_in(place, RECEIPT_SUFFIX) if place.is_dir() else [place]
        read = ReadBundles()
        found = []
        for path in paths:
            try:
                found.append((path, read_receipts(path, parties)))
            except BundleError as error:
                read.refused[path] = str(error)
        for done, (path, receipts) in enumerate(sorted(found, key=lambda one: one[1].header.created_at), 1):
            try:
                read.taken[path] = back = take_back(self._laptop, receipts)
            except BundleError as error:
                read.refused[path] = str(error)
            else:
                if back.certified:
                    CarriedStatements(self._settings).keep(back.certified)
            progress(done, len(found))
        self._laptop.erasures.purge()
        return read

    def _parties(self, hub: EnrolledHub) -> BundleParties:
        keys = device_keys(self._settings)
        return BundleParties(
            device_id=self._laptop.memory().device_id,
            show_id=self._setup().show.show_id,
            sign=keys.sign,
            seal=keys.seal,
            hub_id=hub.hub_id,
            hub_sign_key=hub.sign_key,
            hub_seal_key=read_seal_key(hub.seal_key),
        )

    def _hub(self) -> EnrolledHub:
        hub = self._enrolling.hub()
        if hub is None:
            raise BundleError(
                "This laptop knows no hub to seal a bundle for. Every lead is still here. Scan or paste the "
                "code that `boothapp hub enrol --offline 14` prints at the hub."
            )
        return hub

    def _setup(self) -> ShowSetup:
        setup = self._laptop.setting.current()
        if setup is None:
            raise NoShowError("no show was chosen yet, so there is nothing to carry")
        return setup
