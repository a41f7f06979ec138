"""Pictures of every screen with the sample show on it.

``python -m tests.helpers.pictures FOLDER`` takes them all; the README shows three of them.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qt_compat import qt_api
from pytestqt.qtbot import QtBot

from boothapp.app import Services, card_context
from boothapp.paths import resources_dir
from boothapp.services.capturing import NewLead
from tests.helpers.hands import ALT, NONE, Key, press, write
from tests.helpers.windows import RunningApp, sample
from ui.main_window import SCREENS, MainWindow
from ui.theme import apply_theme, load_theme, theme_names

SALES_READY_ROW = 11
"""The newest sales-ready lead of the sample show is the eleventh in the list."""
SIZES = (QSize(1280, 800), QSize(1024, 640))


def photographed(bot: QtBot, app: RunningApp) -> Iterator[tuple[str, QImage]]:
    """The name and picture of each screen, in each theme and size, of an app on a new profile."""
    window = app.begin(sample())
    settle(bot, window)
    window.capture.tasks.run_on_writer(
        window, capture_sample, lambda _nothing: window.capture.leads_changed.emit()
    )
    settle(bot, window)
    half_a_card(window)
    qt_app = QApplication.instance()
    assert isinstance(qt_app, QApplication)
    for row in SCREENS:
        window.show_screen(row.key)
        settle(bot, window)
        if row.key == "leads":
            for _ in range(SALES_READY_ROW):
                press(Key.Key_Down)
            settle(bot, window)
        for theme in theme_names():
            apply_theme(qt_app, load_theme(theme))
            for size in SIZES:
                window.resize(size)
                lay_out(qt_app)
                yield f"{row.key}-{theme}-{size.width()}x{size.height()}", window.grab().toImage()
    window.show_screen("capture")


def capture_sample(services: Services) -> None:
    """Save the sample visitors."""
    context = card_context(sample())
    lines = (resources_dir() / "demo" / "visitors.jsonl").read_bytes().splitlines()
    services.capturing.save_new([NewLead(context.lead(line)) for line in lines])


def half_a_card(window: MainWindow) -> None:
    """Type what a visitor said so far."""
    window.activateWindow()
    write("Zoë Łukasz")
    press(Key.Key_Tab)
    write("Société Lumière")
    press(Key.Key_1, ALT)
    write("Two of five packing lines stop every week.")
    press(Key.Key_2, ALT)
    press(Key.Key_2, NONE)
    press(Key.Key_3, ALT)
    press(Key.Key_2, NONE)


def lay_out(app: QApplication) -> None:
    """Let each layout that a resize has asked for, and those that it asks for in turn, take place."""
    for _ in range(10):
        app.sendPostedEvents()
        app.processEvents()


def settle(bot: QtBot, window: MainWindow) -> None:
    """Wait until every lane has done what was asked, and what came of it is painted."""
    for _ in range(3):  # what one lane brings may ask another
        done: list[None] = []
        tasks = window.capture.tasks
        for run in (tasks.run_on_writer, tasks.run_on_reader):
            run(window, lambda _services: None, done.append)
        bot.waitUntil(lambda done=done: len(done) == 2, timeout=20_000)  # type: ignore[misc]
        QTest.qWait(60)  # the search and the filters wait for a pause in typing


def main(folder: Path) -> None:
    """Take all pictures."""
    qt_api.set_qt_api("pyside6")
    app = QApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        bot = QtBot(None)  # type: ignore[arg-type] # only its waiting is used, which asks for no test
        running = RunningApp(bot, Path(profile) / "profile")
        for name, image in photographed(bot, running):
            image.save(str(folder / f"{name}.png"))
        running.end()
    app.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
