"""One process a profile: a lock that ends with its process, however that ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from boothapp.errors import ProfileInUseError, ReadOnlyError

LOCK_FILE = "lock"
_FAR = 1 << 20  # Windows bars others from reading locked bytes, so the locked one lies beyond the text


class ProfileLock:
    """The hold on one profile folder; the file tells the process id of its holder."""

    def __init__(self, folder: Path) -> None:
        """Take the lock, or raise ProfileInUseError."""
        path = folder / LOCK_FILE
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ReadOnlyError(
                f"{folder}: may not be written. Nothing is lost. Make the folder writable, or choose another "
                "profile folder."
            ) from error
        try:
            _lock(descriptor)
        except OSError as error:
            holder = os.pread(descriptor, 20, 0).decode(errors="replace").strip() if _HAS_PREAD else ""
            os.close(descriptor)
            raise ProfileInUseError(
                f"{folder}: is open already{f' in process {holder}' if holder else ''}. Nothing is lost. "
                "Use the window that is open, or close it first."
            ) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Let others in; the file stays, since removing it could remove another's lock. Twice is as once."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


_HAS_PREAD = hasattr(os, "pread")

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
