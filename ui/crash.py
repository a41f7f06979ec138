"""What happens on a bug: the card is kept, a report without names is written, and the person may go on."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication

FOLDER = "crash-reports"


def install(folder: Path, keep: Callable[[], None], tell: Callable[[str], None]) -> None:
    """Handle every exception that nobody caught: `keep` saves the draft, `tell` says it in words.

    A second bug while the first is being handled goes to Python's own hook: no loop, no silence.
    """
    busy = False

    def handle(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        nonlocal busy
        if busy or issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        busy = True
        try:
            keep()
            report = write_report(folder, kind, trace)
            tell(_words(report))
        except Exception:  # noqa: BLE001 - whatever fails here must not hide the bug itself
            sys.__excepthook__(kind, error, trace)
        finally:
            busy = False

    sys.excepthook = handle


def write_report(folder: Path, kind: type[BaseException], trace: TracebackType | None) -> Path:
    """Write what helps to mend it, and nothing of a visitor: no message, no value, only kinds and places."""
    at = datetime.now(UTC)
    lines = [
        f"boothapp {at.isoformat(timespec='seconds')}",
        f"Python {sys.version.split()[0]} {sys.platform}",
    ]
    lines += [
        f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]
    lines.append(kind.__qualname__)
    path = folder / FOLDER / f"{at:%Y%m%d-%H%M%S-%f}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _words(report: Path) -> str:
    return QCoreApplication.translate(
        "Crash",
        "Something went wrong inside boothapp. Your leads are safe and this card is kept as a draft. You can "
        "go on; please send the report, which names nobody: {report}",
    ).format(report=report)
