"""Send what was saved by itself, if that is switched on; off is off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from boothapp.app import Services
    from boothapp.errors import BoothappError
    from ui.tasks import Tasks

REST_MS = 2_000
"""How long after the last save a sync begins: a scanned row of cards goes as one batch."""
AGAIN_MS = 60_000
"""How long after a sync that failed the next one is tried."""


class AutoSync(QObject):
    """Told of each change by `leads_have_changed`; `synced` tells that something arrived.

    A failure is no news while one captures: the count of what is not yet synced stands in view.
    """

    synced = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._running = self._again = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._sync)

    def leads_have_changed(self) -> None:
        """Something may be left to send; one that waits after a failure will find it too."""
        self._again = self._running
        if not self._running and not self._timer.isActive():
            self._timer.start(REST_MS)

    def _sync(self) -> None:
        self._running = True
        self._tasks.run_on_sync(self, _sync_if_on, self._done, self._failed)

    def _done(self, sent: int) -> None:
        self._running = False
        if sent:
            self.synced.emit()
        if self._again:
            self.leads_have_changed()

    def _failed(self, _: BoothappError) -> None:
        self._running = False
        self._timer.start(AGAIN_MS)


def _sync_if_on(services: Services) -> int:
    """How many changes were answered for; none while the switch is off."""
    syncing = services.syncing
    return syncing.sync_now().sent if syncing.auto and syncing.summary().pending else 0
