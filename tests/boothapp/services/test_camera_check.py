"""The doctor names the cameras, or says why there is none to use; no camera is no fault."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from boothapp.services import camera_check
from boothapp.services.camera_check import DENIED, NO_LIBRARY, UNDETERMINED, Cameras, camera_finding, listed


@pytest.mark.parametrize(
    ("found", "sound", "said"),
    [
        (None, True, "not looked for: the window cannot start here"),
        (Cameras([], NO_LIBRARY), True, "libpulse0"),
        (Cameras([]), True, "there is none"),
        (Cameras(["Integrated Camera", "C920"]), True, "Integrated Camera, C920"),
        (Cameras(["C920"], UNDETERMINED), True, "C920; the system asks"),
        (Cameras(["C920"], DENIED), False, "privacy settings"),
    ],
)
def test_each_state_is_said(found: Cameras | None, sound: bool, said: str, tmp_path: Path) -> None:
    """In words, with what to do where something is to be done."""
    finding = camera_finding(lambda: found, tmp_path)
    assert (finding.check, finding.sound) == ("camera", sound)
    assert said in finding.text


def test_a_device_that_one_may_not_open_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Linux the window's library lists no such camera; the device is there all the same."""
    (tmp_path / "video0").touch()
    assert camera_finding(lambda: Cameras([]), tmp_path).sound
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may open everything
    finding = camera_finding(lambda: Cameras([]), tmp_path)
    assert not finding.sound
    assert "usermod -aG video" in finding.text


def test_the_cameras_of_this_computer_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a real process of the window's; one that ends badly, or says something else, is no camera."""
    found = listed()
    assert found is not None
    assert found.permission in ("", NO_LIBRARY)
    monkeypatch.setattr(camera_check, "_command", lambda: [sys.executable, "-c", "print('[]')"])
    assert listed() is None
    monkeypatch.setattr(camera_check, "_command", lambda: [sys.executable, "-c", "raise SystemExit(1)"])
    assert listed() is None
    monkeypatch.setattr(camera_check, "_command", lambda: ["/no/such/program"])
    assert listed() is None


def test_nothing_secret_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The passphrase opens the profile and nothing else."""
    monkeypatch.setenv("BOOTHAPP_PASSPHRASE", "sample")
    assert "BOOTHAPP_PASSPHRASE" not in camera_check._environment()


def test_without_the_library_of_the_camera_it_is_said() -> None:
    """A system without the sound library that QtMultimedia needs gives its word, and no traceback."""
    script = "import sys; sys.modules['PySide6.QtMultimedia'] = None; from ui.camera_list import main; main()"
    run = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert run.stdout == '{"cameras": [], "permission": "no library"}\n'
