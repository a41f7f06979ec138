"""Safeguard: copies of what is kept, room for a full disk, and whether all is sound."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from boothapp.errors import BackupError, BoothappError, DamagedFileError, DiskFullError, ReadOnlyError
from boothapp.services.show_setup import ShowSetting
from boothapp.services.syncing import served_hub, synced_store
from boothapp.store import backup, disk
from boothapp.store.database import Database
from boothapp.store.health import Finding, examine
from boothapp.store.leads import LeadStore
from boothapp.store.profile import Profile
from boothapp.store.settings import Settings

if TYPE_CHECKING:
    from boothapp.store.key import Keyring


class Safeguarding:
    """The doctor and the backups of one profile."""

    def __init__(
        self,
        *,
        profile: Profile,
        database: Database,
        settings: Settings,
        setting: ShowSetting,
        open_hub: Callable[[Path], AbstractContextManager[object]],
        drop_orphans: Callable[[], int],
        now: Callable[[], datetime],
    ) -> None:
        self._profile, self._database, self._setting, self._now = profile, database, setting, now
        self._settings, self._open_hub, self._drop_orphans = settings, open_hub, drop_orphans

    def examine(self) -> list[Finding]:
        """One finding a check; reads every page, so some seconds for a big show."""
        now_ms = int(self._now().timestamp() * 1000)
        found = examine(self._database, self._profile.folder, self._setting.definition, now_ms)
        return [*found, self._central_store()]

    def _central_store(self) -> Finding:
        served = served_hub(self._settings)
        if served is not None:
            return Finding("central store", True, served)
        path = synced_store(self._settings, self._profile.folder)
        if path is None:
            return Finding("central store", True, "nothing was synced yet")
        if not path.exists():
            return Finding(
                "central store",
                False,
                f"{path}: is not there. Every lead is still here. Connect its disk or choose another on Sync",
            )
        try:
            with self._open_hub(path):
                return Finding("central store", True, str(path))
        except BoothappError as error:
            return Finding("central store", False, str(error))

    def keep_safe(self) -> Path | None:
        """Keeps room back for a full disk, backs up if that is due, lets go of pictures that no card names.

        Gives the copy. For the start and every hour after it, off the UI thread. Raises BackupError.
        """
        if not disk.is_low(self._profile.folder):
            disk.hold_ballast(self._profile.folder)
        copy = self.back_up_if_due()
        self._drop_orphans()
        return copy

    def back_up_if_due(self) -> Path | None:
        """Copies the file unless it holds no lead or the newest copy is as new, or not an hour old."""
        return self.back_up() if LeadStore(self._database).has_any() and self._is_due() else None

    def _is_due(self) -> bool:
        copies = self._profile.backups
        if not copies:
            return True
        copied = copies[0].stat().st_mtime
        age = abs(time.time() - copied)  # a clock that jumped back must not stop the copies
        return age * 1000 >= backup.DUE_AFTER_MS and self._profile.changed_at() > copied

    def back_up(self, folder: Path | None = None) -> Path:
        """Copies the file as it is now, opened by the same key; gives the copy. Raises BackupError."""
        try:
            return self._profile.backup(folder)
        except (DiskFullError, ReadOnlyError) as error:
            raise BackupError(f"no backup was made: {error}") from error

    def mend(self) -> int:
        """Makes lists and search again from the change log, after a backup; gives the number of leads."""
        self.back_up()
        return LeadStore(self._database).rebuild(self._setting.definition)


class Restored(NamedTuple):
    """The backup that is in force, and the folder that keeps what it replaced."""

    copy: Path
    kept: Path


def restore(
    folder: Path, copy: Path | None = None, *, passphrase: str | None = None, keyring: Keyring | None = None
) -> Restored:
    """Puts a backup, the newest unless one is named, in the place of a closed profile's file.

    Raises as Booth.open does, or DamagedFileError when there is no backup; then everything is as it was.
    """
    chosen = copy or backup.newest(folder / backup.FOLDER)
    if chosen is None:
        raise DamagedFileError(
            f"{folder}: there is no backup in it. Nothing was changed. Name one that lies elsewhere."
        )
    return Restored(chosen, Profile.restore(folder, chosen, passphrase, keyring))
