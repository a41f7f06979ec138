"""Any value that a change may hold becomes rows that a database takes; and sound leads become their rows."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from boothapp.domain.change import Edit
from boothapp.domain.consent import ConsentDecision, ConsentRecord, Purpose
from boothapp.domain.fold import EntityState, apply
from boothapp.domain.ids import ConsentId, LeadId
from boothapp.domain.lead import Lead
from boothapp.domain.lead_fields import from_fields, to_fields
from boothapp.domain.verdict import judge
from boothapp.hub.lead_rows import LeadRows, rows_of
from boothapp.hub.legible import read_lead
from boothapp.hub.part_rows import decision_on
from boothapp.hub.store import CentralStore
from tests.helpers.hub_samples import (
    SHOW_ID,
    edit_change,
    fixed_now,
    number_id,
    push_of,
    sales_ready_lead,
    standard,
)
from tests.helpers.lead_strategies import definition_answers, leads

SOUND = to_fields(sales_ready_lead())
NAMES = sorted(
    {*SOUND, "badge_scan", "disqualification", "promotion", "attachments", "prospect_wants", "tags"}
)
ODD_NAMES = [
    *("answers/", "answers/a/b", "contacts/", "contacts/x", "contacts/x/", "encounters/x/y"),
    *("consents//withdrawn_at", "consents/x/withdrawn_at", "consents/x/y", "company.", "/", "//"),
    *("_merged_into", "_deleted", "captured_at"),
]
MOMENTS = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-25T14:30"]
PARTS = ["state", "value", "amount", "currency", "upper", "approved", "due_at", "zone", "channel"]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["\0", *MOMENTS, "../../etc", "answered"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
KEYS = TEXTS | st.sampled_from(PARTS)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=6,
)


def spoilt(value: Any) -> st.SearchStrategy[Any]:
    """A sound value in which one part is another value."""
    if not isinstance(value, dict):
        return JSON
    return st.tuples(st.sampled_from([*value, "duration_minutes", "amount"]), JSON).map(
        lambda part: {**value, part[0]: part[1]}
    )


ODD_FIELDS = st.lists(
    st.sampled_from(NAMES).flatmap(lambda name: st.tuples(st.just(name), spoilt(SOUND.get(name, {}))))
    | st.tuples(st.sampled_from(ODD_NAMES), JSON),
    min_size=1,
    max_size=4,
).map(dict)


def derive(fields: dict[str, Any]) -> LeadRows:
    """The rows of a lead with these fields."""
    state = EntityState()
    apply(state, edit_change(1, {name: Edit(value) for name, value in fields.items()}, lead_id=number_id(1)))
    definitions = {("standard", 1): standard()}
    return rows_of(SHOW_ID, LeadId(number_id(1)), state, definitions, ZoneInfo("Asia/Tokyo"))


@given(ODD_FIELDS)
@settings(max_examples=300, deadline=None)
def test_any_field_becomes_rows_of_the_right_types(odd: dict[str, Any]) -> None:
    """Whatever a field holds, each column gets a value of its type, and rows do not share a key."""
    for table, rows in derive({**SOUND, **odd}).by_table():
        keys = [tuple(row[column.name] for column in table.primary_key) for row in rows]
        assert len(set(keys)) == len(keys)
        for row in rows:
            assert set(row) == set(table.columns.keys())
            for column in table.columns:
                value = row[column.name]
                if value is None:
                    assert column.nullable
                else:
                    assert type(value) is column.type.python_type
                if isinstance(value, str):
                    assert "\0" not in value
                if type(value) is int:
                    assert abs(value) < 1 << 31


@given(st.lists(ODD_FIELDS, min_size=1, max_size=8))
@example([{"_merged_into": "v4"}, {"_merged_into": ""}, {"_merged_into": "\0"}])
@settings(max_examples=20, deadline=None)
def test_any_change_is_taken_and_folded(odd: list[dict[str, Any]]) -> None:
    """No value that the log takes makes the fold stumble, so that no change stands in the way of another."""
    changes = [
        edit_change(
            at, {name: Edit(value) for name, value in {**SOUND, **fields}.items()}, lead_id=number_id(at)
        )
        for at, fields in enumerate(odd, start=1)
        if all(name.isprintable() for name in fields)
    ]
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(CentralStore.open(Path(folder, "central.db"))) as store,
    ):
        codes = {receipt.code for receipt in store.push(push_of(*changes)).receipts}
        assert codes <= {"received"}
        assert store.verify().differences == []


@given(leads(definition_answers(standard())))
def test_a_sound_lead_is_read_as_it_was_written(lead: Lead) -> None:
    """The check of values lets through whatever the laptop writes, and judges it as the laptop does."""
    fields = to_fields(lead)
    read = read_lead(lead.lead_id, lead.show_id, fields)
    assert read.unreadable == ()
    assert read.lead == from_fields(lead.lead_id, lead.show_id, fields)
    row = derive(fields).lead
    if tuple(lead.definition) == ("standard", 1):
        assert row["track"] == judge(read.lead, standard(), fixed_now()).track.value


@pytest.mark.parametrize(
    ("odd", "column", "expected"),
    [
        ({"captured_at": "0001-01-01T00:00:00+14:00"}, "captured_day", "0001-01-01"),
        ({"captured_at": "9999-12-31T23:00:00-10:00"}, "captured_day", "9999-12-31"),
        ({"captured_at": "2026-11-24T23:30:00+01:00"}, "captured_hour", "2026-11-25T07"),
        ({"captured_at": "2026-11-24"}, "unreadable_fields", "captured_at"),
        ({"captured_at": None}, "captured_day", "2026-11-24"),
        ({"follow_up": {"due_at": "2026-11-25T14:30", "zone": "../../etc"}}, "follow_up_at_utc", ""),
        ({"follow_up": {"due_at": "0001-01-01T00:30", "zone": "Asia/Tokyo"}}, "follow_up_at_utc", ""),
        ({"follow_up": {"due_at": "next week", "zone": "Asia/Tokyo"}}, "follow_up_at", "next week"),
        ({"consents/k1/withdrawn_at": "soon"}, "unreadable_fields", "consents/k1/withdrawn_at"),
        ({"company.name": "Lumi\0ère"}, "company", "Lumière"),
        ({"rating": "volcanic"}, "rating", ""),
        ({"contacts": 5, "answers": 5}, "unreadable_fields", ""),
    ],
    ids=str,
)
def test_odd_values_keep_to_their_field(odd: dict[str, Any], column: str, expected: str) -> None:
    """The first and last days of the calendar, zones that are none, texts that are no moments."""
    row = derive({**SOUND, **odd}).lead
    assert row[column] == expected
    assert row["contact_name"] == "Zoë Łukasz"


def consent(decision: str, at: str, channel: str = "email", **rest: str) -> ConsentRecord:
    """A decision on being contacted by sales."""
    return ConsentRecord(
        consent_id=ConsentId(at),
        purpose=Purpose.SALES_FOLLOW_UP,
        decision=ConsentDecision(decision),
        channel=channel,
        captured_at=f"2026-11-24T{at}:00+01:00",
        **rest,
    )


@pytest.mark.parametrize(
    ("records", "stands"),
    [
        ([], "not_asked"),
        ([consent("not_asked", "10:00")], "not_asked"),
        ([consent("granted", "10:00")], "granted"),
        ([consent("granted", "10:00", channel="any")], "granted"),
        ([consent("granted", "10:00", channel="phone")], "not_asked"),
        ([consent("granted", "10:00"), consent("declined", "11:00")], "declined"),
        ([consent("declined", "10:00"), consent("granted", "11:00")], "granted"),
        ([consent("granted", "10:00", withdrawn_at="2026-11-25T10:00:00+01:00")], "withdrawn"),
    ],
    ids=[
        "none",
        "not asked",
        "granted",
        "any channel",
        "other channel",
        "taken back",
        "given later",
        "withdrawn",
    ],
)
def test_a_consent_column_says_what_stands(records: list[ConsentRecord], stands: str) -> None:
    """Granted is said only where the channel may be used."""
    assert decision_on(records, Purpose.SALES_FOLLOW_UP, "email") == stands
