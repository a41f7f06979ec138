"""Syncs by themselves and on demand: quiet when they fail, never two at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from boothapp.app import Booth
from boothapp.errors import BoothappError, HubAccessError, HubUnreachableError, ShowKeptError
from boothapp.services.show_setup import ShowSetup
from boothapp.services.sync_schedule import SyncSchedule
from boothapp.sync.report import LeadReceipt, SyncReport
from tests.helpers.booths import MemoryKeyring
from tests.helpers.filled_booth import fill_with_sample
from tests.helpers.windows import sample
from ui.status import StatusFacts
from ui.sync_runs import SyncRuns
from ui.tasks import Tasks
from ui.widgets.status_strip import Segment

RECEIPT = LeadReceipt(lead_id="l", lead_no=1, change_id="c", code="received")


class Way:
    """The way to a hub, in a test's hands: what it raises, how often it was gone."""

    def __init__(self) -> None:
        self.auto = True
        self.gone = 0
        self.error: BoothappError | None = None
        self.kept: ShowKeptError | None = None

    @property
    def syncing(self) -> Way:
        """The services' syncing."""
        return self

    def close(self) -> None:
        """Nothing is open."""

    def use(self, setup: ShowSetup) -> None:
        """Any show will do."""

    def services(self) -> Way:
        """The services of a lane."""
        return self

    def sync_now(self, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> SyncReport:
        """Go the way once."""
        self.gone += 1
        progress(1, 3)
        if self.error is not None:
            raise self.error
        assert not cancelled()
        return SyncReport(hub_id="hub", receipts=[RECEIPT], kept_show=self.kept)


@pytest.fixture
def way() -> Way:
    """A way that works."""
    return Way()


@pytest.fixture
def runs(way: Way, qtbot: QtBot) -> Iterator[SyncRuns]:
    """The syncs of a window that goes this way."""
    owner = QObject()
    tasks = Tasks(owner)
    tasks.open(lambda: way)  # type: ignore[arg-type,return-value]
    qtbot.waitUntil(lambda: tasks.is_open)
    runs = SyncRuns(tasks, schedule=SyncSchedule(uniform=lambda _least, most: most))
    yield runs
    tasks.close()


def test_what_is_saved_goes_by_itself(runs: SyncRuns, way: Way, qtbot: QtBot) -> None:
    """Once for a row of saves, and only `leads_moved` tells of it."""
    told: list[object] = []
    runs.ended.connect(told.append)
    with qtbot.waitSignal(runs.leads_moved):
        runs.leads_have_changed()
        runs.leads_have_changed()
    assert way.gone == 1
    assert told == []


def test_off_is_off(runs: SyncRuns, way: Way, qtbot: QtBot) -> None:
    """A save goes nowhere; a sync that a person asks for does."""
    way.auto = False
    runs.leads_have_changed()
    with qtbot.waitSignal(runs.ended):
        runs.sync_now()
    assert way.gone == 1


def test_asked_twice_it_goes_once(runs: SyncRuns, way: Way, qtbot: QtBot) -> None:
    """And tells its progress on the way."""
    told: list[tuple[int, int]] = []
    runs.progressed.connect(lambda done, total: told.append((done, total)))
    with qtbot.waitSignal(runs.ended):
        runs.sync_now()
        runs.sync_now()
    assert way.gone == 1
    assert told == [(0, 0), (1, 3)]


def test_what_fails_by_itself_is_quiet_and_mended_by_the_next(runs: SyncRuns, way: Way, qtbot: QtBot) -> None:
    """No network while one captures is no news: only the trouble is told, until a sync gets through."""
    way.error = HubUnreachableError("no route")
    told: list[object] = []
    runs.failed.connect(told.append)
    runs.person_needed.connect(told.append)
    with qtbot.waitSignal(runs.trouble_changed) as caught:
        runs.leads_have_changed()
    assert caught.args == [way.error]
    assert told == []
    way.error = None
    with qtbot.waitSignal(runs.trouble_changed) as caught:
        runs.sync_now()
    assert caught.args == [None]


def test_that_a_change_of_the_show_gave_way_is_told_by_itself(runs: SyncRuns, way: Way, qtbot: QtBot) -> None:
    """Where nobody waits for the run; else its report says so."""
    way.kept = ShowKeptError("show-kept-1.toml")
    with qtbot.waitSignal(runs.show_kept) as caught:
        runs.leads_have_changed()
    assert caught.args == [way.kept]
    with qtbot.assertNotEmitted(runs.show_kept), qtbot.waitSignal(runs.ended):
        runs.sync_now()


def test_lost_access_is_told_once_and_stops_what_runs_by_itself(
    runs: SyncRuns, way: Way, qtbot: QtBot
) -> None:
    """Nobody is asked at every save; a person's own try still goes, and one that works starts it again."""
    way.error = HubAccessError("revoked")
    with qtbot.waitSignal(runs.person_needed):
        runs.leads_have_changed()
    runs.leads_have_changed()
    with qtbot.waitSignal(runs.failed):
        runs.sync_now()
    assert way.gone == 2
    way.error = None
    with qtbot.waitSignal(runs.ended):
        runs.sync_now()
    assert way.gone == 3
    runs.begin_anew()
    qtbot.waitUntil(lambda: way.gone == 4)


def test_the_strip_says_what_keeps_leads_here(qtbot: QtBot, tmp_path: Path) -> None:
    """Offline, with how many wait; without trouble the number alone."""
    told: list[list[Segment]] = []
    setup = sample()
    owner = QObject()
    tasks = Tasks(owner)
    keyring = MemoryKeyring()
    fill_with_sample(tmp_path / "full", keyring)
    tasks.open(lambda: Booth.open(tmp_path / "full", keyring=keyring))
    facts = StatusFacts(tasks, setup)
    facts.segments_changed.connect(told.append)
    facts.refresh()
    qtbot.waitUntil(lambda: told[-1][0].key == "sync")
    assert told[-1][0].text == "34 not yet synced"
    facts.show_trouble(HubUnreachableError("no route"))
    assert told[-1][0].text == "offline · 34 not yet synced"
    tasks.close()
