"""SQLite and PostgreSQL come to the same states, rows and views, in whatever order the changes arrive."""

from __future__ import annotations

import tempfile
import uuid
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from boothapp.hub.store import CentralStore
from tests.boothapp.hub.test_order import PROVISION, histories, pushes
from tests.helpers.hub_file import FOLDED_TABLES, VIEWS

if TYPE_CHECKING:
    from tests.helpers.postgres import Server


def content(store: CentralStore) -> dict[str, list[tuple[str, ...]]]:
    """All rows of tables and views, in one order, as both databases can say them."""
    with store.database.reading() as connection:
        return {
            name: sorted(
                tuple(repr(plain(value)) for _, value in sorted(row.items()))
                for row in connection.execute(text(f"SELECT * FROM {name}")).mappings()  # noqa: S608
            )
            for name in (*FOLDED_TABLES, *VIEWS)
        }


def plain(value: object) -> object:
    """A number as a float, for SQLite knows no decimals and no truth; anything else as it is."""
    return float(value) if isinstance(value, (bool, int, Decimal)) else value


@given(st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_databases_come_to_the_same(postgres: Server, data: st.DataObject) -> None:
    """The same changes, shuffled for each, are the same to marketing on either database."""
    changes = data.draw(histories())
    name = f"boothapp_{uuid.uuid4().hex}"
    found = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            for place in (Path(folder, "central.db"), postgres.make_database(name)):
                with closing(CentralStore.open(place)) as store:
                    store.provision(PROVISION)
                    for push in data.draw(pushes(changes)):
                        store.append(push)
                    store.fold_pending(limit=data.draw(st.integers(2, 6)))
                    assert store.verify().differences == []
                    found.append(content(store))
        finally:
            postgres.drop_database(name)
    assert found[0] == found[1]
    assert len(found[0]["lead"]) == 3
