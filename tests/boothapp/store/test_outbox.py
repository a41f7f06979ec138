"""What travels, what stays, and what becomes of each change."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import pytest

from boothapp.domain.change import Change
from boothapp.domain.definition import Track
from boothapp.domain.fold import edits
from boothapp.store.database import Database
from boothapp.store.leads import LeadStore, Recorded
from boothapp.store.outbox import Outbox, OutboxItem, OutboxSummary
from boothapp.store.search import LeadSearch
from boothapp.wire.messages import Code, Receipt, decode_json
from tests.helpers.many_leads import Recorder, many_leads, standard_definition

DEFINITION = standard_definition()
POLICY = (Track.SALES_READY, Track.NURTURE)
EVERYTHING = tuple(Track)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    """The outbox, with a clock that goes on by a minute each time."""
    minutes = count()
    return Outbox(
        database, lambda _: DEFINITION, lambda: datetime(2026, 11, 24, 10, next(minutes), tzinfo=UTC)
    )


@pytest.fixture
def made(store: LeadStore, recorder: Recorder) -> list[Recorded]:
    """Sixty saved leads, of all tracks; the n-th has number n."""
    made = [recorder.new(lead) for lead in many_leads(60)]
    store.record(made)
    return made


def settle(outbox: Outbox, item: OutboxItem, code: str, reason: str = "") -> None:
    """Tell the outbox what the hub said."""
    outbox.settle([Receipt(change_id=item.change_id, code=code, reason=reason)])


def edit(store: LeadStore, recorder: Recorder, number: int, one: Recorded, value: str) -> Recorded:
    """Save an edit of a lead."""
    state = store.state(one.lead.lead_id)
    assert state is not None
    made = recorder.edited(one.lead, state, edits(state, {"company.name": value}), number)
    store.record([made])
    return made


def test_policy(outbox: Outbox, made: list[Recorded]) -> None:
    """Leads of the policy's tracks travel, oldest first, to the letter; the others stay as counts."""
    items = outbox.pending(100, POLICY)
    travelling = [(n, one) for n, one in enumerate(made, 1) if one.verdict.track in POLICY]

    assert [item.lead_no for item in items] == [number for number, _ in travelling]
    assert [Change.from_json_ready(decode_json(item.change_json)) for item in items] == [
        one.change for _, one in travelling
    ]
    assert [item.track for item in items] == [one.verdict.track for _, one in travelling]
    withheld = outbox.withheld_counts(POLICY)
    assert sum(row.leads for row in withheld) == 60 - len(items)
    assert {row.track for row in withheld} == {Track.BORROWED, Track.DISQUALIFIED}
    assert outbox.withheld_counts(EVERYTHING) == []
    assert len(outbox.pending(7, EVERYTHING)) == 7


def test_taken(outbox: Outbox, made: list[Recorded], database: Database) -> None:
    """A receipt strikes the change off, and the lead shows as synced; a second one is nothing new."""
    (first, second, *_) = outbox.pending(100, POLICY)
    settle(outbox, first, Code.RECEIVED)
    settle(outbox, second, Code.DUPLICATE)
    settle(outbox, first, Code.DUPLICATE)

    assert first not in outbox.pending(100, POLICY)
    assert outbox.summary(POLICY).acked == 2
    assert [(r.change_id, r.code, r.acked_at) for r in outbox.last_receipts(10)] == [
        (second.change_id, "duplicate", "2026-11-24T10:01:00+00:00"),
        (first.change_id, "received", "2026-11-24T10:00:00+00:00"),
    ]
    assert len(outbox.last_receipts(1)) == 1
    rows = LeadSearch(database).rows([first.lead_no, outbox.pending(1, POLICY)[0].lead_no])
    assert [row.sync_state for row in rows] == ["synced", "pending"]
    assert len(made) == 60


def test_refused(outbox: Outbox, made: list[Recorded], database: Database) -> None:
    """A refused change keeps its reason, is not offered again by itself, and blocks no other."""
    (poison, *others) = outbox.pending(100, POLICY)
    settle(outbox, poison, Code.REJECTED, "has no show")
    settle(outbox, poison, Code.REJECTED, "has no show")

    assert outbox.pending(100, POLICY) == others
    assert outbox.summary(POLICY).rejected == 1
    assert LeadSearch(database).rows([poison.lead_no])[0].sync_state == "rejected"
    (row, *rest) = outbox.rows(100, POLICY)
    assert (row.lead_no, row.state, row.attempts, row.last_code, row.reason, row.changes) == (
        poison.lead_no, "rejected", 2, "rejected", "has no show", 1,
    )  # fmt: skip
    assert all(row.state != "rejected" for row in rest)
    assert outbox.offer_again() == 1
    assert outbox.pending(100, POLICY)[0] == poison
    settle(outbox, poison, Code.RECEIVED)
    assert outbox.summary(POLICY).rejected == 0
    assert len(made) == 60


def test_refused_then_taken(outbox: Outbox, made: list[Recorded], database: Database) -> None:
    """A late word that the hub has it after all is believed."""
    (item, *_) = outbox.pending(1, POLICY)
    settle(outbox, item, Code.ID_REUSE, "other content")
    settle(outbox, item, Code.RECEIVED)

    assert LeadSearch(database).rows([item.lead_no])[0].sync_state == "synced"
    assert outbox.summary(EVERYTHING) == OutboxSummary(
        pending=len(made) - 1, withheld=0, acked=1, rejected=0, unsynced_leads=59
    )


@pytest.mark.parametrize("code", [Code.UNSUPPORTED, "a word of a newer hub"])
def test_to_be_tried_again(outbox: Outbox, made: list[Recorded], code: str) -> None:
    """What the hub cannot take yet stays where it is, with the word it said."""
    (item, *_) = outbox.pending(1, POLICY)
    settle(outbox, item, code, "upgrade me")

    assert outbox.pending(1, POLICY) == [item]
    row = next(row for row in outbox.rows(100, POLICY) if row.lead_no == item.lead_no)
    assert (row.state, row.attempts, row.last_code, row.reason) == ("pending", 1, code, "upgrade me")
    assert len(made) == 60


def test_ids_of_others_are_passed_over(outbox: Outbox, made: list[Recorded]) -> None:
    """A receipt for what is not ours changes nothing."""
    before = outbox.summary(POLICY)
    outbox.settle([Receipt(change_id="", code=Code.REJECTED), Receipt(change_id="other", code=Code.RECEIVED)])
    assert outbox.summary(POLICY) == before
    assert before.acked == 0
    assert len(made) == 60


def test_what_was_sent_once_is_kept_true_there(
    outbox: Outbox, store: LeadStore, recorder: Recorder, made: list[Recorded]
) -> None:
    """A lead whose earlier version the hub has goes on travelling on a track that stays here."""
    (item, *_) = outbox.pending(1, (Track.BORROWED,))
    settle(outbox, item, Code.RECEIVED)
    edit(store, recorder, item.lead_no, made[item.lead_no - 1], "New Name")

    assert item.lead_no in [other.lead_no for other in outbox.pending(100, POLICY)]
    assert sum(row.leads for row in outbox.withheld_counts(POLICY)) == outbox.summary(POLICY).withheld


def test_a_new_edit_of_a_synced_lead_waits(
    outbox: Outbox, store: LeadStore, recorder: Recorder, made: list[Recorded], database: Database
) -> None:
    """It shows as pending again, with one change in the outbox."""
    (item, *_) = outbox.pending(1, POLICY)
    settle(outbox, item, Code.RECEIVED)
    edit(store, recorder, item.lead_no, made[item.lead_no - 1], "New Name")

    assert LeadSearch(database).rows([item.lead_no])[0].sync_state == "pending"
    row = next(row for row in outbox.rows(100, POLICY) if row.lead_no == item.lead_no)
    assert (row.changes, row.state) == (1, "pending")


def test_rows_tell_the_worst_change_of_a_lead(
    outbox: Outbox, store: LeadStore, recorder: Recorder, made: list[Recorded]
) -> None:
    """Of a lead's changes the refused one speaks, however many wait behind it; withheld leads say so."""
    (item, *_) = outbox.pending(1, POLICY)
    settle(outbox, item, Code.REJECTED, "why")
    edit(store, recorder, item.lead_no, made[item.lead_no - 1], "New Name")
    rows = outbox.rows(100, POLICY)

    assert (rows[0].lead_no, rows[0].state, rows[0].reason, rows[0].changes) == (
        item.lead_no, "rejected", "why", 2,
    )  # fmt: skip
    assert [row.lead_no for row in rows[1:]] == sorted((row.lead_no for row in rows[1:]), reverse=True)
    assert all((row.state == "pending") == (row.track in POLICY) for row in rows[1:])
    assert len(outbox.rows(3, POLICY)) == 3


def test_another_hub_gets_everything(outbox: Outbox, made: list[Recorded], database: Database) -> None:
    """Another hub, or one restored from a backup, is offered all that an earlier one took or refused."""
    outbox.meet("hub", 1)
    first, second, *_ = outbox.pending(100, EVERYTHING)
    settle(outbox, first, Code.RECEIVED)
    settle(outbox, second, Code.REJECTED, "no")
    outbox.meet("hub", 1)
    assert outbox.summary(EVERYTHING) == OutboxSummary(
        pending=58, withheld=0, acked=1, rejected=1, unsynced_leads=59, refused_leads=1
    )

    outbox.meet("hub", 2)
    assert outbox.summary(EVERYTHING) == OutboxSummary(
        pending=60, withheld=0, acked=0, rejected=0, unsynced_leads=60
    )
    assert LeadSearch(database).rows([1])[0].sync_state == "pending"
    settle(outbox, first, Code.DUPLICATE)
    assert outbox.summary(EVERYTHING).acked == 1
    assert LeadSearch(database).rows([1])[0].sync_state == "synced"

    outbox.meet("other hub", 2)
    assert len(outbox.pending(100, EVERYTHING)) == len(made)


def test_what_was_refused_is_offered_again_when_asked(outbox: Outbox, made: list[Recorded]) -> None:
    """It waits like any other then, and is counted as that."""
    assert made
    (item,) = outbox.pending(1, POLICY)
    settle(outbox, item, Code.REJECTED, "too long")
    assert outbox.summary(POLICY).refused_leads == 1
    assert outbox.pending(1, POLICY) != [item]
    outbox.offer_refused_again()
    assert outbox.pending(1, POLICY) == [item]
    summary = outbox.summary(POLICY)
    assert (summary.rejected, summary.refused_leads) == (0, 0)
    assert summary.unsynced_leads == summary.pending
