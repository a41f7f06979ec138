"""Leads: find any of them as one types, see the whole card, settle, promote, export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from boothapp.domain.ids import LeadId
from ui.models.lead_table import LeadTableModel
from ui.qt_override import override
from ui.screens.lead_actions import LeadActions
from ui.screens.lead_card import LeadCard
from ui.screens.lead_filters import LeadFilters
from ui.screens.lead_picture_desk import LeadPictureDesk
from ui.screens.lead_search import LeadSearchField
from ui.screens.lead_table_view import LeadTableView
from ui.screens.screen import Screen, Slots
from ui.theme import GAP, GRID, HALF
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.progress_line import ProgressLine
from ui.widgets.receipt_line import ReceiptLine
from ui.widgets.text import Caption, Text

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable

    from boothapp.app import Services
    from boothapp.domain.definition import LeadDefinition
    from boothapp.domain.lead import Lead
    from boothapp.services.browsing import LeadCardView, LeadFacets
    from boothapp.services.following_up import Matrix
    from boothapp.services.show_setup import ShowSetup
    from ui.tasks import Tasks

    Opened = tuple[LeadCardView, LeadDefinition]

_REST_MS = 40
"""How long the chosen row must stay before its card is fetched, so that a held arrow key only scrolls."""
_CODE_MS = 300
"""How long a card must stay before its code is made: that takes longer than all the rest of it."""


class LeadsScreen(Screen):
    """Search field and filters above, table on one side, the chosen lead's card on the other."""

    def __init__(self, tasks: Tasks, setup: ShowSetup, parent: QWidget | None = None) -> None:
        super().__init__(tasks, setup, parent)
        self._model = LeadTableModel(setup, self)
        self._table = LeadTableView(self._model)
        self._search, self._filters = LeadSearchField(), LeadFilters(setup.show)
        self._found = Caption()
        self._export = Button(self.tr("E&xport…"), name="export", icon="export")
        self._receipt = ReceiptLine(name="leads_receipt")
        self._progress = ProgressLine(name="export_progress")
        self._lead_card = LeadCard()
        self._actions = LeadActions(tasks, setup, self)
        self._pictures = LeadPictureDesk(tasks, self._lead_card.pictures, self)
        self._undo: Callable[[], None] | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._code = QTimer(self, singleShot=True, interval=_CODE_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        upper = QHBoxLayout()
        upper.setSpacing(GRID)
        upper.addWidget(self._search, 1)
        upper.addWidget(self._export)
        self._said = QStackedWidget()
        self._said.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._said.addWidget(QWidget())  # nothing to say
        self._said.addWidget(self._receipt)
        self._said.addWidget(self._progress)
        lower = QHBoxLayout()
        lower.setSpacing(GRID)
        lower.addWidget(self._found)
        lower.addWidget(self._said, 1)
        self._work = QWidget()
        column = QVBoxLayout(self._work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(upper)
        column.addWidget(self._filters)
        column.addWidget(self._split(), 1)
        column.addLayout(lower)
        self._nothing_here = EmptyState(
            name="no_leads",
            icon="leads",
            title=self.tr("No leads yet"),
            text=self.tr("Every visitor you save stands here, with answers, promise and history."),
            action=self.tr("Capture the first visitor"),
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self._work)
        self._pages.addWidget(self._nothing_here)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GAP, GAP, GAP, GRID)
        whole.addWidget(self._pages)
        self.setFocusProxy(self._search)

    def _split(self) -> QSplitter:
        """The table on one side, the card on the other."""
        self._nothing_found = EmptyState(
            name="no_matches",
            icon="search",
            title=self.tr("No lead matches"),
            text=self.tr("Try fewer letters or another spelling: accents and capitals do not matter."),
            action=self.tr("Clear search and filters"),
        )
        self._list = QStackedWidget()
        self._list.addWidget(self._table)
        self._list.addWidget(self._nothing_found)
        table_card = Card(name="lead_list")
        table_card.layout().setContentsMargins(HALF, GRID, HALF, GRID)  # type: ignore[union-attr]  # every card has one
        table_card.setMinimumWidth(20 * GAP)
        table_card.body.addWidget(self._list)
        hint = Text(self.tr("Choose a lead to see its card."), quiet=True)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._beside = QStackedWidget()
        self._beside.addWidget(hint)
        self._beside.addWidget(self._lead_card)
        side_card = Card(name="lead_side")
        side_card.setMinimumWidth(22 * GAP)
        side_card.body.addWidget(self._beside)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(GAP)
        split.addWidget(table_card)
        split.addWidget(side_card)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        return split

    def _connect(self) -> None:
        self._search.textChanged.connect(lambda _: self._find())
        self._search.table_wanted.connect(self._go_to_table)
        self._filters.filters_changed.connect(self._find)
        self._table.window_changed.connect(self._model.set_window)
        self._table.row_chosen.connect(lambda _: self._rest.start())
        self._table.edit_pressed.connect(self._edit)
        self._table.text_typed.connect(self._search.go_on_with)
        self._rest.timeout.connect(self._open_chosen)
        self._code.timeout.connect(self._make_code)
        self._model.rows_wanted.connect(self._fetch)
        self._lead_card.left.connect(lambda: self._search.go_on_with(""))
        self._lead_card.edit_pressed.connect(lambda: self._edit(self._table.chosen()))
        self._connect_actions()
        self._nothing_here.action_pressed.connect(lambda: self.screen_requested.emit("capture"))
        self._nothing_found.action_pressed.connect(self._clear)

    def _connect_actions(self) -> None:
        card, actions = self._lead_card, self._actions
        card.promote_pressed.connect(lambda: self._with_lead(actions.promote))
        card.delete_pressed.connect(lambda: self._with_lead(actions.delete))
        card.copy_pressed.connect(lambda: self._with_lead(actions.copy_json))
        card.conflict_settled.connect(
            lambda field, place: self._with_lead(lambda view: actions.settle(view, field, place))
        )
        self._export.clicked.connect(actions.export)
        self._progress.cancel_pressed.connect(actions.stop_export)
        self._receipt.undo_pressed.connect(self._take_back)
        actions.done.connect(self._show_receipt)
        actions.leads_changed.connect(self.leads_changed)
        actions.problem_met.connect(self.problem_met)
        actions.progress_made.connect(self._show_progress)
        actions.progress_ended.connect(self._hide_progress)

    @override
    def refresh(self) -> None:
        self.tasks.run_latest(self, "facets", lambda services: services.browsing.facets(), self._take_facets)
        self._find()

    def show_conflicts(self) -> None:
        """Show only the leads that wait for a person to choose between values."""
        self._search.clear()
        self._filters.show_conflicts()

    @override
    def use_setup(self, setup: ShowSetup) -> None:
        super().use_setup(setup)
        self._model.use_setup(setup)
        self._filters.use_show(setup.show)
        self._actions.setup = setup

    @override
    def slots(self) -> Slots:
        return {
            "find_lead": lambda: self._search.go_on_with(""),
            "export_leads": self._actions.export,
            "delete_lead": lambda: self._with_lead(self._actions.delete),
            "promote_lead": lambda: self._with_lead(self._actions.promote),
        }

    def _find(self) -> None:
        text, filters = self._search.text(), self._filters.filters()
        self.tasks.run_latest(
            self, "find", lambda services: services.browsing.find(text, filters), self._take_numbers
        )

    def _take_numbers(self, numbers: array[int]) -> None:
        before = self._lead_card.view
        self._model.show_numbers(numbers)
        self._found.setText(
            self.tr("%n shown", "", len(numbers)).replace(str(len(numbers)), QLocale().toString(len(numbers)))
        )
        self._list.setCurrentWidget(self._table if numbers else self._nothing_found)
        place = self._model.place_of(before.row.lead_no) if before is not None else -1
        if numbers:
            self._table.choose(max(place, 0))
        else:
            self._beside.setCurrentIndex(0)
        self._rest.start()

    def _take_facets(self, facets: LeadFacets) -> None:
        self._filters.show_counts(facets)
        self._pages.setCurrentWidget(self._work if facets.total else self._nothing_here)

    def _fetch(self, lead_nos: list[int]) -> None:
        self.tasks.run_latest(
            self, "rows", lambda services: services.browsing.rows(lead_nos), self._model.take_rows
        )

    def _open_chosen(self) -> None:
        place = self._table.chosen()
        if not 0 <= place < self._model.rowCount():
            return
        number = self._model.number_at(place)
        self.tasks.run_latest(self, "card", lambda services: _open(services, number), self._show_card)

    def _show_card(self, opened: Opened | None) -> None:
        if opened is None:
            return
        view, definition = opened
        self._lead_card.show_lead(view, self.setup.show, definition)
        self._pictures.show_attachments(view.lead.attachments)
        self._beside.setCurrentWidget(self._lead_card)
        self._code.start()

    def _make_code(self) -> None:
        view = self._lead_card.view
        if view is not None and view.lead.follow_up is not None:
            lead = view.lead
            self.tasks.run_latest(
                self, "code", lambda services: (lead, services.following_up.event_qr(lead)), self._show_code
            )

    def _show_code(self, made: tuple[Lead, Matrix | None]) -> None:
        lead, matrix = made
        view = self._lead_card.view
        if view is not None and view.lead == lead:
            self._lead_card.show_code(matrix)

    def _edit(self, place: int) -> None:
        row = self._model.row_at(place)
        if row is not None:
            self.edit_requested.emit(row.lead_id)

    def _go_to_table(self) -> None:
        if self._model.rowCount():
            self._table.setFocus(Qt.FocusReason.TabFocusReason)
            self._table.choose(max(self._table.chosen(), 0))

    def _with_lead(self, act: Callable[[LeadCardView], None]) -> None:
        if self._lead_card.view is not None and self._beside.currentWidget() is self._lead_card:
            act(self._lead_card.view)

    def _show_receipt(self, text: str, undo: Callable[[], None] | None) -> None:
        self._undo = undo
        self._said.setCurrentWidget(self._receipt)
        self._receipt.show_receipt(text, undo=undo is not None)

    def _take_back(self) -> None:
        if self._undo is not None:
            self._undo()

    def _show_progress(self, text: str, done: int, total: int) -> None:
        self._said.setCurrentWidget(self._progress)
        self._progress.show_progress(text, done, total)

    def _hide_progress(self) -> None:
        self._progress.hide_progress()

    def _clear(self) -> None:
        self._search.clear()
        self._filters.clear()


def _open(services: Services, lead_no: int) -> Opened | None:
    """The card of a lead by its number, and the definition it is judged by."""
    rows = services.browsing.rows([lead_no])
    view = services.browsing.card(LeadId(rows[0].lead_id)) if rows else None
    if view is None:
        return None
    return view, services.show_setting.definition(view.lead.definition)
