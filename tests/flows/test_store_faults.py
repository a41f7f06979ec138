"""A disk that is full, read-only or has lost something: the words, the next step, and nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from boothapp.app import Booth
from boothapp.store.profile import LEADS_FILE
from boothapp.wire.card import write_card
from boothapp.wire.card_lead import lead_to_card
from tests.helpers.many_leads import many_leads
from tests.helpers.soundness import sound_lead_ids

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "faults"
ROOT_ONLY = "only root on Linux can mount a disk of its own for this"


def boothapp(*args: object, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """One run of the command."""
    return subprocess.run(
        [sys.executable, "-m", "boothapp", *map(str, args)],
        input=given,
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "BOOTHAPP_PASSPHRASE": PASSPHRASE},
    )


def cards(count: int, seed: int = 1) -> bytes:
    """Cards of that many visitors, one a line."""
    return b"".join(write_card(lead_to_card(lead)) + b"\n" for lead in many_leads(count, seed=seed))


def captured(profile: Path, count: int) -> set[str]:
    """Capture so many visitors; gives the ids that were printed."""
    run = boothapp("capture", "-", "--json", "--profile", profile, given=cards(count))
    assert run.returncode == 0, run.stderr.decode()
    return ids(run)


def ids(run: subprocess.CompletedProcess[bytes]) -> set[str]:
    """The ids that a capture printed."""
    return {row["id"] for line in run.stdout.splitlines() if "id" in (row := json.loads(line))}


def there(profile: Path) -> set[str]:
    """The ids that a sound profile holds."""
    return set(sound_lead_ids(profile, passphrase=PASSPHRASE))


@contextmanager
def disk_at(folder: Path, size: str) -> Iterator[Path]:
    """A small disk of its own at a folder."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if sys.platform != "linux" or os.getuid() != 0 or subprocess.run(mount, check=False).returncode != 0:
        pytest.skip(ROOT_ONLY)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_bulk_capture_into_a_full_disk(tmp_path: Path):
    """What was printed is in; with some room made, the same file again brings in the rest."""
    with disk_at(tmp_path / "disk", "6m") as disk:
        profile, many = disk / "profile", cards(3_000)
        run = boothapp("capture", "-", "--json", "--profile", profile, given=many)
        assert run.returncode == 2
        assert b"the disk is full. Nothing that was saved is lost" in run.stderr
        assert b"Free some space, then save again." in run.stderr
        said = ids(run)
        subprocess.run(["mount", "-o", "remount,size=60m", disk], check=True)
        assert said <= there(profile)
        again = boothapp("capture", "-", "--json", "--profile", profile, given=many)
        assert again.returncode == 0, again.stderr.decode()
        assert len(there(profile)) == 3_000
        assert said <= ids(again)


def test_a_disk_so_full_that_the_profile_does_not_even_open(tmp_path: Path):
    """It is told as a full disk, not as a broken one."""
    with disk_at(tmp_path / "disk", "2m") as disk:
        said = captured(disk / "profile", 5)
        filler = disk / "filler"
        _fill_up(filler)
        run = boothapp("report", "--profile", disk / "profile")
        assert run.returncode == 2
        assert b"the disk is full. Nothing that was saved is lost" in run.stderr
        filler.unlink()
        assert there(disk / "profile") == said


def _fill_up(filler: Path) -> None:
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(bytes(1 << 12)):
            pass


def test_a_disk_that_may_only_be_read(tmp_path: Path):
    """Nothing is opened half; the same profile works once it may be written."""
    with disk_at(tmp_path / "disk", "20m") as disk:
        said = captured(disk / "profile", 5)
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        run = boothapp("capture", "-", "--profile", disk / "profile", given=cards(1, seed=2))
        assert run.returncode == 2
        assert b"may not be written. Nothing is lost. Make the folder writable" in run.stderr
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        assert there(disk / "profile") == said


@pytest.mark.skipif(
    sys.platform == "win32" or os.getuid() == 0, reason="root may write anywhere: the test before this one"
)
def test_a_folder_that_may_only_be_read(tmp_path: Path):
    """As above, for those who may not mount."""
    profile = tmp_path / "profile"
    said = captured(profile, 5)
    profile.chmod(0o500)
    run = boothapp("capture", "-", "--profile", profile, given=cards(1, seed=2))
    profile.chmod(0o700)
    assert run.returncode == 2
    assert b"may not be written. Nothing" in run.stderr
    assert there(profile) == said


@pytest.mark.parametrize("damage", ["cut short", "overwritten", "emptied", "gone"])
def test_a_damaged_file_is_not_touched_and_comes_back_from_the_backup(tmp_path: Path, damage: str):
    """Each is told with the next step; that step brings the leads back and keeps what there was."""
    profile = tmp_path / "profile"
    said = captured(profile, 200)
    assert boothapp("doctor", "--backup", "--profile", profile).returncode == 0
    file = profile / LEADS_FILE
    _damage(file, damage)
    left = file.read_bytes() if file.exists() else b""

    run = boothapp("report", "--profile", profile)

    assert run.returncode == 2
    told = run.stderr.decode()
    assert "Restore the newest backup" in told
    assert "doctor --restore" in told
    assert (file.read_bytes() if file.exists() else b"") == left
    restored = boothapp("doctor", "--restore", "--profile", profile)
    assert restored.returncode == 0, restored.stdout.decode() + restored.stderr.decode()
    assert there(profile) == said
    (kept,) = profile.glob("replaced-*")
    assert damage == "gone" or (kept / LEADS_FILE).read_bytes() == left


def _damage(file: Path, damage: str) -> None:
    size = file.stat().st_size
    if damage == "cut short":
        os.truncate(file, size // 2)
    elif damage == "overwritten":
        file.write_bytes(os.urandom(size))
    elif damage == "emptied":
        os.truncate(file, 0)
    else:
        file.unlink()


def test_a_newer_file_is_left_alone(tmp_path: Path):
    """A program that is too old says so, before it changes anything."""
    profile = tmp_path / "profile"
    said = captured(profile, 5)
    with Booth.open(profile, passphrase=PASSPHRASE) as booth, booth.safeguarding() as safeguarding:
        safeguarding._database.run("PRAGMA user_version = 99")
    before = (profile / LEADS_FILE).read_bytes()
    run = boothapp("capture", "-", "--profile", profile, given=cards(1, seed=2))

    assert run.returncode == 2
    assert b"was written by a newer boothapp (file version 99" in run.stderr
    assert b"Nothing was changed. Update boothapp on this laptop" in run.stderr
    assert (profile / LEADS_FILE).read_bytes() == before
    assert len(said) == 5


def test_a_second_start_is_told_where_the_first_is(tmp_path: Path):
    """The second process names the first and changes nothing."""
    profile = tmp_path / "profile"
    captured(profile, 5)
    with Booth.open(profile, passphrase=PASSPHRASE):
        run = boothapp("report", "--profile", profile)
    assert run.returncode == 2
    assert f"is open already in process {os.getpid()}. Nothing is lost.".encode() in run.stderr
