"""Work off the UI thread: one writes, one reads, one syncs, one sees, one waits for photos; each by itself.

The only file with threads. A job is a function of `Services`; what it returns is handed to `on_done` on the
UI thread, what it raises to `on_error`, and neither if its owner is gone by then. Jobs wait in line until the
profile is open. Signals are emitted from here alone: jobs own none.
"""

from __future__ import annotations

import sys
import threading
import weakref
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from boothapp.errors import BoothappError

if TYPE_CHECKING:
    from boothapp.app import Booth, Services
    from boothapp.services.show_setup import ShowSetup

T = TypeVar("T")
# A thread at work keeps the interpreter for 5 ms, as Python comes. To paint a table, the UI thread asks for
# it some hundred times, and a frame has 16 ms.
_SWITCH_SECONDS = 0.0005


class Lane(Enum):
    """Which thread a job runs on; within one, jobs run in the order they were asked for."""

    WRITER = "writer"
    READER = "reader"
    SYNC = "sync"
    PHOTOS = "photos"
    SIGHT = "sight"


_BESIDE_THE_WRITER = (Lane.READER, Lane.SYNC, Lane.PHOTOS, Lane.SIGHT)


class Cancellation:
    """Tells a long job from any thread to stop; the job asks by calling it."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def cancel(self) -> None:
        """Ask the job to stop."""
        self._asked.set()

    def __call__(self) -> bool:
        """Whether the job should stop."""
        return self._asked.is_set()


@dataclass(eq=False, slots=True)
class _Job:
    """What to run, for whom, and whom to tell; `slot` is None for a job that no later one replaces."""

    owner: weakref.ref[QObject]
    work: Callable[[Services], Any]
    on_done: Callable[[Any], None] | None
    on_error: Callable[[BoothappError], None] | None
    slot: tuple[int, str] | None = None
    on_bug: Callable[[], None] | None = None


class _Line:
    """The jobs of one lane, in order; closing it lets those that wait be finished."""

    def __init__(self) -> None:
        self._jobs: deque[_Job] = deque()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, job: _Job) -> None:
        """Add a job; one that waits in the same slot is dropped."""
        with self._changed:
            if job.slot is not None:
                self._jobs = deque(each for each in self._jobs if each.slot != job.slot)
            self._jobs.append(job)
            self._changed.notify()

    def take(self) -> _Job | None:
        """The next job, waiting for one; None once the line is closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or self._closed)
            return self._jobs.popleft() if self._jobs else None

    def close(self, *, drop: bool) -> None:
        """Take no more waiting; `drop` also forgets what has not begun."""
        with self._changed:
            self._closed = True
            if drop:
                self._jobs.clear()
            self._changed.notify()


class Tasks(QObject):
    """The threads of an open profile.

    `opened` tells the Booth once it is open, `open_failed` the BoothappError that kept it shut (call `open`
    again to retry), `failed` an error of a job that has no `on_error`.
    """

    opened = Signal(object)
    open_failed = Signal(object)
    failed = Signal(object)
    _finished = Signal(object, object, object)
    _told = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines = {lane: _Line() for lane in Lane}
        self._threads: list[threading.Thread] = []
        self._booth: Booth | None = None
        self._latest: dict[tuple[int, str], _Job] = {}
        self._round = 0  # counts the setups in force
        queued = Qt.ConnectionType.QueuedConnection
        self._finished.connect(self._deliver, queued)
        self._told.connect(_call, queued)

    @property
    def is_open(self) -> bool:
        """Whether the profile is open, so that jobs run."""
        return self._booth is not None

    def open(self, opener: Callable[[], Booth]) -> None:
        """Open the profile on the writer's thread, then run what waits."""
        sys.setswitchinterval(_SWITCH_SECONDS)
        thread = threading.Thread(target=self._open_and_write, args=(opener,), name="boothapp-writer")
        self._threads.append(thread)
        thread.start()

    def run_on_writer(
        self,
        owner: QObject,
        work: Callable[[Services], T],
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[BoothappError], None] | None = None,
        *,
        on_bug: Callable[[], None] | None = None,
    ) -> None:
        """Run what changes leads, drafts or settings; never dropped, not even when the window closes."""
        self._lines[Lane.WRITER].put(_Job(weakref.ref(owner), work, on_done, on_error, on_bug=on_bug))

    def run_on_reader(
        self,
        owner: QObject,
        work: Callable[[Services], T],
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[BoothappError], None] | None = None,
    ) -> None:
        """Run what only looks."""
        self._lines[Lane.READER].put(_Job(weakref.ref(owner), work, on_done, on_error))

    def run_on_sync(
        self,
        owner: QObject,
        work: Callable[[Services], T],
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[BoothappError], None] | None = None,
        *,
        on_bug: Callable[[], None] | None = None,
    ) -> None:
        """Run what may take long: sync, import, export, backup; ``on_bug`` is called once a bug was shown."""
        self._lines[Lane.SYNC].put(_Job(weakref.ref(owner), work, on_done, on_error, on_bug=on_bug))

    def run_on_photos(
        self,
        owner: QObject,
        work: Callable[[Services], T],
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[BoothappError], None] | None = None,
        *,
        on_bug: Callable[[], None] | None = None,
    ) -> None:
        """Run what waits for the process that reads photographed cards: seconds a photo, one by one.

        ``on_bug`` is called once a bug was shown, so that one photo does not keep the others waiting.
        """
        self._lines[Lane.PHOTOS].put(_Job(weakref.ref(owner), work, on_done, on_error, on_bug=on_bug))

    def run_on_sight(
        self,
        owner: QObject,
        work: Callable[[Services], T],
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[BoothappError], None] | None = None,
    ) -> None:
        """Run what looks at pictures: a camera's frames and photos, for which no look-up waits."""
        self._lines[Lane.SIGHT].put(_Job(weakref.ref(owner), work, on_done, on_error))

    def use_setup(
        self,
        owner: QObject,
        setup: ShowSetup,
        on_done: Callable[[ShowSetup], None],
        on_error: Callable[[BoothappError], None] | None = None,
    ) -> None:
        """Put another setup in force; from then on each lane works with services for it."""

        def use(_: Services) -> ShowSetup:
            booth = self._booth
            if booth is not None:
                booth.use(setup)
                self._round += 1
            return setup

        self.run_on_writer(owner, use, on_done, on_error)

    def run_latest(
        self,
        owner: QObject,
        purpose: str,
        work: Callable[[Services], T],
        on_done: Callable[[T], None],
        on_error: Callable[[BoothappError], None] | None = None,
    ) -> None:
        """Look up per keystroke: only the latest of an owner's look-ups of one purpose is told."""
        slot = (id(owner), purpose)
        job = _Job(weakref.ref(owner), work, on_done, on_error, slot)
        self._latest[slot] = job
        self._lines[Lane.READER].put(job)

    def forget(self, owner: QObject, purpose: str) -> None:
        """Tell nothing of the look-up under way for this purpose."""
        self._latest.pop((id(owner), purpose), None)

    def teller(self, owner: QObject, told: Callable[..., None]) -> Callable[..., None]:
        """What a job may call to tell of its progress: `told` runs on the UI thread while the owner lives."""
        alive = weakref.ref(owner)

        def tell(*facts: object) -> None:
            self._told.emit((alive, told, facts))

        return tell

    def close(self) -> None:
        """Finish what is to be written, drop look-ups that have not begun, close the profile."""
        self._lines[Lane.WRITER].close(drop=self._booth is None)
        for lane in _BESIDE_THE_WRITER:
            self._lines[lane].close(drop=True)
        for thread in self._threads:
            thread.join()
        self._threads.clear()
        if self._booth is not None:
            self._booth.close()
            self._booth = None

    def _open_and_write(self, opener: Callable[[], Booth]) -> None:
        try:
            booth = opener()
        except BoothappError as error:
            self.open_failed.emit(error)
            return
        except Exception:  # noqa: BLE001 - a bug is shown by the excepthook, on the UI thread
            self._finished.emit(None, None, sys.exc_info())
            return
        self._booth = booth
        for lane in _BESIDE_THE_WRITER:
            thread = threading.Thread(
                target=self._work_through, args=(booth, lane), name=f"boothapp-{lane.value}"
            )
            self._threads.append(thread)
            thread.start()
        self.opened.emit(booth)
        self._work_through(booth, Lane.WRITER)

    def _work_through(self, booth: Booth, lane: Lane) -> None:
        """Do one job after another on services that belong to this thread."""
        services: Services | None = None
        made_in = self._round
        while (job := self._lines[lane].take()) is not None:
            outcome: object = None
            problem: object = None
            try:
                if services is not None and made_in != self._round:
                    services.close()
                    services = None
                if services is None:
                    services, made_in = booth.services(), self._round
                outcome = job.work(services)
            except BoothappError as error:
                problem = error
            except Exception:  # noqa: BLE001 - as above
                problem = sys.exc_info()
            self._finished.emit(job, outcome, problem)
        if services is not None:
            services.close()

    def _deliver(self, job: _Job | None, outcome: object, problem: object) -> None:
        """Hand an outcome to whom it was made for; runs on the UI thread."""
        if isinstance(problem, tuple):
            sys.excepthook(*problem)
            if job is not None and job.on_bug is not None and _lives(job.owner):
                job.on_bug()
            return
        if job is None or not self._is_wanted(job):
            return
        if isinstance(problem, BoothappError):
            (job.on_error or self.failed.emit)(problem)
        elif job.on_done is not None:
            job.on_done(outcome)

    def _is_wanted(self, job: _Job) -> bool:
        if job.slot is not None:
            if self._latest.get(job.slot) is not job:
                return False
            del self._latest[job.slot]
        return _lives(job.owner)


def _lives(owner: weakref.ref[QObject]) -> bool:
    kept = owner()
    return kept is not None and shiboken6.isValid(kept)


def _call(message: tuple[weakref.ref[QObject], Callable[..., None], tuple[object, ...]]) -> None:
    owner, told, facts = message
    if _lives(owner):
        told(*facts)
