"""What comes from the hub is taken in once, whatever it is, and blocks nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from boothapp.domain.change import Edit
from boothapp.domain.definition import Track
from boothapp.domain.fold import edits
from boothapp.domain.ids import DefinitionId, DeviceId
from boothapp.domain.lead import DefinitionRef
from boothapp.domain.lead_fields import to_fields
from boothapp.domain.tally import tally_of
from boothapp.store import hub_memory, rebuilding
from boothapp.store.database import Database
from boothapp.store.inbox import STEP, Inbox
from boothapp.store.leads import LeadStore
from boothapp.store.outbox import Outbox
from boothapp.store.search import LeadSearch
from boothapp.wire.messages import FeedItem, FeedKind, PullReply, encode_json
from tests.helpers.hub_samples import edit_change, lead_change, number_id, sales_ready_lead, standard
from tests.helpers.many_leads import Recorder, many_leads

ELSEWHERE = DeviceId("laptop-b")


def judged_by(ref: DefinitionRef) -> Any:
    """The standard definition, whatever is asked for."""
    assert ref is not None
    return standard()


@pytest.fixture
def inbox(database: Database) -> Inbox:
    """The inbox."""
    return Inbox(database, judged_by)


def item(number: int, **parts: Any) -> FeedItem:
    """A lead of another laptop, in one change."""
    ready = lead_change(number, sales_ready_lead(number), device_id=ELSEWHERE).to_json_ready()
    body = encode_json({**ready, **parts})
    return FeedItem(kind=FeedKind.CHANGE, item_id=number_id(number), body=msgspec.Raw(body))


def page(*items: FeedItem, cursor: str = "1.9", more: bool = False) -> PullReply:
    """A page of the feed."""
    return PullReply(hub_id="hub", epoch=1, cursor=cursor, items=list(items), more=more)


def test_a_lead_from_elsewhere_is_as_any_other(inbox: Inbox, database: Database, store: LeadStore) -> None:
    """It is listed, found, judged, told apart by nothing but that it is synced; the cursor has moved."""
    taken = inbox.take(page(item(1), item(2)))
    assert (taken.changes, taken.leads, taken.set_apart) == (2, 2, 0)
    search = LeadSearch(database)
    found = search.rows(search.find("lumiere"))
    assert [row.lead_id for row in found] == [number_id(2), number_id(1)]
    assert {row.sync_state for row in found} == {"synced"}
    assert store.verdict_row(found[0].lead_id).track is Track.SALES_READY  # type: ignore[union-attr]
    assert rebuilding.strays(database, judged_by) == []
    memory = hub_memory.recall(database)
    assert memory.cursor == "1.9"
    assert memory.others == tally_of([number_id(1), number_id(2)])
    assert store.has_any()


def test_the_same_page_twice_changes_nothing(inbox: Inbox, database: Database) -> None:
    """A feed that begins again brings nothing twice, and counts nothing twice."""
    inbox.take(page(item(1), item(2)))
    again = inbox.take(page(item(1), item(2), item(3)))
    assert (again.changes, again.leads) == (1, 1)
    assert database.value("SELECT count(*) FROM pulled") == 3
    assert hub_memory.recall(database).others.changes == 3


def test_one_bad_item_stops_no_other(inbox: Inbox, database: Database) -> None:
    """What cannot be read is set apart with its reason and counted; what is new to us is passed over."""
    bad = [
        item(1, stamp="yesterday"),
        item(2, v=2),
        item(3, entity="spaceship"),
        item(4, set={"company.name": {"value": {"a": [1]}}}),
        item(5, set={"contacts/c1/email": {"value": [1, 2, 3]}}),
        FeedItem(kind=FeedKind.CHANGE, item_id=number_id(6), body=msgspec.Raw(b"[]")),
        FeedItem(kind=FeedKind.STAFF, item_id="x", body=msgspec.Raw(b'{"email": 1}')),
        FeedItem(kind="weather", item_id="w", body=msgspec.Raw(b'"rain"')),
    ]
    taken = inbox.take(page(*bad, item(9)))
    assert (taken.changes, taken.set_apart) == (1, 7)
    assert inbox.set_apart() == 7
    assert database.value("SELECT count(*) FROM lead") == 1
    assert hub_memory.recall(database).others.changes == 7  # the hub counts what we cannot read, too
    inbox.take(page(*bad, item(9)))
    assert hub_memory.recall(database).others.changes == 7


class CutInbox(Inbox):
    """Stops before its second step, as a killed process would."""

    steps = 0

    def _take_step(self, step: Any) -> int:
        self.steps += 1
        if self.steps > 1:
            raise KeyboardInterrupt
        return super()._take_step(step)


def test_a_page_cut_short_comes_again(inbox: Inbox, database: Database) -> None:
    """The steps before the cut are kept, the cursor stays, and the page that comes again adds the rest."""
    items = [item(number) for number in range(1, 2 * STEP + 2)]
    with pytest.raises(KeyboardInterrupt):
        CutInbox(database, judged_by).take(page(*items))
    assert hub_memory.recall(database).cursor == ""
    assert database.value("SELECT count(*) FROM pulled") == STEP
    assert inbox.take(page(*items)).changes == STEP + 1
    assert hub_memory.recall(database).others == tally_of(number_id(n) for n in range(1, 2 * STEP + 2))


def test_an_edit_that_comes_first_waits_for_its_lead(
    inbox: Inbox, database: Database, store: LeadStore
) -> None:
    """The feed is in no order of making: an edit before its lead shows what it says, and then all."""
    lead = sales_ready_lead(1)
    first = lead_change(1, lead, device_id=ELSEWHERE)
    edit = edit_change(
        2, {"company.name": Edit("Nuit SA", (first.stamp,))}, lead_id=lead.lead_id, device_id=ELSEWHERE
    )
    late = FeedItem(
        kind=FeedKind.CHANGE,
        item_id=edit.change_id,
        body=msgspec.Raw(encode_json(edit.to_json_ready())),
    )
    inbox.take(page(late))
    assert inbox.take(page(item(1))).leads == 0
    shown = store.lead(lead.lead_id)
    assert shown is not None
    assert (shown.company.name, shown.contacts[0].given_name) == ("Nuit SA", "Zoë")
    assert rebuilding.strays(database, judged_by) == []


def test_an_edit_of_a_lead_from_elsewhere_travels(inbox: Inbox, database: Database, store: LeadStore) -> None:
    """Even on a track that stays here by policy: the hub has the lead, so it is kept true there."""
    inbox.take(page(item(1)))
    lead, state = store.lead(sales_ready_lead(1).lead_id), store.state(sales_ready_lead(1).lead_id)
    number = store.lead_no(sales_ready_lead(1).lead_id)
    assert lead is not None
    assert state is not None
    assert number is not None
    made = Recorder(store.device()).edited(lead, state, edits(state, {"company.name": "Jour SA"}), number)
    assert store.record([made]) == [number]
    outbox = Outbox(database, judged_by)
    assert [one.change_id for one in outbox.pending(10, ())] == [made.change.change_id]
    assert [change.change_id for change in store.history(lead.lead_id)] == [
        number_id(1),
        made.change.change_id,
    ]
    assert rebuilding.strays(database, judged_by) == []


def test_another_hub_takes_what_came_from_the_first_away(
    inbox: Inbox, database: Database, store: LeadStore, recorder: Recorder
) -> None:
    """Own work stays, edits of foreign leads too; all of it is offered again, and the feed begins anew."""
    outbox = Outbox(database, judged_by)
    outbox.meet("hub", 1)
    own = [recorder.new(lead) for lead in many_leads(3)]
    store.record(own)
    inbox.take(page(item(1), item(2)))
    lead_id = sales_ready_lead(1).lead_id
    lead, state, number = store.lead(lead_id), store.state(lead_id), store.lead_no(lead_id)
    assert lead is not None
    assert state is not None
    store.record([recorder.edited(lead, state, edits(state, {"company.name": "Jour SA"}), number or 0)])

    outbox.meet("hub", 2)
    assert store.lead(sales_ready_lead(2).lead_id) is None
    left = store.lead(lead_id)
    assert left is not None
    assert left.company.name == "Jour SA"
    assert database.value("SELECT count(*) FROM lead") == 4
    memory = outbox.memory()
    assert (memory.cursor, memory.with_own, memory.others.changes) == ("", True, 0)
    assert rebuilding.strays(database, judged_by) == []
    inbox.take(page(item(1), item(2)))
    again = store.lead(lead_id)
    assert again is not None
    assert (again.company.name, again.contacts[0].given_name) == ("Jour SA", "Zoë")


def test_a_definition_that_comes_late_judges_again(database: Database, store: LeadStore) -> None:
    """Until it is here another stands in; then each lead captured under it is judged by it."""
    strict = replace(standard(), source="strict")
    here: dict[DefinitionRef, Any] = {}
    other = DefinitionRef(DefinitionId("late"), 7)
    inbox = Inbox(database, lambda ref: here.get(ref, strict))
    lead = replace(sales_ready_lead(1), definition=other)
    fields = {name: Edit(value) for name, value in to_fields(lead).items()}
    change = replace(
        edit_change(1, fields, lead_id=lead.lead_id, device_id=ELSEWHERE),
        definition=(other.definition_id, other.version),
    )
    raw = msgspec.Raw(encode_json(change.to_json_ready()))
    inbox.take(page(FeedItem(kind=FeedKind.CHANGE, item_id=change.change_id, body=raw)))
    asked: list[DefinitionRef] = []

    def come(ref: DefinitionRef) -> Any:
        asked.append(ref)
        return standard()

    inbox._definitions = come
    inbox.judge_again([other])
    assert asked == [other]
    assert store.verdict_row(lead.lead_id).track is Track.SALES_READY  # type: ignore[union-attr]


def test_a_forked_laptop_renumbers_what_waits_and_nothing_else(
    database: Database, store: LeadStore, recorder: Recorder
) -> None:
    """Device and number are new, in the body too; the rest is as it was, and the next save goes on."""
    made = [recorder.new(lead) for lead in many_leads(4)]
    store.record(made)
    outbox = Outbox(database, judged_by)
    taken, *_ = outbox.pending(10, tuple(Track))
    outbox.settle([_Receipt(taken.change_id)])
    outbox.fork(DeviceId("another"))
    waiting = [rebuilding.read_change(one.change_json) for one in outbox.pending(10, tuple(Track))]
    assert [(one.device_id, one.device_seq) for one in waiting] == [("another", n) for n in (1, 2, 3)]
    before = {one.change.change_id: one.change for one in made}
    for one in waiting:
        old = before[one.change_id]
        assert replace(one, device_id=old.device_id, device_seq=old.device_seq) == old
    device = store.device()
    assert (device.device_id, device.next_seq) == ("another", 4)
    kept = [body for (body,) in database.rows("SELECT body FROM change WHERE change_no = 1")]
    assert rebuilding.read_change(kept[0]) == made[0].change


class _Receipt:
    """Received."""

    code, reason = "received", ""

    def __init__(self, change_id: str) -> None:
        self.change_id = change_id
