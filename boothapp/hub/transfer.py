"""Copying a whole store into an empty database of either kind: what a backup, a restore and a move are.

All of it is read in one view of the source and written in one transaction, and before that ends, every row is
read back and compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Table, inspect, select, text

from boothapp.errors import HubError
from boothapp.hub.bulk import insert_all
from boothapp.hub.database import HubDatabase
from boothapp.hub.schema import METADATA
from boothapp.hub.views import VIEWS

_ROWS_AT_A_TIME = 1000
_MODULUS = 1 << 128


class TableDigest(NamedTuple):
    """How many rows, and a sum over their hashes that no order can alter."""

    rows: int
    sum: int


class Transferred(NamedTuple):
    """How many rows of each table were copied and found the same."""

    tables: dict[str, int]

    @property
    def rows(self) -> int:
        """How many in all."""
        return sum(self.tables.values())


def transfer(source: HubDatabase, target: HubDatabase) -> Transferred:
    """Copy everything in one transaction; raises HubError as `copy_all` does."""
    with source.reading() as reading, target.writing() as writing:
        return copy_all(reading, writing)


def copy_all(reading: Connection, writing: Connection) -> Transferred:
    """Copy everything; raises HubError where something is, or a row does not come back the same."""
    if inspect(writing).get_table_names():
        raise HubError("The database to copy to is not empty. Nothing was changed. Choose an empty one.")
    METADATA.create_all(writing)
    copied = {}
    for table in METADATA.sorted_tables:
        sent = _copy(reading, writing, table)
        if _digest(_rows(writing, table)) != sent:
            raise HubError(f"{table.name}: was not copied to the letter. The copy was taken back.")
        copied[table.name] = sent.rows
    for view in VIEWS:
        writing.execute(text(view))
    return Transferred(copied)


def _copy(reading: Connection, writing: Connection, table: Table) -> TableDigest:
    digest = TableDigest(0, 0)
    for some in _batches(_rows(reading, table)):
        insert_all(writing, table, some)
        part = _digest(iter(some))
        digest = TableDigest(digest.rows + part.rows, (digest.sum + part.sum) % _MODULUS)
    return digest


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    rows = connection.execute(select(table).execution_options(yield_per=_ROWS_AT_A_TIME))
    return ({str(name): value for name, value in row.items()} for row in rows.mappings())


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    some: list[dict[str, Any]] = []
    for row in rows:
        some.append(row)
        if len(some) == _ROWS_AT_A_TIME:
            yield some
            some = []
    if some:
        yield some


def _digest(rows: Iterator[dict[str, Any]]) -> TableDigest:
    count = total = 0
    for row in rows:
        canonical = msgspec.json.encode([(name, _comparable(value)) for name, value in sorted(row.items())])
        total += int.from_bytes(hashlib.sha256(canonical).digest()[:16])
        count += 1
    return TableDigest(count, total % _MODULUS)


def _comparable(value: object) -> object:
    """The value as both databases give it: SQLite keeps round sums of money as whole numbers."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:.2f}" if is_number else value
