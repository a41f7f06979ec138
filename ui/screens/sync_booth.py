"""The stores of a booth that this laptop hosted: how much is at the hub, and the button to bring the rest."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.lead_words import moment_text
from ui.messages import words_of
from ui.sync_words import brought_words, unerased_words
from ui.tasks import Cancellation
from ui.theme import GRID, HALF
from ui.widgets.button import Button
from ui.widgets.icon_line import IconLine
from ui.widgets.progress_line import ProgressLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boothapp.errors import BoothappError
    from boothapp.services.booth_hosting import HostedStore
    from boothapp.sync.forwarded import Forwarded
    from ui.tasks import Tasks


class SyncBooth(QWidget):
    """Shown where there is such a store; what has arrived counts, whatever stops it.

    `said(kind, text)` and `failed(BoothappError)` are for the screen's banner; `store_brought` tells that
    something arrived.
    """

    said = Signal(str, str)
    failed = Signal(object)
    store_brought = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("booth_store")
        self._tasks, self._stop = tasks, Cancellation()
        self._is_there = self._is_under_way = False
        self._stores = QVBoxLayout()
        self._stores.setSpacing(HALF)
        self._lines: list[IconLine] = []
        self._button = Button(self.tr("Send the &booth’s store"), name="send_booth_store", icon="people")
        self._button.clicked.connect(self.send)
        self._progress = ProgressLine(name="booth_store_progress")
        self._progress.cancel_pressed.connect(self.cancel)
        self._going = QStackedWidget()
        for page in (self._button_row(), self._progress):
            self._going.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(self._stores)
        column.addWidget(self._going)
        self.hide()
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.cancel)

    def _button_row(self) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._button)
        line.addStretch(1)
        return row

    def show_stores(self, hosted: Sequence[HostedStore], zone: str) -> None:
        """Show how much of each is at the hub; none where nothing was hosted, or there is no hub.

        Times are those of the show, in this zone.
        """
        self._is_there = bool(hosted)
        self.setVisible(self._is_there)
        while len(self._lines) < len(hosted):
            self._lines.append(IconLine(name=f"booth_store_{len(self._lines)}", step="caption"))
            self._stores.addWidget(self._lines[-1])
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(hosted))
        for line, one in zip(self._lines, hosted, strict=False):
            name = f"{one.path.parent.name}/{one.path.name}: " if len(hosted) > 1 else ""
            line.set_line(*_look(one), name + self._words(one, zone))

    def _words(self, hosted: HostedStore, zone: str) -> str:
        brought, where = hosted.brought, QLocale()
        if hosted.problem:  # what is safe is said of this laptop's own leads, and not of these
            unknown = self.tr("The booth’s store cannot be looked into, so it counts as not sent.")
            return f"{unknown} {words_of(hosted.problem).happened}"
        if brought is None:
            return self.tr(
                "This laptop hosted the hub of the booth. What came together there is not at this hub."
            )
        text = (
            self.tr("All {arrived} changes of the booth’s store were at this hub on {when}.")
            if hosted.is_elsewhere
            else self.tr("{arrived} of {changes} changes of the booth’s store were at this hub on {when}.")
        )
        at = datetime.fromisoformat(brought.at).astimezone(ZoneInfo(zone)).isoformat()
        words = text.format(
            arrived=where.toString(brought.arrived),
            changes=where.toString(hosted.changes),
            when=moment_text(at),
        )
        if by_hand := unerased_words(brought.asked, brought.untold):
            words += " " + by_hand
        if hosted.other_shows:
            left = self.tr("Other shows are left in it, and not sent: {shows}.")
            words += " " + left.format(shows=", ".join(hosted.other_shows))
        return words

    def send(self) -> None:
        """Bring what is not there to the hub, or say why there is nothing to bring."""
        if self._is_under_way:
            return
        if not self._is_there:
            self.said.emit(
                "warn",
                self.tr("Nothing to send: host for the booth first, then connect to the office’s hub."),
            )
            return
        self._is_under_way, self._stop = True, Cancellation()
        stop, tell = self._stop, self._tasks.teller(self, self._tell)
        self._tell(0, 0)
        self._tasks.run_on_sync(
            self,
            lambda services: services.booth_hosting.bring(progress=tell, cancelled=stop),
            self._finish,
            self._fail,
            on_bug=self._end,
        )

    def cancel(self) -> None:
        """Stop after the batch under way; what arrived counts."""
        self._stop.cancel()

    def _tell(self, done: int, total: int) -> None:
        if self._is_under_way:
            self._going.setCurrentWidget(self._progress)
            self._progress.show_progress(self.tr("Sending"), done, total)

    def _end(self) -> None:
        self._is_under_way = False
        self._progress.hide_progress()
        self._going.setCurrentIndex(0)
        if self.isVisible() and self.window().focusWidget() is None:
            self._button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.store_brought.emit()

    def _finish(self, done: Forwarded) -> None:
        self._end()
        is_done = done.is_whole and not (done.asked or done.untold or done.files)
        self.said.emit("info" if is_done else "warn", brought_words(done))

    def _fail(self, error: BoothappError) -> None:
        self._end()
        self.failed.emit(error)


def _look(hosted: HostedStore) -> tuple[str, str]:
    """Icon and tone: all of it is at the hub, something is left to do, or nobody knows."""
    if hosted.brought and (hosted.brought.asked or hosted.brought.untold):
        return "warning", "caution"
    if hosted.is_elsewhere:
        return "check", "good"
    return ("warning", "stop") if hosted.problem else ("clock", "caution")
