"""How a card is kept: autosaved while typed, set aside, saved, taken back, opened again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from boothapp.domain.ids import LeadId, uuid7
from boothapp.noise import random_bits
from boothapp.services.card_form import CardForm, form_from_json
from boothapp.services.card_reading import form_of_lead, whole_form_of

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from boothapp.app import Services
    from boothapp.domain.lead import Lead
    from boothapp.errors import BoothappError
    from boothapp.services.capturing import OpenedLead, SavedLead
    from boothapp.store.drafts import Draft
    from ui.tasks import Tasks

AUTOSAVE_MS = 300
LeadOf = Callable[[CardForm, "Lead | None"], "Lead"]
"""Makes a lead of a form, of the saved one where there is one."""


class Kept(NamedTuple):
    """A card in front: its form, and the saved lead behind it when it is one that is being edited.

    `instead_of` names the draft that this card goes on from; a card that was interrupted is not timed.
    """

    form: CardForm
    opened: OpenedLead | None = None
    instead_of: str = ""
    is_timed: bool = True


class Saved(NamedTuple):
    """What a save made durable, and the card it was made from."""

    lead: SavedLead
    kept: Kept


class CardKeeper(QObject):
    """Keeps cards through `Tasks`; nothing here blocks, and nothing typed is let go before it is durable.

    `draft_changed(draft_id, change)` and `lead_changed` tell where something late went;
    `draft_discarded(Draft)` what was thrown away; `card_opened(Kept)` brings a card to the front, as does
    `last_found(Kept)` one of the run before, where nobody has begun another;
    `card_saved(Saved)`; `save_failed(Kept, BoothappError)` gives the card back; `drafts_found(list[Draft])`
    are those that wait, the oldest first; `all_saved` tells that no save is under way any more.
    """

    card_opened = Signal(object)
    last_found = Signal(object)
    card_saved = Signal(object)
    card_taken_back = Signal(object)
    save_failed = Signal(object, object)
    drafts_found = Signal(list)
    all_saved = Signal()
    draft_changed = Signal(str, object)
    draft_discarded = Signal(object)
    lead_changed = Signal()

    def __init__(self, tasks: Tasks, *, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._now = tasks, now
        self._read: Callable[[], CardForm] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AUTOSAVE_MS)
        self._timer.timeout.connect(self._autosave)
        self._draft_is_kept = False
        self._saves_under_way = 0
        self._is_awaited: Callable[[str], bool] = lambda _draft_id: False
        self._became: dict[str, LeadId] = {}  # by the draft saved; read and written on the writer's thread

    def use_awaited(self, is_awaited: Callable[[str], bool]) -> None:
        """`is_awaited` tells whether a photo is on its way to the card of this draft."""
        self._is_awaited = is_awaited

    def new_form(self) -> CardForm:
        """An empty card with an id of its own."""
        self._draft_is_kept = False
        return CardForm(draft_id=uuid7(int(self._now().timestamp() * 1000), random_bits))

    def keep_soon(self, read: Callable[[], CardForm]) -> None:
        """Keep the card in front once typing pauses; `read` gives it as it stands then."""
        self._read = read
        if not self._timer.isActive():
            self._timer.start()

    def keep_now(self) -> None:
        """Keep at once what is still to be kept."""
        if self._timer.isActive():
            self._autosave()

    def _autosave(self) -> None:
        self._timer.stop()
        if self._read is None:
            return
        form = self._read()
        if not form.is_empty:
            self._keep(form)
        elif self._draft_is_kept:
            self._discard(form.draft_id)

    def _keep(self, form: CardForm, then: Callable[[], None] | None = None, *, former: str = "") -> None:
        """Keep the card, instead of the draft `former` where it goes on from one."""
        draft_id, text, title = form.draft_id, form.to_json(), form.title
        self._draft_is_kept = True
        # A photo may be on the stored draft already, and the form not know it yet.
        awaits_photo = self._is_awaited(draft_id)

        def work(services: Services) -> None:
            kept = text
            for draft in (former, draft_id) if awaits_photo else ():
                kept = _with_photos(kept, draft, services)
            services.capturing.keep_draft(draft_id, kept, title)
            if former:
                services.capturing.discard_draft(former)

        self._tasks.run_on_writer(self, work, on_done=lambda _nothing: then() if then else None)

    def _discard(self, draft_id: str) -> None:
        self._draft_is_kept = False
        self._tasks.run_on_writer(self, lambda services: services.capturing.discard_draft(draft_id))

    def discard_waiting(self, draft_id: str, *, is_told: bool) -> None:
        """Throw a waiting card away; what it was is told on demand, so that it can be put back."""

        def work(services: Services) -> Draft | None:
            draft = _draft(draft_id, services)
            services.capturing.discard_draft(draft_id)
            return draft

        def done(draft: Draft | None) -> None:
            if draft is not None and is_told:
                self.draft_discarded.emit(draft)
            self.look_up_drafts()

        self._tasks.run_on_writer(self, work, on_done=done)

    def put_back(self, draft: Draft) -> None:
        """Let a card wait again that was thrown away."""
        self._tasks.run_on_writer(
            self,
            lambda services: services.capturing.keep_draft(draft.draft_id, draft.form, draft.title),
            on_done=lambda _nothing: self.look_up_drafts(),
        )

    def set_aside(self, form: CardForm) -> None:
        """Keep the card for later, in the strip."""
        self._forget_autosave()
        form.set_aside = True
        self._keep(form, then=self.look_up_drafts)

    def change_draft(
        self, draft_id: str, change: Callable[[CardForm], None], lead_of: LeadOf, *, by: str
    ) -> None:
        """Add what came late to a card that waits, or was saved: its photo, what was read off it."""

        def work(services: Services) -> bool:
            draft = _draft(draft_id, services)
            if draft is None:
                lead_id = self._became.get(draft_id)
                return lead_id is not None and _change_lead(services, lead_id, change, lead_of, by)
            form = form_from_json(draft.form)
            change(form)
            if form.is_empty:
                services.capturing.discard_draft(draft_id)
            else:
                services.capturing.keep_draft(draft_id, form.to_json(), form.title)
            return False

        def done(is_lead: bool) -> None:  # noqa: FBT001 - what the job gave
            if is_lead:
                self.lead_changed.emit()
            else:
                self.draft_changed.emit(draft_id, change)
                self.look_up_drafts()

        self._tasks.run_on_writer(self, work, on_done=done)

    def replace_draft(self, form: CardForm, former: str) -> None:
        """Keep this card, and only then forget the draft that it goes on from."""
        self._forget_autosave()
        self._keep(form, former=former)

    def save(self, kept: Kept, lead: Lead, *, by: str) -> None:
        """Make the card durable; it is on its way, so the form may be cleared for the next visitor."""
        self._forget_autosave()
        form, opened = kept.form, kept.opened
        seconds = self._seconds_since(form.started_at)

        def work(services: Services) -> SavedLead:
            from boothapp.services.capturing import NewLead  # noqa: PLC0415 - runs off the UI thread

            if opened is not None:
                saved = services.capturing.save_edit(opened, lead, by=by, draft_id=form.draft_id)
            else:
                saved = services.capturing.save_new([NewLead(lead, seconds)], draft_id=form.draft_id)[0]
            self._became[form.draft_id] = saved.lead.lead_id
            return saved

        def done(saved: SavedLead) -> None:
            self.card_saved.emit(Saved(saved, kept))
            self._end_save()

        def fail(error: BoothappError) -> None:
            self.save_failed.emit(kept, error)
            self._end_save()

        self._saves_under_way += 1
        self._tasks.run_on_writer(self, work, done, fail, on_bug=self._end_save)

    @property
    def is_saving(self) -> bool:
        """Whether it is not known yet of a card whether it is durable."""
        return self._saves_under_way > 0

    def _end_save(self) -> None:
        self._saves_under_way -= 1
        if not self.is_saving:
            self.all_saved.emit()

    def take_back(self, saved: Saved, *, by: str) -> None:
        """Undo a save: the lead leaves every list, the card comes back to be mended."""
        lead_id, form = saved.lead.lead.lead_id, saved.kept.form
        self._tasks.run_on_writer(
            self,
            lambda services: services.capturing.undo(lead_id, by=by),
            on_done=lambda _nothing: self.card_taken_back.emit(Kept(form, is_timed=False)),
        )

    def open_lead(
        self,
        lead_id: str,
        change: Callable[[CardForm], CardForm] = lambda form: form,
        instead_of: str = "",
    ) -> None:
        """Open a saved lead in the form; `change` adds what the draft `instead_of` says of the visitor."""

        def show(opened: OpenedLead | None) -> None:
            if opened is not None:
                form = form_of_lead(opened.lead, self.new_form().draft_id)
                self.card_opened.emit(Kept(change(form), opened, instead_of))

        self._tasks.run_on_writer(
            self, lambda services: services.capturing.open_lead(LeadId(lead_id)), on_done=show
        )

    def open_draft(self, draft_id: str) -> None:
        """Bring a waiting card to the front again."""

        def find(services: Services) -> Kept | None:
            draft = _draft(draft_id, services)
            return _reopened(draft, services) if draft else None

        self._tasks.run_on_writer(self, find, on_done=lambda kept: self._bring_back(kept, self.card_opened))

    def bring_back_last(self, in_front: str) -> None:
        """After a start: find the card that was in front when the app ended, and tell of the others.

        The one of the draft `in_front` is of this run: who was faster than the profile has typed it.
        """

        def find(services: Services) -> Kept | None:
            for draft in reversed(services.capturing.drafts()):
                kept = _reopened(draft, services)
                if not kept.form.set_aside and draft.draft_id != in_front:
                    return kept
            return None

        self._tasks.run_on_writer(self, find, on_done=lambda kept: self._bring_back(kept, self.last_found))
        self.look_up_drafts()

    def _bring_back(self, kept: Kept | None, told: SignalInstance) -> None:
        if kept is not None:
            kept.form.set_aside = False
            self._draft_is_kept = True
            told.emit(kept)

    def look_up_drafts(self) -> None:
        """Tell which cards wait."""
        self._tasks.run_on_writer(
            self, lambda services: services.capturing.drafts(), on_done=self._tell_drafts
        )

    def _tell_drafts(self, drafts: list[Draft]) -> None:
        self.drafts_found.emit(drafts)

    def _forget_autosave(self) -> None:
        self._timer.stop()

    def _seconds_since(self, started_at: str) -> float | None:
        if not started_at:
            return None
        return (self._now() - datetime.fromisoformat(started_at)).total_seconds()


def _draft(draft_id: str, services: Services) -> Draft | None:
    return next((each for each in services.capturing.drafts() if each.draft_id == draft_id), None)


def _with_photos(text: bytes, draft_id: str, services: Services) -> bytes:
    """The form with the pictures that its stored draft names."""
    draft, form = _draft(draft_id, services), form_from_json(text)
    for picture in form_from_json(draft.form).attachments if draft else ():
        form.attach(kind=picture.kind, sha256=picture.sha256, media_type=picture.media_type)
    return form.to_json()


def _change_lead(
    services: Services, lead_id: LeadId, change: Callable[[CardForm], None], lead_of: LeadOf, by: str
) -> bool:
    """Whether a saved lead was changed by what came late; one taken back meanwhile is left alone."""
    opened = services.capturing.open_lead(lead_id)
    if opened is None:
        return False
    form = whole_form_of(opened.lead, draft_id="")
    change(form)
    lead = lead_of(form, opened.lead)
    if lead == opened.lead:
        return False
    services.capturing.save_edit(opened, lead, by=by)
    return True


def _reopened(draft: Draft, services: Services) -> Kept:
    """A draft as a card; the lead it edits is opened again, or it becomes a card of its own."""
    form = form_from_json(draft.form)
    opened = services.capturing.open_lead(LeadId(form.lead_id)) if form.lead_id else None
    if opened is None:
        form.lead_id = ""
    return Kept(form, opened, is_timed=False)
