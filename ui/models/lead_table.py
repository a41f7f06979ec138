"""The leads' table: all their numbers at hand, their rows fetched as they come into view.

The numbers of 100,000 leads are 800 kB, so the scroll bar is exact and its end one step away. A row is asked
for when the view says which rows it shows, and kept until too many others were seen since.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from ui.models.lead_columns import LeadColumn, cell_texts, column_titles, sync_look
from ui.qt_override import override
from ui.themed_icon import themed_icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QIcon

    from boothapp.services.show_setup import ShowSetup
    from boothapp.store.search import LeadRow

AHEAD = 48
"""Rows fetched beyond either end of what is in view, so that a turn of the wheel meets no gap."""
KEPT = 2_048
"""Rows kept; about a kilobyte each."""
TRACK_ROLE = Qt.ItemDataRole.UserRole
_PLACEHOLDER = "…"
_Index = QModelIndex | QPersistentModelIndex


@dataclass(slots=True)
class _Kept:
    """A row, the round it came in (one of an older round is fetched again), its texts once shown."""

    row: LeadRow
    round: int
    texts: tuple[str, ...] = ()


class LeadTableModel(QAbstractTableModel):
    """Rows by lead number; `rows_wanted(list of lead_nos)` asks for those in view that are not here."""

    rows_wanted = Signal(list)

    def __init__(self, setup: ShowSetup, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers: array[int] = array("q")
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._window = range(0)
        self._round = 0
        self._titles = column_titles()
        self._icons: dict[str, QIcon] = {}
        self._ask = QTimer(self, singleShot=True, interval=0)
        self._ask.timeout.connect(self._ask_for_rows)
        self.use_setup(setup)

    def use_setup(self, setup: ShowSetup) -> None:
        """Name requirements and staff as this show does."""
        self._definition = setup.definition
        self._staff = {member.email: member.name for member in setup.show.staff}
        self._kept.clear()
        self._tell_changed(range(len(self._numbers)))

    def show_numbers(self, numbers: array[int]) -> None:
        """Show the leads of these numbers, in this order; rows known before stay until they come anew."""
        self._round += 1
        if numbers == self._numbers:
            self._ask.start()
            return
        self.beginResetModel()
        self._numbers = numbers
        self.endResetModel()

    def set_window(self, first: int, last: int) -> None:
        """Say which rows are in view, so that they are fetched."""
        self._window = range(first, last + 1)
        self._ask.start()

    def take_rows(self, rows: Sequence[LeadRow]) -> None:
        """Keep rows that were asked for, and show those in view."""
        for row in rows:
            self._kept[row.lead_no] = _Kept(row, self._round)
            self._kept.move_to_end(row.lead_no)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        came = {row.lead_no for row in rows}
        seen = [place for place in self._places(self._window) if self._numbers[place] in came]
        if seen:
            self._tell_changed(range(seen[0], seen[-1] + 1))

    def row_at(self, place: int) -> LeadRow | None:
        """The row at this place, if it is here."""
        kept = self._kept.get(self._numbers[place]) if 0 <= place < len(self._numbers) else None
        return kept.row if kept is not None else None

    def number_at(self, place: int) -> int:
        """The number of the lead at this place."""
        return self._numbers[place]

    def place_of(self, lead_no: int) -> int:
        """Where this lead stands; -1 when it is not shown."""
        try:
            return self._numbers.index(lead_no)
        except ValueError:
            return -1

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self._numbers)

    @override
    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(LeadColumn)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in _ROLES or not index.isValid():
            return None
        column = index.column()
        kept = self._kept.get(self._numbers[index.row()])
        if kept is None:
            return _PLACEHOLDER if column == LeadColumn.NAME and role == Qt.ItemDataRole.DisplayRole else None
        if role == TRACK_ROLE:
            return kept.row.track.value
        if role == Qt.ItemDataRole.DecorationRole:
            return self._decoration(column, kept.row)
        if column == LeadColumn.SYNC and role == Qt.ItemDataRole.DisplayRole:
            return None
        if not kept.texts:
            kept.texts = cell_texts(kept.row, self._definition, self._staff)
        return kept.texts[column]

    def _decoration(self, column: int, row: LeadRow) -> QIcon | None:
        if column == LeadColumn.SYNC:
            icon, tone, _ = sync_look(row, self._definition)
        elif column == LeadColumn.NAME and row.has_conflict:
            icon, tone = "warning", "caution"
        else:
            return None
        if icon + tone not in self._icons:
            self._icons[icon + tone] = themed_icon(icon, tone)
        return self._icons[icon + tone]

    def _ask_for_rows(self) -> None:
        """Ask for what is not here or no longer as it was, before its place comes into view."""
        half = AHEAD // 2
        near = range(self._window.start - half, self._window.stop + half)
        if self._missing(near):
            self.rows_wanted.emit(self._missing(range(near.start - half, near.stop + half)))

    def _missing(self, places: range) -> list[int]:
        """The leads at these places that are to be fetched."""
        return [
            number
            for number in (self._numbers[place] for place in self._places(places))
            if (kept := self._kept.get(number)) is None or kept.round != self._round
        ]

    def _places(self, wanted: range) -> range:
        """Those of the places that there are."""
        return range(max(0, wanted.start), min(wanted.stop, len(self._numbers)))

    def _tell_changed(self, places: range) -> None:
        last = min(places.stop, len(self._numbers)) - 1
        if places.start <= last:
            self.dataChanged.emit(self.index(places.start, 0), self.index(last, len(LeadColumn) - 1))


_ROLES = frozenset({
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.DecorationRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    TRACK_ROLE,
})  # fmt: skip
