"""What others did comes with a sync and is seen in Leads: edits, whose value is whose, what sales said."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QTableView
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from boothapp.app import Services
from boothapp.domain.disposition import Disposition, DispositionStatus
from boothapp.domain.ids import LeadId
from boothapp.hub import dispositions
from boothapp.hub.forgetting import forget
from boothapp.hub.schema import LEAD
from boothapp.hub.store import CentralStore
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth
from tests.helpers.filled_booth import fill_with_sample
from tests.helpers.found import child
from tests.helpers.hands import Key, press
from tests.helpers.windows import sample
from tests.ui.conftest import StartApp
from ui.main_window import MainWindow
from ui.screens.lead_card import LeadCard
from ui.screens.lead_conflicts import LeadConflicts
from ui.screens.lead_table_view import LeadTableView
from ui.widgets.card import Card
from ui.widgets.fact_sheet import FactSheet
from ui.widgets.text import Caption

ANA, JONAS = "ana@hummline.example", "jonas@hummline.example"


def sales_ready_there(store: CentralStore) -> list[str]:
    """Two leads that the store shows."""
    with store.database.reading() as connection:
        query = select(LEAD.c.lead_id).where(LEAD.c.track == "sales_ready").order_by(LEAD.c.lead_id).limit(2)
        return list(connection.execute(query).scalars())


def name_company(services: Services, lead_id: LeadId, name: str, by: str) -> None:
    """Write the company's name anew."""
    opened = services.capturing.open_lead(lead_id)
    assert opened is not None
    company = replace(opened.lead.company, name=name)
    services.capturing.save_edit(opened, replace(opened.lead, company=company), by=by)


@pytest.fixture
def window(start_app: StartApp, tmp_path: Path) -> MainWindow:
    """A window with a lead that was edited here, and elsewhere without sight of that; sales had a word."""
    here, there = MemoryKeyring(), MemoryKeyring()
    store, lead_ids = tmp_path / "central.db", list[LeadId]()
    fill_with_sample(tmp_path / "here", here)
    clock = HandClock()
    with sample_booth(tmp_path / "here", here, clock) as booth, booth.services() as services:
        services.syncing.use_store(store)
        services.syncing.sync_now()
        rows = services.browsing.rows(services.browsing.find(""))
        lead_ids += [LeadId(row.lead_id) for row in rows if row.track == "sales_ready"]
    clock.forward(minutes=1)
    with sample_booth(tmp_path / "there", there, clock) as booth, booth.services() as services:
        services.syncing.use_store(store)
        services.syncing.sync_now()
        name_company(services, lead_ids[0], "Theirs", JONAS)
        services.syncing.sync_now()
    with sample_booth(tmp_path / "here", here, clock) as booth, booth.services() as services:
        name_company(services, lead_ids[0], "Ours", ANA)
    with closing(CentralStore.open(store, clock)) as central:
        said = Disposition(
            status=DispositionStatus.REJECTED, at=clock().isoformat(), by="CRM", reason="no_budget"
        )
        dispositions.say(central, sample().show.show_id, lead_ids[0], said)
    return start_app(tmp_path / "here", here).wait_open()


def test_a_sync_brings_the_other_value_and_the_word_of_sales(window: MainWindow, qtbot: QtBot) -> None:
    """The conflict shows who wrote which, history holds the other edit, the card says why sales said no."""
    window.show_screen("sync")
    press(Key.Key_F5)
    button = child(window, QPushButton, "show_conflicts")
    qtbot.waitUntil(button.isVisible, timeout=20_000)
    button.click()
    table, card = child(window, LeadTableView), child(window, LeadCard)
    qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    qtbot.waitUntil(lambda: card.view is not None and bool(card.view.conflicts))
    said = " / ".join(caption.text() for caption in child(card, LeadConflicts).findChildren(Caption))
    assert "Ana Ferreira Tue 24 Nov" in said
    assert "Jonas Lindqvist Tue 24 Nov" in said
    kept = {button.accessibleName().split(",")[0] for button in card.findChildren(QPushButton)}
    assert {"Keep: Ours", "Keep: Theirs"} <= kept
    assert "Jonas Lindqvist" in child(card, FactSheet, "lead_history").accessibleName()
    sales = child(card, FactSheet, "lead_disposition").accessibleName()
    assert "Rejected" in sales
    assert "No budget" in sales


def test_who_has_still_to_forget_a_lead_is_listed(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """The other laptop stands there, with the day and how many leads, until it has confirmed."""
    window.show_screen("sync")
    card, table = child(window, Card, "erasures_card"), child(window, QTableView, "unconfirmed")
    qtbot.waitUntil(lambda: child(window, QTableView, "outbox").model().rowCount() > 0)
    assert not card.isVisible()
    with closing(CentralStore.open(tmp_path / "central.db", HandClock())) as central:
        erased = sales_ready_there(central)
        forget(central, sample().show.show_id, erased, by="mia", reason="asked")
    press(Key.Key_F5)
    qtbot.waitUntil(card.isVisible, timeout=20_000)
    model = table.model()
    assert model.rowCount() == 1
    assert [model.index(0, column).data() for column in (1, 2)] == ["Tue 24 Nov", "2"]
    assert "not confirmed" in table.accessibleName()
