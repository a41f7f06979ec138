"""Many rows at once, by what each database takes fastest: executemany on SQLite, COPY on PostgreSQL.

SQLAlchemy says which columns there are, and stays out of the way of the rows.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Dialect, Table, bindparam, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import ARRAY, Text

from boothapp.wire.messages import encode_json

if TYPE_CHECKING:
    from sqlalchemy.sql.elements import ColumnElement

POSTGRESQL = "postgresql"


_AT_ONCE = 800
"""Values in one statement: SQLite makes a row in less time where a statement brings many, and Python's other
threads are asked for their turn once a statement, not once a row."""


def insert_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that each name all columns, with values of the columns' own types."""
    if rows:
        insert_tuples(connection, table, list(map(_arrangement(table), rows)))


def insert_tuples(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows that hold a value for each column, in the table's order."""
    if not rows:
        return
    driver: Any = connection.connection.driver_connection
    module: Any = connection.dialect.dbapi
    put = _copy if connection.dialect.name == POSTGRESQL else _insert
    try:
        put(driver, table, connection.dialect, rows)
    except module.Error as error:
        # As SQLAlchemy would have it, had it sent the statement itself.
        raise DBAPIError.instance(
            table.name, None, error, module.Error, hide_parameters=True, dialect=connection.dialect
        ) from error


@functools.lru_cache(maxsize=64)
def _arrangement(table: Table) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """What makes of a row by names one in the table's order."""
    return itemgetter(*column_names(table))


def column_names(table: Table) -> list[str]:
    """The columns, in the table's order."""
    return [column.name for column in table.columns]


def _insert(driver: Any, table: Table, dialect: Dialect, rows: Sequence[tuple[Any, ...]]) -> None:  # noqa: ANN401 - the driver ships no types
    at_a_time = max(1, _AT_ONCE // len(table.columns))
    whole = len(rows) - len(rows) % at_a_time
    if whole:
        statement = _insertion(table, dialect, at_a_time)
        for at in range(0, whole, at_a_time):
            driver.execute(statement, list(chain.from_iterable(rows[at : at + at_a_time])))
    if whole < len(rows):
        driver.executemany(_insertion(table, dialect, 1), rows[whole:])


@functools.lru_cache(maxsize=128)
def _insertion(table: Table, dialect: Dialect, rows: int) -> str:
    quote = dialect.identifier_preparer.quote
    columns = ", ".join(map(quote, column_names(table)))
    marks = f"({', '.join('?' * len(table.columns))})"
    return f"INSERT INTO {quote(table.name)} ({columns}) VALUES {', '.join([marks] * rows)}"  # noqa: S608


def _copy(driver: Any, table: Table, dialect: Dialect, rows: Sequence[tuple[Any, ...]]) -> None:  # noqa: ANN401 - as above
    with driver.cursor() as cursor, cursor.copy(_copy_statement(table, dialect)) as copy:
        for row in rows:
            copy.write_row(row)


@functools.lru_cache(maxsize=64)
def _copy_statement(table: Table, dialect: Dialect) -> str:
    quote = dialect.identifier_preparer.quote
    columns = ", ".join(quote(name) for name in column_names(table))
    return f"COPY {quote(table.name)} ({columns}) FROM STDIN"


def among(connection: Connection, column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """Whether the column is one of these: one parameter however many they are, so one statement for all."""
    if connection.dialect.name == POSTGRESQL:
        return column == func.any(bindparam(None, list(values), ARRAY(column.type)))
    each = func.json_each(bindparam(None, encode_json(list(values)).decode(), Text)).table_valued("value")
    return column.in_(select(each.c.value))
