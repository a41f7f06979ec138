"""The line that takes the bowl: a typed card, a pasted one, or as many as were pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.qt_override import override
from ui.widgets.line_edit import LineEdit

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_LONGEST = 8 * 1024
_LINE_SEPARATOR = "\u2028"  # what QLineEdit shows for a line break that was pasted


class EntryLine(LineEdit):
    """`entered(text)` tells what was typed or pasted, line breaks and all; `list_wanted` that of Down."""

    entered = Signal(str)
    list_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(name="entry_line", label="", icon="gift", parent=parent)
        self.setAccessibleName(self.tr("Next card"))
        self.setPlaceholderText(
            self.tr("Name, company, mail in any order, then Enter; or scan, or paste many")
        )
        self.setMaxLength(_LONGEST)
        self.returnPressed.connect(self._tell)

    def go_on_with(self, text: str) -> None:
        """Take the focus, with this typed behind what stands there."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.end(False)
        self.insert(text)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.list_wanted.emit()
            return
        pasted = QGuiApplication.clipboard().text() if event.matches(QKeySequence.StandardKey.Paste) else ""
        if "\n" in pasted.strip():  # many cards, or a code of several lines: they are whole as they are
            self.clear()
            self.entered.emit(pasted)
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        text = self.text().replace(_LINE_SEPARATOR, "\n")
        self.clear()
        if text.strip():
            self.entered.emit(text)
