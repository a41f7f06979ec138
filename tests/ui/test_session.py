"""One run of the window: what it does beside the person who captures."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from boothapp.store import disk
from tests.helpers.hands import CTRL, Key, press, write
from tests.helpers.windows import RunningApp
from tests.ui.conftest import StartApp


@pytest.fixture
def app(start_app: StartApp, monkeypatch: pytest.MonkeyPatch) -> RunningApp:
    """The app on the sample show; the room it keeps back is small."""
    monkeypatch.setattr(disk, "BALLAST_BYTES", 1 << 20)
    running = start_app()
    running.begin()
    return running


def save_a_lead(app: RunningApp, qtbot: QtBot) -> None:
    """Type a card and save it; it is durable."""
    write("Ada")
    press(Key.Key_Return, CTRL)
    told: list[bool] = []
    app.window.capture.tasks.run_on_writer(
        app.window, lambda services: bool(services.browsing.find("Ada")), told.append
    )
    qtbot.waitUntil(lambda: told == [True])


def test_leads_are_copied_and_room_is_kept_back_without_a_word(app: RunningApp, qtbot: QtBot):
    """Some time after the start, and each hour, with nobody asked to do anything."""
    save_a_lead(app, qtbot)
    assert app.session.care.isActive()
    app.session.care.timeout.emit()
    qtbot.waitUntil(lambda: len(list((app.folder / "backups").glob("*.db"))) == 1)
    assert (app.folder / disk.BALLAST_FILE).stat().st_size == disk.BALLAST_BYTES
    assert app.session.care.interval() == 3_600_000
    assert app.window.findChild(QWidget, "problem") is None


def test_a_copy_that_cannot_be_made_is_told(app: RunningApp, qtbot: QtBot):
    """In words: what is safe, and where to try again."""
    save_a_lead(app, qtbot)
    (app.folder / "backups").write_text("in the way", encoding="utf-8")
    app.session.care.timeout.emit()
    qtbot.waitUntil(lambda: app.window.findChild(QWidget, "problem") is not None)
    banner = app.window.findChild(QWidget, "problem")
    assert banner is not None
    assert "No backup could be made. All saved leads are safe." in banner.accessibleName()
