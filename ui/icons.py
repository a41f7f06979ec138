"""One family of line icons on a 24-unit grid, drawn for this app and tinted where they are painted."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QPixmapCache

from boothapp.paths import resources_dir

_FOLDER = resources_dir() / "icons"
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

    drawing = (_FOLDER / f"{name}.svg").read_bytes().replace(b"currentColor", colour.name().encode())
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
    return sorted(path.stem for path in _FOLDER.glob("*.svg"))
