"""Where somebody is writing on the capture form: kept when the form, or a part of it, is set elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

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
    name = focused.objectName() if focused is not None and is_here else ""
    return WritingPlace(name, caret_in(focused), screen.visitor.people.front_place(), screen.scan.text())


def go_on_there(screen: CaptureScreen, place: WritingPlace) -> None:
    """Put person, focus and caret where they were; what this form no longer has is left to it."""
    screen.visitor.people.bring_to_front(place.person)
    screen.scan.setText(place.scan)
    found = screen.findChild(QWidget, place.name) if place.name else None
    if found is not None:
        write_on_in(found, place.caret)


def move_with_focus(part: QWidget, move: Callable[[], None]) -> None:
    """Move a part to another place in its window: what is written in it is written on, and not yet ended."""
    focused = QApplication.focusWidget()
    if focused is None or not part.isAncestorOf(focused):
        move()
        return
    caret = caret_in(focused)
    with QSignalBlocker(focused):  # on its way Qt hands the focus to the next
        move()
        write_on_in(focused, caret)


def caret_in(widget: QWidget | None) -> int:
    """Where the caret is in a field; 0 in what has none."""
    if isinstance(widget, QLineEdit):
        return widget.cursorPosition()
    return widget.textCursor().position() if isinstance(widget, QPlainTextEdit) else 0


def write_on_in(widget: QWidget, caret: int) -> None:
    """Give the widget the focus, and a field its caret back."""
    widget.setFocus(Qt.FocusReason.OtherFocusReason)
    if isinstance(widget, QLineEdit):
        widget.setCursorPosition(caret)
    elif isinstance(widget, QPlainTextEdit):
        cursor = QTextCursor(widget.document())
        cursor.setPosition(min(caret, len(widget.toPlainText())))
        widget.setTextCursor(cursor)
