"""The window: rail, the screen in front, a banner for what went wrong, the status strip."""

from __future__ import annotations

import gc
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.first_paint import TopWindow
from ui.qt_override import override
from ui.screens.screen import HUB_CODE
from ui.widgets.rail import Rail, RailItem
from ui.widgets.status_strip import StatusStrip

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from boothapp.errors import BoothappError
    from boothapp.intake.wedge import Scan
    from boothapp.services.form_view import FormView
    from boothapp.services.show_setup import ShowSetup
    from ui.screens.capture import CaptureScreen
    from ui.screens.screen import Screen
    from ui.tasks import Tasks
    from ui.widgets.callout import Callout

SMALLEST = QSize(1024, 640)
FIRST = QSize(1280, 800)
_TITLE_BAR = 32
"""About what a system puts around a window, in px of height."""


def first_size(room: QSize) -> QSize:
    """The usual size, or what of it a smaller screen has room for; never less than the form needs."""
    return FIRST.boundedTo(room - QSize(0, _TITLE_BAR)).expandedTo(SMALLEST)


class ScreenRow(NamedTuple):
    """One screen of the rail: where its class is, what it is called. The label is translated when shown."""

    key: str
    icon: str
    label: str
    module: str
    name: str
    at_foot: bool = False


SCREENS: tuple[ScreenRow, ...] = (
    ScreenRow("capture", "capture", "Capture", "ui.screens.capture", "CaptureScreen"),
    ScreenRow("leads", "leads", "Leads", "ui.screens.leads", "LeadsScreen"),
    ScreenRow("draw", "gift", "Draw", "ui.screens.draw", "DrawScreen"),
    ScreenRow("score", "score", "Score", "ui.screens.score", "ScoreScreen"),
    ScreenRow("sync", "sync", "Sync", "ui.screens.sync", "SyncScreen"),
    ScreenRow("setup", "setup", "Setup", "ui.screens.setup", "SetupScreen", at_foot=True),
)


class MainWindow(TopWindow):
    """Shows one screen at a time, each built on the first visit; Capture is there at once.

    It is painted from a `FormView`, tells so by `painted`, and comes to life with `wake`.
    """

    staff_chosen = Signal(str)
    setup_changed = Signal(object)
    badge_setting_changed = Signal()

    def __init__(self, tasks: Tasks, view: FormView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._view = tasks, view
        self._setup: ShowSetup | None = None
        self._screens: dict[str, Screen] = {}
        self._banner: Callout | None = None
        self._is_outdated = False
        self.setObjectName("main_window")
        self.setWindowTitle(f"{view.show_name} — boothapp")
        self.setMinimumSize(SMALLEST)
        self._rail, self._stack, self._status = (
            Rail(parent=self),
            QStackedWidget(self),
            StatusStrip(parent=self),
        )
        self._rail.set_items(
            [
                RailItem(
                    key=row.key,
                    icon=row.icon,
                    label=self._label(row),
                    shortcut=f"Ctrl+{place}",
                    at_foot=row.at_foot,
                )
                for place, row in enumerate(SCREENS, start=1)
            ]
        )
        self._lay_out()
        self._rail.screen_chosen.connect(self.show_screen)
        self._status.segment_chosen.connect(self._follow_segment)
        tasks.failed.connect(self.show_problem)
        self.show_screen("capture")

    def _lay_out(self) -> None:
        self._page = QVBoxLayout()
        self._page.setSpacing(0)
        self._page.addWidget(self._stack, 1)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self._rail)
        upper.addLayout(self._page, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(upper, 1)
        whole.addWidget(self._status)

    def _label(self, row: ScreenRow) -> str:
        return QCoreApplication.translate("MainWindow", row.label)

    @property
    def capture(self) -> CaptureScreen:
        """The capture screen."""
        return self._screens["capture"]  # type: ignore[return-value]  # the one screen every window has

    def show_screen(self, key: str) -> None:
        """Bring a screen to the front, built if this is the first visit."""
        screen = self._screens.get(key) or self._build(key)
        self._stack.setCurrentWidget(screen)
        self._rail.set_current(key)
        screen.refresh()
        screen.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, key: str) -> Screen:
        row = next(row for row in SCREENS if row.key == key)
        made = getattr(import_module(row.module), row.name)
        screen: Screen = made(self._tasks, self._view if key == "capture" else self._setup, self._stack)
        screen.setObjectName(f"screen_{key}")
        screen.setAccessibleName(self._label(row))
        self._screens[key] = screen
        self._stack.addWidget(screen)
        if key == "capture":
            screen.became_free.connect(self._renew_capture)  # type: ignore[attr-defined]  # CaptureScreen alone
        if key == "sync":
            screen.follow(self._sync_runs)  # type: ignore[attr-defined]  # SyncScreen alone
        screen.edit_requested.connect(self._edit_lead)
        screen.screen_requested.connect(self.show_screen)
        screen.conflicts_requested.connect(self._show_conflicts)
        screen.leads_changed.connect(self._leads_have_changed)
        screen.setup_changed.connect(self.setup_changed)
        screen.badge_setting_changed.connect(self.badge_setting_changed)
        screen.code_read.connect(self.take_scan)
        screen.problem_met.connect(self.show_problem)
        screen.work_done.connect(self.hide_problem)
        if self._setup is not None:
            self._bring_to_life(key, self._setup)
            gc.freeze()  # looking through what stays until the end takes 20 ms, in mid-scroll if it comes so
        return screen

    def _bring_to_life(self, key: str, setup: ShowSetup) -> None:
        from ui import actions  # noqa: PLC0415 - no key is pressed before the first paint

        if key == "capture":
            self.capture.wake(setup)
        actions.bind(self._screens[key], key, self._screens[key].slots())

    def wake(self, setup: ShowSetup) -> None:
        """After the first paint: bring the form to life, add shortcuts and the figures of the strip."""
        from ui import actions  # noqa: PLC0415 - the form is painted before all this
        from ui.status import StatusFacts  # noqa: PLC0415
        from ui.sync_runs import SyncRuns  # noqa: PLC0415

        self._setup = setup
        self._facts = StatusFacts(self._tasks, setup, parent=self)
        self._facts.segments_changed.connect(self._status.set_segments)
        self._facts.waiting_changed.connect(self._show_waiting)
        self._facts.refresh()
        self._sync_runs = SyncRuns(self._tasks, parent=self)
        self._sync_runs.leads_moved.connect(self._show_changes)
        self._sync_runs.trouble_changed.connect(self._facts.show_trouble)
        self._sync_runs.person_needed.connect(self.show_problem)
        self._sync_runs.setup_came.connect(self._take_setup)
        self._sync_runs.show_kept.connect(self.show_problem)
        self._bring_to_life("capture", setup)
        actions.bind(
            self,
            actions.WINDOW,
            {
                "show_help": self._show_help,
                "show_shortcuts": self._show_shortcuts,
                "show_palette": self._show_palette,
                "quit": self.close,
            },
        )
        actions.bind_screens(
            self, [(self._label(row), partial(self.show_screen, row.key)) for row in SCREENS]
        )

    def use_setup(self, setup: ShowSetup) -> None:
        """Go on with this show, definition and member of staff, on every screen."""
        from boothapp.services.form_view import form_view  # noqa: PLC0415 - seldom

        before, self._setup, self._view = self._view, setup, form_view(setup)
        self.setWindowTitle(f"{setup.show.name} — boothapp")
        self._facts.use_setup(setup)
        self._is_outdated |= before._replace(staff_name="") != self._view._replace(staff_name="")
        for screen in list(self._screens.values()):
            if screen is not self.capture or not self._is_outdated:
                screen.use_setup(setup)
        if self._is_outdated:  # it may go on for a while with what it asks, but not with who captures
            self.capture.use_setup(replace(self.capture.setup, staff=setup.staff))
        self._renew_capture()

    def _renew_capture(self) -> None:
        """Ask other questions from now on; the card that is being typed goes along.

        A photo that is on its way is waited for: the form that took it knows whose it is.
        """
        if not (self._is_outdated and self.capture.is_free):
            return
        from ui.screens.capture_place import go_on_there, writing_place  # noqa: PLC0415 - seldom

        self._is_outdated = False
        former, in_front = self.capture, self._stack.currentWidget() is self.capture
        former.keep_now()
        card, place = former.card(), writing_place(former)
        del self._screens["capture"]
        self._build("capture")
        if card is not None:
            self.capture.go_on_with(card)
        if in_front:
            self.show_screen("capture")
        go_on_there(self.capture, place)
        self._stack.removeWidget(former)
        former.deleteLater()
        self.badge_setting_changed.emit()  # the new form has not heard of it

    def show_problem(self, error: BoothappError, action: str = "") -> None:
        """Say in words what went wrong, what is safe and what to do, until the next thing works."""
        from ui.messages import words_of  # noqa: PLC0415 - most starts go well

        words = words_of(error)
        self._show_banner("error", words.in_one(), action)

    def keep_now(self) -> None:
        """Keep the card in front at once."""
        self.capture.keep_now()

    def tell_bug(self, text: str) -> None:
        """Say that something went wrong that should not have, and that one can go on."""
        self._show_banner("error", text, self.tr("Go on"))

    def hide_problem(self) -> None:
        """Take the banner away."""
        if self._banner is not None:
            self._banner.hide()

    def _show_banner(self, kind: str, text: str, action: str) -> None:
        if self._banner is None:
            from ui.widgets.callout import Callout  # noqa: PLC0415

            self._banner = Callout(name="problem")
            self._page.insertWidget(0, self._banner)
            self._banner.action_pressed.connect(self._banner.hide)
        self._banner.set_message(kind, text, action or self.tr("Understood"))
        self._banner.show()

    def _take_setup(self, setup: ShowSetup) -> None:
        """The hub told another show or definition: go on with it, as the one at this laptop."""
        self._tasks.use_setup(self, setup, self.setup_changed.emit)

    def take_scan(self, scan: Scan) -> None:
        """Give what a scanner sent to the screen in front, else fill a card; a hub's code is for Sync."""
        if scan.text.casefold().startswith(HUB_CODE):
            self.show_screen("sync")
        if not self._screens[self._rail.current()].take_scan(scan):
            self.show_screen("capture")
            self.capture.take_scan(scan)

    def _edit_lead(self, lead_id: str) -> None:
        self.show_screen("capture")
        self.capture.edit_lead(lead_id)

    def _show_conflicts(self) -> None:
        self.show_screen("leads")
        self._screens["leads"].show_conflicts()  # type: ignore[attr-defined]  # LeadsScreen alone

    def _leads_have_changed(self) -> None:
        self._sync_runs.leads_have_changed()
        self._show_changes()

    def _show_changes(self) -> None:
        self._facts.refresh()
        self._screens[self._rail.current()].refresh()

    def _show_waiting(self, count: int) -> None:
        if any(row.key == "sync" for row in SCREENS):
            self._rail.set_count("sync", count)

    def _follow_segment(self, key: str) -> None:
        if key == "staff":
            self._choose_staff()
        elif any(row.key == key for row in SCREENS):
            self.show_screen(key)

    def _choose_staff(self) -> None:
        from PySide6.QtWidgets import QMenu  # noqa: PLC0415

        if self._setup is None:
            return
        menu = QMenu(self)
        for member in self._setup.show.staff:
            entry = menu.addAction(member.name.replace("&", "&&"))
            entry.setCheckable(True)
            entry.setChecked(member.email == self._setup.staff)
            entry.triggered.connect(lambda _checked=False, email=member.email: self.staff_chosen.emit(email))
        menu.aboutToHide.connect(menu.deleteLater)
        segment = self._status.findChild(QWidget, "status_staff") or self._status
        menu.popup(segment.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _show_help(self) -> None:
        from ui.dialogs.help_page import show_help  # noqa: PLC0415 - on first use

        show_help(self, self._rail.current())

    def _show_shortcuts(self) -> None:
        from ui.dialogs.help_page import show_help  # noqa: PLC0415 - on first use

        show_help(self, "shortcuts")

    def _show_palette(self) -> None:
        from ui.dialogs.palette import Palette  # noqa: PLC0415 - on first use

        Palette([*self._screens[self._rail.current()].actions(), *self.actions()], parent=self).open()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rail.fit_to(self.width())

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep_now()
        if self._setup is not None:
            self._sync_runs.cancel()  # else the end would wait for all that is to be sent
        super().closeEvent(event)
