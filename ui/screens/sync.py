"""Sync: how much the central store lacks, send it now, what became of each lead, how to open the store."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from boothapp.domain.definition import Track
from ui.lead_words import moment_text
from ui.messages import words_of
from ui.models.text_table import TextTableModel
from ui.qt_override import override
from ui.screens.screen import Screen, Slots
from ui.screens.text_table_view import TextTableView
from ui.tasks import Cancellation
from ui.theme import GAP, GRID, HALF
from ui.widgets.button import Button
from ui.widgets.callout import Callout
from ui.widgets.card import Card
from ui.widgets.chip import Chip
from ui.widgets.progress_line import ProgressLine
from ui.widgets.text import Caption, ElidedText, Text
from ui.widgets.track_badge import track_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boothapp.app import Services
    from boothapp.errors import BoothappError
    from boothapp.services.show_setup import ShowSetup
    from boothapp.store.outbox import OutboxRow, OutboxSummary, ReceiptRow
    from boothapp.sync.engine import SyncReport
    from ui.tasks import Tasks

_ROWS, _RECEIPTS = 500, 100
_COMMANDS = ('sqlite3 "{file}" "SELECT * FROM sales_ready_leads"', 'datasette "{file}"')
_LOOKS = {"rejected": ("warning", "stop"), "pending": ("clock", "caution"), "withheld": ("lock", "borrowed")}


class _Facts(NamedTuple):
    """All that the screen shows."""

    summary: OutboxSummary
    rows: Sequence[OutboxRow]
    receipts: Sequence[ReceiptRow]
    store: Path
    auto: bool
    last_sync: datetime | None


def _facts(services: Services) -> _Facts:
    syncing = services.syncing
    return _Facts(
        syncing.summary(),
        syncing.rows(_ROWS),
        syncing.last_receipts(_RECEIPTS),
        syncing.store_path,
        syncing.auto,
        syncing.last_sync,
    )


class _Listing(QStackedWidget):
    """A table, or while it is empty a hint."""

    def __init__(self, table: TextTableView, hint: str) -> None:
        super().__init__()
        text = Text(hint, quiet=True, wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._table = table
        self.addWidget(text)
        self.addWidget(table)

    def show_what_is_there(self) -> None:
        """Show the table if it has rows, else the hint."""
        self.setCurrentIndex(1 if self._table.model().rowCount() else 0)


class SyncScreen(Screen):
    """The way to the central store; typing elsewhere never waits for it."""

    def __init__(self, tasks: Tasks, setup: ShowSetup, parent: QWidget | None = None) -> None:
        super().__init__(tasks, setup, parent)
        self._stop = Cancellation()
        self._running = False
        self._store = Path()
        self._count, self._count_word = Text("0", step="display"), Text(step="title", quiet=True, wrap=True)
        self._last, self._withheld = Caption(wrap=True), Caption(wrap=True)
        self._note = Callout(name="sync_note")
        self._note.hide()
        self._progress = ProgressLine(name="sync_progress")
        self._outbox = TextTableModel(
            [self.tr("Lead"), self.tr("Company"), self.tr("Track"), self.tr("Why it is here")], self
        )
        self._receipts = TextTableModel([self.tr("Lead"), self.tr("When"), self.tr("Answer")], self)
        self._make_controls()
        self._lay_out()

    def _make_controls(self) -> None:
        self._sync = Button(self.tr("&Sync now"), name="sync_now", kind="primary", icon="sync", key_hint="F5")
        self._sync.clicked.connect(self._sync_now)
        self._auto = Chip(self.tr("Send by itself after each save"), name="auto_sync")
        self._auto.setToolTip(self.tr("Off is off: nothing leaves this laptop until you press Sync now."))
        self._auto.clicked.connect(self._set_auto)
        self._place = ElidedText()
        self._place.setObjectName("store_place")
        self._choose = Button(self.tr("&Choose another…"), name="choose_store")
        self._choose.clicked.connect(self._choose_store)
        self._folder = Button(self.tr("Open &folder"), name="open_folder", kind="quiet")
        self._folder.clicked.connect(self._open_folder)
        self._progress.cancel_pressed.connect(self._cancel)

    def _lay_out(self) -> None:
        tables = QHBoxLayout()
        tables.setSpacing(GAP)
        outbox = Card(self.tr("Outbox"), name="outbox_card")
        label = self.tr("Leads not yet synced, and why")
        self._waiting = _Listing(
            TextTableView(self._outbox, (22, 18, 18, 26), name="outbox", label=label),
            self.tr("Nothing waits here. What you save stands here until the central store has it."),
        )
        outbox.body.addWidget(self._waiting)
        receipts = Card(self.tr("Last receipts"), name="receipts_card")
        label = self.tr("What the central store took")
        self._taken = _Listing(
            TextTableView(self._receipts, (20, 20, 12), name="receipts", label=label),
            self.tr("No receipts yet. Press Sync now, and each lead’s arrival stands here."),
        )
        receipts.body.addWidget(self._taken)
        tables.addWidget(outbox, 3)
        tables.addWidget(receipts, 2)
        upper = QHBoxLayout()
        upper.setSpacing(GAP)
        upper.addWidget(self._state_card(), 3)
        upper.addWidget(self._store_card(), 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addLayout(upper)
        column.addWidget(self._note)
        column.addLayout(tables, 1)
        self.setFocusProxy(self._sync)

    def _state_card(self) -> Card:
        card = Card(self.tr("On this laptop only"), name="sync_state")
        figures = QHBoxLayout()
        figures.setSpacing(GRID)
        figures.addWidget(self._count)
        figures.addWidget(self._count_word, 1)
        controls = QHBoxLayout()
        controls.setSpacing(GAP)
        controls.addWidget(self._sync)
        controls.addWidget(self._auto)
        controls.addStretch(1)
        card.body.addLayout(figures)
        card.body.addWidget(self._withheld)
        card.body.addLayout(controls)
        self._going = QStackedWidget()
        self._going.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._going.addWidget(self._last)
        self._going.addWidget(self._progress)
        card.body.addWidget(self._going)
        return card

    def _store_card(self) -> Card:
        card = Card(self.tr("Central store"), name="store_card")
        card.body.addWidget(self._place)
        controls = QHBoxLayout()
        controls.setSpacing(GRID)
        controls.addWidget(self._choose)
        controls.addWidget(self._folder)
        controls.addStretch(1)
        card.body.addLayout(controls)
        card.body.addWidget(
            Caption(self.tr("One SQLite file that marketing imports from. To look inside:"), wrap=True)
        )
        self._commands = QGridLayout()
        self._commands.setSpacing(HALF)
        self._lines: list[ElidedText] = []
        for place in range(2):
            line = ElidedText(step="caption")
            copy = Button(
                name=f"copy_command_{place}", kind="quiet", icon="copy", tip=self.tr("Copy this command")
            )
            copy.clicked.connect(lambda _=False, line=line: QGuiApplication.clipboard().setText(line.text()))
            self._commands.addWidget(line, place, 0)
            self._commands.addWidget(copy, place, 1)
            self._lines.append(line)
        self._commands.setColumnStretch(0, 1)
        card.body.addLayout(self._commands)
        return card

    @override
    def refresh(self) -> None:
        self.tasks.run_latest(self, "facts", _facts, self._show)

    @override
    def slots(self) -> Slots:
        return {"sync_now": self._sync_now, "choose_store": self._choose_store}

    def _show(self, facts: _Facts) -> None:
        summary, where = facts.summary, QLocale()
        self._store = facts.store
        self._count.setText(where.toString(summary.pending))
        self._count_word.setText(
            self.tr("not yet synced") if summary.pending else self.tr("Everything is synced")
        )
        self._count.setAccessibleName(f"{self._count.text()} {self._count_word.text()}")
        self._withheld.setText(self._withheld_text(summary.withheld))
        self._withheld.setVisible(bool(summary.withheld))
        at = facts.last_sync
        last = self._moment(at) if at is not None else self.tr("never")
        self._last.setText(
            self.tr("Last sync: {when} · {count} at the central store").format(
                when=last, count=where.toString(summary.acked)
            )
        )
        self._auto.setChecked(facts.auto)
        self._place.setText(str(facts.store))
        self._place.setAccessibleName(self.tr("Central store: {file}").format(file=facts.store))
        for line, command in zip(self._lines, _COMMANDS, strict=True):
            line.setText(command.format(file=facts.store))
        self._show_rows(facts)
        if summary.rejected and not self._running:
            count = where.toString(summary.rejected)
            self._say(
                "warn",
                self.tr("The central store refused {count}. They stay here, with the reason.").format(
                    count=count
                ),
            )

    def _moment(self, at: datetime) -> str:
        """Day and time at the show, as everywhere else in the window."""
        return moment_text(at.astimezone(ZoneInfo(self.setup.show.zone)).isoformat())

    def _withheld_text(self, withheld: int) -> str:
        stay = [track_word(track) for track in Track if track not in self.setup.definition.synced_tracks]
        return self.tr(
            "{count} stay here by the show’s policy ({tracks}): only their number is sent."
        ).format(count=QLocale().toString(withheld), tracks=", ".join(stay))

    def _show_rows(self, facts: _Facts) -> None:
        nobody = self.tr("No name")
        self._outbox.set_rows(
            [(row.name or nobody, row.company, track_word(row.track), self._why(row)) for row in facts.rows],
            [_LOOKS[row.state] for row in facts.rows],
        )
        self._receipts.set_rows(
            [
                (
                    row.name or row.company or nobody,
                    self._moment(datetime.fromisoformat(row.acked_at)),
                    self._answer(row.code),
                )
                for row in facts.receipts
            ],
            [("check", "good")] * len(facts.receipts),
        )
        self._waiting.show_what_is_there()
        self._taken.show_what_is_there()

    def _why(self, row: OutboxRow) -> str:
        if row.state == "withheld":
            return self.tr("Stays here by policy")
        if row.state == "rejected":
            return self.tr("Refused: {reason}").format(reason=row.reason or row.last_code)
        if row.attempts:
            return self.tr("Tried {count} times: {reason}").format(
                count=row.attempts, reason=row.reason or row.last_code
            )
        return self.tr("Waits for the next sync")

    def _answer(self, code: str) -> str:
        words = {
            "received": self.tr("Received"),
            "duplicate": self.tr("Was there already"),
            "erased": self.tr("Erased there"),
        }
        return words.get(code, code)

    def _sync_now(self) -> None:
        if self._running:
            return
        self._running = True
        self._stop = stop = Cancellation()
        self._sync.clearFocus()  # else Qt hands it to the switch beside, and the next Enter turns that on
        self._sync.setEnabled(False)
        self._note.hide()
        tell = self.tasks.teller(self, self._tell_progress)
        self._tell_progress(0, 0)
        self.tasks.run_on_sync(
            self, lambda services: services.syncing.sync_now(tell, stop), self._synced, self._failed
        )

    def _cancel(self) -> None:
        self._stop.cancel()

    def _tell_progress(self, done: int, total: int) -> None:
        if self._running:
            self._going.setCurrentWidget(self._progress)
            self._progress.show_progress(self.tr("Sending to the central store"), done, total)

    def _synced(self, report: SyncReport) -> None:
        self._finish()
        codes, where = report.by_code, QLocale()
        refused = sum(count for code, count in codes.items() if code in {"rejected", "id_reuse"})
        text = self.tr("{count} sent and received").format(count=where.toString(report.received))
        if not report.sent:
            text = self.tr("There was nothing to send; the central store is up to date")
        if refused:
            text += " · " + self.tr("{count} refused").format(count=where.toString(refused))
        if report.was_cancelled:
            text = self.tr("Stopped. What was sent counts, the rest waits.") + " " + text
        self._say("warn" if refused or report.problems else "info", " ".join([text, *report.problems]))
        self.leads_changed.emit()
        self.refresh()

    def _failed(self, error: BoothappError) -> None:
        self._finish()
        self._say("error", words_of(error).in_one())
        self.refresh()

    def _finish(self) -> None:
        self._running = False
        self._sync.setEnabled(True)
        if self.isVisible() and self.window().focusWidget() is None:
            self._sync.setFocus(Qt.FocusReason.OtherFocusReason)
        self._progress.hide_progress()
        self._going.setCurrentWidget(self._last)

    def _say(self, kind: str, text: str) -> None:
        self._note.set_message(kind, text)
        self._note.show()

    def _set_auto(self, wanted: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.tasks.run_on_writer(self, lambda services: services.syncing.set_auto(on=wanted))

    def _choose_store(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Central store"),
            str(self._store),
            self.tr("SQLite (*.db *.sqlite)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            path = Path(chosen)
            self.tasks.run_on_sync(
                self,
                lambda services: services.syncing.use_store(path),
                lambda _: self.refresh(),
                self._failed,
            )

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._store.parent)))
