"""The Leads screen in the real window, on a real profile with the sample show, by the keyboard."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from boothapp.domain.ids import LeadId
from tests.helpers.booths import MemoryKeyring
from tests.helpers.filled_booth import SAMPLE_LEADS, fill_with_sample
from tests.helpers.found import child
from tests.helpers.hands import CTRL, SHIFT, Key, press, write
from tests.ui.conftest import StartApp
from ui.dialogs.dialog import Dialog
from ui.main_window import MainWindow
from ui.models.lead_columns import LeadColumn
from ui.screens.lead_card import LeadCard
from ui.screens.lead_table_view import LeadTableView
from ui.screens.leads import LeadsScreen
from ui.widgets.chip import Chip


@pytest.fixture
def leads(start_app: StartApp, tmp_path: Path, qtbot: QtBot) -> LeadsScreen:
    """The Leads screen in front, the sample show's leads in it."""
    keyring = MemoryKeyring()
    fill_with_sample(tmp_path / "full", keyring)
    app = start_app(tmp_path / "full", keyring)
    window = app.wait_open()
    window.show_screen("leads")
    screen = child(window, LeadsScreen)
    qtbot.waitUntil(lambda: table(screen).model().rowCount() == SAMPLE_LEADS)
    qtbot.waitUntil(lambda: card(screen).view is not None)
    return screen


def table(screen: LeadsScreen) -> LeadTableView:
    """The table of leads."""
    return child(screen, LeadTableView)


def card(screen: LeadsScreen) -> LeadCard:
    """The card beside the table."""
    return child(screen, LeadCard)


def view_name(screen: LeadsScreen) -> str:
    """Whose card is open."""
    view = card(screen).view
    return view.row.name if view is not None else ""


def view_track(screen: LeadsScreen) -> str:
    """The track of the open card."""
    view = card(screen).view
    return view.verdict.track.value if view is not None else ""


def names(screen: LeadsScreen) -> list[str]:
    """The names in the table."""
    model = table(screen).model()
    return [model.data(model.index(row, LeadColumn.NAME)) for row in range(model.rowCount())]


def find(screen: LeadsScreen, qtbot: QtBot, text: str, name: str) -> None:
    """Search and wait until the lead of this name has its card open."""
    press(Key.Key_F, CTRL)
    write(text)
    qtbot.waitUntil(lambda: names(screen) == [name])
    qtbot.waitUntil(lambda: view_name(screen) == name)


def window_of(screen: LeadsScreen) -> MainWindow:
    """The window around the screen."""
    window = screen.window()
    assert isinstance(window, MainWindow)
    return window


def test_each_letter_narrows_the_list_and_escape_brings_it_back(leads: LeadsScreen, qtbot: QtBot) -> None:
    """Accents do not matter, and the beginning of a word is enough."""
    find(leads, qtbot, "zoe lef", "Zoé Lefèbvre-Núñez")
    press(Key.Key_Escape)
    qtbot.waitUntil(lambda: table(leads).model().rowCount() == SAMPLE_LEADS)


def test_typing_in_the_table_goes_on_in_the_search(leads: LeadsScreen, qtbot: QtBot) -> None:
    """Nobody has to reach for the search field to look for the next visitor."""
    press(Key.Key_Down)
    qtbot.waitUntil(table(leads).hasFocus)
    write("zo")
    qtbot.waitUntil(lambda: names(leads) == ["Zoé Lefèbvre-Núñez"])


def test_enter_opens_the_lead_for_editing(leads: LeadsScreen, qtbot: QtBot) -> None:
    """The card that stands in front is the one that Capture gets."""
    find(leads, qtbot, "zoe", "Zoé Lefèbvre-Núñez")
    wanted = card(leads).view
    assert wanted is not None
    press(Key.Key_Return)
    with qtbot.waitSignal(leads.edit_requested) as asked:
        press(Key.Key_Return)
    assert asked.args == [wanted.lead.lead_id]


def test_filters_count_what_they_leave(leads: LeadsScreen, qtbot: QtBot) -> None:
    """The chip's number is the number of rows it leaves."""
    chip = child(leads, Chip, "filter_track_sales_ready")
    count = int(chip.text().split()[-1])
    chip.click()
    qtbot.waitUntil(lambda: table(leads).model().rowCount() == count)


def test_nothing_found_says_what_to_do(leads: LeadsScreen, qtbot: QtBot) -> None:
    """An empty list is explained, and one press brings all leads back."""
    write("no such visitor")
    qtbot.waitUntil(lambda: table(leads).model().rowCount() == 0)
    button = child(leads, QPushButton, "no_matches_action")
    assert button.isVisible()
    button.click()
    qtbot.waitUntil(lambda: table(leads).model().rowCount() == SAMPLE_LEADS)


def test_a_deleted_lead_leaves_the_list_and_undo_brings_it_back(leads: LeadsScreen, qtbot: QtBot) -> None:
    """Deleting asks first, and is never the end."""
    find(leads, qtbot, "zoe", "Zoé Lefèbvre-Núñez")
    press(Key.Key_Delete, CTRL)
    qtbot.waitUntil(lambda: leads.findChild(Dialog, "delete_lead") is not None)
    child(leads, Dialog, "delete_lead").yes.click()
    qtbot.waitUntil(lambda: table(leads).model().rowCount() == 0)
    child(leads, QPushButton, "leads_receipt_undo").click()
    qtbot.waitUntil(lambda: names(leads) == ["Zoé Lefèbvre-Núñez"])


def test_a_promotion_needs_a_reason(leads: LeadsScreen, qtbot: QtBot) -> None:
    """Borrowed interest becomes a lead only by a name and a reason, and only with the visitor's problem."""
    chip = child(leads, Chip, "filter_track_borrowed")
    chip.click()
    qtbot.waitUntil(lambda: view_track(leads) == "borrowed")
    press(Key.Key_P, CTRL | SHIFT)
    qtbot.waitUntil(lambda: leads.findChild(Dialog, "promote") is not None)
    dialog = child(leads, Dialog, "promote")
    assert not dialog.yes.isEnabled()
    for name in ("promote_problem", "promote_reason"):
        edit = child(dialog, QPlainTextEdit, name)
        if edit.isVisible():
            edit.setPlainText("Asked for a quote after the draw")
    assert dialog.yes.isEnabled()
    dialog.reject()


def test_a_card_is_copied_as_files_hold_it(leads: LeadsScreen, qtbot: QtBot) -> None:
    """What is on the clipboard can be captured elsewhere."""
    find(leads, qtbot, "zoe", "Zoé Lefèbvre-Núñez")
    card(leads).copy_pressed.emit()
    clipboard = QGuiApplication.clipboard()
    qtbot.waitUntil(lambda: clipboard.text().startswith("{"))
    assert json.loads(clipboard.text())["company"]["name"] == "Boulangerie Industrielle Vauclair"


def test_an_empty_profile_leads_to_the_first_capture(start_app: StartApp, qtbot: QtBot) -> None:
    """The empty screen says what to do, and does it."""
    window = start_app().begin()
    window.show_screen("leads")
    screen = child(window, LeadsScreen)
    button = child(screen, QPushButton, "no_leads_action")
    qtbot.waitUntil(button.isVisible)
    button.click()
    qtbot.waitUntil(window.capture.isVisible)


def test_a_lead_elsewhere_appears_by_itself(leads: LeadsScreen, qtbot: QtBot) -> None:
    """After a save anywhere the list shows it, without losing the place."""
    chosen = card(leads).view
    assert chosen is not None
    lead_id = LeadId(chosen.lead.lead_id)
    leads.tasks.run_on_writer(
        leads,
        lambda services: services.capturing.undo(lead_id, by="ana@hummline.example"),
        lambda _: leads.leads_changed.emit(),
    )
    qtbot.waitUntil(lambda: table(leads).model().rowCount() == SAMPLE_LEADS - 1)
    assert window_of(leads).isVisible()
