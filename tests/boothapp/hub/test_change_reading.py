"""Changes of a push, read fast: what is taken is just what the domain takes."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boothapp.domain.change import CHANGE_FORMAT, Change
from boothapp.errors import ChangeError, MessageError
from boothapp.hub.change_reading import KNOWN_ENTITY, read_sent
from boothapp.wire.messages import Code, decode_json

CHANGE_ID = "01a20cc8-9650-7727-92fe-f7ed40411d82"
STAMP = f"01a20cc89650.0000.{CHANGE_ID}"
SOUND: dict[str, Any] = {
    "v": 1, "change_id": CHANGE_ID, "device_id": "laptop", "device_seq": 1, "stamp": STAMP,
    "show_id": "hall", "entity": "lead", "entity_id": "a lead", "actor": "ana@exhibitor.example",
    "captured_at": "2026-11-24T09:00:40+00:00", "definition": ["standard", 1],
    "set": {"rating": {"value": "cold"}, "notes/1": {"value": ["a", {"b": 1.5}], "seen": [STAMP]}},
}  # fmt: skip
NAMES = st.sampled_from(
    ["", "a", "é", "a\x7f", "a\n", "a\u202e", 'a"b', "a\\", "\ud800", "\u00a0", "日本", "a\x85", "show"]
)
VALUES = st.one_of(
    NAMES, st.none(), st.integers(-1, 2), st.floats(), st.sampled_from([[], {}, [""], {"": ""}, 1 << 70])
)
EDITS = st.one_of(
    st.fixed_dictionaries({"value": VALUES}, optional={"seen": st.lists(NAMES, max_size=2), "more": VALUES}),
    VALUES,
)
SETS = st.one_of(st.dictionaries(NAMES, EDITS, max_size=3), VALUES)


def taken(raw: bytes) -> bool:
    """Whether the domain of this version takes it, from anybody but the hub."""
    try:
        change = Change.from_json_ready(decode_json(raw))
    except (ChangeError, MessageError):
        return False
    return change.entity == KNOWN_ENTITY and change.v <= CHANGE_FORMAT


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(sorted(SOUND)), st.one_of(VALUES, SETS), st.booleans())
def test_what_is_taken_is_what_the_domain_takes(name: str, value: object, is_escaped: bool) -> None:
    """One field of a sound change may be anything: the fast reader says of it what the domain says."""
    text = json.dumps({**SOUND, name: value}, ensure_ascii=is_escaped)
    raw = text.encode(errors="surrogatepass")
    sent = read_sent(raw)
    assert (sent.change is not None) == taken(raw)
    assert (sent.refusal is None) == (sent.change is not None)
    if sent.change:
        assert sent.body.encode() == raw


@pytest.mark.parametrize("name", sorted(SOUND))
def test_a_field_that_is_missing_is_refused(name: str) -> None:
    """Each field must be there, and the answer tells its name."""
    raw = msgspec.json.encode({key: value for key, value in SOUND.items() if key != name})
    refusal = read_sent(raw).refusal
    assert refusal is not None
    assert refusal.code == Code.REJECTED
    assert name in refusal.reason


@pytest.mark.parametrize("odd", ["a\x7fb", "a\nb", ""])
@pytest.mark.parametrize("name", ["device_id", "show_id", "entity", "entity_id", "actor"])
def test_a_name_that_cannot_be_printed_is_refused(name: str, odd: str) -> None:
    """Neither plain nor escaped, and whatever the rest is made of."""
    for raw in (
        msgspec.json.encode({**SOUND, name: odd}),
        msgspec.json.encode({**SOUND, name: odd, "x": "é"}),
    ):
        assert read_sent(raw).change is None
        assert not taken(raw)
