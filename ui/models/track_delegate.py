"""Paints a lead's track in a table cell as the pill it is everywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.models.lead_table import TRACK_ROLE
from ui.qt_override import override
from ui.theme import GRID, current_theme, scaled_font
from ui.widgets.paint import paint_pill, pill_width
from ui.widgets.track_badge import track_look, track_word

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex
    from PySide6.QtGui import QPainter


_MARGIN = 3  # as Qt leaves beside the text of a cell


class TrackDelegate(QStyledItemDelegate):
    """The pill, on the row's own background."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._font = scaled_font("caption")
        self._font.setWeight(QFont.Weight.DemiBold)
        self._metrics = QFontMetrics(self._font)

    def widest(self) -> int:
        """The width in px of a column that shows every pill whole."""
        tracks = ("sales_ready", "nurture", "borrowed", "disqualified")
        return max(pill_width(self._metrics, track_word(track)) for track in tracks) + 2 * GRID

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        track = index.data(TRACK_ROLE)
        style = option.widget.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget)
        if not track:
            return
        icon, tone = track_look(track)
        word = track_word(track)
        painter.save()
        painter.setFont(self._font)
        painter.setLayoutDirection(option.direction)
        box = option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        width = min(box.width(), pill_width(self._metrics, word))
        if option.direction.name == "RightToLeft":
            box.setLeft(box.right() - width + 1)
        box.setWidth(width)
        paint_pill(painter, box, current_theme(), icon=icon, word=word, tone=tone)
        painter.restore()
