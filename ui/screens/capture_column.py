"""The column of a card's parts: scrolls where the window is low, and brings what has the focus into sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.qt_override import override
from ui.theme import GAP

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QResizeEvent

_MARGIN = 24  # px kept in sight around what has the focus
W = TypeVar("W", bound=QWidget)


class Column(QScrollArea):
    """One column of the capture screen; what is added to it is made with `content` as its parent."""

    def __init__(self, *, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)  # the style sheet says so, too, but it comes after the paint
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.content = QWidget()
        self.content_layout = QVBoxLayout(self.content)
        self.content_layout.setContentsMargins(0, 0, 0, 0)
        self.content_layout.setSpacing(GAP)
        self.setWidget(self.content)
        self.content.setAutoFillBackground(False)

    def add(self, part: W) -> W:
        """Set a part under those that are there."""
        self.content_layout.addWidget(part)
        return part

    def reveal(self, widget: QWidget | None) -> None:
        """Scroll so that this part is seen."""
        if widget is not None and self.content.isAncestorOf(widget):
            self.ensureWidgetVisible(widget, 0, _MARGIN)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self.content:
            self._settle_bar()
        return super().eventFilter(watched, event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._settle_bar()
        super().resizeEvent(event)

    def _settle_bar(self) -> None:
        """No bar where all fits without one: Qt leaves it there, since beside it the parts are higher."""
        room = self.maximumViewportSize()
        fits = self.content_layout.totalHeightForWidth(room.width()) <= room.height()
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        if policy != self.verticalScrollBarPolicy():
            self.setVerticalScrollBarPolicy(policy)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(200, 120)
