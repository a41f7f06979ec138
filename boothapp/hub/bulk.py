"""Many rows at once, by the driver's own bulk insert.

SQLAlchemy writes the statement, in the dialect of the database, and stays out of the way of the rows: that
halves the time that they take.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert


def insert_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that each name all columns, with values of the columns' own types."""
    if not rows:
        return
    statement, arrange = _prepared(table, connection.dialect)
    connection.exec_driver_sql(statement, [arrange(row) for row in rows])


@functools.lru_cache(maxsize=64)
def _prepared(table: Table, dialect: Dialect) -> tuple[str, Callable[[Mapping[str, Any]], Any]]:
    """The statement, and what makes of a row what its driver takes: a tuple, or the row as it is."""
    compiled = insert(table).compile(dialect=dialect)
    positions = getattr(compiled, "positiontup", None)
    return str(compiled), itemgetter(*positions) if positions else dict
