"""The central store's connection: durable on whatever SQLite the system brings."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from boothapp.hub.database import HubDatabase, journal_mode


@pytest.mark.parametrize(
    ("version", "mode"),
    [((3, 40, 1), "DELETE"), ((3, 51, 2), "DELETE"), ((3, 51, 3), "WAL"), ((4, 0), "WAL")],
)
def test_the_log_is_used_where_it_is_sound(version: tuple[int, ...], mode: str):
    """SQLite before 3.51.3 can lose a commit when a write-ahead log is reset, so it gets none."""
    assert journal_mode(version) == mode


def test_the_file_has_the_mode_of_this_system(tmp_path: Path):
    """What is decided is what is set."""
    database = HubDatabase(tmp_path / "central.db")
    with database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE one (n INTEGER)")
    database.close()
    with closing(sqlite3.connect(tmp_path / "central.db")) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    assert mode.upper() == journal_mode(sqlite3.sqlite_version_info)
