"""Icons for actions and Qt's own buttons, which follow the theme by asking it at each paint.

Apart from `ui.icons`, because importing QIcon costs 2 ms that the first screen can do without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from ui.icons import draw_icon, icon_pixmap
from ui.qt_override import override
from ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QRect, QSize
    from PySide6.QtGui import QColor


def themed_icon(name: str, tone: str = "ink") -> QIcon:
    """Give an icon that follows the theme; `tone` is a colour name of `Theme`."""
    return QIcon(_ThemedEngine(name, tone))


class _ThemedEngine(QIconEngine):
    """Draws in the theme's colour of the moment, muted when disabled."""

    def __init__(self, name: str, tone: str) -> None:
        super().__init__()
        self._name, self._tone = name, tone

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        draw_icon(painter, self._name, rect, self._colour(mode))

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return icon_pixmap(self._name, min(size.width(), size.height()), 1.0, self._colour(mode))

    @override
    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        side = round(min(size.width(), size.height()) / scale)
        return icon_pixmap(self._name, side, scale, self._colour(mode))

    @override
    def clone(self) -> QIconEngine:
        return _ThemedEngine(self._name, self._tone)

    def _colour(self, mode: QIcon.Mode) -> QColor:
        theme = current_theme()
        colour: QColor = getattr(theme, "muted" if mode == QIcon.Mode.Disabled else self._tone)
        return colour
