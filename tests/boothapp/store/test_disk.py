"""Room on the disk."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from boothapp.errors import DiskFullError
from boothapp.store import disk
from boothapp.store.drafts import Drafts
from boothapp.store.leads import LeadStore
from boothapp.store.profile import Profile
from tests.helpers.booths import MemoryKeyring
from tests.helpers.many_leads import Recorder, many_leads


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 48 MiB; needs root on Linux."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(tmp_path)]
    if not hasattr(os, "getuid") or os.getuid() != 0 or subprocess.run(mount, check=False).returncode:
        pytest.skip("a small disk can be mounted by root on Linux only; max_page_count stands in elsewhere")
    yield tmp_path
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def test_ballast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes up real blocks, once, and gives them back."""
    monkeypatch.setattr(disk, "BALLAST_BYTES", 3 << 20)
    assert disk.hold_ballast(tmp_path)
    made = (tmp_path / disk.BALLAST_FILE).stat()
    assert disk.hold_ballast(tmp_path)

    assert (tmp_path / disk.BALLAST_FILE).stat().st_mtime_ns == made.st_mtime_ns
    assert made.st_blocks * 512 >= 3 << 20
    assert disk.release_ballast(tmp_path)
    assert not disk.release_ballast(tmp_path)


def test_low(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """People are warned below 500 MiB, and what needs room asks first."""
    assert disk.free_bytes(tmp_path) > 0
    monkeypatch.setattr(disk, "free_bytes", lambda _folder: (500 << 20) - 1)
    assert disk.is_low(tmp_path)
    disk.require(tmp_path, 100 << 20)
    with pytest.raises(DiskFullError, match="600 MiB are needed and 499 MiB are free"):
        disk.require(tmp_path, 600 << 20)
    monkeypatch.setattr(disk, "free_bytes", lambda _folder: 500 << 20)
    assert not disk.is_low(tmp_path)


def test_a_full_disk_and_the_way_out(small_disk: Path, keyring: MemoryKeyring) -> None:
    """When the disk fills up, every lead said to be saved is there; with the ballast gone, work goes on."""
    profile = Profile.open(small_disk / "profile", keyring=keyring)
    assert disk.hold_ballast(profile.folder)
    database = profile.connect()
    store, drafts = LeadStore(database), Drafts(database)
    saved = fill_up(store)

    assert int(database.value("SELECT count(*) FROM change")) == saved
    assert database.value("PRAGMA integrity_check") == "ok"
    assert not (profile.folder / disk.BALLAST_FILE).exists()
    drafts.keep("d", b"what was being typed", "", "")
    recorder = Recorder(store.device())
    store.record([recorder.new(lead) for lead in many_leads(500, seed=9)])
    assert int(database.value("SELECT count(*) FROM change")) == saved + 500
    database.close()
    profile.close()


def fill_up(store: LeadStore) -> int:
    """Save leads until the disk is full; gives how many were said to be saved."""
    saved = 0
    for seed in range(1000):
        recorder = Recorder(store.device())
        batch = [recorder.new(lead) for lead in many_leads(200, seed=seed)]
        try:
            store.record(batch)
        except DiskFullError:
            return saved
        saved += len(batch)
    raise AssertionError("the disk is larger than it should be")


def test_no_room_for_ballast(small_disk: Path) -> None:
    """What cannot be held whole is not held in part."""
    (small_disk / "big").write_bytes(bytes(30 << 20))
    assert not disk.hold_ballast(small_disk)
    assert not (small_disk / disk.BALLAST_FILE).exists()
