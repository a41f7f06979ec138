"""Cards that are still being typed: they outlive a crash, field by field."""

from __future__ import annotations

from typing import NamedTuple

from boothapp.store.database import Database


class Draft(NamedTuple):
    """A form as it was last kept; ``at`` is ISO 8601, ``title`` what a list calls it."""

    draft_id: str
    title: str
    at: str
    form: bytes


class Drafts:
    """The drafts, over one connection."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def keep(self, draft_id: str, form: bytes, title: str, at: str) -> None:
        """Keep the form in place of what was kept under this id before."""
        with self._db.write():
            self._db.run(PUT_DRAFT, {"draft_id": draft_id, "form": form, "title": title, "at": at})

    def all(self) -> list[Draft]:
        """All drafts, the oldest first."""
        return [Draft(*row) for row in self._db.rows(SELECT_DRAFTS)]

    def discard(self, draft_id: str) -> None:
        """Forget the draft, if there is one; nothing of it stays on the disk."""
        with self._db.write():
            self._db.run(DELETE_DRAFT, {"draft_id": draft_id})


PUT_DRAFT = """
    INSERT INTO draft (draft_id, form, title, at) VALUES (:draft_id, :form, :title, :at)
    ON CONFLICT (draft_id) DO UPDATE SET form = excluded.form, title = excluded.title, at = excluded.at
"""
SELECT_DRAFTS = "SELECT draft_id, title, at, form FROM draft ORDER BY at, draft_id"
DELETE_DRAFT = "DELETE FROM draft WHERE draft_id = :draft_id"
