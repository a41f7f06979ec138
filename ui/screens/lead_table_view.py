"""The table of leads: whole rows, the keys of a list, typing that goes on in the search field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.icons import SMALL
from ui.models.lead_columns import LeadColumn
from ui.models.own_direction import OwnDirection
from ui.models.track_delegate import TrackDelegate
from ui.qt_override import override
from ui.theme import GRID, HALF, current_theme
from ui.widgets.paint import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent

    from ui.models.lead_table import LeadTableModel

# In the order in which they give way as the table gets narrower; the others are always there.
_GIVE_WAY = (
    LeadColumn.JOB_TITLE,
    LeadColumn.STAFF,
    LeadColumn.MISSING,
    LeadColumn.FOLLOW_UP,
    LeadColumn.CAPTURED,
)
_LEAST = {LeadColumn.NAME: 14, LeadColumn.COMPANY: 14, LeadColumn.JOB_TITLE: 14, LeadColumn.MISSING: 18}
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class LeadTableView(QTableView):
    """Tells which rows are in view, which one is chosen, and what a person wants with it.

    `window_changed(first, last)`: the rows in view. `row_chosen(place)`: -1 for none. `edit_pressed(place)`:
    Enter or a double click. `text_typed(text)`: a character typed, "" for Escape.
    """

    window_changed = Signal(int, int)
    row_chosen = Signal(int)
    edit_pressed = Signal(int)
    text_typed = Signal(str)

    def __init__(self, model: LeadTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lead_table")
        self.setAccessibleName(self.tr("Leads"))
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        # Filled in paintEvent: Qt then moves what stays as one scrolls, and paints only the new rows.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        if self.isRightToLeft():  # a call for each cell, which scrolling does without where it can
            self.setItemDelegate(OwnDirection(self))
        self._delegate = TrackDelegate(self)
        self.setItemDelegateForColumn(LeadColumn.TRACK, self._delegate)
        self._set_headers()
        self.verticalScrollBar().valueChanged.connect(self._tell_window)
        self.selectionModel().currentRowChanged.connect(self._tell_chosen)
        self.doubleClicked.connect(lambda index: self.edit_pressed.emit(index.row()))
        model.modelReset.connect(self._tell_window)

    def _set_headers(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(current_theme().target + HALF)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setSectionsClickable(False)
        columns.setHighlightSections(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        columns.setMinimumSectionSize(SMALL)

    def choose(self, place: int) -> None:
        """Make this row the chosen one, scrolling to it."""
        index = self.model().index(place, LeadColumn.NAME)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)

    def chosen(self) -> int:
        """The chosen row, -1 for none."""
        return self.currentIndex().row()

    @override
    def keyboardSearch(self, search: str) -> None:
        """Qt would look through all the rows; typing searches in the store instead."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = event.key(), self.model().rowCount() - 1
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.chosen() >= 0:
                self.edit_pressed.emit(self.chosen())
        elif key == Qt.Key.Key_Escape:
            self.text_typed.emit("")
        elif key == Qt.Key.Key_Home and last >= 0:
            self.choose(0)
        elif key == Qt.Key.Key_End and last >= 0:
            self.choose(last)
        elif event.text().strip() and event.text().isprintable() and not event.modifiers() & _COMMANDS:
            self.text_typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()
        self._tell_window()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        ground = QPainter(self.viewport())
        ground.fillRect(event.rect(), current_theme().surface)
        ground.end()
        super().paintEvent(event)
        if self.hasFocus() and self.chosen() >= 0:
            painter = QPainter(self.viewport())
            row = self.visualRect(self.currentIndex())
            paint_focus_ring(
                painter, QRect(0, row.y(), self.viewport().width(), row.height()), current_theme()
            )
            painter.end()

    def _tell_window(self) -> None:
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        count = self.model().rowCount()
        if count:
            self.window_changed.emit(max(0, first), last if last >= 0 else count - 1)

    def _tell_chosen(self, current: QModelIndex) -> None:
        self.row_chosen.emit(current.row())

    def _fit_columns(self) -> None:
        """Show the columns that the width has room for, and give the names what is left."""
        widths = self._widths()
        shown = set(LeadColumn)
        for column in _GIVE_WAY:
            if sum(widths[each] for each in shown) <= self.viewport().width():
                break
            shown.remove(column)
        spare = max(0, self.viewport().width() - sum(widths[each] for each in shown))
        stretch = [column for column in _LEAST if column in shown]
        header = self.horizontalHeader()
        for column in LeadColumn:
            header.setSectionHidden(column, column not in shown)
            share = spare // len(stretch) if column in stretch else 0
            header.resizeSection(column, widths[column] + share)

    def _widths(self) -> dict[LeadColumn, int]:
        """The least width of each column in px."""
        metrics = self.fontMetrics()
        letter = metrics.averageCharWidth()
        moment = metrics.horizontalAdvance("Wed 30 Nov 00:00 PM") + 2 * GRID
        widths = {column: letters * letter + 2 * GRID for column, letters in _LEAST.items()}
        return widths | {
            LeadColumn.TRACK: self._delegate.widest(),
            LeadColumn.FOLLOW_UP: moment,
            LeadColumn.CAPTURED: moment,
            LeadColumn.STAFF: letter * 14 + 2 * GRID,
            LeadColumn.SYNC: max(SMALL, metrics.horizontalAdvance("Sync")) + 3 * GRID,
        }
