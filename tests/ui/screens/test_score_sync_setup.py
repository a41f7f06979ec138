"""Score, Sync and Setup in the real window, on a real profile with the sample show."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QTableView, QWidget
from pytestqt.qtbot import QtBot

from boothapp.paths import resources_dir
from tests.helpers.booths import MemoryKeyring
from tests.helpers.filled_booth import fill_with_sample
from tests.helpers.found import child
from tests.helpers.hands import Key, focused, press
from tests.ui.conftest import StartApp
from ui.appearance import Appearance, keep_appearance, read_appearance
from ui.lead_words import time_text
from ui.main_window import MainWindow
from ui.screens.score import ScoreScreen
from ui.screens.screen import Screen
from ui.screens.setup import SetupScreen
from ui.screens.setup_trial_card import TrialCard
from ui.screens.sync import SyncScreen
from ui.theme import current_theme
from ui.widgets.callout import Callout
from ui.widgets.check_list import CheckList
from ui.widgets.chip import Chip
from ui.widgets.drop_down import Select
from ui.widgets.meter import GoalMeter
from ui.widgets.text import ElidedText
from ui.widgets.track_badge import TrackBadge

S = TypeVar("S", bound=Screen)


@pytest.fixture
def window(start_app: StartApp, tmp_path: Path) -> MainWindow:
    """The window on a profile with the sample show's leads."""
    keyring = MemoryKeyring()
    fill_with_sample(tmp_path / "full", keyring)
    return start_app(tmp_path / "full", keyring).wait_open()


def shown(window: MainWindow, key: str, kind: type[S]) -> S:
    """The screen of this key, in front."""
    window.show_screen(key)
    return child(window, kind)


def note(screen: Screen, name: str) -> Callout:
    """The banner of this name."""
    return child(screen, Callout, name)


def test_qualified_leads_the_score_and_is_said_aloud(window: MainWindow, qtbot: QtBot) -> None:
    """The first number is qualified against goal; borrowed interest is named beside it, not in it."""
    screen = shown(window, "score", ScoreScreen)
    meter = child(screen, GoalMeter)
    qtbot.waitUntil(lambda: meter.accessibleName().startswith("12 of 30 qualified"))
    assert "23 borrowed" in meter.accessibleName()


def test_the_whole_score_is_saved_as_a_picture(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """What is scrolled out of sight is on the picture too, at twice the size."""
    screen = shown(window, "score", ScoreScreen)
    qtbot.waitUntil(lambda: child(screen, QPushButton, "save_picture").isEnabled())
    qtbot.waitUntil(lambda: child(screen, QWidget, "score_paper").height() > screen.height())
    screen.save_picture(str(tmp_path / "score.png"))
    picture = QImage(str(tmp_path / "score.png"))
    assert picture.width() > screen.width()
    assert picture.height() > 2 * screen.height()


def test_sync_empties_the_outbox_into_a_readable_store(window: MainWindow, qtbot: QtBot) -> None:
    """F5 sends what the policy allows; what stays says why; the store opens as plain SQLite."""
    screen = shown(window, "sync", SyncScreen)
    outbox, receipts = child(screen, QTableView, "outbox"), child(screen, QTableView, "receipts")
    qtbot.waitUntil(lambda: outbox.model().rowCount() == 66)
    press(Key.Key_F5)
    qtbot.waitUntil(lambda: receipts.model().rowCount() == 34, timeout=20_000)
    qtbot.waitUntil(lambda: outbox.model().rowCount() == 32)
    assert note(screen, "sync_note").accessibleName() == "34 sent and received"
    reasons = {outbox.model().index(row, 3).data() for row in range(32)}
    assert reasons == {"Stays here by policy"}
    store = child(screen, ElidedText, "store_place").text()
    with closing(sqlite3.connect(store)) as opened:
        assert opened.execute("SELECT count(*) FROM sales_ready_leads").fetchone() == (12,)


def test_sync_keeps_the_focus_and_tells_the_time_of_the_show(window: MainWindow, qtbot: QtBot) -> None:
    """Enter twice on Sync now syncs twice and switches nothing on; times are the show's, as on the cards."""
    screen = shown(window, "sync", SyncScreen)
    receipts = child(screen, QTableView, "receipts")
    qtbot.waitUntil(lambda: child(screen, QTableView, "outbox").model().rowCount() == 66)
    qtbot.waitUntil(lambda: focused().objectName() == "sync_now")
    before = datetime.now(ZoneInfo("Europe/Paris"))
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: receipts.model().rowCount() == 34, timeout=20_000)
    after = datetime.now(ZoneInfo("Europe/Paris"))
    assert focused().objectName() == "sync_now"
    told = receipts.model().index(0, 1).data()
    assert told in {time_text(before.isoformat()), time_text(after.isoformat())}


def test_auto_sync_is_off_until_switched_on_and_stays_so(window: MainWindow, qtbot: QtBot) -> None:
    """Off is off, and the choice is kept."""
    screen = shown(window, "sync", SyncScreen)
    chip = child(screen, Chip, "auto_sync")
    assert not chip.isChecked()
    chip.click()
    told: list[bool] = []
    screen.tasks.run_on_writer(screen, lambda services: services.syncing.auto, told.append)
    qtbot.waitUntil(lambda: told == [True])


def test_a_broken_definition_is_told_by_line_and_mend_and_changes_nothing(
    window: MainWindow, tmp_path: Path
) -> None:
    """The last good version stays in force."""
    screen = shown(window, "setup", SetupScreen)
    before = screen.setup
    bad = tmp_path / "mine.toml"
    bad.write_text('id = "mine"\nversion = 1\ntitle = "Mine"\n\n[[question]]\nid = "need"\nkind = "txt"\n')
    screen.load_file(bad)
    told = note(screen, "setup_note").accessibleName()
    assert "mine.toml:7" in told
    assert "stays in force" in told
    assert screen.setup is before


def test_a_new_version_of_the_definition_reaches_every_screen(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    """Leads are here, so the version must rise; then the form asks by the new one."""
    screen = shown(window, "setup", SetupScreen)
    text = (resources_dir() / "definitions" / "standard.toml").read_text(encoding="utf-8")
    changed = text.replace("What problem do they want to solve?", "What hurts?")
    mine = tmp_path / "mine.toml"
    mine.write_text(changed, encoding="utf-8")
    screen.load_file(mine)
    qtbot.waitUntil(lambda: "stays in force" in note(screen, "setup_note").accessibleName())
    mine.write_text(changed.replace("version = 1", "version = 2", 1), encoding="utf-8")
    with qtbot.waitSignal(screen.setup_changed):
        screen.load_file(mine)
    assert screen.setup.definition.ref.version == 2
    assert screen.setup.definition.question_by_id["need"].label == "What hurts?"


def test_the_test_card_shows_what_the_gate_makes_of_answers(window: MainWindow) -> None:
    """The definition can be tried before the hall opens."""
    screen = shown(window, "setup", SetupScreen)
    card = child(screen, TrialCard)
    badge = child(card, TrackBadge)
    assert badge.track() == "nurture"
    for question, value in (("need", "answered"), ("budget", "planned"), ("authority", "decision_maker")):
        select = child(card, Select, f"test_{question}")
        select.set_value(value)
        select.value_chosen.emit(value)
    for name in ("test_promise", "test_reach"):
        chip = child(card, Chip, name)
        chip.click()
    assert badge.track() == "sales_ready"


def test_appearance_is_shown_at_once_and_kept(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """The choice holds at the next start, before the profile opens."""
    screen = shown(window, "setup", SetupScreen)
    before = current_theme()
    chip = child(screen, Chip, "theme_high_contrast")
    chip.click()
    assert current_theme().name == "high_contrast"
    qtbot.waitUntil(lambda: read_appearance(tmp_path / "full") == Appearance("high_contrast"))
    other = child(screen, Chip, f"theme_{before.name}")
    other.click()


def test_an_unreadable_appearance_is_the_systems_own(tmp_path: Path, qapp: QApplication) -> None:
    """A file that somebody spoilt keeps nobody from starting."""
    assert qapp is not None
    (tmp_path / "appearance.json").write_text("{")
    assert read_appearance(tmp_path) == Appearance()
    keep_appearance(tmp_path, Appearance("dark", touch=True))
    assert read_appearance(tmp_path) == Appearance("dark", touch=True)


def test_backup_and_doctor_say_what_they_did(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """A press makes a copy; a check names each thing it looked at."""
    screen = shown(window, "setup", SetupScreen)
    child(screen, QPushButton, "back_up").click()
    qtbot.waitUntil(lambda: len(list((tmp_path / "full" / "backups").glob("*.db"))) == 1)
    child(screen, QPushButton, "check_profile").click()
    qtbot.waitUntil(
        lambda: "passed: pages" in child(screen, CheckList, "findings").accessibleName(), timeout=20_000
    )


def test_switched_on_what_is_saved_is_sent_by_itself(window: MainWindow, qtbot: QtBot) -> None:
    """With the switch off a change stays here; with it on, it arrives without anybody pressing Sync."""
    told: list[int] = []

    def count_waiting() -> bool:
        window.capture.tasks.run_on_sync(
            window, lambda services: services.syncing.summary().pending, told.append
        )
        return bool(told) and told[-1] == 0

    screen = shown(window, "sync", SyncScreen)
    screen.leads_changed.emit()
    qtbot.waitUntil(lambda: count_waiting() or told[-1:] == [34])
    child(screen, Chip, "auto_sync").click()
    qtbot.waitUntil(count_waiting, timeout=20_000)


def test_the_contact_code_is_a_picture_to_print(window: MainWindow, qtbot: QtBot, tmp_path: Path):
    """Whoever captures gets their contact card as a square PNG; a folder that is not there is told."""
    screen = shown(window, "setup", SetupScreen)
    screen.save_code(tmp_path / "code.png")
    qtbot.waitUntil((tmp_path / "code.png").exists)
    picture = QImage(str(tmp_path / "code.png"))
    assert picture.width() == picture.height() > 500
    screen.save_code(tmp_path / "nowhere" / "code.png")
    qtbot.waitUntil(lambda: "cannot be written" in note(screen, "setup_note").accessibleName())


def test_what_the_doctor_found_comes_into_view(start_app: StartApp, qtbot: QtBot):
    """Asked by a key from the top of the page; the camera is among what it looked for."""
    window = start_app().begin()
    window.show_screen("setup")
    area = child(window, QScrollArea, "setup_scroll")
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    child(window, QPushButton, "check_profile").click()
    findings = child(window, CheckList, "findings")
    qtbot.waitUntil(lambda: any(text.startswith("camera:") for _, text in findings._lines), timeout=60_000)
    qtbot.waitUntil(lambda: area.verticalScrollBar().value() > 0)
    foot = findings.mapTo(area.viewport(), findings.rect().bottomLeft()).y()
    assert foot <= area.viewport().height()
