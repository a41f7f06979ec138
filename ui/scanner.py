"""A scanner that sends its codes as keys, heard in every window of ours, whatever has the focus there."""

from __future__ import annotations

import time

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit

from boothapp.intake.wedge import Fate, Held, Ruling, Wedge, WedgeSettings
from ui.qt_override import override

_ENDS = ("\r", "\n", "\t")
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_MODIFIERS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
)


class Scanner(QObject):
    """Holds each key until the `Wedge` has ruled on it; `scanned(Scan)` tells a code.

    It listens to the windows themselves, where a key comes once, before any widget or menu sees it.
    Fields that hide what is typed are left alone: what a password safe types is as fast as a scanner.
    """

    scanned = Signal(object)

    def __init__(self, app: QGuiApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wedge = Wedge()
        self._held: list[tuple[QWindow, QKeyEvent]] = []
        self._taken: set[int] = set()
        self._is_letting_go = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._let_queue_come_first)
        app.focusWindowChanged.connect(self._listen_to)
        self._listen_to(app.focusWindow())

    def use_settings(self, settings: WedgeSettings) -> None:
        """Hear a scanner that sends like this from now on."""
        self._follow(self._wedge.interrupt())
        self._wedge.settings = settings  # what was scanned last stays known

    def _listen_to(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # a second time only moves it to the front

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) or self._is_letting_go:
            return False
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWindow):
            return False
        return (
            self._released(watched, event)
            if kind == QEvent.Type.KeyRelease
            else self._pressed(watched, event)
        )

    def _pressed(self, window: QWindow, event: QKeyEvent) -> bool:
        """Whether the window is not to see this key, now or at all."""
        if event.key() in _MODIFIERS:
            return False
        if not self._may_be_sent(event) or _is_secret():
            self._follow(self._wedge.interrupt())
            return False
        at = float(event.timestamp()) or time.monotonic() * 1000
        ruling = self._wedge.key(event.text(), at)
        self._follow(ruling)
        if ruling.fate == Fate.HOLD:
            self._held.append((window, event.clone()))
            self._wait(at)
        elif ruling.fate == Fate.DROP:
            self._taken.add(event.key())
        return ruling.fate != Fate.PASS

    def _released(self, window: QWindow, event: QKeyEvent) -> bool:
        """A key goes up where it went down: behind its press, or nowhere."""
        key = event.key()
        if any(held.key() == key for _, held in self._held):
            self._held.append((window, event.clone()))
            return True
        if key in self._taken:
            self._taken.discard(key)
            return True
        return False

    def _may_be_sent(self, event: QKeyEvent) -> bool:
        """Whether a scanner sends such a key: one letter, an end, or a control that starts its codes."""
        text, modifiers = event.text(), event.modifiers() & _COMMANDS
        if len(text) != 1 or event.isAutoRepeat() or event.key() == Qt.Key.Key_Backtab:
            return False
        if text.isprintable():
            return modifiers in (Qt.KeyboardModifier.NoModifier, _ALT_GR)
        return (text in _ENDS and not modifiers) or self._wedge.is_prefix(text)

    def _wait(self, now: float) -> None:
        deadline = self._wedge.deadline
        if deadline is not None:
            self._timer.start(int(deadline - now) + 1)

    def _let_queue_come_first(self) -> None:
        """Keys that came while the window was busy are older than this timer: they have their turn."""
        QTimer.singleShot(0, self, self._give_up_waiting)

    def _give_up_waiting(self) -> None:
        if not self._timer.isActive():
            self._follow(self._wedge.interrupt())

    def _follow(self, ruling: Ruling) -> None:
        if ruling.held != Held.KEPT:
            held, self._held = self._held, []
            self._timer.stop()
            if ruling.held == Held.LET_GO:
                self._let_go(held)
            else:
                pressed = {event.key() for _, event in held if event.type() == QEvent.Type.KeyPress}
                self._taken |= pressed - {e.key() for _, e in held if e.type() == QEvent.Type.KeyRelease}
        if ruling.scan is not None:
            self.scanned.emit(ruling.scan)

    def _let_go(self, held: list[tuple[QWindow, QKeyEvent]]) -> None:
        self._is_letting_go = True
        try:
            for window, event in held:
                if shiboken6.isValid(window):
                    QApplication.sendEvent(window, event)
        finally:
            self._is_letting_go = False


def _is_secret() -> bool:
    focused = QApplication.focusWidget()
    return isinstance(focused, QLineEdit) and focused.echoMode() != QLineEdit.EchoMode.Normal
