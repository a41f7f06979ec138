"""Leads are forgotten when all that their people agreed to has run out, and whoever looks sees who forgot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from boothapp.domain.change import Edit, JsonValue
from boothapp.domain.consent import ConsentDecision, ConsentRecord, Purpose
from boothapp.domain.ids import ConsentId, LeadId
from boothapp.domain.lead import InterestBasis, Lead, Promotion
from boothapp.hub.accounts import Accounts
from boothapp.hub.audit import acts
from boothapp.hub.beside import Beside, noted_beside
from boothapp.hub.device_list import devices
from boothapp.hub.forgetting import forget
from boothapp.hub.retention import overdue, run_retention
from boothapp.hub.service.folder import Folder
from boothapp.hub.store import CentralStore
from boothapp.wire.messages import EnrolRequest, ProvisionRequest, PullRequest
from tests.helpers.hub_samples import (
    SHOW_ID,
    edit_change,
    lead_change,
    number_id,
    push_of,
    sales_ready_lead,
    sample_show,
    standard,
)

KEY = "CQ" + "A" * 41 + "="


class Clock:
    """The time, moved by hand."""

    time = datetime(2026, 11, 24, 17, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time now."""
        return self.time


@pytest.fixture
def clock() -> Clock:
    """The hub's clock."""
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[CentralStore]:
    """A store with leads of which some may be kept for a year or so."""
    on_file = request.param == "sqlite"
    place = tmp_path / "central.db" if on_file else request.getfixturevalue("postgres_url")
    with closing(CentralStore.open(place, now=clock)) as store:
        texts = [standard().source]
        store.provision(
            ProvisionRequest(device_id="a", show_id=SHOW_ID, show=sample_show().source, definitions=texts)
        )
        leads = [
            kept_until(1, "2027-05-31", "2027-06-30"),
            kept_until(2, "2027-05-31", ""),
            kept_until(3, "2027-05-31", "2028-01-01"),
            replace(sales_ready_lead(4), consents=()),
        ]
        store.push(push_of(*(lead_change(number, lead) for number, lead in enumerate(leads, start=1))))
        yield store


def kept_until(number: int, *days: str) -> Lead:
    """A lead whose people agreed to be kept until these days."""
    lead, yes = sales_ready_lead(number), ConsentDecision.GRANTED
    consents = (
        replace(one, retain_until=day, decision=yes, withdrawn_at="")
        for one, day in zip(lead.consents, days, strict=True)
    )
    return replace(lead, consents=tuple(consents))


def test_only_what_has_run_out_altogether_is_overdue(store: CentralStore) -> None:
    """The last of its days still counts; an agreement without a day, or none at all, keeps a lead."""
    with store.database.reading() as connection:
        assert overdue(connection, "2027-06-30") == []
        assert [one.lead_id for one in overdue(connection, "2027-07-01")] == [number_id(1)]
        assert [one.until for one in overdue(connection, "2030-01-01")] == ["2027-06-30", "2028-01-01"]


def test_a_draw_ends_for_its_entrants_alone(store: CentralStore) -> None:
    """Whoever came for the product, or was promoted, is not erased for a draw that is over."""
    asked = ConsentRecord(
        consent_id=ConsentId("draw"),
        purpose=Purpose.PRIZE_DRAW,
        decision=ConsentDecision.GRANTED,
        captured_at="2026-11-24T11:00:00+01:00",
        retain_until="2026-12-31",
    )
    real = replace(sales_ready_lead(5), consents=(asked,))
    entrant = replace(sales_ready_lead(6), consents=(asked,), interest_basis=InterestBasis.BORROWED)
    promotion = Promotion(
        by="ana@exhibitor.example", at="2026-11-25T11:00:00+01:00", reason="asked for a demo"
    )
    promoted = replace(entrant, lead_id=LeadId(number_id(7)), promotion=promotion)
    store.push(push_of(*(lead_change(5 + at, lead) for at, lead in enumerate([real, entrant, promoted]))))
    with store.database.reading() as connection:
        assert [one.lead_id for one in overdue(connection, "2027-01-01")] == [number_id(6)]


def test_what_cannot_be_read_for_certain_is_kept(store: CentralStore) -> None:
    """A newer laptop's consent may say anything, and an erasure is for good."""
    news: list[tuple[int, str, JsonValue]] = [
        (1, "consents/new", {"purpose": "of_tomorrow", "decision": "granted"}),
        (3, "promotion", {"by": 5}),
    ]
    for number, name, value in news:
        change = edit_change(100 + number, {name: Edit(value)}, lead_id=number_id(number))
        store.push(push_of(change))
    with store.database.reading() as connection:
        assert overdue(connection, "2030-01-01") == []


def test_retention_erases_by_the_hubs_clock(store: CentralStore, clock: Clock) -> None:
    """Once, and on the record."""
    assert run_retention(store, "hub") == []
    clock.time = datetime(2027, 7, 1, 0, 1, tzinfo=UTC)
    assert [one.lead_id for one in run_retention(store, "hub")] == [number_id(1)]
    assert run_retention(store, "hub") == []
    page = store.pull(PullRequest(device_id="laptop-b", show_id=SHOW_ID))
    assert [item.item_id for item in page.items if item.kind == "erased"] == [number_id(1)]
    with store.database.reading() as connection:
        assert [(act.actor, act.verb, act.subject) for act in acts(connection, SHOW_ID)] == [
            ("hub", "erase", number_id(1))
        ]
    assert store.verify().is_sound


def test_a_hub_that_serves_forgets_by_itself_once_a_day(store: CentralStore, clock: Clock) -> None:
    """Its folder looks on each new day, and not at each turn."""
    clock.time = datetime(2027, 7, 1, 0, 1, tzinfo=UTC)
    Folder(store, "2027-07-01").take_turn()
    with store.database.reading() as connection:
        assert acts(connection, SHOW_ID) == []
    folder = Folder(store, "2027-06-30")
    folder.take_turn()
    assert folder.last_day == "2027-07-01"
    with store.database.reading() as connection:
        assert [(act.actor, act.subject) for act in acts(connection, SHOW_ID)] == [("hub", number_id(1))]


def test_forgetting_is_noted_beside_a_file_first(store: CentralStore) -> None:
    """So that a store that is lost does not lose it; nothing of the person is noted."""
    forget(store, SHOW_ID, [number_id(1)], by="ana", reason="asked to")
    noted = noted_beside(store.database, Beside.ERASURES)
    if store.database.is_postgresql:
        assert noted == []
        return
    assert [(row["show_id"], row["lead_id"]) for row in noted] == [(SHOW_ID, number_id(1))]
    for file in Path(store.place).parent.iterdir():
        assert b"zoe1@lumiere.example" not in file.read_bytes()


def test_the_list_of_devices_tells_how_far_each_has_got(store: CentralStore, clock: Clock) -> None:
    """Name, gaps, clock, token and what it has still to forget; a copy shows without a token of its own."""
    accounts = Accounts(store)
    code = accounts.new_code(SHOW_ID)
    accounts.enrol(
        EnrolRequest(
            code=code, show_id=SHOW_ID, device_id="laptop-a", device_name="Left desk",
            sign_key=KEY, seal_key=KEY,
        )
    )  # fmt: skip
    copy = push_of(lead_change(9, sales_ready_lead(9), device_id="copy"), device_id="copy")
    store.push(copy)
    forget(store, SHOW_ID, [number_id(1)], by="ana", reason="asked to")
    store.push(msgspec.structs.replace(push_of(device_id="copy"), erased=[number_id(1)]))

    def listed() -> dict[str, tuple[str, str, int, int, int]]:
        with store.database.reading() as connection:
            rows = devices(connection, SHOW_ID, clock())
        return {
            row.device_id: (row.name, row.token, row.changes, row.contiguous, row.unconfirmed) for row in rows
        }

    assert listed() == {"laptop-a": ("Left desk", "good", 4, 4, 1), "copy": ("", "none", 1, 0, 0)}
    with store.database.reading() as connection:
        (row,) = [row for row in devices(connection, SHOW_ID, clock()) if row.device_id == "copy"]
        assert (row.missing, row.clock_offset) == ([(1, 8)], 0.0)
    clock.time += timedelta(days=91)
    assert listed()["laptop-a"][1] == "expired"
    accounts.revoke(SHOW_ID, "laptop-a")
    assert listed()["laptop-a"][1] == "revoked"
