"""Values written without sight of each other: counted on the Sync screen, settled in Leads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from boothapp.app import Services
from boothapp.domain.ids import LeadId
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth
from tests.helpers.filled_booth import fill_with_sample
from tests.helpers.found import child
from tests.helpers.hands import Key, focused, press
from tests.ui.conftest import StartApp
from ui.main_window import MainWindow
from ui.screens.lead_card import LeadCard
from ui.screens.lead_conflicts import LeadConflicts
from ui.screens.lead_table_view import LeadTableView
from ui.widgets.text import Caption

ANA, JONAS = "ana@hummline.example", "jonas@hummline.example"


def write_twice(services: Services) -> None:
    """Two people name the company of one lead, neither seeing what the other wrote."""
    number = services.browsing.find("")[0]
    lead_id = LeadId(services.browsing.rows([number])[0].lead_id)
    for opened, name, who in [
        (services.capturing.open_lead(lead_id), name, who)
        for name, who in (("Engine One", ANA), ("Engine Two", JONAS))
    ]:
        assert opened is not None
        company = replace(opened.lead.company, name=name)
        services.capturing.save_edit(opened, replace(opened.lead, company=company), by=who)


@pytest.fixture
def window(start_app: StartApp, tmp_path: Path) -> MainWindow:
    """The window on the sample show, one lead in conflict."""
    keyring = MemoryKeyring()
    fill_with_sample(tmp_path / "full", keyring)
    with sample_booth(tmp_path / "full", keyring, HandClock()) as booth, booth.services() as services:
        write_twice(services)
    return start_app(tmp_path / "full", keyring).wait_open()


def test_a_conflict_is_found_from_sync_and_settled_side_by_side(window: MainWindow, qtbot: QtBot) -> None:
    """The count leads to the lead; who wrote which value stands under it; one press keeps one."""
    window.show_screen("sync")
    button = child(window, QPushButton, "show_conflicts")
    qtbot.waitUntil(button.isVisible)
    assert button.text() == "1 to settle"
    button.setFocus()
    press(Key.Key_Return)
    table, card = child(window, LeadTableView), child(window, LeadCard)
    qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    qtbot.waitUntil(lambda: card.view is not None and bool(card.view.conflicts))
    said = " / ".join(caption.text() for caption in child(card, LeadConflicts).findChildren(Caption))
    assert "Ana Ferreira Tue 24 Nov" in said
    assert "Jonas Lindqvist Tue 24 Nov" in said
    child(card, QPushButton, "keep_company.name_0").setFocus()
    assert focused().accessibleName().startswith("Keep: Engine ")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: table.model().rowCount() == 0)
    window.show_screen("sync")
    qtbot.waitUntil(lambda: not button.isVisible())
