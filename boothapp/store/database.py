"""One connection to the laptop's file: durable, encrypted, and every error said in our words."""

from __future__ import annotations

import sys
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boothapp.errors import DiskFullError
from boothapp.store import disk, driver

if TYPE_CHECKING:
    import sqlite_utils

Values = Mapping[str, Any] | tuple[Any, ...]
Rows = list[tuple[Any, ...]]

BUSY_TIMEOUT_MS = 5_000
CACHE_KIB = 8_000
"""Twice or four times as much made neither saves nor searches shorter at 100,000 leads."""
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # a commit is on the disk when COMMIT returns
    "foreign_keys = ON",
    f"busy_timeout = {BUSY_TIMEOUT_MS}",
    "temp_store = MEMORY",
    "secure_delete = ON",
    f"cache_size = -{CACHE_KIB}",
)


class _Turn:
    """The turns that the threads of this process take at writing to one file.

    Whoever writes holds the lock, so that the next one wakes at once: SQLite itself would have it look again
    after ever longer rests. Those whom a person waits for are counted, so that long work gives way to them.
    """

    __slots__ = ("_calm", "_pressing", "lock")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._calm = threading.Condition()
        self._pressing = 0

    def press(self) -> None:
        """Somebody waits, or writes, whom a person waits for."""
        with self._calm:
            self._pressing += 1

    def relent(self) -> None:
        """They are done."""
        with self._calm:
            self._pressing -= 1
            if not self._pressing:
                self._calm.notify_all()

    @property
    def is_pressing(self) -> bool:
        """Whether there is anybody."""
        return self._pressing > 0

    def wait_until_calm(self, seconds: float) -> None:
        """Wait until nobody is left, or so long."""
        with self._calm:
            self._calm.wait_for(lambda: not self._pressing, timeout=seconds)


_TURNS: dict[str, _Turn] = {}
"""For each file of this process."""
_MOST_WAY_SECONDS = 0.05
"""So long does long work give way at a time: it must get on as well."""


class _InOurWords:
    """Around each use of the driver; as a generator it would take a tenth of the time of a save."""

    __slots__ = ("_path",)

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, driver.DriverError):
            ours = driver.translated(error, self._path)
            if ours is not None:
                raise ours from error


class Database:
    """A connection; it belongs to the thread that made it."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open or create the file with a raw 256-bit key."""
        self.path = path
        self._key = key
        self._turn = _TURNS.setdefault(str(path), _Turn())
        self._in_our_words = _InOurWords(str(path))
        self._utils: sqlite_utils.Database | None = None
        with self._in_our_words:
            self.connection = self._keyed(path)
            try:
                self._prepare()
            except BaseException:
                self.connection.close()
                raise

    def _keyed(self, path: Path) -> Any:  # noqa: ANN401 - the driver ships no types
        connection = driver.connect(str(path))
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to stderr
        connection.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
        # Computers have instructions for SHA-256, unlike for SQLCipher's own choice: a save is 9 % shorter.
        connection.execute("PRAGMA cipher_hmac_algorithm = HMAC_SHA256")
        # A save touches a dozen pages and little in each: pages of half the usual size make it 7 % shorter.
        connection.execute("PRAGMA cipher_page_size = 2048")
        return connection

    def _prepare(self) -> None:
        self.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the first use of the key
        for pragma in _PRAGMAS:
            self.connection.execute(f"PRAGMA {pragma}").fetchone()
        if sys.platform == "darwin":
            self.connection.execute("PRAGMA fullfsync = ON").fetchone()
            self.connection.execute("PRAGMA checkpoint_fullfsync = ON").fetchone()

    @property
    def utils(self) -> sqlite_utils.Database:
        """This connection as sqlite-utils has it: for migrations, checks and whatever is not in a hurry."""
        if self._utils is None:
            self._utils = driver.sqlite_utils_database(self.connection)
        return self._utils

    def run(self, sql: str, values: Values = ()) -> int:
        """Run one statement that gives no rows; the number of rows it changed."""
        with self._in_our_words:
            return int(self.connection.execute(sql, values).rowcount)

    def run_many(self, sql: str, values: Collection[Values]) -> None:
        """Run one statement once for each set of values."""
        if values:
            with self._in_our_words:
                self.connection.executemany(sql, values)

    def rows(self, sql: str, values: Values = ()) -> Rows:
        """All rows of a query."""
        with self._in_our_words:
            rows: Rows = self.connection.execute(sql, values).fetchall()
            return rows

    def row(self, sql: str, values: Values = ()) -> tuple[Any, ...] | None:
        """The first row of a query, if there is one."""
        with self._in_our_words:
            row: tuple[Any, ...] | None = self.connection.execute(sql, values).fetchone()
            return row

    def value(self, sql: str, values: Values = ()) -> Any:  # noqa: ANN401 - whatever the column holds
        """The first column of the first row; None when there is no row."""
        row = self.row(sql, values)
        return None if row is None else row[0]

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read in the block is of one moment, whatever is written meanwhile."""
        self.run("BEGIN")
        try:
            yield
        finally:
            self.run("ROLLBACK")  # nothing was written

    @contextmanager
    def write(self, *, gives_way: bool = False) -> Iterator[None]:
        """One transaction: all of the block is durable when it ends, or nothing of it.

        It takes the write lock at once, since a transaction that reads first and writes later fails beside
        another writer. Where it finds no room on the disk, the room kept back for that is there for the next.
        ``gives_way`` is of a part of long work, which nobody waits for.
        """
        try:
            with self._in_our_words, self._transaction(gives_way=gives_way):
                yield
        except DiskFullError as error:
            if disk.release_ballast(self.path.parent):
                raise DiskFullError(f"{self.path}: {driver.RESERVE_FREED}") from error
            raise

    @contextmanager
    def _transaction(self, *, gives_way: bool) -> Iterator[None]:
        turn = self._turn
        if gives_way:
            self.give_way()
        else:
            turn.press()
        has_turn = turn.lock.acquire(timeout=BUSY_TIMEOUT_MS / 1000)
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:  # a full disk may have rolled it back already
                    self.connection.execute("ROLLBACK")
                raise
        finally:
            if has_turn:
                turn.lock.release()
            if not gives_way:
                turn.relent()

    @property
    def is_wanted(self) -> bool:
        """Whether somebody waits to write, or writes, whom a person waits for."""
        return self._turn.is_pressing

    def give_way(self) -> None:
        """Let those go first, for a while: also the interpreter does one thing at a time."""
        if self._turn.is_pressing:
            self._turn.wait_until_calm(_MOST_WAY_SECONDS)

    def copy_to(self, path: Path, pages_a_step: int) -> None:
        """Copy the whole file, under the same key, letting writers in between the steps."""
        with self._in_our_words:
            target = self._keyed(path)
            try:
                self.connection.backup(target, pages=pages_a_step)
            finally:
                target.close()

    def close(self) -> None:
        """Close the connection; the last one to close empties the WAL into the file."""
        self.connection.close()
