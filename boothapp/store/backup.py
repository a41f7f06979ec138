"""Copies of the laptop's file, made while it is in use and opened by the same key."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from boothapp.errors import DiskFullError, ReadOnlyError
from boothapp.store.database import Database

FOLDER = "backups"
KEEP = 10
"""How many copies stay."""
_PAGES_A_STEP = 2_000
_PATTERN = "leads-*.db"


def back_up(database: Database, folder: Path, now: float) -> Path:
    """Copy the file into the folder and drop the oldest copies; `now` is Unix time in seconds."""
    moment = datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    path = folder / f"leads-{moment}.db"
    part = path.with_suffix(".part")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        part.unlink(missing_ok=True)
        database.copy_to(part, pages_a_step=_PAGES_A_STEP)
        part.replace(path)
        for old in copies(folder)[KEEP:]:
            old.unlink()
    except (OSError, DiskFullError) as error:
        part.unlink(missing_ok=True)
        if isinstance(error, DiskFullError):
            raise
        raise ReadOnlyError(
            f"{folder}: a backup could not be written ({error.strerror}). Your leads are safe in the profile "
            "itself. Check the folder and the space on its disk."
        ) from error
    return path


def copies(folder: Path) -> list[Path]:
    """The copies in the folder, the newest first."""
    return sorted(folder.glob(_PATTERN), reverse=True)


def newest(folder: Path) -> Path | None:
    """The newest copy, if there is one."""
    return next(iter(copies(folder)), None)
