"""A profile: the folder that holds one user's leads, its lock, its key and its connections."""

from __future__ import annotations

import os
import time
from pathlib import Path

from boothapp.errors import DamagedFileError, ReadOnlyError
from boothapp.store import backup, migrations
from boothapp.store.database import Database
from boothapp.store.key import KEY_FILE, Keyring, SystemKeyring, find_key
from boothapp.store.lock import ProfileLock

LEADS_FILE = "leads.db"


class Profile:
    """An open profile; nobody else has it open until ``close``."""

    def __init__(self, folder: Path, key: bytes, lock: ProfileLock) -> None:
        """Hold what `open` found."""
        self.folder = folder
        self._key = key
        self._lock = lock

    @classmethod
    def open(cls, folder: Path, passphrase: str | None = None, keyring: Keyring | None = None) -> Profile:
        """Open the profile, made at its first start, and bring its file up to date after a backup.

        Raises ProfileInUseError, NoKeyError, WrongPassphraseError, NewerFileError, DamagedFileError,
        DiskFullError or ReadOnlyError; then everything is as it was.
        """
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ReadOnlyError(
                f"{folder}: cannot be made. Nothing is lost. Choose another profile folder."
            ) from error
        lock = ProfileLock(folder)
        try:
            _refuse_unusable(folder)
            keyring = SystemKeyring() if keyring is None else keyring
            profile = cls(folder, find_key(folder, passphrase, keyring), lock)
            profile._bring_up_to_date()
        except BaseException:
            lock.release()
            raise
        return profile

    @property
    def path(self) -> Path:
        """The file that holds the leads."""
        return self.folder / LEADS_FILE

    def connect(self) -> Database:
        """One more connection, for the thread that asks; close it there."""
        return Database(self.path, self._key)

    @property
    def backups(self) -> list[Path]:
        """The copies of the file, the newest first."""
        return backup.copies(self.folder / backup.FOLDER)

    def backup(self, folder: Path | None = None) -> Path:
        """Copy the file as it is now, while others may write, and drop the oldest copies; gives the copy.

        The copies lie in the profile unless another folder is named, such as one on a second disk.
        """
        database = self.connect()
        try:
            return backup.back_up(database, folder or self.folder / backup.FOLDER, time.time())
        finally:
            database.close()

    def replace_backups(self) -> None:
        """Delete the copies that lie in the profile, after a new one was made where there were any.

        Copies in other folders are not found from here.
        """
        if old := self.backups:
            self.backup()
            for copy in old:
                copy.unlink(missing_ok=True)

    def changed_at(self) -> float:
        """When the file, or the log of writes beside it, was last written, in Unix time."""
        files = (self.path, self.path.with_name(f"{LEADS_FILE}-wal"))
        return max(file.stat().st_mtime for file in files if file.exists() and file.stat().st_size)

    @classmethod
    def restore(
        cls, folder: Path, copy: Path, passphrase: str | None = None, keyring: Keyring | None = None
    ) -> Path:
        """Put a backup in the place of the profile's file, which must be closed and may be damaged.

        Gives the folder that keeps what was replaced. The laptop goes on under a new device id: under the old
        one it would give new changes numbers that the hub has seen on others. Raises as `open` does,
        and then everything is as it was.
        """
        lock = ProfileLock(folder)
        try:
            key = find_key(folder, passphrase, SystemKeyring() if keyring is None else keyring)
            _check_copy(copy, key)
            kept = backup.put_back(copy, folder / LEADS_FILE, time.time())
            database = Database(folder / LEADS_FILE, key)
            try:
                migrations.migrate(database, time.time_ns() // 1_000_000)
                migrations.rename_device(database, time.time_ns() // 1_000_000)
            finally:
                database.close()
        finally:
            lock.release()
        return kept

    def close(self) -> None:
        """Let others open the profile; its connections are closed by their threads, before."""
        self._lock.release()

    def _bring_up_to_date(self) -> None:
        database = self.connect()
        try:
            version = migrations.version_of(database)
            if version < migrations.LATEST:
                if version:
                    backup.back_up(database, self.folder / backup.FOLDER, time.time())
                migrations.migrate(database, time.time_ns() // 1_000_000)
        finally:
            database.close()


def _refuse_unusable(folder: Path) -> None:
    """Say at once what the first save would meet; and no file, where there was one, is no first start."""
    path = folder / LEADS_FILE
    if path.exists() and not os.access(path, os.W_OK):
        raise ReadOnlyError(
            f"{path}: may not be written. Nothing is lost. Make the file writable, or choose another profile "
            "folder."
        )
    empty = not path.exists() or path.stat().st_size == 0
    if empty and backup.newest(folder / backup.FOLDER) is not None:
        raise DamagedFileError(
            f"{path}: is missing or empty, though there are backups of it. Nothing was changed. Restore the "
            "newest backup with `boothapp doctor --restore`."
        )
    if not empty and not (folder / KEY_FILE).exists():
        raise DamagedFileError(
            f"{path}: is there without its {KEY_FILE}, so its key cannot be found. Nothing was changed. Put "
            f"{KEY_FILE} back from a copy of this folder."
        )


def _check_copy(copy: Path, key: bytes) -> None:
    """Refuse a copy that is not whole, or newer than this program."""
    if not copy.is_file():
        raise DamagedFileError(f"{copy}: there is no such backup. Nothing was changed. Choose another.")
    database = Database(copy, key)
    try:
        migrations.version_of(database)
        if database.value("PRAGMA quick_check") != "ok":
            raise DamagedFileError(f"{copy}: is damaged. Nothing was changed. Choose another backup.")
    finally:
        database.close()
