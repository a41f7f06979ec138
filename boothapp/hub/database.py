"""The connection to the database of the central store, SQLite or PostgreSQL, and its errors in our words."""

from __future__ import annotations

import contextlib
import functools
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import sqlcipher3.dbapi2
from sqlalchemy import URL, Connection, Dialect, Engine, Select, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool

from boothapp.errors import (
    HubBusyError,
    HubDamagedError,
    HubDiskError,
    HubError,
    HubFileError,
    HubForeignError,
    HubFullError,
    HubPlaceError,
    HubReadOnlyError,
    HubServerError,
)
from boothapp.hub.bulk import POSTGRESQL
from boothapp.hub.private_files import make_file, make_folder

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

BUSY_SECONDS = 10
TRIES = 8
LEAST_ROOM = 16 << 20
"""A batch of the largest kind, its rows and the write-ahead log of both."""
_CONNECT_SECONDS = 10
_LEAVING_SECONDS = 3
"""PostgreSQL takes a moment to notice that a program closed its connection."""
_PAGE_BYTES = 16384
"""A change takes some 1,600 bytes: where more of them fit on a page, appending takes half the time."""
_PAGES_BEHIND = 8_000
"""So long may the write-ahead log become before a worker empties it: 128 MiB."""
_PRAGMAS = (
    f"page_size = {_PAGE_BYTES}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
)
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

# What PostgreSQL's codes mean (its manual, appendix A), by their beginnings; the first that fits counts.
_CODES: tuple[tuple[str, type[HubFileError]], ...] = (
    ("28", HubServerError),
    ("3D", HubServerError),
    ("42501", HubReadOnlyError),
    ("25006", HubReadOnlyError),
    ("53100", HubFullError),
    ("53", HubBusyError),
    ("55P03", HubBusyError),
    ("57", HubBusyError),
    ("58", HubDiskError),
    ("XX00", HubDamagedError),
)
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_AGAIN = frozenset({"40001", "40P01", "23505"})
"""Another transaction was in the way (or put the same row there first): the same again sees what it did."""

T = TypeVar("T")


class HubDatabase:
    """One database; gives transactions, and HubErrors for what goes wrong in them. For several threads."""

    def __init__(self, place: Path | str) -> None:
        """Opens nothing yet, but refuses a place where there can be no database.

        ``place`` is a file, or the URL of a PostgreSQL database.
        """
        self._watching = threading.Lock()
        self._watcher: PoolProxiedConnection | None = None
        if isinstance(place, str) and "://" in place:
            url = _postgresql_url(place)
            self.place = url.render_as_string(hide_password=True)
            self.engine = _postgresql_engine(url)
            return
        file = Path(place)
        self.place = str(file)
        if file.is_dir():
            raise HubPlaceError(self.place)
        try:
            make_folder(file.parent)
        except OSError as error:
            raise HubPlaceError(self.place) from error
        self.engine = _sqlite_engine(file)

    @property
    def is_postgresql(self) -> bool:
        """Whether it is PostgreSQL, where several write at a time; else it is one SQLite file."""
        return self.engine.dialect.name == POSTGRESQL

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is durable once the block has ended; on SQLite, the only one that writes."""
        with self._in_our_words(), self.engine.begin() as connection:
            yield connection

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do the work in one transaction, and all of it again where another was in its way.

        A lost connection is tried again too: what was committed unheard, the work finds there, so it must be
        of a kind that may be repeated.
        """
        for tried in range(1, TRIES + 1):
            try:
                with self.engine.begin() as connection:
                    return work(connection)
            except DBAPIError as error:
                if tried == TRIES or not self._may_try_again(error):
                    raise self._meaning(error) from error
                time.sleep(random.uniform(0, 0.01 * 2**tried))  # noqa: S311 - so that two part ways
        raise AssertionError("unreachable")

    def _may_try_again(self, error: DBAPIError) -> bool:
        state = getattr(error.orig, "sqlstate", None)
        return self.is_postgresql and (error.connection_invalidated or state is None or state in _AGAIN)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store."""
        options: dict[str, Any] = {_READING: True}
        if self.is_postgresql:
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._in_our_words(), self.engine.connect() as connection:
            yield connection.execution_options(**options)

    def empty_write_ahead_log(self) -> bool:
        """Take what was deleted out of SQLite's write-ahead log too; false while others read from it.

        PostgreSQL keeps its log for its own time, and old rows until it next vacuums.
        """
        if self.is_postgresql:
            return True
        return bool(self._run_alone("PRAGMA wal_checkpoint(TRUNCATE)")[0] == 0)

    def checkpoint_seldom(self) -> None:
        """Leave it to the process that folds to empty SQLite's write-ahead log, unless that falls far behind.

        A push that happened to do it would wait for sixteen megabytes to be copied.
        """
        if not self.is_postgresql:
            event.listen(self.engine, "connect", _on_connect_of_worker)
            self.engine.dispose()  # the connections from now on

    def check_room(self) -> None:
        """Raise HubFullError where the disk has hardly any left; a server looks after its own."""
        if self.is_postgresql:
            return
        with contextlib.suppress(OSError):
            if shutil.disk_usage(Path(self.place).parent).free < LEAST_ROOM:
                raise HubFullError(self.place)

    def check_unused(self) -> None:
        """Raise HubBusyError where others have the store open; on SQLite, the file alone is whole then."""
        if not self.is_postgresql:
            self._run_alone("PRAGMA busy_timeout = 0", "PRAGMA journal_mode = DELETE")
            self.engine.dispose()  # the next connection has our settings again
            return
        deadline = time.monotonic() + _LEAVING_SECONDS
        while True:
            with self.reading() as connection:
                others = connection.exec_driver_sql(_OTHERS).scalar_one()
            if not others:
                return
            if time.monotonic() > deadline:
                raise HubBusyError(self.place)
            time.sleep(0.05)

    def _run_alone(self, *statements: str) -> tuple[Any, ...]:
        """The row that the last of SQLite's statements gives, outside of any transaction."""
        dialect = self.engine.dialect
        module: Any = dialect.dbapi
        row: tuple[Any, ...] = ()
        with self._in_our_words(), self.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            for statement in statements:
                try:
                    row = driver.execute(statement).fetchone() or ()
                except module.Error as error:
                    raise DBAPIError.instance(statement, None, error, module.Error) from error
        return row

    def version(self) -> int | None:
        """A number that is another one once anything was committed; None where that costs as much as asking.

        SQLite tells it from memory that all processes share, in some microseconds.
        """
        if self.is_postgresql:
            return None
        row = self._watch("PRAGMA data_version", ())
        return int(row[0]) if row else 0

    def glance(self, query: Select[Any], values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The one row of a query of named values, or None: in a tenth of the time of a transaction."""
        if self.is_postgresql:
            with self._in_our_words(), self.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT")  # one statement needs no more
                row = connection.execute(query, values).one_or_none()
                return None if row is None else tuple(row)
        statement, names = _compiled(query, self.engine.dialect)
        return self._watch(statement, tuple(values[name] for name in names))

    def _watch(self, statement: str, values: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """The first row that SQLite gives, over a connection that is always there."""
        with self._watching, self._in_our_words():
            if self._watcher is None:
                self._watcher = self.engine.raw_connection()
            driver: Any = self._watcher.driver_connection
            module: Any = self.engine.dialect.dbapi
            try:
                row: tuple[Any, ...] | None = driver.execute(statement, values).fetchone()
            except module.Error as error:
                raise DBAPIError.instance(statement, None, error, module.Error) from error
            return row

    def close(self) -> None:
        """Close every connection; a copy of the file alone is whole afterwards."""
        with self._watching:
            if self._watcher is not None:
                self._watcher.close()
                self._watcher = None
        self.engine.dispose()

    @contextmanager
    def _in_our_words(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._meaning(error) from error

    def _meaning(self, error: DBAPIError) -> HubError | DBAPIError:
        """The error in our words; itself where the fault is in the program."""
        if self.is_postgresql:
            state = getattr(error.orig, "sqlstate", None)
            if state is None or state.startswith("08"):
                return HubServerError(self.place)
            for sign, meaning in _CODES:
                if state.startswith(sign):
                    return meaning(self.place)
            return HubBusyError(self.place) if state in _AGAIN else error
        words = str(error.orig).lower()
        for sign, meaning in _MEANINGS:
            if sign in words:
                return meaning(self.place)
        return error


@functools.lru_cache(maxsize=64)
def _compiled(query: Select[Any], dialect: Dialect) -> tuple[str, Sequence[str]]:
    """The statement for SQLite, and the names of its values in turn."""
    compiled = query.compile(dialect=dialect)
    return str(compiled), getattr(compiled, "positiontup", None) or ()


def database_place(text: str) -> str:
    """Which database a URL means, ``host:port/name``, whoever logs in to it and however that is written."""
    url = _postgresql_url(text)
    host = url.host or url.query.get("host", "")
    return f"{host if isinstance(host, str) else ','.join(host)}:{url.port or 5432}/{url.database or ''}"


def _postgresql_url(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise HubPlaceError("(an address that is none)") from error
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise HubPlaceError(url.render_as_string(hide_password=True))
    return url.set(drivername="postgresql+psycopg")


def _postgresql_engine(url: URL) -> Engine:
    try:
        return create_engine(
            url,
            connect_args={"connect_timeout": _CONNECT_SECONDS, "prepare_threshold": None},
            pool_pre_ping=True,
            hide_parameters=True,
        )
    except ModuleNotFoundError as error:
        raise HubError(
            "PostgreSQL needs psycopg, which is not installed. Nothing was changed. Install it: "
            "pip install 'boothapp[postgres]'."
        ) from error


def _sqlite_engine(file: Path) -> Engine:
    # The SQLite that SQLCipher brings, without a key: Python's own may be one that can lose a commit when
    # one process empties the write-ahead log while another reads (fixed in 3.51.3).
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        module=sqlcipher3.dbapi2,
        poolclass=QueuePool,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        hide_parameters=True,  # an error tells the statement, never the people in its rows
    )
    event.listen(engine, "do_connect", functools.partial(_before_connect, file))
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _before_connect(file: Path, *_: object) -> None:
    with contextlib.suppress(OSError):  # SQLite says better what is wrong with the place
        make_file(file)  # what SQLite keeps beside it has its mode


def _on_connect(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver's own way of beginning transactions starts them late, and never as a writer.
    sqlite_connection: Any = connection
    sqlite_connection.isolation_level = None
    for pragma in _PRAGMAS:
        sqlite_connection.execute(f"PRAGMA {pragma}")


def _on_connect_of_worker(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    sqlite_connection: Any = connection
    sqlite_connection.execute(f"PRAGMA wal_autocheckpoint = {_PAGES_BEHIND}")


def _on_begin(connection: Connection) -> None:
    is_reading = connection.get_execution_options().get(_READING)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")
