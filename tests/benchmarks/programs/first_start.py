"""A first start: ``first_start.py PROFILE``; says ``usable`` once the welcome is painted, and ends."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from ui.session import Session


class FirstPaint(QObject):
    """Waits for a widget's first paint."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Say so once the paint is over."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, tell)
        return False


def tell() -> None:
    """Say it and end."""
    print("usable", flush=True)  # noqa: T201 - the benchmark reads it
    QApplication.quit()


def main(profile: Path) -> int:
    """Show the welcome until it has been painted."""
    app = QApplication(sys.argv)
    session = Session(app, profile)
    session.start()
    assert session.welcome is not None
    first_paint = FirstPaint()
    session.welcome.installEventFilter(first_paint)
    code = app.exec()
    session.end()
    return code


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
