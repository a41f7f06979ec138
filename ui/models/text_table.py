"""Short tables of plain text: what waits to be synced, what arrived, what the doctor found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.qt_override import override
from ui.themed_icon import themed_icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QIcon

_Index = QModelIndex | QPersistentModelIndex
_TEXT_ROLES = frozenset({
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
})  # fmt: skip


class TextTableModel(QAbstractTableModel):
    """Rows of texts under titles; the first column may bear an icon (name, tone)."""

    def __init__(self, titles: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles = tuple(titles)
        self._rows: tuple[tuple[str, ...], ...] = ()
        self._looks: tuple[tuple[str, str], ...] = ()
        self._icons: dict[tuple[str, str], QIcon] = {}

    def set_rows(self, rows: Sequence[tuple[str, ...]], looks: Sequence[tuple[str, str]] = ()) -> None:
        """Show these rows, each with its icon and tone if any are given."""
        if tuple(rows) == self._rows and tuple(looks) == self._looks:
            return
        self.beginResetModel()
        self._rows, self._looks = tuple(rows), tuple(looks)
        self.endResetModel()

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self._titles)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role in _TEXT_ROLES:
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0 and self._looks:
            look = self._looks[index.row()]
            if look not in self._icons:
                self._icons[look] = themed_icon(*look)
            return self._icons[look]
        return None
