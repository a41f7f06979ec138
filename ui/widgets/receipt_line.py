"""A line that says what was just done and offers to undo it, for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.icons import SMALL, draw_icon
from ui.qt_override import override
from ui.theme import GRID, HALF, RADIUS, current_theme
from ui.widgets.button import Button
from ui.widgets.paint import paint_box, placed
from ui.widgets.text import ElidedText

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent, QPaintEvent

SHOWN_FOR_MS = 8000
_DONE, _KNOWN = ("check", "good"), ("info", "accent")
"""Icon and tone of each kind: the shape says it too, not the colour alone."""


class ReceiptLine(QWidget):
    """Message and Undo; `undo_pressed` when a person takes it back, `receipt_hidden` when it goes by itself.

    It keeps its place while hidden, does not move or fade, waits while the mouse or the focus is on it, and
    is announced to assistive tools.
    """

    undo_pressed = Signal()
    receipt_hidden = Signal()

    def __init__(self, *, name: str = "receipt", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._look = _DONE
        self._message = ElidedText()
        self._undo = Button(self.tr("&Undo"), name=f"{name}_undo", kind="quiet", icon="undo")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addSpacing(SMALL + 2 * GRID + HALF)  # for the tick; a margin would not be mirrored
        row.addWidget(self._message, 1)
        row.addWidget(self._undo)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_out)
        self._undo.clicked.connect(self._take_back)
        self.hide()

    def show_receipt(self, message: str, *, undo: bool = True, for_ms: int = SHOWN_FOR_MS) -> None:
        """Show for so many milliseconds what was done, with Undo or without."""
        self._show(message, _DONE, undo=undo, for_ms=for_ms)

    def show_notice(self, message: str, *, for_ms: int = SHOWN_FOR_MS) -> None:
        """Show what is to be known of the work at hand: nothing is done yet."""
        self._show(message, _KNOWN, undo=False, for_ms=for_ms)

    def hide_notice(self) -> None:
        """Take a notice away; a receipt stays for its time."""
        if self._look is _KNOWN:
            self.hide_receipt()

    def _show(self, message: str, look: tuple[str, str], *, undo: bool, for_ms: int) -> None:
        self._look = look
        self._message.setText(message)
        self._message.setToolTip(message)
        self.setAccessibleName(message)
        self._undo.setVisible(undo)
        self.show()
        self.update()  # a receipt may follow a notice that still stands: all of it takes the other look
        self._timer.start(for_ms)
        self._announce(message)

    def hide_receipt(self) -> None:
        """Take the message away at once, telling nothing."""
        self._timer.stop()
        self.hide()

    @override
    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, current_theme().target))

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start(SHOWN_FOR_MS // 2)
        super().leaveEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        icon, tone = self._look
        ink, soft = theme.tone(tone)
        paint_box(painter, self.rect(), soft, ink if theme.high_contrast else None, RADIUS)
        draw_icon(painter, icon, placed(self, GRID + HALF, SMALL), ink)
        painter.end()

    def _announce(self, message: str) -> None:
        # Imported here: the first screen is up before anything was done, and the import costs 2 ms.
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # noqa: PLC0415

        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, message))

    def _take_back(self) -> None:
        self.hide_receipt()
        self.undo_pressed.emit()

    def _time_out(self) -> None:
        if self._undo.hasFocus():
            self._timer.start(SHOWN_FOR_MS)
            return
        self.hide()
        self.receipt_hidden.emit()
