"""Sync by USB stick: write a bundle, carry it to the hub, read the receipts that come back."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from boothapp.app import Services
    from boothapp.services.bundling import ReadBundles, WrittenBundle
    from boothapp.services.show_setup import ShowSetup
    from ui.tasks import Tasks

_TAKEN, _REFUSED = ("received", "duplicate", "erased"), ("rejected", "id_reuse")


class SyncBundles(QObject):
    """Asks for the folder and runs the service.

    `said(kind, text)` and `failed(BoothappError)` are for the screen's banner; `receipts_read` tells that
    something arrived, `setup_came(ShowSetup)` that the hub told another show or definition.
    """

    said = Signal(str, str)
    failed = Signal(object)
    receipts_read = Signal()
    setup_came = Signal(object)

    def __init__(self, tasks: Tasks, over: QWidget) -> None:
        super().__init__(over)
        self._tasks, self._over = tasks, over
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

    def choose_and_write(self) -> None:
        """Ask for the stick, then write a bundle to it."""
        if folder := self._choose(self.tr("USB stick or folder for the bundle")):
            self.write(folder)

    def choose_and_read(self) -> None:
        """Ask for the stick, then read the hub's receipts from it."""
        if folder := self._choose(self.tr("USB stick or folder with the hub’s receipts")):
            self.read(folder)

    def _choose(self, title: str) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(self._over, title, self._folder)
        self._folder = chosen or self._folder
        return Path(chosen) if chosen else None

    def write(self, folder: Path) -> None:
        """Write a bundle of all that waits into this folder."""
        self.said.emit("info", self.tr("Writing the bundle…"))
        self._tasks.run_on_sync(
            self, lambda services: services.bundling.write(folder), self._written, self.failed.emit
        )

    def _written(self, bundle: WrittenBundle) -> None:
        where = QLocale()
        text = self.tr(
            "{file} holds {count} changes, sealed for the hub. Carry it there. Until its receipts are read "
            "here, all of it counts as not yet synced."
        ).format(file=bundle.path, count=where.toString(bundle.changes))
        if bundle.pictures or bundle.pictures_left:
            text += " " + self.tr("Pictures in it: {count}; {left} wait for the next one.").format(
                count=where.toString(bundle.pictures), left=where.toString(bundle.pictures_left)
            )
        if bundle.left:
            text += " " + self.tr("{count} more go with the next one.").format(
                count=where.toString(bundle.left)
            )
        self.said.emit("info", text)

    def read(self, folder: Path) -> None:
        """Read the hub's receipts in this folder."""
        tell = self._tasks.teller(self, self._tell_progress)
        self._tell_progress(0, 0)
        self._tasks.run_on_sync(
            self, lambda services: _read(services, folder, tell), self._read, self.failed.emit
        )

    def _tell_progress(self, done: int, total: int) -> None:
        where = QLocale()
        text = self.tr("Reading receipts: {done} of {total}") if total else self.tr("Reading receipts…")
        self.said.emit("info", text.format(done=where.toString(done), total=where.toString(total)))

    def _read(self, outcome: tuple[ReadBundles, ShowSetup | None]) -> None:
        read, setup = outcome
        if setup is not None:
            self.setup_came.emit(setup)
        bad = bool(read.refused) or any(back.problems or back.has_forked for back in read.taken.values())
        self.said.emit("warn" if bad or not read.taken else "info", self._words(read))
        if read.taken:
            self.receipts_read.emit()

    def _words(self, read: ReadBundles) -> str:
        backs = list(read.taken.values())
        if not backs and not read.refused:
            return self.tr(
                "There are no receipts for this laptop in the folder. Let the hub read the bundle first, "
                "then bring the stick back."
            )
        codes = sum((back.codes for back in backs), Counter[str]())
        parts = [
            (sum(codes[code] for code in _TAKEN), self.tr("{count} changes are at the hub")),
            (sum(back.pictures for back in backs), self.tr("{count} pictures")),
            (sum(codes[code] for code in _REFUSED), self.tr("{count} refused")),
            (sum(back.new_leads for back in backs), self.tr("new from other laptops: {count}")),
            (sum(back.erased for back in backs), self.tr("{count} leads erased, as the hub told")),
        ]
        where = QLocale()
        told = " · ".join(text.format(count=where.toString(count)) for count, text in parts if count)
        lines = [
            f"{told}."
            if told
            else self.tr("The receipts were read; they bring nothing new.")
            if backs
            else ""
        ]
        if any(back.has_forked for back in backs):
            lines.append(
                self.tr("This profile was copied from another laptop. Write a new bundle; nothing is lost.")
            )
        lines += [problem for back in backs for problem in back.problems]
        lines += [f"{path.name}: {reason}" for path, reason in read.refused.items()]
        return " ".join(line for line in lines if line)


def _read(
    services: Services, folder: Path, tell: Callable[..., None]
) -> tuple[ReadBundles, ShowSetup | None]:
    """What the receipts came to, and the setup if that is another now."""
    read = services.bundling.read(folder, tell)
    is_new = any(back.has_new_texts for back in read.taken.values())
    return read, services.show_setting.current() if is_new else None
