"""Lists on the command line: real processes, from a file to what it did and back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CARDS = (
    b'{"badge_scan": {"raw_payload": "101", "badge_id": "101"}}\n'
    b'{"badge_scan": {"raw_payload": "999", "badge_id": "999"}}\n'
)


def boothapp(*args: object, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """One run of the command."""
    return subprocess.run(
        [sys.executable, "-m", "boothapp", *map(str, args)],
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, "BOOTHAPP_PASSPHRASE": "sample"},
        timeout=120,
    )


def objects(run: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    """What a run with --json printed."""
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile with two badges that nobody could name."""
    folder = tmp_path / "profile"
    assert boothapp("capture", "-", "--profile", folder, given=CARDS).returncode == 0
    return folder


def test_a_list_is_tried_matched_and_taken_back(profile: Path, tmp_path: Path):
    """A dry run does nothing; a bad row makes the exit code and the reject file tell."""
    listed = tmp_path / "list.csv"
    listed.write_text("Ticket,Wer,Mail\n0101,Ada Byron,ada@engine.example\n5,Bob,b@b.example,what\n")
    said = ("--map", "badge=Ticket,name=Wer", "--profile", profile, "--json")
    trial = boothapp("reconcile", listed, "--dry-run", *said)
    assert trial.returncode == 1, trial.stderr.decode()
    assert objects(trial)[-1]["batch"] is None
    assert not Path(f"{listed}.rejects.csv").exists()
    run = boothapp("reconcile", listed, *said)
    *results, sums = objects(run)
    assert [(one["badge"], one["result"]) for one in results] == [("101", "filled"), ("999", "unmatched")]
    assert results[0]["filled"] == ["display_name", "email"]
    assert (sums["batch"], sums["filled"], sums["refused"]) == (1, 1, 1)
    assert "too_many_cells" in Path(f"{listed}.rejects.csv").read_text(encoding="utf-8")
    undone = boothapp("reconcile", "--undo", 1, "--profile", profile, "--json")
    assert (undone.returncode, objects(undone)) == (0, [{"batch": 1, "leads": 1, "kept_fields": 0}])
    again = boothapp("reconcile", "--undo", 1, "--profile", profile)
    assert (again.returncode, b"taken back already" in again.stderr) == (2, True)


def test_customers_are_taken_in_told_and_forgotten(profile: Path, tmp_path: Path):
    """The lists that are here can be seen and taken away."""
    listed = tmp_path / "crm.csv"
    listed.write_text("Account Name,Account Owner\nEngine Ltd,Ana\n,Cy\n")
    run = boothapp("import", listed, "--as", "customers", "--profile", profile, "--json")
    assert run.returncode == 1, run.stderr.decode()
    assert objects(run) == [
        {"line": 3, "code": "nobody_named", "error": "no name, company, email or phone is in it"},
        {"taken": 1, "refused": 1, "dry_run": False},
    ]
    (known,) = objects(boothapp("import", "--profile", profile, "--json"))
    assert (known["kind"], known["name"], known["contacts"]) == ("customers", "crm", 1)
    assert boothapp("import", "--forget", known["list"], "--profile", profile).returncode == 0
    assert boothapp("import", "--forget", known["list"], "--profile", profile).returncode == 2
    assert objects(boothapp("import", "--profile", profile, "--json")) == []


def test_staff_join_the_show(profile: Path, tmp_path: Path):
    """Their emails are among the show's afterwards."""
    listed = tmp_path / "staff.csv"
    listed.write_text("Name,Email\nZoé,zoe@hummline.example\n", encoding="latin-1")
    assert boothapp("import", listed, "--as", "staff", "--dry-run", "--profile", profile).returncode == 0
    assert "zoe" not in (profile / "show.toml").read_text(encoding="utf-8")
    assert boothapp("import", listed, "--as", "staff", "--profile", profile).returncode == 0
    assert 'name = "Zoé"' in (profile / "show.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("reconcile",), b"name the organiser's list"),
        (("reconcile", "nowhere.csv"), b"cannot be read"),
        (("import", "nowhere.csv"), b"--as"),
    ],
)
def test_what_is_missing_is_said(profile: Path, args: tuple[str, ...], words: bytes):
    """And nothing is done."""
    run = boothapp(*args, "--profile", profile)
    assert (run.returncode, words in run.stderr) == (2, True), run.stderr
