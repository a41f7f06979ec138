"""Every sync of the window runs here, asked for or by itself, one at a time; off is off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from boothapp.errors import HubAccessError
from ui.tasks import Cancellation

if TYPE_CHECKING:
    from collections.abc import Callable

    from boothapp.app import Services
    from boothapp.errors import BoothappError
    from boothapp.sync.report import SyncReport
    from ui.tasks import Tasks

REST_MS = 2_000
"""How long after the last save a sync begins: a scanned row of cards goes as one batch."""
EVERY_MS = 60_000
"""How often what other laptops did is asked for, and how long after a failed sync the next is tried."""


class SyncRuns(QObject):
    """Told of each change by `leads_have_changed`, asked by `sync_now`.

    `ended(SyncReport)` and `failed(BoothappError)` are about a sync that a person asked for, as is
    `progressed(done, total)`; `leads_moved` tells after any sync that something was sent or came.
    `trouble_changed` tells the error that keeps leads here now, or None: what runs by itself fails quietly.
    `access_lost` tells once that the hub no longer lets this laptop in; then nothing runs by itself.
    """

    progressed = Signal(int, int)
    ended = Signal(object)
    failed = Signal(object)
    leads_moved = Signal()
    trouble_changed = Signal(object)
    access_lost = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None, *, rest_ms: int = REST_MS) -> None:
        super().__init__(parent)
        self._tasks, self._rest_ms = tasks, rest_ms
        self._stop = Cancellation()
        self._running = self._again = self._locked_out = False
        self._is_asked = self._runs_as_asked = False
        self.trouble: BoothappError | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._run)

    @property
    def is_asked(self) -> bool:
        """Whether a sync runs that a person waits for."""
        return self._is_asked

    def leads_have_changed(self) -> None:
        """Something may be left to send; one that waits after a failure will find it too."""
        self._again = self._running
        if not (self._running or self._locked_out or (self.trouble and self._timer.isActive())):
            self._timer.start(self._rest_ms)

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

    def _run(self) -> None:
        self._timer.stop()
        self._running, self._again, self._runs_as_asked = True, False, self._is_asked
        self._stop = stop = Cancellation()
        tell, only_if_on = self._tasks.teller(self, self._tell_progress), not self._is_asked
        self._tasks.run_on_sync(
            self, lambda services: _sync(services, tell, stop, only_if_on=only_if_on), self._done, self._fail
        )

    def _tell_progress(self, done: int, total: int) -> None:
        if self._is_asked:
            self.progressed.emit(done, total)

    def _done(self, report: SyncReport | None) -> None:
        self._running = False
        if report is not None:
            self._locked_out = False
            self._set_trouble(None)
            if report.sent or report.pulled or report.erased:
                self.leads_moved.emit()
        if self._is_asked and not self._runs_as_asked:
            self._run()
            return
        if self._is_asked:
            self._is_asked = False
            self.ended.emit(report)
        if self._again:
            self._timer.start(self._rest_ms)
        elif report is not None:
            self._timer.start(EVERY_MS)

    def _fail(self, error: BoothappError) -> None:
        asked, knew = self._is_asked, self._locked_out
        self._running = self._is_asked = False
        self._locked_out = isinstance(error, HubAccessError)
        self._set_trouble(error)
        if asked:
            self.failed.emit(error)
        elif self._locked_out and not knew:
            self.access_lost.emit(error)
        if not self._locked_out:
            self._timer.start(EVERY_MS)

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
) -> SyncReport | None:
    """What the sync came to; None where it was to run only if switched on, and is not."""
    syncing = services.syncing
    if only_if_on and not syncing.auto:
        return None
    return syncing.sync_now(progress, cancelled)
