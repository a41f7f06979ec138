"""Connect to a hub: its code pasted or scanned, and whom one connects to before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from boothapp.errors import EnrolmentError
from boothapp.wire.enrolment import decode_enrolment
from ui.dialogs.dialog import Dialog
from ui.qt_override import override
from ui.sync_words import fingerprint
from ui.widgets.fact_sheet import Fact, FactSheet
from ui.widgets.field import LabelledField

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from boothapp.domain.show import Show
    from boothapp.wire.enrolment import Enrolment

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ConnectHubDialog(Dialog):
    """Asks for the text of the hub's code; `hub_confirmed(text)` tells it once a person saw whose it is.

    Where there is no show yet, the hub's will do.
    """

    hub_confirmed = Signal(str)

    def __init__(self, show: Show | None, text: str = "", *, parent: QWidget) -> None:
        super().__init__(
            self.tr("Connect to a hub"),
            self.tr(
                "Scan the hub’s QR code, or paste the text below it. The code works once, for a few minutes."
            ),
            name="connect_hub",
            yes=self.tr("&Connect"),
            parent=parent,
        )
        self._show = show
        self._code = LabelledField(self.tr("C&ode"), name="hub_code")
        self._code.edit.setPlaceholderText("boothapp-hub:…")
        self._code.text_edited.connect(lambda *_: self._read())
        self._hub = FactSheet(name="hub_facts", label=self.tr("Whom you connect to"))
        self.body.addWidget(self._code)
        self.body.addWidget(self._hub)
        self.accepted.connect(lambda: self.hub_confirmed.emit(self._code.text()))
        self.take_code(text)
        self._code.edit.setFocus()

    def take_code(self, text: str) -> None:
        """Show whose code this is."""
        self._code.set_text(text)
        self._read()

    def _read(self) -> None:
        text, problem, facts = self._code.text().strip(), "", list[Fact]()
        if text:
            try:
                facts = self._facts(decode_enrolment(text))
            except EnrolmentError as error:
                problem = str(error)
        self._hub.set_facts(facts or [Fact(self.tr("Hub"), problem or self.tr("No code yet"), tone="quiet")])
        self._code.edit.mark_problem(problem=bool(problem))
        self.yes.setEnabled(bool(facts) and self._is_our_show)

    def _facts(self, enrolment: Enrolment) -> list[Fact]:
        self._is_our_show = self._show is None or enrolment.show_id == self._show.show_id
        other = "" if self._is_our_show else self.tr("not the show of this profile")
        return [
            Fact(self.tr("Hub"), enrolment.url or self.tr("by USB stick alone")),
            Fact(self.tr("Show"), enrolment.show_id, other, tone="" if self._is_our_show else "stop"),
            Fact(
                self.tr("Fingerprint"),
                fingerprint(enrolment.ca) if enrolment.ca else self.tr("a public certificate"),
                self.tr("compare it with what the hub shows") if enrolment.ca else "",
            ),
        ]

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter after a code, be it a scanner's, goes to the button and does not press it unseen."""
        if event.key() in _ENTER and self._code.edit.hasFocus():
            if self.yes.isEnabled():
                self.yes.setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)
