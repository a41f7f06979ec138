"""The list of the bowl: whole rows, mended in their cells, typing that goes on in the line above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from ui.icons import SMALL
from ui.models.entry_table import FIELDS, EntryColumn
from ui.models.own_direction import OwnDirection
from ui.qt_override import override
from ui.theme import GRID, HALF, current_theme
from ui.widgets.line_edit import LineEdit

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent, QResizeEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from ui.models.entry_table import EntryTableModel

_LARGEST_TICKET = "00000"
"""A ticket is never cut, however many there are; the other columns share what is left."""
_SHARES = {
    EntryColumn.NAME: 20,
    EntryColumn.COMPANY: 19,
    EntryColumn.EMAIL: 27,
    EntryColumn.PHONE: 18,
    EntryColumn.REMARK: 20,
}
_GIVE_WAY = ((EntryColumn.PHONE, 620), (EntryColumn.EMAIL, 460))
"""Columns that are hidden below so many px of width."""
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class _FieldEditor(OwnDirection):
    """Edits a cell in the app's own field."""

    @override
    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        field = FIELDS[EntryColumn(index.column())]
        label = str(index.model().headerData(index.column(), Qt.Orientation.Horizontal))
        return LineEdit(name=f"entry_{field}", label=label, parent=parent)


class EntryTableView(QTableView):
    """`row_chosen(place)` tells the chosen row, `text_typed(text)` a character typed, "" for Escape.

    `editing_ended` comes once no cell is being mended any more.
    """

    row_chosen = Signal(int)
    editing_ended = Signal()
    text_typed = Signal(str)

    def __init__(self, model: EntryTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("entry_table")
        self.setAccessibleName(self.tr("Entries"))
        self.setModel(model)
        self.setItemDelegate(_FieldEditor(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(current_theme().target + HALF)
        columns.setSectionsClickable(False)
        columns.setHighlightSections(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        columns.setMinimumSectionSize(SMALL)
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.row_chosen.emit(now.row()))

    def choose(self, place: int, column: EntryColumn | None = None) -> None:
        """Make this row the chosen one, in the column it was in, or in this one."""
        at = column if column is not None else max(self.currentIndex().column(), EntryColumn.NAME)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self.model().index(place, at), flags)

    def chosen(self) -> int:
        """The chosen row, -1 for none."""
        return self.currentIndex().row()

    def is_editing(self) -> bool:
        """Whether a cell is being mended."""
        return self.state() == QAbstractItemView.State.EditingState

    def edit_field(self, column: EntryColumn = EntryColumn.NAME) -> None:
        """Mend this field of the chosen row."""
        if self.chosen() >= 0 and not self.is_editing():
            self.choose(self.chosen(), column)
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.edit(self.currentIndex())

    @override
    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if not self.is_editing():
            self.editing_ended.emit()

    @override
    def keyboardSearch(self, search: str) -> None:
        """Qt would look through the rows; typing is the next card."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, commands = event.key(), event.modifiers() & _COMMANDS
        if self.is_editing():
            event.accept()  # the Enter that ends the mending comes through the field
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not commands:
            if EntryColumn(max(self.currentIndex().column(), 0)) in FIELDS:
                self.edit(self.currentIndex())
            else:
                self.edit_field()
        elif key == Qt.Key.Key_Escape or (key == Qt.Key.Key_Up and self.chosen() == 0):
            self.text_typed.emit("")
        elif event.text().strip() and event.text().isprintable() and not commands:
            self.text_typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.viewport().width()
        for column, least in _GIVE_WAY:
            self.setColumnHidden(column, room < least)
        ticket = self.fontMetrics().horizontalAdvance(_LARGEST_TICKET) + SMALL + 2 * GRID
        self.horizontalHeader().resizeSection(EntryColumn.TICKET, ticket)
        shares = {column: share for column, share in _SHARES.items() if not self.isColumnHidden(column)}
        whole = sum(shares.values())
        for column, share in shares.items():
            self.horizontalHeader().resizeSection(column, (room - ticket) * share // whole)
