"""Looks into the file of a central store the way marketing does: with bare SQLite.

It is the one that the store uses: two SQLites in one process would not see each other's locks.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2 as sqlite3

if TYPE_CHECKING:
    from pathlib import Path

VIEWS = (
    "current_leads",
    "sales_ready_leads",
    "nurture_leads",
    "borrowed_interest",
    "follow_ups",
    "answers",
    "show_scoreboard",
    "dispositions",
)
FOLDED_TABLES = ("lead_state", "lead", "contact", "answer", "encounter", "consent")


def rows(place: Path, query: str) -> list[dict[str, Any]]:
    """The rows of a query, by column."""
    with closing(sqlite3.connect(place)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(query)]


def run(place: Path, statement: str) -> None:
    """Change the file behind the store's back."""
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute(statement)


def content(place: Path, tables: tuple[str, ...] = VIEWS + FOLDED_TABLES) -> dict[str, list[tuple[str, ...]]]:
    """All rows of these tables and views, in one order."""
    return {
        table: sorted(
            tuple(map(repr, row.values()))
            for row in rows(place, f"SELECT * FROM {table}")  # noqa: S608
        )
        for table in tables
    }
