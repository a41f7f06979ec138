"""The pictures beside a card, small: what each shows, and where it is when it is not here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.lead_words import attachment_word
from ui.theme import GRID, HALF
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.text import Title
from ui.widgets.thumbnail import PICTURE, Thumbnail

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QImage

    from boothapp.app import Services
    from boothapp.domain.lead import Attachment

MISSING = ""
"""What stands for a picture that is not on this laptop."""

Fetched = dict[str, "QImage | str"]
"""By SHA-256: the picture, or why there is none: `MISSING`, or words."""


class LeadPictures(QWidget):
    """Shows the attachments of a lead; `picture_chosen(place)` tells which of them is wanted large."""

    picture_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lead_pictures")
        self._shown: tuple[Attachment, ...] = ()
        self._buttons: list[Thumbnail] = []
        row = QWidget()
        self._row = FlowLayout(row, spacing=HALF)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(HALF)
        column.addWidget(Title(self.tr("Pictures")))
        column.addWidget(row)
        self.hide()

    def show_attachments(self, attachments: tuple[Attachment, ...]) -> bool:
        """Make room for these; whether they are others than before, so that their pictures are wanted."""
        if attachments == self._shown:
            return False
        self._shown = attachments
        for button in self._buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        captions = picture_captions(attachments)
        self._buttons = [self._button(place, caption) for place, caption in enumerate(captions)]
        before: QWidget = self
        for button in self._buttons:  # new widgets come last in the order of Tab, behind the whole window
            self.setTabOrder(before, button)
            before = button
        self.setVisible(bool(attachments))
        return bool(attachments)

    def _button(self, place: int, caption: str) -> Thumbnail:
        button = Thumbnail(caption, name=f"lead_picture_{place}")
        button.clicked.connect(lambda: self.picture_chosen.emit(place))
        self._row.addWidget(button)
        return button

    def show_pictures(self, fetched: Mapping[str, QImage | str]) -> None:
        """Fill in what was fetched."""
        for attachment, button in zip(self._shown, self._buttons, strict=True):
            found = fetched.get(attachment.sha256)
            if isinstance(found, str):
                button.set_words(found or self.tr("On another laptop"))
            elif found is not None:
                button.set_image(found)


def picture_captions(attachments: Sequence[Attachment]) -> list[str]:
    """What each shows; of several of a kind, which."""
    words = [attachment_word(attachment.kind) for attachment in attachments]
    return [
        f"{word} {words[: place + 1].count(word)}" if words.count(word) > 1 else word
        for place, word in enumerate(words)
    ]


def fetch_pictures(
    services: Services, attachments: Sequence[Attachment], damaged: str, box: QSize | None = None
) -> Fetched:
    """Read and decode pictures, for a thread of its own; no larger than the box of device pixels."""
    return {
        attachment.sha256: _decoded(services.picturing.content(attachment.sha256), damaged, box)
        for attachment in attachments
    }


def thumbnail_box(ratio: float) -> QSize:
    """How many device pixels a thumbnail has, at so many a px."""
    return PICTURE * ratio


def _decoded(content: bytes | None, damaged: str, box: QSize | None) -> QImage | str:
    from PySide6.QtCore import QBuffer, QByteArray  # noqa: PLC0415 - with the first picture
    from PySide6.QtGui import QImageReader  # noqa: PLC0415

    if content is None:
        return MISSING
    file = QBuffer()
    file.setData(QByteArray(content))
    reader = QImageReader(file)
    size = reader.size()
    if box is not None and (size.width() > box.width() or size.height() > box.height()):
        reader.setScaledSize(size.scaled(box, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return damaged if image.isNull() else image
