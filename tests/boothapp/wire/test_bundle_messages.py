"""What a bundle carries comes out as it went in, and what is no message is refused in words."""

from __future__ import annotations

import struct

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp import errors
from boothapp.errors import BundleError
from boothapp.wire.bundle_messages import (
    BundleAnswer,
    BundleRequest,
    Refusal,
    pack_answer,
    pack_request,
    unpack_answer,
    unpack_request,
)
from boothapp.wire.messages import HelloReply, PullRequest, PushReply, PushRequest, Receipt


def push(*changes: bytes) -> PushRequest:
    """A push of these changes."""
    return PushRequest(
        device_id="laptop", show_id="show", device_now="", changes=[msgspec.Raw(change) for change in changes]
    )


def bodies(request: BundleRequest) -> list[list[bytes]]:
    """The changes of each push."""
    return [[bytes(change) for change in push.changes] for push in request.pushes]


@given(st.lists(st.lists(st.binary(max_size=50), max_size=4), max_size=4))
def test_keeps_changes_byte_for_byte(pushes: list[list[bytes]]) -> None:
    """Each change comes out as it went in, be it JSON or not."""
    request = BundleRequest(
        pushes=[push(*changes) for changes in pushes], pull=PullRequest(device_id="laptop", show_id="show")
    )
    out = unpack_request(pack_request(request))
    assert bodies(out) == pushes
    assert out.pull == request.pull


@given(st.binary(max_size=200))
def test_refuses_what_is_no_request(payload: bytes) -> None:
    """Other bytes are refused by a BundleError and by nothing else."""
    with pytest.raises(BundleError):
        unpack_request(payload)


@pytest.mark.parametrize("sizes", [[], [[1], [1]], [[-1, 3]], [[1]], [[9]], [[1 << 62]]])
def test_refuses_sizes_that_do_not_fit(sizes: list[list[int]]) -> None:
    """The sizes of the changes must be of as many pushes, and add up to what is there."""
    parts = msgspec.json.encode({"request": BundleRequest(pushes=[push()]), "sizes": sizes})
    with pytest.raises(BundleError):
        unpack_request(struct.pack(">I", len(parts)) + parts + b"{}")


def test_gives_the_answer_back() -> None:
    """All that the hub said comes out."""
    answer = BundleAnswer(
        hello=HelloReply(hub_id="hub", epoch=1, server_time=""),
        pushed=[PushReply(hub_id="hub", epoch=1, receipts=[Receipt(change_id="1", code="received")])],
        pulled=PullRequest(device_id="laptop", show_id="show", cursor="1.7"),
    )
    assert unpack_answer(pack_answer(answer)) == answer
    answer.raise_refusal()


@given(st.binary(max_size=200))
def test_refuses_what_is_no_answer(payload: bytes) -> None:
    """Other bytes than an object are refused by a BundleError and by nothing else."""
    with pytest.raises(BundleError):
        unpack_answer(payload + b"?")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("HubEpochError", errors.HubEpochError),
        ("HubAccessError", errors.HubAccessError),
        ("SystemExit", errors.HubRefusedError),
    ],
)
def test_raises_the_refusal_again(name: str, kind: type[Exception]) -> None:
    """The hub's refusal is one of our own errors on the laptop too, with its words."""
    with pytest.raises(kind, match="no more room") as raised:
        BundleAnswer(refusal=Refusal(error=name, words="no more room")).raise_refusal()
    assert type(raised.value) is kind
