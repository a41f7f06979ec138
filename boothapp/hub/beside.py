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


class Beside(StrEnum):
    """The kinds of notes; each is also the ending of its file."""

    ERASURES = "erasures"
    REVOCATIONS = "revocations"


def note_beside(database: HubDatabase, kind: Beside, rows: Sequence[dict[str, str]]) -> None:
    """Keep rows durably; each is one line of JSON."""
    if database.is_postgresql or not rows:
        return
    with _file(database, kind).open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
        file.flush()
        os.fsync(file.fileno())


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
