"""The connection to the central store's database."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from boothapp.errors import HubPlaceError, HubReadOnlyError, HubServerError
from boothapp.hub.database import HubDatabase
from boothapp.hub.store import CentralStore
from tests.helpers.hub_samples import lead_change, nurture_lead, push_of


def test_the_file_has_a_sound_write_ahead_log(tmp_path: Path) -> None:
    """Readers and the writer are in nobody's way, and the SQLite is one whose log loses nothing."""
    with closing(HubDatabase(tmp_path / "central.db")) as database, database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar()
    assert version is not None
    assert tuple(map(int, version.split("."))) >= (3, 51, 3)


@pytest.mark.parametrize("place", ["mysql://hub.example/leads", "://"])
def test_refuses_an_address_that_is_no_postgresql(place: str) -> None:
    """Another kind of database, or no address at all, is refused in words."""
    with pytest.raises(HubPlaceError):
        HubDatabase(place)


def test_keeps_the_password_to_itself() -> None:
    """Whatever tells where the store is does not tell how to get in."""
    with closing(HubDatabase("postgresql://ana:s3cret@hub.example/leads")) as database:
        assert "s3cret" not in database.place
        assert "hub.example" in database.place


def test_says_that_no_server_answers() -> None:
    """A port where nobody listens is told in our words, and the password in none."""
    with pytest.raises(HubServerError) as told:
        CentralStore.open("postgresql://ana:s3cret@127.0.0.1:1/leads")
    assert "s3cret" not in str(told.value)


def test_says_that_there_is_no_such_database(postgres_url: str) -> None:
    """A server that answers may still not have what was named."""
    with pytest.raises(HubServerError):
        CentralStore.open(f"{postgres_url}_x")


def test_goes_on_after_every_connection_was_cut(postgres_url: str) -> None:
    """A push whose connection is gone is made again on a new one, and nothing is there twice."""
    with closing(CentralStore.open(postgres_url)) as store:
        store.push(push_of(lead_change(1, nurture_lead(1))))
        with psycopg.connect(postgres_url, autocommit=True) as other:
            cut = (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert other.execute(cut).fetchall()
        reply = store.push(push_of(lead_change(1, nurture_lead(1)), lead_change(2, nurture_lead(2))))
        assert [receipt.code for receipt in reply.receipts] == ["duplicate", "received"]
        assert store.verify().differences == []


def test_says_that_the_database_may_only_be_read(postgres_url: str) -> None:
    """A standby, or a database that was locked for writing, is told as that."""
    with closing(CentralStore.open(postgres_url)) as store, psycopg.connect(postgres_url) as other:
        name = postgres_url.rpartition("/")[2]
        other.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'.encode())
        other.commit()
        store.database.engine.dispose()
        with pytest.raises(HubReadOnlyError):
            store.push(push_of(lead_change(1, nurture_lead(1))))
