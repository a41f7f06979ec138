"""How the app reaches its hub: what a sync needs, put together over one connection of one thread."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from boothapp.errors import HubError

if TYPE_CHECKING:
    from pathlib import Path

    from boothapp.services.booth_hosting import BoothHosting
    from boothapp.services.bundling import Bundling
    from boothapp.services.capturing import Now
    from boothapp.services.enrolling import EnrolDesk, EnrolledHub, Enrolling
    from boothapp.services.laptop_side import LaptopSide
    from boothapp.services.show_setup import ShowSetting
    from boothapp.services.syncing import HubPlace, Syncing
    from boothapp.store.database import Database
    from boothapp.store.profile import Profile
    from boothapp.sync.holdings_port import Holdings
    from boothapp.sync.https import HttpsHub
    from boothapp.sync.hub_port import Hub, OtherHub
    from boothapp.wire.enrolment import Enrolment


class HubReach:
    """The way to the hub, kept open from one sync to the next. For one thread; close it.

    A sync without news is then a few bytes on a line that is there already.
    """

    def __init__(self) -> None:
        self._hub: HttpsHub | None = None
        self._enrolled: EnrolledHub | None = None

    @contextmanager
    def open(self, place: HubPlace) -> Iterator[Hub]:
        """The hub, wherever it is; raises HubError where it cannot be reached at all."""
        if place.enrolled is None or not place.enrolled.url:
            with open_hub(place) as hub:
                yield hub
            return
        with self.open_https(place.enrolled) as hub:
            yield hub

    @contextmanager
    def open_https(self, enrolled: EnrolledHub) -> Iterator[OtherHub]:
        """The hub that let this laptop in; raises HubError where it cannot be reached at all."""
        if self._hub is None or self._enrolled != enrolled:
            self.close()
            self._hub, self._enrolled = _https_hub(enrolled), enrolled
        try:
            yield self._hub
        except BaseException:
            self.close()  # whatever it was, the next try begins from nothing
            raise

    def close(self) -> None:
        """Close the line; the next sync opens another."""
        if self._hub is not None:
            self._hub.close()
            self._hub = None


def syncing_over(
    database: Database,
    profile: Profile,
    setting: ShowSetting,
    now: Now,
    reach: HubReach,
) -> Syncing:
    """The service for sync."""
    from boothapp.services.syncing import Syncing  # noqa: PLC0415
    from boothapp.store.settings import Settings  # noqa: PLC0415

    return Syncing(
        laptop=_laptop_side(database, profile, setting),
        enrolling=_enrolling(database, setting),
        settings=Settings(database),
        hosting=hosting_over(database, profile, setting, now, reach),
        open_hub=reach.open,
        folder=profile.folder,
        now=now,
    )


def hosting_over(
    database: Database,
    profile: Profile,
    setting: ShowSetting,
    now: Now,
    reach: HubReach,
) -> BoothHosting:
    """The service for the stores of a booth."""
    from boothapp.services.booth_hosting import BoothHosting  # noqa: PLC0415
    from boothapp.store.settings import Settings  # noqa: PLC0415

    return BoothHosting(
        settings=Settings(database),
        enrolling=_enrolling(database, setting),
        setting=setting,
        folder=profile.folder,
        open_hub=reach.open_https,
        open_holdings=open_holdings,
        look_into=partial(open_holdings, is_read_only=True),
        epoch_of=partial(_known_epoch, database),
        now=now,
    )


def _known_epoch(database: Database, hub_id: str) -> int | None:
    from boothapp.store.hub_memory import recall  # noqa: PLC0415

    memory = recall(database)
    return memory.epoch if memory.hub_id == hub_id else None


@contextmanager
def open_holdings(store: Path, show_id: str, *, is_read_only: bool = False) -> Iterator[Holdings]:
    """What a central store holds of a show: to be handed on, or only to be read while others may write."""
    from boothapp.hub.holdings import StoreHoldings  # noqa: PLC0415
    from boothapp.hub.store import CentralStore  # noqa: PLC0415

    central = CentralStore.open_to_read(store) if is_read_only else CentralStore.open(store)
    try:
        yield StoreHoldings(central, show_id)
    finally:
        central.close()


def bundling_over(database: Database, profile: Profile, setting: ShowSetting, now: Now) -> Bundling:
    """The service for bundles."""
    from boothapp.services.bundling import Bundling  # noqa: PLC0415
    from boothapp.store.settings import Settings  # noqa: PLC0415

    return Bundling(
        laptop=_laptop_side(database, profile, setting),
        enrolling=_enrolling(database, setting),
        settings=Settings(database),
        now=now,
    )


def _laptop_side(database: Database, profile: Profile, setting: ShowSetting) -> LaptopSide:
    from boothapp.services.laptop_side import LaptopSide  # noqa: PLC0415
    from boothapp.store.forgetting import Erasures  # noqa: PLC0415
    from boothapp.store.inbox import Inbox  # noqa: PLC0415
    from boothapp.store.outbox import Outbox  # noqa: PLC0415
    from boothapp.store.pictures import Pictures  # noqa: PLC0415
    from boothapp.store.settings import ExportBatches, Settings  # noqa: PLC0415

    return LaptopSide(
        database=database,
        outbox=Outbox(database, setting.definition),
        inbox=Inbox(database, setting.definition),
        erasures=Erasures(database, profile.replace_backups),
        exports=ExportBatches(database),
        pictures=Pictures(database),
        settings=Settings(database),
        setting=setting,
        folder=profile.folder,
    )


def _enrolling(database: Database, setting: ShowSetting) -> Enrolling:
    from boothapp.services.enrolling import Enrolling  # noqa: PLC0415
    from boothapp.store.leads import LeadStore  # noqa: PLC0415
    from boothapp.store.settings import Settings  # noqa: PLC0415

    return Enrolling(
        settings=Settings(database),
        setting=setting,
        device_id=lambda: LeadStore(database).device().device_id,
        device_name=platform.node() or "laptop",
        open_desk=_open_desk,
    )


@contextmanager
def open_hub(place: HubPlace) -> Iterator[Hub]:
    """The hub, wherever it is; raises HubError where it cannot be reached at all."""
    if place.path is not None:
        with open_central_store(place.path) as store:
            yield store
        return
    enrolled = place.enrolled
    if enrolled is None or not enrolled.url:
        raise HubError(
            "This hub is met by USB stick alone. Every lead is still here. Write a bundle and carry it there."
        )
    hub = _https_hub(enrolled)
    try:
        yield hub
    finally:
        hub.close()


def _https_hub(enrolled: EnrolledHub) -> HttpsHub:
    from boothapp.sync.https import HttpsHub  # noqa: PLC0415 - urllib3, zstandard

    return HttpsHub(enrolled.url, enrolled.token, enrolled.ca or None, hub_id=enrolled.hub_id)


@contextmanager
def open_central_store(path: Path) -> Iterator[Hub]:
    """The central store in process; SQLAlchemy takes 170 ms to load, so only a sync pays for it."""
    from boothapp.hub.store import CentralStore  # noqa: PLC0415

    store = CentralStore.open(path)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _open_desk(enrolment: Enrolment) -> Iterator[EnrolDesk]:
    from boothapp.sync.https import HttpsHub  # noqa: PLC0415

    hub = HttpsHub(enrolment.url, ca_sha256=enrolment.ca or None, hub_id=enrolment.hub_id)
    try:
        yield hub
    finally:
        hub.close()
