"""What a screen says while it has nothing to show: why, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.icons import LARGE, draw_icon
from ui.qt_override import override
from ui.theme import GAP, GRID, HALF, current_theme
from ui.widgets.button import Button
from ui.widgets.paint import paint_box
from ui.widgets.text import Text

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_DISC = LARGE + 2 * GAP
_TEXT_WIDTH = 420


class _Disc(QWidget):
    """The icon on a soft disc."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setFixedSize(_DISC, _DISC)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        paint_box(
            painter, self.rect(), theme.accent_soft, theme.line if theme.high_contrast else None, _DISC / 2
        )
        draw_icon(painter, self._icon, self.rect().adjusted(GAP, GAP, -GAP, -GAP), theme.accent)
        painter.end()


class EmptyState(QWidget):
    """Icon, title, a sentence and at most two buttons; `action_pressed` and `other_pressed` tell of them."""

    action_pressed = Signal()
    other_pressed = Signal()

    def __init__(
        self,
        *,
        name: str,
        icon: str,
        title: str,
        text: str,
        action: str = "",
        other: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._title, self._text = Text(title, step="heading"), Text(text, quiet=True, wrap=True)
        column = QVBoxLayout(self)
        column.setSpacing(GRID)
        column.addStretch(2)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(_Disc(icon), 0, middle)
        column.addSpacing(GRID)
        column.addWidget(self._title, 0, middle)
        self._text.setAlignment(middle)
        self._text.setFixedWidth(_TEXT_WIDTH)
        self._give_room()
        column.addWidget(self._text, 0, middle)
        column.addSpacing(GRID + HALF)
        if action:
            button = Button(action, name=f"{name}_action", kind="primary")
            button.clicked.connect(self.action_pressed)
            column.addWidget(button, 0, middle)
        if other:
            button = Button(other, name=f"{name}_other", kind="quiet")
            button.clicked.connect(self.other_pressed)
            column.addWidget(button, 0, middle)
        column.addStretch(3)

    def set_text(self, title: str, text: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._text.setText(text)
        self._give_room()
        self.setAccessibleName(title)

    def _give_room(self) -> None:
        """A layout that centres a label asks it for one line only."""
        self._text.setMinimumHeight(self._text.heightForWidth(_TEXT_WIDTH))
