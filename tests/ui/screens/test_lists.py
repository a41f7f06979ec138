"""Lists in the window: what a file holds is shown, tried, taken in and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from boothapp.app import Services
from boothapp.domain.lead import Lead
from tests.helpers.found import child
from tests.ui.conftest import StartApp
from ui.dialogs.list_import import ListDialog
from ui.main_window import MainWindow
from ui.screens.setup import SetupScreen
from ui.widgets.callout import Callout
from ui.widgets.check_list import CheckList
from ui.widgets.chip_group import ANSWERED, ChipGroup
from ui.widgets.drop_down import Select

CARD = b'{"badge_scan": {"raw_payload": "101", "badge_id": "101"}}'


@pytest.fixture
def window(start_app: StartApp, qtbot: QtBot) -> MainWindow:
    """The window with one badge that nobody could name."""
    window = start_app().begin()
    done: list[object] = []
    window.capture.tasks.run_on_writer(
        window, lambda services: services.card_capture().capture([(1, CARD)]), done.append
    )
    qtbot.waitUntil(lambda: bool(done))
    window.show_screen("setup")
    return window


def opened(window: MainWindow, qtbot: QtBot, file: Path) -> ListDialog:
    """The dialog over a list."""
    setup = child(window, SetupScreen)
    setup.lists.open_list(file, setup.setup.staff)
    qtbot.waitUntil(lambda: window.findChild(ListDialog) is not None)
    return child(window, ListDialog)


def note(window: MainWindow) -> str:
    """What Setup says at its top."""
    return child(child(window, SetupScreen), Callout, "setup_note").accessibleName()


def only_lead(window: MainWindow, qtbot: QtBot) -> Lead:
    """The lead as it is stored."""
    found: list[Lead] = []

    def look(services: Services) -> Lead:
        (row,) = services.browsing.rows(services.browsing.find(""))
        card = services.browsing.card(row.lead_id)
        assert card is not None
        return card.lead

    window.capture.tasks.run_on_reader(window, look, found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def test_the_organisers_list_is_tried_taken_in_and_taken_back(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """A column that was not known is chosen by hand; the trial changes nothing."""
    file = tmp_path / "list.csv"
    file.write_text("Ding;Name;Company\n0101;Ada Byron;Engine Ltd\n", encoding="utf-8")
    dialog = opened(window, qtbot, file)
    child(dialog, ChipGroup, "list_kind").set_answer(ANSWERED, "badges")
    child(dialog, Select, "list_column_0").set_value("badge_id")
    child(dialog, QPushButton, "list_try").click()
    outcome = child(dialog, Callout, "list_note")
    qtbot.waitUntil(lambda: "1 leads filled" in outcome.accessibleName())
    assert only_lead(window, qtbot).contacts == ()
    dialog.yes.click()
    qtbot.waitUntil(lambda: "1 leads filled" in note(window))
    assert [contact.name for contact in only_lead(window, qtbot).contacts] == ["Ada Byron"]
    child(window, QPushButton, "take_list_back").click()
    qtbot.waitUntil(lambda: "as before" in note(window))
    assert only_lead(window, qtbot).contacts == ()
    child(window, QPushButton, "take_list_back").click()
    qtbot.waitUntil(lambda: "no list has filled" in note(window))


def test_staff_of_a_list_can_be_chosen_at_once(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """The rows that are refused are told before; the others join the show's staff."""
    file = tmp_path / "staff.csv"
    file.write_text("Name,Email\nZoé,zoe@hummline.example\nBob,nowhere\n", encoding="utf-8")
    dialog = opened(window, qtbot, file)
    child(dialog, ChipGroup, "list_kind").set_answer(ANSWERED, "staff")
    child(dialog, QPushButton, "list_try").click()
    lines = child(dialog, CheckList, "list_lines")
    qtbot.waitUntil(lines.isVisible)
    dialog.yes.click()
    setup = child(window, SetupScreen)
    qtbot.waitUntil(lambda: any(member.name == "Zoé" for member in setup.setup.show.staff))


def test_a_file_that_is_no_list_is_said(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """On the screen, and no dialog opens."""
    file = tmp_path / "list.csv"
    file.write_bytes(b"%PDF-1.7 and so on")
    setup = child(window, SetupScreen)
    setup.lists.open_list(file, setup.setup.staff)
    qtbot.waitUntil(lambda: "a PDF" in note(window))
    assert window.findChild(ListDialog) is None
