"""The composition root of the window: `boothapp-ui [--profile DIR]`.

The order serves the person who stands there: the form is painted from two small files, and only then is the
encrypted profile opened, off the UI thread. What was saved by then waits in line.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from boothapp.own_processes import child_named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from PySide6.QtWidgets import QApplication

USAGE = """\
usage: boothapp-ui [--profile DIR]

Opens the boothapp window.

  --profile DIR   keep the leads in this folder instead of your own one
  --help          show this
  --version       show the version

Without a display, `boothapp demo` does the whole job on the sample show; `boothapp --help` names the rest.
BOOTHAPP_PASSPHRASE opens a profile on a computer that has no keyring.
"""
NO_DISPLAY = """\
There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.
To see the whole job without one, run:  boothapp demo
"""
_BAD_USAGE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window and give its exit code; `--report-usable` ends once one can type."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    child = _list_cameras if arguments[:1] == ["--list-cameras"] else child_named(arguments)
    if child is not None:  # an app of one file starts its own processes so
        return child()
    folder: Path | None = None
    report_usable = False
    while arguments:
        argument = arguments.pop(0)
        if argument in ("-h", "--help"):
            return _say(USAGE)
        if argument == "--version":
            return _say(f"boothapp {_version()}\n")
        if argument == "--report-usable":  # for the benchmark of the start
            report_usable = True
        elif argument == "--profile" and arguments:
            folder = Path(arguments.pop(0))
        elif argument.startswith("--profile="):
            folder = Path(argument.partition("=")[2])
        else:
            return _say(f"boothapp-ui does not know {argument!r}.\n\n{USAGE}", to=sys.stderr, code=_BAD_USAGE)
    if not _has_display():
        return _say(NO_DISPLAY, to=sys.stderr, code=1)
    return _run(folder or _usual_profile(), report_usable=report_usable)


def _say(text: str, *, to: TextIO | None = None, code: int = 0) -> int:
    (to or sys.stdout).write(text)
    return code


def _list_cameras() -> int:
    from ui.camera_list import main as list_cameras  # noqa: PLC0415 - for this alone

    return list_cameras()


def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415 - for --version alone

    return version("boothapp")


def _has_display() -> bool:
    """Whether a window can open; QT_QPA_PLATFORM is the user's own word that it can."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _usual_profile() -> Path:
    from boothapp.paths import default_profile  # noqa: PLC0415 - a named profile does without it

    return default_profile()


def _run(folder: Path, *, report_usable: bool) -> int:
    """Build the window on this profile, or bring the one that is open on it to the front."""
    from ui.single_start import may_be_running, raise_running  # noqa: PLC0415 - after --help

    if may_be_running(folder) and raise_running(folder):
        return 0
    gc.disable()  # until the form is painted: nothing made by then is garbage
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - as above

    from ui.session import Session  # noqa: PLC0415
    from ui.theme import QT_ARGUMENTS  # noqa: PLC0415

    app = QApplication([sys.argv[0], *QT_ARGUMENTS])
    session = Session(app, folder, passphrase=os.environ.get("BOOTHAPP_PASSPHRASE"))
    if report_usable:
        session.usable.connect(lambda: _tell_usable(app))
    session.start()
    try:
        return app.exec()
    finally:
        session.end()


def _tell_usable(app: QApplication) -> None:
    print("usable", flush=True)  # noqa: T201 - the benchmark reads it
    app.quit()


if __name__ == "__main__":
    raise SystemExit(main())
