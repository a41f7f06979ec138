"""Files and folders that their owner alone may read: every lead is in them, and the hub's private keys."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

_FOLDER_MODE = 0o700
_FILE_MODE = 0o600


def make_folder(folder: Path) -> None:
    """Make the folder and those above it that are not there; one that somebody else made stays as it is."""
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(mode=_FOLDER_MODE, exist_ok=True)


def make_file(file: Path) -> None:
    """Make an empty file before anything writes to it; one that is there is not touched.

    It is never opened a second time: to close it would take away the locks that SQLite has on it.
    """
    with contextlib.suppress(FileExistsError):
        os.close(os.open(os.path.realpath(file), os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE))


def close_to_others(*files: Path) -> None:
    """Take files of ours that just anybody may read away from all but their owner.

    One that is open to a group alone was opened by a person, who knows whom it is for.
    """
    for file in files:
        with contextlib.suppress(OSError):  # not there, or not ours to change
            if stat.S_IMODE(file.stat().st_mode) & stat.S_IRWXO:
                file.chmod(_FILE_MODE)


def opened_privately(path: str, flags: int) -> int:
    """An opener for `open`: what it makes, its owner alone may read."""
    return os.open(path, flags, _FILE_MODE)
