"""What the visitor's phone takes from the screen: the appointment, or our contact card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui.theme import GAP, GRID, ROOM
from ui.widgets.button import Button
from ui.widgets.chip_group import ANSWERED, ChipGroup
from ui.widgets.qr_view import QrView
from ui.widgets.text import Text

if TYPE_CHECKING:
    from boothapp.domain.lead import Lead
    from boothapp.domain.show import Staff
    from ui.tasks import Tasks

_SIDE = 376  # px: read from an arm's length
_EVENT, _CARD = "event", "card"

Matrix = list[list[bool]]


class PhoneCode(QDialog):
    """Shows the promise as a QR code, or the rep's card while there is no promise; 1 and 2 switch."""

    def __init__(self, tasks: Tasks, lead: Lead, rep: Staff, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks, self._lead, self._rep = tasks, lead, rep
        self.setObjectName("phone_code")
        self.setWindowTitle(self.tr("To the visitor’s phone"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._which = ChipGroup(name="phone_code_which", label=self.tr("The phone takes"), quiet=False)
        self._which.set_choices(
            [
                (_EVENT, self.tr("The appointment"), "1"),
                (_CARD, self.tr("Our contact card"), "2"),
            ]
        )
        self._which.answer_changed.connect(self._choose)
        self._view = QrView(name="phone_code_view", side=_SIDE)
        self._caption = Text(wrap=True)
        self._caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        close = Button(self.tr("&Done"), name="phone_code_done", kind="primary", key_hint="Esc")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(ROOM, ROOM, ROOM, GAP)
        column.setSpacing(GAP)
        column.addWidget(self._which)
        column.addWidget(self._view, 1)
        column.addWidget(self._caption)
        column.addSpacing(GRID)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        has_promise = lead.follow_up is not None and lead.follow_up.has_date
        self._which.set_answer(ANSWERED, _EVENT if has_promise else _CARD)
        self._which.setFocus()
        self._choose()

    def _choose(self) -> None:
        which = next(iter(self._which.answer()[1]), "")
        lead, email = self._lead, self._rep.email
        if which == _EVENT:
            self._tasks.run_latest(
                self, "code", lambda services: services.following_up.event_qr(lead), self._show_event
            )
        elif which == _CARD:
            self._tasks.run_latest(
                self, "code", lambda services: services.following_up.rep_qr(email), self._show_card
            )
        else:
            self._show([], self.tr("Choose what the phone should take."))

    def _show_event(self, matrix: Matrix | None) -> None:
        if matrix is None:
            self._show([], self.tr("There is no day for the follow-up yet: agree on one first."))
        else:
            self._show(
                matrix, self.tr("Point the phone’s camera here: the appointment lands in its calendar.")
            )

    def _show_card(self, matrix: Matrix) -> None:
        text = self.tr("Point the phone’s camera here: {name} lands in its contacts.")
        self._show(matrix, text.format(name=self._rep.name))

    def _show(self, matrix: Matrix, text: str) -> None:
        self._view.set_matrix(matrix, text)
        self._caption.setText(text)
