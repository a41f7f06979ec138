"""What a list is of, which of its columns holds what, and what taking it in would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QWidget

from ui.dialogs.dialog import Dialog
from ui.qt_override import override
from ui.theme import GRID, HALF
from ui.widgets.button import Button
from ui.widgets.callout import Callout
from ui.widgets.check_list import CheckList
from ui.widgets.chip_group import ANSWERED, ChipGroup
from ui.widgets.drop_down import Select
from ui.widgets.progress_line import ProgressLine
from ui.widgets.text import Caption, ElidedText

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WIDTH, _COLUMNS_HEIGHT, _LINES_HEIGHT = 640, 210, 110

BADGES, CUSTOMERS, EARLIER_LEADS, STAFF = "badges", "customers", "earlier_leads", "staff"


class ListDialog(Dialog):
    """Asks of a list; `tried(kind)` wants a dry run, `taken(kind)` the list taken in, `stopped()` neither.

    `mapping()` tells the header of each field's column. It stays until `finish()` or Cancel.
    """

    tried = Signal(str)
    taken = Signal(str)
    stopped = Signal()

    def __init__(
        self,
        title: str,
        read_as: str,
        columns: Sequence[tuple[str, str]],
        mapping: Mapping[str, str],
        fields: Mapping[str, str],
        *,
        parent: QWidget,
    ) -> None:
        super().__init__(title, read_as, name="list_dialog", yes=self.tr("&Take in"), parent=parent)
        self.setMinimumWidth(_WIDTH)
        self._kind = ChipGroup(name="list_kind", label=self.tr("This list is of"), quiet=False)
        self._kind.set_choices([
            (BADGES, self.tr("Badges: the organiser's"), "1"),
            (CUSTOMERS, self.tr("Customers"), "2"),
            (EARLIER_LEADS, self.tr("Earlier leads"), "3"),
            (STAFF, self.tr("Staff"), "4"),
        ])  # fmt: skip
        self._kind.set_answer(ANSWERED, BADGES if "badge_id" in mapping else CUSTOMERS)
        self._selects = self._columns(columns, mapping, fields)
        self._try = Button(self.tr("T&ry it: what would happen?"), name="list_try")
        self._try.clicked.connect(lambda: self.tried.emit(self.kind()))
        row = QHBoxLayout()
        row.addWidget(self._try)
        row.addStretch(1)
        self._note = Callout(name="list_note")
        self._note.hide()
        self._lines = CheckList()
        self._lines.setObjectName("list_lines")
        self._lines_area = _scrolling(self._lines, "list_lines_scroll", self.tr("What would happen"))
        self._lines_area.setFixedHeight(_LINES_HEIGHT)
        self._lines_area.hide()
        self._progress = ProgressLine(name="list_progress")
        self._progress.cancel_pressed.connect(self.stopped)
        self.body.insertWidget(0, self._kind)
        self.body.addLayout(row)
        for part in (self._note, self._lines_area, self._progress):
            self.body.addWidget(part)
        self.rejected.connect(self.stopped)
        for label in self.findChildren(QLabel):  # a sheet or a column may be called <b>
            label.setTextFormat(Qt.TextFormat.PlainText)

    def _columns(
        self, columns: Sequence[tuple[str, str]], mapping: Mapping[str, str], fields: Mapping[str, str]
    ) -> dict[str, Select]:
        """A row for each column: its header, its first cell, and what it holds."""
        paper = QWidget()
        grid = QGridLayout(paper)
        grid.setContentsMargins(0, 0, GRID, 0)
        grid.setSpacing(HALF)
        field_of = {header: field for field, header in mapping.items()}
        selects = {}
        for place, (header, sample) in enumerate(columns):
            select = Select(
                name=f"list_column_{place}", label=self.tr("What {column} holds").format(column=header)
            )
            select.set_choices([("", self.tr("(not used)")), *fields.items()])
            select.set_value(field_of.get(header, ""))
            grid.addWidget(ElidedText(header), place, 0)
            grid.addWidget(ElidedText(sample, quiet=True), place, 1)
            grid.addWidget(select, place, 2)
            selects[header] = select
        for column, share in enumerate((2, 3, 3)):
            grid.setColumnStretch(column, share)
        area = _scrolling(paper, "list_columns", self.tr("Columns"))
        area.setFixedHeight(_COLUMNS_HEIGHT)
        self.body.addWidget(Caption(self.tr("Column, its first cell, and what it holds")))
        self.body.addWidget(area)
        return selects

    def kind(self) -> str:
        """What the list is of."""
        chosen = self._kind.answer()[1]
        return chosen[0] if chosen else CUSTOMERS

    def mapping(self) -> dict[str, str]:
        """The header of the first column of each field."""
        found: dict[str, str] = {}
        for header, select in self._selects.items():
            if select.value():
                found.setdefault(select.value(), header)
        return found

    def show_progress(self, text: str, done: int, total: int) -> None:
        """Show how far the work is; nothing else can be asked meanwhile."""
        self._set_busy(True)
        self._progress.show_progress(text, done, total)

    def show_outcome(self, kind: str, text: str, lines: Sequence[tuple[str, str]] = ()) -> None:
        """Say what would happen, or what is wrong; each line has a mark as in a check list."""
        self._set_busy(False)
        self._progress.hide_progress()
        self._note.set_message(kind, text)
        self._note.show()
        self._lines.set_lines(list(lines))
        self._lines_area.setVisible(bool(lines))

    def finish(self) -> None:
        """The list is in."""
        super().accept()

    @override
    def accept(self) -> None:
        self.taken.emit(self.kind())

    def _set_busy(self, busy: bool) -> None:  # noqa: FBT001 - as Qt's setters
        for part in (self.yes, self._try, self._kind, *self._selects.values()):
            part.setEnabled(not busy)


def _scrolling(paper: QWidget, name: str, label: str) -> QScrollArea:
    area = QScrollArea()
    area.setObjectName(name)
    area.setAccessibleName(label)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(paper)
    return area
