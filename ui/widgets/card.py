"""A titled surface on which a screen sets its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.qt_override import override
from ui.theme import CARD_RADIUS, GAP, GRID, current_theme
from ui.widgets.paint import paint_box
from ui.widgets.text import Title

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Card(QWidget):
    """A surface with an optional title; `body` takes the parts, `head` takes what stands beside the title."""

    def __init__(self, title: str = "", *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GRID + GRID // 2)
        self.head = QHBoxLayout()
        self.head.setSpacing(GRID)
        self._title = Title(title)
        self._title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.head.addWidget(self._title)
        self.head.addStretch(1)
        column.addLayout(self.head)
        self._title.setVisible(bool(title))
        self.body = QVBoxLayout()
        self.body.setSpacing(GRID + GRID // 2)
        column.addLayout(self.body, 1)
        column.addStretch(0)  # takes what the body cannot, so that the title stays at the top

    def set_title(self, title: str) -> None:
        """Show this title, or none."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self.setAccessibleName(title)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        paint_box(painter, self.rect(), theme.surface, theme.line, CARD_RADIUS)
        painter.end()
