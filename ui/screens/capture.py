"""Capture: a visitor stands there; everything on this screen serves the next ten seconds.

Built in two strokes. What is typed into first is painted at once, from plain texts; a moment later `wake`
adds the rest, and the `CaptureDesk` with which the form comes to life.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.qt_override import override
from ui.screens.capture_column import Column
from ui.screens.capture_qualify import QualifyCard
from ui.screens.capture_scan import ScanLine
from ui.screens.capture_visitor import VisitorCard
from ui.screens.screen import Screen
from ui.theme import GAP, GRID
from ui.widgets.button import Button
from ui.widgets.chip_group import DECLINED, UNKNOWN
from ui.widgets.field import LabelledField
from ui.widgets.verdict_panel import VerdictPanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from boothapp.intake.wedge import Scan
    from boothapp.services.form_view import FormView
    from boothapp.services.show_setup import ShowSetup
    from ui.screens.capture_desk import CaptureDesk
    from ui.screens.capture_keeping import Kept
    from ui.screens.capture_sight import CaptureSight
    from ui.screens.screen import Slots
    from ui.tasks import Tasks

_SHARES = (11, 14, 10)
_ROOMY = QSize(1080, 720)
"""The size in px from which card and follow-up fit into one column."""


class CaptureScreen(Screen):
    """The form; what happens on it is the desk's. `became_free` tells that a card waits no more."""

    became_free = Signal()

    def __init__(self, tasks: Tasks, view: FormView, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent=parent)
        self.view = view
        self.desk: CaptureDesk | None = None
        self.sight: CaptureSight | None = None
        self._follow_up: QWidget | None = None
        # Each part is born in its place: moving a part with all its children there costs the start 20 ms.
        self.scan = ScanLine(self)
        self.columns = [Column(name=f"{name}_column", parent=self) for name in ("visitor", "qualify", "card")]
        left, middle, right = self.columns
        self.visitor = left.add(VisitorCard(left.content))
        self.qualify = middle.add(QualifyCard(view, read_day=self._read_day, parent=middle.content))
        self.verdict = right.add(VerdictPanel(parent=right.content))
        for column in (left, right):
            column.content_layout.addStretch(1)
        self.note = LabelledField(
            self.tr("No&te"), name="note", placeholder=self.tr("What else was said  F4"), parent=self
        )
        self.later = Button(self.tr("&Later"), name="later", key_hint="Ctrl+L", parent=self)
        self.save = Button(
            self.tr("&Save && next"), name="save", kind="primary", key_hint="Ctrl+Enter", parent=self
        )
        self.setFocusProxy(self.visitor)
        self._lay_out()

    def _lay_out(self) -> None:
        self.top = QHBoxLayout()
        self.top.setSpacing(GAP)
        self.top.addWidget(self.scan, 1)
        self.top.addStretch(1)
        cards = QHBoxLayout()
        cards.setSpacing(GAP)
        for each, share in zip(self.columns, _SHARES, strict=True):
            cards.addWidget(each, share)
        bottom = QHBoxLayout()
        bottom.setSpacing(GRID)
        bottom.addWidget(self.note, 1)
        bottom.addWidget(self.later, 0, Qt.AlignmentFlag.AlignBottom)
        bottom.addWidget(self.save, 0, Qt.AlignmentFlag.AlignBottom)
        self.whole = QVBoxLayout(self)
        self.whole.setContentsMargins(GAP, GAP, GAP, GRID)
        self.whole.setSpacing(GRID)
        self.whole.addLayout(self.top)
        self.whole.addLayout(cards, 1)
        self.whole.addLayout(bottom)

    def add_parts(self, *, follow_up: QWidget, receipt: QWidget, drafts: QWidget) -> None:
        """Set the desk's parts in their places."""
        self.top.takeAt(1)
        self.top.addWidget(receipt, 1)
        self.whole.insertWidget(1, drafts)
        self._follow_up = follow_up
        self._place_follow_up()

    def _place_follow_up(self) -> None:
        """Under the card, where the eye goes last; in a low window elsewhere, to keep the card in sight."""
        if self._follow_up is None:
            return
        is_roomy = self.width() >= _ROOMY.width() and self.height() >= _ROOMY.height()
        column = self.columns[2 if is_roomy else 0]
        if self._follow_up.parent() is not column.content:
            from ui.screens.capture_place import move_with_focus  # noqa: PLC0415 - the form is painted before

            move_with_focus(self._follow_up, partial(column.content_layout.insertWidget, 1, self._follow_up))

    def wake(self, setup: ShowSetup) -> None:
        """Bring the form to life, and show the rest of it."""
        from ui.screens.capture_desk import CaptureDesk  # noqa: PLC0415 - the form is painted before
        from ui.screens.capture_sight import CaptureSight  # noqa: PLC0415 - as above

        self.setup = setup
        self.desk = CaptureDesk(self, setup)
        self.sight = CaptureSight(self, setup.show, self.desk)
        self.sight.words_changed.connect(self.desk.say)
        for place, button in enumerate((self.sight.camera_button, self.sight.open_button), start=1):
            self.top.insertWidget(place, button)

    def _read_day(self, text: str) -> str | None:
        return self.desk.read_day(text) if self.desk is not None else None

    @override
    def slots(self) -> Slots:
        desk, sight = self.desk, self.sight
        if desk is None or sight is None:
            return {}
        slots: dict[str, Callable[[], object]] = {
            "save_card": desk.save_card,
            "keep_for_later": desk.keep_for_later,
            "go_to_scan": self.scan.setFocus,
            "go_to_follow_up": desk.follow_up.setFocus,
            "go_to_note": self.note.setFocus,
            "switch_agreed": desk.follow_up.agreed.click,
            "go_to_found": self.visitor.found.open_first,
            "choose_disqualifier": self.qualify.choose_disqualifier,
            "switch_borrowed": self.visitor.switch_borrowed,
            "show_code": desk.show_code,
            "switch_camera": sight.switch_camera,
            "take_photo": sight.take_photo,
            "open_picture": sight.choose_pictures,
            "add_colleague": self.visitor.people.add_colleague,
            "look_at_photo": desk.look_at_photo,
            "expect_back": desk.expect_back,
            "mark_declined": partial(self.qualify.mark, DECLINED),
            "mark_unknown": partial(self.qualify.mark, UNKNOWN),
        }
        digits = {f"question_{n}": partial(self.qualify.focus_question, str(n)) for n in range(1, 10)}
        return {**slots, **digits}

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_follow_up()

    @override
    def refresh(self) -> None:
        if self.desk is not None and self.tasks.is_open:
            self.desk.look_up_drafts()

    @override
    def use_setup(self, setup: ShowSetup) -> None:
        """Go on with this member of staff; another show or definition gets a screen of its own."""
        super().use_setup(setup)
        if self.desk is not None:
            self.desk.use_setup(setup)
        if self.sight is not None:
            self.sight.use_show(setup.show)

    @override
    def take_scan(self, scan: Scan) -> bool:
        """Fill a card with what a scanner sent, whatever has the focus."""
        if self.desk is not None:
            self.desk.take_scan(scan.meant.text if scan.meant else scan.text, scan)
        return True

    def use_tick(self, *, on: bool) -> None:
        """Sound a soft tick at each code that the camera reads, or not."""
        if self.sight is not None:
            self.sight.use_tick(on=on)

    def edit_lead(self, lead_id: str) -> None:
        """Open a saved lead in this form."""
        if self.desk is not None:
            self.desk.edit_lead(lead_id)

    def bring_back_last(self) -> None:
        """After a start: the card that was in front when the app ended, and the strip of those that wait."""
        if self.desk is not None:
            self.desk.bring_back_last()

    def keep_now(self) -> None:
        """Keep at once what is still to be kept."""
        if self.desk is not None:
            self.desk.keep_now()
        if self.sight is not None:
            self.sight.keep_now()

    @property
    def is_free(self) -> bool:
        """Whether no card waits for a photo, or to be saved: another form can take over."""
        return self.desk is None or self.desk.is_free

    def go_on_with(self, card: Kept) -> None:
        """Bring a card that was typed on another screen to the front."""
        if self.desk is not None:
            self.desk.go_on_with(card)

    def card(self) -> Kept | None:
        """The card as it stands, to go on with on another screen; None before there is one."""
        return self.desk.card() if self.desk is not None else None
