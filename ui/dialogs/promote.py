"""Who says that a borrowed-interest card is real after all, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.dialogs.dialog import Dialog
from ui.theme import HALF
from ui.widgets.drop_down import Select
from ui.widgets.field import LabelledNote
from ui.widgets.text import Caption

if TYPE_CHECKING:
    from collections.abc import Sequence


class PromoteDialog(Dialog):
    """Asks for a name and a reason; `promotion_named(by, reason)` tells both.

    Where the card states no problem yet, it asks for that first; `problem` gives it.
    """

    promotion_named = Signal(str, str)

    def __init__(
        self,
        lead_name: str,
        staff: Sequence[tuple[str, str]],
        chosen: str,
        *,
        ask_problem: bool = False,
        parent: QWidget,
    ) -> None:
        super().__init__(
            self.tr("Promote {name}?").format(name=lead_name),
            self.tr(
                "It leaves the prize register and is judged like any other. Name and reason stay on the card."
            ),
            name="promote",
            yes=self.tr("&Promote"),
            parent=parent,
        )
        self._by = Select(name="promote_by", label=self.tr("Who says so"))
        self._by.set_choices(staff)
        self._by.set_value(chosen)
        caption = Caption(self.tr("&Who says so"))
        caption.setBuddy(self._by)
        person = QVBoxLayout()
        person.setSpacing(HALF)
        person.addWidget(caption)
        person.addWidget(self._by)
        self._reason = LabelledNote(self.tr("&Reason"), name="promote_reason", lines=3)
        self._problem = LabelledNote(
            self.tr("What &problem of theirs"),
            name="promote_problem",
            lines=2,
            placeholder=self.tr("In the visitor’s words: without one, it is no lead"),
        )
        self._problem.setVisible(ask_problem)
        self._problem.text_edited.connect(lambda _: self._check())
        self._reason.text_edited.connect(lambda _: self._check())
        self._by.value_chosen.connect(lambda _: self._check())
        self.body.addWidget(self._problem)
        self.body.addLayout(person)
        self.body.addWidget(self._reason)
        self.accepted.connect(self._tell)
        self._check()
        (self._problem if ask_problem else self._reason).setFocus()

    def problem(self) -> str:
        """The problem as it was typed."""
        return self._problem.text().strip()

    def _check(self) -> None:
        stated = self._problem.isHidden() or self.problem()
        self.yes.setEnabled(bool(stated and self._by.value() and self._reason.text().strip()))

    def _tell(self) -> None:
        self.promotion_named.emit(self._by.value(), self._reason.text().strip())
