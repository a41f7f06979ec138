"""One family of line icons on a 24-unit grid, drawn for this app and tinted where they are painted.

The drawings in `resources/icons` are plain SVG held to what is read here: paths of absolute M, L, C and Z,
stroked, or filled where they say so. Reading that takes a few lines; loading QtSvg costs each start 4 ms.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPixmapCache

from boothapp.paths import resources_dir

SMALL = 16  # beside text, px
MEDIUM = 20  # in the rail and on buttons
LARGE = 40  # in an empty state

_FOLDER = resources_dir() / "icons"
_UNITS = 24
_STROKE = 1.75  # units
_PATH = re.compile(r'<path d="([^"]+)"( fill)?')


def draw_icon(painter: QPainter, name: str, where: QRect, colour: QColor) -> None:
    """Draw the icon centred in the rectangle, at the largest square that fits."""
    side = min(where.width(), where.height())
    left = where.x() + (where.width() - side) // 2
    top = where.y() + (where.height() - side) // 2
    painter.drawPixmap(left, top, icon_pixmap(name, side, painter.device().devicePixelRatioF(), colour))


def icon_pixmap(name: str, side: int, ratio: float, colour: QColor) -> QPixmap:
    """Give the icon as a pixmap of `side` device-independent px; kept in Qt's pixmap cache."""
    key = f"icon/{name}/{side}/{ratio}/{colour.name()}"
    kept = QPixmap()
    if QPixmapCache.find(key, kept):
        return kept
    pixmap = QPixmap(QSize(side, side) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / _UNITS, side / _UNITS)
    pen = QPen(colour, _STROKE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    for path, filled in _paths(name):
        if filled:
            painter.fillPath(path, colour)
        else:
            painter.strokePath(path, pen)
    painter.end()
    QPixmapCache.insert(key, pixmap)
    return pixmap


def icon_names() -> list[str]:
    """Give every name that the functions here take."""
    return sorted(path.stem for path in _FOLDER.glob("*.svg"))


def _paths(name: str) -> list[tuple[QPainterPath, bool]]:
    """Give the drawing's paths, and whether each is filled rather than stroked."""
    drawing = (_FOLDER / f"{name}.svg").read_text(encoding="ascii")
    return [(_path(data), bool(filled)) for data, filled in _PATH.findall(drawing)]


def _path(data: str) -> QPainterPath:
    path = QPainterPath()
    words = iter(data.split())

    def take(count: int) -> list[float]:
        return [float(next(words)) for _ in range(count)]

    for command in words:
        if command == "M":
            path.moveTo(*take(2))
        elif command == "L":
            path.lineTo(*take(2))
        elif command == "C":
            path.cubicTo(*take(6))
        else:
            path.closeSubpath()
    return path
