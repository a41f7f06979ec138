"""Many rows at once, by what each database takes fastest: executemany on SQLite, COPY on PostgreSQL.

SQLAlchemy says which columns there are, and stays out of the way of the rows.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Dialect, Table, bindparam, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import ARRAY, Text

from boothapp.wire.messages import encode_json

if TYPE_CHECKING:
    from sqlalchemy.sql.elements import ColumnElement

POSTGRESQL = "postgresql"


def insert_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that each name all columns, with values of the columns' own types."""
    if not rows:
        return
    if connection.dialect.name == POSTGRESQL:
        _copy(connection, table, rows)
        return
    statement, arrange = _prepared(table, connection.dialect)
    connection.exec_driver_sql(statement, [arrange(row) for row in rows])


@functools.lru_cache(maxsize=64)
def _prepared(table: Table, dialect: Dialect) -> tuple[str, Callable[[Mapping[str, Any]], Any]]:
    """The statement, and what makes of a row the tuple that the driver takes."""
    compiled = insert(table).compile(dialect=dialect)
    positions = getattr(compiled, "positiontup", None) or column_names(table)
    return str(compiled), itemgetter(*positions)


def column_names(table: Table) -> list[str]:
    """The columns, in the table's order."""
    return [column.name for column in table.columns]


def _copy(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    arrange = itemgetter(*column_names(table))
    statement = _copy_statement(table, connection.dialect)
    driver: Any = connection.connection.driver_connection
    module: Any = connection.dialect.dbapi
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(arrange(row))
    except module.Error as error:
        # As SQLAlchemy would have it, had it sent the statement itself.
        raise DBAPIError.instance(
            statement, None, error, module.Error, hide_parameters=True, dialect=connection.dialect
        ) from error


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
