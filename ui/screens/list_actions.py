"""What can be done with a list: try it, take it in, take its changes back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from boothapp.errors import ListBatchError, StoppedError
from ui.messages import words_of
from ui.screens import list_words
from ui.tasks import Cancellation

if TYPE_CHECKING:
    from collections.abc import Callable

    from boothapp.app import Services
    from boothapp.errors import BoothappError
    from boothapp.services.importing import Imported
    from boothapp.services.list_reading import OpenedList, Progress
    from boothapp.services.reconciling import ReconcilePlan
    from boothapp.services.show_setup import ShowSetup
    from ui.dialogs.list_import import ListDialog
    from ui.tasks import Tasks


class ListActions(QObject):
    """Opens lists over a window; `done(text)`, `problem_met(error)`, `leads_changed`, `setup_changed`."""

    done = Signal(str)
    problem_met = Signal(object)
    leads_changed = Signal()
    setup_changed = Signal(object)

    def __init__(self, tasks: Tasks, over: QWidget) -> None:
        super().__init__(over)
        self._tasks, self._over = tasks, over
        self._stop = Cancellation()
        self._staff = ""

    def choose(self, staff: str) -> None:
        """Ask for a file; what it changes is by this member of staff."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._over, self.tr("List"), "", self.tr("Lists (*.csv *.tsv *.txt *.xlsx *.vcf);;All files (*)")
        )
        if chosen:
            self.open_list(Path(chosen), staff)

    def open_list(self, file: Path, staff: str) -> None:
        """Show what is in a file and ask what it is of."""
        self._staff = staff
        self._tasks.run_on_sync(
            self, lambda services: services.list_reading.open(file), self._ask, self.problem_met.emit
        )

    def _ask(self, opened: OpenedList) -> None:
        from ui.dialogs.list_import import ListDialog  # noqa: PLC0415 - on first use

        first = opened.preview[0].cells if opened.preview else ("",) * len(opened.table.headers)
        dialog = ListDialog(
            opened.path.name,
            self.tr("Read as {how}.").format(how=opened.table.read_as),
            list(zip(opened.table.headers, first, strict=True)),
            opened.mapping.headers,
            list_words.field_words(),
            parent=self._over,
        )
        dialog.tried.connect(lambda kind: self._run(dialog, opened, kind, is_trial=True))
        dialog.taken.connect(lambda kind: self._run(dialog, opened, kind, is_trial=False))
        dialog.stopped.connect(self._stop_reading)
        dialog.open()

    def _stop_reading(self) -> None:
        self._stop.cancel()

    def _run(self, dialog: ListDialog, opened: OpenedList, kind: str, *, is_trial: bool) -> None:
        """Read the whole list as the dialog says."""
        mapping = replace(opened.mapping, headers=dialog.mapping())
        source = replace(opened, mapping=mapping)
        progress = self._progress(dialog)

        def failed(error: BoothappError) -> None:
            stopped = isinstance(error, StoppedError)
            text = self.tr("Stopped; nothing was taken in") if stopped else words_of(error).in_one()
            dialog.show_outcome("info" if stopped else "error", text)

        def run(work: Callable[[Services], object], on_done: Callable[..., None]) -> None:
            self._tasks.run_on_sync(dialog, work, on_done, failed)

        if kind == "badges":
            run(
                lambda services: services.reconciling.plan(source, progress),
                lambda plan: self._planned(dialog, plan, is_trial=is_trial, failed=failed),
            )
        elif kind == "staff":
            run(
                lambda services: services.importing.with_staff(source, progress),
                lambda found: self._staff_found(dialog, *found, is_trial=is_trial, failed=failed),
            )
        else:
            run(
                lambda services: _known(services, source, kind, progress, is_trial=is_trial),
                lambda done: self._imported(dialog, done, is_trial=is_trial),
            )

    def _progress(self, dialog: ListDialog) -> Progress:
        self._stop = stop = Cancellation()
        tell = self._tasks.teller(
            dialog, lambda done, total: dialog.show_progress(self.tr("Reading the list"), done, total)
        )
        dialog.show_progress(self.tr("Reading the list"), 0, 0)

        def progress(done: int, total: int) -> None:
            if stop():
                raise StoppedError
            tell(done, total)

        return progress

    def _planned(
        self,
        dialog: ListDialog,
        plan: ReconcilePlan,
        *,
        is_trial: bool,
        failed: Callable[[BoothappError], None],
    ) -> None:
        text = list_words.plan_sentence(plan)
        if is_trial:
            dialog.show_outcome("info", list_words.trial_sentence(text), list_words.plan_lines(plan))
            return

        def applied(_batch: int) -> None:
            dialog.finish()
            self.leads_changed.emit()
            self.done.emit(text)

        self._tasks.run_on_writer(
            dialog, lambda services: services.reconciling.apply(plan, by=self._staff), applied, failed
        )

    def _staff_found(
        self,
        dialog: ListDialog,
        setup: ShowSetup,
        done: Imported,
        *,
        is_trial: bool,
        failed: Callable[[BoothappError], None],
    ) -> None:
        if is_trial:
            self._imported(dialog, done, is_trial=True)
            return

        def used(setup: ShowSetup) -> None:
            self.setup_changed.emit(setup)
            self._imported(dialog, done, is_trial=False)

        self._tasks.use_setup(dialog, setup, used, failed)

    def _imported(self, dialog: ListDialog, done: Imported, *, is_trial: bool) -> None:
        text, lines = list_words.imported_sentence(done), list_words.refused_lines(done)
        if is_trial:
            dialog.show_outcome("info", list_words.trial_sentence(text), lines)
        else:
            dialog.finish()
            self.done.emit(text)

    def take_back(self, staff: str) -> None:
        """Take back what the last list of badges filled."""

        def undo(services: Services) -> int:
            standing = [batch for batch in services.reconciling.batches() if not batch.undone_at]
            if not standing:
                raise ListBatchError("no list has filled anything that could be taken back")
            return services.reconciling.undo(standing[0].batch_no, by=staff).leads

        def undone(leads: int) -> None:
            self.leads_changed.emit()
            self.done.emit(self.tr("{count} leads are as before the list").format(count=leads))

        self._tasks.run_on_writer(self, undo, undone, self.problem_met.emit)


def _known(
    services: Services, source: OpenedList, kind: str, progress: Progress, *, is_trial: bool
) -> Imported:
    from boothapp.store.known_contacts import ListKind  # noqa: PLC0415 - on first use

    importing = services.importing
    if is_trial:
        return importing.check(source, ListKind(kind), progress)
    return importing.import_known(source, ListKind(kind), progress=progress)
