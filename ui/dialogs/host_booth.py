"""Host for this booth: the code that lets another laptop in, large for its camera, and who is connected."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from boothapp.handoff.qr import matrix
from ui.dialogs.dialog import Dialog
from ui.lead_words import ago_text
from ui.sync_words import fingerprint as grouped
from ui.theme import GAP, GRID, ROOM
from ui.widgets.button import Button
from ui.widgets.drop_down import Select
from ui.widgets.fact_sheet import Fact, FactSheet
from ui.widgets.qr_view import QrView
from ui.widgets.text import Heading, Text

if TYPE_CHECKING:
    from ui.hosting import Hosting

_SIDE = 448  # px: read by a camera across a table
_WIDTH = 880
_LAPTOPS_MS = 3_000
_MINUTE = 60


class HostBoothDialog(QDialog):
    """Shows a hub that runs; closing the dialog leaves it running."""

    def __init__(self, hosting: Hosting, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._hosting = hosting
        self.setObjectName("host_booth")
        self.setWindowTitle(self.tr("Host for this booth"))
        self.setAccessibleName(self.windowTitle())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_WIDTH, self.height())
        self._text, self._until = "", datetime.now(UTC)
        self._fingerprint, self._laptops = "", list[tuple[str, str, int]]()
        self._qr = QrView(name="host_qr", side=_SIDE)
        self._qr.setFixedSize(_SIDE, _SIDE)
        self._address = Select(name="host_address", label=self.tr("Address"))
        self._address.value_chosen.connect(lambda *_: self._new_code())
        self._facts = FactSheet(name="host_facts", label=self.tr("Hub of this booth"))
        self._guests = FactSheet(name="host_laptops", label=self.tr("Connected laptops"))
        self._lay_out()
        hosting.listening.connect(self._show_addresses)
        hosting.code_made.connect(self._show_code)
        hosting.laptops_told.connect(self._show_laptops)
        hosting.stopped.connect(self._show_stopped)
        for every, tick in ((1_000, self._say), (_LAPTOPS_MS, hosting.ask_laptops)):
            timer = QTimer(self, interval=every)
            timer.timeout.connect(tick)
            timer.start()
        self._say()
        if hosting.place is not None:
            self._show_addresses(*hosting.place)
            hosting.ask_laptops()

    def _lay_out(self) -> None:
        self._new = Button(self.tr("&New code"), name="host_new_code", icon="refresh")
        self._new.clicked.connect(self._new_code)
        self._copy = Button(self.tr("&Copy as text"), name="host_copy", icon="copy")
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._text))
        stop = Button(self.tr("&Stop hosting"), name="host_stop", kind="danger")
        stop.clicked.connect(self._ask_stop)
        close = Button(self.tr("C&lose"), name="host_close", kind="primary", key_hint="Esc")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        side = QVBoxLayout()
        side.setSpacing(GRID)
        how = self.tr(
            "On the other laptop: Sync, Connect to a hub, then scan this code or paste its text. Each laptop "
            "takes a code of its own. Both must be on the same network. Closing this keeps the hub on."
        )
        for part in (Text(how, wrap=True), self._address, self._facts, self._guests):
            side.addWidget(part)
        side.addStretch(1)
        side.addWidget(self._new)
        side.addWidget(self._copy)
        upper, lower = QHBoxLayout(), QHBoxLayout()
        upper.setSpacing(ROOM)
        upper.addWidget(self._qr)
        upper.addLayout(side, 1)
        lower.addWidget(stop)
        lower.addStretch(1)
        lower.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(ROOM, ROOM, ROOM, GAP)
        column.setSpacing(GAP)
        column.addWidget(Heading(self.windowTitle()))
        column.addLayout(upper, 1)
        column.addLayout(lower)

    def _show_addresses(self, urls: list[str], fingerprint: str) -> None:
        self._fingerprint = fingerprint
        self._address.set_choices([(url, url) for url in urls])
        self._address.set_value(urls[0])
        self._new_code()

    def _new_code(self) -> None:
        if self._address.value():
            self._hosting.ask_code(self._address.value())

    def _show_code(self, text: str, until: str) -> None:
        self.resize(_WIDTH, self.height())
        self._text, self._until = text, datetime.fromisoformat(until)
        self._qr.set_matrix(matrix(text), self.tr("Code that lets one laptop in"))
        self._say()

    def _show_laptops(self, laptops: list[tuple[str, str, int]]) -> None:
        self._laptops = laptops
        self._say()

    def _say(self) -> None:
        now, where = datetime.now(UTC), QLocale()
        left = int((self._until - now).total_seconds())
        if self._text and left <= 0:
            self._text = ""
            self._qr.set_matrix((), self.tr("The code is too old"))
        self._copy.setEnabled(bool(self._text))
        if self._text:
            expires = self.tr("{minutes} min {seconds} s left, for one laptop").format(
                minutes=left // _MINUTE, seconds=left % _MINUTE
            )
        else:
            expires = (
                self.tr("too old: make a new one") if self._fingerprint else self.tr("the hub is starting…")
            )
        facts = [Fact(self.tr("Code"), expires)]
        if self._fingerprint:
            facts.append(Fact(self.tr("Fingerprint"), grouped(self._fingerprint)))
        self._facts.set_facts(facts)
        guests = [
            Fact(
                name,
                self.tr("1 change")
                if changes == 1
                else self.tr("{count} changes").format(count=where.toString(changes)),
                ago_text(datetime.fromisoformat(seen), now) if seen else self.tr("has not synced yet"),
            )
            for name, seen, changes in self._laptops
        ]
        self._guests.set_facts(
            guests or [Fact(self.tr("Laptops"), self.tr("none connected yet"), tone="quiet")]
        )

    def _ask_stop(self) -> None:
        """Ask before laptops that came in lose their hub."""
        if not self._laptops:
            self._hosting.stop()
            return
        names = ", ".join(name for name, _, _ in self._laptops)
        question = Dialog(
            self.tr("Stop hosting?"),
            self.tr(
                "{laptops} sync with this hub and may hold leads that are not here yet. They keep them, and "
                "send them when you host again. Let each say “Everything is synced” first."
            ).format(laptops=names),
            name="stop_hosting",
            yes=self.tr("&Stop hosting"),
            danger=True,
            parent=self,
        )
        question.accepted.connect(self._hosting.stop)
        question.open()

    def _show_stopped(self, _problem: str) -> None:
        self.accept()
