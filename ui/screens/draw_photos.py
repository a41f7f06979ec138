"""Photos of the bowl: all are kept first, then read one by one in the background; typing goes on."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from boothapp.errors import NoCardReaderError, NotEnteredError, PictureError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from boothapp.app import Services
    from boothapp.errors import BoothappError
    from boothapp.services.bowl_files import Refused
    from boothapp.services.prize_entering import Asked, BowlCard
    from boothapp.services.prize_photos import KeptPhoto
    from ui.tasks import Tasks


class DrawPhotos(QObject):
    """`progress_made(text, done, total)`, `ended(text)`, `entries_changed` tell how far it is.

    What is on its way is one photo at a time, so that a card photographed on Capture has its turn.
    """

    progress_made = Signal(str, int, int)
    entries_changed = Signal()
    ended = Signal(str)
    problem_met = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._files: deque[tuple[Path, Asked]] = deque()
        self._unread: deque[int] = deque()
        self._by = ""
        self._is_busy = False
        self._stopped = False
        self._done = self._total = self._kept = self._known = 0
        self._refused: list[Refused] = []
        self._told_before: list[Refused] = []
        self._no_reader: BoothappError | None = None

    def take(self, files: Sequence[Path], asked: Asked, by: str, refused: Sequence[Refused] = ()) -> None:
        """Keep these photos, then read them; more may come while others are on their way.

        What was refused of the files that came with them is told again at the end, with those refused here.
        """
        self._told_before += refused
        self._files.extend((file, asked) for file in files)
        self._by = by
        self._total += len(files)
        self._go_on()

    def go_on_reading(self, tickets: Sequence[int], by: str) -> None:
        """Read photos that were kept before, with what was said then."""
        self._by = by
        self._unread.extend(ticket for ticket in tickets if ticket not in self._unread)
        self._go_on()

    def stop(self) -> None:
        """Stop after the photo that is being looked at; what was kept stays, to be read or typed later."""
        self._stopped = True

    @property
    def is_busy(self) -> bool:
        """Whether a photo is on its way."""
        return self._is_busy

    def _go_on(self) -> None:
        if self._is_busy:
            return
        self._is_busy, self._stopped, self._no_reader = True, False, None
        self._next()

    def _next(self) -> None:
        """Take the next step, or end."""
        if self._stopped or not (self._files or self._unread):
            self._end()
        elif self._files:
            file, asked = self._files.popleft()
            self.progress_made.emit(self.tr("Keeping {file}").format(file=file.name), self._done, self._total)
            self._tasks.run_on_photos(
                self, partial(_keep, file, asked), self._was_kept, partial(self._was_refused, file),
                on_bug=partial(self._was_dropped, file),
            )  # fmt: skip
        else:
            if not self._done:
                self._total = len(self._unread)
            ticket = self._unread.popleft()
            self.progress_made.emit(
                self.tr("Reading the photo of ticket {ticket}").format(ticket=ticket), self._done, self._total
            )
            self._tasks.run_on_photos(
                self, partial(_read, ticket), partial(self._was_read, ticket), self._could_not_read,
                on_bug=self._read_past,
            )  # fmt: skip

    def _was_kept(self, photo: KeptPhoto) -> None:
        self._known += photo.was_here
        if not photo.was_here:
            self._kept += 1
            self._unread.append(photo.ticket)
        self._stepped(len(self._files))

    def _was_refused(self, file: Path, error: BoothappError) -> None:
        if isinstance(error, NotEnteredError):
            [(_, why)] = error.files
            self._was_dropped(file, why)
        elif isinstance(error, PictureError):
            self._was_dropped(file, f"{error.problem}; take the photo again")
        else:  # a full disk: nothing further can be kept
            self._stopped = True
            self.problem_met.emit(error)
            self._next()

    def _was_dropped(self, file: Path, why: str = "") -> None:
        """This one is no entry; the others go on."""
        self._refused.append((file.name, why))
        self._stepped(len(self._files))

    def _stepped(self, left: int) -> None:
        """Count a file that was kept; once all are, count anew for the reading."""
        self._done += 1
        if not left:
            self._done, self._total = 0, len(self._unread)
            self.entries_changed.emit()
        self._next()

    def _was_read(self, ticket: int, card: BowlCard) -> None:
        by = self._by

        def filled(_: object) -> None:
            self.entries_changed.emit()
            self._read_past()

        def failed(error: BoothappError) -> None:
            self._stopped = True
            self.problem_met.emit(error)
            self._next()

        self._tasks.run_on_writer(
            self, lambda services: services.prize_entries.fill(ticket, card, by=by), filled, failed,
            on_bug=self._read_past,
        )  # fmt: skip

    def _could_not_read(self, error: BoothappError) -> None:
        if isinstance(error, NoCardReaderError):
            self._no_reader = error  # the codes on the others can be read still
        else:
            self.problem_met.emit(error)
        self._read_past()

    def _read_past(self) -> None:
        """This one stays to be read or typed; the others go on."""
        self._done += 1
        self._next()

    def _end(self) -> None:
        left = len(self._files)
        parts = [self.tr("Photos taken in: {count}").format(count=self._kept)] if self._kept else []
        for count, text in (
            (self._known, self.tr("in the bowl before: {count}")),
            (left, self.tr("stopped before: {count}")),
            (len(self._unread), self.tr("still to be read: {count}")),
        ):
            if count:
                parts.append(text.format(count=count))
        if self._refused:
            names = ", ".join(name for name, _ in self._refused)
            parts.append(self.tr("not taken in: {names}").format(names=names))
        reasons = [(name, why) for name, why in self._refused if why]
        if reasons:
            self.problem_met.emit(NotEnteredError(*self._told_before, *reasons))
        elif self._no_reader is not None:
            self.problem_met.emit(self._no_reader)
        self._files.clear()
        self._unread.clear()
        self._refused, self._told_before = [], []
        self._is_busy = False
        self._done = self._total = self._kept = self._known = 0
        self.entries_changed.emit()
        self.ended.emit(" · ".join(parts))


def _keep(file: Path, asked: Asked, services: Services) -> KeptPhoto:
    return services.prize_photos.keep(file, asked)


def _read(ticket: int, services: Services) -> BowlCard:
    return services.prize_photos.read(ticket)
