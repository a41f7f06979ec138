"""The column of a card's parts: scrolls where the window is low, and brings what has the focus into sight."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from ui.qt_override import override


class Column(QScrollArea):
    """One column of the capture screen; as wide as it is given, never scrolled sideways."""

    def __init__(self, content: QWidget, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def reveal(self, widget: QWidget | None) -> None:
        """Scroll so that this part is seen."""
        content = self.widget()
        if widget is not None and content is not None and content.isAncestorOf(widget):
            self.ensureWidgetVisible(widget, 0, 24)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(200, 120)
