"""The table of leads scrolled through a hundred thousand rows, in the real screen."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from tests.benchmarks.figures import FRAME_MS, Figure, in_ms, quantile
from tests.benchmarks.halls import LEADS, Hall, open_booth, setup
from ui.screens.leads import LeadsScreen
from ui.tasks import Tasks
from ui.theme import apply_theme, load_theme

STEP_SECONDS = 0.016
PAUSE_SECONDS = 0.001
WHEEL_STEPS = 240
PAGES = 120
DRAGS = 120


class Frames:
    """How long the window's thread was busy each time before it could wait again: by the clock and in CPU."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self.wall, self.cpu = list[float](), list[float]()

    def after(self, step: Callable[[], object]) -> None:
        """Do a step, paint what it leads to, and all that comes until the next step is due."""
        due = time.perf_counter() + STEP_SECONDS
        self._busy(step)
        while time.perf_counter() < due:
            time.sleep(PAUSE_SECONDS)  # as the event loop waits: the threads that read go on
            self._busy(lambda: None)

    def _busy(self, step: Callable[[], object]) -> None:
        wall, cpu = time.perf_counter(), time.thread_time()
        step()
        self._app.processEvents()
        self.cpu.append(time.thread_time() - cpu)
        self.wall.append(time.perf_counter() - wall)


@pytest.fixture
def screen(qtbot: QtBot, qapp: QApplication, hall: Hall) -> Iterator[LeadsScreen]:
    """The Leads screen on the full hall, with its first rows shown."""
    apply_theme(qapp, load_theme("light"))
    tasks = Tasks()
    screen = LeadsScreen(tasks, setup())
    qtbot.addWidget(screen)
    screen.resize(1280, 800)
    screen.show()
    tasks.open(lambda: open_booth(hall.profile))
    qtbot.waitSignal(tasks.opened, timeout=20_000).wait()
    screen.refresh()
    qtbot.waitUntil(lambda: screen._model.row_at(0) is not None, timeout=20_000)
    assert screen._model.rowCount() == LEADS
    yield screen
    tasks.close()


def steps(screen: LeadsScreen) -> Iterator[Callable[[], object]]:
    """What a person does to the table: wheel, page keys, the thumb of the scroll bar, End and Home."""
    table, dice = screen._table, random.Random(5)
    bar = table.verticalScrollBar()
    for _ in range(WHEEL_STEPS):
        yield partial(turn_wheel, table.viewport(), -120)
    for _ in range(PAGES):
        yield partial(QTest.keyClick, table, Qt.Key.Key_PageDown)
    for _ in range(DRAGS):
        yield partial(bar.setValue, dice.randint(bar.minimum(), bar.maximum()))
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home) * 10:
        yield partial(QTest.keyClick, table, key)
    for _ in range(WHEEL_STEPS):
        yield partial(turn_wheel, table.viewport(), -960)


def turn_wheel(viewport: QWidget, angle: int) -> None:
    """One turn over the middle of the table."""
    middle = QPointF(viewport.rect().center())
    event = QWheelEvent(
        middle,
        viewport.mapToGlobal(middle),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def test_scrolling(
    benchmark: BenchmarkFixture, tell: Callable[[Figure], None], screen: LeadsScreen, qapp: QApplication
) -> None:
    """Nothing that a person does to the table keeps the window from its next frame."""
    to_do, frames = list(steps(screen)), Frames(qapp)
    waiting = iter(to_do)
    benchmark.pedantic(frames.after, setup=lambda: ((next(waiting),), {}), rounds=len(to_do))
    late, late_by_cpu = (
        sum(1 for busy in times if busy > FRAME_MS / 1000) for times in (frames.wall, frames.cpu)
    )
    painting = sorted(frames.wall)[-len(to_do) :]
    tell(Figure(
        what=f"table scrolled through {LEADS:,} rows",
        target=f"no frame over {FRAME_MS:.0f} ms",
        measured=f"{late} late, slowest {in_ms(max(frames.wall))}",
        met=late == 0,
        notes=f"{len(to_do)} turns of the wheel, pages, drags, End and Home: "
        f"median {in_ms(median(painting))}, "
        f"p99 {in_ms(quantile(painting, 0.99))}; by CPU time {late_by_cpu} late, "
        f"slowest {in_ms(max(frames.cpu))}",
    ))  # fmt: skip
