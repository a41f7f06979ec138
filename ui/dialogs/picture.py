"""A picture beside a card, as large as the window allows, or pixel by pixel to read small print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.qt_override import override
from ui.theme import GAP, GRID, ROOM, current_theme
from ui.widgets.button import Button
from ui.widgets.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage, QKeyEvent, QPaintEvent

_WIDTH, _HEIGHT = 880, 640


class PictureDialog(QDialog):
    """Steps through the pictures of a card; `picture_wanted(place)` asks for one, `show_picture` gives it."""

    picture_wanted = Signal(int)

    def __init__(self, captions: Sequence[str], place: int, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._captions, self.place = captions, place
        self.setObjectName("picture")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = parent.window().size()
        self.resize(min(_WIDTH, room.width() - 2 * GAP), min(_HEIGHT, room.height() - 2 * GAP))
        self._sheet = _Sheet()
        self._scroll = _Pane()
        self._scroll.setObjectName("picture_scroll")
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scroll.setWidget(self._sheet)
        self._scroll.setWidgetResizable(True)
        self._sheet.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        self._caption = Text(quiet=True)
        self._make_buttons()
        self._lay_out()
        self._scroll.setFocus()

    def _make_buttons(self) -> None:
        icons = ["chevron_left", "chevron_right"]
        if self.isRightToLeft():
            icons.reverse()
        self._before = Button(name="picture_before", icon=icons[0], tip=self.tr("The one before"))
        self._after = Button(name="picture_after", icon=icons[1], tip=self.tr("The next one"))
        self._before.clicked.connect(lambda: self._go(-1))
        self._after.clicked.connect(lambda: self._go(1))
        for button in (self._before, self._after):
            button.setVisible(len(self._captions) > 1)
        self._whole = Button(self.tr("Actual si&ze"), name="picture_actual_size", key_hint="Z")
        self._whole.setCheckable(True)
        self._whole.toggled.connect(self._zoom)
        self._close = Button(self.tr("&Close"), name="picture_close", kind="primary", key_hint="Esc")
        self._close.setDefault(True)
        self._close.clicked.connect(self.accept)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(self._before)
        foot.addWidget(self._after)
        foot.addWidget(self._caption, 1)
        foot.addWidget(self._whole)
        foot.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(ROOM, ROOM, ROOM, GAP)
        column.setSpacing(GAP)
        column.addWidget(self._scroll, 1)
        column.addLayout(foot)

    def ask(self) -> None:
        """Ask for the picture in front."""
        caption = self._captions[self.place]
        self.setWindowTitle(caption)
        self.setAccessibleName(caption)
        count = self.tr("{place} of {count}").format(place=self.place + 1, count=len(self._captions))
        self._caption.setText(f"{caption} · {count}" if len(self._captions) > 1 else caption)
        self._before.setEnabled(self.place > 0)
        self._after.setEnabled(self.place < len(self._captions) - 1)
        self._sheet.show_words(self.tr("Opening…"))
        self.picture_wanted.emit(self.place)

    def show_picture(self, place: int, found: QImage | str) -> None:
        """Show what was fetched, unless another one is in front by now: the picture, or why there is none."""
        if place != self.place:
            return
        if isinstance(found, str):
            self._sheet.show_words(found)
        else:
            self._sheet.show_image(found, self._captions[place])
        self._whole.setEnabled(not isinstance(found, str))

    def _go(self, step: int) -> None:
        place = self.place + step
        if 0 <= place < len(self._captions):
            self.place = place
            self.ask()

    def _zoom(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self._scroll.setWidgetResizable(not on)
        self._scroll.setFocus()
        self._sheet.set_actual(on=on)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            forward = (key == Qt.Key.Key_Right) != self.isRightToLeft()
            self._go(1 if forward else -1)
        elif key == Qt.Key.Key_Z and self._whole.isEnabled():
            self._whole.toggle()
        else:
            super().keyPressEvent(event)


class _Pane(QScrollArea):
    """Scrolls by the arrow keys only where there is something to scroll; else they are the dialog's."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.widgetResizable():
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Sheet(QWidget):
    """Paints one picture, as large as fits, or at its own size; or words in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("picture_sheet")
        self._image: QImage | None = None
        self._words = ""
        self._is_actual = False

    def show_image(self, image: QImage, caption: str) -> None:
        self._image, self._words = image, ""
        self.setAccessibleName(caption)
        self._fit()

    def show_words(self, words: str) -> None:
        self._image, self._words = None, words
        self.setAccessibleName(words)
        self._fit()

    def set_actual(self, *, on: bool) -> None:
        self._is_actual = on
        self._fit()

    def _fit(self) -> None:
        self.updateGeometry()
        if self._is_actual:
            self.resize(self.sizeHint())
        self.update()

    @override
    def sizeHint(self) -> QSize:
        if self._image is None or not self._is_actual:
            return QSize(320, 240)
        return self._image.size() / self.devicePixelRatioF()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._image is None:
            painter.setPen(current_theme().muted)
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect().adjusted(GAP, GAP, -GAP, -GAP), flags, self._words)
        else:
            size = self._image.size() / self.devicePixelRatioF()
            room = self.size()
            if size.width() > room.width() or size.height() > room.height():
                size = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
            box = QRect(self.rect().topLeft(), size)
            box.moveCenter(self.rect().center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(box, self._image)
        painter.end()
