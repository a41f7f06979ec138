"""What one can do with the hub beside a sync: connect, disconnect, choose a file, ask whether to pack up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from boothapp.errors import HubError

if TYPE_CHECKING:
    from boothapp.app import Services
    from boothapp.services.certifying import PackUpCertificate
    from boothapp.services.show_setup import ShowSetup
    from boothapp.services.syncing import HubPlace
    from ui.tasks import Tasks


class SyncActions(QObject):
    """Asks where asking is due and runs the service.

    `said(kind, text)` and `failed(BoothappError)` are for the screen's banner; `place_changed` tells that
    leads go elsewhere from now on, or that something was sent.
    """

    said = Signal(str, str)
    failed = Signal(object)
    place_changed = Signal()

    def __init__(self, tasks: Tasks, setup: ShowSetup, over: QWidget) -> None:
        super().__init__(over)
        self._tasks, self.setup, self._over = tasks, setup, over

    def connect_hub(self, text: str = "") -> None:
        """Ask for a hub's code, or show whose this one is; a dialog that is open takes it."""
        from ui.dialogs.connect_hub import ConnectHubDialog  # noqa: PLC0415 - on first use

        dialog = self._over.findChild(ConnectHubDialog)
        if dialog is not None and dialog.isVisible():
            dialog.take_code(text)
            return
        dialog = ConnectHubDialog(self.setup.show, text, parent=self._over)
        dialog.hub_confirmed.connect(self._connect)
        dialog.open()

    def _connect(self, text: str) -> None:
        self.said.emit("info", self.tr("Connecting to the hub…"))
        self._tasks.run_on_sync(
            self, lambda services: services.syncing.enrol(text), self._connected, self.failed.emit
        )

    def _connected(self, place: HubPlace) -> None:
        where = place.where or self.tr("a hub by USB stick")
        self.said.emit("info", self.tr("Connected to {hub}. Sync now sends what waits.").format(hub=where))
        self.place_changed.emit()

    def disconnect_hub(self) -> None:
        """Let the central store be a file again; refused while leads wait to be sent to the hub."""
        self._tasks.run_on_sync(
            self, lambda services: services.syncing.forget_hub(), self._disconnected, self.failed.emit
        )

    def _disconnected(self, _: None) -> None:
        self.said.emit("info", self.tr("Disconnected. Leads go into the central store’s file again."))
        self.place_changed.emit()

    def choose_store(self, store: Path) -> None:
        """Ask for the central store's file."""
        chosen, _ = QFileDialog.getSaveFileName(
            self._over,
            self.tr("Central store"),
            str(store),
            self.tr("SQLite (*.db *.sqlite)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            path = Path(chosen)
            self._tasks.run_on_sync(
                self,
                lambda services: services.syncing.use_store(path),
                lambda _: self.place_changed.emit(),
                self.failed.emit,
            )

    def ask_pack_up(self) -> None:
        """Sync, then ask the hub what it holds, and show the answer or what kept it from answering."""
        self.said.emit("info", self.tr("Syncing, then asking the hub what it holds…"))
        self._tasks.run_on_sync(self, _certificate, self._show_certificate, self.failed.emit)

    def _show_certificate(self, answer: PackUpCertificate | HubError) -> None:
        from ui.dialogs.pack_up import PackUpDialog  # noqa: PLC0415 - on first use

        self.said.emit("", "")
        self.place_changed.emit()
        PackUpDialog(self.setup.show, answer, parent=self._over).open()


def _certificate(services: Services) -> PackUpCertificate | HubError:
    try:
        services.syncing.sync_now()
        return services.syncing.certificate()
    except HubError as error:
        return error
