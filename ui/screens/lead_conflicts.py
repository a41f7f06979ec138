"""Values of one field that were written without sight of each other, side by side, for a person to choose."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from boothapp.domain.fold import DELETED
from boothapp.domain.lead_fields import from_fields
from ui.lead_words import answer_text, attachment_word, field_word, moment_text
from ui.screens.lead_facts import promise_facts
from ui.theme import GRID, HALF
from ui.widgets.button import Button
from ui.widgets.text import Caption, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boothapp.domain.change import JsonValue
    from boothapp.domain.definition import LeadDefinition
    from boothapp.domain.lead import Attachment, Lead
    from boothapp.domain.show import Show
    from boothapp.domain.stamp import Stamp
    from boothapp.services.browsing import LeadCardView


translate = QCoreApplication.translate

ALL = -1
"""In the place of one value: all of them together."""


class LeadConflicts(QWidget):
    """One block a field; `value_chosen(field, place)` tells which of its values a person keeps, or `ALL`."""

    value_chosen = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lead_conflicts")
        self._blocks: list[QWidget] = []
        note = Text(
            self.tr("Written without sight of each other. Keep what is right:"), wrap=True, quiet=True
        )
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, GRID)
        self._column.setSpacing(GRID)
        self._column.addWidget(note)
        self.hide()

    def show_conflicts(self, view: LeadCardView, show: Show, definition: LeadDefinition) -> None:
        """Show the fields of this lead that have more than one live value."""
        for block in self._blocks:
            block.deleteLater()
        self._blocks = []
        for field, values in view.conflicts.items():
            block = self._block(field, values, view, show, definition)
            self._blocks.append(block)
            self._column.addWidget(block)
        self.setVisible(bool(view.conflicts))

    def _block(
        self,
        field: str,
        values: list[tuple[Stamp, JsonValue]],
        view: LeadCardView,
        show: Show,
        definition: LeadDefinition,
    ) -> QWidget:
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        name = self.tr("Delete this lead?") if field == DELETED else field_word(field, definition, view.lead)
        column.addWidget(Text(name, step="title", wrap=True))
        side_by_side = QHBoxLayout()
        side_by_side.setSpacing(GRID)
        column.addLayout(side_by_side)
        written = {change.stamp: change for change in view.history}
        for place, (stamp, value) in enumerate(values):
            change = written.get(stamp)
            who = show.staff_named(change.actor).name if change else self.tr("another laptop")
            when = moment_text(change.captured_at) if change else ""
            shown = (
                self._deletion(value)
                if field == DELETED
                else value_text(field, value, view.lead, show, definition)
            )
            side_by_side.addWidget(self._choice(field, place, shown, f"{who} {when}".strip()), 1)
        if field == "attachments":
            both = Button(self.tr("Keep all these pictures"), name=f"keep_{field}_all")
            both.clicked.connect(lambda: self.value_chosen.emit(field, ALL))
            column.addWidget(both, 0, Qt.AlignmentFlag.AlignLeading)
        return block

    def _deletion(self, value: JsonValue) -> str:
        return self.tr("Keep the lead") if value is None else self.tr("Delete it")

    def _choice(self, field: str, place: int, text: str, written: str) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        column.addWidget(Text(text or self.tr("(empty)"), wrap=True), 1)
        column.addWidget(Caption(written, wrap=True))
        keep = Button(self.tr("Keep this"), name=f"keep_{field}_{place}")
        keep.setAccessibleName(self.tr("Keep: {value}, written by {who}").format(value=text, who=written))
        keep.clicked.connect(lambda: self.value_chosen.emit(field, place))
        column.addWidget(keep)
        return side


def _picture_words(pictures: Sequence[Attachment], shown: Sequence[Attachment]) -> str:
    """How many, and what they show; which of them the card beside shows now, since names tell little."""
    where = QLocale()
    lines = []
    if here := [attachment_word(one.kind) for one in pictures if one in shown]:
        told = translate("LeadConflicts", "{count} as on the card: {list}")
        lines.append(told.format(count=where.toString(len(here)), list=", ".join(here)))
    if others := [attachment_word(one.kind) for one in pictures if one not in shown]:
        told = translate("LeadConflicts", "{count} not on the card: {list}")
        lines.append(told.format(count=where.toString(len(others)), list=", ".join(others)))
    return "\n".join(lines)


def value_text(field: str, value: JsonValue, lead: Lead, show: Show, definition: LeadDefinition) -> str:
    """A field's value as people read it; what has no words of its own, as JSON."""
    if value is None or isinstance(value, str):
        return value or ""
    read = from_fields(lead.lead_id, lead.show_id, {field: value})
    head, _, rest = field.partition("/")
    if head == "answers":
        return answer_text(read.answer(rest), definition.question_by_id.get(rest))
    if field == "follow_up":
        return "\n".join(f"{fact.label}: {fact.value}" for fact in promise_facts(read, show))
    if field == "attachments":
        return _picture_words(read.attachments, lead.attachments)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return str(value[0]) if head == "contacts" else ", ".join(str(part) for part in value)
    return json.dumps(value, ensure_ascii=False)
