"""The program is killed at any moment: what it said was saved is there, and nothing is half there."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from boothapp.app import Booth
from boothapp.paths import resources_dir
from boothapp.services.capturing import NewLead
from boothapp.services.show_setup import sample_setup
from boothapp.wire.card import write_card
from boothapp.wire.card_lead import lead_to_card
from tests.helpers.booths import MemoryKeyring
from tests.helpers.many_leads import many_leads
from tests.helpers.soundness import sound_lead_ids

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no process can be killed in mid-step there")

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(__file__).parent / "programs"
PASSPHRASE = "killed"
KILLED_AFTER = (1, 2, 13, 64, 201)
FULL = "the disk is full. Nothing that was saved is lost; what you were about to save is not in yet."
FAULT = "the disk reported a fault. What was saved before is on the disk. Close the app, start it again"
NTH = 120
"""More calls than opening, one save and closing make of one kind."""


def python(*arguments: object) -> list[str]:
    """A command line of this interpreter."""
    return [sys.executable, *map(str, arguments)]


def environment() -> dict[str, str]:
    """What the programs run in."""
    return {**os.environ, "BOOTHAPP_PASSPHRASE": PASSPHRASE, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A profile of the sample show that a passphrase opens."""
    folder = tmp_path / "profile"
    with Booth.open(folder, passphrase=PASSPHRASE) as booth:
        booth.use(sample_setup(resources_dir()))
    return folder


def printed_until_killed(command: list[str], lines: int, given: Path | None = None) -> Iterator[str]:
    """What a program prints, some lines more than asked for, since it runs on until it is killed."""
    with (given or Path(os.devnull)).open("rb") as source:
        process = subprocess.Popen(
            command, stdin=source, stdout=subprocess.PIPE, env=environment(), cwd=ROOT, text=True
        )
    assert process.stdout is not None
    with process:
        for number, line in enumerate(process.stdout, start=1):
            yield line
            if number == lines:
                process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL, "it ended before it was killed"


def whole_lines(lines: Iterable[str]) -> list[str]:
    """The lines without their ends; one that was cut short by the kill was not said."""
    return [line.rstrip("\n") for line in lines if line.endswith("\n")]


def test_every_lead_said_to_be_saved_outlives_a_kill(folder: Path):
    """Round after round on one profile: each id that was printed is there, and every check passes."""
    said: list[str] = []
    command = python(PROGRAMS / "save_in_a_loop.py", folder)
    for lines in KILLED_AFTER:
        said += whole_lines(printed_until_killed(command, lines))
        there = sound_lead_ids(folder, passphrase=PASSPHRASE)
        assert set(said) <= set(there)
        assert len(there) <= len(said) + 1, "only the lead of that very moment may be saved and not yet told"
        said = there


def test_a_bulk_capture_that_is_killed_loses_no_line_and_doubles_none(folder: Path, tmp_path: Path):
    """What was printed is there; the same file again brings in the rest, and nothing twice."""
    cards = tmp_path / "cards.jsonl"
    leads = list(many_leads(3_000))
    cards.write_bytes(b"".join(write_card(lead_to_card(lead)) + b"\n" for lead in leads))
    capture = python("-m", "boothapp", "capture", "-", "--json", "--profile", folder)

    lines = whole_lines(printed_until_killed(capture, 700, given=cards))

    said = {json.loads(line)["id"] for line in lines}
    there = sound_lead_ids(folder, passphrase=PASSPHRASE)
    assert said <= set(there)
    assert len(there) < len(leads), "the kill came too late to test anything"
    with cards.open("rb") as source:
        again = subprocess.check_output(capture, stdin=source, env=environment(), cwd=ROOT)
    assert {json.loads(line)["id"] for line in again.splitlines()} >= set(there)
    assert len(sound_lead_ids(folder, passphrase=PASSPHRASE)) == len(leads)


class Copies:
    """Copies of a profile that holds three leads, each to meet a fault in another system call."""

    def __init__(self, folder: Path, count: int) -> None:
        self.count, self.keyring = count, MemoryKeyring()
        self.folder = folder / "copies"
        self.folder.mkdir()
        with Booth.open(folder / "first", keyring=self.keyring) as booth:
            booth.use(sample_setup(resources_dir()))
            with booth.services() as services:
                saved = services.capturing.save_new([NewLead(lead) for lead in many_leads(3, seed=9)])
        self.before = [one.lead.lead_id for one in saved]
        for number in range(1, count + 1):
            shutil.copytree(folder / "first", self.folder / str(number))

    def meet(self, call: str, fault: str) -> list[list[str]]:
        """What each child was told, as far as they came; each profile is sound and holds what it must."""
        if shutil.which("strace") is None:
            pytest.skip("strace is not here to inject the fault; install it to run this")
        trace = [
            "strace",
            "-f",
            "-qq",
            "-o",
            os.devnull,
            f"--trace={call}",
            f"--inject={call}:{fault}:when={NTH}",
        ]
        secrets = [[*account, secret] for account, secret in self.keyring.secrets.items()]
        run = subprocess.run(
            [*trace, *python(PROGRAMS / "save_under_fault.py", call, NTH, self.folder)],
            input=json.dumps(secrets),
            capture_output=True,
            text=True,
            env=environment(),
            cwd=ROOT,
            check=False,
        )
        if "PTRACE" in run.stderr:
            pytest.skip(f"strace may not trace here: {run.stderr.splitlines()[0]}")
        assert run.returncode == 0, run.stderr
        return [self._told(number) for number in range(1, 1 + self.count)]

    def _told(self, number: int) -> list[str]:
        told = (self.folder / f"{number}.told").read_text(encoding="utf-8").splitlines()
        said = [line.removeprefix("saved ") for line in told if line.startswith("saved ")]
        there = sound_lead_ids(self.folder / str(number), keyring=self.keyring)
        assert there[:3] == self.before
        assert set(said) <= set(there)
        assert len(there) - 3 <= max(1, len(told)), "no attempt may leave two leads behind"
        return told


def test_a_kill_at_any_write_leaves_a_lead_whole_or_absent(tmp_path: Path):
    """Of all the writes of opening, saving and closing, there is none at which a kill does harm."""
    told = Copies(tmp_path, 70).meet("pwrite64", "signal=KILL")

    assert told[0] == []
    assert [len(lines) for lines in told] == sorted(len(lines) for lines in told), (
        "saved once, saved ever after"
    )
    assert len(told[-1]) == 1, "the copies ran out before the writes did"


def test_a_disk_that_is_full_at_any_write_is_told_and_the_next_save_goes_in(tmp_path: Path):
    """Whichever write finds no room, the words say what is safe and what to do; then it works."""
    told = Copies(tmp_path, 70).meet("pwrite64", "error=ENOSPC")

    assert all(lines[-1].startswith("saved") for lines in told)
    refused = [line for lines in told for line in lines if line.startswith("refused")]
    # SQLite calls the file that connections share unwritable, and here the disk does have room.
    assert all(FULL in line or FAULT in line for line in refused)
    assert sum(FULL in line for line in refused) > 10


def test_a_disk_that_fails_at_any_flush_is_told(tmp_path: Path):
    """Whichever flush fails, the words say what is safe and what to do; then it works."""
    told = Copies(tmp_path, 8).meet("fsync", "error=EIO")

    assert all(lines[-1].startswith("saved") for lines in told)
    refused = [line for lines in told for line in lines if line.startswith("refused")]
    assert len(refused) >= 2, "the flush of the commit is among them"
    assert all(FAULT in line for line in refused)
