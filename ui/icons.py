"""One family of line icons on a 24-unit grid, drawn for this app and tinted by the theme in force.

`draw_icon` is for widgets that paint themselves, `themed_icon` for actions and Qt's own buttons; the latter
asks the theme at each paint, so that a switch of theme needs nothing more.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache

from boothapp.paths import resources_dir
from ui.qt_override import override
from ui.theme import current_theme

SMALL = 16  # beside text, px
MEDIUM = 20  # in the rail and on buttons
LARGE = 40  # in an empty state


def draw_icon(painter: QPainter, name: str, where: QRect, colour: QColor) -> None:
    """Draw the icon centred in the rectangle, at the largest square that fits."""
    side = min(where.width(), where.height())
    ratio = painter.device().devicePixelRatioF()
    left = where.x() + (where.width() - side) // 2
    top = where.y() + (where.height() - side) // 2
    painter.drawPixmap(left, top, icon_pixmap(name, side, ratio, colour))


def icon_pixmap(name: str, side: int, ratio: float, colour: QColor) -> QPixmap:
    """Give the icon as a pixmap of `side` device-independent px; kept in Qt's pixmap cache."""
    key = f"icon/{name}/{side}/{ratio}/{colour.name()}"
    kept = QPixmap()
    if QPixmapCache.find(key, kept):
        return kept
    # Imported here: a window without icons on its first screen never loads it.
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

    drawing = (
        (resources_dir() / "icons" / f"{name}.svg")
        .read_bytes()
        .replace(b"currentColor", colour.name().encode())
    )
    pixmap = QPixmap(QSize(side, side) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(drawing).render(painter, QRectF(0, 0, side, side))
    painter.end()
    QPixmapCache.insert(key, pixmap)
    return pixmap


def icon_names() -> list[str]:
    """Give every name that the functions here take."""
    return sorted(path.stem for path in (resources_dir() / "icons").glob("*.svg"))


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
