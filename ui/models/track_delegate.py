"""Paints a lead's track in a table cell as the pill it is everywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QPainter, QPixmap, QPixmapCache
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.models.lead_table import TRACK_ROLE
from ui.qt_override import override
from ui.theme import GRID, current_theme, scaled_font
from ui.widgets.paint import PILL_HEIGHT, paint_pill, pill_width
from ui.widgets.track_badge import track_look, track_word

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex


_MARGIN = 3  # as Qt leaves beside the text of a cell


class TrackDelegate(QStyledItemDelegate):
    """The pill, on the row's own background."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._font = scaled_font("caption")
        self._font.setWeight(QFont.Weight.DemiBold)
        self._font_key = self._font.key()
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
        pill = self._pill(track, painter.device().devicePixelRatioF())
        left = option.rect.x() + _MARGIN
        if option.direction == Qt.LayoutDirection.RightToLeft:
            left = option.rect.right() - _MARGIN - round(pill.deviceIndependentSize().width()) + 1
        top = option.rect.y() + (option.rect.height() - PILL_HEIGHT) // 2
        painter.drawPixmap(left, top, pill)

    def _pill(self, track: str, ratio: float) -> QPixmap:
        """The pill as a picture: a table paints the same four over and over."""
        theme, mirrored = current_theme(), self._mirrored()
        key = f"pill/{track}/{theme.name}/{ratio}/{mirrored}/{self._font_key}"
        kept = QPixmap()
        if QPixmapCache.find(key, kept):
            return kept
        icon, tone = track_look(track)
        word = track_word(track)
        size = QSize(pill_width(self._metrics, word), PILL_HEIGHT)
        pill = QPixmap(size * ratio)
        pill.setDevicePixelRatio(ratio)
        pill.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pill)
        painter.setFont(self._font)
        painter.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
        )
        paint_pill(painter, QRect(QPoint(0, 0), size), theme, icon=icon, word=word, tone=tone)
        painter.end()
        QPixmapCache.insert(key, pill)
        return pill

    def _mirrored(self) -> bool:
        return QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
