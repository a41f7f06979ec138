"""The LeadCard: everything known of one lead, why it stands where it stands, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from ui.lead_words import requirement_word
from ui.qt_override import override
from ui.screens import lead_facts
from ui.screens.capture_words import verdict_view
from ui.screens.lead_conflicts import LeadConflicts
from ui.screens.lead_pictures import LeadPictures
from ui.theme import GAP, GRID, HALF
from ui.widgets.button import Button
from ui.widgets.check_list import CheckList
from ui.widgets.fact_sheet import FactSheet
from ui.widgets.qr_view import QUIET_ZONE, QrView
from ui.widgets.text import Caption, Text, Title
from ui.widgets.track_badge import TrackBadge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from boothapp.domain.definition import LeadDefinition
    from boothapp.domain.show import Show
    from boothapp.services.browsing import LeadCardView
    from ui.widgets.fact_sheet import Fact

_MODULE = 3  # px a module of the code: small, and phones still read it


class LeadCard(QWidget):
    """Shows a `LeadCardView`; tells what a person wants done with it.

    `edit_pressed`, `promote_pressed`, `delete_pressed`, `copy_pressed` are about the lead shown;
    `conflict_settled(field, place)` is the choice of one of the values that stand side by side.
    """

    edit_pressed = Signal()
    promote_pressed = Signal()
    delete_pressed = Signal()
    copy_pressed = Signal()
    conflict_settled = Signal(str, int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lead_card")
        self.setAccessibleName(self.tr("Lead card"))
        self.view: LeadCardView | None = None
        self._name, self._role = Text(step="heading", wrap=True), Text(quiet=True, wrap=True)
        self._badge = TrackBadge()
        self._say_conflicts = LeadConflicts()
        self._say_conflicts.value_chosen.connect(self.conflict_settled)
        self._ask, self._reasons = Text(wrap=True), CheckList()
        self._qr = QrView(name="lead_qr")
        self.pictures = LeadPictures()
        self._sheets: dict[str, FactSheet] = {}
        self._titles: dict[str, Title] = {}
        self._make_buttons()
        self._lay_out()

    def _make_buttons(self) -> None:
        self._edit = Button(self.tr("&Edit"), name="lead_edit", icon="edit", key_hint="Enter")
        self._edit.clicked.connect(self.edit_pressed)
        self._promote = Button(self.tr("&Promote to a real lead…"), name="lead_promote", icon="flame")
        self._promote.setToolTip(self.tr("This borrowed-interest card is real after all"))
        self._promote.clicked.connect(self.promote_pressed)
        self._more = Button(name="lead_more", kind="quiet", icon="more", tip=self.tr("More about this lead"))
        self._more.clicked.connect(self._open_menu)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self._badge)
        head.addStretch(1)
        head.addWidget(self._edit)
        head.addWidget(self._more)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._role)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, GRID, GAP)
        self._column.setSpacing(HALF)
        self._column.addWidget(self._say_conflicts)
        self._column.addWidget(self._ask)
        self._column.addWidget(self._reasons)
        self._column.addWidget(self._promote, 0, Qt.AlignmentFlag.AlignLeading)
        self._add_sheets()
        self._column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("lead_card_scroll")
        self._scroll.setAccessibleName(self.tr("Lead card"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        inside.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addLayout(names)
        column.addWidget(self._scroll, 1)

    def _add_sheets(self) -> None:
        for key, title in (
            ("people", self.tr("People")),
            ("answers", self.tr("Answers")),
            ("interest", self.tr("Interest")),
            ("promise", self.tr("Follow-up")),
            ("disposition", self.tr("Sales")),
            ("encounters", self.tr("Conversations")),
            ("consents", self.tr("Consent")),
            ("origin", self.tr("Where it came from")),
            ("history", self.tr("History")),
        ):
            self._titles[key] = Title(title)
            self._sheets[key] = FactSheet(name=f"lead_{key}", label=title)
            self._column.addSpacing(GRID)
            self._column.addWidget(self._titles[key])
            self._column.addWidget(self._sheets[key])
            if key == "people":
                self._column.addWidget(self.pictures)
            if key == "promise":
                self._qr_caption = Caption(
                    self.tr("For the visitor’s phone: scan to put it in the calendar"), wrap=True
                )
                self._column.addWidget(self._qr)
                self._column.addWidget(self._qr_caption)

    def show_lead(self, view: LeadCardView, show: Show, definition: LeadDefinition) -> None:
        """Show this lead, judged by the definition it was captured under."""
        another = self.view is None or self.view.lead.lead_id != view.lead.lead_id
        if self.view is None or self.view.lead.follow_up != view.lead.follow_up or another:
            self.show_code(None)
        self.view = view
        lead, row = view.lead, view.row
        self._name.setText(row.name or row.email or row.phone or self.tr("No name"))
        self._role.setText(" · ".join(part for part in (row.job_title, row.company) if part))
        self._role.setVisible(bool(self._role.text()))
        self._badge.set_track(view.verdict.track)
        self._promote.setVisible(view.verdict.track == "borrowed")
        self._show_verdict(view, definition)
        self._say_conflicts.show_conflicts(view, show, definition)
        self._fill("people", lead_facts.people_facts(lead))
        self._fill("answers", lead_facts.answer_facts(lead, definition))
        self._fill("interest", lead_facts.interest_facts(lead, show, definition))
        self._fill("promise", lead_facts.promise_facts(lead, show))
        self._fill("disposition", lead_facts.disposition_facts(view.disposition))
        self._fill("encounters", lead_facts.encounter_facts(lead, show))
        self._fill("consents", lead_facts.consent_facts(lead))
        self._fill("origin", lead_facts.origin_facts(lead, show, definition))
        self._fill("history", lead_facts.history_facts(view.history, lead, show, definition))
        self.setAccessibleDescription(f"{self._name.text()}, {self._role.text()}")
        if another:
            self._scroll.verticalScrollBar().setValue(0)

    def show_code(self, matrix: Sequence[Sequence[bool]] | None) -> None:
        """Show the code of the follow-up, or none."""
        self._qr.setVisible(bool(matrix))
        self._qr_caption.setVisible(bool(matrix))
        if matrix:
            side = _MODULE * (len(matrix) + 2 * QUIET_ZONE)
            self._qr.setFixedSize(side, side)
            self._qr.set_matrix(matrix, self.tr("Code of the follow-up for the visitor’s calendar"))

    def _show_verdict(self, view: LeadCardView, definition: LeadDefinition) -> None:
        words = verdict_view(view.verdict, view.lead, definition, "")
        self._ask.setText(self.tr("Ask next: “{question}”").format(question=words.ask_next))
        self._ask.setVisible(bool(words.ask_next))
        lines = [("blocked", text) for text in words.blocked_by]
        lines += [("missing", text) for text in words.missing]
        if view.verdict.passed:
            passed = ", ".join(requirement_word(code, definition) for code in view.verdict.passed)
            lines.append(("passed", self.tr("In place: {list}").format(list=passed)))
        self._reasons.set_lines(lines)

    def _fill(self, key: str, facts: list[Fact]) -> None:
        self._sheets[key].set_facts(facts)
        self._sheets[key].setVisible(bool(facts))
        self._titles[key].setVisible(bool(facts))

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.addAction(self.tr("&Copy as JSON"), self.copy_pressed.emit)
        menu.addSeparator()
        menu.addAction(self.tr("&Delete…"), self.delete_pressed.emit)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
