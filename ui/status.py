"""What the status strip and the rail say of the whole show: looked up whenever leads change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QLocale, QObject, Signal

from ui.sync_words import trouble_word
from ui.widgets.status_strip import Segment

if TYPE_CHECKING:
    from boothapp.app import Services
    from boothapp.errors import BoothappError
    from boothapp.services.show_setup import ShowSetup
    from ui.tasks import Tasks


class Figures(NamedTuple):
    """Leads by what counts, and those that the hub does not have in full, or refused.

    ``is_met`` tells whether what does not wait is at the hub in force, and not at another one.
    """

    qualified: int
    borrowed: int
    waiting: int
    refused: int
    is_met: bool


class StatusFacts(QObject):
    """Tells the strip's segments anew, and how many leads wait to be synced."""

    segments_changed = Signal(list)
    waiting_changed = Signal(int)

    def __init__(self, tasks: Tasks, setup: ShowSetup, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._setup = tasks, setup
        self._figures: Figures | None = None
        self._trouble: BoothappError | None = None

    def show_trouble(self, error: BoothappError | None) -> None:
        """Say with the leads that wait what keeps them here."""
        self._trouble = error
        self._tell()

    def use_setup(self, setup: ShowSetup) -> None:
        """Tell of this show and this member of staff."""
        self._setup = setup
        self.refresh()

    def refresh(self) -> None:
        """Look the figures up; until they are there, tell the ones known."""
        self._tell()
        self._tasks.run_latest(self, "figures", _figures, self._take)

    def _take(self, figures: Figures) -> None:
        self._figures = figures
        self._tell()
        self.waiting_changed.emit(figures.waiting)

    def _tell(self) -> None:
        show, figures = self._setup.show, self._figures
        staff = show.staff_named(self._setup.staff).name if self._setup.staff else self.tr("Nobody named")
        segments = [] if figures is None else [self._sync(figures), self._score(figures)]
        segments += [
            Segment(key="staff", text=staff, icon="person", at_end=True),
            Segment(key="setup", text=show.name, at_end=True),
        ]
        self.segments_changed.emit(segments)

    def _sync(self, figures: Figures) -> Segment:
        where, trouble = QLocale(), trouble_word(self._trouble) if self._trouble else ""
        if figures.refused:
            text = self.tr("{count} refused by the hub").format(count=where.toString(figures.refused))
            return Segment(key="sync", text=text, icon="warning", tone="stop")
        if figures.waiting:
            waiting = self.tr("{count} not yet synced").format(count=where.toString(figures.waiting))
            text = " · ".join(part for part in (trouble, waiting) if part)
            return Segment(key="sync", text=text, icon="offline", tone="caution")
        if trouble:
            return Segment(key="sync", text=trouble, icon="offline", tone="caution")
        if not figures.is_met:
            return Segment(key="sync", text=self.tr("New hub: sync now"), icon="offline", tone="caution")
        return Segment(key="sync", text=self.tr("All synced"), icon="cloud", tone="good")

    def _score(self, figures: Figures) -> Segment:
        where = QLocale()
        text = self.tr("{qualified} of {goal} qualified · {borrowed} borrowed").format(
            qualified=where.toString(figures.qualified),
            goal=where.toString(self._setup.show.goal),
            borrowed=where.toString(figures.borrowed),
        )
        return Segment(key="score", text=text, icon="target")


def _figures(services: Services) -> Figures:
    tally = services.reporting.scoreboard().tally
    outbox = services.syncing.summary()
    return Figures(
        tally.sales_ready,
        tally.borrowed,
        outbox.unsynced_leads,
        outbox.refused_leads,
        is_met=services.syncing.has_met_hub,
    )
