"""A small picture that is a button, with its name beneath; until the picture is there, words in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.qt_override import override
from ui.theme import GRID, HALF, RADIUS, current_theme, scaled_font
from ui.widgets.paint import paint_box, paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QPaintEvent

PICTURE = QSize(104, 72)
"""The place for the picture, in px."""


class Thumbnail(QPushButton):
    """Shows a picture whole in its place; `clicked` tells that somebody wants it large."""

    def __init__(self, caption: str, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption, self._words = caption, ""
        self._image: QImage | None = None
        self._font = scaled_font("caption")
        self.setObjectName(name)
        self.setAccessibleName(caption)
        self.setToolTip(caption)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(True)  # Enter presses it

    def set_image(self, image: QImage) -> None:
        """Show this picture."""
        self._image, self._words = image, ""
        self.setAccessibleDescription("")
        self.update()

    def set_words(self, words: str) -> None:
        """Say why there is no picture."""
        self._image, self._words = None, words
        self.setAccessibleDescription(words)
        self.setToolTip(f"{self._caption}: {words}")
        self.update()

    @override
    def sizeHint(self) -> QSize:
        line = self._line_height()
        return QSize(PICTURE.width() + 2 * HALF, PICTURE.height() + line + 2 * HALF)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        fill = theme.pressed if self.isDown() else theme.hover if self.underMouse() else None
        paint_box(painter, self.rect(), fill, None)
        place = QRect((self.width() - PICTURE.width()) // 2, HALF, PICTURE.width(), PICTURE.height())
        paint_box(painter, place, theme.hover, theme.line)
        painter.setFont(self._font)
        if self._image is not None:
            self._paint_image(painter, place, self._image)
        elif self._words:
            painter.setPen(theme.muted)
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(place.adjusted(HALF, HALF, -HALF, -HALF), flags, self._words)
        painter.setPen(theme.ink)
        below = QRect(HALF, place.bottom() + 1, self.width() - 2 * HALF, self._line_height())
        elided = painter.fontMetrics().elidedText(self._caption, Qt.TextElideMode.ElideRight, below.width())
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        painter.drawText(below, int(Qt.AlignmentFlag.AlignVCenter) | int(side), elided)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), theme)
        painter.end()

    def _paint_image(self, painter: QPainter, place: QRect, image: QImage) -> None:
        size = QSize(image.size()).scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRect(place.topLeft(), size)
        box.moveCenter(place.center())
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(place), RADIUS, RADIUS)
        painter.save()
        painter.setClipPath(outline)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, image)
        painter.restore()

    def _line_height(self) -> int:
        return QFontMetrics(self._font).height() + GRID // 2
