"""One connection: pragmas, transactions, the driver's errors in our words, and sqlite-utils over it."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from boothapp.errors import DiskFullError, ReadOnlyError, StoreError
from boothapp.store import disk, driver
from boothapp.store.database import Database
from boothapp.store.profile import Profile


def test_durable_and_wiped(database: Database) -> None:
    """A commit is on the disk when it returns, and what is deleted is overwritten."""
    pragmas = {
        name: database.value(f"PRAGMA {name}")
        for name in ("journal_mode", "synchronous", "foreign_keys", "temp_store", "secure_delete")
    }

    assert pragmas == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "temp_store": 2, "secure_delete": 1,
    }  # fmt: skip


def test_nothing_readable_on_disk(profile: Profile, database: Database) -> None:
    """Neither the file nor its WAL shows what is in it, nor that it is a SQLite file."""
    with database.write():
        database.run("INSERT INTO term (text) VALUES ('Zoë Łukasz of Lumière')")

    held = b"".join(path.read_bytes() for path in profile.folder.iterdir())
    assert "Lumière".encode() not in held
    assert b"SQLite format" not in held


def test_write_is_all_or_nothing(database: Database) -> None:
    """A block that fails leaves no trace, and the next one may begin."""
    with pytest.raises(driver.DriverError, match="nowhere"), database.write():  # noqa: PT012 - a block fails
        database.run("INSERT INTO term (text) VALUES ('half')")
        database.run("INSERT INTO nowhere VALUES (1)")
    with database.write():
        database.run("INSERT INTO term (text) VALUES ('whole')")

    assert database.rows("SELECT text FROM term") == [("whole",)]


def test_second_writer_is_told(profile: Profile, database: Database) -> None:
    """A writer that waits in vain for another is told that nothing is lost."""
    other = profile.connect()
    other.run("PRAGMA busy_timeout = 1")
    database.run("BEGIN IMMEDIATE")  # as another program would: within ours, writers wait for their turn
    with pytest.raises(StoreError, match="another program is writing"):
        other.write().__enter__()
    database.run("ROLLBACK")
    other.close()


def test_reader_beside_writer(profile: Profile, database: Database) -> None:
    """Another thread's connection reads what is committed while a write is under way."""
    other = profile.connect()
    with database.write():
        database.run("INSERT INTO term (text) VALUES ('later')")
        assert other.rows("SELECT text FROM term") == []
    assert other.rows("SELECT text FROM term") == [("later",)]
    other.close()


def test_snapshot(profile: Profile, database: Database) -> None:
    """What is read in one snapshot is of one moment; the next sees what came meanwhile."""
    other = profile.connect()
    with database.snapshot():
        assert database.rows("SELECT text FROM term") == []
        with other.write():
            other.run("INSERT INTO term (text) VALUES ('meanwhile')")
        assert database.rows("SELECT text FROM term") == []
    assert database.rows("SELECT text FROM term") == [("meanwhile",)]
    other.close()


def test_full_disk(database: Database) -> None:
    """A full file fails the save in our words, keeps what was there, and takes the next one that fits."""
    database.value(f"PRAGMA max_page_count = {database.value('PRAGMA page_count') + 4}")
    with pytest.raises(DiskFullError, match="Nothing that was saved is lost"), database.write():
        database.run("INSERT INTO draft VALUES ('big', 't', '', zeroblob(1000000))")

    with database.write():
        database.run("INSERT INTO draft VALUES ('small', 't', '', zeroblob(10))")
    assert database.rows("SELECT draft_id FROM draft") == [("small",)]


def test_read_only_connection(database: Database) -> None:
    """Writing where nothing may be written says so."""
    database.run("PRAGMA query_only = ON")
    with pytest.raises(ReadOnlyError, match="may not be written"), database.write():
        database.run("DELETE FROM draft")


def test_a_bug_stays_a_bug(database: Database) -> None:
    """What is no user's doing is not dressed up as if it were."""
    with pytest.raises(driver.DriverError, match="no such table"):
        database.rows("SELECT * FROM nowhere")


def test_old_sqlite_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A SQLite with the WAL-reset fault is not trusted with leads."""
    monkeypatch.setattr(driver, "OLDEST_SQLITE", (99, 0, 0))
    with pytest.raises(StoreError, match=r"SQLite 99\.0\.0 or newer is needed"):
        driver.connect(str(database.path))


def test_macos_flushes_the_drive_too(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    """On macOS only fullfsync makes the drive write its cache."""
    monkeypatch.setattr(sys, "platform", "darwin")
    database = profile.connect()
    assert database.value("PRAGMA fullfsync") == 1
    assert database.value("PRAGMA checkpoint_fullfsync") == 1
    database.close()


SQLITE_UTILS_OVER_OURS = """
import sys
import threading
from pathlib import Path
from boothapp.store.database import Database

database = Database(Path(sys.argv[1]), b"k" * 32)
assert "sqlite_utils" not in sys.modules, "it takes too long for the start"
utils = database.utils
assert database.utils is utils
utils["t"].insert({"a": 1}, pk="a")
assert database.value("SELECT a FROM t") == 1

import sqlcipher3.dbapi2
from sqlite_utils.utils import OperationalError
assert OperationalError is sqlcipher3.dbapi2.OperationalError
database.close()
"""


def test_sqlite_utils_over_our_driver(tmp_path: Path) -> None:
    """sqlite-utils loads only when asked for, works on our connection, and catches that driver's errors."""
    command = [sys.executable, "-c", SQLITE_UTILS_OVER_OURS, str(tmp_path / "leads.db")]
    subprocess.run(command, check=True)


def test_an_unwritable_shared_file_on_a_full_disk(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite calls it an I/O error; to a person it is a full disk, unless there is room."""
    error = driver.DriverError("disk I/O error")
    error.sqlite_errorcode = 10  # type: ignore[attr-defined] # the driver gives its errors one
    assert type(driver.translated(error, str(database.path))) is StoreError
    monkeypatch.setattr(disk, "free_bytes", lambda _folder: disk.LEAST_BYTES - 1)
    assert isinstance(driver.translated(error, str(database.path)), DiskFullError)


def test_long_work_gives_way(profile: Profile, database: Database) -> None:
    """What a person waits for goes first: long work learns of it, and writes when it is done."""
    written = list[str]()
    begun = threading.Event()

    def work_long() -> None:
        other = profile.connect()
        begun.set()
        with other.write(gives_way=True):
            written.append("long work")
        assert not other.is_wanted
        other.close()

    thread = threading.Thread(target=work_long)
    with database.write():
        assert database.is_wanted
        thread.start()
        begun.wait()
        written.append("a save")
    thread.join()
    assert written == ["a save", "long work"]


def test_long_work_gets_on(profile: Profile, database: Database) -> None:
    """However many saves there are, long work waits for them only a while."""
    other = profile.connect()
    with database.write():
        other.give_way()  # comes back though the write goes on
    other.close()
