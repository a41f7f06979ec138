"""What must outlive a store that is lost: erasures and revocations, in files beside it.

PostgreSQL has no place beside it; there, keep backups of the write-ahead log.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from boothapp.hub.database import HubDatabase
from boothapp.hub.private_files import close_to_others, opened_privately


class Beside(StrEnum):
    """The kinds of notes; each is also the ending of its file."""

    ERASURES = "erasures"
    REVOCATIONS = "revocations"


def note_beside(database: HubDatabase, kind: Beside, rows: Sequence[dict[str, str]]) -> None:
    """Keep rows durably; each is one line of JSON."""
    if database.is_postgresql or not rows:
        return
    place = _file(database, kind)
    is_new = not place.exists()
    with open(place, "a", encoding="utf-8", opener=opened_privately) as file:
        # The first break ends a line that was torn: what follows it must not go down with it.
        file.writelines(["\n", *(json.dumps(row) + "\n" for row in rows)])
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        make_durable(place.parent)


def close_beside(database: HubDatabase) -> None:
    """Take a store that an older boothapp left open to everybody, and what is beside it, from the others."""
    if not database.is_postgresql:
        notes = (_file(database, kind) for kind in Beside)
        close_to_others(*(Path(database.place + end) for end in ("", "-wal", "-shm")), *notes)


def make_durable(path: Path) -> None:
    """Force a file, or the names in a folder, to the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows keeps its folders durable by itself, and lets nobody open one
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def noted_beside(database: HubDatabase, kind: Beside) -> list[dict[str, Any]]:
    """What was noted; a last line that was cut off by a crash is passed over."""
    if database.is_postgresql or not _file(database, kind).exists():
        return []
    return list(_read_lines(_file(database, kind)))


def _read_lines(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        with contextlib.suppress(ValueError):
            yield json.loads(line)


def _file(database: HubDatabase, kind: Beside) -> Path:
    return Path(f"{database.place}.{kind}")
