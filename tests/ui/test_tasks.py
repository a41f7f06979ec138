"""Work off the UI thread: in order, each lane on its own, told only to those who still want to know."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from boothapp.errors import BoothappError, DiskFullError
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth
from ui.tasks import Cancellation, Tasks

T = TypeVar("T")


def _give(value: T, _services: object) -> T:
    return value


def _note(where: list[int], number: int, _services: object) -> None:
    where.append(number)


@pytest.fixture
def tasks(qtbot: QtBot, tmp_path: Path) -> Iterator[Tasks]:
    """Tasks over a real profile, closed after the test."""
    made = Tasks()
    with qtbot.waitSignal(made.opened, timeout=20_000):
        made.open(lambda: sample_booth(tmp_path, MemoryKeyring(), HandClock()))
    yield made
    made.close()


def test_jobs_wait_until_the_profile_is_open(qtbot: QtBot, tmp_path: Path):
    """What is saved before the profile is open is saved once it is, in its order."""
    tasks, done = Tasks(), list[int]()
    for number in range(3):
        tasks.run_on_writer(tasks, partial(_give, number), done.append)
    assert done == []
    tasks.open(lambda: sample_booth(tmp_path, MemoryKeyring(), HandClock()))
    qtbot.waitUntil(lambda: done == [0, 1, 2], timeout=20_000)
    tasks.close()


def test_each_lane_has_a_thread_of_its_own(tasks: Tasks, qtbot: QtBot):
    """Writing, reading and syncing never wait for one another, and none of it is the UI thread."""
    names: set[str] = set()
    for run in (tasks.run_on_writer, tasks.run_on_reader, tasks.run_on_sync):
        run(tasks, lambda _services: threading.current_thread().name, names.add)
    qtbot.waitUntil(lambda: len(names) == 3)
    assert threading.current_thread().name not in names


def test_only_the_latest_look_up_is_told(tasks: Tasks, qtbot: QtBot):
    """Of look-ups per keystroke the last one counts, whatever was under way."""
    gate, told = threading.Event(), list[str]()
    tasks.run_on_reader(tasks, lambda _services: gate.wait(10))
    for text in ("a", "ad", "ada"):
        tasks.run_latest(tasks, "find", partial(_give, text), told.append)
    gate.set()
    qtbot.waitUntil(lambda: told == ["ada"])
    tasks.run_latest(tasks, "find", lambda _services: "late", told.append)
    tasks.forget(tasks, "find")
    tasks.run_latest(tasks, "other", lambda _services: "other", told.append)
    qtbot.waitUntil(lambda: told == ["ada", "other"])


def test_nothing_is_told_to_who_is_gone(tasks: Tasks, qtbot: QtBot):
    """A result whose owner was closed meanwhile is dropped; the work itself is done."""
    owner, gate, told = QObject(), threading.Event(), list[object]()
    worked: list[bool] = []
    tasks.run_on_writer(owner, lambda _services: worked.append(gate.wait(10)), told.append)
    del owner
    gate.set()
    qtbot.waitUntil(lambda: worked == [True])
    tasks.run_on_writer(tasks, lambda _services: "after", told.append)
    qtbot.waitUntil(lambda: told == ["after"])


def test_an_error_goes_to_its_handler_or_to_the_window(tasks: Tasks, qtbot: QtBot):
    """A known error reaches who asked, else whoever listens for all."""
    own: list[BoothappError] = []
    tasks.run_on_reader(tasks, _fail, on_error=own.append)
    qtbot.waitUntil(lambda: len(own) == 1)
    assert isinstance(own[0], DiskFullError)
    with qtbot.waitSignal(tasks.failed):
        tasks.run_on_reader(tasks, _fail)


def _fail(_services) -> None:
    raise DiskFullError("no room")


def test_a_bug_in_a_job_reaches_the_excepthook(tasks: Tasks, qtbot: QtBot):
    """What is no known error is a bug, shown where all bugs are shown; the lane goes on."""
    with qtbot.capture_exceptions() as bugs:
        tasks.run_on_reader(tasks, lambda _services: 1 // 0)
        qtbot.waitUntil(lambda: len(bugs) == 1)
    assert bugs[0][0] is ZeroDivisionError
    told: list[int] = []
    tasks.run_on_reader(tasks, lambda _services: 7, told.append)
    qtbot.waitUntil(lambda: told == [7])


def test_progress_is_told_on_the_ui_thread_and_a_job_can_be_stopped(tasks: Tasks, qtbot: QtBot):
    """A long job tells how far it is and ends when asked to."""
    cancel, seen = Cancellation(), list[tuple[int, str]]()
    tell = tasks.teller(tasks, lambda done: seen.append((done, threading.current_thread().name)))

    def work(_services) -> bool:
        for done in range(1_000_000):
            tell(done)
            if cancel():
                return True
        return False

    stopped: list[bool] = []
    tasks.run_on_sync(tasks, work, stopped.append)
    qtbot.waitUntil(lambda: len(seen) > 3)
    cancel.cancel()
    qtbot.waitUntil(lambda: stopped == [True], timeout=20_000)
    assert {thread for _, thread in seen} == {threading.current_thread().name}


def test_closing_finishes_what_is_to_be_written(qtbot: QtBot, tmp_path: Path):
    """Saves that wait are done before the profile is closed."""
    tasks, written = Tasks(), list[int]()
    with qtbot.waitSignal(tasks.opened, timeout=20_000):
        tasks.open(lambda: sample_booth(tmp_path, MemoryKeyring(), HandClock()))
    for number in range(20):
        tasks.run_on_writer(tasks, partial(_note, written, number))
    tasks.close()
    assert written == list(range(20))
