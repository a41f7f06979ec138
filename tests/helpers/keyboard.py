"""A keyboard whose keys come as from the window system, each with its time; a scanner uses it too."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication

KEYS = {"\r": Qt.Key.Key_Return, "\n": Qt.Key.Key_Enter, "\t": Qt.Key.Key_Tab, " ": Qt.Key.Key_Space}
CONTROLS = {"\x02": Qt.Key.Key_B, "\x03": Qt.Key.Key_C}


class Keyboard:
    """Keys as they come from the window system: to the window in front, each with its time in ms."""

    def __init__(self) -> None:
        self.at = 100_000.0

    def key(self, letter: str, at: float) -> None:
        """One key down and up."""
        self.at = max(self.at, at)
        control = (
            Qt.KeyboardModifier.ControlModifier if letter in CONTROLS else Qt.KeyboardModifier.NoModifier
        )
        code = KEYS.get(letter) or CONTROLS.get(letter) or Qt.Key(ord(letter.upper()[0]))
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, code, control, letter)
            event.setTimestamp(int(at))
            window = QGuiApplication.focusWindow()
            assert window is not None
            QApplication.sendEvent(window, event)

    def send(self, text: str, gap: float) -> None:
        """Many keys, a while after whatever came before."""
        self.at += 3000
        for letter in text:
            self.at += gap
            self.key(letter, self.at)
