"""Whether the laptop's file is sound: one finding a check, with what to do where it is not."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from boothapp.domain.stamp import MAX_DRIFT_MS, reading_of
from boothapp.errors import DamagedFileError, StoreError
from boothapp.store import backup, disk, driver, migrations, pictures, rebuilding
from boothapp.store.database import Database, Rows
from boothapp.store.key import KEY_FILE
from boothapp.store.leads import LeadStore
from boothapp.store.outbox import Outbox
from boothapp.store.rebuilding import Definitions


class Finding(NamedTuple):
    """What one check found; ``text`` says what to do where it is not sound. It holds no names."""

    check: str
    sound: bool
    text: str


def examine(database: Database, folder: Path, definitions: Definitions, now_ms: int) -> list[Finding]:
    """All checks of the file and its folder; reads every page, so some seconds for a big show.

    `now_ms` is Unix time in milliseconds.
    """
    checks: dict[str, Callable[[], Finding]] = {
        "file format": lambda: _program(database),
        "pages": lambda: _pages(database, "pages", "integrity_check", [("ok",)]),
        "encryption": lambda: _pages(database, "encryption", "cipher_integrity_check", []),
        "references": lambda: _pages(database, "references", "foreign_key_check", []),
        "search index": lambda: _search_index(database),
        "derived tables": lambda: _derived(database, definitions),
        "pictures": lambda: _pictures(database),
        "outbox": lambda: _outbox(database, definitions),
        "clock": lambda: _clock(database, now_ms),
        "key": lambda: _key(folder),
        "folder": lambda: _folder(folder),
        "backups": lambda: _backups(database, folder, now_ms),
        "disk": lambda: _disk(folder),
    }
    return [_told(name, check) for name, check in checks.items()]


def _told(name: str, check: Callable[[], Finding]) -> Finding:
    """What the check finds; a file too damaged for it is a finding as well."""
    try:
        return check()
    except StoreError:  # past its first bad page, SQLCipher refuses also what would do no harm
        return Finding(name, False, f"the file is too damaged to tell. {_RESTORE}")


def _program(database: Database) -> Finding:
    cipher = database.value("PRAGMA cipher_version")
    version = migrations.version_of(database)
    return Finding(
        "file format", True, f"version {version}, SQLite {driver.SQLITE_VERSION}, SQLCipher {cipher}"
    )


def _pages(database: Database, check: str, pragma: str, expected: Rows) -> Finding:
    faults = database.rows(f"PRAGMA {pragma}")
    sound = faults == expected
    return Finding(check, sound, "sound" if sound else f"{len(faults)} faults. {_RESTORE}")


_BACK_UP = "Make one, best on a second disk: boothapp doctor --backup DIR"
_RESTORE = "Do not delete the file. Restore the newest backup: boothapp doctor --restore"


def _search_index(database: Database) -> Finding:
    try:
        with database.write():
            database.run(CHECK_INDEX)
        lost = int(database.value(COUNT_NOT_INDEXED))
    except DamagedFileError:
        return Finding("search index", False, "damaged. Mend it: boothapp doctor --mend; no lead is lost")
    if lost:
        return Finding("search index", False, f"{lost} leads are not in it. Mend it: boothapp doctor --mend")
    return Finding("search index", True, "sound")


def _derived(database: Database, definitions: Definitions) -> Finding:
    with database.snapshot():  # a lead that is saved meanwhile is no stray
        wrong = len(rebuilding.strays(database, definitions))
    if wrong:
        return Finding(
            "derived tables",
            False,
            f"{wrong} leads differ from the change log. Mend it: boothapp doctor --mend",
        )
    return Finding("derived tables", True, "as the change log says")


def _pictures(database: Database) -> Finding:
    damaged, missing = pictures.unsound(database)
    count, size = database.rows(COUNT_PICTURES)[0]
    told = f"{count}, {size >> 20} MiB"
    if damaged or missing:
        text = f"{told}; {damaged} are damaged, {missing} are missing. A backup may have them: see --restore"
        return Finding("pictures", False, text)
    return Finding("pictures", True, told if count else "none")


def _outbox(database: Database, definitions: Definitions) -> Finding:
    outbox = Outbox(database, definitions).summary()
    waiting = outbox.pending + outbox.withheld
    since = f" (since {database.value(SELECT_WAITING_SINCE)})" if waiting else ""
    text = f"{outbox.acked} changes at the hub, {waiting} not{since}, {outbox.rejected} refused"
    return Finding(
        "outbox", not outbox.rejected, f"{text}. See Sync for the reasons" if outbox.rejected else text
    )


def _clock(database: Database, now_ms: int) -> Finding:
    stamp = LeadStore(database).device().last_stamp
    ahead_ms = reading_of(stamp).ms - now_ms if stamp else 0
    if ahead_ms > MAX_DRIFT_MS:
        minutes = ahead_ms // 60_000
        return Finding("clock", False, f"the last change was made {minutes} minutes from now. Set the clock")
    return Finding("clock", True, "goes forward")


def _key(folder: Path) -> Finding:
    kind = json.loads((folder / KEY_FILE).read_text(encoding="utf-8"))["kind"]
    return Finding("key", True, "in the system's keyring" if kind == "keyring" else "made from a passphrase")


def _folder(folder: Path) -> Finding:
    if sys.platform != "win32" and folder.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return Finding(
            "folder", False, f"others on this computer may delete what is in it. Run: chmod go-w {folder}"
        )
    return Finding("folder", True, "only you may change what is in it")


def _backups(database: Database, folder: Path, now_ms: int) -> Finding:
    copies = backup.copies(folder / backup.FOLDER)
    if copies:
        return Finding("backups", True, f"{len(copies)}, the newest is {copies[0].name}")
    first = database.value(SELECT_FIRST_STAMP)
    if first is None or now_ms - reading_of(first).ms < backup.DUE_AFTER_MS:
        return Finding("backups", True, "none yet, and no lead is older than an hour")
    return Finding("backups", False, f"none yet. {_BACK_UP}")


def _disk(folder: Path) -> Finding:
    free = f"{disk.free_bytes(folder) >> 20} MiB free"
    if disk.is_low(folder):
        return Finding("disk", False, f"{free}. Free some space before the show")
    return Finding("disk", True, free)


CHECK_INDEX = "INSERT INTO lead_search (lead_search) VALUES ('integrity-check')"
SELECT_FIRST_STAMP = "SELECT CAST(body AS TEXT) ->> 'stamp' FROM change ORDER BY change_no LIMIT 1"
SELECT_WAITING_SINCE = """
    SELECT CAST(body AS TEXT) ->> 'captured_at' FROM change JOIN outbox USING (change_no)
    WHERE state = 'pending' ORDER BY change_no LIMIT 1
"""
COUNT_PICTURES = "SELECT count(*), coalesce(sum(size), 0) FROM picture"
COUNT_NOT_INDEXED = """
    SELECT count(*) FROM lead
    WHERE lead_no NOT IN (SELECT rowid FROM lead_search) AND lead_no NOT IN (SELECT lead_no FROM search_fresh)
"""
