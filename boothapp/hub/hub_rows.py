"""What only whoever has both stores can take from one into the other: what was set apart, and the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from boothapp.hub.bulk import insert_all
from boothapp.hub.erasure import Erasing
from boothapp.hub.schema import AUDIT, QUARANTINE

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

    from boothapp.hub.store import CentralStore

_TABLES = (QUARANTINE, AUDIT)


def bring_rows(source: CentralStore, target: CentralStore, show_id: str) -> None:
    """Copy the rows of the show that the target does not have; none brings back what was erased there."""
    for table in _TABLES:
        _copy_missing(source, target, table, show_id)
    target.database.write(lambda connection: Erasing(connection, show_id).sweep())


def _copy_missing(source: CentralStore, target: CentralStore, table: Table, show_id: str) -> None:
    key = [column for column in table.primary_key.columns if column.name != "show_id"]
    with source.database.reading() as connection:
        rows = connection.execute(select(table).where(table.c.show_id == show_id)).mappings().all()

    def write(connection: Connection) -> None:
        known_keys = select(*key).where(table.c.show_id == show_id)
        known = {tuple(row) for row in connection.execute(known_keys)}
        fresh = [row for row in rows if tuple(row[column.name] for column in key) not in known]
        insert_all(connection, table, [dict(row) for row in fresh])

    if rows:
        target.database.write(write)
