"""Capture: a visitor stands there; everything on this screen serves the next ten seconds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from boothapp.domain.follow_up import parse_due
from boothapp.domain.lead import CaptureSource, InterestBasis, identifies_someone
from boothapp.domain.verdict import judge
from boothapp.services.card_form import CardForm, form_to_lead
from boothapp.services.card_joining import joined, with_colleagues
from ui.qt_override import override
from ui.screens.capture_column import Column
from ui.screens.capture_follow_up import FollowUpEditor
from ui.screens.capture_keeping import CardKeeper, Kept, Saved
from ui.screens.capture_lookups import CardLookUps
from ui.screens.capture_qualify import QualifyCard
from ui.screens.capture_scan import ScanLine
from ui.screens.capture_visitor import VisitorCard
from ui.screens.capture_words import missing_words, verdict_view
from ui.screens.screen import Screen, Slots
from ui.theme import GAP, GRID
from ui.widgets.button import Button
from ui.widgets.chip_group import DECLINED, UNKNOWN
from ui.widgets.draft_strip import DraftItem, DraftStrip
from ui.widgets.field import LabelledField
from ui.widgets.receipt_line import ReceiptLine
from ui.widgets.track_badge import track_word
from ui.widgets.verdict_panel import VerdictPanel, VerdictView

if TYPE_CHECKING:
    from collections.abc import Callable

    from boothapp.domain.lead import Lead
    from boothapp.errors import BoothappError
    from boothapp.services.card_form import FormContext
    from boothapp.services.show_setup import ShowSetup
    from boothapp.store.drafts import Draft
    from ui.tasks import Tasks


class CaptureScreen(Screen):
    """The form, judged as one types; saving clears it for the next visitor."""

    def __init__(self, tasks: Tasks, setup: ShowSetup, parent: QWidget | None = None) -> None:
        super().__init__(tasks, setup, parent)
        self._now = partial(datetime.now, ZoneInfo(setup.show.zone))
        self._context: FormContext | None = None
        self._saved: Saved | None = None
        self._waiting: list[Draft] = []
        self._unsaved: dict[str, Kept] = {}
        self._keeper = CardKeeper(tasks, now=self._now, parent=self)
        self._kept = Kept(self._keeper.new_form())
        self._judge_soon = QTimer(self)
        self._judge_soon.setSingleShot(True)
        self._judge_soon.timeout.connect(self._judge)
        self._build(setup)
        self._look_ups = CardLookUps(tasks, parent=self)
        self._listen()
        self._show(self._kept)

    def _build(self, setup: ShowSetup) -> None:
        show = setup.show
        self._scan = ScanLine()
        self._receipt = ReceiptLine()
        self._visitor = VisitorCard(show)
        self._qualify = QualifyCard(setup.definition, currency=show.currency, read_day=self._read_day)
        self._verdict = VerdictPanel()
        self._follow_up = FollowUpEditor(show, now=self._now)
        self._follow_up.show_staff(setup.staff)
        self._note = LabelledField(
            self.tr("No&te"), name="note", placeholder=self.tr("What else was said  F4")
        )
        self._later = Button(self.tr("&Later"), name="later", key_hint="Ctrl+L")
        self._save = Button(self.tr("&Save && next"), name="save", kind="primary", key_hint="Ctrl+Enter")
        self._drafts = DraftStrip()
        self._drafts.hide()
        self.setFocusProxy(self._visitor)
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(GAP)
        top.addWidget(self._scan, 1)
        top.addWidget(self._receipt, 1)
        right = QWidget()
        right_column = QVBoxLayout(right)
        right_column.setContentsMargins(0, 0, 0, 0)
        right_column.setSpacing(GAP)
        right_column.addWidget(self._verdict)
        right_column.addWidget(self._follow_up)
        right_column.addStretch(1)
        self._columns = [
            Column(self._visitor, name="visitor_column"),
            Column(self._qualify, name="qualify_column"),
            Column(right, name="card_column"),
        ]
        cards = QHBoxLayout()
        cards.setSpacing(GAP)
        for column, share in zip(self._columns, (9, 13, 9), strict=True):
            cards.addWidget(column, share)
        bottom = QHBoxLayout()
        bottom.setSpacing(GRID)
        bottom.addWidget(self._note, 1)
        bottom.addWidget(self._later, 0, Qt.AlignmentFlag.AlignBottom)
        bottom.addWidget(self._save, 0, Qt.AlignmentFlag.AlignBottom)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GAP, GAP, GAP, GRID)
        whole.setSpacing(GRID)
        whole.addLayout(top)
        whole.addWidget(self._drafts)
        whole.addLayout(cards, 1)
        whole.addLayout(bottom)

    def _listen(self) -> None:
        for part in (self._visitor, self._qualify, self._follow_up):
            part.edited.connect(self._changed)
        self._note.text_edited.connect(self._changed)
        self._scan.scanned.connect(self._take_scan)
        self._follow_up.code_wanted.connect(self._show_code)
        self._save.clicked.connect(self.save_card)
        self._later.clicked.connect(self.keep_for_later)
        self._receipt.undo_pressed.connect(self._undo)
        self._drafts.draft_chosen.connect(self._open_draft)
        self._visitor.found.open_chosen.connect(self._open_found)
        self._visitor.found.colleague_chosen.connect(self._join_found)
        keeper, look_ups = self._keeper, self._look_ups
        keeper.card_opened.connect(self._open)
        keeper.card_saved.connect(self._tell_saved)
        keeper.card_taken_back.connect(self._taken_back)
        keeper.save_failed.connect(self._give_back)
        keeper.drafts_found.connect(self._show_drafts)
        look_ups.duplicates_found.connect(self._visitor.found.show_found)
        look_ups.sign_found.connect(self._visitor.show_sign)
        look_ups.clash_found.connect(self._follow_up.show_clash)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._reveal)

    # --- what the window asks of every screen ---

    @override
    def slots(self) -> Slots:
        slots: dict[str, Callable[[], object]] = {
            "save_card": self.save_card,
            "keep_for_later": self.keep_for_later,
            "go_to_scan": self._scan.setFocus,
            "go_to_follow_up": self._follow_up.setFocus,
            "go_to_note": self._note.setFocus,
            "go_to_found": self._visitor.found.open_first,
            "choose_disqualifier": self._qualify.choose_disqualifier,
            "switch_borrowed": self._visitor.switch_borrowed,
            "show_code": self._show_code,
            "add_colleague": self._visitor.people.add_colleague,
            "mark_declined": partial(self._qualify.mark, DECLINED),
            "mark_unknown": partial(self._qualify.mark, UNKNOWN),
        }
        digits = {f"question_{n}": partial(self._qualify.focus_question, str(n)) for n in range(1, 10)}
        return {**slots, **digits}

    @override
    def refresh(self) -> None:
        if self.tasks.is_open:
            self._keeper.look_up_drafts()

    @override
    def use_setup(self, setup: ShowSetup) -> None:
        """Go on with this member of staff; another show or definition gets a screen of its own."""
        super().use_setup(setup)
        self._context = None
        self._follow_up.show_staff(setup.staff)
        self._judge()

    # --- the live loop: form, lead, verdict ---

    def bring_back_last(self) -> None:
        """After a start: the card that was in front when the app ended, unless somebody types already."""
        self._keeper.bring_back_last()

    def keep_now(self) -> None:
        """Keep at once what is still to be kept."""
        self._keeper.keep_now()

    def _form(self) -> CardForm:
        """The card as it stands on the screen."""
        form = replace(self._kept.form)
        self._visitor.fill(form)
        self._qualify.fill(form)
        self._follow_up.fill(form)
        form.note = self._note.text()
        return form

    def _form_context(self) -> FormContext:
        if self._context is None:
            from boothapp.app import form_context  # noqa: PLC0415 - the form is painted before

            self._context = form_context(self.setup)
        return self._context

    def _lead(self, form: CardForm) -> Lead:
        base = self._kept.opened.lead if self._kept.opened else None
        return form_to_lead(form, self._form_context(), self._now(), base)

    def _changed(self) -> None:
        if not self._kept.form.started_at and self._kept.is_timed:
            self._kept.form.started_at = self._now().isoformat(timespec="milliseconds")
        self._judge_soon.start(0)
        self._keeper.keep_soon(self._form)

    def _judge(self) -> None:
        """Show where the lead stands, and look up what the laptop knows of it."""
        form = self._form()
        if form.is_empty and not form.lead_id:
            self._verdict.show_verdict(VerdictView(track=""))
            self._look_ups.forget()
            self._visitor.found.show_found(())
            return
        lead = self._lead(form)
        verdict = judge(lead, self.setup.definition, self._now())
        self._verdict.show_verdict(
            verdict_view(verdict, lead, self.setup.definition, self._follow_up.words())
        )
        self._mark_reach()
        suspect = replace(lead, interest_basis=InterestBasis.UNKNOWN)
        self._look_ups.look_up(lead, suspect if self._basis_is_open() else None)

    def _basis_is_open(self) -> bool:
        """Whether nobody has said yet what this visitor came for."""
        return not self._visitor.basis_was_chosen

    def _mark_reach(self) -> None:
        context, person = self._form_context(), self._visitor.people.front()
        email, phone = person.email.strip(), person.phone.strip()
        country = self.setup.show.country
        self._visitor.people.mark_reach(
            email_is_wrong=bool(email) and context.read_email(email).normalised is None,
            phone_is_wrong=bool(phone) and context.read_phone(phone, country).normalised is None,
        )

    def _read_day(self, text: str) -> str | None:
        due = parse_due(text, self._now())
        return due.day.isoformat() if due else None

    # --- the card in front ---

    def _show(self, kept: Kept) -> None:
        self._kept = kept
        form = kept.form
        self._visitor.show_form(form)
        self._qualify.show_form(form)
        self._follow_up.show_form(form)
        self._note.set_text(form.note)
        self._visitor.found.start_anew()
        self._look_ups.forget()

    def _start_anew(self) -> None:
        self._show(Kept(self._keeper.new_form()))
        self._verdict.show_verdict(VerdictView(track=""))
        for column in self._columns:
            column.verticalScrollBar().setValue(0)
        self._visitor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, kept: Kept) -> None:
        """Bring a card to the front; what is there waits in the strip, unless this one goes on from it."""
        goes_on = kept.instead_of == self._kept.form.draft_id
        if not goes_on:
            self._put_aside()
        self._show(kept)
        if goes_on:
            self._keeper.replace_draft(self._form(), kept.instead_of)
        self._judge()
        self._keeper.look_up_drafts()
        self._visitor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_aside(self) -> None:
        form = self._form()
        if not form.is_empty:
            self._keeper.set_aside(form)

    # --- what a person does ---

    def save_card(self) -> None:
        """Save the card and go on to the next visitor."""
        form = self._form()
        lead = self._lead(form)
        if not identifies_someone(lead):
            self._visitor.people.ask_for_someone()
            return
        self._keeper.save(Kept(form, self._kept.opened), lead, by=self.setup.staff)
        self._start_anew()

    def keep_for_later(self) -> None:
        """Set the card aside, unfinished, and go on."""
        self._put_aside()
        self._start_anew()

    def edit_lead(self, lead_id: str) -> None:
        """Open a saved lead in this form."""
        self._keeper.open_lead(lead_id)

    def _open_draft(self, draft_id: str) -> None:
        if draft_id in self._unsaved:
            self._open(self._unsaved.pop(draft_id))
        else:
            self._keeper.open_draft(draft_id)

    def _open_found(self, lead_id: str) -> None:
        typed = self._form()
        self._keeper.open_lead(lead_id, lambda known: joined(known, typed), typed.draft_id)

    def _join_found(self, lead_id: str) -> None:
        typed = self._form()
        self._keeper.open_lead(lead_id, lambda known: with_colleagues(known, typed), typed.draft_id)

    def _take_scan(self, text: str) -> None:
        """A scan while a card is unsaved asks nothing: that card waits, and the new one opens."""
        from boothapp.intake.scanned_text import read_scanned  # noqa: PLC0415 - on the first scan

        read = read_scanned(text)
        if read.payload and read.payload == self._kept.form.badge_payload:
            return
        self._put_aside()
        form = self._keeper.new_form()
        form.people[0].name, form.people[0].email = read.name, read.email
        form.badge_payload, form.badge_id = read.payload, read.badge_id
        if read.payload:
            form.capture_source = CaptureSource.BADGE_SCAN.value
        self._show(Kept(form))
        self._changed()
        people = self._visitor.people
        (people.company if read.name else people.name).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_code(self) -> None:
        from ui.dialogs.phone_code import PhoneCode  # noqa: PLC0415 - on first use

        lead = self._lead(self._form())
        owner = lead.follow_up.owner if lead.follow_up else ""
        rep = self.setup.show.staff_named(owner or self.setup.staff)
        PhoneCode(self.tasks, lead, rep, parent=self).open()

    def _undo(self) -> None:
        if self._saved is not None:
            self._keeper.take_back(self._saved, by=self.setup.staff)
            self._saved = None

    # --- what comes back from the keeper ---

    def _tell_saved(self, saved: Saved) -> None:
        self._saved = saved
        lead, verdict = saved.lead.lead, saved.lead.verdict
        who = lead.main_contact.name if lead.main_contact else ""
        parts = [
            self.tr("Saved: {name}").format(name=who or lead.company.name or self.tr("a badge")),
            track_word(verdict.track.value),
            *missing_words(verdict, lead, self.setup.definition)[:1],
        ]
        # An edit is a change beside the others in the lead's history: there is nothing to take back whole.
        self._receipt.show_receipt(" · ".join(parts), undo=saved.kept.opened is None)
        self.work_done.emit()
        self.leads_changed.emit()

    def _taken_back(self, kept: Kept) -> None:
        kept.form.draft_id = self._keeper.new_form().draft_id
        self._open(kept)
        self._changed()
        self.leads_changed.emit()

    def _give_back(self, kept: Kept, error: BoothappError) -> None:
        """A card that could not be saved returns: to the form if that is empty, else to the strip."""
        if self._form().is_empty:
            self._show(kept)
            self._judge()
        else:
            self._unsaved[kept.form.draft_id] = kept
            self._show_drafts(self._waiting)
        self.problem_met.emit(error)

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
        self._drafts.set_drafts(items)
        self._drafts.setVisible(bool(items))

    def _reveal(self, _old: QWidget | None, new: QWidget | None) -> None:
        for column in self._columns:
            column.reveal(new)
