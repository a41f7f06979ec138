"""Who else on the hub's machine may read the store: nobody."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from boothapp.hub.backup import back_up, restore
from boothapp.hub.forgetting import forget
from boothapp.hub.refused_bundles import set_apart
from boothapp.hub.store import CentralStore
from tests.helpers.hub_samples import SHOW_ID, lead_change, number_id, push_of, sales_ready_lead

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows gives a file its folder's rights")


@pytest.fixture(autouse=True)
def as_most_are_set_up() -> Iterator[None]:
    """What a program does not keep to itself, everybody may read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    """Its rights."""
    return stat.S_IMODE(path.stat().st_mode)


def open_ones(folder: Path) -> dict[str, str]:
    """The files in a folder that others may read."""
    return {one.name: oct(mode(one)) for one in folder.iterdir() if mode(one) & 0o077}


def test_a_new_store_is_its_owners_alone(tmp_path: Path) -> None:
    """The folders that are made for it, its file, what SQLite keeps beside it and the note of erasures."""
    place = tmp_path / "share" / "hub" / "leads.db"
    with closing(CentralStore.open(place)) as store:
        store.push(push_of(lead_change(1, sales_ready_lead(1))))
        forget(store, SHOW_ID, [number_id(1)], by="ana", reason="asked to")
        assert {"leads.db", "leads.db-wal", "leads.db-shm", "leads.db.erasures"} <= {
            one.name for one in place.parent.iterdir()
        }
        assert open_ones(place.parent) == {}
    assert (mode(place.parent), mode(place.parent.parent)) == (0o700, 0o700)


def test_a_folder_of_somebody_elses_stays_as_it_is(tmp_path: Path) -> None:
    """A folder that was there is not ours to shut, and the store in it is shut all the same."""
    folder = tmp_path / "srv"
    folder.mkdir(mode=0o755)
    CentralStore.open(folder / "leads.db").close()
    assert mode(folder) == 0o755
    assert open_ones(folder) == {}


def test_a_store_that_was_left_open_is_shut(tmp_path: Path) -> None:
    """Whatever of a store everybody may read, nobody else may once it was opened again."""
    place = tmp_path / "leads.db"
    with closing(CentralStore.open(place)) as store:
        forget(store, SHOW_ID, [number_id(1)], by="ana", reason="asked to")
    for file in tmp_path.iterdir():
        file.chmod(0o644)
    with closing(CentralStore.open(place)):
        assert open_ones(tmp_path) == {}


def test_a_group_that_was_let_in_stays_in(tmp_path: Path) -> None:
    """Rights for a group alone are no oversight."""
    place = tmp_path / "leads.db"
    CentralStore.open(place).close()
    place.chmod(0o640)
    CentralStore.open(place).close()
    assert mode(place) == 0o640


def test_what_a_restore_puts_aside_is_shut(tmp_path: Path) -> None:
    """The store that was replaced holds no less than the new one."""
    place = tmp_path / "leads.db"
    with closing(CentralStore.open(place)) as store:
        back_up(store.database, tmp_path / "backup.db")
    place.chmod(0o644)
    kept = Path(restore(tmp_path / "backup.db", place, datetime.now(UTC)).kept)
    assert mode(kept) == 0o600
    assert open_ones(tmp_path) == {}


def test_copies_of_refused_bundles_are_shut(tmp_path: Path) -> None:
    """What could not be read may hold names all the same."""
    bundle = tmp_path / "ana.booth"
    bundle.write_bytes(b"no bundle")
    aside = tmp_path / "refused-bundles"
    assert set_apart(bundle, "torn", aside)
    assert mode(aside) == 0o700
    assert open_ones(aside) == {}
