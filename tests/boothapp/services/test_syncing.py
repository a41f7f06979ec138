"""Syncing: what the policy allows arrives once, the rest stays and is counted."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from boothapp.app import Services, card_context
from boothapp.domain.lead import Disqualification
from boothapp.errors import HubError
from boothapp.paths import resources_dir
from boothapp.services.capturing import NewLead
from boothapp.services.show_setup import sample_setup

SETUP = sample_setup(resources_dir())
CONTEXT = card_context(SETUP)
VISITORS = (resources_dir() / "demo" / "visitors.jsonl").read_bytes().splitlines()


@pytest.fixture
def captured(services: Services) -> Services:
    """The sample visitors, saved."""
    services.capturing.save_new([NewLead(CONTEXT.lead(line)) for line in VISITORS])
    return services


def asked(services: Services, question: str) -> list[tuple[object, ...]]:
    """What the central store answers."""
    with closing(sqlite3.connect(services.syncing.store_path)) as store:
        return store.execute(question).fetchall()


def test_the_policy_decides_what_leaves(captured: Services):
    """Sales-ready and nurture leads go as rows, the others as counts."""
    report = captured.syncing.sync_now()
    assert (report.received, report.withheld) == (34, 32)
    assert asked(captured, "SELECT count(*) FROM sales_ready_leads") == [(12,)]
    assert asked(captured, "SELECT borrowed, disqualified, total FROM show_scoreboard") == [(23, 9, 66)]
    assert asked(captured, "SELECT count(*) FROM borrowed_interest WHERE lead_id IS NOT NULL") == [(0,)]
    summary = captured.syncing.summary()
    assert (summary.pending, summary.withheld, summary.acked) == (0, 32, 34)
    assert captured.syncing.last_sync is not None


def test_a_lead_that_was_sent_is_kept_true_there(captured: Services):
    """Disqualified after it was sent, a lead leaves the sales-ready view."""
    captured.syncing.sync_now()
    (ready, *_) = captured.browsing.find("Lefèbvre")
    (row,) = captured.browsing.rows([ready])
    opened = captured.capturing.open_lead(row.lead_id)
    assert opened is not None
    lost = replace(opened.lead, disqualification=Disqualification(reason="competitor"))
    captured.capturing.save_edit(opened, lost, by=SETUP.staff)
    assert captured.syncing.sync_now().received == 1
    assert asked(captured, "SELECT count(*) FROM sales_ready_leads") == [(11,)]


def test_a_cancelled_sync_is_taken_up_later(captured: Services):
    """What was not sent waits; the next sync sends it, once."""
    assert captured.syncing.sync_now(cancelled=lambda: True).was_cancelled
    assert captured.syncing.last_sync is None
    assert captured.syncing.sync_now().received == 34


def test_another_central_store_gets_everything(captured: Services, tmp_path: Path):
    """What one store acknowledged, a new one does not have yet."""
    captured.syncing.sync_now()
    captured.syncing.use_store(tmp_path / "other" / "leads.db")
    assert captured.syncing.sync_now().received == 34
    assert asked(captured, "SELECT count(*) FROM sales_ready_leads") == [(12,)]


def test_a_store_that_will_not_open_loses_nothing(captured: Services, tmp_path: Path):
    """The error says so, every change still waits, and the store chosen before stays chosen."""
    before = captured.syncing.store_path
    with pytest.raises(HubError):
        captured.syncing.use_store(tmp_path)
    assert captured.syncing.store_path == before
    assert captured.syncing.summary().pending == 34
    assert captured.syncing.sync_now().received == 34


def test_off_is_off_until_turned_on(services: Services):
    """Nothing is sent by itself unless someone asked for it."""
    assert not services.syncing.auto
    services.syncing.set_auto(on=True)
    assert services.syncing.auto
