"""Bundles on the command line: real processes, from the code at the hub to the receipts on the laptop."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from boothapp.paths import resources_dir

DEMO = resources_dir() / "demo"
SHOW, VISITORS = DEMO / "show.toml", DEMO / "visitors.jsonl"
DEFINITION = resources_dir() / "definitions" / "standard.toml"


def boothapp(*args: object) -> subprocess.CompletedProcess[str]:
    """One run of the command."""
    return subprocess.run(
        [sys.executable, "-m", "boothapp", *map(str, args)],
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, "BOOTHAPP_PASSPHRASE": "sample"},
        timeout=120,
    )


def done(run: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """What a run with --json printed, which had nothing to complain of."""
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


@dataclass
class Stand:
    """A hub's store, a laptop with the sample visitors, and a stick."""

    store: Path
    profile: Path
    stick: Path

    def imported(self) -> subprocess.CompletedProcess[str]:
        """All of the stick comes in at the hub."""
        return boothapp("hub", "import", self.stick, "--store", self.store, "--json")


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    """Everything but the code."""
    stand = Stand(tmp_path / "central.db", tmp_path / "profile", tmp_path / "stick")
    stand.stick.mkdir()
    done(
        boothapp("hub", "init", "--store", stand.store, "--show", SHOW, "--definition", DEFINITION, "--json")
    )
    done(boothapp("capture", VISITORS, "--profile", stand.profile, "--show", SHOW, "--json"))
    return stand


def let_in(stand: Stand) -> None:
    """Give the laptop a code that lets it in by stick."""
    (made,) = done(boothapp("hub", "enrol", "--offline", 14, "--store", stand.store, "--json"))
    done(boothapp("enrol", made["text"], "--profile", stand.profile, "--json"))


def test_a_stick_goes_to_and_fro(stand: Stand) -> None:
    """A code, a bundle, the import, the receipts: then nothing waits on the laptop."""
    let_in(stand)
    out = boothapp("bundle", "out", stand.stick, "--profile", stand.profile, "--json")
    (written,) = done(out)
    assert (written["changes"], written["withheld"]) == (34, 32)
    (imported,) = done(stand.imported())
    assert imported["codes"] == {"received": 34}
    (back,) = done(boothapp("bundle", "in", stand.stick, "--profile", stand.profile, "--json"))
    assert (back["codes"], back["problems"]) == ({"received": 34}, [])
    (again,) = done(boothapp("bundle", "out", stand.stick, "--profile", stand.profile, "--json"))
    assert again["changes"] == 0
    said = boothapp("hub", "import", stand.stick, "--store", stand.store)
    assert said.returncode == 0
    assert "0 new, 34 there before" in said.stdout


def test_what_is_refused_keeps_nothing_else_out(stand: Stand) -> None:
    """A torn and a strange file are told with what to do and set apart; the sound bundle is in."""
    let_in(stand)
    out = boothapp("bundle", "out", stand.stick, "--profile", stand.profile, "--json")
    (written,) = done(out)
    whole = Path(written["bundle"]).read_bytes()
    (stand.stick / "a-torn.booth").write_bytes(whole[: len(whole) // 2])
    (stand.stick / "z-strange.booth").write_text("Zoë Łukasz")
    run = stand.imported()
    assert run.returncode == 1
    said = {Path(line["bundle"]).name: line for line in map(json.loads, run.stdout.splitlines())}
    torn, strange = said["a-torn.booth"], said["z-strange.booth"]
    sound = said[Path(written["bundle"]).name]
    assert "incomplete" in torn["refused"]
    assert "no bundle" in strange["refused"]
    assert sound["codes"] == {"received": 34}
    assert Path(torn["copy"]).parent == stand.store.with_name("refused-bundles")
    assert Path(torn["copy"]).exists()


def test_without_a_code_nothing_is_written(stand: Stand) -> None:
    """A laptop that knows no hub says how to get a code."""
    run = boothapp("bundle", "out", stand.stick, "--profile", stand.profile)
    assert run.returncode == 2
    assert "hub enrol" in run.stderr
    assert list(stand.stick.iterdir()) == []


def test_a_booths_hub_goes_into_the_offices(stand: Stand, tmp_path: Path) -> None:
    """Both tallies are printed, and are the same."""
    let_in(stand)
    done(boothapp("bundle", "out", stand.stick, "--profile", stand.profile, "--json"))
    done(stand.imported())
    office = tmp_path / "office.db"
    done(boothapp("hub", "init", "--store", office, "--json"))
    (merged,) = done(boothapp("hub", "merge", stand.store, "--store", office, "--json"))
    assert merged["whole"]
    assert merged["codes"] == {"received": 34}
    assert merged["offered"] == merged["arrived"]
    assert merged["offered"]["changes"] == 34
    said = boothapp("hub", "merge", stand.store, "--store", office)
    assert said.returncode == 0
    assert "34 there before" in said.stdout
    missing = boothapp("hub", "merge", tmp_path / "nowhere.db", "--store", office)
    assert missing.returncode == 2
    assert "nowhere.db" in missing.stderr
