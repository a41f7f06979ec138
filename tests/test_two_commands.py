"""The script behind the README's two commands says what it can't do, and how to go on."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / ".dev" / "go.py"


@pytest.fixture(scope="module")
def go() -> ModuleType:
    """Give the script as a module."""
    spec = importlib.util.spec_from_file_location("go", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def start(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the script with no display but what the settings say."""
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    bare = {name: value for name, value in os.environ.items() if name not in displays}
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        env={**bare, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Windows and macOS always have a display")
def test_without_a_display_it_says_so_and_names_the_demo() -> None:
    """Whoever sits at a terminal alone learns why no window opens, and what does work there."""
    answer = start("run")
    assert answer.returncode == 1
    assert "no display" in answer.stdout
    assert "make demo" in answer.stdout


@pytest.mark.parametrize("arguments", [(), ("fly",)])
def test_an_unknown_word_gets_the_known_ones(arguments: tuple[str, ...]) -> None:
    """A wrong word is answered with the right ones."""
    answer = start(*arguments)
    assert answer.returncode == 2
    assert "run|demo|test|cover|bench|lock" in answer.stdout


def test_every_word_of_the_script_is_a_make_target(go: ModuleType) -> None:
    """Linux users type make; the words are the same."""
    targets = (ROOT / "Makefile").read_text(encoding="utf-8").split(".PHONY: ")[1].splitlines()[0].split()
    assert all(callable(getattr(go, target)) for target in targets)


def test_the_line_to_type_installs_the_packages(go: ModuleType) -> None:
    """Where sudo asks for a password, the printed line does all that is missing."""
    line = go.line_to_type(["libegl1", "python3-venv"])
    assert line == (
        "sudo apt-get update && sudo apt-get install --yes --no-install-recommends libegl1 python3-venv"
    )


def test_a_missing_library_is_noticed(go: ModuleType) -> None:
    """Only what the loader does not find is asked for."""
    assert not go.loads("libthere-is-no-such-thing.so.1")


def test_names_compare_as_on_the_index(go: ModuleType) -> None:
    """Spelling of a package's name makes no stranger of it."""
    assert go.normal("SQLAlchemy") == "sqlalchemy"
    assert go.normal("jaraco.classes") == go.normal("jaraco_classes") == "jaraco-classes"
