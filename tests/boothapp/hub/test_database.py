"""The connection to the central store's database."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from boothapp.errors import HubPlaceError
from boothapp.hub.database import HubDatabase


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
