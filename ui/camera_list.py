"""The cameras of this computer, for the doctor: a process of its own prints them as JSON and ends."""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QCameraPermission, QCoreApplication, Qt

from boothapp.services.camera_check import DENIED, NO_LIBRARY, UNDETERMINED

_WORDS = {Qt.PermissionStatus.Denied: DENIED, Qt.PermissionStatus.Undetermined: UNDETERMINED}


def main() -> int:
    """Print the cameras by name, and whether we may use them; nobody is asked for leave."""
    app = QCoreApplication.instance() or QCoreApplication(sys.argv[:1])
    print(json.dumps({"cameras": _names(), "permission": _permission(app)}))  # noqa: T201 - its one purpose
    return 0


def _permission(app: QCoreApplication) -> str:
    try:
        from PySide6 import QtMultimedia  # noqa: F401, PLC0415 - may need what is not installed
    except ImportError:
        return NO_LIBRARY
    return _WORDS.get(app.checkPermission(QCameraPermission()), "")


def _names() -> list[str]:
    try:
        from PySide6.QtMultimedia import QMediaDevices  # noqa: PLC0415 - as above
    except ImportError:
        return []
    return [device.description() for device in QMediaDevices.videoInputs()]


if __name__ == "__main__":
    raise SystemExit(main())
