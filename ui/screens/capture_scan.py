"""The line at the top that takes whatever comes: a typed name, a pasted code, a scanner's burst."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.qt_override import override
from ui.widgets.line_edit import LineEdit

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_LONGEST = 16 * 1024
_LINE_SEPARATOR = "\u2028"  # what QLineEdit shows for a line break that was pasted


class ScanLine(LineEdit):
    """`scanned(text)` tells what was entered or pasted, line breaks and all; then the line is empty again."""

    scanned = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(name="scan", label="", icon="scan", parent=parent)
        self.setAccessibleName(self.tr("Scan, or type a name"))
        self.setPlaceholderText(self.tr("Scan a badge, or type a name and press Enter  F2"))
        self.setMaxLength(_LONGEST)
        self.returnPressed.connect(self._tell)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtGui import QGuiApplication, QKeySequence  # noqa: PLC0415 - the first paint does without

        pasted = QGuiApplication.clipboard().text() if event.matches(QKeySequence.StandardKey.Paste) else ""
        if "\n" in pasted:  # a code of several lines is whole as it is: QLineEdit would flatten it
            self.clear()
            self.scanned.emit(pasted)
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        text = self.text().replace(_LINE_SEPARATOR, "\n")
        self.clear()
        if text.strip():
            self.scanned.emit(text)
