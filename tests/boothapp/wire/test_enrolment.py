"""The enrolment text: whole after any way by mail, chat or camera, and refused in words when it is not."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.errors import EnrolmentError
from boothapp.handoff.qr import matrix
from boothapp.wire.enrolment import PREFIX, Enrolment, decode_enrolment, encode_enrolment

KEY = base64.b64encode(bytes(range(32))).decode()
ENROLMENT = Enrolment(
    url="https://hub.hummline.example:8443",
    ca="ab" * 32,
    code="0Z3kq-_wq3Rp0b6v1n7c4A",
    sign=KEY,
    seal=KEY,
    hub_id="019aaaaa-0000-7000-8000-000000000001",
    show_id="packing-hall-2026",
)
TEXT = encode_enrolment(ENROLMENT)


def packed(value: object) -> str:
    """The text with any JSON value in it."""
    return PREFIX + base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


def fields(**changed: str) -> dict[str, str]:
    """The fields of an enrolment, some of them changed."""
    written: dict[str, str] = json.loads(base64.urlsafe_b64decode(TEXT[len(PREFIX) :] + "=="))
    return written | changed


def test_an_enrolment_survives_the_way_there_and_back() -> None:
    """What the hub showed is what the laptop knows, with a certificate authority and without."""
    assert decode_enrolment(TEXT) == ENROLMENT
    by_usb = Enrolment(code="c", sign=KEY, seal=KEY, hub_id="h", show_id="s")
    assert decode_enrolment(encode_enrolment(by_usb)) == by_usb


@given(st.lists(st.sampled_from(" \t\r\n\u00a0\u200b\ufeff"), min_size=1, max_size=20), st.data())
def test_white_space_and_line_breaks_do_no_harm(breaks: list[str], data: st.DataObject) -> None:
    """A mail that wraps lines, a chat that adds invisible signs: the text is still the same."""
    text = TEXT
    for sign in breaks:
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + sign + text[at:]
    assert decode_enrolment(text) == ENROLMENT


def test_padding_and_a_shouted_prefix_do_no_harm() -> None:
    """A reader that pads base64, or writes the prefix in capitals, is understood."""
    assert decode_enrolment(TEXT.replace(PREFIX, PREFIX.upper()) + "==") == ENROLMENT


@pytest.mark.parametrize("length", range(len(PREFIX), len(TEXT), 17))
def test_a_cut_text_is_refused_as_cut(length: int) -> None:
    """Wherever the text ends too early, the words say to copy the whole of it."""
    with pytest.raises(EnrolmentError, match="cut off or changed"):
        decode_enrolment(TEXT[:length])


@pytest.mark.parametrize("text", ["BEGIN:VCARD\nFN:Ana\nEND:VCARD", "https://example.com", "x" * 10_000])
def test_a_foreign_code_is_refused_as_foreign(text: str) -> None:
    """A contact code, an address or a wall of text is no enrolment, and the words say where one is."""
    with pytest.raises(EnrolmentError, match="begins with boothapp-hub:"):
        decode_enrolment(text)


@pytest.mark.parametrize("text", ["", " \n\u200b"])
def test_nothing_is_refused_as_nothing(text: str) -> None:
    """An empty clipboard is told as such."""
    with pytest.raises(EnrolmentError, match="no enrolment code here"):
        decode_enrolment(text)


@pytest.mark.parametrize(
    "value",
    [
        [],
        fields(code=""),
        fields(sign="short"),
        fields(seal=KEY[:-2]),
        fields(ca="AB" * 32),
        fields(url="ftp://hub.example"),
        fields(url="javascript:alert(1)"),
        {key: value for key, value in fields().items() if key != "hub_id"},
    ],
)
def test_a_text_with_other_content_is_refused(value: object) -> None:
    """JSON of another shape, or a field that no hub would write, opens nothing."""
    with pytest.raises(EnrolmentError, match="not as a hub writes it"):
        decode_enrolment(packed(value))


def test_fields_of_a_newer_hub_are_passed_over() -> None:
    """What a later version adds breaks no laptop of today."""
    assert decode_enrolment(packed(fields(mood="new"))) == ENROLMENT


@given(st.text(max_size=200))
def test_any_text_gets_words_and_no_crash(junk: str) -> None:
    """Whatever is pasted behind the prefix is an EnrolmentError and nothing else."""
    with pytest.raises(EnrolmentError):
        decode_enrolment(PREFIX + junk)


def test_the_text_fits_a_qr_code_that_a_phone_reads() -> None:
    """With a long address and all keys the code has at most 93 squares a side."""
    assert len(matrix(TEXT)) <= 93
