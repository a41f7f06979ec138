"""Photographed cards: kept with their visitor at once, read behind the form, reviewed on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from boothapp.domain.lead import AttachmentKind
from ui.theme import HALF
from ui.widgets.button import Button
from ui.widgets.text import ElidedText

if TYPE_CHECKING:
    from boothapp.app import Services
    from boothapp.domain.lead import Attachment
    from boothapp.errors import BoothappError
    from boothapp.intake.printed import CardReading
    from ui.tasks import Tasks

_REMEMBERED = 30
"""Readings that can be looked at again without reading anew; each holds some 100 kB."""


class CardPhotos(QObject):
    """Keeps each photo, then reads it; both tell the draft that it was taken for.

    `photo_kept(draft_id, Attachment)`; `photo_refused(draft_id, BoothappError)` of a picture that is none;
    `card_read(draft_id, CardReading)`; `reading_failed(draft_id, BoothappError)`.
    """

    photo_kept = Signal(str, object)
    photo_refused = Signal(str, object)
    card_read = Signal(str, object)
    reading_failed = Signal(str, object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._keeping: dict[str, int] = {}
        self._reading: dict[str, int] = {}
        self._readings: dict[str, CardReading] = {}

    def is_keeping(self, draft_id: str) -> bool:
        """Whether a photo of this card is not durable yet."""
        return self._keeping.get(draft_id, 0) > 0

    def is_reading(self, draft_id: str) -> bool:
        """Whether a photo of this card is being read."""
        return self._reading.get(draft_id, 0) > 0

    def reading_of(self, sha256: str) -> CardReading | None:
        """What was read off this picture since the start."""
        return self._readings.get(sha256)

    def take(self, content: bytes, draft_id: str, kind: AttachmentKind) -> None:
        """Keep a photo for this card, and read it."""
        _count(self._keeping, draft_id, 1)
        _count(self._reading, draft_id, 1)

        def keep(services: Services) -> Attachment:
            from boothapp.intake.picture import kept_picture, open_picture  # noqa: PLC0415 - off the UI thread

            attachment = services.picturing.keep(kept_picture(open_picture(content)), kind)
            _attach_to_draft(services, draft_id, attachment)
            return attachment

        def kept(attachment: Attachment) -> None:
            _count(self._keeping, draft_id, -1)
            self.photo_kept.emit(draft_id, attachment)
            self._read(content, draft_id, attachment.sha256)

        def refused(error: BoothappError) -> None:
            _count(self._keeping, draft_id, -1)
            _count(self._reading, draft_id, -1)
            self.photo_refused.emit(draft_id, error)

        self._tasks.run_on_writer(self, keep, kept, refused)

    def read_again(self, content: bytes, draft_id: str, sha256: str) -> None:
        """Read a picture that was kept before."""
        _count(self._reading, draft_id, 1)
        self._read(content, draft_id, sha256)

    def _read(self, content: bytes, draft_id: str, sha256: str) -> None:
        def have(reading: CardReading) -> None:
            _count(self._reading, draft_id, -1)
            self._readings[sha256] = reading
            while len(self._readings) > _REMEMBERED:
                del self._readings[next(iter(self._readings))]
            self.card_read.emit(draft_id, reading)

        def fail(error: BoothappError) -> None:
            _count(self._reading, draft_id, -1)
            self.reading_failed.emit(draft_id, error)

        self._tasks.run_on_photos(
            self, lambda services: services.card_photographing.read(content), have, fail
        )


def _attach_to_draft(services: Services, draft_id: str, picture: Attachment) -> None:
    """Names the picture in the card's draft at once: what is named nowhere is tidied away."""
    from boothapp.services.card_form import CardForm, form_from_json  # noqa: PLC0415 - as above

    drafts = services.capturing.drafts()
    draft = next((each for each in drafts if each.draft_id == draft_id), None)
    form = form_from_json(draft.form) if draft is not None else CardForm(draft_id=draft_id)
    form.attach(kind=str(picture.kind), sha256=picture.sha256, media_type=picture.media_type)
    services.capturing.keep_draft(draft_id, form.to_json(), form.title)


def _count(counts: dict[str, int], draft_id: str, by: int) -> None:
    counts[draft_id] = counts.get(draft_id, 0) + by
    if counts[draft_id] <= 0:
        del counts[draft_id]


class PhotoLine(QWidget):
    """What became of the photo, and the ways to it: `look_wanted`, `back_wanted(bool)`, `dropped`."""

    look_wanted = Signal()
    back_wanted = Signal(bool)
    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("photo_line")
        self._text = ElidedText(quiet=True)
        self.look = Button(
            self.tr("Loo&k"),
            name="look_at_photo",
            kind="quiet",
            tip=self.tr("Compare the fields with the photo  Ctrl+I"),
        )
        self.back = Button(
            "",
            name="photo_back",
            kind="quiet",
            icon="copy",
            tip=self.tr("The next picture is the back of this card  Ctrl+Shift+B"),
        )
        self.back.setCheckable(True)
        drop = Button(
            "", name="drop_photo", kind="quiet", icon="cross", tip=self.tr("Take the photo off the card")
        )
        self.look.clicked.connect(self.look_wanted)
        self.back.toggled.connect(self.back_wanted)
        drop.clicked.connect(self.dropped)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(HALF)
        row.addWidget(self._text, 1)
        for button in (self.look, self.back, drop):
            row.addWidget(button)

    def show_words(self, words: str, *, caution: bool = False) -> None:
        """Show what became of the photo."""
        self._text.setText(words)
        self._text.setToolTip(words)
        self._text.set_tone("caution" if caution else "")
        self.setAccessibleName(words)
