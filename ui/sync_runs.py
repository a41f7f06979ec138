"""Every sync of the window runs here, asked for or by itself, one at a time; off is off."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from boothapp.errors import HubError
from boothapp.services.sync_schedule import SyncSchedule
from ui.tasks import Cancellation

if TYPE_CHECKING:
    from collections.abc import Callable

    from boothapp.app import Services
    from boothapp.errors import BoothappError
    from boothapp.services.show_setup import ShowSetup
    from boothapp.sync.report import SyncReport
    from ui.tasks import Tasks


class SyncRuns(QObject):
    """Told of each change by `leads_have_changed`, asked by `sync_now`; the schedule says when it is due.

    `ended(SyncReport)` and `failed(BoothappError)` are about a sync that a person asked for, as is
    `progressed(done, total)`; `leads_moved` tells after any sync that something was sent or came,
    `setup_came(ShowSetup)` that the hub told another show or definition, `show_kept(ShowKeptError)` that the
    one of here gave way to it in a run that nobody waits for.
    `trouble_changed` tells the error that keeps leads here now, or None: what runs by itself fails quietly.
    `person_needed(BoothappError)` tells once that only a person can mend it; then nothing runs by itself.
    """

    progressed = Signal(int, int)
    ended = Signal(object)
    failed = Signal(object)
    leads_moved = Signal()
    setup_came = Signal(object)
    show_kept = Signal(object)
    trouble_changed = Signal(object)
    person_needed = Signal(object)

    def __init__(
        self, tasks: Tasks, parent: QObject | None = None, *, schedule: SyncSchedule | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._schedule = schedule or SyncSchedule(uniform=random.uniform)
        self._stop = Cancellation()
        self._running = self._is_asked = self._runs_as_asked = False
        self.trouble: BoothappError | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._run)

    @property
    def is_asked(self) -> bool:
        """Whether a sync runs that a person waits for."""
        return self._is_asked

    def leads_have_changed(self) -> None:
        """Something may be left to send."""
        self._schedule.saved(time.monotonic())
        self._wait()

    def begin_anew(self) -> None:
        """A person did something about it: switched it on, or connected to a hub."""
        self._schedule.wanted(time.monotonic())
        self._set_trouble(None)
        self._wait()

    def sync_now(self) -> None:
        """Sync whatever the switch says: at once, or after the one that runs by itself."""
        if self._is_asked:
            return
        self._is_asked = True
        self.progressed.emit(0, 0)
        if not self._running:
            self._run()

    def cancel(self) -> None:
        """Stop after the batch under way; what was sent counts."""
        self._stop.cancel()

    def _wait(self) -> None:
        left = self._schedule.seconds_left(time.monotonic(), is_on=not self._running)
        if left is None:
            self._timer.stop()
        else:
            self._timer.start(round(left * 1000))

    def _run(self) -> None:
        self._timer.stop()
        self._running, self._runs_as_asked = True, self._is_asked
        self._stop = stop = Cancellation()
        tell, only_if_on = self._tasks.teller(self, self._tell_progress), not self._is_asked
        self._tasks.run_on_sync(
            self,
            lambda services: _sync(services, tell, stop, only_if_on=only_if_on),
            self._done,
            self._fail,
            on_bug=self._stumble,
        )

    def _stumble(self) -> None:
        """A bug ended the run: the next one begins when something is saved, or somebody asks."""
        self._running = self._is_asked = False

    def _tell_progress(self, done: int, total: int) -> None:
        if self._is_asked:
            self.progressed.emit(done, total)

    def _done(self, outcome: tuple[SyncReport, ShowSetup | None] | None) -> None:
        self._running = False
        if outcome is not None:
            self._succeed(*outcome)
        if self._is_asked and not self._runs_as_asked:
            self._run()
        elif outcome is not None:
            if self._is_asked:
                self._is_asked = False
                self.ended.emit(outcome[0])
            self._wait()

    def _succeed(self, report: SyncReport, setup: ShowSetup | None) -> None:
        self._schedule.succeeded(time.monotonic())
        self._set_trouble(None)
        if setup is not None:
            self.setup_came.emit(setup)
        if report.kept_show and not self._is_asked:
            self.show_kept.emit(report.kept_show)
        if report.sent or report.pulled or report.erased:
            self.leads_moved.emit()

    def _fail(self, error: BoothappError) -> None:
        asked, was_needed = self._is_asked, self._schedule.needs_person
        self._running = self._is_asked = False
        if isinstance(error, HubError):
            self._schedule.failed(error, time.monotonic())
        self._set_trouble(error)
        if asked:
            self.failed.emit(error)
        elif self._schedule.needs_person and not was_needed:
            self.person_needed.emit(error)
        self._wait()

    def _set_trouble(self, error: BoothappError | None) -> None:
        if error is not self.trouble:
            self.trouble = error
            self.trouble_changed.emit(error)


def _sync(
    services: Services,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
    *,
    only_if_on: bool,
) -> tuple[SyncReport, ShowSetup | None] | None:
    """What the sync came to, and the setup if that is another; None where it is switched off."""
    syncing = services.syncing
    if only_if_on and not syncing.auto:
        return None
    report = syncing.sync_now(progress, cancelled)
    return report, services.show_setting.current() if report.has_new_texts else None
