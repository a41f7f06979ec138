"""Sync: how much the hub lacks, send it now, what became of each lead, where it goes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from boothapp.domain.definition import Track
from ui.messages import words_of
from ui.qt_override import override
from ui.screens.screen import Screen, Slots
from ui.screens.sync_facts import SyncFacts, sync_facts
from ui.screens.sync_lists import SyncLists
from ui.screens.sync_place import SyncPlace
from ui.screens.sync_state import SyncState
from ui.theme import GAP
from ui.widgets.callout import Callout
from ui.widgets.track_badge import track_word

if TYPE_CHECKING:
    from boothapp.errors import BoothappError
    from boothapp.services.show_setup import ShowSetup
    from boothapp.sync.report import SyncReport
    from ui.sync_runs import SyncRuns
    from ui.tasks import Tasks


class SyncScreen(Screen):
    """The way to the hub; typing elsewhere never waits for it. `follow` gives it the window's syncs."""

    _runs: SyncRuns

    def __init__(self, tasks: Tasks, setup: ShowSetup, parent: QWidget | None = None) -> None:
        super().__init__(tasks, setup, parent)
        self._state, self._place, self._lists = SyncState(), SyncPlace(), SyncLists()
        self._note = Callout(name="sync_note")
        self._note.hide()
        self._state.sync_pressed.connect(self._sync_now)
        self._state.auto_chosen.connect(self._set_auto)
        self._state.conflicts_pressed.connect(self.conflicts_requested)
        self._place.choose_pressed.connect(self._choose_store)
        self._place.folder_pressed.connect(self._open_folder)
        self._lay_out()

    def _lay_out(self) -> None:
        upper = QHBoxLayout()
        upper.setSpacing(GAP)
        upper.addWidget(self._state, 3)
        upper.addWidget(self._place, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addLayout(upper)
        column.addWidget(self._note)
        column.addWidget(self._lists, 1)
        self.setFocusProxy(self._state.sync)

    def follow(self, runs: SyncRuns) -> None:
        """Sync by these, and show how they fare."""
        self._runs = runs
        self._state.cancel_pressed.connect(runs.cancel)
        runs.progressed.connect(self._state.show_progress)
        runs.ended.connect(self._tell_report)
        runs.failed.connect(self._fail)
        runs.trouble_changed.connect(self._state.show_trouble)
        self._state.show_trouble(runs.trouble)

    @override
    def refresh(self) -> None:
        self.tasks.run_latest(self, "facts", sync_facts, self._show)

    @override
    def slots(self) -> Slots:
        return {"sync_now": self._sync_now, "choose_store": self._choose_store}

    def _show(self, facts: SyncFacts) -> None:
        self._state.show_facts(facts, self._staying(facts.summary.withheld))
        self._place.show_store(facts.store)
        self._lists.show_facts(facts, self.setup.show.zone)
        if facts.summary.rejected and not self._runs.is_asked:
            count = QLocale().toString(facts.summary.rejected)
            text = self.tr("The hub refused {count}. They stay here, with the reason.").format(count=count)
            self._say("warn", text)

    def _staying(self, withheld: int) -> str:
        if not withheld:
            return ""
        stay = [track_word(track) for track in Track if track not in self.setup.definition.synced_tracks]
        return self.tr(
            "{count} stay here by the show’s policy ({tracks}): only their number is sent."
        ).format(count=QLocale().toString(withheld), tracks=", ".join(stay))

    def _sync_now(self) -> None:
        if self._runs.is_asked:
            return
        self._state.sync.clearFocus()  # else Qt hands it to the switch beside: the next Enter turns it on
        self._note.hide()
        self._runs.sync_now()

    def _tell_report(self, report: SyncReport) -> None:
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
        self.refresh()

    def _fail(self, error: BoothappError) -> None:
        self._finish()
        self._tell_failed(error)

    def _tell_failed(self, error: BoothappError) -> None:
        self._say("error", words_of(error).in_one())
        self.refresh()

    def _finish(self) -> None:
        self._state.hide_progress()
        if self.isVisible() and self.window().focusWidget() is None:
            self._state.sync.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, kind: str, text: str) -> None:
        self._note.set_message(kind, text)
        self._note.show()

    def _set_auto(self, wanted: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.tasks.run_on_writer(
            self,
            lambda services: services.syncing.set_auto(on=wanted),
            lambda _: self._runs.leads_have_changed(),
        )

    def _choose_store(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Central store"),
            str(self._place.store),
            self.tr("SQLite (*.db *.sqlite)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            path = Path(chosen)
            self.tasks.run_on_sync(
                self,
                lambda services: services.syncing.use_store(path),
                lambda _: self.refresh(),
                self._tell_failed,
            )

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._place.store.parent)))
