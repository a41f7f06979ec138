"""Where somebody is writing on the capture form: kept when another form takes over under their hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

if TYPE_CHECKING:
    from ui.screens.capture import CaptureScreen


class WritingPlace(NamedTuple):
    """The name of what has the focus, the caret in it, who of the people, what the scan line holds."""

    name: str
    caret: int
    person: int
    scan: str


def writing_place(screen: CaptureScreen) -> WritingPlace:
    """Where the person at this form is; the name is empty when the focus is elsewhere."""
    focused = QApplication.focusWidget()
    is_here = focused is not None and screen.isAncestorOf(focused)
    caret = 0
    if isinstance(focused, QLineEdit):
        caret = focused.cursorPosition()
    elif isinstance(focused, QPlainTextEdit):
        caret = focused.textCursor().position()
    name = focused.objectName() if focused is not None and is_here else ""
    return WritingPlace(name, caret, screen.visitor.people.front_place(), screen.scan.text())


def go_on_there(screen: CaptureScreen, place: WritingPlace) -> None:
    """Put person, focus and caret where they were; what this form no longer has is left to it."""
    screen.visitor.people.bring_to_front(place.person)
    screen.scan.setText(place.scan)
    found = screen.findChild(QWidget, place.name) if place.name else None
    if found is None:
        return
    found.setFocus(Qt.FocusReason.OtherFocusReason)
    if isinstance(found, QLineEdit):
        found.setCursorPosition(place.caret)
    elif isinstance(found, QPlainTextEdit):
        caret = QTextCursor(found.document())
        caret.setPosition(min(place.caret, len(found.toPlainText())))
        found.setTextCursor(caret)
