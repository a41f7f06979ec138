"""Opening a profile: the first time, again, and in every way that it can fail."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database as SqliteUtils

from boothapp.errors import (
    DamagedFileError,
    NewerFileError,
    NoKeyError,
    ProfileInUseError,
    ReadOnlyError,
    StoreError,
    WrongPassphraseError,
)
from boothapp.store import backup, key, lock, migrations
from boothapp.store.key import SystemKeyring
from boothapp.store.leads import LeadStore
from boothapp.store.profile import Profile
from tests.helpers.booths import MemoryKeyring
from tests.helpers.many_leads import Recorder, many_leads


class ForgetfulKeyring:
    """Takes everything and keeps nothing, as keyring's null backend does."""

    def get(self, service: str, account: str) -> str | None:
        """Nothing."""

    def put(self, service: str, account: str, secret: str) -> None:
        """Into the void."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a profile goes."""
    return tmp_path / "deep" / "profile"


@pytest.fixture
def saved(folder: Path, keyring: MemoryKeyring) -> Path:
    """A closed profile that holds one lead."""
    profile = Profile.open(folder, keyring=keyring)
    database = profile.connect()
    store = LeadStore(database)
    store.record([Recorder(store.device()).new(next(many_leads(1)))])
    database.close()
    profile.close()
    return folder


@pytest.fixture
def anyones(saved: Path) -> Iterator[Path]:
    """The same where another user can come, as they cannot in pytest's folder."""
    with tempfile.TemporaryDirectory() as outer:
        Path(outer).chmod(0o755)
        yield Path(shutil.copytree(saved, Path(outer, "profile")))
        Path(outer, "profile").chmod(0o755)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but the lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != lock.LOCK_FILE
    }


def leads_in(folder: Path, *, passphrase: str | None = None, keyring: MemoryKeyring | None = None) -> int:
    """How many changes a profile holds."""
    profile = Profile.open(folder, passphrase, keyring)
    database = profile.connect()
    count = int(database.value("SELECT count(*) FROM change"))
    database.close()
    profile.close()
    return count


def test_first_start_makes_a_device(folder: Path, keyring: MemoryKeyring) -> None:
    """A new profile has an id of its own, numbers its changes from 1, and is nobody else's to read."""
    profile = Profile.open(folder, keyring=keyring)
    database = profile.connect()
    device = LeadStore(database).device()

    assert (device.next_seq, device.last_stamp) == (1, None)
    assert len(device.device_id) == 36
    if os.name == "posix":
        assert folder.stat().st_mode & 0o077 == 0
    database.close()
    profile.close()


def test_opens_again(saved: Path, keyring: MemoryKeyring) -> None:
    """What was saved is there, and the device is the same."""
    before = LeadStore(database := (profile := Profile.open(saved, keyring=keyring)).connect()).device()
    database.close()
    profile.close()

    assert before.next_seq == 2
    assert leads_in(saved, keyring=keyring) == 1


class TestKey:
    """Where the key is, and that it is never in the folder."""

    def test_in_the_keyring(self, saved: Path, keyring: MemoryKeyring) -> None:
        """The keyring has 32 bytes; the folder has only the account's name."""
        (secret,) = keyring.secrets.values()

        assert len(bytes.fromhex(secret)) == 32
        assert secret.encode() not in b"".join(contents(saved).values())

    def test_forgotten_by_the_keyring(self, saved: Path) -> None:
        """A keyring without the key is told by entry, and nothing is changed."""
        before = contents(saved)
        with pytest.raises(NoKeyError, match="not in this user's keyring"):
            Profile.open(saved, keyring=MemoryKeyring())
        assert contents(saved) == before

    def test_no_keyring_no_passphrase(self, folder: Path) -> None:
        """Without either there is no profile, and never an unprotected one; pytest's keyring always fails."""
        with pytest.raises(NoKeyError, match="never kept unprotected"):
            Profile.open(folder)
        assert contents(folder) == {}

    def test_keyring_that_keeps_nothing(self, folder: Path) -> None:
        """A keyring is believed only once it gives the key back."""
        with pytest.raises(NoKeyError, match="Choose a passphrase"):
            Profile.open(folder, keyring=ForgetfulKeyring())

    def test_system_keyring_errors_are_ours(self) -> None:
        """A keyring that cannot be read or written is a missing key."""
        with pytest.raises(NoKeyError, match="cannot be read"):
            SystemKeyring().get("boothapp", "nobody")
        with pytest.raises(NoKeyError, match="cannot be written"):
            SystemKeyring().put("boothapp", "nobody", "secret")

    def test_passphrase(self, folder: Path) -> None:
        """A passphrase opens what it made; key.json tells cost and salt as RFC 9106 advises, and no key."""
        Profile.open(folder, "correct horse").close()
        record = json.loads((folder / key.KEY_FILE).read_text())

        assert (record["passes"], record["memory_kib"], record["lanes"]) == (3, 65536, 4)
        assert leads_in(folder, passphrase="correct horse") == 0

    def test_wrong_passphrase(self, folder: Path) -> None:
        """It is told at once and leaves everything as it was."""
        Profile.open(folder, "right").close()
        before = contents(folder)
        with pytest.raises(WrongPassphraseError, match="Nothing was changed"):
            Profile.open(folder, "wrong")

        assert contents(folder) == before
        assert leads_in(folder, passphrase="right") == 0

    def test_passphrase_needed(self, folder: Path) -> None:
        """Where one was chosen, one is asked for."""
        Profile.open(folder, "right").close()
        with pytest.raises(NoKeyError, match="protected by a passphrase"):
            Profile.open(folder, keyring=MemoryKeyring())

    @pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"kind": "wish"}', '{"kind": "passphrase"}'])
    def test_damaged_record(self, saved: Path, keyring: MemoryKeyring, text: str) -> None:
        """A key.json that says nothing is told by name."""
        (saved / key.KEY_FILE).write_text(text)
        with pytest.raises(DamagedFileError, match=r"key\.json"):
            Profile.open(saved, "x", keyring)

    def test_lost_record(self, saved: Path, keyring: MemoryKeyring) -> None:
        """A file without its key.json is not taken for a new profile."""
        (saved / key.KEY_FILE).unlink()
        with pytest.raises(DamagedFileError, match=r"without its key\.json"):
            Profile.open(saved, keyring=keyring)

    def test_record_that_is_no_file(self, saved: Path, keyring: MemoryKeyring) -> None:
        """A key.json that cannot be read says so."""
        (saved / key.KEY_FILE).unlink()
        (saved / key.KEY_FILE).mkdir()
        with pytest.raises(ReadOnlyError, match="cannot be read"):
            Profile.open(saved, keyring=keyring)

    def test_record_that_cannot_be_written(self, folder: Path, keyring: MemoryKeyring) -> None:
        """Where key.json cannot be put, no profile is made."""
        (folder / "key.part").mkdir(parents=True)
        with pytest.raises(ReadOnlyError, match="cannot be written"):
            Profile.open(folder, keyring=keyring)
        assert not (folder / "leads.db").exists()


class TestFile:
    """Files that are not what they should be."""

    def test_newer(self, saved: Path, keyring: MemoryKeyring) -> None:
        """A newer program's file is refused with both versions, and untouched."""
        profile = Profile.open(saved, keyring=keyring)
        database = profile.connect()
        database.run("PRAGMA user_version = 99")
        database.close()
        profile.close()
        before = contents(saved)
        with pytest.raises(NewerFileError, match=rf"version 99; this program knows {migrations.LATEST}"):
            Profile.open(saved, keyring=keyring)
        assert contents(saved) == before

    def test_garbage(self, saved: Path, keyring: MemoryKeyring) -> None:
        """Noise in place of the file is told, kept, and the way out is named."""
        (saved / "leads.db").write_bytes(os.urandom(20_000))
        before = contents(saved)
        with pytest.raises(DamagedFileError, match="Do not delete it"):
            Profile.open(saved, keyring=keyring)
        assert contents(saved) == before

    def test_truncated(self, saved: Path, keyring: MemoryKeyring) -> None:
        """Half a file is told as soon as the missing half is needed."""
        path = saved / "leads.db"
        os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)
        with pytest.raises(DamagedFileError):
            leads_in(saved, keyring=keyring)

    @pytest.mark.parametrize("empty", [True, False])
    def test_lost_though_there_are_backups(self, saved: Path, keyring: MemoryKeyring, empty: bool) -> None:
        """A missing or empty file is not taken for a first start where there were leads."""
        profile = Profile.open(saved, keyring=keyring)
        profile.backup()
        profile.close()
        (saved / "leads.db").unlink()
        if empty:
            (saved / "leads.db").touch()
        with pytest.raises(DamagedFileError, match="missing or empty"):
            Profile.open(saved, keyring=keyring)

    @pytest.mark.skipif(os.name != "posix", reason="file modes as tested here are POSIX's")
    def test_read_only_file(self, anyones: Path, keyring: MemoryKeyring) -> None:
        """A file that may not be written says so, and stays as it is."""
        (anyones / "leads.db").chmod(0o444)
        before = contents(anyones)
        assert as_nobody(anyones, keyring).startswith("ReadOnlyError")
        assert contents(anyones) == before

    @pytest.mark.skipif(os.name != "posix", reason="file modes as tested here are POSIX's")
    def test_read_only_folder(self, anyones: Path, keyring: MemoryKeyring) -> None:
        """A folder that may not be written says so."""
        (anyones / lock.LOCK_FILE).unlink()
        anyones.chmod(0o555)
        assert "may not be written" in as_nobody(anyones, keyring)

    def test_folder_that_cannot_be(self, tmp_path: Path, keyring: MemoryKeyring) -> None:
        """A file where the folder should be says so."""
        (tmp_path / "file").touch()
        with pytest.raises(ReadOnlyError, match="cannot be made"):
            Profile.open(tmp_path / "file", keyring=keyring)


OPEN_AND_SAVE = """
import os, sys
from pathlib import Path
from boothapp.errors import BoothappError
from boothapp.store.profile import Profile
from tests.helpers.booths import MemoryKeyring

if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    profile = Profile.open(Path(sys.argv[1]), keyring=MemoryKeyring({("boothapp", sys.argv[2]): sys.argv[3]}))
    with profile.connect().write():
        pass
except BoothappError as error:
    print(type(error).__name__, error)
"""


def as_nobody(folder: Path, keyring: MemoryKeyring) -> str:
    """What opening the profile and saving says to a user whom file modes bind, as they do not bind root."""
    if os.getuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, 65534, 65534)
    (((_, account), secret),) = keyring.secrets.items()
    command = [sys.executable, "-c", OPEN_AND_SAVE, str(folder), account, secret]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class TestLock:
    """One process a profile."""

    def test_second_start(self, profile: Profile, keyring: MemoryKeyring) -> None:
        """It is told which process has the profile."""
        with pytest.raises(ProfileInUseError, match=f"process {os.getpid()}"):
            Profile.open(profile.folder, keyring=keyring)

    def test_closing_lets_others_in(self, profile: Profile, keyring: MemoryKeyring) -> None:
        """After close the next one opens."""
        profile.close()
        profile._lock = (again := Profile.open(profile.folder, keyring=keyring))._lock
        assert again.path.exists()

    def test_failed_open_lets_others_in(self, saved: Path, keyring: MemoryKeyring) -> None:
        """An open that failed holds nothing."""
        with pytest.raises(NoKeyError):
            Profile.open(saved, keyring=MemoryKeyring())
        assert leads_in(saved, keyring=keyring) == 1

    def test_lock_dies_with_its_process(self, tmp_path: Path) -> None:
        """A killed process locks nobody out."""
        script = (
            "import sys, time; from pathlib import Path; from boothapp.store.lock import ProfileLock\n"
            "lock = ProfileLock(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
        )
        with subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE
        ) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"held\n"
            with pytest.raises(ProfileInUseError, match=f"process {holder.pid}"):
                lock.ProfileLock(tmp_path)
            holder.kill()
            holder.wait()
        lock.ProfileLock(tmp_path).release()


class TestMigrations:
    """Steps from older files."""

    def test_older_file_is_brought_up(
        self, saved: Path, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It gets the step and keeps its leads, and a backup of before lies beside it."""

        def add_a_table(db: SqliteUtils) -> None:
            db.table("later").create({"a": int}, pk="a", strict=True)

        monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, add_a_table))
        monkeypatch.setattr(migrations, "LATEST", len(migrations.MIGRATIONS))
        profile = Profile.open(saved, keyring=keyring)
        database = profile.connect()

        assert database.utils.table("later").strict
        assert LeadStore(database).device().next_seq == 2
        assert len(profile.backups) == 1
        database.close()
        profile.close()

    def test_a_step_that_fails_changes_nothing(
        self, saved: Path, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Half a step is none, and the backup made before it stays."""

        def fail_halfway(db: SqliteUtils) -> None:
            db.table("later").create({"a": int}, pk="a", strict=True)
            raise StoreError("halfway")

        monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, fail_halfway))
        monkeypatch.setattr(migrations, "LATEST", len(migrations.MIGRATIONS))
        with pytest.raises(StoreError, match="halfway"):
            Profile.open(saved, keyring=keyring)
        monkeypatch.undo()

        assert leads_in(saved, keyring=keyring) == 1
        assert len(backup.copies(saved / backup.FOLDER)) == 1
        profile = Profile.open(saved, keyring=keyring)
        database = profile.connect()
        assert "later" not in database.utils.table_names()
        database.close()
        profile.close()
