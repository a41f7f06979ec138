"""Sync: send what the show's policy allows to the hub, take in what it holds, tell what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from boothapp.errors import HubError, UnsyncedError
from boothapp.services.carried_statements import CarriedStatements
from boothapp.services.enrolling import ENROLLED, enrolled_hub
from boothapp.store.outbox import OutboxRow, OutboxSummary, ReceiptRow
from boothapp.store.own_work import own_work

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from boothapp.domain.change import JsonValue
    from boothapp.domain.definition import Track
    from boothapp.services.booth_hosting import BoothHosting
    from boothapp.services.capturing import Now
    from boothapp.services.certifying import Certifier, PackUpCertificate
    from boothapp.services.enrolling import EnrolledHub, Enrolling
    from boothapp.services.laptop_side import LaptopSide
    from boothapp.services.show_setup import ShowSetup
    from boothapp.store.settings import Settings
    from boothapp.sync.hub_port import Hub
    from boothapp.sync.report import SyncReport
    from boothapp.wire.messages import UnconfirmedErasures

_STORE_PATH = "central_store"
_MET_STORE = "met_store"
_LAST_SYNC = "last_sync"
_AUTO = "auto_sync"
_CLOCK_AHEAD = "hub_clock_ahead_ms"
_PINNED = "hub_sign_keys"
STORE_FOLDER, STORE_FILE = "central-store", "leads.db"
MOST_CLOCK_AHEAD_MS = 5 * 60 * 1000
"""Milliseconds by which the laptop's clock may differ from the hub's before someone is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubPlace:
    """Where the hub is: a file that this program opens itself, a service at a URL, or reached by stick."""

    kind: Literal["file", "https", "stick"]
    path: Path | None = None
    enrolled: EnrolledHub | None = None

    @property
    def where(self) -> str:
        """The file or the URL, for people; empty for a hub that is reached by stick alone."""
        return str(self.path) if self.path else self.enrolled.url if self.enrolled else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncFacts:
    """What is known of the hub and of what came from it.

    ``is_met`` tells whether what counts as synced is at the hub in force. ``clock_ahead_ms`` is how far the
    hub's clock was ahead at the last sync; None before. ``untold_erasures`` are leads erased here, of which
    the hub does not know yet; ``unconfirmed`` are other laptops that have not told it theirs; ``set_apart``
    items that came and could not be used; ``waiting_pictures`` go to the hub after their leads.
    ``kept_shows`` are this laptop's own changes of the show that gave way to others' and are kept in files.
    ``access_ends`` is ISO 8601, empty where access does not end.
    """

    device_id: str
    hub_id: str
    is_met: bool
    erased: int
    untold_erasures: int
    unconfirmed: Sequence[UnconfirmedErasures]
    set_apart: int
    kept_shows: int
    foreign_leads: int
    waiting_pictures: int
    clock_ahead_ms: int | None
    access_ends: str

    @property
    def is_clock_wrong(self) -> bool:
        """Whether this laptop's clock and the hub's differ by more than five minutes."""
        return self.clock_ahead_ms is not None and abs(self.clock_ahead_ms) > MOST_CLOCK_AHEAD_MS


class Syncing:
    """The way between this laptop and its hub, and how far everything has got on it."""

    def __init__(
        self,
        *,
        laptop: LaptopSide,
        enrolling: Enrolling,
        settings: Settings,
        hosting: BoothHosting,
        open_hub: Callable[[HubPlace], AbstractContextManager[Hub]],
        folder: Path,
        now: Now,
    ) -> None:
        self._laptop, self._enrolling, self._settings = laptop, enrolling, settings
        self._hosting = hosting
        self._open_hub, self._folder, self._now = open_hub, folder, now

    @property
    def hub(self) -> HubPlace:
        """Where the hub is: where this laptop was enrolled, else the central store's file."""
        enrolled = self._enrolling.hub()
        if enrolled is None:
            return HubPlace(kind="file", path=self.store_path)
        return HubPlace(kind="https" if enrolled.url else "stick", enrolled=enrolled)

    @property
    def store_path(self) -> Path:
        """The central store's file: the one chosen, else one in the profile."""
        return _store_path(self._settings, self._folder)

    def use_store(self, path: Path) -> None:
        """Chooses the central store's file, made where there is none; it is the hub from now on.

        Raises HubError where it will not do; then the one chosen before stays.
        """
        with self._open_hub(HubPlace(kind="file", path=path)):
            pass
        self._settings.put_all({_STORE_PATH: str(path.absolute()), _MET_STORE: None})
        self._enrolling.forget()
        self._laptop.keep_told("", "")

    def enrol(self, payload: str) -> HubPlace:
        """Lets this laptop in at a hub by the text of its QR code; it is the hub from now on.

        Raises EnrolmentError, OtherShowError or another HubError; then the hub before stays.
        """
        self._enrolling.enrol(payload)
        self._laptop.keep_told("", "")
        return self.hub

    def forget_hub(self, *, even_if_unsynced: bool = False) -> None:
        """Makes the central store a file again.

        Raises UnsyncedError while leads wait to be sent there, unless told to do it all the same.
        """
        waiting = self.summary().unsynced_leads
        if waiting and not even_if_unsynced:
            raise UnsyncedError(waiting)
        self._enrolling.forget()
        self._laptop.keep_told("", "")

    @property
    def has_met_hub(self) -> bool:
        """Whether what counts as synced is at the hub in force, and not at another one before it."""
        memory, place = self._laptop.memory(), self.hub
        if not memory.has_hub:
            return True
        if place.enrolled:
            return place.enrolled.hub_id == memory.hub_id
        return self._settings.get(_MET_STORE) == [memory.hub_id, str(place.path)]

    def _keep_met(self, place: HubPlace) -> None:
        """Keep which hub answered from which file: another hub may be met there, and this one elsewhere."""
        met: JsonValue = [self._laptop.memory().hub_id, str(place.path)]
        if place.kind == "file" and self._settings.get(_MET_STORE) != met:
            self._settings.put(_MET_STORE, met)

    @property
    def auto(self) -> bool:
        """Whether leads are sent as they are saved; off until someone turns it on, and off is off."""
        return self._settings.get(_AUTO) is True

    def set_auto(self, *, on: bool) -> None:
        """Turns sending by itself on or off."""
        self._settings.put(_AUTO, on)

    @property
    def last_sync(self) -> datetime | None:
        """When a sync last went through to its end."""
        at = self._settings.get(_LAST_SYNC)
        return datetime.fromisoformat(at) if isinstance(at, str) else None

    def summary(self) -> OutboxSummary:
        """How much waits, stays here by policy, is at the hub, was refused by it."""
        return self._laptop.outbox.summary(self._tracks())

    def waiting_pictures(self) -> int:
        """How many pictures are to be at the hub and are not, or not in full."""
        return self._laptop.pictures.count_waiting(self._tracks())

    def rows(self, limit: int = 500) -> list[OutboxRow]:
        """The leads that the hub does not have in full, and why."""
        return self._laptop.outbox.rows(limit, self._tracks())

    def last_receipts(self, limit: int = 100) -> list[ReceiptRow]:
        """What the hub took last, the newest first."""
        return self._laptop.outbox.last_receipts(limit)

    def retry_refused(self) -> None:
        """Offers once more, with the next sync, what the hub refused."""
        self._laptop.outbox.offer_refused_again()

    def facts(self) -> SyncFacts:
        """What is known of the hub and of what came from it."""
        memory, (erased, untold) = self._laptop.memory(), self._laptop.erasures.counts()
        enrolled, ahead = self._enrolling.hub(), self._settings.get(_CLOCK_AHEAD)
        return SyncFacts(
            device_id=memory.device_id,
            hub_id=memory.hub_id,
            is_met=self.has_met_hub,
            erased=erased,
            untold_erasures=untold,
            unconfirmed=[
                one for one in self._laptop.erasures.unconfirmed() if one.device_id != memory.device_id
            ],
            set_apart=self._laptop.inbox.set_apart(),
            kept_shows=len(self._laptop.kept_shows()),
            foreign_leads=self._laptop.inbox.foreign_leads(),
            waiting_pictures=self.waiting_pictures(),
            clock_ahead_ms=ahead if isinstance(ahead, int) else None,
            access_ends=enrolled.expires_at if enrolled else "",
        )

    def sync_now(
        self,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> SyncReport:
        """Sends everything that may go, and takes in what the hub holds.

        Raises HubError, and then nothing is lost and nothing counts as sent that the hub did not
        acknowledge. ``progress`` is told how many changes and pictures are done, and of how many.
        """
        self._require_setup()
        total = self.summary().pending + self.waiting_pictures()
        place = self.hub
        with self._open_hub(place) as hub:
            report = self._exchange(hub, lambda done: progress(done, total), cancelled)
            self._keep_met(place)
            self._laptop.erasures.purge()
            if report.erased and not report.was_cancelled:
                self._confirm_erasures(hub, report)
        if report.clock_ahead_ms is not None:
            self._settings.put(_CLOCK_AHEAD, report.clock_ahead_ms)
        if not report.was_cancelled:
            self._settings.put(_LAST_SYNC, self._now().isoformat(timespec="seconds"))
        return report

    def _exchange(
        self, hub: Hub, progress: Callable[[int], None], cancelled: Callable[[], bool]
    ) -> SyncReport:
        from boothapp.sync.engine import ShowTexts, exchange  # noqa: PLC0415 - the window starts without it

        return exchange(
            self._laptop,
            hub,
            texts=ShowTexts(show=self._require_setup().show, definitions=self._laptop.setting.definitions()),
            tracks=self._tracks(),
            now=self._now,
            progress=progress,
            cancelled=cancelled,
        )

    def _confirm_erasures(self, hub: Hub, report: SyncReport) -> None:
        """Tell the hub at once what is gone from the files here; where that fails, the next sync tells it."""
        with suppress(HubError):
            more = self._exchange(hub, lambda _done: None, lambda: False)
            report.receipts += more.receipts
            report.pictures += more.pictures
            report.problems += more.problems

    def certificate(self) -> PackUpCertificate:
        """What was captured here and where it is, by the hub's signed word; raises HubError. Sync before."""
        from boothapp.services.certifying import KeptHere, certificate  # noqa: PLC0415 - at pack-up only

        setup, memory = self._require_setup(), self._laptop.memory()
        if not memory.has_hub:
            raise HubError("nothing was synced yet, so no hub can certify anything; sync first")
        work = own_work(self._laptop.database, self._tracks())
        store, hosted = self.hub.path, self._hosting.hosted()
        kept = KeptHere(
            is_hub_in_profile=store is not None and store.resolve().is_relative_to(self._folder.resolve()),
            is_booth_store_left=hosted is not None and not hosted.is_elsewhere,
        )
        with self._certifier() as certifier:
            return certificate(
                work,
                certifier,
                kept,
                at=self._now().isoformat(timespec="seconds"),
                hub_id=memory.hub_id,
                show_id=setup.show.show_id,
                pin=lambda key: self._pinned_key(memory.hub_id, key),
            )

    def _certifier(self) -> AbstractContextManager[Certifier]:
        """The hub, or what it stated in the receipts that came by stick."""
        if self.hub.kind == "stick":
            return nullcontext(CarriedStatements(self._settings))
        return self._open_hub(self.hub)

    def _pinned_key(self, hub_id: str, told: str) -> str:
        """The key that this hub signs with: as enrolled, else the one that it told the first time."""
        enrolled = self._enrolling.hub()
        if enrolled is not None and enrolled.hub_id == hub_id:
            return enrolled.sign_key
        kept = self._settings.get(_PINNED)
        keys = kept if isinstance(kept, dict) else {}
        if hub_id not in keys:
            keys = {**keys, hub_id: told}
            self._settings.put(_PINNED, keys)
        return str(keys[hub_id])

    def _tracks(self) -> tuple[Track, ...]:
        return self._require_setup().definition.synced_tracks

    def _require_setup(self) -> ShowSetup:
        setup = self._laptop.setting.current()
        if setup is None:
            raise HubError("no show was chosen yet, so there is nothing to send")
        return setup


def synced_store(settings: Settings, folder: Path) -> Path | None:
    """The central store's file; None while no sync went through, or where the hub is no file."""
    if settings.get(_LAST_SYNC) is None or settings.get(ENROLLED) is not None:
        return None
    return _store_path(settings, folder)


def served_hub(settings: Settings) -> str | None:
    """In words, which hub this laptop was let in by and when a sync last went through; None for a file."""
    hub = enrolled_hub(settings)
    if hub is None:
        return None
    where = f"at {hub.url}" if hub.url else "met by USB stick"
    at = settings.get(_LAST_SYNC)
    return f"of the hub {where}; {f'the last sync was at {at}' if at else 'nothing was synced yet'}"


def _store_path(settings: Settings, folder: Path) -> Path:
    chosen = settings.get(_STORE_PATH)
    return Path(chosen) if isinstance(chosen, str) else folder / STORE_FOLDER / STORE_FILE
