"""Photographed cards: kept with their visitor at once, read behind the form, reviewed on demand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from boothapp.domain.lead import AttachmentKind
from boothapp.errors import BoothappError
from ui.theme import HALF
from ui.widgets.button import Button
from ui.widgets.text import ElidedText

if TYPE_CHECKING:
    from collections.abc import Callable

    from boothapp.app import Services
    from boothapp.domain.lead import Attachment
    from boothapp.intake.printed import CardReading
    from ui.tasks import Tasks

_REMEMBERED = 30
"""Readings that can be looked at again without reading anew; each holds some 100 kB."""


@dataclass(eq=False, slots=True)
class PhotoPlace:
    """Whose a photo is, from the moment it is taken: a card's draft, and who of its people.

    A card that goes on under another draft takes it along.
    """

    draft_id: str
    kind: AttachmentKind = AttachmentKind.CARD_PHOTO
    person: int = 0
    is_kept: bool = False
    is_dropped: bool = False


class CardPhotos(QObject):
    """Keeps each photo, then reads it; both tell the place that it was taken for.

    `photo_kept(PhotoPlace, Attachment)`; `photo_refused(PhotoPlace, BoothappError)` of a picture that is
    none, `photo_gone(PhotoPlace)` of one that failed where nobody foresaw it;
    `card_read(PhotoPlace, sha256, CardReading)`; `reading_failed(PhotoPlace, BoothappError)`; `all_done` once
    the last of them is told.
    """

    photo_kept = Signal(object, object)
    photo_refused = Signal(object, object)
    photo_gone = Signal(object)
    card_read = Signal(object, str, object)
    reading_failed = Signal(object, object)
    all_done = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._places: list[PhotoPlace] = []
        self._readings: dict[str, CardReading] = {}

    def is_free(self) -> bool:
        """Whether no photo is on its way to any card."""
        return not self._places

    def is_keeping(self, draft_id: str) -> bool:
        """Whether a photo of this card is not durable yet."""
        return any(not each.is_kept for each in self._of(draft_id))

    def is_reading(self, draft_id: str) -> bool:
        """Whether a photo of this card is being read, or will be."""
        return bool(self._of(draft_id))

    def _of(self, draft_id: str) -> list[PhotoPlace]:
        return [each for each in self._places if each.draft_id == draft_id and not each.is_dropped]

    def reading_of(self, sha256: str) -> CardReading | None:
        """What was read off this picture since the start."""
        return self._readings.get(sha256)

    def expect(self, place: PhotoPlace) -> None:
        """A photo is on its way to this place."""
        self._places.append(place)

    def let_go(self, place: PhotoPlace) -> None:
        """Nothing more comes of this photo."""
        if place in self._places:
            self._places.remove(place)
            if not self._places:
                QTimer.singleShot(0, self, self.all_done.emit)

    def drop(self, draft_id: str) -> None:
        """Take those that are on their way off this card."""
        for place in self._of(draft_id):
            place.is_dropped = True

    def go_on(self, former: str, draft_id: str, *, first: int, shift: int) -> None:
        """The card goes on under another draft, the first person in place `first`, others `shift` later."""
        for place in self._of(former):
            place.draft_id = draft_id
            place.person = place.person + shift if place.person else first

    def take(self, load: Callable[[], bytes], place: PhotoPlace, *, is_read: bool) -> None:
        """Keep an expected photo, and read it; `load` gives its file, off the UI thread."""

        def keep(services: Services) -> tuple[bytes, Attachment]:
            from boothapp.intake.picture import kept_picture, open_picture  # noqa: PLC0415 - off the UI thread

            try:
                content = load()
                attachment = services.picturing.keep(kept_picture(open_picture(content)), place.kind)
                if not place.is_dropped:
                    _attach_to_draft(services, place.draft_id, attachment)
            except BoothappError:
                raise
            except BaseException:
                give_up()
                raise
            return content, attachment

        def kept(what: tuple[bytes, Attachment]) -> None:
            content, attachment = what
            place.is_kept = True
            is_wanted = is_read and not place.is_dropped
            if not is_wanted:
                self.let_go(place)
            self.photo_kept.emit(place, attachment)
            if is_wanted:
                self._read(content, place, attachment.sha256)

        def refused(error: BoothappError) -> None:
            self.let_go(place)
            self.photo_refused.emit(place, error)

        def give_up_here() -> None:
            self.let_go(place)
            self.photo_gone.emit(place)

        give_up = self._tasks.teller(self, give_up_here)
        self._tasks.run_on_writer(self, keep, kept, refused)

    def read_again(self, content: bytes, draft_id: str, sha256: str) -> None:
        """Read a picture that was kept before."""
        place = PhotoPlace(draft_id, is_kept=True)
        self._places.append(place)
        self._read(content, place, sha256)

    def _read(self, content: bytes, place: PhotoPlace, sha256: str) -> None:
        def have(reading: CardReading) -> None:
            self.let_go(place)
            self._readings[sha256] = reading
            while len(self._readings) > _REMEMBERED:
                del self._readings[next(iter(self._readings))]
            self.card_read.emit(place, sha256, reading)

        def fail(error: BoothappError) -> None:
            self.let_go(place)
            self.reading_failed.emit(place, error)

        self._tasks.run_on_photos(
            self,
            lambda services: services.card_photographing.read(content),
            have,
            fail,
            on_bug=lambda: self.let_go(place),
        )


def _attach_to_draft(services: Services, draft_id: str, picture: Attachment) -> None:
    """Names the picture in the card's draft at once: what is named nowhere is tidied away."""
    from boothapp.services.card_form import CardForm, form_from_json  # noqa: PLC0415 - as above

    drafts = services.capturing.drafts()
    draft = next((each for each in drafts if each.draft_id == draft_id), None)
    form = form_from_json(draft.form) if draft is not None else CardForm(draft_id=draft_id)
    form.attach(kind=str(picture.kind), sha256=picture.sha256, media_type=picture.media_type)
    services.capturing.keep_draft(draft_id, form.to_json(), form.title)


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
