"""Cells whose text runs in the direction of its own letters, in a table laid out from right to left too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyledItemDelegate

from ui.qt_override import override
from ui.widgets.paint import in_its_direction

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtWidgets import QStyleOptionViewItem


class OwnDirection(QStyledItemDelegate):
    """A phone number keeps the order of its groups, a name its last dot."""

    @override
    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.text = in_its_direction(
            option.text, mirrored=option.direction == Qt.LayoutDirection.RightToLeft
        )
