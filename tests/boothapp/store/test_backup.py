"""Backups open with the same key, and a restore keeps what it replaces."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from boothapp.errors import (
    DamagedFileError,
    DiskFullError,
    NewerFileError,
    ProfileInUseError,
    ReadOnlyError,
    WrongPassphraseError,
)
from boothapp.store import backup, disk
from boothapp.store.database import Database
from boothapp.store.leads import LeadStore
from boothapp.store.profile import Profile
from tests.helpers.booths import MemoryKeyring
from tests.helpers.many_leads import Recorder, many_leads


def fill(profile: Profile, count: int, seed: int = 1) -> None:
    """Save so many more leads; the same seed would give the same ones."""
    database = profile.connect()
    store = LeadStore(database)
    recorder = Recorder(store.device())
    store.record([recorder.new(lead) for lead in many_leads(count, seed=seed)])
    database.close()


def count_and_device(profile: Profile) -> tuple[int, str, int]:
    """How many changes there are, and the device's id and next number."""
    database = profile.connect()
    device = LeadStore(database).device()
    count = int(database.value("SELECT count(*) FROM change"))
    database.close()
    return count, device.device_id, device.next_seq


def test_copies_while_a_writer_is_at_work(profile: Profile, database: Database) -> None:
    """A backup holds what is committed, and nothing of it can be read without the key."""
    fill(profile, 30)
    with database.write():
        database.run("INSERT INTO term (text) VALUES ('not committed')")
        copy = profile.backup()
    with Database(copy, profile._key).connection as connection:
        assert connection.execute("SELECT count(*) FROM change").fetchone() == (30,)
        assert connection.execute("SELECT count(*) FROM term WHERE text = 'not committed'").fetchone() == (0,)
    connection.close()

    assert b"SQLite format" not in copy.read_bytes()
    assert profile.backups == [copy]


def test_copies_rotate(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest stay."""
    monkeypatch.setattr(backup, "KEEP", 3)
    copies = [profile.backup() for _ in range(5)]
    assert profile.backups == copies[:1:-1]


def test_second_place(profile: Profile, tmp_path: Path) -> None:
    """A copy elsewhere has the salt beside it, without which a passphrase would open nothing."""
    copy = profile.backup(tmp_path / "stick")
    assert copy.parent == tmp_path / "stick"
    assert (tmp_path / "stick" / "key.json").read_bytes() == (profile.folder / "key.json").read_bytes()


def test_no_room_for_a_copy(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told before anything is written."""
    monkeypatch.setattr(disk, "free_bytes", lambda _folder: 1000)
    with pytest.raises(DiskFullError, match="Nothing was changed"):
        profile.backup()
    assert list((profile.folder / backup.FOLDER).iterdir()) == []


def test_no_place_for_a_copy(profile: Profile) -> None:
    """A file where the folder should be is told."""
    (profile.folder / backup.FOLDER).touch()
    with pytest.raises(ReadOnlyError, match="could not be written"):
        profile.backup()


class TestRestore:
    """Going back to a copy."""

    def test_restored_and_replaced(self, profile: Profile, keyring: MemoryKeyring) -> None:
        """The copy's leads are there again, what it replaced is kept whole, and numbers begin anew.

        The hub may have seen numbers that this copy knows nothing of; under a new device id they can't clash.
        """
        fill(profile, 2)
        copy = profile.backup()
        fill(profile, 3, seed=2)
        _, device_id, _ = count_and_device(profile)
        profile.close()
        kept = Profile.restore(profile.folder, copy, keyring=keyring)
        profile._lock = (again := Profile.open(profile.folder, keyring=keyring))._lock

        count, new_id, next_seq = count_and_device(again)
        assert (count, next_seq) == (2, 1)
        assert new_id != device_id
        fill(again, 1, seed=3)
        assert count_and_device(again)[0] == 3
        shutil.copyfile(profile.folder / "key.json", kept / "key.json")
        old = Profile.open(kept, keyring=keyring)
        assert count_and_device(old) == (5, device_id, 6)
        old.close()

    def test_over_a_damaged_file(self, profile: Profile, keyring: MemoryKeyring) -> None:
        """That the file is beyond opening is no obstacle."""
        fill(profile, 2)
        copy = profile.backup()
        profile.path.write_bytes(noise := os.urandom(5000))
        profile.close()
        kept = Profile.restore(profile.folder, copy, keyring=keyring)
        profile._lock = (again := Profile.open(profile.folder, keyring=keyring))._lock

        assert count_and_device(again)[0] == 2
        assert (kept / "leads.db").read_bytes() == noise

    def test_open_profile(self, profile: Profile, keyring: MemoryKeyring) -> None:
        """It is not pulled from under the app."""
        copy = profile.backup()
        with pytest.raises(ProfileInUseError):
            Profile.restore(profile.folder, copy, keyring=keyring)

    @pytest.mark.parametrize(
        ("spoil", "error"),
        [
            (lambda copy: copy.write_bytes(os.urandom(9000)), DamagedFileError),
            (lambda copy: os.truncate(copy, 4096 * 3), DamagedFileError),
            (lambda copy: copy.unlink(), DamagedFileError),
        ],
        ids=["noise", "truncated", "gone"],
    )
    def test_bad_copies_are_refused(
        self, profile: Profile, keyring: MemoryKeyring, spoil: object, error: type[Exception]
    ) -> None:
        """A copy that is not whole replaces nothing."""
        fill(profile, 1)
        copy = profile.backup()
        before = count_and_device(profile)
        assert callable(spoil)
        spoil(copy)
        profile.close()
        with pytest.raises(error):
            Profile.restore(profile.folder, copy, keyring=keyring)
        profile._lock = (again := Profile.open(profile.folder, keyring=keyring))._lock

        assert count_and_device(again) == before

    def test_newer_copies_are_refused(self, profile: Profile, keyring: MemoryKeyring) -> None:
        """A copy that a newer program made replaces nothing."""
        copy = profile.backup()
        newer = Database(copy, profile._key)
        newer.run("PRAGMA user_version = 99")
        newer.close()
        profile.close()
        with pytest.raises(NewerFileError):
            Profile.restore(profile.folder, copy, keyring=keyring)

    def test_wrong_passphrase(self, tmp_path: Path) -> None:
        """It replaces nothing."""
        profile = Profile.open(tmp_path / "p", "right")
        copy = profile.backup()
        profile.close()
        with pytest.raises(WrongPassphraseError):
            Profile.restore(profile.folder, copy, "wrong")
        assert not list(profile.folder.glob("replaced-*"))

    def test_no_place(self, profile: Profile, keyring: MemoryKeyring) -> None:
        """Where the copy cannot be put, what there was stays in use."""
        copy = profile.backup()
        (profile.folder / "leads.part").mkdir()
        profile.close()
        with pytest.raises(ReadOnlyError, match="could not be put back"):
            Profile.restore(profile.folder, copy, keyring=keyring)
        assert profile.path.exists()
