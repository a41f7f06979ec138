"""One horizontal bar of a whole, as an assistive tool reads it too: a progress bar drawn in the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from ui.qt_override import override
from ui.theme import GRID, current_theme
from ui.widgets.paint import paint_box, placed

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Bar(QProgressBar):
    """A thin bar, `value` of `maximum`; a maximum of 0 means that nobody knows how much there is."""

    def __init__(self, *, name: str, label: str, tone: str = "accent", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = tone
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setTextVisible(False)
        self.setFixedHeight(GRID)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_tone(self, tone: str) -> None:
        """Draw the bar in another tone of the theme."""
        self._tone = tone
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, whole = current_theme(), self.rect()
        painter = QPainter(self)
        radius = whole.height() / 2
        paint_box(painter, whole, theme.pressed, theme.edge if theme.high_contrast else None, radius)
        if self.maximum() <= 0:  # unknown: a still bar from edge to edge, paler than a full one
            paint_box(painter, whole, theme.tone(self._tone)[1], theme.tone(self._tone)[0], radius)
        elif self.value() > 0:
            share = min(1.0, self.value() / self.maximum())
            done = max(whole.height(), round(whole.width() * share))
            paint_box(painter, placed(self, 0, done), theme.tone(self._tone)[0], None, radius)
        painter.end()
