"""A question that blocks its window: title, body, and the two buttons that end it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.qt_override import override
from ui.theme import GAP, GRID, ROOM
from ui.widgets.button import Button
from ui.widgets.text import Heading, Text

WIDTH = 480


class Dialog(QDialog):
    """Shown with `open()`, gone once answered; `accepted` tells of a yes. `body` takes the parts."""

    def __init__(
        self, title: str, text: str, *, name: str, yes: str, danger: bool = False, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        explanation = Text(text, wrap=True)
        explanation.setVisible(bool(text))
        self.body = QVBoxLayout()
        self.body.setSpacing(GRID + GRID // 2)
        self.yes = Button(yes, name=f"{name}_yes", kind="danger" if danger else "primary")
        self.no = Button(self.tr("Cancel"), name=f"{name}_no")
        self.yes.setDefault(not danger)
        self.no.setDefault(danger)
        self.yes.clicked.connect(self.accept)
        self.no.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addStretch(1)
        buttons.addWidget(self.no)
        buttons.addWidget(self.yes)
        column = QVBoxLayout(self)
        column.setContentsMargins(ROOM, ROOM, ROOM, GAP)
        column.setSpacing(GAP)
        column.addWidget(Heading(title))
        column.addWidget(explanation)
        column.addLayout(self.body)
        column.addStretch(1)
        column.addLayout(buttons)

    @override
    def event(self, event: QEvent) -> bool:
        """Grow with what is told: texts that wrap have no least height that Qt would keep by itself."""
        kind = event.type()
        is_done = super().event(event)
        if kind == QEvent.Type.LayoutRequest:  # any other may have deleted the dialog
            self._fit()
        return is_done

    def _fit(self) -> None:
        layout = self.layout()
        wanted = layout.totalHeightForWidth(self.width()) if layout is not None else 0
        if wanted > self.height():
            self.resize(self.width(), wanted)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay on the screen as it grows: what it asks stands at its foot."""
        super().resizeEvent(event)
        room, foot = self.screen().availableGeometry(), self.frameGeometry().bottom()
        if self.isVisible() and foot > room.bottom():
            self.move(self.x(), max(self.y() - foot + room.bottom(), room.top()))
