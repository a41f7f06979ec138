"""The rows that boothapp writes, written again into a plain SQLite file through the standard library."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from boothapp.store.database import Database

Statement = tuple[str, Any, bool]
"""SQL, its values, and whether they are many sets of values."""
_FIRST_WITH_CONTENTLESS_DELETE = (3, 43)


@dataclass
class Tap:
    """Writes down what is written over a connection, to write it again elsewhere."""

    statements: list[Statement] = field(default_factory=list)

    def listen(self, database: Database, patch: pytest.MonkeyPatch) -> None:
        """Note the statements of this connection from now on."""
        run, run_many, value = database.run, database.run_many, database.value

        def noted_run(sql: str, values: Any = ()) -> int:
            self.statements.append((sql, values, False))
            return run(sql, values)

        def noted_run_many(sql: str, values: Any) -> None:
            self.statements.append((sql, values, True))
            run_many(sql, values)

        def noted_value(sql: str, values: Any = ()) -> Any:
            if not sql.lstrip().startswith(("SELECT", "PRAGMA")):
                self.statements.append((sql, values, False))
            return value(sql, values)

        patch.setattr(database, "run", noted_run)
        patch.setattr(database, "run_many", noted_run_many)
        patch.setattr(database, "value", noted_value)

    def take(self) -> list[Statement]:
        """What was written since the last time."""
        taken, self.statements = self.statements, []
        return taken


@contextmanager
def bare_file(like: Database, path: Path) -> Iterator[sqlite3.Connection]:
    """A plain SQLite file with the same tables, through the standard library, in WAL with FULL durability."""
    schema = like.rows(
        "SELECT sql FROM sqlite_master WHERE sql NOT NULL AND name NOT GLOB '*_search_*'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    with closing(sqlite3.connect(path, isolation_level=None)) as bare:
        bare.execute("PRAGMA journal_mode = WAL")
        bare.execute("PRAGMA synchronous = FULL")
        for (statement,) in schema:
            bare.execute(for_this_sqlite(statement))
        bare.execute("INSERT INTO device (one, device_id) VALUES (1, 'bare')")
        yield bare


def for_this_sqlite(statement: str) -> str:
    """The statement for a system's SQLite that may be older than the one boothapp brings."""
    if sqlite3.sqlite_version_info >= _FIRST_WITH_CONTENTLESS_DELETE:
        return statement
    statement = statement.replace("contentless_delete = 1,", "")
    return statement.replace("INSERT OR REPLACE INTO lead_search", "INSERT INTO lead_search")


def write_again(bare: sqlite3.Connection, statements: list[Statement]) -> float:
    """Write the rows of one save in one transaction; the seconds it took."""
    statements = [(for_this_sqlite(sql), values, many) for sql, values, many in statements]
    begun = time.perf_counter()
    bare.execute("BEGIN IMMEDIATE")
    for sql, values, many in statements:
        (bare.executemany if many else bare.execute)(sql, values)
    bare.execute("COMMIT")
    return time.perf_counter() - begun
