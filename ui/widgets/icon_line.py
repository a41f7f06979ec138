"""One line of text behind an icon of its tone, so that colour is never the only sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.icons import SMALL, draw_icon
from ui.qt_override import override
from ui.theme import GRID, current_theme
from ui.widgets.paint import placed
from ui.widgets.text import Text

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class IconLine(QWidget):
    """Icon and words, wrapped where they have no room; assistive tools read the words."""

    def __init__(self, *, name: str, step: str = "body", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._icon, self._tone = "", ""
        self._text = Text(step=step, wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addSpacing(SMALL + GRID)  # for the icon; a margin would not be mirrored
        row.addWidget(self._text, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_line(self, icon: str, tone: str, text: str) -> None:
        """Show this icon, in this tone of the theme, and these words."""
        self._icon, self._tone = icon, tone
        self._text.setText(text)
        self.setAccessibleName(text)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._icon:
            return
        painter = QPainter(self)
        box = placed(self, 0, SMALL)
        draw_icon(painter, self._icon, box, current_theme().tone(self._tone)[0])
        painter.end()
