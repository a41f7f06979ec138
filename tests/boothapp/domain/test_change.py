"""A change survives JSON whole, and what is none is refused with the place of the fault."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.change import Change, Edit, JsonValue, same, same_content
from boothapp.domain.ids import DeviceId
from boothapp.errors import ChangeError
from tests.helpers.changes import change, stamp

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
edits = st.builds(Edit, values, st.lists(st.integers(1, 99).map(stamp), unique=True, max_size=3).map(tuple))
changes = st.builds(
    lambda number, edits, extra: replace(change(number, edits), extra=extra),
    st.integers(1, 99),
    st.dictionaries(words, edits, min_size=1, max_size=4),
    st.dictionaries(words.map("future_{}".format), values, max_size=2),
)


def raw_change(**other: JsonValue) -> dict[str, JsonValue]:
    """Give a good change in JSON, some of it replaced."""
    return {**change(1, {"rating": Edit("hot")}).to_json_ready(), **other}


@given(changes)
def test_a_change_survives_json(made: Change) -> None:
    """Written, sent as UTF-8 text and read, a change is the same, with the fields of newer versions."""
    wire = json.dumps(made.to_json_ready(), ensure_ascii=False).encode()
    assert Change.from_json_ready(json.loads(wire)) == made


def test_what_was_seen_is_left_out_where_there_is_nothing() -> None:
    """Most fields of most changes are new, so the empty list is not worth its bytes."""
    made = change(2, {"rating": Edit("hot", (stamp(1),)), "tags": Edit(["x"])})
    assert made.to_json_ready()["set"] == {
        "rating": {"value": "hot", "seen": [stamp(1)]},
        "tags": {"value": ["x"]},
    }


def test_fields_of_newer_versions_cannot_shadow_ours() -> None:
    """Whatever `extra` holds, the fields of a change are its own."""
    made = replace(change(1, {"rating": Edit("hot")}), extra={"actor": "someone else"})
    assert made.to_json_ready()["actor"] == "ana@exhibitor.example"


deep: list[JsonValue] = []
for _ in range(100_000):
    deep = [deep]

FAULTS: list[tuple[object, str]] = [
    ([], "change: is not an object"),
    (raw_change(v=0), "v: is not a whole number from 1"),
    (raw_change(v=True), "v: is not a whole number from 1"),
    (raw_change(device_seq=1 << 63), "device_seq: is not a whole number from 1"),
    (raw_change(device_seq="1"), "device_seq: is not a whole number from 1"),
    (raw_change(change_id="1"), "change_id: is not a UUID in lower case"),
    (raw_change(change_id=1), "change_id: is not a UUID in lower case"),
    (raw_change(stamp="now"), "stamp: is not a stamp"),
    (raw_change(stamp=7), "stamp: is not a stamp"),
    (raw_change(stamp=stamp(2)), "stamp: bears the id of another change"),
    (raw_change(actor=""), "actor: is not a text of one or more characters, free of control characters"),
    (raw_change(actor=5), "actor: is not a text of one or more characters, free of control characters"),
    (
        raw_change(show_id="a\0"),
        "show_id: is not a text of one or more characters, free of control characters",
    ),
    (raw_change(captured_at="noon"), "captured_at: is not a date and time in ISO 8601"),
    (raw_change(captured_at="2026-11-24T11:02:00"), "captured_at: has no offset from UTC"),
    (raw_change(definition="standard"), "definition: is not an id and a version"),
    (raw_change(definition=["standard"]), "definition: is not an id and a version"),
    (raw_change(definition=["standard", "1"]), "definition[1]: is not a whole number from 1"),
    (raw_change(set=[]), "set: is not an object"),
    (raw_change(set={}), "set: changes no field"),
    (
        raw_change(set={"": {"value": 1}}),
        "set: the name of a field: is not a text of one or more characters, free of control characters",
    ),
    (raw_change(set={"rating": "hot"}), "set/rating: is not an object of value and seen"),
    (raw_change(set={"rating": {}}), "set/rating: is not an object of value and seen"),
    (
        raw_change(set={"rating": {"value": 1, "seen": [], "x": 1}}),
        "set/rating: is not an object of value and seen",
    ),
    (raw_change(set={"rating": {"value": 1, "seen": None}}), "set/rating: seen is not a list"),
    (raw_change(set={"rating": {"value": 1, "seen": [1]}}), "set/rating: seen[0]: is not a stamp"),
    (
        raw_change(set={"rating": {"value": 1, "seen": [stamp(2), stamp(2)]}}),
        "set/rating: seen names a stamp twice",
    ),
    (raw_change(set={"rating": {"value": float("nan")}}), "set/rating: is not a JSON value in UTF-8"),
    (raw_change(set={"rating": {"value": ["\ud800"]}}), "set/rating: is not a JSON value in UTF-8"),
    (raw_change(set={"rating": {"value": deep}}), "set/rating: is not a JSON value in UTF-8"),
    (raw_change(newer=float("inf")), "newer: is not a JSON value in UTF-8"),
]


@pytest.mark.parametrize(("raw", "told"), FAULTS)
def test_what_is_no_change_is_refused_with_the_place(raw: object, told: str) -> None:
    """The error names the first fault by its place, and never quotes what was captured."""
    with pytest.raises(ChangeError) as refused:
        Change.from_json_ready(raw)
    assert str(refused.value) == told


@pytest.mark.parametrize("name", [name for name in raw_change() if name != "extra"])
def test_a_missing_field_is_named(name: str) -> None:
    """Each field of a change is compulsory."""
    raw = raw_change()
    del raw[name]
    with pytest.raises(ChangeError, match=f"^{name}: is missing$"):
        Change.from_json_ready(raw)


@given(st.dictionaries(st.sampled_from(sorted(raw_change())), values))
def test_any_junk_is_a_change_or_a_change_error(junk: dict[str, JsonValue]) -> None:
    """One poison change raises nothing but ChangeError, so it cannot stop the others."""
    raw = raw_change(**junk)
    try:
        Change.from_json_ready(raw)
    except ChangeError as error:
        assert str(error)  # noqa: PT017 -- either outcome is right; only its kind is asked


@given(values, values)
def test_values_are_the_same_if_their_json_is(one: JsonValue, other: JsonValue) -> None:
    """Equality is that of canonical JSON text."""
    assert same(one, other) == (json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True))
    assert same(one, json.loads(json.dumps(one)))


def test_python_equality_is_not_json_equality() -> None:
    """Python holds True, 1 and 1.0 for equal; as answers they are three. The order of keys says nothing."""
    assert not same(True, 1)
    assert not same(1, 1.0)
    assert not same(0, False)
    assert not same([True], [1])
    assert not same("1", 1)
    assert not same(1, "1")
    assert same({"a": 1, "b": None}, {"b": None, "a": 1})


def test_a_renumbered_change_is_the_same_change() -> None:
    """A cloned laptop renumbers what it has not seen acknowledged, and the hub may have had it before."""
    made = change(1, {"rating": Edit("hot")})
    assert same_content(made, replace(made, device_id=DeviceId("laptop 2"), device_seq=9))
    assert not same_content(made, replace(made, actor="bob@exhibitor.example"))
    assert not same_content(made, change(1, {"rating": Edit("warm")}))
    assert not same_content(made, replace(made, extra={"newer": 1}))
