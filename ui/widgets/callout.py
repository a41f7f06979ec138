"""A banner across a screen: something to know, mind or mend, and the button that mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.icons import MEDIUM, draw_icon
from ui.qt_override import override
from ui.theme import GRID, HALF, RADIUS, current_theme
from ui.widgets.button import Button
from ui.widgets.paint import paint_box, placed
from ui.widgets.text import Text

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_LOOKS = {"info": ("info", "accent"), "warn": ("warning", "caution"), "error": ("warning", "stop")}


class Callout(QWidget):
    """A message of kind `info`, `warn` or `error`; `action_pressed` tells of its button."""

    action_pressed = Signal()

    def __init__(self, *, name: str = "callout", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._kind = "info"
        self._text = Text(wrap=True)
        self._text.setContentsMargins(0, HALF, 0, HALF)
        self._action = Button("", name=f"{name}_action")
        row = QHBoxLayout(self)
        row.setContentsMargins(HALF, HALF, HALF, HALF)
        row.setSpacing(GRID)
        row.addSpacing(MEDIUM + 2 * GRID)  # for the icon; a margin would not be mirrored
        row.addWidget(self._text, 1)
        row.addWidget(self._action)
        self._action.clicked.connect(self.action_pressed)
        self.setMinimumHeight(5 * GRID)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def set_message(self, kind: str, text: str, action: str = "") -> None:
        """Say this, with a button or without."""
        self._kind = kind
        self._text.setText(text)
        self._action.setText(action)
        self._action.setAccessibleName(action.replace("&", ""))
        self._action.setVisible(bool(action))
        self.setAccessibleName(text)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, (icon, tone) = current_theme(), _LOOKS[self._kind]
        ink, soft = theme.tone(tone)
        painter = QPainter(self)
        paint_box(painter, self.rect(), soft, ink if theme.high_contrast else None, RADIUS)
        draw_icon(painter, icon, placed(self, GRID + HALF, MEDIUM), ink)
        painter.end()
