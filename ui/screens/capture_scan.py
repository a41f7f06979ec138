"""The line at the top that takes whatever comes: a typed name, a pasted code, a scanner's burst."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QWidget

from ui.icons import SMALL, draw_icon
from ui.qt_override import override
from ui.theme import GRID, HALF, current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent

_LINE_SEPARATOR = "\u2028"  # what QLineEdit shows for a line break that was pasted


class ScanLine(QLineEdit):
    """`scanned(text)` tells what was entered or pasted, line breaks and all; then the line is empty again."""

    scanned = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scan")
        self.setAccessibleName(self.tr("Scan, or type a name"))
        self.setPlaceholderText(self.tr("Scan a badge, or type a name and press Enter  F2"))
        self.setMaxLength(16 * 1024)
        self.setTextMargins(SMALL + GRID, 0, 0, 0)
        self.returnPressed.connect(self._tell)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        pasted = QGuiApplication.clipboard().text() if event.matches(QKeySequence.StandardKey.Paste) else ""
        if "\n" in pasted:  # a code of several lines is whole as it is: QLineEdit would flatten it
            self.clear()
            self.scanned.emit(pasted)
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        box = QRect(GRID + HALF, 0, SMALL, self.height())
        draw_icon(
            painter,
            "scan",
            QStyle.visualRect(self.layoutDirection(), self.rect(), box),
            current_theme().muted,
        )
        painter.end()

    def _tell(self) -> None:
        text = self.text().replace(_LINE_SEPARATOR, "\n")
        self.clear()
        if text.strip():
            self.scanned.emit(text)
