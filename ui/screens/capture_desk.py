"""What happens on the capture form: judged as one types, kept through a crash, saved, taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from boothapp.domain.lead import CARD_SIDES, InterestBasis, identifies_someone
from boothapp.services.card_joining import joined, with_colleagues
from ui.screens.capture_consent import ConsentSection
from ui.screens.capture_follow_up import FollowUpEditor
from ui.screens.capture_found import FoundLeads
from ui.screens.capture_judging import LiveJudge
from ui.screens.capture_keeping import CardKeeper, Kept, Saved
from ui.screens.capture_lookups import CardLookUps
from ui.screens.capture_words import blocked_word, missing_words, scan_sentence, sign_sentence
from ui.widgets.draft_strip import DraftItem, DraftStrip
from ui.widgets.receipt_line import ReceiptLine
from ui.widgets.track_badge import track_word
from ui.widgets.verdict_panel import VerdictView

if TYPE_CHECKING:
    from collections.abc import Callable

    from boothapp.domain.lead import Lead
    from boothapp.domain.prize import BorrowedSign
    from boothapp.errors import BoothappError
    from boothapp.intake.wedge import Scan
    from boothapp.services.card_form import CardForm
    from boothapp.services.show_setup import ShowSetup
    from boothapp.store.drafts import Draft
    from ui.screens.capture import CaptureScreen
    from ui.screens.capture_photo_desk import PhotoDesk


class CaptureDesk(QObject):
    """Stands behind one `CaptureScreen`; the card in front is `_kept` plus what the widgets show.

    `card_kept(Saved)` tells a lead that is durable.
    """

    card_kept = Signal(object)

    def __init__(self, screen: CaptureScreen, setup: ShowSetup) -> None:
        super().__init__(screen)
        self._screen, self._tasks = screen, screen.tasks
        self._judge = LiveJudge(setup)
        self._keeper = CardKeeper(self._tasks, now=self._judge.now, parent=self)
        self._look_ups = CardLookUps(self._tasks, parent=self)
        self._kept = Kept(self._keeper.new_form())
        self._take_back: Callable[[], None] | None = None
        self._waiting: list[Draft] = []
        self._unsaved: dict[str, Kept] = {}
        self._photo_desk: PhotoDesk | None = None
        self._judge_soon = QTimer(self)
        self._judge_soon.setSingleShot(True)
        self._judge_soon.timeout.connect(self._judge_card)
        self._finish(setup)
        self._listen()
        if not self._form().is_empty:  # somebody was faster
            self._changed()

    def _finish(self, setup: ShowSetup) -> None:
        """Add the parts that the first paint did without."""
        screen = self._screen
        self.follow_up = FollowUpEditor(setup.show, now=self._judge.now)
        self.follow_up.show_staff(setup.staff)
        self.receipt, self.drafts = ReceiptLine(), DraftStrip()
        self.drafts.hide()
        screen.visitor.finish(FoundLeads(), ConsentSection(setup.show))
        screen.qualify.finish({each.code: each.label for each in setup.definition.disqualifiers})
        screen.add_parts(follow_up=self.follow_up, receipt=self.receipt, drafts=self.drafts)
        self.drafts.come_after(screen.scan)

    def _listen(self) -> None:
        screen, keeper, look_ups = self._screen, self._keeper, self._look_ups
        for part in (screen.visitor, screen.qualify, self.follow_up):
            part.edited.connect(self._changed)
        screen.note.text_edited.connect(self._changed)
        screen.scan.scanned.connect(self.take_scan)
        screen.save.clicked.connect(self.save_card)
        screen.later.clicked.connect(self.keep_for_later)
        screen.visitor.found.open_chosen.connect(self._open_found)
        screen.visitor.found.colleague_chosen.connect(self._join_found)
        self.follow_up.code_wanted.connect(self.show_code)
        self.receipt.undo_pressed.connect(self._undo)
        self.drafts.draft_chosen.connect(self._open_draft)
        self.drafts.draft_discarded.connect(self._drop_draft)
        keeper.draft_discarded.connect(self._tell_discarded)
        keeper.card_opened.connect(self._open)
        keeper.last_found.connect(self._open_last)
        keeper.card_saved.connect(self._tell_saved)
        keeper.card_taken_back.connect(self._taken_back)
        keeper.save_failed.connect(self._give_back)
        keeper.drafts_found.connect(self._show_drafts)
        keeper.all_saved.connect(screen.became_free)
        keeper.draft_changed.connect(self._change_opened)
        keeper.lead_changed.connect(screen.leads_changed)
        look_ups.duplicates_found.connect(screen.visitor.found.show_found)
        look_ups.acquaintances_found.connect(screen.visitor.found.show_known)
        look_ups.sign_found.connect(self._show_sign)
        look_ups.clash_found.connect(self.follow_up.show_clashes)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._reveal)

    # --- the live loop: form, lead, verdict ---

    def _form(self) -> CardForm:
        """The card as it stands on the screen."""
        form = replace(self._kept.form)
        self._screen.visitor.fill(form)
        self._screen.qualify.fill(form)
        self.follow_up.fill(form)
        form.note = self._screen.note.text()
        return form

    def _lead(self, form: CardForm) -> Lead:
        return self._judge.lead(form, self._kept.opened.lead if self._kept.opened else None)

    def _changed(self) -> None:
        if not self._kept.form.started_at and self._kept.is_timed:
            self._kept.form.started_at = self._judge.now().isoformat(timespec="milliseconds")
        self._judge_soon.start(0)
        self._keeper.keep_soon(self._form)

    def _judge_card(self) -> None:
        """Show where the lead stands, and look up what the laptop knows of it."""
        form, visitor = self._form(), self._screen.visitor
        if form.is_empty and not form.lead_id:
            self._screen.verdict.show_verdict(VerdictView(track=""))
            self._look_ups.forget()
            visitor.found.show_nobody()
            return
        lead = self._lead(form)
        self._screen.verdict.show_verdict(self._judge.view(lead, self.follow_up.words()))
        person = visitor.people.front()
        reach = self._judge.reach(person.email, person.phone)
        visitor.people.mark_reach(
            email_is_wrong=reach.email_is_wrong,
            phone_is_wrong=reach.phone_is_wrong,
            email_meant=reach.email_meant,
        )
        suspect = replace(lead, interest_basis=InterestBasis.UNKNOWN)
        self._look_ups.look_up(lead, None if visitor.basis_was_chosen else suspect)

    def read_day(self, text: str) -> str | None:
        """The ISO 8601 day meant by what was typed."""
        return self._judge.read_day(text)

    # --- the card in front ---

    def card(self) -> Kept:
        """The card as it stands."""
        return self._kept._replace(form=self._form())

    def go_on_with(self, kept: Kept) -> None:
        """Bring a card that was typed elsewhere to the front."""
        self._show(kept)
        self._judge_card()

    def _show(self, kept: Kept) -> None:
        self._kept = kept
        screen, form = self._screen, kept.form
        screen.visitor.show_form(form)
        screen.qualify.show_form(form)
        self.follow_up.show_form(form)
        screen.note.set_text(form.note)
        screen.visitor.found.start_anew()
        self._look_ups.forget()
        if self._photo_desk is not None:
            self._photo_desk.take_back_up(form.draft_id)
        if self._photo_desk is not None or any(each.kind in CARD_SIDES for each in form.attachments):
            self.photos.show_card(form)

    def _start_anew(self) -> None:
        self._show(Kept(self._keeper.new_form()))
        self._screen.verdict.show_verdict(VerdictView(track=""))
        for column in self._screen.columns:
            column.verticalScrollBar().setValue(0)
        self._screen.visitor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, kept: Kept) -> None:
        """Bring a card to the front; what is there waits in the strip, unless this one goes on from it."""
        if kept.form.draft_id == self._kept.form.draft_id:
            return  # asked for twice: by now it is here, and has been typed on
        goes_on = kept.instead_of == self._kept.form.draft_id
        if not goes_on:
            self._put_aside()
        self._show(kept)
        if goes_on:
            self._keeper.replace_draft(self._form(), kept.instead_of)
        self._judge_card()
        self._keeper.look_up_drafts()
        self._screen.visitor.people.go_on()

    def _open_last(self, kept: Kept) -> None:
        """Go on where the last run ended, unless somebody has begun since: that visitor stands there."""
        if not (self._is_begun(self._form()) or self._screen.scan.text()):
            self._open(kept)

    def _is_begun(self, form: CardForm) -> bool:
        awaits_photo = self._photo_desk is not None and self._photo_desk.is_awaited(form.draft_id)
        return awaits_photo or not form.is_empty

    def _put_aside(self) -> None:
        form = self._form()
        if self._is_begun(form):
            self._keeper.set_aside(form)

    # --- what a person does ---

    def save_card(self) -> None:
        """Save the card and go on to the next visitor."""
        kept = Kept(self._form(), self._kept.opened)
        lead = self._lead(kept.form)
        if not identifies_someone(lead):
            self._screen.visitor.people.ask_for_someone()
            self.say(self._what_is_missing(kept.form.draft_id))
            return
        if self._photo_desk is not None and self._photo_desk.saves_later(kept):
            self._put_aside()
            self._start_anew()
            self.say(self.tr("Saved once the photo is kept: {name}").format(name=kept.form.title))
            return
        self._keeper.save(kept, lead, by=self._judge.setup.staff)
        self._start_anew()

    def _what_is_missing(self, draft_id: str) -> str:
        if self._photo_desk is not None and self._photo_desk.is_being_read(draft_id):
            return self.tr("The photo is being read: save in a moment, or let it wait with Ctrl+L.")
        return self.tr("Nobody is named yet: type a name, an email or a phone.")

    def save_waiting(self, kept: Kept) -> None:
        """Save a card that waited for its photo, behind the one in front."""
        self._keeper.keep_now()
        lead = self._judge.lead(kept.form, kept.opened.lead if kept.opened else None)
        self._keeper.save(kept, lead, by=self._judge.setup.staff)

    def change_waiting(self, draft_id: str, change: Callable[[CardForm], None]) -> None:
        """Add what came late to a card that is not in front."""
        self._keeper.change_draft(draft_id, change, self._judge.lead, by=self._judge.setup.staff)

    def _change_opened(self, draft_id: str, change: Callable[[CardForm], None]) -> None:
        """What came late to a draft came after that was read, and before it was in front."""
        if draft_id == self._kept.form.draft_id:
            self.photos.change_front(change)
        elif draft_id in self._unsaved:
            change(self._unsaved[draft_id].form)

    def keep_for_later(self) -> None:
        """Set the card aside, unfinished, and go on."""
        self._put_aside()
        self._start_anew()

    def edit_lead(self, lead_id: str) -> None:
        """Open a saved lead in the form."""
        self._keeper.open_lead(lead_id)

    def _open_draft(self, draft_id: str) -> None:
        if self._photo_desk is not None:
            self._photo_desk.take_back_up(draft_id)
        if draft_id in self._unsaved:
            self._open(self._unsaved.pop(draft_id))
        else:
            self._keeper.open_draft(draft_id)

    def _drop_draft(self, draft_id: str) -> None:
        """Throw a waiting card away: what is still to come for it comes no more."""
        if self._photo_desk is not None:
            self._photo_desk.forget(draft_id)
        self._screen.scan.setFocus(Qt.FocusReason.OtherFocusReason)
        unsaved = self._unsaved.pop(draft_id, None)
        self._keeper.discard_waiting(draft_id, is_told=unsaved is None)
        if unsaved is not None:
            self._show_drafts(self._waiting)
            self._offer_back(unsaved.form.title, lambda: self._wait_again(unsaved))
            self._screen.became_free.emit()

    def _wait_again(self, unsaved: Kept) -> None:
        self._unsaved[unsaved.form.draft_id] = unsaved
        self._show_drafts(self._waiting)

    def _tell_discarded(self, draft: Draft) -> None:
        self._offer_back(draft.title, lambda: self._keeper.put_back(draft))

    def _offer_back(self, title: str, take_back: Callable[[], None]) -> None:
        self._take_back = take_back
        self.receipt.show_receipt(self.tr("Discarded: {name}").format(name=title or self.tr("a badge")))

    def _open_found(self, lead_id: str) -> None:
        typed = self._form()

        def join(known: CardForm) -> CardForm:
            self._take_photos_along(typed, known, first=0, shift=len(known.people) - 1)
            return joined(known, self._by_now(typed))

        self._keeper.open_lead(lead_id, join, typed.draft_id)

    def _join_found(self, lead_id: str) -> None:
        typed = self._form()

        def join(known: CardForm) -> CardForm:
            before = sum(not person.is_empty for person in known.people)
            self._take_photos_along(typed, known, first=before, shift=before)
            return with_colleagues(known, self._by_now(typed))

        self._keeper.open_lead(lead_id, join, typed.draft_id)

    def _by_now(self, typed: CardForm) -> CardForm:
        """The card as it stands by now, if it is still in front: its photo may have come meanwhile."""
        return self._form() if typed.draft_id == self._kept.form.draft_id else typed

    def _take_photos_along(self, typed: CardForm, known: CardForm, *, first: int, shift: int) -> None:
        if self._photo_desk is not None and typed.draft_id == self._kept.form.draft_id:
            self._photo_desk.go_on(typed.draft_id, known.draft_id, first=first, shift=shift)

    def take_scan(self, text: str, scan: Scan | None = None) -> None:
        """A scan while a card is unsaved asks nothing: that card waits, and the new one opens."""
        from boothapp.services.badge_filling import fill_form, read_badge, read_line  # noqa: PLC0415 - on the first scan

        read = (read_badge if scan else read_line)(text, self._judge.setup.show)
        form = self._keeper.new_form()
        fill_form(form, read, symbology=scan.symbology if scan else "", is_scan=scan is not None)
        if form.badge_payload and form.badge_payload == self._kept.form.badge_payload:
            return
        self._put_aside()
        self._show(Kept(form))
        self._changed()
        people = self._screen.visitor.people
        self.say(scan_sentence(read, scan))
        (people.company if form.people[0].name else people.name).setFocus(Qt.FocusReason.OtherFocusReason)

    # --- photographed cards ---

    @property
    def photos(self) -> PhotoDesk:
        """What looks after photographed cards; made at the first one."""
        if self._photo_desk is None:
            from ui.screens.capture_photo_desk import PhotoDesk  # noqa: PLC0415 - at the first photo

            self._photo_desk = PhotoDesk(self, self._screen, self._keeper)
        return self._photo_desk

    @property
    def is_free(self) -> bool:
        """Whether no card waits for a photo, or to be saved: another form can take over."""
        awaits_photo = self._photo_desk is not None and not self._photo_desk.is_free()
        return not (awaits_photo or self._keeper.is_saving or self._unsaved)

    def take_picture(self, content: bytes) -> None:
        """The file of a photographed card, or of its back."""
        self.photos.take_picture(content)

    def look_at_photo(self) -> None:
        """Compare the fields with the card's photo."""
        self.photos.look()

    def expect_back(self) -> None:
        """Take the next picture for the back of the card in front, or no longer."""
        self.photos.expect_back()

    def front(self) -> CardForm:
        """The card in front, as it stands."""
        return self._form()

    def open_new(self) -> None:
        """Set the card in front aside, and open an empty one."""
        self._put_aside()
        self._show(Kept(self._keeper.new_form()))

    def take_over(self, form: CardForm) -> None:
        """Go on with the card in front as changed by what came late: a photo, what was read off it."""
        self._kept = self._kept._replace(form=form)
        self._screen.visitor.people.show_read(form)
        self._changed()

    def say(self, words: str) -> None:
        """Say this beside the scan line; "" takes away what was said so."""
        if words:
            self.receipt.show_notice(words)
        else:
            self.receipt.hide_notice()

    def show_code(self) -> None:
        """Show what the visitor's phone can take."""
        from ui.dialogs.phone_code import PhoneCode  # noqa: PLC0415 - on first use

        lead, setup = self._lead(self._form()), self._judge.setup
        owner = lead.follow_up.owner if lead.follow_up else ""
        PhoneCode(self._tasks, lead, setup.show.staff_named(owner or setup.staff), parent=self._screen).open()

    def _undo(self) -> None:
        if self._take_back is not None:
            self._take_back()
            self._take_back = None

    # --- what the screen is told ---

    def use_setup(self, setup: ShowSetup) -> None:
        """Go on with this member of staff."""
        self._judge = LiveJudge(setup)
        self.follow_up.show_staff(setup.staff)
        self._judge_card()

    def bring_back_last(self) -> None:
        """Bring back the card that was in front when the app ended."""
        self._keeper.bring_back_last(in_front=self._kept.form.draft_id)

    def keep_now(self) -> None:
        """Keep at once what is still to be kept."""
        self._keeper.keep_now()

    def look_up_drafts(self) -> None:
        """Look up which cards wait."""
        self._keeper.look_up_drafts()

    # --- what comes back ---

    def _tell_saved(self, saved: Saved) -> None:
        self._take_back = lambda: self._keeper.take_back(saved, by=self._judge.setup.staff)
        lead, verdict = saved.lead.lead, saved.lead.verdict
        definition = self._judge.setup.definition
        blocked = [blocked_word(code, definition) for code in verdict.blocked_by]
        missing = [
            self.tr("open: {what}").format(what=what) for what in missing_words(verdict, lead, definition)
        ]
        parts = [
            self.tr("Saved: {name}").format(name=saved.kept.form.title or self.tr("a badge")),
            track_word(verdict.track.value),
            *(blocked or missing)[:1],
        ]
        # An edit is a change beside the others in the lead's history: there is nothing to take back whole.
        self.receipt.show_receipt(" · ".join(parts), undo=saved.kept.opened is None)
        self.card_kept.emit(saved)
        self._screen.work_done.emit()
        self._screen.leads_changed.emit()

    def _taken_back(self, kept: Kept) -> None:
        former, kept.form.draft_id = kept.form.draft_id, self._keeper.new_form().draft_id
        if self._photo_desk is not None:
            self._photo_desk.go_on(former, kept.form.draft_id)
        kept.form.set_aside = False
        self._open(kept)
        self._changed()
        self._screen.leads_changed.emit()

    def _give_back(self, kept: Kept, error: BoothappError) -> None:
        """A card that could not be saved returns: to the form if that is empty, else to the strip."""
        if self._form().is_empty:
            self._show(kept)
            self._judge_card()
        else:
            self._unsaved[kept.form.draft_id] = kept
            self._show_drafts(self._waiting)
        self._screen.problem_met.emit(error)

    def _show_drafts(self, drafts: list[Draft]) -> None:
        """The strip: what waits in the store, and what could not be saved yet; newest first."""
        self._waiting = drafts
        front = self._kept.form.draft_id
        items = [
            DraftItem(id=kept.form.draft_id, title=kept.form.title, age=self.tr("not saved"))
            for kept in self._unsaved.values()
        ]
        items += [
            DraftItem(id=draft.draft_id, title=draft.title or self.tr("a badge"), age=draft.at[11:16])
            for draft in reversed(drafts)
            if draft.draft_id != front and draft.draft_id not in self._unsaved
        ]
        self.drafts.set_drafts(items)
        self.drafts.setVisible(bool(items))

    def _show_sign(self, sign: BorrowedSign | None) -> None:
        self._screen.visitor.show_sign(sign_sentence(sign.value) if sign else "")

    def _reveal(self, _old: QWidget | None, new: QWidget | None) -> None:
        for column in self._screen.columns:
            column.reveal(new)
