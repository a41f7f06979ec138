"""The status bar's segments: what is true of the whole app, each a way to the screen that explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.icons import SMALL, draw_icon
from ui.qt_override import override
from ui.theme import GRID, HALF, TARGET, current_theme, scaled_font
from ui.widgets.paint import paint_box, paint_focus_ring, paint_line, placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent


class Segment(NamedTuple):
    """One fact: key, text, icon, tone of the theme ("" for quiet); `at_end` sets it to the far side."""

    key: str
    text: str
    icon: str = ""
    tone: str = ""
    at_end: bool = False


class _SegmentButton(QPushButton):
    """One segment."""

    def __init__(self, segment: Segment) -> None:
        super().__init__()
        self.setFont(scaled_font("caption"))
        self.setObjectName(f"status_{segment.key}")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_segment(segment)

    def show_segment(self, segment: Segment) -> None:
        """Show this text and icon."""
        self.segment = segment
        self.setText(segment.text)
        self.setAccessibleName(segment.text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        icon = SMALL + HALF if self.segment.icon else 0
        return QSize(2 * GRID + icon + self.fontMetrics().horizontalAdvance(self.text()), TARGET)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(2 * GRID + SMALL, TARGET)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, whole = current_theme(), self.rect()
        painter = QPainter(self)
        ink = theme.tone(self.segment.tone)[0] if self.segment.tone else theme.muted
        if self.underMouse():
            paint_box(painter, whole.adjusted(0, 2, 0, -2), theme.hover, None)
        left = GRID
        if self.segment.icon:
            draw_icon(painter, self.segment.icon, placed(self, left, SMALL), ink)
            left += SMALL + HALF
        painter.setPen(ink)
        room = whole.width() - left - GRID + 1
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(
            placed(self, left, room), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, shown
        )
        if self.hasFocus():
            paint_focus_ring(painter, whole, theme)
        painter.end()


class StatusStrip(QWidget):
    """A row of `Segment`s; `segment_chosen(key)` is told when a person presses one."""

    segment_chosen = Signal(str)

    def __init__(self, *, name: str = "status", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, _SegmentButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(GRID, 0, GRID, 0)
        self._row.setSpacing(HALF)
        self._row.addStretch(1)
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Status"))
        self.setFixedHeight(TARGET)

    def set_segments(self, segments: Sequence[Segment]) -> None:
        """Show these; a segment whose key is there already only changes its text."""
        for key in set(self._buttons) - {segment.key for segment in segments}:
            self._buttons.pop(key).deleteLater()
        for place, segment in enumerate(segments):
            if segment.key in self._buttons:
                self._buttons[segment.key].show_segment(segment)
            else:
                self._add(segment, place)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_line(painter, QRect(0, 0, self.width(), 1), current_theme().line)
        painter.end()

    def _add(self, segment: Segment, place: int) -> None:
        button = _SegmentButton(segment)
        button.clicked.connect(lambda: self.segment_chosen.emit(segment.key))
        self._buttons[segment.key] = button
        # The stretch stands between the two ends; a segment at the end goes after it.
        self._row.insertWidget(self._row.count() if segment.at_end else place, button)
