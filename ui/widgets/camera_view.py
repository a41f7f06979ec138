"""What the camera sees, never mirrored, with a guide for wide codes and the outline of the code just read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import LARGE, draw_icon
from ui.qt_override import override
from ui.theme import RADIUS, current_theme
from ui.widgets.paint import paint_box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

OUTLINE_MS = 900
_DARK, _LIGHT = QColor(0, 0, 0, 130), QColor(255, 255, 255, 220)
"""Of the guide: on a picture, no theme tells what is behind."""
_GUIDE = QRectF(0.1, 0.31, 0.8, 0.38)
_ARM = 0.11
"""The length of a guide's corner, as a share of its height."""
_WIDTH, _HEIGHT = 16, 9


class CameraView(QWidget):
    """Paints the picture it was given last; none shows a camera's sign on an empty ground."""

    def __init__(self, *, name: str = "camera_view", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QImage()
        self._outline = QPolygonF()
        self._has_guide = False
        self._gone = QTimer(self)
        self._gone.setSingleShot(True)
        self._gone.setInterval(OUTLINE_MS)
        self._gone.timeout.connect(self._forget_outline)
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Camera picture"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_picture(self, picture: QImage) -> None:
        """Show this frame."""
        self._picture = picture
        self.update()

    def set_guide(self, *, shown: bool) -> None:
        """Show where to hold a wide code, or not."""
        self._has_guide = shown
        self.update()

    def show_outline(self, corners: Sequence[tuple[int, int]], size: QSize) -> None:
        """Show for a moment where a code was read: corners in px of a frame of this size."""
        across, down = max(1, size.width()), max(1, size.height())
        self._outline = QPolygonF([QPointF(x / across, y / down) for x, y in corners])
        self._gone.start()
        self.update()

    def clear(self) -> None:
        """Show no picture."""
        self._picture = QImage()
        self._forget_outline()

    def _forget_outline(self) -> None:
        self._outline = QPolygonF()
        self.update()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return width * _HEIGHT // _WIDTH

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, 180)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(160, 90)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        paint_box(painter, self.rect(), theme.hover, theme.line, RADIUS)
        if self._picture.isNull():
            draw_icon(painter, "video", self._middle(), theme.muted)
        else:
            self._paint_picture(painter)
        painter.end()

    def _paint_picture(self, painter: QPainter) -> None:
        where = self._place()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        edge = QPainterPath()
        edge.addRoundedRect(where, RADIUS, RADIUS)
        painter.setClipPath(edge)
        painter.drawImage(where, self._picture)
        if self._has_guide and self._outline.isEmpty():
            self._paint_guide(painter, where)
        if not self._outline.isEmpty():
            shown = QPolygonF(
                [
                    QPointF(where.x() + each.x() * where.width(), where.y() + each.y() * where.height())
                    for each in self._outline.toList()
                ]
            )
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in ((_LIGHT, 7), (current_theme().good, 4)):
                painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                painter.drawPolygon(shown)

    def _place(self) -> QRectF:
        """Where the picture is, as large as fits without a change of its shape."""
        size = QSize(self._picture.size()).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        return QRectF(left, top, size.width(), size.height())

    def _paint_guide(self, painter: QPainter, where: QRectF) -> None:
        """Four corners: what lies between them, flat, is where a wide code is read best."""
        left, top = where.x() + _GUIDE.x() * where.width(), where.y() + _GUIDE.y() * where.height()
        right, bottom = left + _GUIDE.width() * where.width(), top + _GUIDE.height() * where.height()
        arm = _ARM * where.height()
        path = QPainterPath()
        for x, y, to_x, to_y in (
            (left, top, arm, arm),
            (right, top, -arm, arm),
            (right, bottom, -arm, -arm),
            (left, bottom, arm, -arm),
        ):
            path.moveTo(x + to_x, y)
            path.lineTo(x, y)
            path.lineTo(x, y + to_y)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((_DARK, 5), (_LIGHT, 2)):
            painter.setPen(QPen(colour, width))
            painter.drawPath(path)

    def _middle(self) -> QRect:
        return QRectF((self.width() - LARGE) / 2, (self.height() - LARGE) / 2, LARGE, LARGE).toRect()
