"""Photographed cards on the capture form: whose a photo is, what it fills, and how a person compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from boothapp.domain.lead import CARD_SIDES, AttachmentKind
from boothapp.errors import NoCardReaderError
from ui.messages import words_of
from ui.screens.capture_photo import CardPhotos, PhotoPlace

if TYPE_CHECKING:
    from collections.abc import Callable

    from boothapp.domain.lead import Attachment
    from boothapp.errors import BoothappError
    from boothapp.intake.printed import CardReading
    from boothapp.services.card_form import CardForm
    from ui.dialogs.card_review import CardReview, ReviewField
    from ui.screens.capture import CaptureScreen
    from ui.screens.capture_desk import CaptureDesk
    from ui.screens.capture_keeping import CardKeeper, Kept

_FIELDS = ("name", "company", "job_title", "email", "phone")


class PhotoDesk(QObject):
    """A photo belongs to the card in front while that has none; the next one opens the next card.

    So does a scan. Only a back side, which a person announces, and the photo of a colleague just added stay
    with the card.
    """

    def __init__(self, desk: CaptureDesk, screen: CaptureScreen, keeper: CardKeeper) -> None:
        super().__init__(desk)
        self._desk, self._screen = desk, screen
        self._photos = CardPhotos(screen.tasks, parent=self)
        self._trouble: dict[str, str] = {}
        self._review: CardReview | None = None
        self._side = 0
        self._to_save: dict[str, Kept] = {}
        keeper.use_awaited(self._photos.is_keeping)
        photos = self._photos
        photos.photo_kept.connect(self._kept)
        photos.photo_refused.connect(self._refused)
        photos.photo_gone.connect(self._gone)
        photos.card_read.connect(self._read)
        photos.reading_failed.connect(self._failed)
        photos.all_done.connect(screen.became_free)
        line = screen.visitor.photo_line()
        line.look_wanted.connect(self.look)
        line.dropped.connect(self._drop)
        line.hide()

    # --- what comes in ---

    def take_picture(self, content: bytes) -> None:
        """Keep and read the file of a photo of the card in front."""
        self.take(lambda: content, self.expect())

    def expect(self) -> PhotoPlace:
        """A picture was just taken: whose it is, before anybody has looked at it."""
        form, back = self._desk.front(), self._screen.visitor.photo_line().back
        person = self._screen.visitor.people.front_place()
        is_back = back.isChecked() and self._has_photo(form)
        is_colleague = person > 0 and form.people[person].is_empty
        if self._has_photo(form) and not is_back and not is_colleague:
            self._desk.open_new()
            form, person = self._desk.front(), 0
        back.setChecked(False)
        self._desk.say("")
        self._trouble.pop(form.draft_id, None)
        kind = AttachmentKind.CARD_BACK if is_back else AttachmentKind.CARD_PHOTO
        return self._expect(PhotoPlace(form.draft_id, kind, person))

    def expect_beside(self) -> PhotoPlace:
        """A picture whose code has just filled the card in front belongs to that."""
        return self._expect(PhotoPlace(self._desk.front().draft_id))

    def _expect(self, place: PhotoPlace) -> PhotoPlace:
        self._photos.expect(place)
        self._show_line(self._desk.front())
        return place

    def take(self, load: Callable[[], bytes], place: PhotoPlace, *, is_read: bool = True) -> None:
        """Keep and read a picture that was expected; `load` gives its file, off the UI thread."""
        self._photos.take(load, place, is_read=is_read)

    def let_go(self, place: PhotoPlace) -> None:
        """An expected picture does not come."""
        self._photos.let_go(place)
        self._gone(place)

    def expect_back(self) -> None:
        """The next picture is the back of this card, or no longer."""
        line = self._screen.visitor.photo_line()
        if line.isVisible():
            line.back.toggle()

    def is_free(self) -> bool:
        """Whether no photo is on its way to any card."""
        return self._photos.is_free() and not self._to_save

    def is_awaited(self, draft_id: str) -> bool:
        """Whether a photo is on its way to this card, which may be empty until then."""
        return self._photos.is_keeping(draft_id)

    def is_being_read(self, draft_id: str) -> bool:
        """Whether a photo may still tell who this card is of."""
        return self._photos.is_reading(draft_id)

    def saves_later(self, kept: Kept) -> bool:
        """Whether the card must wait for its photo to be durable; it is saved by itself then."""
        is_awaited = self._photos.is_keeping(kept.form.draft_id)
        if is_awaited:
            self._to_save[kept.form.draft_id] = kept
        return is_awaited

    def take_back_up(self, draft_id: str) -> None:
        """A card that was to be saved by itself is in front again: a person saves it."""
        self._to_save.pop(draft_id, None)

    def forget(self, draft_id: str) -> None:
        """The card is thrown away: it is not saved by itself, and no photo makes a draft of it anew."""
        self._to_save.pop(draft_id, None)
        self._photos.drop(draft_id)

    def go_on(self, former: str, draft_id: str, *, first: int = 0, shift: int = 0) -> None:
        """The card goes on under another draft, its people in other places: so do its photos."""
        self._photos.go_on(former, draft_id, first=first, shift=shift)

    def _has_photo(self, form: CardForm) -> bool:
        return bool(_sides(form)) or self._photos.is_keeping(form.draft_id)

    # --- what became of it ---

    def _kept(self, place: PhotoPlace, picture: Attachment) -> None:
        facts = {"kind": str(picture.kind), "sha256": picture.sha256, "media_type": picture.media_type}
        if not place.is_dropped:
            self._change(place.draft_id, lambda form: form.attach(**facts))
        self._settle(place.draft_id)

    def _refused(self, place: PhotoPlace, error: BoothappError) -> None:
        """It was no picture: the card stays, and a person is told."""
        self._screen.problem_met.emit(error)
        self._gone(place)

    def _gone(self, place: PhotoPlace) -> None:
        front = self._desk.front()
        if place.draft_id not in (front.draft_id, *self._to_save):
            self._desk.change_waiting(place.draft_id, lambda _form: None)  # an empty one goes
        self._show_line(front)
        self._settle(place.draft_id)

    def _settle(self, draft_id: str) -> None:
        """Save the card that was to be saved once its photo is there."""
        if draft_id in self._to_save and not self._photos.is_keeping(draft_id):
            self._desk.save_waiting(self._to_save.pop(draft_id))

    def _read(self, place: PhotoPlace, sha256: str, reading: CardReading) -> None:
        person = place.person
        if not place.is_dropped:
            self._change(place.draft_id, lambda form: _fill(form, sha256, reading, person))
        if place.draft_id == self._desk.front().draft_id:
            self._show_review()

    def _change(self, draft_id: str, change: Callable[[CardForm], None]) -> None:
        """Add what came late to its card: in front, about to be saved, in the strip, or saved meanwhile."""
        if draft_id == self._desk.front().draft_id:
            self.change_front(change)
        elif draft_id in self._to_save:
            change(self._to_save[draft_id].form)
        else:
            self._desk.change_waiting(draft_id, change)

    def change_front(self, change: Callable[[CardForm], None]) -> None:
        """Add what came late to the card in front."""
        front = self._desk.front()
        change(front)
        self._desk.take_over(front)
        self._show_line(front)

    def _failed(self, place: PhotoPlace, error: BoothappError) -> None:
        """It is kept all the same, for typing."""
        trouble = self._trouble[place.draft_id] = words_of(error).in_one()
        self._show_line(self._desk.front())
        self._show_review()
        if isinstance(error, NoCardReaderError):
            self._desk.say(trouble)

    # --- the line on the form ---

    def show_card(self, form: CardForm) -> None:
        """Show what is known of the photo of this card; a comparison with another one ends."""
        if self._review is not None:
            self._review.reject()
        self._screen.visitor.photo_line().back.setChecked(False)
        self._show_line(form)

    def _show_line(self, form: CardForm) -> None:
        line = self._screen.visitor.photo_line()
        trouble = self._trouble.get(form.draft_id, "")
        line.setVisible(self._has_photo(form))
        line.show_words(trouble or self._words(form), caution=bool(trouble))

    def _words(self, form: CardForm) -> str:
        if self._photos.is_reading(form.draft_id):
            return self.tr("Photo: being read…")
        sides, unsure = len(_sides(form)), len(self._screen.visitor.people.unsure())
        if unsure:
            return self.tr("Photo: check {count}").format(count=unsure)
        return self.tr("Photo, both sides") if sides > 1 else self.tr("Photo of the card")

    def _drop(self) -> None:
        """Take the photos of the card off it; the pictures go with the next tidying up."""
        form = self._desk.front()
        self._photos.drop(form.draft_id)
        form.attachments = [each for each in form.attachments if each.kind not in CARD_SIDES]
        self._desk.take_over(form)
        self._show_line(form)

    # --- the comparison ---

    def look(self) -> None:
        """Show the photo of the card in front beside its fields."""
        form = self._desk.front()
        if not self._has_photo(form) or self._review is not None:
            return
        from ui.dialogs.card_review import CardReview  # noqa: PLC0415 - on first use

        review = self._review = CardReview(self._fields(), parent=self._screen)
        self._side = self._first_read()
        review.line_taken.connect(self._take_line)
        review.other_side_wanted.connect(self._turn)
        review.finished.connect(self._forget_review)
        self._show_review()
        review.open()

    def _first_read(self) -> int:
        """The first side of which something was read."""
        sides = _sides(self._desk.front())
        return next((at for at, side in enumerate(sides) if self._photos.reading_of(side)), 0)

    def _turn(self) -> None:
        """Show the other side of the card."""
        self._side += 1
        self._show_review()

    def _forget_review(self) -> None:
        self._review = None

    def _show_review(self) -> None:
        """Show what is known by now: the lines, or why there are none."""
        review, form = self._review, self._desk.front()
        if review is None:
            return
        review.show_fields(self._fields())
        sides = _sides(form)
        self._side %= max(len(sides), 1)
        review.show_side(self._side, len(sides))
        reading = self._photos.reading_of(sides[self._side]) if sides else None
        if reading is not None:
            review.show_reading(reading, self._screen.visitor.people.unsure())
        elif self._photos.is_reading(form.draft_id) or not sides:
            review.show_words(self.tr("The card is being read…"))
        else:
            self._look_up(sides[self._side], form.draft_id)

    def _look_up(self, sha256: str, draft_id: str) -> None:
        """The photo as it was kept: from before a restart, or one that could not be read."""
        trouble = self._trouble.get(draft_id, "")

        def show(content: bytes | None) -> None:
            if self._review is None:
                return
            if content is None:
                self._review.show_words(self.tr("This photo is not on this laptop."))
            elif trouble:
                self._review.show_photo(content, trouble)
            else:
                self._review.show_photo(content, self.tr("The card is being read…"))
                self._photos.read_again(content, draft_id, sha256)

        self._screen.tasks.run_on_reader(self, lambda services: services.picturing.content(sha256), show)

    def _fields(self) -> list[ReviewField]:
        from ui.dialogs.card_review import ReviewField  # noqa: PLC0415 - as above

        people = self._screen.visitor.people
        texts, unsure = people.texts(), people.unsure()
        labels = {
            "name": self.tr("Name"),
            "company": self.tr("Company"),
            "job_title": self.tr("Job title"),
            "email": self.tr("Email"),
            "phone": self.tr("Phone"),
        }
        return [ReviewField(name, labels[name], texts[name], name in unsure) for name in _FIELDS]

    def _take_line(self, name: str, text: str) -> None:
        """Put a line into a field; it is sure now, since a person says so."""
        from boothapp.services.card_photographing import line_as  # noqa: PLC0415 - as above

        self._screen.visitor.people.put(name, line_as(name, text, self._screen.setup.show.country))
        form = self._desk.front()
        self._show_line(form)
        self._show_review()


def _sides(form: CardForm) -> list[str]:
    """The pictures of the card, the front first."""
    return [each.sha256 for kind in CARD_SIDES for each in form.attachments if each.kind == kind]


def _fill(form: CardForm, sha256: str, reading: CardReading, person: int) -> None:
    """Fill the person's blanks, unless the photo was taken off the card meanwhile."""
    from boothapp.services.card_form import PersonForm  # noqa: PLC0415 - may run off the UI thread
    from boothapp.services.card_photographing import fill_blanks  # noqa: PLC0415 - as above

    if all(each.sha256 != sha256 for each in form.attachments):
        return
    if person >= len(form.people):  # a colleague without a name yet was not saved
        person = len(form.people)
        form.people = [*form.people, PersonForm()]
    fill_blanks(form, reading, person)
