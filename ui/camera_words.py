"""Why there is no picture, and what to do; a person can go on without one in every case."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication

NO_LIBRARY = "no library"


def _tr(text: str) -> str:
    return QCoreApplication.translate("CameraWords", text)


def trouble_words(why: str) -> str:
    """The words for a `Trouble`, by its value."""
    told = {
        NO_LIBRARY: _missing_library(),
        "no camera": _tr(
            "There is no camera on this computer. Plug one in, drop a photo of the badge here, or type."
        ),
        "refused": _refused(),
        "failed": _tr(
            "The camera does not start: another program may be using it. Close that, then try again."
        ),
        "lost": _tr("The camera is gone. Plug it in again; it goes on by itself."),
        "silent": _tr("The camera sends no picture. Open its cover, or plug it in anew, then try again."),
    }
    return told.get(why, why)


def _missing_library() -> str:
    if sys.platform.startswith("linux"):
        return _tr(
            "The camera needs a system library that is missing here: install libpulse0 "
            "and libxrandr2 (Debian, Ubuntu) or pulseaudio-libs (Fedora), then start again."
        )
    return _tr("The camera needs a part of Qt that is missing here: install boothapp anew.")


def _refused() -> str:
    if sys.platform == "darwin":
        return _tr("boothapp may not use the camera. Allow it: System Settings, Privacy & Security, Camera.")
    return _tr("boothapp may not use the camera. Allow it in the system’s privacy settings, then try again.")
