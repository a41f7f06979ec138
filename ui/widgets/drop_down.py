"""A drop-down choice in the app's look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from ui.icons import SMALL, draw_icon
from ui.qt_override import override
from ui.theme import GRID, current_theme
from ui.widgets.paint import paint_box, paint_focus_ring, placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QWheelEvent


class Select(QComboBox):
    """One of some values; `value_chosen(value)` is told when a person picks one."""

    value_chosen = Signal(str)

    def __init__(self, *, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.activated.connect(lambda: self.value_chosen.emit(self.value()))

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these (value, label); the first is shown."""
        self.clear()
        for value, label in choices:
            self.addItem(label, value)

    def set_value(self, value: str) -> None:
        """Show this value without telling it on; an unknown one shows nothing."""
        self.setCurrentIndex(self.findData(value))

    def value(self) -> str:
        """Give the value shown, "" for none."""
        return str(self.currentData() or "")

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Who scrolls the page under the mouse chooses nothing on the way."""
        event.ignore()

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width() + SMALL, current_theme().target)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(SMALL * 5, current_theme().target)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, whole = current_theme(), self.rect()
        painter = QPainter(self)
        hovered = self.underMouse() and self.isEnabled()
        paint_box(
            painter,
            whole,
            theme.surface if self.isEnabled() else theme.hover,
            theme.muted if hovered else theme.edge,
        )
        draw_icon(painter, "chevron_down", placed(self, self.width() - SMALL - GRID, SMALL), theme.muted)
        room = whole.width() - SMALL - 3 * GRID
        text = self.currentText() or self.placeholderText()
        painter.setPen(theme.ink if self.currentText() and self.isEnabled() else theme.muted)
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(
            placed(self, GRID + 1, room), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, shown
        )
        if self.hasFocus():
            paint_focus_ring(painter, whole, theme)
        painter.end()
