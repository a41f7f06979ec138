"""Everything derived is a function of the change log."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boothapp.domain.change import Edit, JsonValue
from boothapp.domain.fold import deletion, edits
from boothapp.domain.lead import Answer, Lead
from boothapp.store import rebuilding
from boothapp.store.database import Database
from boothapp.store.leads import LeadStore
from boothapp.store.outbox import Outbox
from boothapp.store.profile import Profile
from boothapp.store.search import LeadSearch
from boothapp.wire.messages import Receipt
from tests.helpers.booths import MemoryKeyring
from tests.helpers.many_leads import Recorder, many_leads, standard_definition

DEFINITION = standard_definition()
KNOWN = {DEFINITION.ref: DEFINITION}.__getitem__
CODES = ("received", "rejected", "unsupported", "duplicate")


def derived_rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All derived rows in one order, byte for byte; shared texts are spelt out."""
    queries = {
        "lead": "SELECT lead.*, a.text, b.text FROM lead JOIN term a ON a.term_no = staff"
        " JOIN term b ON b.term_no = answers ORDER BY lead_no",
        "lead_card": "SELECT * FROM lead_card ORDER BY lead_no",
        "identity": "SELECT * FROM identity ORDER BY kind, value, lead_no",
    }
    return {table: database.rows(sql) for table, sql in queries.items()}


def words_find(database: Database, leads: list[Lead]) -> dict[str, list[int]]:
    """What is found by each company's first word."""
    search = LeadSearch(database)
    return {lead.company.name: list(search.find(lead.company.name)) for lead in leads}


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[str, int, str]]:
    """Saves of new leads, edits, blind edits, deletions and receipts, in any order."""
    verbs = st.sampled_from(["new", "new", "rename", "blind", "mail", "delete", "receipt"])
    return draw(
        st.lists(st.tuples(verbs, st.integers(0, 5), st.sampled_from(["", "a", "Zoë", "gmbh"])), max_size=25)
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps())
def test_rebuilt_rows_are_the_same_bytes(todo: list[tuple[str, int, str]]) -> None:
    """After any saves, edits, deletions and receipts, a rebuild gives exactly the rows that were there."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Profile.open(Path(folder, "p"), keyring=MemoryKeyring())
        database = profile.connect()
        leads = play(database, todo)
        before, found = derived_rows(database), words_find(database, leads)

        assert rebuilding.strays(database, KNOWN) == []
        assert LeadStore(database).rebuild(KNOWN) == len(leads)
        assert derived_rows(database) == before
        assert words_find(database, leads) == found
        database.close()
        profile.close()


def play(database: Database, todo: list[tuple[str, int, str]]) -> list[Lead]:
    """Do the steps; gives the leads that were made."""
    store, outbox = LeadStore(database), Outbox(database, KNOWN)
    recorder = Recorder(store.device(), DEFINITION)
    fresh = many_leads(len(todo) + 1)
    leads: list[Lead] = []
    for verb, which, text in todo:
        if verb == "new" or not leads:
            leads.append(next(fresh))
            store.record([recorder.new(leads[-1], 2.5 if text else None)])
        elif verb == "receipt":
            for item in outbox.pending(1):
                outbox.settle(
                    [Receipt(change_id=item.change_id, code=CODES[which % len(CODES)], reason=text)]
                )
        else:
            alter(store, recorder, leads[which % len(leads)], verb, text)
    return leads


def alter(store: LeadStore, recorder: Recorder, lead: Lead, verb: str, text: str) -> None:
    """Save one edit of a lead."""
    number, state = store.lead_no(lead.lead_id), store.state(lead.lead_id)
    assert number is not None
    assert state is not None
    mail: JsonValue = [f"{text}@x.example", text or None]
    made = {
        "rename": lambda: edits(state, {"company.name": text or None}),
        "blind": lambda: {"company.name": Edit(text)},
        "mail": lambda: edits(state, {f"contacts/{lead.contacts[0].contact_id}/email": mail}),
        "delete": lambda: deletion(state),
    }[verb]()
    if made:
        store.record([recorder.edited(lead, state, made, number)])


@pytest.fixture
def three(store: LeadStore, recorder: Recorder) -> list[Lead]:
    """Three saved leads."""
    leads = list(many_leads(3))
    store.record([recorder.new(lead) for lead in leads])
    return leads


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("UPDATE lead_card SET company = 'x' WHERE lead_no = 2", [2]),
        ("UPDATE lead SET track = 3 - track WHERE lead_no = 1", [1]),
        ("DELETE FROM identity WHERE lead_no = 3", [3]),
        ("DELETE FROM lead WHERE lead_no = 2", [2]),
        ("UPDATE lead SET lead_no = 7 WHERE lead_no = 3", [3]),
        ("DELETE FROM change WHERE change_no = 3", [3]),
    ],
)
def test_strays_are_found(store: LeadStore, database: Database, damage: str, found: list[int]) -> None:
    """A derived row that is not what the log says is found, and a rebuild mends it."""
    database.run("PRAGMA foreign_keys = OFF")
    with database.write():
        database.run(damage)
    assert rebuilding.strays(database, KNOWN) == found
    store.rebuild(KNOWN)
    assert rebuilding.strays(database, KNOWN) == []


def test_many_leads_in_bounded_batches(
    store: LeadStore, recorder: Recorder, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rebuild in several batches is the same as in one."""
    leads = list(many_leads(150))
    store.record([recorder.new(lead) for lead in leads])
    before = derived_rows(database)
    monkeypatch.setattr(rebuilding, "_BATCH", 40)

    assert store.rebuild(KNOWN) == 150
    assert derived_rows(database) == before
    assert rebuilding.strays(database, KNOWN) == []


def test_an_answer_that_says_nothing_is_derived_from_neither(
    store: LeadStore, recorder: Recorder, database: Database
) -> None:
    """A card may say of a question that it was not asked; the log does not keep that, nor do the rows."""
    (lead,) = many_leads(1)
    store.record([recorder.new(replace(lead, answers={**lead.answers, "competitor": Answer()}))])

    assert rebuilding.strays(database, KNOWN) == []
