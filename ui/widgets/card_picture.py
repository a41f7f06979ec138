"""A picture of a card with its lines as boxes, one of them chosen: by a click, or by the arrow keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.qt_override import override
from ui.theme import FOCUS_WIDTH, HALF, RADIUS, current_theme
from ui.widgets.paint import paint_box, paint_focus_ring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

_LEAST = QSize(320, 200)
_USUAL = QSize(640, 400)
_ON, _BEFORE = (Qt.Key.Key_Down, Qt.Key.Key_Right), (Qt.Key.Key_Up, Qt.Key.Key_Left)


class CardBox(NamedTuple):
    """A line: its text, its place in px of the picture, whether a field was read from it, and surely."""

    text: str
    place: QRectF
    is_read: bool = False
    is_unsure: bool = False


class CardPicture(QWidget):
    """`line_chosen(number)` tells a click on a line, or Enter; `mark_moved(number)` that the keys moved."""

    line_chosen = Signal(int)
    mark_moved = Signal(int)

    def __init__(self, *, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self._words = label, ""
        self._picture = QImage()
        self._boxes: Sequence[CardBox] = ()
        self._marked = -1
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_picture(self, picture: QImage, boxes: Sequence[CardBox]) -> None:
        """Show this picture; the mark stays where it is if there is such a line."""
        self._picture, self._boxes = picture, boxes
        self._mark(self._marked if 0 <= self._marked < len(boxes) else (0 if boxes else -1))

    def set_words(self, words: str) -> None:
        """Say this where there is no picture."""
        self._words = words
        self.update()

    def marked(self) -> int:
        """The line that is marked; -1 without one."""
        return self._marked

    def _mark(self, number: int) -> None:
        self._marked = number
        if 0 <= number < len(self._boxes):
            where = self.tr("Line {number} of {count}: {text}")
            told = where.format(number=number + 1, count=len(self._boxes), text=self._boxes[number].text)
            self.setAccessibleDescription(told)
            self.setToolTip(self._boxes[number].text)
            self.mark_moved.emit(number)
        else:
            self.setAccessibleDescription(self._words)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return _USUAL

    @override
    def minimumSizeHint(self) -> QSize:
        return _LEAST

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self._boxes and key in (*_ON, *_BEFORE):
            self._mark((self._marked + (1 if key in _ON else -1)) % len(self._boxes))
        elif self._marked >= 0 and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.line_chosen.emit(self._marked)
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._line_at(event.position())
        if number >= 0:
            self._mark(number)
            self.line_chosen.emit(number)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        is_over = self._line_at(event.position()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_over else Qt.CursorShape.ArrowCursor)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def place_of(self, number: int) -> QRectF:
        """Where a line is shown, in px of this widget."""
        shown, scale = self._shown()
        place = self._boxes[number].place
        return QRectF(
            shown.x() + place.x() * scale,
            shown.y() + place.y() * scale,
            place.width() * scale,
            place.height() * scale,
        )

    def _line_at(self, point: QPointF) -> int:
        places = (self.place_of(number).adjusted(-2, -2, 2, 2) for number in range(len(self._boxes)))
        return next((number for number, place in enumerate(places) if place.contains(point)), -1)

    def _shown(self) -> tuple[QRectF, float]:
        """Where the picture is, as large as fits, and its scale."""
        if self._picture.isNull():
            return QRectF(self.rect()), 1.0
        room_x, room_y = self.width() - 2 * HALF, self.height() - 2 * HALF
        scale = min(room_x / self._picture.width(), room_y / self._picture.height())
        width, height = self._picture.width() * scale, self._picture.height() * scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height), scale

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        paint_box(painter, self.rect(), theme.hover, theme.line)
        if self._picture.isNull():
            painter.setPen(theme.muted)
            painter.drawText(
                self.rect(), int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._words
            )
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._shown()[0], self._picture)
            for number, box in enumerate(self._boxes):
                self._paint_line(painter, number, box)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), theme)
        painter.end()

    def _paint_line(self, painter: QPainter, number: int, box: CardBox) -> None:
        theme = current_theme()
        ink = theme.caution if box.is_unsure else theme.accent if box.is_read else theme.muted
        pen = QPen(ink, FOCUS_WIDTH if number == self._marked else 1)
        if box.is_unsure:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        fill = QColor(ink)
        fill.setAlpha(70 if number == self._marked else 0)
        painter.setBrush(fill)
        painter.drawRoundedRect(self.place_of(number).adjusted(-2, -2, 2, 2), RADIUS / 2, RADIUS / 2)
