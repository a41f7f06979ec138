"""The bowl: the line for the next card, the list of entries, the chosen card and the terms beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ui.draw_words import count_words, needs_a_look
from ui.models.entry_table import EntryTableModel
from ui.screens.draw_card import DrawCard
from ui.screens.draw_terms import DrawTerms
from ui.screens.entry_line import EntryLine
from ui.screens.entry_table_view import EntryTableView
from ui.theme import GAP, GRID, HALF
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.chip import Chip
from ui.widgets.empty_state import EmptyState
from ui.widgets.progress_line import ProgressLine
from ui.widgets.receipt_line import ReceiptLine
from ui.widgets.text import Caption, Heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boothapp.domain.show import Show
    from boothapp.services.prize_entries import EntryView


class DrawBowl(QWidget):
    """Shows the entries; `entry_chosen(view)` tells which one is in front of a person, None for none."""

    entry_chosen = Signal(object)

    def __init__(self, show: Show, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = EntryLine()
        self.model = EntryTableModel(self)
        self.table = EntryTableView(self.model)
        self.card, self.terms = DrawCard(), DrawTerms(show)
        self.receipt, self.progress = ReceiptLine(name="draw_receipt"), ProgressLine(name="photos_progress")
        self.photos = Button(self.tr("P&hotos…"), name="choose_photos", icon="camera")
        self.earlier = Button(self.tr("Earlier &draws"), name="earlier_draws", icon="clock")
        self.close_entries = Button(
            self.tr("C&lose entries…"), name="close_entries", kind="primary", icon="lock"
        )
        self.to_check = Chip(self.tr("To check"), name="only_to_check", icon="question")
        self.to_check.clicked.connect(self._show_rows)
        self._entries: list[EntryView] = []
        self._is_behind = False
        self._title, self._count = Heading(), Caption()
        self._count.setObjectName("entry_count")
        self.unread = Button(self.tr("&Read photos"), name="read_photos", icon="refresh")
        self.unread.hide()
        self.earlier.hide()
        for button in (self.photos, self.unread, self.earlier, self.close_entries, self.to_check):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus in the line
        self._lay_out()
        self.setFocusProxy(self.line)
        self.line.list_wanted.connect(self.go_to_list)
        self.table.text_typed.connect(self.line.go_on_with)
        self.table.row_chosen.connect(lambda place: self.entry_chosen.emit(self.model.entry(place)))
        self.table.editing_ended.connect(self._catch_up)
        self.card.mend_pressed.connect(self.table.edit_field)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._title)
        names.addWidget(self._count)
        head.addLayout(names, 1)
        for button in (self.to_check, self.photos, self.unread, self.earlier, self.close_entries):
            head.addWidget(button)
        self.said = QStackedWidget()
        self.said.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for part in (QWidget(), self.receipt, self.progress):
            self.said.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.line)
        column.addWidget(self._split(), 1)
        column.addWidget(self.said)

    def _split(self) -> QSplitter:
        self._nothing = EmptyState(
            name="empty_bowl",
            icon="gift",
            title=self.tr("The bowl is empty"),
            text=self.tr(
                "Type the first card in the line above and press Enter: name, company, mail in any order. "
                "Or scan a badge, paste many lines, or drop photos here."
            ),
        )
        self._list = QStackedWidget()
        self._list.addWidget(self._nothing)
        self._list.addWidget(self.table)
        listed = Card(name="entry_list")
        listed.layout().setContentsMargins(HALF, GRID, HALF, GRID)  # type: ignore[union-attr]  # every card has one
        listed.setMinimumWidth(24 * GAP)
        listed.body.addWidget(self._list)
        beside = QWidget()
        beside.setMinimumWidth(18 * GAP)
        column = QVBoxLayout(beside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.card)
        column.addWidget(self.terms, 100)
        column.addStretch(1)  # while the terms make room for a picture, the card stays at the top
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(GAP)
        split.addWidget(listed)
        split.addWidget(beside)
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 2)
        return split

    def use_show(self, show: Show) -> None:
        """Show this show's draw and terms."""
        self._title.setText(show.draw.title if show.draw else "")
        self.terms.use_show(show)

    def show_entries(self, entries: Sequence[EntryView], newest: int = 0) -> None:
        """Show these; the one with the ticket `newest` becomes the chosen one."""
        self._entries = list(entries)
        self._show_rows()
        self._list.setCurrentWidget(self.table if entries else self._nothing)
        self._count.setText(count_words(entries) if entries else self.tr("No entries yet"))
        self.close_entries.setEnabled(bool(entries))
        if newest and not self.table.is_editing():
            self.table.choose(max(self.model.place_of(newest), 0))
        self.entry_chosen.emit(self.model.entry(self.table.chosen()))

    def _show_rows(self) -> None:
        """All of the entries, or those to be looked at alone; rows leave, but not while one is mended."""
        to_check = [view for view in self._entries if needs_a_look(view)]
        self.to_check.setText(
            self.tr("To check  {count}").format(count=self.locale().toString(len(to_check)))
        )
        self.to_check.setAccessibleName(self.to_check.text())
        self.to_check.updateGeometry()
        self.to_check.setVisible(bool(to_check) or self.to_check.isChecked())
        self._is_behind = self.to_check.isChecked() and self.table.is_editing()
        if not self._is_behind:
            self.model.show_entries(to_check if self.to_check.isChecked() else self._entries)

    def _catch_up(self) -> None:
        """Show what came while a cell was mended; the list goes on where it was."""
        if not self._is_behind:
            return
        place = self.table.chosen()
        view = self.model.entry(place)
        self._show_rows()
        if self.table.chosen() < 0 and self.model.rowCount():
            still = self.model.place_of(view.ticket) if view else -1
            self.table.choose(still if still >= 0 else min(place, self.model.rowCount() - 1))

    def show_unread(self, count: int) -> None:
        """Offer to read the photos that wait for it."""
        self.unread.setVisible(bool(count))
        self.unread.setText(self.tr("&Read {count} photos").format(count=self.locale().toString(count)))
        self.unread.setAccessibleName(self.unread.text().replace("&", ""))
        self.unread.updateGeometry()

    def show_progress(self, text: str, done: int, total: int) -> None:
        """Say how far the photos are."""
        self.said.setCurrentWidget(self.progress)
        self.progress.show_progress(text, done, total)

    def go_to_list(self) -> None:
        """Go on in the list with the keys."""
        if self.model.rowCount():
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
            self.table.choose(max(self.table.chosen(), 0))

    def show_receipt(self, text: str, *, undo: bool) -> None:
        """Say what was done."""
        self.said.setCurrentWidget(self.receipt)
        self.receipt.show_receipt(text, undo=undo)
