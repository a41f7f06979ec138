"""The doctor's word on the camera: which there are, or why there is none to use.

Only the window's library knows the cameras of every system, and the core knows no window: a process of its
own lists them, and nothing of it is loaded into the one that asks.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from boothapp.store.health import Finding

LIST_ARGUMENT = "--list-cameras"
NO_LIBRARY, DENIED, UNDETERMINED = "no library", "denied", "undetermined"
_SECONDS = 30
_DEVICES = Path("/dev")


class Cameras(NamedTuple):
    """What the system says: the cameras by name, and whether we may use them, or that nobody can tell."""

    names: Sequence[str]
    permission: str = ""


def camera_finding(
    list_cameras: Callable[[], Cameras | None] | None = None, devices: Path = _DEVICES
) -> Finding:
    """Which cameras there are; no camera is no fault. Takes about a second, so not for the UI thread."""
    found = (list_cameras or listed)()
    if found is None:
        return Finding("camera", True, "not looked for: the window cannot start here")
    if found.permission == NO_LIBRARY:
        return Finding(
            "camera",
            True,
            "not looked for: a library of the system is missing; "
            "on Debian and Ubuntu: apt install libpulse0 libxrandr2",
        )
    if found.permission == DENIED:
        return Finding("camera", False, "boothapp may not use it. Allow it in the system's privacy settings")
    if found.names:
        asks = "; the system asks for leave at the first use" if found.permission == UNDETERMINED else ""
        return Finding("camera", True, ", ".join(found.names) + asks)
    if any(not os.access(device, os.R_OK | os.W_OK) for device in devices.glob("video*")):
        return Finding(
            "camera",
            False,
            "there is one, but you may not use it: sudo usermod -aG video $USER, then log in again",
        )
    return Finding("camera", True, "there is none; badges come by scanner, from photos, or typed")


def listed() -> Cameras | None:
    """What the window's library says; None where it says nothing."""
    try:
        run = subprocess.run(  # noqa: S603 - our own module
            _command(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        told = json.loads(run.stdout)
        return Cameras([str(name) for name in told["cameras"]], str(told["permission"]))
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
        return None


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, LIST_ARGUMENT]
    # -P: a file of the folder that the app was started in must not pass for a module of ours.
    return [sys.executable, "-P", "-m", "ui.camera_list"]


def _environment() -> dict[str, str]:
    """No secret, and the very code that asks."""
    ours = str(Path(__file__).parents[2])
    paths = [ours, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    kept = {name: value for name, value in os.environ.items() if name != "BOOTHAPP_PASSPHRASE"}
    return {**kept, "PYTHONPATH": os.pathsep.join(paths)}
