"""Backups of a store, and putting one back without bringing back what was erased or shut out since.

A backup is a store in a SQLite file of its own, whatever the store is kept in.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, insert, inspect, select, text, update

from boothapp.errors import HubDamagedError, HubError, HubForeignError
from boothapp.hub.beside import Beside, make_durable, noted_beside
from boothapp.hub.database import HubDatabase
from boothapp.hub.erasure import Erasing
from boothapp.hub.private_files import close_to_others, make_file
from boothapp.hub.schema import AUDIT, ENROLMENT, ERASURE, ERASURE_ACK, HUB_META, METADATA, TOKEN
from boothapp.hub.tokens import shut_out
from boothapp.hub.transfer import Transferred, copy_all, transfer
from boothapp.hub.views import VIEWS

_CARRIED = (ENROLMENT, TOKEN, ERASURE_ACK, AUDIT)
"""What is newer in the store that is replaced than in the backup, beside the erasures, is carried over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore came to; ``kept`` tells where what it replaced is, empty where there was nothing."""

    rows: int
    epoch: int
    erased_again: int
    kept: str


_Replay = Callable[[Connection], tuple[int, int]]
"""Brings what was copied up to date; gives the epoch, and how many erasures were replayed."""


class _Present(NamedTuple):
    """What a store that is to be replaced knows, and a backup may not."""

    epoch: int
    erasures: list[dict[str, Any]]
    carried: dict[Table, list[dict[str, Any]]]


def back_up(database: HubDatabase, file: Path) -> Transferred:
    """Copy the store as it is now into a new file; raises HubError when the file is there already."""
    if file.exists():
        raise HubError(f"{file}: is there already, and was left as it is. Name a new file.")
    part = _new_file(file.with_name(f"{file.name}.part"))
    copy = HubDatabase(part)
    try:
        copied = transfer(database, copy)
        copy.check_unused()
    finally:
        copy.close()
    _put_in_place(part, file)
    return copied


def restore(file: Path, place: Path | str, now: datetime) -> Restored:
    """Put a backup in the place of a store, which nobody may have open; what it replaces is kept.

    Raises HubBusyError while somebody has. The store goes on in a new epoch, so every laptop offers all that
    it has once more. What was erased after the backup was made is erased again, before anyone can read it.
    """
    if not file.is_file():
        raise HubError(f"{file}: there is no such backup. Nothing was changed.")
    backup = HubDatabase(file)
    try:
        with backup.reading() as connection:
            if HUB_META.name not in inspect(connection).get_table_names():
                raise HubError(f"{file}: is no backup of a central store. Nothing was changed.")
        target = HubDatabase(place)
        try:
            present, noted = _present(target), {kind: noted_beside(target, kind) for kind in Beside}
            replay = partial(_bring_up, present=present, noted=noted, now=now)
            if target.is_postgresql:
                return _restore_database(backup, target, replay, now)
            return _restore_file(backup, Path(target.place), replay, now)
        finally:
            target.close()
    finally:
        backup.close()


def _restore_database(backup: HubDatabase, target: HubDatabase, replay: _Replay, now: datetime) -> Restored:
    with backup.reading() as reading, target.writing() as writing:
        kept = _set_aside(writing, f"replaced-{now:%Y%m%d-%H%M%S}")
        copied = copy_all(reading, writing)
        epoch, again = replay(writing)
    return Restored(rows=copied.rows, epoch=epoch, erased_again=again, kept=kept)


def _restore_file(backup: HubDatabase, file: Path, replay: _Replay, now: datetime) -> Restored:
    """The new file is whole before the old one is moved out of its way."""
    part = _new_file(file.with_name(f"{file.name}.restoring"))
    fresh = HubDatabase(part)
    try:
        with backup.reading() as reading, fresh.writing() as writing:
            copied = copy_all(reading, writing)
            epoch, again = replay(writing)
        fresh.check_unused()
    finally:
        fresh.close()
    kept = file.with_name(f"{file.name}.replaced-{now:%Y%m%d-%H%M%S}")
    for end in ("", "-wal", "-shm"):
        aside = kept.with_name(kept.name + end)
        with contextlib.suppress(FileNotFoundError):
            file.with_name(file.name + end).rename(aside)
        close_to_others(aside)
    _put_in_place(part, file)
    is_kept = str(kept) if kept.exists() else ""
    return Restored(rows=copied.rows, epoch=epoch, erased_again=again, kept=is_kept)


def _present(target: HubDatabase) -> _Present:
    """What is there; of a file that cannot be read any more, nothing."""
    try:
        target.check_unused()
        return _read_present(target)
    except (HubDamagedError, HubForeignError):
        return _Present(0, [], {})


def _read_present(target: HubDatabase) -> _Present:
    with target.reading() as connection:
        names = inspect(connection).get_table_names()
        if not {table.name for table in (*_CARRIED, ERASURE, HUB_META)} <= set(names):
            return _Present(0, [], {})
        epoch = connection.execute(select(HUB_META.c.value).where(HUB_META.c.name == "epoch")).scalar()
        carried = {table: _all_rows(connection, table) for table in _CARRIED}
        return _Present(int(epoch or 0), _all_rows(connection, ERASURE), carried)


def _all_rows(connection: Connection, table: Table) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(table)).mappings()]


def _set_aside(connection: Connection, schema: str) -> str:
    """Move the tables into another schema; gives where they are now, empty when there were none."""
    names = set(inspect(connection).get_table_names())
    if not names:
        return ""
    for view in reversed(VIEWS):
        connection.execute(text(f"DROP VIEW IF EXISTS {view.split()[2]}"))
    connection.execute(text(f'CREATE SCHEMA "{schema}"'))
    for table in METADATA.sorted_tables:
        if table.name in names:
            connection.execute(text(f'ALTER TABLE "{table.name}" SET SCHEMA "{schema}"'))
    return f"schema {schema}"


def _bring_up(
    connection: Connection, present: _Present, noted: dict[Beside, list[dict[str, Any]]], now: datetime
) -> tuple[int, int]:
    """Begin a new epoch, and replay what came after the backup; gives the epoch, and how many erasures."""
    for table, rows in present.carried.items():
        _carry(connection, table, rows)
    for row in noted[Beside.REVOCATIONS]:
        shut_out(connection, row["show_id"], row["device_id"], row["at"])
    again = 0
    erasures = (*noted[Beside.ERASURES], *present.erasures)
    for row in {(row["show_id"], row["lead_id"]): row for row in erasures}.values():
        erasing = Erasing(connection, row["show_id"])
        done = erasing.erase([row["lead_id"]], at=row["at"], by=row["by"], reason=row["reason"])
        again += len(done.lead_ids)
    before = connection.execute(select(HUB_META.c.value).where(HUB_META.c.name == "epoch")).scalar_one()
    # The time moves it on even where the store that was lost can no longer tell its own.
    epoch = max(int(before), present.epoch, int(now.timestamp())) + 1
    connection.execute(update(HUB_META).where(HUB_META.c.name == "epoch").values(value=str(epoch)))
    return epoch, again


def _carry(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Put rows in the place of those with the same key."""
    keys = [column.name for column in table.primary_key.columns]
    for row in rows:
        connection.execute(table.delete().where(*(table.c[key] == row[key] for key in keys)))
        connection.execute(insert(table), row)


def _new_file(file: Path) -> Path:
    """An empty file that its owner alone may read: the hub's private keys will be in it."""
    file.unlink(missing_ok=True)
    make_file(file)
    return file


def _put_in_place(part: Path, file: Path) -> None:
    make_durable(part)
    part.replace(file)
    make_durable(file.parent)
