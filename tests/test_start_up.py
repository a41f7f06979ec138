"""A start imports only what the first screen, or the command line's help, needs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Each costs 10 to 240 ms to import and serves later work: the function that does that work imports it.
HEAVY = {
    *("PIL", "argon2", "email_validator", "jsonschema", "keyring", "phonenumbers", "platformdirs", "qrcode"),
    *("rapidfuzz", "sqlalchemy", "typing_extensions"),
    *("asyncio", "concurrent", "http", "importlib.metadata", "multiprocessing", "ssl"),
}
# What is not heavy in itself has no place in a program without a window, or in one that is being tested.
WINDOW = {"PySide6", "ui"}
TESTING = {"pytest", "hypothesis", "unittest"}


def imported_by(statement: str) -> set[str]:
    """Give the modules that a new interpreter holds after the statement, but not without it."""
    tell = "print(json.dumps(sorted(set(sys.modules) - held)))"
    script = f"import sys, json; held = set(sys.modules); {statement}; {tell}"
    answer = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return set(json.loads(answer.stdout))


def test_the_window_starts_light() -> None:
    """Importing the window imports nothing that only later work needs."""
    assert imported_by("import ui.application") & (HEAVY | TESTING) == set()


def test_the_draw_comes_when_it_is_asked_for() -> None:
    """Neither window nor command line knows the prize draw before somebody goes there."""
    for program in ("import ui.application, ui.main_window", "import boothapp.cli, boothapp.app"):
        assert not [name for name in imported_by(program) if "prize_" in name or name.endswith(".draw")]


def test_the_command_line_starts_light() -> None:
    """The help of the command line imports nothing heavy, and no window."""
    assert imported_by("import boothapp.cli") & (HEAVY | WINDOW | TESTING) == set()


def test_a_heavy_start_is_found() -> None:
    """The check sees what an import brings along."""
    assert imported_by("import sqlalchemy") & HEAVY >= {"sqlalchemy", "typing_extensions"}
