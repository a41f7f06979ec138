"""Every command by a few letters of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.actions import shown_keys
from ui.qt_override import override
from ui.theme import GAP, GRID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

_WIDTH, _HEIGHT = 480, 360
_TO_THE_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Palette(QDialog):
    """Type to narrow the list, Enter does what is marked."""

    def __init__(self, actions: Sequence[QAction], *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.setWindowTitle(self.tr("Find a command"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_WIDTH, _HEIGHT)
        self._actions = [action for action in actions if action.text() and action.isEnabled()]
        self._line, self._list = QLineEdit(), QListWidget()
        self._line.setObjectName("palette_line")
        self._line.setAccessibleName(self.tr("Find a command"))
        self._line.setPlaceholderText(self.tr("Type a few letters"))
        self._list.setObjectName("palette_list")
        self._list.setAccessibleName(self.tr("Commands"))
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GRID)
        column.addWidget(self._line)
        column.addWidget(self._list, 1)
        self._line.textEdited.connect(self._narrow)
        self._line.returnPressed.connect(self._do)
        self._line.installEventFilter(self)
        self._list.itemActivated.connect(self._do)
        self._narrow("")

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list while the line has the focus."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _TO_THE_LIST
        ):
            self._list.event(event)
            return True
        return False

    def _narrow(self, text: str) -> None:
        words = text.lower().split()
        self._list.clear()
        for place, action in enumerate(self._actions):
            if all(word in action.text().lower() for word in words):
                item = QListWidgetItem(f"{action.text()}\t{shown_keys(action)}")
                item.setData(Qt.ItemDataRole.UserRole, place)
                self._list.addItem(item)
        self._list.setCurrentRow(0)

    def _do(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            action = self._actions[item.data(Qt.ItemDataRole.UserRole)]
            self.accept()
            action.trigger()
