"""A window that tells when it has been painted for the first time: from then on a person can use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui.qt_override import override

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class TopWindow(QWidget):
    """`painted` comes once, after the paint of the window and all in it."""

    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._was_painted = False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)  # the children are painted in the same turn
