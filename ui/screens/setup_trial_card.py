"""A card to try a lead definition on: what would sales get?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from boothapp.domain.ids import ContactId, LeadId, ShowId
from boothapp.domain.lead import (
    Answer,
    AnswerState,
    Channel,
    Contact,
    ContactPoint,
    FollowUp,
    InterestBasis,
    Lead,
)
from boothapp.domain.verdict import judge
from ui.lead_words import answer_state_word
from ui.screens.capture_words import missing_words, verdict_view
from ui.theme import GRID
from ui.widgets.check_list import CheckList
from ui.widgets.chip import Chip
from ui.widgets.drop_down import Select
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.text import Caption
from ui.widgets.track_badge import TrackBadge

if TYPE_CHECKING:
    from boothapp.domain.definition import LeadDefinition

_ANSWERED = "answered"


class TrialCard(QWidget):
    """One drop-down a question, one chip for each other condition, and the verdict beside them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("test_card")
        self._definition: LeadDefinition | None = None
        self._answers: dict[str, Select] = {}
        self._prize = Chip(self.tr("Came for the prize"), name="test_prize", icon="gift")
        self._promise = Chip(self.tr("Follow-up agreed"), name="test_promise", icon="calendar")
        self._reach = Chip(self.tr("Email that works"), name="test_reach", icon="mail")
        self._badge, self._reasons = TrackBadge(), CheckList()
        chips = FlowLayout(spacing=GRID)
        for chip in (self._promise, self._reach, self._prize):
            chip.clicked.connect(self._judge)
            chips.addWidget(chip)
        self._grid = QGridLayout()
        self._grid.setSpacing(GRID)
        self._grid.setColumnStretch(1, 1)
        verdict = QHBoxLayout()
        verdict.addWidget(self._badge)
        verdict.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(self._grid)
        column.addLayout(chips)
        column.addLayout(verdict)
        column.addWidget(self._reasons)

    def use_definition(self, definition: LeadDefinition) -> None:
        """Offer the answers of this definition, none given yet."""
        self._definition = definition
        while (item := self._grid.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.deleteLater()
        self._answers = {}
        for place, question in enumerate(definition.questions):
            select = Select(name=f"test_{question.question_id}", label=question.label)
            answers = [(choice.value, choice.label) for choice in question.choices]
            quiet = [(state, answer_state_word(state)) for state in ("not_asked", "declined", "unknown")]
            select.set_choices(
                [*quiet[:1], *(answers or [(_ANSWERED, answer_state_word(_ANSWERED))]), *quiet[1:]]
            )
            select.value_chosen.connect(lambda _: self._judge())
            caption = Caption(question.label.replace("&", "&&"), wrap=True)
            caption.setBuddy(select)
            self._grid.addWidget(caption, place, 0)
            self._grid.addWidget(select, place, 1)
            self._answers[question.question_id] = select
        self._judge()

    def _judge(self) -> None:
        if self._definition is None:
            return
        lead = self._lead(self._definition)
        verdict = judge(lead, self._definition, datetime.now(UTC))
        words = verdict_view(verdict, lead, self._definition, "")
        self._badge.set_track(verdict.track.value)
        lines = [("blocked", text) for text in words.blocked_by]
        lines += [("missing", text) for text in missing_words(verdict, lead, self._definition)]
        self._reasons.set_lines(lines or [("passed", self.tr("Everything the gate asks for is there"))])

    def _lead(self, definition: LeadDefinition) -> Lead:
        answers = {question_id: _answer(select.value()) for question_id, select in self._answers.items()}
        email = (
            ContactPoint("visitor@firm.example", "visitor@firm.example") if self._reach.isChecked() else None
        )
        promise = FollowUp(
            due_at="2026-12-01T10:00",
            zone="UTC",
            channel=Channel.CALL,
            owner="owner@firm.example",
            confirmed_by_visitor=True,
        )
        return Lead(
            lead_id=LeadId("test"),
            show_id=ShowId("test"),
            definition=definition.ref,
            contacts=(Contact(contact_id=ContactId("test"), display_name="Test", email=email),),
            interest_basis=InterestBasis.BORROWED if self._prize.isChecked() else InterestBasis.PRODUCT,
            answers=answers,
            follow_up=promise if self._promise.isChecked() else None,
        )


def _answer(value: str) -> Answer:
    if value in {"not_asked", "declined", "unknown"}:
        return Answer(state=AnswerState(value))
    return Answer(state=AnswerState.ANSWERED, value=value)
