"""The real window on a real profile, for tests: started as a person starts it, ended in order."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from boothapp.paths import resources_dir
from boothapp.services.show_setup import ShowSetup, sample_setup
from tests.helpers.booths import MemoryKeyring
from tests.helpers.hands import Key, press
from ui.main_window import MainWindow
from ui.session import Session


class RunningApp:
    """One run of the app on a folder; the keyring outlives it, as the system's own does."""

    def __init__(self, qtbot: QtBot, folder: Path, keyring: MemoryKeyring | None = None) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._bot = qtbot
        self.folder, self.keyring = folder, keyring or MemoryKeyring()
        self.session = Session(app, folder, keyring=self.keyring)
        self._is_running = True
        self.session.start()

    @property
    def window(self) -> MainWindow:
        """The window, which must be there."""
        assert self.session.window is not None
        return self.session.window

    def begin(self, setup: ShowSetup | None = None) -> MainWindow:
        """Choose the sample show on the welcome, or begin with this one; wait until the profile is open."""
        welcome = self.session.welcome
        assert welcome is not None
        if setup is None:
            self._bot.waitUntil(lambda: QApplication.focusWidget() is not None)
            press(Key.Key_Return)
        else:
            welcome.setup_chosen.emit(setup)
        return self.wait_open()

    def wait_open(self) -> MainWindow:
        """Wait until the form is alive and the profile is open."""
        self._bot.waitUntil(lambda: self.window.capture.desk is not None)
        self._bot.waitUntil(lambda: self.window.capture.tasks.is_open, timeout=20_000)
        self.window.activateWindow()
        self._bot.waitUntil(lambda: self.window.findChild(QWidget, "status_score") is not None)
        return self.window

    def end(self) -> None:
        """Close the window and finish what is to be written; once is enough."""
        if not self._is_running:
            return
        self._is_running = False
        if self.session.window is not None:
            self.session.window.close()
            self.session.window.deleteLater()
        if self.session.welcome is not None:
            self.session.welcome.close()
        self.session.end()


def field(window: QWidget, name: str) -> str:
    """The text in the field of this name."""
    edit = window.findChild(QLineEdit, name) or window.findChild(QPlainTextEdit, name)
    assert edit is not None, name
    return edit.toPlainText() if isinstance(edit, QPlainTextEdit) else edit.text()


def sample() -> ShowSetup:
    """The sample show with the standard definition."""
    return sample_setup(resources_dir())
