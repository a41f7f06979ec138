"""How the window's program starts: on a display or without one, the first time and the second."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import StartApp, start_app

__all__ = ["start_app"]
ROOT = Path(__file__).resolve().parents[2]
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def boothapp_ui(*arguments: str, display: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    environment = {name: value for name, value in os.environ.items() if name not in DISPLAYS}
    if display:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return subprocess.run(
        [sys.executable, "-m", "ui.application", *arguments],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux runs without a display")
def test_without_a_display_it_says_so_and_what_works(tmp_path: Path):
    """No window can open: the words say why, and name the demo that needs none."""
    answer = boothapp_ui("--profile", str(tmp_path), display=False)
    assert answer.returncode == 1
    assert "no display" in answer.stderr
    assert "boothapp demo" in answer.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_it_explains_itself(arguments: list[str]):
    """Help and version need no display and open no window."""
    answer = boothapp_ui(*arguments, display=False)
    assert answer.returncode == 0
    assert "boothapp" in answer.stdout


@pytest.mark.parametrize("arguments", [["--nonsense"], ["--profile"], ["extra"]])
def test_what_it_does_not_know_is_refused(arguments: list[str]):
    """An unknown argument is named, with the usage, and nothing opens."""
    answer = boothapp_ui(*arguments)
    assert answer.returncode == 2
    assert arguments[0] in answer.stderr
    assert "usage:" in answer.stderr


def test_a_second_start_brings_the_first_to_the_front(start_app: StartApp, qtbot: QtBot):
    """The second process tells the first and ends well; it opens nothing of its own."""
    app = start_app()
    app.begin()
    second = subprocess.Popen(
        [sys.executable, "-m", "ui.application", "--profile", str(app.folder)],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    try:
        assert app.session.second_starts is not None
        with qtbot.waitSignal(app.session.second_starts.second_start, timeout=20_000):
            pass
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
        assert second.returncode == 0
    finally:
        second.kill()
        second.wait()
