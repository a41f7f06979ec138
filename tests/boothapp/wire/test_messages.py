"""The messages of a sync survive the way there and back."""

from __future__ import annotations

import msgspec
import pytest

from boothapp.domain.definition import Track
from boothapp.errors import MessageError
from boothapp.wire.messages import (
    HelloReply,
    PushReply,
    PushRequest,
    Receipt,
    WithheldCount,
    decode,
    decode_json,
    encode,
)


def test_a_push_keeps_each_change_byte_for_byte() -> None:
    """Spaces, key order and unknown fields of a change are not touched on the way."""
    change = '{ "b" : 1.50, "a": "Ł\\u0142" }'.encode()
    push = PushRequest(
        device_id="laptop",
        show_id="show",
        device_now="2026-11-24T11:02:00+01:00",
        changes=[msgspec.Raw(change)],
        withheld=[WithheldCount(hour="2026-11-24T11", staff="ana", track=Track.BORROWED, leads=3)],
    )
    read = decode(encode(push), PushRequest)
    assert [bytes(raw) for raw in read.changes] == [change]
    assert read.withheld == push.withheld


def test_counts_that_were_not_told_differ_from_none_withheld() -> None:
    """No word about withheld leads is not the word that there are none."""
    told = PushRequest(device_id="laptop", show_id="show", device_now="", withheld=[])
    assert decode(encode(told), PushRequest).withheld == []
    assert decode(b'{"device_id":"a","show_id":"b","device_now":"c"}', PushRequest).withheld is None


def test_words_of_a_newer_hub_are_read() -> None:
    """A field and a code that this version does not know break nothing."""
    text = (
        b'{"hub_id":"h","epoch":1,"receipts":[{"change_id":"c","code":"forked","mood":1}],"weather":"fine"}'
    )
    assert decode(text, PushReply).receipts == [Receipt(change_id="c", code="forked")]


@pytest.mark.parametrize(
    "text", [b"", b"<html>sign in</html>", b"[]", b'{"hub_id":1}', b"\xff", b"[" * 100_000]
)
def test_what_is_no_message_is_told(text: bytes) -> None:
    """A portal's page, or half an answer, is a MessageError and nothing else."""
    with pytest.raises(MessageError):
        decode(text, HelloReply)


@pytest.mark.parametrize("text", [b"", b"NaN", b"1e999", b'"\\ud800"', b"[" * 100_000])
def test_what_is_no_json_is_told(text: bytes) -> None:
    """Only what every JSON writer could write again is JSON here."""
    with pytest.raises(MessageError):
        decode_json(text)
