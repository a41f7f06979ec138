"""The connection to the database of the central store, and its errors in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from boothapp.errors import (
    HubBusyError,
    HubDamagedError,
    HubDiskError,
    HubFileError,
    HubForeignError,
    HubFullError,
    HubPlaceError,
    HubReadOnlyError,
)

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

BUSY_SECONDS = 10
_PRAGMAS = ("synchronous = FULL", "foreign_keys = ON")
_SOUND_WAL = (3, 51, 3)
"""SQLite before this can lose a commit when one process empties the write-ahead log while another reads."""
_READING = "boothapp_reading"

# What SQLite's own words mean to a person; the first that is found counts.
_MEANINGS: tuple[tuple[str, type[HubFileError]], ...] = (
    ("file is not a database", HubForeignError),
    ("malformed", HubDamagedError),
    ("disk i/o error", HubDiskError),
    ("full", HubFullError),
    ("readonly", HubReadOnlyError),
    ("locked", HubBusyError),
    ("unable to open", HubPlaceError),
)


class HubDatabase:
    """One database, opened at a file; gives transactions, and HubErrors for what goes wrong in them."""

    def __init__(self, place: Path) -> None:
        """Opens nothing yet, but refuses a place where there can be no file."""
        self.place = place
        if place.is_dir():
            raise HubPlaceError(str(place))
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HubPlaceError(str(place)) from error
        self.engine = _sqlite_engine(place)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the write lock from its start and is durable once the block has ended."""
        with self._in_our_words(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store."""
        with self._in_our_words(), self.engine.connect() as connection:
            yield connection.execution_options(**{_READING: True})

    def close(self) -> None:
        """Close every connection; a copy of the file alone is whole afterwards."""
        self.engine.dispose()

    @contextmanager
    def _in_our_words(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            words = str(error.orig).lower()
            for sign, meaning in _MEANINGS:
                if sign in words:
                    raise meaning(str(self.place)) from error
            raise


def _sqlite_engine(place: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(place)),
        connect_args={"timeout": BUSY_SECONDS},
        hide_parameters=True,  # an error tells the statement, never the people in its rows
    )
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver's own way of beginning transactions starts them late, and never as a writer.
    sqlite_connection: Any = connection
    sqlite_connection.isolation_level = None
    row = sqlite_connection.execute("SELECT sqlite_version()").fetchone()
    sqlite_version = tuple(int(part) for part in row[0].split("."))
    for pragma in (f"journal_mode = {journal_mode(sqlite_version)}", *_PRAGMAS):
        sqlite_connection.execute(f"PRAGMA {pragma}")


def journal_mode(version: tuple[int, ...]) -> str:
    """The write-ahead log, in which readers and the writer are in nobody's way, where it can be trusted.

    Python brings whatever SQLite its system has; an older one gets the rollback journal.
    """
    return "WAL" if version >= _SOUND_WAL else "DELETE"


def _on_begin(connection: Connection) -> None:
    is_reading = connection.get_execution_options().get(_READING)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")
