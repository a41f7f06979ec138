"""Draw: a bowl of cards at one line each, all borrowed; a draw over them that anybody can re-check."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from boothapp.domain.consent import Purpose
from boothapp.domain.lead import Attachment, AttachmentKind
from boothapp.errors import NotEnteredError
from boothapp.intake.entry_line import entry_texts
from boothapp.services.bowl_files import bowl_files
from boothapp.services.prize_entering import UNREAD
from ui.draw_words import needs_a_look
from ui.qt_override import override
from ui.screens.draw_actions import DrawActions
from ui.screens.draw_bowl import DrawBowl
from ui.screens.draw_photos import DrawPhotos
from ui.screens.draw_stage import DrawStage
from ui.screens.lead_pictures import fetch_pictures
from ui.screens.screen import Screen, Slots
from ui.theme import GAP, GRID
from ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from boothapp.app import Services
    from boothapp.errors import BoothappError
    from boothapp.intake.wedge import Scan
    from boothapp.services.bowl_files import BowlFiles, Refused
    from boothapp.services.prize_drawing import DrawView
    from boothapp.services.prize_entering import Asked
    from boothapp.services.prize_entries import EntryView
    from boothapp.services.show_setup import ShowSetup
    from ui.tasks import Tasks

_AT_ONCE = 100


class Bowl(NamedTuple):
    """What is in the bowl, and the draws that were closed; the tickets just entered come first."""

    entries: list[EntryView]
    draws: list[DrawView]
    unread: list[int]
    entered: tuple[int, ...] = ()


class DrawScreen(Screen):
    """The bowl and, once its entries are closed, the draw over them."""

    def __init__(self, tasks: Tasks, setup: ShowSetup, parent: QWidget | None = None) -> None:
        super().__init__(tasks, setup, parent)
        self._bowl, self._stage = DrawBowl(setup.show), DrawStage()
        self._actions = DrawActions(tasks, setup, self)
        self._photos = DrawPhotos(tasks, self)
        self._draws: list[DrawView] = []
        self._unread: list[int] = []
        self._unsaved: list[str] = []
        self._is_looking = self._look_again = self._is_telling = False
        self._undo: Callable[[], None] | None = None
        self._no_draw = EmptyState(
            name="no_draw",
            icon="gift",
            title=self.tr("This show has no prize draw"),
            text=self.tr(
                "Add [draw] with a title, a prize and its terms to the show’s file, then load it in Setup. "
                "Without terms, nobody can agree to them."
            ),
            action=self.tr("Go to Setup"),
        )
        self._pages = QStackedWidget()
        for page in (self._bowl, self._stage, self._no_draw):
            self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GAP, GAP, GAP, GRID)
        whole.addWidget(self._pages)
        self.setFocusProxy(self._pages)
        self.setAcceptDrops(True)
        self._connect()
        self._use_show()

    def _connect(self) -> None:
        bowl, stage, actions = self._bowl, self._stage, self._actions
        bowl.line.entered.connect(self._enter_text)
        bowl.model.mended.connect(self._mend)
        bowl.entry_chosen.connect(self._show_chosen)
        bowl.card.said.connect(self._say)
        bowl.card.promote_pressed.connect(self._promote)
        bowl.card.take_back_pressed.connect(self._take_back)
        bowl.card.look_pressed.connect(self._look_closer)
        bowl.receipt.undo_pressed.connect(self._take_undo)
        bowl.close_entries.clicked.connect(self._close)
        bowl.earlier.clicked.connect(self._show_newest)
        bowl.photos.clicked.connect(self._choose_photos)
        bowl.unread.clicked.connect(self._read_on)
        bowl.progress.cancel_pressed.connect(self._photos.stop)
        self._photos.progress_made.connect(bowl.show_progress)
        self._photos.entries_changed.connect(self._entries_changed)
        self._photos.ended.connect(self._photos_ended)
        self._photos.problem_met.connect(self.problem_met)
        stage.back_pressed.connect(self._show_bowl)
        stage.draw_chosen.connect(self._show_draw)
        stage.run_pressed.connect(lambda word: self._with_draw(lambda view: actions.run(view, word)))
        stage.pass_chosen.connect(self._pass_over)
        stage.wall_pressed.connect(lambda: self._with_draw(actions.show_wall))
        stage.save_pressed.connect(lambda: self._with_draw(actions.save_record))
        actions.done.connect(self._tell)
        actions.entries_changed.connect(self._entries_changed)
        actions.drawn.connect(self._take_drawn)
        actions.edit_requested.connect(self.edit_requested)
        actions.problem_met.connect(self.problem_met)
        self._no_draw.action_pressed.connect(lambda: self.screen_requested.emit("setup"))

    @override
    def use_setup(self, setup: ShowSetup) -> None:
        super().use_setup(setup)
        self._actions.setup = setup
        self._use_show()

    def _use_show(self) -> None:
        self._bowl.use_show(self.setup.show)
        has_draw = self.setup.show.draw is not None
        if has_draw and self._pages.currentWidget() is self._no_draw:
            self._pages.setCurrentWidget(self._bowl)
        elif not has_draw:
            self._pages.setCurrentWidget(self._no_draw)
        self._follow_focus()

    def _follow_focus(self) -> None:
        page = self._pages.currentWidget()
        if page is not None:
            self.setFocusProxy(page)

    @override
    def slots(self) -> Slots:
        return {
            "next_card": self._show_bowl,
            "mend_entry": self._bowl.table.edit_field,
            "look_closer": self._look_closer,
            "next_to_check": self._go_to_next_to_check,
            "take_entry_back": self._take_back,
            "promote_entry": self._promote,
            "close_entries": self._close,
            "show_wall": lambda: self._with_draw(self._actions.show_wall),
        }

    @override
    def refresh(self) -> None:
        """Look again, once for as many changes as come until then; what this screen did itself, it shows."""
        if self._is_telling:
            return
        if self._is_looking:
            self._look_again = True
            return
        self._is_looking, self._look_again = True, False
        self.tasks.run_on_writer(self, _bowl, self._looked, self._could_not_look)

    def _looked(self, bowl: Bowl) -> None:
        self._is_looking = False
        self._take_bowl(bowl)
        if self._look_again:
            self.refresh()

    def _could_not_look(self, error: BoothappError) -> None:
        self._is_looking = False
        self.problem_met.emit(error)

    def _tell_change(self) -> None:
        """Tell the window that leads are other ones, without looking again for that."""
        self._is_telling = True
        self.leads_changed.emit()
        self._is_telling = False

    def _take_bowl(self, bowl: Bowl) -> None:
        self._draws = bowl.draws
        self._bowl.earlier.setVisible(bool(bowl.draws))
        self._bowl.show_entries(bowl.entries, bowl.entered[-1] if bowl.entered else 0)
        self._unread = bowl.unread
        self._bowl.show_unread(0 if self._photos.is_busy else len(bowl.unread))

    # --- the bowl ---

    @override
    def take_scan(self, scan: Scan) -> bool:
        """A scan is an entry, whatever has the focus here."""
        if self._pages.currentWidget() is self._no_draw:
            return False
        self._show_bowl()
        text, symbology = scan.meant.text if scan.meant else scan.text, scan.symbology
        self._enter([text], is_scan=True, symbology=symbology)
        return True

    def _enter_text(self, text: str) -> None:
        self._enter(list(entry_texts(text.splitlines())))

    def _enter(
        self, texts: Sequence[str], *, is_scan: bool = False, symbology: str = "",
        asked: Asked | None = None, refused: Sequence[Refused] = (),
    ) -> None:  # fmt: skip
        if not texts:
            return
        asked, by = asked or self._bowl.terms.take_asked(len(texts)), self.setup.staff
        self._unsaved, tickets = [], list[int]()

        def enter(some: Sequence[str]) -> None:
            self.tasks.run_on_writer(
                self,
                lambda services: _entered(services, some, asked, by=by, is_scan=is_scan, symbology=symbology),
                lambda bowl: self._tell_entered(bowl, tickets, refused),
                lambda error: self._give_back(some, error),
            )

        # So many are saved in one go that a visitor's card, on Capture, need not wait for long.
        for start in range(0, len(texts), _AT_ONCE):
            enter(texts[start : start + _AT_ONCE])

    def _give_back(self, texts: Sequence[str], error: object) -> None:
        """What could not be saved stands in the line again, or on the clipboard to be pasted once more."""
        if len(texts) == 1 and not self._unsaved and not self._bowl.line.text():
            self._bowl.line.setText(texts[0])
        else:
            self._unsaved += texts
            QGuiApplication.clipboard().setText("\n".join(self._unsaved))
            text = self.tr("{count} cards are not saved. They are on the clipboard: paste them again later.")
            self._bowl.show_receipt(text.format(count=len(self._unsaved)), undo=False)
        self.problem_met.emit(error)

    def _tell_entered(self, bowl: Bowl, tickets: list[int], refused: Sequence[Refused]) -> None:
        """Show those just entered, and tell of all that were entered together so far, and of what was not."""
        tickets += bowl.entered
        self._take_bowl(bowl)
        self.work_done.emit()
        self._tell_refused(refused)
        self._tell_change()
        if len(tickets) == 1:
            [ticket] = tickets
            view = next(view for view in bowl.entries if view.ticket == ticket)
            who = view.name or view.email or view.phone or view.raw or self.tr("to be typed")
            text = self.tr("Ticket {ticket}: {who}").format(ticket=ticket, who=who)
            self._tell(text, lambda: self._actions.take_back(ticket))
        else:
            count = QLocale().toString(len(tickets))
            self._tell(self.tr("{count} cards are in").format(count=count), None)

    def _mend(self, ticket: int, field: str, text: str) -> None:
        self._actions.mend(ticket, {field: text})

    def _say(self, purpose: str, granted: bool) -> None:  # noqa: FBT001 - a slot of a signal that tells it
        view = self._bowl.card.view
        if view is not None:
            language = self._bowl.terms.asked().language
            self._actions.say(view.ticket, Purpose(purpose), granted=granted, language=language)

    def _show_chosen(self, view: EntryView | None) -> None:
        card = self._bowl.card
        card.show_entry(view)
        # What is typed from a picture needs its room.
        self._bowl.terms.setHidden(view is not None and bool(view.picture) and view.lead_id is None)
        if view is not None and view.picture:
            picture, box = _attachment(view.picture), card.picture_box()
            self.tasks.run_latest(
                self,
                "picture",
                lambda services: fetch_pictures(services, [picture], "", box)[picture.sha256],
                lambda found: card.show_picture(picture.sha256, found),
            )

    def _look_closer(self) -> None:
        """The picture of the chosen card, as large as the window."""
        view = self._bowl.card.view
        if view is None or not view.picture or self._pages.currentWidget() is not self._bowl:
            return
        from ui.dialogs.picture import PictureDialog  # noqa: PLC0415 - on first use

        picture, damaged = _attachment(view.picture), self.tr("Can’t read this picture")
        caption = self.tr("Ticket {ticket}").format(ticket=view.ticket)
        dialog = PictureDialog([caption], 0, parent=self)
        dialog.picture_wanted.connect(
            lambda place: self.tasks.run_latest(
                dialog,
                "picture",
                lambda services: fetch_pictures(services, [picture], damaged)[picture.sha256],
                lambda found: dialog.show_picture(place, found),
            )
        )
        dialog.open()
        dialog.ask()

    def _go_to_next_to_check(self) -> None:
        """The next entry below the chosen one that a person should look at, from the top again at the end."""
        self._show_bowl()
        rows, start = self._bowl.model.rowCount(), self._bowl.table.chosen()
        for step in range(1, rows + 1):
            place = (start + step) % rows
            view = self._bowl.model.entry(place)
            if view is not None and needs_a_look(view):
                self._bowl.go_to_list()
                self._bowl.table.choose(place)
                return
        self._tell(self.tr("Nothing is left to check"), None)

    def _promote(self) -> None:
        view = self._bowl.card.view
        if view is not None and view.lead_id is not None and view.track == "borrowed":
            self._actions.promote(view)

    def _take_back(self) -> None:
        view = self._bowl.card.view
        if view is not None and self._pages.currentWidget() is self._bowl:
            self._actions.take_back(view.ticket)

    # --- the draw ---

    def _close(self) -> None:
        if self._pages.currentWidget() is self._bowl and self._bowl.model.rowCount():
            self._actions.close(
                [
                    view
                    for place in range(self._bowl.model.rowCount())
                    if (view := self._bowl.model.entry(place))
                ]
            )

    def _take_drawn(self, view: DrawView, code: Sequence[Sequence[bool]]) -> None:
        """A draw as it is now: closed, held, or with somebody passed over."""
        self._draws = [view, *(each for each in self._draws if each.draw_no != view.draw_no)]
        self._draws.sort(key=lambda each: -each.draw_no)
        self._stage.show_draw(view, code, self._draws)
        self._pages.setCurrentWidget(self._stage)
        self._follow_focus()
        self._stage.setFocus()

    def _show_newest(self) -> None:
        if self._draws:
            self._show_draw(self._draws[0].draw_no)

    def _show_draw(self, draw_no: int) -> None:
        self._actions.look_at(draw_no)

    def _pass_over(self, ticket: int, reason: str) -> None:
        self._with_draw(lambda view: self._actions.pass_over(view, ticket, reason))

    def _with_draw(self, act: Callable[[DrawView], None]) -> None:
        if self._stage.view is not None and self._pages.currentWidget() is self._stage:
            act(self._stage.view)

    def _show_bowl(self) -> None:
        if self._pages.currentWidget() is not self._no_draw:
            self._pages.setCurrentWidget(self._bowl)
            self._follow_focus()
            self._bowl.line.setFocus()
            self.refresh()

    # --- what was done ---

    def _entries_changed(self) -> None:
        self.refresh()
        self._tell_change()

    def _tell(self, text: str, undo: Callable[[], None] | None) -> None:
        if self._photos.is_busy and undo is None:
            return  # the line says how far the photos are
        self._undo = undo
        self._bowl.show_receipt(text, undo=undo is not None)

    def _take_undo(self) -> None:
        undo, self._undo = self._undo, None
        if undo is not None:
            undo()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        """Files of cards, photos, or a text."""
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.take_files(files)
        elif event.mimeData().hasText():
            self._enter_text(event.mimeData().text())
        event.acceptProposedAction()

    def take_files(self, files: Sequence[Path]) -> None:
        """Enter the cards that stand in text files, take in photos and folders of them, name all others."""
        asked = self._bowl.terms.take_asked(len(files))  # what stands there now, not when they are read
        self.tasks.run_on_reader(
            self, partial(_sorted_files, files), lambda found: self._take_sorted(found, asked)
        )

    def _take_sorted(self, files: BowlFiles, asked: Asked) -> None:
        texts = [text for file in files.texts for text in entry_texts(file.splitlines())]
        if len(texts) + len(files.photos) > 1:
            asked = replace(asked, marketing=False)
        self._tell_refused(files.refused)
        if files.photos:
            self._photos.take(files.photos, asked, self.setup.staff, files.refused)
        self._enter(texts, asked=asked, refused=files.refused)

    def _tell_refused(self, refused: Sequence[Refused]) -> None:
        """Say of each file that was not entered what it is, and what to do with it."""
        if refused:
            self.problem_met.emit(NotEnteredError(*refused))

    def _choose_photos(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(
            self,
            self.tr("Photos of cards"),
            "",
            self.tr("Photos (*.jpg *.jpeg *.png *.webp);;All files (*)"),
        )
        if chosen:
            asked = self._bowl.terms.take_asked(len(chosen))
            self._photos.take([Path(each) for each in chosen], asked, self.setup.staff)

    def _read_on(self) -> None:
        self._photos.go_on_reading(self._unread, self.setup.staff)

    def _photos_ended(self, text: str) -> None:
        self._bowl.progress.hide_progress()
        if text:
            self._tell(text, None)


def _bowl(services: Services, entered: tuple[int, ...] = ()) -> Bowl:
    services.prize_entries.take_in()
    entries = services.prize_entries.entries()
    unread = [view.ticket for view in entries if UNREAD in view.doubts and view.lead_id is None]
    return Bowl(entries, services.prize_drawing.draws(), unread, entered)


def _entered(
    services: Services, texts: Sequence[str], asked: Asked, *, by: str, is_scan: bool, symbology: str
) -> Bowl:
    entries = services.prize_entries
    cards = [entries.read(text, symbology=symbology, is_scan=is_scan) for text in texts]
    return _bowl(services, tuple(entries.enter(cards, asked, by=by)))


def _sorted_files(files: Sequence[Path], _services: Services) -> BowlFiles:
    return bowl_files(files)


def _attachment(sha256: str) -> Attachment:
    return Attachment(kind=AttachmentKind.CARD_PHOTO, sha256=sha256)
