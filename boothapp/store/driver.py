"""The SQLite driver of the laptop's file, and what its errors mean to a user.

The driver is ``sqlcipher3``: SQLCipher, with a SQLite of its own instead of the system's.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import sqlcipher3
from sqlcipher3 import dbapi2

from boothapp.errors import DamagedFileError, DiskFullError, ReadOnlyError, StoreError
from boothapp.store import disk

DriverError: type[Exception] = dbapi2.Error
SQLITE_VERSION: str = dbapi2.sqlite_version
OLDEST_SQLITE = (3, 51, 3)
"""Older ones can lose a commit when a WAL is reset while another connection reads."""

_BUSY = "another program is writing to it. Nothing is lost. Close that program, then try again."
_READ_ONLY = (
    "may not be written. Nothing that was saved is lost. Make the file and its folder writable, or choose "
    "another profile folder."
)
_FAULT = (
    "the disk reported a fault. What was saved before is on the disk. Close the app, start it again and run "
    "the check; if it happens again, move the profile to another disk."
)
_DAMAGED = (
    "is damaged, or is not opened by its key. Do not delete it. Restore the newest backup with `boothapp "
    "doctor --restore`; what it replaces is kept beside it."
)
_FULL = (
    "the disk is full. Nothing that was saved is lost; what you were about to save is not in yet. Free some "
    "space, then save again."
)
RESERVE_FREED = (
    "the disk is full. Nothing that was saved is lost; what you were about to save is not in yet. Some room "
    "was kept back for this and is free now: save again, then free some space."
)
_NO_PLACE = "cannot be opened or made. Nothing is lost. Check that its folder is there and may be written."
_IO_ERROR, _NO_ROOM = 10, 13
# By primary result code (https://www.sqlite.org/rescode.html): what it is to a user.
_IN_OUR_WORDS: dict[int, tuple[type[StoreError], str]] = {
    5: (StoreError, _BUSY),
    6: (StoreError, _BUSY),
    8: (ReadOnlyError, _READ_ONLY),
    _IO_ERROR: (StoreError, _FAULT),
    11: (DamagedFileError, _DAMAGED),
    _NO_ROOM: (DiskFullError, _FULL),
    14: (ReadOnlyError, _NO_PLACE),
    26: (DamagedFileError, _DAMAGED),
}


def connect(path: str) -> Any:  # noqa: ANN401 - the driver ships no types
    """Give a connection that begins no transaction by itself and belongs to this thread."""
    if dbapi2.sqlite_version_info < OLDEST_SQLITE:
        wanted = ".".join(map(str, OLDEST_SQLITE))
        raise StoreError(f"SQLite {wanted} or newer is needed; sqlcipher3 holds {SQLITE_VERSION}")
    return dbapi2.connect(path, isolation_level=None, cached_statements=128)


def sqlite_utils_database(connection: Any) -> Any:  # noqa: ANN401 - as above
    """Wrap a connection for sqlite-utils, which is imported here and not at start: it takes some 80 ms.

    sqlite-utils catches the errors of ``pysqlite3`` where there is one, else those of the standard library's
    ``sqlite3``. Those of sqlcipher3 descend from neither, so for sqlite-utils sqlcipher3 is that pysqlite3.
    """
    sys.modules.setdefault("pysqlite3", sqlcipher3)
    sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)
    from sqlite_utils import Database  # noqa: PLC0415 - only once the modules above are in place

    return Database(connection)


def translated(error: Exception, path: str) -> StoreError | None:
    """Give the error of ours for one of the driver's; None where the fault is in the program."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF  # the other bits tell the finer cause
    if code == _IO_ERROR and disk.free_bytes(Path(path).parent) < disk.LEAST_BYTES:
        code = _NO_ROOM  # SQLite says so of its file proper, not of the one that connections share
    if code not in _IN_OUR_WORDS:
        return None
    kind, words = _IN_OUR_WORDS[code]
    return kind(f"{path}: {words}")
