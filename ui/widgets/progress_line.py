"""Long work on one line: what is being done, how far it is, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.theme import GRID
from ui.widgets.bar import Bar
from ui.widgets.button import Button
from ui.widgets.text import ElidedText


class ProgressLine(QWidget):
    """A label, a bar and Cancel; `cancel_pressed` tells of it. Keeps its place while hidden."""

    cancel_pressed = Signal()

    def __init__(self, *, name: str = "progress", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._text = ElidedText()
        self._bar = Bar(name=f"{name}_bar", label=self.tr("Progress"))
        self._cancel = Button(self.tr("Cancel"), name=f"{name}_cancel", kind="quiet", icon="cross")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID + GRID // 2)
        row.addWidget(self._text, 2)
        row.addWidget(self._bar, 3)
        row.addWidget(self._cancel)
        self._cancel.clicked.connect(self._stop)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_progress(self, text: str, done: int = 0, total: int = 0) -> None:
        """Show that `done` of `total` is done; a total of 0 is unknown."""
        self._text.setText(text)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.setAccessibleName(text)
        if self.isHidden():
            self._cancel.setEnabled(True)
            self.show()

    def hide_progress(self) -> None:
        """The work is over."""
        self.hide()

    def _stop(self) -> None:
        self._cancel.setEnabled(False)
        self.cancel_pressed.emit()
