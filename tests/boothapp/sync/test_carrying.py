"""A sync in two halves comes to what a sync at once comes to, whatever happens to the files in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from boothapp.domain.ids import DeviceId
from boothapp.domain.tally import ChangeTally
from boothapp.errors import BundleError
from boothapp.hub.erasure import Erasing
from boothapp.sync.bundle import BundleParties, Receipts, read_receipts, write_bundle
from boothapp.sync.carrying import ask_all, take_back
from boothapp.sync.engine import ShowTexts, exchange
from boothapp.wire.bundle_file import receipt_path
from boothapp.wire.bundle_messages import BundleRequest
from boothapp.wire.messages import MAX_BATCH_BYTES, ExportNote, Receipt, Tally
from tests.helpers.bundles import BundleDesk
from tests.helpers.hub_file import rows
from tests.helpers.hub_samples import (
    NOW,
    SHOW_ID,
    fixed_now,
    lead_change,
    number_id,
    nurture_lead,
    push_of,
    sales_ready_lead,
    sample_show,
    standard,
)
from tests.helpers.list_laptop import SYNCED, ListLaptop

TEXTS = ShowTexts(show=sample_show(), definitions=[standard()])
NOTE = ExportNote(
    batch_no=1, at=NOW, by="ana@x", preset="csv", file_name="a.csv", sha256="0" * 64, lead_ids=[]
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[BundleDesk]:
    """A hub with a folder."""
    (tmp_path / "stick").mkdir()
    desk = BundleDesk(folder=tmp_path / "stick", place=tmp_path / "central.db")
    yield desk
    desk.store.close()


class Miscounting(ListLaptop):
    """Keeps the sum that it has, right or wrong."""

    def settle(self, receipts: Sequence[Receipt]) -> None:
        """Keep the answers alone."""
        self.settled.update({receipt.change_id: receipt.code for receipt in receipts})


def asked(laptop: ListLaptop) -> BundleRequest:
    """What that laptop would carry out now."""
    return ask_all(laptop, texts=TEXTS, tracks=SYNCED, now=fixed_now)


def answered(desk: BundleDesk, request: BundleRequest, parties: BundleParties | None = None) -> Receipts:
    """The receipts for it, by way of files."""
    parties = parties or desk.laptop()
    path = write_bundle(desk.folder, request, parties, fixed_now())
    desk.intake.take(path)
    return read_receipts(receipt_path(path), parties)


def test_strikes_off_what_arrived(desk: BundleDesk) -> None:
    """Receipts settle each change, and the sums agree, so nothing is read anew."""
    laptop = ListLaptop().add(1, 2, 3)
    back = take_back(laptop, answered(desk, asked(laptop)))
    assert back.codes == {"received": 3}
    assert (back.problems, laptop.read_anew) == ([], 0)
    assert asked(laptop).pushes[0].changes == []
    assert laptop.met == [(desk.store.identity.hub_id, 1)]


def test_goes_on_where_a_network_left_off(desk: BundleDesk) -> None:
    """Stick and network may take turns: what one brought, the other leaves out."""
    laptop = ListLaptop().add(1)
    exchange(laptop, desk.store, texts=TEXTS, tracks=SYNCED, now=fixed_now)
    laptop.add(2)
    desk.store.push(push_of(lead_change(9, sales_ready_lead(9), device_id="b", device_seq=1), device_id="b"))
    request = asked(laptop)
    assert len(request.pushes[0].changes) == 1
    laptop.add(3)
    exchange(laptop, desk.store, texts=TEXTS, tracks=SYNCED, now=fixed_now)
    back = take_back(laptop, answered(desk, request))
    assert back.codes == {"duplicate": 1}
    assert back.pulled == 0
    report = exchange(laptop, desk.store, texts=TEXTS, tracks=SYNCED, now=fixed_now)
    assert (report.sent, report.problems, laptop.read_anew) == (0, [], 0)
    assert set(laptop.pulled) == {number_id(9)}


def test_takes_the_feed_once(desk: BundleDesk) -> None:
    """Of two answers to the same question, the first brings the others' changes, the second only receipts."""
    desk.store.push(push_of(lead_change(9, sales_ready_lead(9), device_id="b", device_seq=1), device_id="b"))
    laptop = ListLaptop().add(1)
    first, second = asked(laptop), asked(laptop.add(2))
    answers = [answered(desk, first), answered(desk, second)]
    late, early = answers
    assert take_back(laptop, early).pulled == 1
    assert take_back(laptop, late).pulled == 0
    assert take_back(laptop, late).pulled == 0
    assert laptop.memory().others.changes == 1
    assert laptop.read_anew == 0


def test_many_changes_go_in_several_pushes(desk: BundleDesk) -> None:
    """No push holds more than a hub takes; what is too large by itself stays here with the reason."""
    heavy = [sales_ready_lead(n) for n in range(1, 5)]
    bodies = {
        n: msgspec.json.encode(
            {**lead_change(n, lead).to_json_ready(), "padding": "x" * (MAX_BATCH_BYTES // 2 - 8000)}
        )
        for n, lead in enumerate(heavy, 1)
    }
    laptop = ListLaptop().add(*bodies, body=bodies.__getitem__)
    laptop.add(5, body=lambda _: b" " * (MAX_BATCH_BYTES + 1))
    laptop.add(6)
    request = asked(laptop)
    assert [len(push.changes) for push in request.pushes] == [2, 3]
    assert laptop.settled == {number_id(5): "rejected"}
    assert take_back(laptop, answered(desk, request)).codes == {"received": 5}


def test_a_bundle_has_an_end(desk: BundleDesk) -> None:
    """What is more than a bundle may hold waits for its receipts."""
    body = {**lead_change(1, sales_ready_lead(1)).to_json_ready(), "padding": "x" * (MAX_BATCH_BYTES - 9000)}
    raw = msgspec.json.encode(body)
    laptop = ListLaptop().add(*range(1, 20), body=lambda _: raw)
    request = asked(laptop)
    assert 12 <= sum(len(push.changes) for push in request.pushes) < 19
    assert write_bundle(desk.folder, request, desk.laptop(), fixed_now()).exists()


def test_tells_what_the_hub_heard_of(desk: BundleDesk) -> None:
    """Erasures and exports are struck off when the hub has them, and only those that were in the bundle."""
    desk.store.database.write(
        lambda connection: Erasing(connection, SHOW_ID).erase([number_id(7)], at=NOW, by="ana@x", reason="")
    )
    laptop = ListLaptop(erasures=[number_id(7)], exports=[NOTE])
    request = asked(laptop)
    later = msgspec.structs.replace(NOTE, batch_no=2)
    laptop.erasures, laptop.exports = [number_id(7), number_id(8)], [NOTE, later]
    take_back(laptop, answered(desk, request))
    assert (laptop.erasures, laptop.exports) == ([number_id(8)], [later])
    assert rows(desk.place, "SELECT lead_id FROM erasure_ack") == [{"lead_id": number_id(7)}]
    assert rows(desk.place, "SELECT batch_no FROM export_batch") == [{"batch_no": 1}]


def test_starts_over_with_a_restored_hub(desk: BundleDesk) -> None:
    """Receipts of a newer epoch are met as one meets a hub; those from before it count no more."""
    laptop = ListLaptop().add(1)
    old = answered(desk, asked(laptop))
    new = replace(old, header=msgspec.structs.replace(old.header, epoch=2))
    take_back(laptop, old)
    take_back(laptop, new)
    assert laptop.memory().epoch == 2
    with pytest.raises(BundleError, match="before the hub was restored"):
        take_back(laptop, old)


def test_takes_new_numbers_where_its_own_are_taken(desk: BundleDesk) -> None:
    """A copied profile is told so; receipts under a name that was given up count for changes alone."""
    desk.store.push(push_of(lead_change(50, nurture_lead(50), device_seq=1)))
    laptop = ListLaptop().add(1, 2)
    receipts = answered(desk, asked(laptop))
    back = take_back(laptop, receipts)
    assert back.has_forked
    assert back.codes == {"forked": 1, "received": 1}
    assert laptop.forks == 1
    other = ListLaptop(device_id=DeviceId("laptop-c")).add(1, 2)
    late = take_back(other, receipts)
    assert (late.has_forked, late.pulled, other.forks) == (False, 0, 0)
    assert other.settled[number_id(2)] == "received"


def test_says_what_the_hub_refused(desk: BundleDesk) -> None:
    """Words about texts and about a cursor of another time come back; the receipts count all the same."""
    laptop = ListLaptop().add(1)
    request = asked(laptop)
    assert request.provision
    assert request.pull
    request = msgspec.structs.replace(
        request,
        provision=msgspec.structs.replace(request.provision, definitions=["id = "]),
        pull=msgspec.structs.replace(request.pull, cursor="9.9"),
    )
    back = take_back(laptop, answered(desk, request))
    assert len(back.problems) == 2
    assert back.codes == {"received": 1}


def test_offers_everything_where_the_sums_differ(desk: BundleDesk) -> None:
    """A difference is mended by a bundle of everything; one that stays after it is told and left."""
    laptop = ListLaptop().add(1)
    first = answered(desk, asked(laptop))
    wrong = Tally(changes=7, sum="0" * 15 + "7")
    back = take_back(laptop, told(first, wrong))
    assert laptop.read_anew == 1
    assert "Write a new bundle" in back.problems[0]
    request = asked(laptop)
    assert request.pull
    assert request.pull.with_own
    assert len(request.pushes[0].changes) == 1
    back = take_back(laptop, told(answered(desk, request), wrong))
    assert laptop.read_anew == 1
    assert "hub verify" in back.problems[0]
    assert laptop.memory().held == ChangeTally(7, 7)


def test_counts_again_before_it_doubts(desk: BundleDesk) -> None:
    """Where only the kept sum is off, counting one by one settles it."""
    laptop = Miscounting().add(1)
    take_back(laptop, answered(desk, asked(laptop)))
    again = answered(desk, asked(laptop))
    laptop.believe(held=ChangeTally(9, 9))
    assert take_back(laptop, again).problems == []
    assert laptop.memory().held.changes == 1


def test_refuses_a_sum_that_is_none(desk: BundleDesk) -> None:
    """A hub's sum in no form of ours is no word of the hub's."""
    laptop = ListLaptop().add(1)
    with pytest.raises(BundleError, match="sum"):
        take_back(laptop, told(answered(desk, asked(laptop)), Tally(changes=1, sum="x")))


def test_a_hub_that_does_not_count_is_believed(desk: BundleDesk) -> None:
    """Without sums there is nothing to compare."""
    laptop = ListLaptop().add(1)
    assert take_back(laptop, told(answered(desk, asked(laptop)), None)).problems == []


def told(receipts: Receipts, held: Tally | None) -> Receipts:
    """The receipts with another sum in them."""
    answer = receipts.answer
    pushed = [msgspec.structs.replace(push, held=held) for push in answer.pushed]
    return replace(receipts, answer=msgspec.structs.replace(answer, pushed=pushed))
