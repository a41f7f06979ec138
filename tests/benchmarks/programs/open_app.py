"""The app as one leaves it open: ``open_app.py PROFILE``; names each state it is in, goes on at a line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from ui.main_window import MainWindow
from ui.session import Session
from ui.tasks import Tasks


def main(profile: Path) -> int:
    """Open the window on the profile and go through the states."""
    app = QApplication(sys.argv)
    session = Session(app, profile, passphrase=os.environ["BOOTHAPP_PASSPHRASE"])
    tasks: Tasks = session._tasks

    def walk(states: Iterator[str]) -> None:
        """Go on to the next state; tell it when the threads have nothing left to do for it."""
        if (state := next(states, None)) is None:
            app.quit()
            return
        once_idle(tasks, lambda: tell(state, lambda: walk(states)))

    def begin(_booth: object) -> None:
        assert session.window is not None
        walk(states_of(session.window))

    tasks.opened.connect(begin)
    session.start()
    code = app.exec()
    session.end()
    return code


def states_of(window: MainWindow) -> Iterator[str]:
    """What a person does; each step is told by its name."""
    yield "capture"
    window.show_screen("leads")
    yield "leads"
    search = window.findChild(QLineEdit, "lead_search")
    assert search is not None
    QTest.keyClicks(search, "packaging")
    yield "search"


def once_idle(tasks: Tasks, then: Callable[[], object]) -> None:
    """Call this once both threads have done what was asked of them, and what that led to: rows, a card."""

    def again(turns: int) -> None:
        if turns == 0:
            QTimer.singleShot(0, then)
            return
        tasks.run_on_reader(
            tasks,
            lambda _: None,
            lambda _: tasks.run_on_writer(
                tasks, lambda _: None, lambda _: QTimer.singleShot(100, lambda: again(turns - 1))
            ),
        )

    again(5)


def tell(state: str, then: Callable[[], object]) -> None:
    """Name the state, and wait until whoever measures has done so."""
    print(state, flush=True)  # noqa: T201 - the benchmark reads it
    sys.stdin.readline()
    then()


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
