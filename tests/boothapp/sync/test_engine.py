"""One sync, against a real central store, with everything that may stop it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from boothapp.domain.change import Edit
from boothapp.domain.definition import Track
from boothapp.domain.ids import DeviceId
from boothapp.domain.scoreboard import TrackCount
from boothapp.errors import HubRefusedError, HubReplyError
from boothapp.hub.store import CentralStore
from boothapp.sync.engine import ShowTexts, exchange
from boothapp.sync.hub_port import Hub
from boothapp.sync.report import SyncReport
from boothapp.wire.messages import (
    MAX_BATCH_BYTES,
    HelloReply,
    HelloRequest,
    PushReply,
    PushRequest,
    Receipt,
)
from tests.helpers.bystander import Bystander, LineCutError
from tests.helpers.hub_samples import (
    ANA,
    edit_change,
    fixed_now,
    in_json,
    lead_change,
    number_id,
    sales_ready_lead,
    sample_show,
    standard,
)
from tests.helpers.list_laptop import SYNCED, ListLaptop


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CentralStore]:
    """A central store that knows nothing yet."""
    store = CentralStore.open(tmp_path / "central.db", now=fixed_now)
    yield store
    store.close()


def sync(laptop: ListLaptop, hub: Hub, **rest: Any) -> SyncReport:
    """One sync of the sample show."""
    return exchange(
        laptop,
        hub,
        texts=ShowTexts(show=sample_show(), definitions=[standard()]),
        tracks=SYNCED,
        now=fixed_now,
        **rest,
    )


def test_sends_everything_and_keeps_a_receipt_for_each_lead(store: CentralStore) -> None:
    """What the outbox held is at the hub, and the report names each lead with what the hub said."""
    laptop = ListLaptop().add(1, 2)
    report = sync(laptop, store)
    assert (report.sent, report.received, report.duplicate, report.refused) == (2, 2, 0, [])
    assert [(r.lead_id, r.lead_no, r.code) for r in report.receipts] == [
        ("lead-1", 1, "received"),
        ("lead-2", 2, "received"),
    ]
    assert laptop.settled == {number_id(1): "received", number_id(2): "received"}
    assert laptop.met == [(report.hub_id, 1)]
    assert report.problems == []


def test_sends_nothing_the_second_time(store: CentralStore) -> None:
    """A repeated sync has nothing to send, and the hub knows the show already."""
    laptop = ListLaptop().add(1)
    sync(laptop, store)
    hub = Bystander(store)
    report = sync(laptop, hub)
    assert report.sent == 0
    assert [len(push.changes) for push in hub.pushes] == [0]
    assert not store.hello(HelloRequest(device_id="laptop-a", show_id=sample_show().show_id)).needs_show


def test_sends_again_what_was_not_answered(store: CentralStore) -> None:
    """The answer is lost after the hub has received the push: next time they are duplicates, once each."""

    class Cut(Bystander):
        def push(self, request: PushRequest) -> PushReply:
            super().push(request)
            raise LineCutError

    laptop = ListLaptop().add(1, 2)
    with pytest.raises(LineCutError):
        sync(laptop, Cut(store))
    assert laptop.settled == {}
    report = sync(laptop, store)
    assert (report.received, report.duplicate) == (0, 2)
    assert set(laptop.settled.values()) == {"duplicate"}
    assert store.verify().changes == 2


def test_sends_again_what_was_answered_but_not_kept(store: CentralStore) -> None:
    """The process dies between answer and settle: next time they are duplicates."""

    class Dying(ListLaptop):
        def settle(self, receipts: Sequence[Receipt]) -> None:
            raise LineCutError(len(receipts))

    dying = Dying()
    dying.add(1)
    with pytest.raises(LineCutError):
        sync(dying, store)
    report = sync(ListLaptop(items=dying.items), store)
    assert (report.received, report.duplicate) == (0, 1)


def test_one_bad_change_stops_no_other(store: CentralStore) -> None:
    """A change that the hub rejects is reported with its reason; all others arrive."""
    laptop = ListLaptop().add(1).add(2, body=lambda _: b"{}").add(3)
    report = sync(laptop, store)
    assert (report.sent, report.received) == (3, 2)
    (refused,) = report.refused
    assert (refused.lead_id, refused.code) == ("lead-2", "rejected")
    assert refused.reason
    assert laptop.settled[number_id(2)] == "rejected"


def test_passes_over_what_waits_for_a_newer_hub(store: CentralStore) -> None:
    """More than a batch of unsupported changes at the front of the outbox do not hold back those behind."""

    def newer(number: int) -> bytes:
        ready = lead_change(number, sales_ready_lead(number)).to_json_ready()
        return in_json({**ready, "v": 2})

    laptop = ListLaptop().add(*range(1, 1003), body=newer).add(2000)
    report = sync(laptop, store)
    assert (report.sent, report.received, len(report.refused)) == (1003, 1, 1002)
    assert {receipt.code for receipt in report.refused} == {"unsupported"}


def test_keeps_within_the_limits_of_a_push(store: CentralStore) -> None:
    """No push holds more than 1,000 changes or 4 MiB; a change beyond that stays, with a reason."""
    hub = Bystander(store)
    laptop = ListLaptop().add(*range(1, 1102))
    assert sync(laptop, hub).received == 1101
    assert [len(push.changes) for push in hub.pushes] == [1000, 101]

    def heavy(size: int) -> Callable[[int], bytes]:
        return lambda number: in_json(
            edit_change(
                number, {"company.name": Edit("x" * size)}, lead_id=number_id(number), device_id="laptop-b"
            )
        )

    hub = Bystander(store)
    laptop = ListLaptop(device_id=DeviceId("laptop-b")).add(2001, 2002, 2003, body=heavy(1_500_000))
    laptop.add(2004, body=heavy(MAX_BATCH_BYTES)).add(2005)
    report = sync(laptop, hub)
    assert [len(push.changes) for push in hub.pushes] == [2, 1, 1]
    assert [(r.lead_no, r.code) for r in report.refused] == [(2004, "rejected")]
    assert report.received == 4


@pytest.mark.parametrize(
    "forged",
    [{"hub_id": "another"}, {"epoch": 2}, {"receipts": slice(1)}, {"receipts": slice(None, None, -1)}],
    ids=["another hub", "another epoch", "too few receipts", "receipts of others"],
)
def test_believes_only_the_hub_that_it_asked(store: CentralStore, forged: dict[str, Any]) -> None:
    """An answer of another hub, or about other changes, settles nothing."""

    class Portal(Bystander):
        def push(self, request: PushRequest) -> PushReply:
            answer = super().push(request)
            given = {name: getattr(answer, name) for name in answer.__struct_fields__}
            if "receipts" in forged:
                return PushReply(**{**given, "receipts": answer.receipts[forged["receipts"]]})
            return PushReply(**{**given, **forged})

    laptop = ListLaptop().add(1, 2)
    with pytest.raises(HubReplyError):
        sync(laptop, Portal(store))
    assert laptop.settled == {}


def test_stops_before_the_next_batch_when_asked_to(store: CentralStore) -> None:
    """A cancelled sync says so, and what it had sent stays sent; the next one sends the rest."""
    laptop = ListLaptop().add(*range(1, 1501))
    answered: list[int] = []
    report = sync(laptop, store, progress=answered.append, cancelled=lambda: bool(answered))
    assert report.was_cancelled
    assert answered == [1000]
    report = sync(laptop, store, progress=answered.append)
    assert not report.was_cancelled
    assert (report.received, answered) == (500, [1000, 500])


def test_counts_what_stays_on_the_laptop(store: CentralStore) -> None:
    """Withheld leads go as counts, with the first push only, and a later sync replaces them."""
    laptop = ListLaptop(counts=[TrackCount("2026-11-24T11", ANA, Track.BORROWED, 40)]).add(*range(1, 1002))
    hub = Bystander(store)
    assert sync(laptop, hub).withheld == 40
    first, second = hub.pushes
    assert first.withheld is not None
    assert [(c.hour, c.staff, c.track, c.leads) for c in first.withheld] == [tuple(laptop.counts[0])[:4]]
    assert second.withheld is None


def test_tells_what_the_hub_says_of_the_definition(store: CentralStore) -> None:
    """Two laptops that judge by other texts under one version are told so, and their leads arrive."""
    sync(ListLaptop().add(1), store)
    other = replace(standard(), source=standard().source.replace("count = 2", "count = 1"))
    report = exchange(
        ListLaptop(device_id=DeviceId("laptop-b")).add(2),
        store,
        texts=ShowTexts(show=sample_show(), definitions=[other]),
        tracks=SYNCED,
        now=fixed_now,
    )
    assert report.received == 1
    (problem,) = report.problems
    assert "standard 1" in problem


def test_refuses_a_hub_that_is_too_new(store: CentralStore) -> None:
    """A hub that no longer speaks this protocol is sent nothing."""

    class TooNew(Bystander):
        def hello(self, request: HelloRequest) -> HelloReply:
            known = super().hello(request)
            return HelloReply(
                hub_id=known.hub_id,
                epoch=1,
                server_time=known.server_time,
                oldest_protocol=2,
                newest_protocol=6,
            )

    hub = TooNew(store)
    with pytest.raises(HubRefusedError):
        sync(ListLaptop().add(1), hub)
    assert hub.pushes == []


@dataclass
class Preparing(Bystander):
    """A hub that what is pushed must be packed for; its line is cut at the ``cut_at``-th push, once heard."""

    prepared: list[PushRequest] = field(default_factory=list)
    cut_at: int = 0

    def prepare(self, request: PushRequest) -> None:
        """Keep it."""
        self.prepared.append(request)

    def push(self, request: PushRequest) -> PushReply:
        """Pass it on, and lose the answer if it is its turn."""
        answer = super().push(request)
        if len(self.pushes) == self.cut_at:
            raise LineCutError
        return answer


def test_packs_what_follows_meanwhile(store: CentralStore) -> None:
    """All but the first and the last push are packed while another is under way; the last asks for news."""
    hub = Preparing(store)
    laptop = ListLaptop(counts=[TrackCount("2026-11-24T11", ANA, Track.BORROWED, 40)]).add(*range(1, 3502))
    assert sync(laptop, hub).received == 3501
    assert [len(push.changes) for push in hub.pushes] == [1000, 1000, 1000, 501]
    assert all(one is other for one, other in zip(hub.prepared, hub.pushes[1:3], strict=True))
    assert [push.pull is not None for push in hub.pushes] == [False, False, False, True]
    assert [push.withheld is not None for push in hub.pushes] == [True, False, False, False]


def test_after_a_cut_one_batch_goes_twice(store: CentralStore) -> None:
    """Though the third push was packed already, a cut of the second leaves only that one to be sent again."""
    hub = Preparing(store, cut_at=2)
    laptop = ListLaptop().add(*range(1, 2502))
    with pytest.raises(LineCutError):
        sync(laptop, hub)
    assert len(laptop.settled) == 1000
    report = sync(laptop, hub)
    assert (report.duplicate, report.received) == (1000, 501)


def test_sends_nothing_that_was_packed_under_another_name(store: CentralStore) -> None:
    """A copied profile takes a new name after the first push, and all that waits goes under that one."""
    sync(ListLaptop(device_id=DeviceId("laptop-a")).add(5001, 5002), store)
    hub = Preparing(store)
    laptop = ListLaptop(device_id=DeviceId("laptop-a")).add(*range(1, 2002))
    report = sync(laptop, hub)
    assert not report.refused
    assert report.received == 2001
    assert len(hub.prepared) > 0


def test_a_picture_that_is_gone_once_others_went_first_is_let_be(store: CentralStore) -> None:
    """Not one more piece of it is sent, nothing is said amiss, and the next picture goes."""
    laptop = ListLaptop().add(1).add_photos(bytes(range(256)) * 3000, b"another")
    line = Bystander(store)

    def meanwhile(_done: int) -> None:
        if line.said[-1] == "put_blob" and len(laptop.items) == 1:
            laptop.add(2)
            del laptop.photos[0]

    report = sync(laptop, line, progress=meanwhile)
    assert line.said == ["push", "blob_progress", "put_blob", "push", "put_blob"]
    assert (report.received, report.pictures, report.problems) == (2, 1, [])
