"""Which changes each list made to leads, so that they can be taken back together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from boothapp.domain.ids import ChangeId, LeadId
from boothapp.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBatch:
    """One list that was matched: when (ISO 8601), by whom, and the change of each lead.

    ``undone_at`` is empty while it holds.
    """

    batch_no: int
    at: str
    by: str
    file_name: str
    changes: tuple[tuple[LeadId, ChangeId], ...]
    undone_at: str


class ListBatches:
    """The batches, over one connection."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, *, at: str, by: str, file_name: str, changes: Sequence[tuple[LeadId, ChangeId]]) -> int:
        """Keep a batch, durably; gives its number."""
        row = {"at": at, "by": by, "file_name": file_name, "changes": json.dumps(changes)}
        with self._db.write():
            return int(self._db.value(INSERT_BATCH, row))

    def undone(self, batch_no: int, at: str) -> None:
        """Keep that a batch was taken back."""
        with self._db.write():
            self._db.run(UPDATE_UNDONE, {"batch_no": batch_no, "at": at})

    def batch(self, batch_no: int) -> ListBatch | None:
        """One batch."""
        row = self._db.row(SELECT_BATCH, {"batch_no": batch_no})
        return None if row is None else _batch(row)

    def all(self) -> list[ListBatch]:
        """All batches, the newest first."""
        return [_batch(row) for row in self._db.rows(SELECT_BATCHES)]


def _batch(row: tuple[Any, ...]) -> ListBatch:
    batch_no, at, by, file_name, changes, undone_at = row
    return ListBatch(
        batch_no=batch_no, at=at, by=by, file_name=file_name, undone_at=undone_at,
        changes=tuple((lead_id, change_id) for lead_id, change_id in json.loads(changes)),
    )  # fmt: skip


INSERT_BATCH = """
    INSERT INTO list_batch (at, by, file_name, changes) VALUES (:at, :by, :file_name, :changes)
    RETURNING batch_no
"""
UPDATE_UNDONE = "UPDATE list_batch SET undone_at = :at WHERE batch_no = :batch_no"
SELECT_BATCH = """
    SELECT batch_no, at, by, file_name, changes, undone_at FROM list_batch WHERE batch_no = :batch_no
"""
SELECT_BATCHES = """
    SELECT batch_no, at, by, file_name, changes, undone_at FROM list_batch ORDER BY batch_no DESC
"""
