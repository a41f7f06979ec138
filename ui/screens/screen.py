"""What every screen is: built on the first visit, brought up to date when shown, heard by its signals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from boothapp.intake.wedge import Scan
    from boothapp.services.show_setup import ShowSetup
    from ui.tasks import Tasks

Slots = Mapping[str, Callable[[], object]]
HUB_CODE = "boothapp-hub:"
"""How the text of a hub's code begins; `boothapp/wire/enrolment.py` reads it."""


class Screen(QWidget):
    """A whole page. It calls services through `tasks` and never touches a store itself.

    `edit_requested(lead_id)` opens a lead in the capture form, `screen_requested(key)` another screen,
    `conflicts_requested` the leads that wait for a person to choose between values;
    `leads_changed` tells that saved leads, or what is synced of them, are no longer as they were;
    `setup_changed(ShowSetup)` that show, definition or staff are other ones; `badge_setting_changed` that
    badges or the scanner are read otherwise; `code_read(Scan)` what a code on a picture says, to go where
    scans go; `problem_met(BoothappError)` asks the window to say it in words, `work_done()` that what was
    said last is mended.
    """

    edit_requested = Signal(str)
    screen_requested = Signal(str)
    conflicts_requested = Signal()
    leads_changed = Signal()
    setup_changed = Signal(object)
    badge_setting_changed = Signal()
    code_read = Signal(object)
    problem_met = Signal(object)
    work_done = Signal()

    setup: ShowSetup

    def __init__(self, tasks: Tasks, setup: ShowSetup | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tasks = tasks
        if setup is not None:  # capture is painted before the setup is read
            self.setup = setup

    def slots(self) -> Slots:
        """What the screen's shortcuts do: a function for each name that `ui/actions.py` lists for it."""
        return {}

    def refresh(self) -> None:
        """Show the leads as they are now: called each time the screen comes to the front, and on changes."""

    def take_scan(self, scan: Scan) -> bool:  # noqa: ARG002 - for those that have a use for one
        """Take what a scanner sent while this screen is in front; False leaves it to the capture form."""
        return False

    def use_setup(self, setup: ShowSetup) -> None:
        """Go on with this show, definition and member of staff."""
        self.setup = setup
