"""Room on the disk: told early, and some held back so that a full disk can be got out of."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from boothapp.errors import DiskFullError

LOW_BYTES = 500 << 20
"""Below so much free space, people are warned."""
LEAST_BYTES = 1 << 20
"""Below so much, a write that fails has failed for want of room."""
BALLAST_FILE = "ballast"
BALLAST_BYTES = 32 << 20
_STEP = 1 << 20


def free_bytes(folder: Path) -> int:
    """How much room is left where the profile lies."""
    return shutil.disk_usage(folder).free


def is_low(folder: Path) -> bool:
    """Whether there is so little room that people should know."""
    return free_bytes(folder) < LOW_BYTES


def hold_ballast(folder: Path) -> bool:
    """Take up real blocks to give back when the disk is full, for even deleting needs room; once suffices.

    False, and nothing is held, where there is no room for it. Takes about 0.1 s: not for the start.
    """
    path = folder / BALLAST_FILE
    if path.exists() and path.stat().st_size == BALLAST_BYTES:
        return True
    try:
        with path.open("wb") as file:
            for _ in range(BALLAST_BYTES // _STEP):
                file.write(os.urandom(_STEP))  # what compresses to nothing would hold nothing
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        return False
    return True


def release_ballast(folder: Path) -> bool:
    """Give the blocks back; False when none were held."""
    path = folder / BALLAST_FILE
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True


def require(folder: Path, needed: int) -> None:
    """Raise DiskFullError unless so many bytes are free."""
    free = free_bytes(folder)
    if free < needed:
        raise DiskFullError(
            f"{folder}: {needed >> 20} MiB are needed and {free >> 20} MiB are free. Nothing was changed. "
            "Free some space, then try again."
        )
