"""Nobody who visits is named in a log or a traceback: not by us, nor by any library, at any level."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from boothapp.paths import resources_dir

ROOT = Path(__file__).resolve().parents[2]
DEMO = resources_dir() / "demo"
FILES = ("visitors.jsonl", "visitors_laptop_2.jsonl")
# All logs go to standard error; results go to standard output. SQLAlchemy logs only what is asked of it by
# name, and at DEBUG that is every row that it reads: nobody asks for this here or in the program.
PROGRAM = """
import logging, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
logging.captureWarnings(True)
logging.getLogger("sqlalchemy").setLevel(logging.INFO)
from boothapp.cli import main
sys.exit(main(sys.argv[1:]))
"""


def personal(files: tuple[str, ...] = FILES) -> set[str]:
    """All names, mails and numbers of the sample show's visitors, each as a log might hold it."""
    return {
        text
        for file in files
        for line in (DEMO / file).read_text(encoding="utf-8").splitlines()
        for text in _personal(json.loads(line))
        if len(text) > 1
    }


def _personal(card: dict[str, Any]) -> Iterator[str]:
    for contact in card.get("contacts", ()):
        names = [contact.get(part, "") for part in ("given_name", "family_name", "display_name")]
        yield from names
        yield " ".join(name for name in names[:2] if name)
        for point in ("email", "phone", "mobile"):
            raw = contact.get(point, "")
            yield raw
            yield re.sub(r"[^+0-9]", "", raw) if point != "email" else ""
    yield card.get("badge_scan", {}).get("raw_payload", "")
    for encounter in card.get("encounters", ()):
        yield encounter.get("note", "")


def named(text: str) -> list[str]:
    """Who of them is named in a text, and how: escaped as JSON or Python write it, too."""
    found = []
    for word in personal():
        forms = {word, json.dumps(word)[1:-1], ascii(word)[1:-1]}
        if any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text) for form in forms):
            found.append(word)
    return sorted(found)


def run(*args: object) -> subprocess.CompletedProcess[str]:
    """One command, everything logged to standard error."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "BOOTHAPP_PASSPHRASE": "canary", "PYTHONIOENCODING": "utf-8"},
    )


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Where the demo leaves its profile."""
    return tmp_path / "profile"


def test_the_canary_would_sing():
    """A name, a mail and a number are found in a line, as they are and escaped."""
    assert named("DEBUG x INSERT ('Lefèbvre-Núñez')") == ["Lefèbvre-Núñez"]
    assert named(r"DEBUG x {'family_name': 'Lef\xe8bvre-N\xfa\xf1ez'}") == ["Lefèbvre-Núñez"]
    assert named("z.lefebvre@vauclair.example 0465712014") == ["0465712014", "z.lefebvre@vauclair.example"]
    assert named("DEBUG x 75 leads saved") == []


def test_the_whole_job_names_nobody_in_its_logs(profile: Path, tmp_path: Path):
    """Demo, capture, sync, export, report and doctor, at the level DEBUG."""
    told: list[str] = []
    for command in (
        ("demo",),
        ("capture", DEMO / FILES[0], "--rejects", tmp_path / "rejects.jsonl"),
        ("sync",),
        ("export", "--preset", "salesforce", "--out", tmp_path / "out"),
        ("report",),
        ("doctor",),
    ):
        ran = run(*command, "--profile", profile)
        assert ran.returncode in (0, 1), ran.stderr
        told.append(ran.stderr)
    assert "sqlalchemy.engine" in "".join(told), "nothing was logged, so nothing was tested"
    assert named("".join(told)) == []


def test_a_crash_in_the_central_store_names_nobody(profile: Path, tmp_path: Path):
    """The traceback of a bug, or the words for a damaged store, hold no row that was being written."""
    store = tmp_path / "central.db"
    assert run("capture", DEMO / FILES[0], "--profile", profile, "--show", DEMO / "show.toml").returncode == 0
    assert run("sync", "--profile", profile, "--store", store).returncode == 0
    with sqlite3.connect(store) as central:
        central.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON change BEGIN SELECT raise(ABORT, 'broken'); END"
        )
    central.close()
    capture = run("capture", DEMO / FILES[1], "--profile", profile)
    assert capture.returncode in (0, 1), capture.stderr
    ran = run("sync", "--profile", profile)

    assert "broken" in ran.stderr
    assert named(ran.stderr) == []


def test_a_refused_line_names_nobody_but_in_the_reject_file(profile: Path, tmp_path: Path):
    """What is wrong with a card is told by its line and field; the card itself is only where it belongs."""
    card = json.loads((DEMO / FILES[0]).read_text(encoding="utf-8").splitlines()[0])
    lines = [
        {**card, "captured_at": card["contacts"][0]["family_name"]},
        {**card, "contacts": card["contacts"][0]},
    ]
    cards = tmp_path / "cards.jsonl"
    cards.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    ran = run("capture", cards, "--profile", profile, "--show", DEMO / "show.toml")

    assert ran.returncode == 1, ran.stderr
    assert "2 of 2 lines were refused" in ran.stderr
    assert named(ran.stderr) == []
    assert named((tmp_path / "cards.jsonl.rejects.jsonl").read_text(encoding="utf-8"))
