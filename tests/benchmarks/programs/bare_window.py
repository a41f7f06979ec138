"""The least a PySide6 program does: a window with one line to type in; says ``usable`` once it is painted."""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget


class Window(QWidget):
    """One line edit; ends the program after its first paint."""

    def __init__(self) -> None:
        super().__init__()
        self._was_painted = False
        QVBoxLayout(self).addWidget(QLineEdit())
        self.resize(1280, 800)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Say so once the paint is over."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.tell)

    def tell(self) -> None:
        """Say it and end."""
        print("usable", flush=True)  # noqa: T201 - the benchmark reads it
        QApplication.quit()


def main() -> int:
    """Show the window until it has been painted."""
    app = QApplication(sys.argv)
    window = Window()
    window.show()
    return app.exec()


if __name__ == "__main__":
    raise SystemExit(main())
