"""The search field over the leads: each key searches, Down and Enter go on in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from ui.qt_override import override
from ui.widgets.line_edit import LineEdit

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget


class LeadSearchField(LineEdit):
    """Finds as one types; `table_wanted` tells that a person goes on to what was found."""

    table_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(name="lead_search", label="", icon="search", parent=parent)
        self.setAccessibleName(self.tr("Search leads"))
        self.setPlaceholderText(self.tr("Search name, company, email, phone, badge or note"))
        self.setClearButtonEnabled(True)

    def go_on_with(self, text: str) -> None:
        """Take up typing that began elsewhere; with no text, wait for a new search."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if text:
            self.end(False)
            self.insert(text)
        else:
            self.selectAll()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_PageDown):
            self.table_wanted.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
