"""Counts over time as columns, each of several parts that pattern tells apart as well as colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.qt_override import override
from ui.theme import GRID, HALF, current_theme, scaled_font
from ui.widgets.paint import paint_bar, placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

_HEIGHT, _WIDEST, _KEY = 200, 48, 12


class ChartPart(NamedTuple):
    """What one part of every column is: its word, tone and pattern ("", hatched, dotted, crossed)."""

    label: str
    tone: str
    pattern: str = ""


class Column(NamedTuple):
    """One column: the label under it, the group it belongs to (a day), a count for each part."""

    label: str
    group: str
    counts: tuple[int, ...]


class ColumnChart(QLabel):
    """Stacked columns, the first part at the foot, with a legend; its text is what is read out."""

    def __init__(self, *, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._parts: tuple[ChartPart, ...] = ()
        self._columns: tuple[Column, ...] = ()
        self.setObjectName(name)
        self.setFont(scaled_font("caption"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_columns(self, parts: Sequence[ChartPart], columns: Sequence[Column]) -> None:
        """Show these columns, in this order."""
        self._parts, self._columns = tuple(parts), tuple(columns)
        read_out = "; ".join(
            f"{column.group} {column.label}: "
            + ", ".join(
                f"{count} {part.label}" for part, count in zip(parts, column.counts, strict=True) if count
            )
            for column in columns
        )
        self.setAccessibleName(f"{self._label}: {read_out}")
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, _HEIGHT)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        line = self.fontMetrics().height()
        self._paint_legend(painter, line)
        if self._columns:
            foot = self.height() - 2 * line - HALF
            self._paint_columns(painter, line + GRID, foot, line)
        painter.end()

    def _paint_legend(self, painter: QPainter, line: int) -> None:
        theme, left = current_theme(), 0
        for part in self._parts:
            key = placed(self, left, _KEY, top=(line - _KEY) // 2, height=_KEY)
            paint_bar(painter, key, theme, tone=part.tone, pattern=part.pattern)
            width = self.fontMetrics().horizontalAdvance(part.label)
            painter.setPen(theme.muted)
            box = placed(self, left + _KEY + HALF, width + 1, top=0, height=line)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, part.label)
            left += _KEY + HALF + width + 2 * GRID

    def _paint_columns(self, painter: QPainter, top: int, foot: int, line: int) -> None:
        theme = current_theme()
        largest = max(1, *(sum(column.counts) for column in self._columns))
        step = min(_WIDEST, self.width() / len(self._columns))
        width = max(2, int(step) - HALF)
        for place, column in enumerate(self._columns):
            left, level = round(place * step), foot
            for part, count in zip(self._parts, column.counts, strict=True):
                height = round((foot - top - line) * count / largest)
                if height:
                    level -= height
                    box = placed(self, left, width, top=level, height=height)
                    paint_bar(painter, box, theme, tone=part.tone, pattern=part.pattern)
            if column.counts[0]:
                painter.setPen(theme.ink)
                box = placed(self, left - GRID, width + 2 * GRID, top=level - line, height=line)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.locale().toString(column.counts[0]))
        painter.fillRect(QRect(0, foot, self.width(), 1), theme.edge)
        self._paint_labels(painter, foot + HALF, line, step)

    def _paint_labels(self, painter: QPainter, top: int, line: int, step: float) -> None:
        """Write as many of the labels as have room, and each group's name under its first column."""
        metrics, group = self.fontMetrics(), ""
        label_to = group_to = -1
        painter.setPen(current_theme().muted)
        for place, column in enumerate(self._columns):
            left = round(place * step)
            if left > label_to:
                label_to = left + metrics.horizontalAdvance(column.label) + GRID
                box = placed(self, left, label_to - left, top=top, height=line)
                painter.drawText(box, Qt.AlignmentFlag.AlignLeading, column.label)
            if column.group != group and left > group_to:
                group = column.group
                group_to = left + metrics.horizontalAdvance(group) + GRID
                box = placed(self, left, group_to - left, top=top + line, height=line)
                painter.drawText(box, Qt.AlignmentFlag.AlignLeading, group)
