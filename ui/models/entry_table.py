"""The entries of the draw as rows, the newest first; what was read can be mended in its cell."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from boothapp.domain.draw import Exclusion
from ui.draw_words import look_of, remark_of
from ui.qt_override import override
from ui.themed_icon import themed_icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QIcon

    from boothapp.services.prize_entries import EntryView

_Index = QModelIndex | QPersistentModelIndex
_GONE = (Exclusion.ERASED, Exclusion.TAKEN_BACK)


class EntryColumn(IntEnum):
    """The columns, in their order."""

    TICKET = 0
    NAME = 1
    COMPANY = 2
    EMAIL = 3
    PHONE = 4
    REMARK = 5


FIELDS = {
    EntryColumn.NAME: "name",
    EntryColumn.COMPANY: "company",
    EntryColumn.EMAIL: "email",
    EntryColumn.PHONE: "phone",
}


class EntryTableModel(QAbstractTableModel):
    """`mended(ticket, field, text)` tells what a person wrote into a cell; the service has the last word."""

    mended = Signal(int, str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[EntryView] = []
        self._icons: dict[tuple[str, str], QIcon] = {}

    def show_entries(self, entries: Sequence[EntryView]) -> None:
        """Show these, newest first; rows that stay keep selection, place and an open editor."""
        rows = list(reversed(entries))
        former = [view.ticket for view in self._rows]
        fresh = len(rows) - len(former)
        if fresh < 0 or [view.ticket for view in rows[fresh:]] != former:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        if fresh:
            self.beginInsertRows(QModelIndex(), 0, fresh - 1)
            self._rows[:0] = rows[:fresh]
            self.endInsertRows()
        for place, view in enumerate(rows):
            if self._rows[place] != view:
                self._rows[place] = view
                self.dataChanged.emit(
                    self.index(place, 0), self.index(place, len(EntryColumn) - 1)
                )  # each by itself: few change at a time

    def entry(self, place: int) -> EntryView | None:
        """The entry of a row."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def place_of(self, ticket: int) -> int:
        """The row of a ticket, -1 for none."""
        return next((place for place, view in enumerate(self._rows) if view.ticket == ticket), -1)

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(EntryColumn)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.titles()[section]
        return None

    def titles(self) -> list[str]:
        """The columns' titles."""
        return [
            self.tr("Ticket"), self.tr("Name"), self.tr("Company"), self.tr("Email"), self.tr("Phone"),
            self.tr("Remark"),
        ]  # fmt: skip

    @override
    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() in FIELDS and self._rows[index.row()].excluded not in _GONE:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        view, column = self._rows[index.row()], EntryColumn(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(view, column)
        if role == Qt.ItemDataRole.EditRole:
            return getattr(view, FIELDS[column]) if column in FIELDS else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            doubted = FIELDS.get(column) in view.doubts
            text = self._text(view, column)
            return self.tr("{text}, please check").format(text=text) if doubted else text
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icon(view, column)
        return None

    def _text(self, view: EntryView, column: EntryColumn) -> str:
        if column is EntryColumn.TICKET:
            return str(view.ticket)
        if column is EntryColumn.REMARK:
            return remark_of(view)
        text: str = getattr(view, FIELDS[column])
        if column is EntryColumn.NAME and not text and not view.email:
            return view.raw or (self.tr("Photo") if view.picture else "")
        return text

    def _icon(self, view: EntryView, column: EntryColumn) -> QIcon | None:
        if column is EntryColumn.TICKET:
            look = look_of(view)
        elif FIELDS.get(column) in view.doubts and view.excluded not in _GONE:
            look = ("question", "caution")
        else:
            return None
        if look not in self._icons:
            self._icons[look] = themed_icon(*look)
        return self._icons[look]

    @override
    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        view, field = self._rows[index.row()], FIELDS.get(EntryColumn(index.column()))
        text = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or field is None:
            return False
        if text != getattr(view, field) or field in view.doubts:  # the same text again: looked at, and right
            self.mended.emit(view.ticket, field, text)
        return True
