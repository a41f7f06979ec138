"""Counts as horizontal bars that read in black and white and by a screen reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.icons import SMALL, draw_icon
from ui.qt_override import override
from ui.theme import GRID, HALF, current_theme
from ui.widgets.paint import paint_bar, placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

_ROW, _BAR_HEIGHT = 32, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelRow:
    """One bar: label, count, tone of the theme, pattern ("", hatched, dotted, crossed), icon, a quiet remark.

    `apart` sets it off from the rows above, for what must not be added to them.
    """

    label: str
    count: int
    tone: str = "accent"
    pattern: str = ""
    icon: str = ""
    remark: str = ""
    apart: bool = False


class _FunnelBar(QLabel):
    """One row, drawn; its text is what is read out."""

    def __init__(self, row: FunnelRow, largest: int, label_width: int) -> None:
        super().__init__(f"{row.label}: {row.count} {row.remark}".strip())
        self._row, self._largest, self._label_width = row, max(1, largest), label_width
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._label_width + 200, _ROW)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._label_width + 80, _ROW)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, row = current_theme(), self._row
        painter = QPainter(self)
        ink = theme.tone(row.tone)[0]
        leading = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading

        if row.icon:
            draw_icon(painter, row.icon, placed(self, 0, SMALL), ink)
        indent = SMALL + GRID if row.icon else 0
        painter.setPen(theme.ink)
        painter.setLayoutDirection(self.layoutDirection())
        painter.drawText(placed(self, indent, self._label_width - indent), leading, row.label)
        count = self.locale().toString(row.count)
        end = f"{count}  {row.remark}" if row.remark else count
        end_width = self.fontMetrics().horizontalAdvance(end) + HALF
        room = max(0, self.width() - self._label_width - end_width - GRID)
        width = max(3 if row.count else 0, round(room * row.count / self._largest))
        if width:
            box = placed(self, self._label_width, width, top=(_ROW - _BAR_HEIGHT) // 2, height=_BAR_HEIGHT)
            paint_bar(painter, box, theme, tone=row.tone, pattern=row.pattern)
            painter.setPen(theme.ink)
        painter.drawText(placed(self, self._label_width + width + GRID, end_width), leading, end)
        painter.end()


class Funnel(QWidget):
    """Bars to one scale, largest first or as given."""

    def __init__(self, *, name: str = "funnel", label: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._bars: list[_FunnelBar] = []

    def set_rows(self, rows: Sequence[FunnelRow]) -> None:
        """Show these rows in this order."""
        while (item := self._column.takeAt(0)) is not None:
            if (bar := item.widget()) is not None:
                bar.deleteLater()
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(row.label) for row in rows), default=0)
        label_width = widest + GRID * 2 + (SMALL + GRID if any(row.icon for row in rows) else 0)
        largest = max((row.count for row in rows), default=0)
        for row in rows:
            if row.apart:
                self._column.addSpacing(GRID * 2)
            self._column.addWidget(_FunnelBar(row, largest, label_width))
        self._column.addStretch(1)
        self.setAccessibleDescription("; ".join(f"{row.label}: {row.count}" for row in rows))
