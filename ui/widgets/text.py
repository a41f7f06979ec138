"""Labels at the steps of the type scale, in palette colours: a switch of theme reaches them unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.qt_override import override
from ui.theme import current_theme, scaled_font
from ui.widgets.paint import in_its_direction

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent


class Text(QLabel):
    """A label at one step of the type scale; `quiet` makes it secondary text."""

    def __init__(
        self,
        text: str = "",
        *,
        step: str = "body",
        quiet: bool = False,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        if step != "body":
            self.setFont(scaled_font(step))
        if quiet:
            self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.setWordWrap(wrap)


class Caption(Text):
    """Small secondary text; as a field's label it takes a mnemonic and a buddy."""

    def __init__(self, text: str = "", *, wrap: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, step="caption", quiet=True, wrap=wrap, parent=parent)


class Title(Text):
    """A card's title."""

    def __init__(self, text: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(text, step="title", parent=parent)


class Heading(Text):
    """A screen's title."""

    def __init__(self, text: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(text, step="heading", parent=parent)


class ElidedText(Text):
    """One line that is cut with an ellipsis where it does not fit; the whole is in the tool tip."""

    def __init__(
        self, text: str = "", *, step: str = "body", quiet: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, step=step, quiet=quiet, parent=parent)
        self._tone = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_tone(self, tone: str) -> None:
        """Colour the text: a tone of the theme, or "" for the palette's own."""
        self._tone = tone
        self.update()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 3, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= self.contentsRect().width()
        self.setToolTip("" if fits else self.text())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        own = self.palette().color(self.foregroundRole())
        painter.setPen(current_theme().tone(self._tone)[0] if self._tone else own)
        where = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, where.width())
        flags = self.alignment() | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(where, flags, in_its_direction(shown, mirrored=self.isRightToLeft()))
        painter.end()
