"""Sync: send what the show's policy allows to the hub, and tell of each lead what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from boothapp.errors import HubError
from boothapp.services.show_setup import ShowSetting
from boothapp.store.leads import LeadStore
from boothapp.store.outbox import Outbox, OutboxRow, OutboxSummary, ReceiptRow
from boothapp.store.settings import Settings

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from boothapp.domain.definition import Track
    from boothapp.services.capturing import Now
    from boothapp.services.show_setup import ShowSetup
    from boothapp.sync.engine import SyncReport
    from boothapp.sync.hub_port import Hub

_STORE_PATH = "central_store"
_LAST_SYNC = "last_sync"
_AUTO = "auto_sync"
STORE_FOLDER, STORE_FILE = "central-store", "leads.db"


class Syncing:
    """The outbox, and the way from it to the central store."""

    def __init__(
        self,
        *,
        leads: LeadStore,
        outbox: Outbox,
        settings: Settings,
        setting: ShowSetting,
        open_hub: Callable[[Path], AbstractContextManager[Hub]],
        folder: Path,
        now: Now,
    ) -> None:
        self._leads, self._outbox, self._settings, self._setting = leads, outbox, settings, setting
        self._open_hub, self._folder, self._now = open_hub, folder, now

    @property
    def store_path(self) -> Path:
        """The central store's file: the one chosen, else one in the profile."""
        return _store_path(self._settings, self._folder)

    def use_store(self, path: Path) -> None:
        """Chooses the central store's file, made where there is none.

        Raises HubError where it will not do; then the one chosen before stays.
        """
        with self._open_hub(path):
            pass
        self._settings.put(_STORE_PATH, str(path.absolute()))

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
        return self._outbox.summary(self._tracks())

    def rows(self, limit: int = 500) -> list[OutboxRow]:
        """The leads that the hub does not have in full, and why."""
        return self._outbox.rows(limit, self._tracks())

    def last_receipts(self, limit: int = 100) -> list[ReceiptRow]:
        """What the hub took last, the newest first."""
        return self._outbox.last_receipts(limit)

    def sync_now(
        self,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> SyncReport:
        """Sends everything that may go; raises HubError, and then nothing is lost and nothing counts as sent.

        ``progress`` is told how many changes are done, and of how many.
        """
        from boothapp.sync.engine import push_all  # noqa: PLC0415 - the window starts without it

        setup = self._require_setup()
        total = self.summary().pending
        with self._open_hub(self.store_path) as hub:
            report = push_all(
                self._outbox,
                hub,
                device_id=self._leads.device().device_id,
                show=setup.show,
                definitions=self._setting.definitions(),
                tracks=self._tracks(),
                now=self._now,
                progress=lambda done: progress(done, total),
                cancelled=cancelled,
            )
        if not report.was_cancelled:
            self._settings.put(_LAST_SYNC, self._now().isoformat(timespec="seconds"))
        return report

    def _tracks(self) -> tuple[Track, ...]:
        return self._require_setup().definition.synced_tracks

    def _require_setup(self) -> ShowSetup:
        setup = self._setting.current()
        if setup is None:
            raise HubError("no show was chosen yet, so there is nothing to send")
        return setup


def synced_store(settings: Settings, folder: Path) -> Path | None:
    """The central store's file; None while no sync went through."""
    return _store_path(settings, folder) if settings.get(_LAST_SYNC) is not None else None


def _store_path(settings: Settings, folder: Path) -> Path:
    chosen = settings.get(_STORE_PATH)
    return Path(chosen) if isinstance(chosen, str) else folder / STORE_FOLDER / STORE_FILE
