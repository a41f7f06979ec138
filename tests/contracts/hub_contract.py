"""What every hub promises, wherever it is: a class to inherit from, with fixtures to fill in."""

from __future__ import annotations

import base64
from abc import abstractmethod
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from boothapp.domain.change import Change, Edit
from boothapp.domain.tally import tally_of
from boothapp.errors import HubEpochError, HubRefusedError
from boothapp.sync.hub_port import Hub
from boothapp.wire.messages import (
    MAX_BATCH_CHANGES,
    PROTOCOL,
    CertifyRequest,
    FeedItem,
    HelloRequest,
    ProvisionRequest,
    PullRequest,
    PushRequest,
    Receipt,
    Statement,
    Tally,
    decode,
)
from tests.contracts.picture_contract import PictureContract
from tests.helpers.hub_samples import (
    SHOW_ID,
    digest,
    edit_change,
    in_json,
    lead_change,
    number_id,
    nurture_lead,
    push_of,
    sales_ready_lead,
    sample_show,
    standard,
)

HELLO = HelloRequest(
    device_id="laptop-a",
    show_id=SHOW_ID,
    show_sha256=digest(sample_show().source),
    definitions=[("standard", 1, digest(standard().source))],
)
PROVISION = ProvisionRequest(
    device_id="laptop-a", show_id=SHOW_ID, show=sample_show().source, definitions=[standard().source]
)


def broken(**parts: Any) -> dict[str, Any]:
    """A sound change, but for these parts."""
    return {**lead_change(99, sales_ready_lead(99)).to_json_ready(), **parts}


BAD_CHANGES: dict[str, bytes | dict[str, Any]] = {
    "not JSON": b"{",
    "not UTF-8": b'"\xff"',
    "half a pair": b'{"change_id": "\\ud800"}',
    "too deep": b"[" * 100_000 + b"]" * 100_000,
    "no object": b"[]",
    "no id": broken(change_id=None),
    "no UUID": broken(change_id="1"),
    "no number": broken(device_seq="1"),
    "no moment": broken(captured_at="yesterday"),
    "no edits": broken(set={}),
    "an edit of no form": broken(set={"company.name": "Lumière"}),
    "the stamp of another": broken(stamp=lead_change(98, sales_ready_lead(98)).stamp),
    "the hub's own": broken(entity="disposition"),
}


class HubContract(PictureContract):
    """Inherit, name the class ``Test…`` and give the two fixtures."""

    @pytest.fixture
    @abstractmethod
    def hub(self) -> Hub:
        """A hub that knows nothing yet."""

    @pytest.fixture
    @abstractmethod
    def again(self) -> Callable[[], Hub]:
        """Reaches the hub of this test anew, as another laptop or another day would."""

    def test_is_the_same_hub_each_time(self, hub: Hub, again: Callable[[], Hub]) -> None:
        """A hub keeps its id and epoch, and says the hour with an offset."""
        first, second = hub.hello(HELLO), again().hello(HELLO)
        assert first.hub_id
        assert (first.hub_id, first.epoch) == (second.hub_id, second.epoch)
        assert first.oldest_protocol <= PROTOCOL <= first.newest_protocol
        assert first.server_time.endswith("+00:00")

    def test_asks_for_the_texts_that_it_lacks(self, hub: Hub, again: Callable[[], Hub]) -> None:
        """What was provisioned is not asked for again, until the laptop's text is another."""
        reply = hub.hello(HELLO)
        assert reply.needs_show
        assert reply.needs_definitions == [("standard", 1)]
        assert hub.provision(PROVISION).problems == []
        reply = again().hello(HELLO)
        assert not reply.needs_show
        assert reply.needs_definitions == []
        other = HelloRequest(
            device_id="laptop-a", show_id=SHOW_ID, show_sha256="other", definitions=[("standard", 2, "x")]
        )
        reply = again().hello(other)
        assert reply.needs_show
        assert reply.needs_definitions == [("standard", 2)]

    def test_takes_the_same_texts_twice(self, hub: Hub) -> None:
        """Whoever got no answer provisions again, and nothing is wrong with that."""
        assert hub.provision(PROVISION).problems == []
        assert hub.provision(PROVISION).problems == []

    @pytest.mark.parametrize(
        ("show", "definition", "words"),
        [
            ("id = ", "", "show.toml:1:"),
            ("", "id = ", "definition.toml:1:"),
            (sample_show().source.replace(f'id = "{SHOW_ID}"', 'id = "elsewhere"'), "", "elsewhere"),
        ],
    )
    def test_says_which_text_it_cannot_take(self, hub: Hub, show: str, definition: str, words: str) -> None:
        """A faulty text is told in words, and the other texts are taken all the same."""
        request = ProvisionRequest(
            device_id="laptop-a",
            show_id=SHOW_ID,
            show=show or sample_show().source,
            definitions=[definition or standard().source],
        )
        (problem,) = hub.provision(request).problems
        assert words in problem
        reply = hub.hello(HELLO)
        assert reply.needs_show == bool(show)
        assert reply.needs_definitions == ([("standard", 1)] if definition else [])

    def test_keeps_the_first_text_of_a_definition_version(self, hub: Hub) -> None:
        """Two texts under one version would judge leads in two ways: the second laptop is told so."""
        hub.provision(PROVISION)
        other = standard().source.replace("count = 2", "count = 1")
        request = ProvisionRequest(device_id="laptop-b", show_id=SHOW_ID, definitions=[other])
        (problem,) = hub.provision(request).problems
        assert "standard 1" in problem

    def test_answers_for_each_change_in_turn(self, hub: Hub) -> None:
        """A push is answered by the hub that said hello, with a receipt for each change."""
        reply = hub.push(push_of(change(1), change(2)))
        hello = hub.hello(HELLO)
        assert (reply.hub_id, reply.epoch) == (hello.hub_id, hello.epoch)
        assert codes(reply.receipts) == [(number_id(1), "received"), (number_id(2), "received")]

    def test_knows_a_change_again(self, hub: Hub, again: Callable[[], Hub]) -> None:
        """What was received once is a duplicate ever after, in the same push too."""
        first = hub.push(push_of(change(1), change(1)))
        assert codes(first.receipts) == [(number_id(1), "received"), (number_id(1), "duplicate")]
        later = again().push(push_of(change(2), change(1)))
        assert codes(later.receipts) == [(number_id(2), "received"), (number_id(1), "duplicate")]

    def test_knows_a_change_again_under_another_number(self, hub: Hub) -> None:
        """A cloned laptop renumbers its changes; that makes no new ones of them."""
        hub.push(push_of(change(1)))
        again = lead_change(1, sales_ready_lead(1), device_id="laptop-b", device_seq=7)
        assert codes(hub.push(push_of(again)).receipts) == [(number_id(1), "duplicate")]

    def test_keeps_the_first_content_of_an_id(self, hub: Hub) -> None:
        """Another content under a known id is refused and told apart from a duplicate."""
        hub.push(push_of(change(1)))
        reply = hub.push(push_of(lead_change(1, nurture_lead(1))))
        assert codes(reply.receipts) == [(number_id(1), "id_reuse")]
        assert reply.receipts[0].reason
        assert codes(hub.push(push_of(change(1))).receipts) == [(number_id(1), "duplicate")]

    @pytest.mark.parametrize("bad", BAD_CHANGES.values(), ids=BAD_CHANGES.keys())
    def test_sets_a_bad_change_apart(self, hub: Hub, bad: bytes | dict[str, Any]) -> None:
        """A change that cannot be read is rejected with a reason; its neighbours are taken."""
        reply = hub.push(push_of(change(1), bad, change(2)))
        assert [receipt.code for receipt in reply.receipts] == ["received", "rejected", "received"]
        assert reply.receipts[1].reason
        again = hub.push(push_of(bad, change(2)))
        assert [receipt.code for receipt in again.receipts] == ["rejected", "duplicate"]

    def test_leaves_what_is_of_a_newer_kind_with_the_laptop(self, hub: Hub) -> None:
        """Of a newer format, or of something unknown, it is neither taken nor condemned: it may come again.

        What is unknown here an erasure would not reach.
        """
        for newer in (broken(v=2, how="unheard of"), broken(entity="parcel")):
            reply = hub.push(push_of(newer, change(1)))
            told = codes(reply.receipts)
            assert told[0] == (number_id(99), "unsupported")
            assert told[1][1] in ("received", "duplicate")

    def test_takes_fields_that_it_does_not_know(self, hub: Hub) -> None:
        """An edit of an unknown field, an unknown value and an unknown part of a change are received."""
        odd = edit_change(
            1, {"scent": Edit("roses"), "rating": Edit("volcanic"), "tags": Edit(5)}, lead_id=number_id(1)
        )
        reply = hub.push(push_of(odd, {**ready(2), "mood": "new"}))
        assert [receipt.code for receipt in reply.receipts] == ["received"] * 2

    def test_refuses_too_large_a_push_whole(self, hub: Hub) -> None:
        """A push beyond the limits leaves nothing behind."""
        small = [in_json(change(number)) for number in range(1, MAX_BATCH_CHANGES + 2)]
        with pytest.raises(HubRefusedError):
            hub.push(push_of(*small))
        heavy = edit_change(1, {"company.name": Edit("x" * (4 << 20))}, lead_id=number_id(1))
        with pytest.raises(HubRefusedError):
            hub.push(push_of(heavy))
        assert codes(hub.push(push_of(change(1))).receipts) == [(number_id(1), "received")]

    @pytest.mark.parametrize(
        "parts",
        [{"protocol": PROTOCOL + 1}, {"protocol": 0}, {"device_now": "noon"}, {"device_now": "2026-11-24"}],
    )
    def test_refuses_what_it_cannot_understand(self, hub: Hub, parts: dict[str, Any]) -> None:
        """A push in another protocol, or without a time, is refused in words."""
        request = PushRequest(**{"device_id": "laptop-a", "show_id": SHOW_ID, "device_now": "", **parts})
        with pytest.raises(HubRefusedError, match=r"protocol|time|offset"):
            hub.push(request)

    def test_takes_an_empty_push(self, hub: Hub) -> None:
        """A laptop may have nothing to send but its counts."""
        assert hub.push(push_of(withheld=[])).receipts == []

    def test_tells_how_far_it_has_a_laptop(self, hub: Hub) -> None:
        """The numbers held without a gap, and the gaps after them; late changes close gaps."""
        assert numbers(hub.push(push_of(change(1), change(2)))) == (2, [])
        assert numbers(hub.push(push_of(change(5), change(9)))) == (2, [(3, 4), (6, 8)])
        assert numbers(hub.push(push_of(change(4), change(3)))) == (5, [(6, 8)])
        other = lead_change(20, sales_ready_lead(20), device_id="laptop-b", device_seq=1)
        assert numbers(hub.push(push_of(other, device_id="laptop-b"))) == (1, [])
        assert numbers(hub.push(push_of())) == (5, [(6, 8)])

    def test_tells_a_copied_laptop_that_its_numbers_are_taken(self, hub: Hub) -> None:
        """Of two changes under one number the first stays; the other is sent again under a new name."""
        twin = lead_change(2, nurture_lead(2), device_seq=1)
        assert codes(hub.push(push_of(change(1), twin, change(3))).receipts) == [
            (number_id(1), "received"),
            (number_id(2), "forked"),
            (number_id(3), "received"),
        ]
        renamed = lead_change(2, nurture_lead(2), device_id="laptop-c", device_seq=1)
        assert codes(hub.push(push_of(renamed, device_id="laptop-c")).receipts) == [
            (number_id(2), "received")
        ]

    def test_refuses_a_change_of_another_show(self, hub: Hub) -> None:
        """Who may write to one show may not write to another."""
        reply = hub.push(push_of(broken(show_id="elsewhere"), change(1)))
        assert codes(reply.receipts) == [(number_id(99), "rejected"), (number_id(1), "received")]
        assert "another show" in reply.receipts[0].reason

    def test_takes_nothing_that_is_meant_for_another_hub(self, hub: Hub) -> None:
        """A laptop that means another hub, or another epoch of this one, has to say hello again."""
        hello = hub.hello(HELLO)
        for hub_id, epoch in (("another", hello.epoch), (hello.hub_id, hello.epoch + 1)):
            request = msgspec.structs.replace(push_of(change(1)), hub_id=hub_id, epoch=epoch)
            with pytest.raises(HubEpochError):
                hub.push(request)
        request = msgspec.structs.replace(push_of(change(1)), hub_id=hello.hub_id, epoch=hello.epoch)
        assert codes(hub.push(request).receipts) == [(number_id(1), "received")]

    def test_tells_what_others_said(self, hub: Hub) -> None:
        """A page holds the texts and changes of other laptops, to the letter; its cursor passes them."""
        hub.provision(PROVISION)
        foreign = in_json(lead_change(7, sales_ready_lead(7), device_id="laptop-b", device_seq=1))
        hub.push(push_of(foreign, device_id="laptop-b"))
        hub.push(push_of(change(1)))
        items, cursor, others = everything(hub)
        assert [(item.kind, item.item_id) for item in items] == [
            ("show", SHOW_ID),
            ("definition", "standard 1"),
            ("change", number_id(7)),
        ]
        assert bytes(items[-1].body) == foreign
        assert others == tally([number_id(7)])
        assert everything(hub, cursor)[0] == []
        hub.push(push_of(in_json(edit_change(9, {"rating": Edit("hot")}, lead_id=number_id(7)))))
        later = edit_change(
            8, {"rating": Edit("cold")}, lead_id=number_id(7), device_id="laptop-b", device_seq=2
        )
        hub.push(push_of(later, device_id="laptop-b"))
        assert [item.item_id for item in everything(hub, cursor)[0]] == [number_id(8)]

    def test_gives_a_restored_laptop_its_own_back(self, hub: Hub) -> None:
        """With its own changes, the feed holds everything."""
        hub.push(push_of(change(1), change(2)))
        assert everything(hub)[0] == []
        items, _, others = everything(hub, with_own=True)
        assert [item.item_id for item in items] == [number_id(1), number_id(2)]
        assert others == tally([])

    def test_pages_end_where_they_should(self, hub: Hub) -> None:
        """However small the pages, all of them together are the whole, in order."""
        hub.push(push_of(*map(change, range(1, 6))))
        first = hub.pull(pull_of(limit=2, with_own=True))
        assert [item.item_id for item in first.items] == [number_id(1), number_id(2)]
        assert (first.more, first.others) == (True, None)
        second = hub.pull(pull_of(first.cursor, limit=3, with_own=True))
        assert [item.item_id for item in second.items] == [number_id(3), number_id(4), number_id(5)]
        assert not second.more
        assert second.others == tally([])

    @pytest.mark.parametrize("cursor", ["x", "1", "1.", ".1", "1.x", "1.-1", "9" * 50])
    def test_refuses_what_is_no_cursor(self, hub: Hub, cursor: str) -> None:
        """A cursor that this hub never gave is refused in words."""
        with pytest.raises(HubRefusedError, match="cursor"):
            hub.pull(pull_of(cursor))

    def test_tells_a_cursor_of_another_epoch(self, hub: Hub) -> None:
        """What was read before a restore is no place to read on from."""
        with pytest.raises(HubEpochError):
            hub.pull(pull_of(f"{hub.hello(HELLO).epoch + 1}.0"))

    def test_answers_a_push_and_a_pull_at_once(self, hub: Hub) -> None:
        """One round trip brings receipts, the tally of what is held, and what others said."""
        foreign = lead_change(7, sales_ready_lead(7), device_id="laptop-b", device_seq=1)
        hub.push(push_of(foreign, device_id="laptop-b"))
        reply = hub.push(msgspec.structs.replace(push_of(change(1), change(1)), pull=pull_of()))
        assert reply.held == tally([number_id(1)])
        assert reply.server_time.endswith("+00:00")
        assert reply.page is not None
        assert [item.item_id for item in reply.page.items if item.kind == "change"] == [number_id(7)]

    def test_states_under_its_signature_what_it_holds(self, hub: Hub) -> None:
        """A certificate counts a device's changes and leads, and nobody can alter it unnoticed."""
        hub.push(push_of(change(1), change(2), change(4)))
        hub.push(push_of(edit_change(3, {"rating": Edit("hot")}, lead_id=number_id(1))))
        reply = hub.certify(
            CertifyRequest(device_id="laptop-a", show_id=SHOW_ID, device_now="2026-11-24T18:00:00+01:00")
        )
        statement = decode(reply.statement.encode(), Statement)
        assert (statement.device_id, statement.show_id) == ("laptop-a", SHOW_ID)
        assert statement.hub_id == hub.hello(HELLO).hub_id
        assert statement.held == tally(map(number_id, (1, 2, 3, 4)))
        assert statement.leads == 3
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(reply.public_key))
        key.verify(base64.b64decode(reply.signature), reply.statement.encode())
        with pytest.raises(InvalidSignature):
            key.verify(base64.b64decode(reply.signature), reply.statement.replace("3", "4").encode())


def change(number: int) -> Change:
    """A change that records a sales-ready lead."""
    return lead_change(number, sales_ready_lead(number))


def ready(number: int) -> dict[str, Any]:
    """That change as plain JSON values."""
    return dict(change(number).to_json_ready())


def codes(receipts: list[Receipt]) -> list[tuple[str, str]]:
    """The id and the answer of each receipt."""
    return [(receipt.change_id, receipt.code) for receipt in receipts]


def numbers(reply: Any) -> tuple[int, list[tuple[int, int]]]:
    """What a reply says of the laptop's numbers."""
    return reply.contiguous_seq, reply.missing_ranges


def pull_of(cursor: str = "", *, limit: int = 1000, with_own: bool = False) -> PullRequest:
    """A pull of laptop-a."""
    return PullRequest(device_id="laptop-a", show_id=SHOW_ID, cursor=cursor, limit=limit, with_own=with_own)


def everything(
    hub: Hub, cursor: str = "", *, with_own: bool = False
) -> tuple[list[FeedItem], str, Tally | None]:
    """All items behind a cursor, the cursor behind them, and the tally of the others' changes."""
    items: list[FeedItem] = []
    while True:
        page = hub.pull(pull_of(cursor, with_own=with_own))
        items += page.items
        cursor = page.cursor
        if not page.more:
            return items, cursor, page.others


def tally(change_ids: Iterable[str]) -> Tally:
    """The tally of these changes, as messages bear it."""
    counted = tally_of(change_ids)
    return Tally(changes=counted.changes, sum=counted.hex_sum)
