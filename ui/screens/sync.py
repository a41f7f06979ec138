"""Sync: how much the hub lacks, send it now, what became of each lead, where it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from boothapp.domain.definition import Track
from boothapp.wire.enrolment import PREFIX
from ui.hosting import PORT, Hosting
from ui.messages import words_of
from ui.qt_override import override
from ui.screens.screen import Screen, Slots
from ui.screens.sync_actions import SyncActions
from ui.screens.sync_booth import SyncBooth
from ui.screens.sync_bundles import SyncBundles
from ui.screens.sync_facts import SyncFacts, sync_facts
from ui.screens.sync_lists import SyncLists
from ui.screens.sync_place import SyncPlace
from ui.screens.sync_state import SyncState
from ui.sync_words import clock_words, report_words
from ui.theme import GAP
from ui.widgets.callout import Callout
from ui.widgets.track_badge import track_word

if TYPE_CHECKING:
    from pathlib import Path

    from boothapp.errors import BoothappError
    from boothapp.intake.wedge import Scan
    from boothapp.services.show_setup import ShowSetup
    from boothapp.services.syncing import HubPlace
    from boothapp.sync.report import SyncReport
    from ui.sync_runs import SyncRuns
    from ui.tasks import Tasks


_LAID_OUT_MS = 50  # after what is shown anew has found its place


class SyncScreen(Screen):
    """The way to the hub; typing elsewhere never waits for it. `follow` gives it the window's syncs."""

    _runs: SyncRuns
    _hosted: Path

    def __init__(self, tasks: Tasks, setup: ShowSetup, parent: QWidget | None = None) -> None:
        super().__init__(tasks, setup, parent)
        self._booth = SyncBooth(tasks)
        self._state, self._place, self._lists = SyncState(), SyncPlace(self._booth), SyncLists()
        self._actions, self._bundles = SyncActions(tasks, setup, self), SyncBundles(tasks, self)
        self._hosting = Hosting(self)
        self._hosting.listening.connect(self._note_hosted)
        self._hosting.stopped.connect(self._tell_hosting_ended)
        self._note, self._clock = Callout(name="sync_note"), Callout(name="clock_note")
        self._note.hide()
        self._clock.hide()
        self._connect()
        self._lay_out()

    def _connect(self) -> None:
        state, place, actions, bundles = self._state, self._place, self._actions, self._bundles
        state.sync_pressed.connect(self._sync_now)
        state.auto_chosen.connect(self._set_auto)
        state.conflicts_pressed.connect(self.conflicts_requested)
        state.pack_up_pressed.connect(actions.ask_pack_up)
        place.connect_pressed.connect(actions.connect_hub)
        place.disconnect_pressed.connect(actions.disconnect_hub)
        place.choose_pressed.connect(self._choose_store)
        place.folder_pressed.connect(self._open_folder)
        self._lists.retry_pressed.connect(self._retry_refused)
        actions.said.connect(self._say)
        actions.failed.connect(self._tell_failed)
        actions.place_changed.connect(self._begin_anew)
        place.host_pressed.connect(self.host)
        place.write_pressed.connect(bundles.choose_and_write)
        place.read_pressed.connect(bundles.choose_and_read)
        self._booth.said.connect(self._say)
        self._booth.failed.connect(self._tell_failed)
        self._booth.store_brought.connect(self.refresh)
        bundles.said.connect(self._say)
        bundles.failed.connect(self._tell_failed)
        bundles.receipts_read.connect(self._begin_anew)
        bundles.setup_came.connect(self._take_setup)

    def _lay_out(self) -> None:
        upper = QHBoxLayout()
        upper.setSpacing(GAP)
        upper.addWidget(self._state, 3)
        upper.addWidget(self._place, 2)
        paper = QWidget()
        column = QVBoxLayout(paper)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addLayout(upper)
        column.addWidget(self._clock)
        column.addWidget(self._note)
        column.addWidget(self._lists, 1)
        scroll = QScrollArea()
        scroll.setObjectName("sync_scroll")
        scroll.setAccessibleName(self.tr("Sync"))
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(paper)
        paper.setAutoFillBackground(False)
        scroll.viewport().setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self._scroll = scroll
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
    def use_setup(self, setup: ShowSetup) -> None:
        super().use_setup(setup)
        self._actions.setup = setup
        self.refresh()

    @override
    def slots(self) -> Slots:
        return {
            "sync_now": self._sync_now,
            "choose_store": self._choose_store,
            "connect_hub": self._actions.connect_hub,
            "host_booth": self.host,
            "send_booth_store": self._booth.send,
            "write_bundle": self._bundles.choose_and_write,
            "read_bundle": self._bundles.choose_and_read,
            "retry_refused": self._retry_refused,
            "ask_pack_up": self._actions.ask_pack_up,
        }

    @override
    def take_scan(self, scan: Scan) -> bool:
        """A hub's code that was scanned; nothing else is for this screen."""
        if not scan.text.casefold().startswith(PREFIX):
            return False
        self._actions.connect_hub(scan.text)
        return True

    def _show(self, facts: SyncFacts) -> None:
        hub = facts.hub
        self._state.show_facts(facts, self._remarks(facts))
        self._place.show_place(facts.place)
        hosted = facts.hosted if facts.place.kind == "https" else ()
        self._booth.show_stores(hosted, self.setup.show.zone)
        self._lists.show_facts(facts, self.setup.show.zone)
        if hub.is_clock_wrong and hub.clock_ahead_ms is not None:
            self._clock.set_message("warn", clock_words(hub.clock_ahead_ms))
        self._clock.setVisible(hub.is_clock_wrong)

    def _remarks(self, facts: SyncFacts) -> str:
        """What stays by policy, and what came from the hub."""
        where, hub = QLocale(), facts.hub
        stay = [track_word(track) for track in Track if track not in self.setup.definition.synced_tracks]
        policy = self.tr("{count} stay here by the show’s policy ({tracks}): only their number is sent.")
        lines = [
            (facts.summary.withheld_leads, policy.replace("{tracks}", ", ".join(stay))),
            (hub.waiting_pictures, self.tr("{count} pictures are still to be sent.")),
            (hub.foreign_leads, self.tr("From other laptops: {count}.")),
            (hub.erased, self.tr("Erased, as the hub told: {count}.")),
            (hub.untold_erasures, self.tr("{count} erasures are confirmed to the hub with the next sync.")),
            (hub.set_apart, self.tr("{count} things that came are for a newer boothapp; they are kept.")),
            (
                hub.kept_shows,
                self.tr(
                    "Changes of the show made here that gave way to others’: {count}. They are kept as "
                    "show-kept files in the profile’s folder: load one in Setup, or delete it."
                ),
            ),
        ]
        return " ".join(text.format(count=where.toString(count)) for count, text in lines if count)

    def _sync_now(self) -> None:
        if self._runs.is_asked:
            return
        self._state.sync.clearFocus()  # else Qt hands it to the switch beside: the next Enter turns it on
        self._note.hide()
        self._runs.sync_now()

    def _tell_report(self, report: SyncReport) -> None:
        self._finish()
        self._say("warn" if report.refused or report.problems else "info", report_words(report))
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
        if text:
            self._note.set_message(kind, text)
            QTimer.singleShot(_LAID_OUT_MS, self, self._show_note)
        self._note.setVisible(bool(text))

    def _show_note(self) -> None:
        """With many stores and a low window it stands below what is seen."""
        self._scroll.ensureWidgetVisible(self._note, 0, GAP)

    def _set_auto(self, wanted: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.tasks.run_on_writer(
            self,
            lambda services: services.syncing.set_auto(on=wanted),
            lambda _: self._runs.begin_anew(),
        )

    def _begin_anew(self) -> None:
        self._runs.begin_anew()
        self.leads_changed.emit()
        self.refresh()

    def _take_setup(self, setup: ShowSetup) -> None:
        self.tasks.use_setup(self, setup, self.setup_changed.emit)

    def host(self, port: int = PORT) -> None:
        """Serve this laptop's central store to the other laptops of the booth, and show the code for them."""
        self.tasks.run_on_reader(
            self,
            lambda services: (services.syncing.hub, services.syncing.facts().device_id),
            lambda known: self._host(*known, port),
        )

    def _host(self, hub: HubPlace, device_id: str, port: int) -> None:
        from ui.dialogs.host_booth import HostBoothDialog  # noqa: PLC0415 - on first use

        if hub.path is None:
            self._say("warn", self.tr("This laptop sends to a hub already. Disconnect it first, then host."))
            return
        if not self._hosting.is_on:
            self._hosted = hub.path
            setup = self.setup
            self._hosting.start(hub.path, setup.show, setup.definition, host=device_id, port=port)
        if self._hosting.is_on:
            HostBoothDialog(self._hosting, parent=self).open()

    def _note_hosted(self) -> None:
        store = self._hosted
        self.tasks.run_on_writer(self, lambda services: services.booth_hosting.note(store))

    def _tell_hosting_ended(self, problem: str) -> None:
        if problem:
            self._say("error", problem)
        else:
            self._say("info", self.tr("This laptop hosts no more. What it took is in the central store."))

    def _retry_refused(self) -> None:
        self.tasks.run_on_writer(
            self, lambda services: services.syncing.retry_refused(), lambda _: self._sync_now()
        )

    def _choose_store(self) -> None:
        self._actions.choose_store(self._place.store)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._place.store.parent)))
