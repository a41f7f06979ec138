"""Copies of the laptop's file, made while it is in use and opened by the same key."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from boothapp.errors import ReadOnlyError
from boothapp.store import disk
from boothapp.store.database import Database
from boothapp.store.key import KEY_FILE

FOLDER = "backups"
KEEP = 10
"""How many copies stay."""
DUE_AFTER_MS = 3_600_000
"""How old, in milliseconds, the newest copy may get while work goes on."""
_PAGES_A_STEP = 2_000
_PATTERN = "leads-*.db"


def back_up(database: Database, folder: Path, now: float) -> Path:
    """Copy the file into the folder and drop the oldest copies; `now` is Unix time in seconds."""
    path = folder / f"leads-{moment(now)}.db"
    part = path.with_suffix(".part")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        disk.require(folder, database.path.stat().st_size)
        database.copy_to(part, pages_a_step=_PAGES_A_STEP)
        part.replace(path)
        # Without its salt, a file that a passphrase opens is opened by nothing.
        shutil.copyfile(database.path.with_name(KEY_FILE), folder / KEY_FILE)
        for old in copies(folder)[KEEP:]:
            old.unlink()
    except OSError as error:
        raise ReadOnlyError(
            f"{folder}: a backup could not be written ({error.strerror}). Your leads are safe in the profile "
            "itself. Check the folder and the space on its disk."
        ) from error
    finally:
        with suppress(OSError):
            part.unlink()
    return path


def put_back(copy: Path, path: Path, now: float) -> Path:
    """Put a copy in the place of the file; gives the folder in which what it replaced is kept."""
    kept = path.parent / f"replaced-{moment(now)}"
    part = path.with_suffix(".part")
    try:
        disk.require(path.parent, copy.stat().st_size)
        shutil.copyfile(copy, part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        kept.mkdir(mode=0o700)
        for suffix in ("-shm", "-wal", ""):  # the file last: until it has gone, it is still the one in use
            old = path.with_name(path.name + suffix)
            if old.exists():
                old.replace(kept / old.name)
        part.replace(path)
    except OSError as error:
        raise ReadOnlyError(
            f"{path}: the backup could not be put back ({error.strerror}). What there was is in {kept}, or "
            "still in its place. Check the folder and the space on its disk, then try again."
        ) from error
    finally:
        with suppress(OSError):
            part.unlink()
    return kept


def moment(now: float) -> str:
    """A point in time as file names hold it: in UTC, and in the order of time."""
    return datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%S.%fZ")


def copies(folder: Path) -> list[Path]:
    """The copies in the folder, the newest first."""
    return sorted(folder.glob(_PATTERN), reverse=True)


def newest(folder: Path) -> Path | None:
    """The newest copy, if there is one."""
    return next(iter(copies(folder)), None)
