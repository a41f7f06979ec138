"""What can be done with leads beside editing: promote, delete and take that back, settle, copy, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QStandardPaths, Signal
from PySide6.QtGui import QGuiApplication

from boothapp.domain.definition import Track
from boothapp.errors import StoppedError
from ui.lead_words import field_word
from ui.screens.lead_conflicts import ALL
from ui.tasks import Cancellation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from boothapp.app import Services
    from boothapp.domain.change import JsonValue
    from boothapp.domain.ids import LeadId
    from boothapp.errors import BoothappError
    from boothapp.handoff.export import Exported
    from boothapp.services.browsing import LeadCardView
    from boothapp.services.show_setup import ShowSetup
    from ui.tasks import Tasks


class LeadActions(QObject):
    """Asks where asking is due, runs the service, tells what became of it.

    `done(text, undo)` gives the receipt and what takes it back, or None; `progress_made(text, done, total)`
    and `progress_ended` are about the export.
    """

    done = Signal(str, object)
    leads_changed = Signal()
    problem_met = Signal(object)
    progress_made = Signal(str, int, int)
    progress_ended = Signal()

    def __init__(self, tasks: Tasks, setup: ShowSetup, over: QWidget) -> None:
        super().__init__(over)
        self._tasks, self.setup, self._over = tasks, setup, over
        self._stop = Cancellation()

    def promote(self, view: LeadCardView) -> None:
        """Ask who says that a borrowed card is real, and why; then judge it like any other."""
        from ui.dialogs.promote import PromoteDialog  # noqa: PLC0415 - on first use

        lead_id, name = view.lead.lead_id, view.row.name or view.row.email
        staff = [(member.email, member.name) for member in self.setup.show.staff]
        dialog = PromoteDialog(name, staff, self.setup.staff, parent=self._over)
        dialog.promotion_named.connect(lambda by, reason: self._promote(lead_id, name, by, reason))
        dialog.open()

    def _promote(self, lead_id: LeadId, name: str, by: str, reason: str) -> None:
        self._write(
            lambda services: services.capturing.promote(lead_id, by=by, reason=reason),
            self.tr("{name} is promoted").format(name=name),
        )

    def delete(self, view: LeadCardView) -> None:
        """Ask, then take the lead from every list; its changes stay, so it can be taken back."""
        from ui.dialogs.dialog import Dialog  # noqa: PLC0415 - on first use

        name = view.row.name or view.row.email or view.row.phone
        dialog = Dialog(
            self.tr("Delete {name}?").format(name=name),
            self.tr(
                "The lead leaves every list, count and export. Its history stays, and you can take it back."
            ),
            name="delete_lead",
            yes=self.tr("&Delete"),
            danger=True,
            parent=self._over,
        )
        dialog.accepted.connect(lambda: self._delete(view.lead.lead_id, name))
        dialog.open()

    def _delete(self, lead_id: LeadId, name: str) -> None:
        by = self.setup.staff

        def restore() -> None:
            self._write(
                lambda services: services.capturing.restore(lead_id, by=by),
                self.tr("{name} is back").format(name=name),
            )

        self._write(
            lambda services: services.capturing.undo(lead_id, by=by),
            self.tr("{name} is deleted").format(name=name),
            restore,
        )

    def settle(self, view: LeadCardView, field: str, place: int) -> None:
        """Keep one of the values that stand side by side, or of pictures all."""
        values = view.conflicts[field]
        seen = [stamp for stamp, _ in values]
        value = _together([one for _, one in values]) if place == ALL else values[place][1]
        name = field_word(field, self.setup.definition, view.lead)
        self._write(
            lambda services: services.capturing.settle(
                view.lead.lead_id, field, value, seen=seen, by=self.setup.staff
            ),
            self.tr("{field} is settled").format(field=name),
        )

    def copy_json(self, view: LeadCardView) -> None:
        """Put the LeadCard on the clipboard, as files hold it."""
        self._tasks.run_on_reader(
            self, lambda services: services.browsing.card_json(view.lead.lead_id), self._take_json
        )

    def _take_json(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.done.emit(self.tr("The card is on the clipboard as JSON"), None)

    def _write(
        self, work: Callable[[Services], object], receipt: str, undo: Callable[[], None] | None = None
    ) -> None:
        def written(_: object) -> None:
            self.leads_changed.emit()
            self.done.emit(receipt, undo)

        self._tasks.run_on_writer(self, work, written)

    def export(self) -> None:
        """Ask for preset, tracks and folder, then write the files."""
        from ui.dialogs.export import ExportDialog  # noqa: PLC0415 - on first use

        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = ExportDialog(Path(documents, "boothapp-export"), parent=self._over)
        dialog.export_chosen.connect(self._export)
        dialog.open()

    def stop_export(self) -> None:
        """Stop the export under way; then it leaves no file."""
        self._stop.cancel()

    def _export(self, preset: str, tracks: tuple[str, ...], folder: str) -> None:
        self._stop = stop = Cancellation()
        tell = self._tasks.teller(self, self._tell_progress)

        def progress(done: int, total: int) -> None:
            if stop():
                raise StoppedError
            tell(done, total)

        self._tell_progress(0, 0)
        self._tasks.run_on_sync(
            self,
            lambda services: services.exchanging.export(
                preset, Path(folder), tracks=[Track(track) for track in tracks], progress=progress
            ),
            self._tell_exported,
            self._tell_failed,
        )

    def _tell_progress(self, done: int, total: int) -> None:
        self.progress_made.emit(self.tr("Exporting"), done, total)

    def _tell_exported(self, exported: Exported) -> None:
        self.progress_ended.emit()
        where = QLocale()
        text = self.tr("{count} exported to {folder}").format(
            count=where.toString(len(exported.batch.lead_ids)), folder=exported.paths[0].parent
        )
        if refused := len(exported.batch.refused_ids):
            text += " · " + self.tr("{count} left out: {file} says why").format(
                count=where.toString(refused), file=exported.paths[-1].name
            )
        self.done.emit(text, None)

    def _tell_failed(self, error: BoothappError) -> None:
        self.progress_ended.emit()
        if isinstance(error, StoppedError):
            self.done.emit(self.tr("The export was stopped; no file was written"), None)
        else:
            self.problem_met.emit(error)


def _together(values: Sequence[JsonValue]) -> JsonValue:
    """The parts of several lists, each once."""
    parts: list[JsonValue] = []
    for value in values:
        if isinstance(value, list):
            parts += [part for part in value if part not in parts]
    return parts
