"""The app's text fields: Qt's own, in a box that this file paints instead of a style sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from ui.icons import SMALL, draw_icon
from ui.qt_override import override
from ui.theme import GRID, HALF, current_theme
from ui.widgets.paint import paint_box, paint_focus_ring, placed

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QPaintEvent

_COMES_BACK = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


def _paint_field(widget: QWidget, *, focused: bool, problem: bool) -> QPainter:
    """Paint the box of a field and give the painter for what goes on top."""
    theme = current_theme()
    painter = QPainter(widget)
    edge = theme.caution if problem else theme.muted if widget.underMouse() else theme.edge
    paint_box(painter, widget.rect(), theme.surface if widget.isEnabled() else theme.hover, edge)
    if focused:
        paint_focus_ring(painter, widget.rect(), theme)
    return painter


def _see_through(widget: QWidget) -> None:
    """Let Qt paint no ground of its own."""
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
    widget.setPalette(palette)


class LineEdit(QLineEdit):
    """A one-line field, with an icon at its start where one is named."""

    def __init__(
        self, *, name: str, label: str, placeholder: str = "", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._problem = icon, False
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setPlaceholderText(placeholder)
        self.setFrame(False)
        _see_through(self)
        lead = SMALL + GRID if icon else 0
        self.setTextMargins(GRID - 2 + lead, 0, GRID - 2, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def mark_problem(self, *, problem: bool) -> None:
        """Show by the edge that the text is doubtful, or no longer."""
        self._problem = problem
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), current_theme().target)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(SMALL * 4, current_theme().target)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _COMES_BACK:
            self.setCursorPosition(0)  # a long text is known by its beginning

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = _paint_field(self, focused=self.hasFocus(), problem=self._problem)
        if self._icon:
            draw_icon(painter, self._icon, placed(self, GRID + 1, SMALL), current_theme().muted)
        painter.end()
        super().paintEvent(event)


class NoteEdit(QPlainTextEdit):
    """A field of several lines without a box; `NoteBox` gives it one."""

    focus_moved = Signal()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_moved.emit()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_moved.emit()


class NoteBox(QWidget):
    """The box around a field of several lines; `edit` is the field."""

    def __init__(self, *, name: str, label: str, lines: int, placeholder: str = "") -> None:
        super().__init__()
        self.edit = NoteEdit()
        self.edit.setObjectName(name)
        self.edit.setAccessibleName(label)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setTabChangesFocus(True)
        self.edit.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        _see_through(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(HALF, HALF // 2, HALF // 2, HALF // 2)
        column.addWidget(self.edit)
        self.setFixedHeight(current_theme().target + self.edit.fontMetrics().lineSpacing() * (lines - 1))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.edit)
        self.edit.focus_moved.connect(self.update)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        _paint_field(self, focused=self.edit.hasFocus(), problem=False).end()
