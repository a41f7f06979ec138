"""Recording leads: what one save writes, what can be read back, and that nothing is ever half there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from boothapp.domain.change import Edit
from boothapp.domain.definition import Track
from boothapp.domain.fold import EntityState, deletion, edits
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import Answer, AnswerState, Lead
from boothapp.domain.lead_fields import to_fields
from boothapp.domain.scoreboard import AnswerCount
from boothapp.errors import StoreError
from boothapp.store.database import Database
from boothapp.store.drafts import Drafts
from boothapp.store.leads import LeadStore, Recorded
from boothapp.store.search import LeadSearch
from tests.helpers.many_leads import Recorder, many_leads


def save(store: LeadStore, recorder: Recorder, count: int = 1) -> list[Lead]:
    """Save so many leads at once."""
    leads = list(many_leads(count))
    store.record([recorder.new(lead, 4.0) for lead in leads])
    return leads


def edit(store: LeadStore, recorder: Recorder, old: Lead, new: Lead) -> None:
    """Save what differs."""
    number, state = store.lead_no(old.lead_id), store.state(old.lead_id)
    assert number is not None
    assert state is not None
    before, after = to_fields(old), to_fields(new)
    wanted = {name: after.get(name) for name in before.keys() | after.keys()}
    store.record([recorder.edited(old, state, edits(state, wanted), number)])


def test_a_saved_lead_is_read_back(store: LeadStore, recorder: Recorder) -> None:
    """What the change log gives back is the lead that was saved, whole."""
    leads = save(store, recorder, 100)
    assert [store.lead(lead.lead_id) for lead in leads] == leads


def test_one_save_is_one_transaction(store: LeadStore, recorder: Recorder, database: Database) -> None:
    """Change, outbox, derived rows and the device's numbers come together or not at all."""
    good, broken = (recorder.new(lead) for lead in many_leads(2))
    broken = replace(broken, lead=replace(broken.lead, lead_id=good.lead.lead_id))  # one id for two leads
    with pytest.raises(Exception, match="UNIQUE"):
        store.record([good, broken])

    for table in ("change", "outbox", "lead", "lead_card", "identity", "search_fresh", "term"):
        assert database.utils.table(table).count == 0, table
    assert store.device() == recorder.device


def test_numbers_go_on(store: LeadStore, recorder: Recorder) -> None:
    """The device's next number and last stamp are those after the last change."""
    (lead,) = save(store, recorder)
    (change,) = store.history(lead.lead_id)

    assert store.device() == (recorder.device.device_id, 2, change.stamp)


@pytest.mark.parametrize("slip", [-1, 1])
def test_numbers_have_no_gap_and_no_repeat(store: LeadStore, recorder: Recorder, slip: int) -> None:
    """A change that is not the next one is refused: the hub could not tell whether one is missing."""
    made = recorder.new(next(many_leads(1)))
    wrong = replace(made, change=replace(made.change, device_seq=made.change.device_seq + slip))
    with pytest.raises(StoreError, match="must be number 1"):
        store.record([wrong])
    assert not store.has_any()


def test_draft_goes_with_the_save(store: LeadStore, recorder: Recorder, database: Database) -> None:
    """The draft that became a lead is gone in the same transaction, and stays when that fails."""
    drafts = Drafts(database)
    drafts.keep("d", b"form", "Zoë", "2026-11-24T11:00:00+01:00")
    made = recorder.new(next(many_leads(1)))
    with pytest.raises(StoreError):
        store.record([replace(made, change=replace(made.change, device_seq=9))], discard_draft="d")
    assert [draft.form for draft in drafts.all()] == [b"form"]

    store.record([made], discard_draft="d")
    assert drafts.all() == []


def test_no_leads_only_the_draft(store: LeadStore, database: Database) -> None:
    """An edit that changes nothing still ends its draft."""
    drafts = Drafts(database)
    drafts.keep("d", b"form", "", "")
    assert store.record([], discard_draft="d") == []
    assert drafts.all() == []


def test_an_edit_replaces_what_is_derived(store: LeadStore, recorder: Recorder, database: Database) -> None:
    """After an edit the lead is found by its new words and mail only, and its history has both changes."""
    lead = next(lead for lead in many_leads(50) if lead.contacts[0].email)
    store.record([recorder.new(lead)])
    (contact, *others) = lead.contacts
    changed = replace(
        lead, contacts=(replace(contact, email=None, family_name="Quetzalcoatl"), *others), rating=None
    )
    edit(store, recorder, lead, changed)
    search = LeadSearch(database)

    assert store.lead(lead.lead_id) == changed
    assert len(store.history(lead.lead_id)) == 2
    assert [row.lead_id for row in search.rows(search.find("quetzal"))] == [lead.lead_id]
    assert contact.email is not None
    assert search.same_keys(emails=[contact.email.raw]) == []
    assert search.rows([1])[0].email == ""


def test_two_edits_in_one_batch(store: LeadStore, recorder: Recorder, database: Database) -> None:
    """The last one counts, and what only the first one named is not kept."""
    (lead,) = save(store, recorder)
    state = store.state(lead.lead_id)
    assert state is not None
    steps = []
    for external_id in ("first", "second"):
        made = edits(state, {"external_id": external_id})
        steps.append(recorder.edited(lead, state, made, 1))
    store.record(steps)

    assert store.lead_id_of("second") == lead.lead_id
    assert store.lead_id_of("first") is None
    assert database.value("SELECT pending FROM lead") == 3


def test_a_deleted_lead_is_found_by_nothing(store: LeadStore, recorder: Recorder, database: Database) -> None:
    """It leaves lists, counts and look-ups; its changes stay as history."""
    (lead,) = save(store, recorder)
    state = store.state(lead.lead_id)
    assert state is not None
    store.record([recorder.edited(lead, state, deletion(state), 1)])
    search = LeadSearch(database)

    assert store.lead(lead.lead_id) is None
    assert len(store.history(lead.lead_id)) == 2
    assert list(search.find("")) == list(search.find(lead.company.name)) == []
    assert store.lead_id_of(lead.external_id) is None
    assert store.counts() == []
    assert store.has_any()


def test_a_deleted_lead_comes_back(store: LeadStore, recorder: Recorder, database: Database) -> None:
    """Whoever edits it wants it back."""
    (lead,) = save(store, recorder)
    state = store.state(lead.lead_id)
    assert state is not None
    store.record([recorder.edited(lead, state, deletion(state), 1)])
    store.record([recorder.edited(lead, state, edits(state, {"external_id": "back"}), 1)])

    assert store.lead(lead.lead_id) == replace(lead, external_id="back")
    assert list(LeadSearch(database).find(lead.company.name)) == [1]
    assert store.lead_id_of("back") == lead.lead_id


def test_conflicts_are_marked(store: LeadStore, recorder: Recorder, database: Database) -> None:
    """Two values of which no editor saw the other are an open conflict, shown in every list."""
    (lead,) = save(store, recorder)
    state = store.state(lead.lead_id)
    assert state is not None
    unseen = {"company.name": Edit("Another Name")}
    store.record([recorder.edited(lead, state, unseen, 1)])

    assert LeadSearch(database).rows([1])[0].has_conflict


def test_unknown_leads(store: LeadStore) -> None:
    """What is not there is None or empty, never an error."""
    nobody = LeadId("nobody")
    assert store.lead(nobody) is None
    assert store.state(nobody) is None
    assert store.lead_no(nobody) is None
    assert store.verdict_row(nobody) is None
    assert store.history(nobody) == []
    assert store.lead_id_of("") is None
    assert not store.has_any()


def test_external_ids(store: LeadStore, recorder: Recorder) -> None:
    """A second capture of a line is known by its external id, singly or by the batch."""
    leads = save(store, recorder, 3)

    assert store.lead_id_of("line-2") == leads[1].lead_id
    assert store.known_external_ids(["line-1", "line-3", "line-4"]) == {
        "line-1": leads[0].lead_id, "line-3": leads[2].lead_id,
    }  # fmt: skip


def test_counts_are_of_verdicts(store: LeadStore, recorder: Recorder) -> None:
    """The scoreboard's rows are sums over the leads' verdicts, hours, staff and capture times."""
    made = [recorder.new(lead, 4.0 if number % 2 else None) for number, lead in enumerate(many_leads(200))]
    store.record(made)
    counts = store.counts()

    for track in Track:
        expected = sum(one.verdict.track is track for one in made)
        assert sum(count.leads for count in counts if count.track is track) == expected
    assert sum(count.leads for count in counts if count.hour == "2026-11-24T09") == sum(
        one.lead.captured_at.startswith("2026-11-24T09") for one in made
    )
    assert {count.staff for count in counts} == {one.lead.captured_by for one in made}
    assert sum(count.seconds for count in counts) == 400.0
    assert sum(count.timed for count in counts) == 100


def test_verdict_row(store: LeadStore, recorder: Recorder) -> None:
    """Lists show the verdict of the save."""
    made = [recorder.new(lead) for lead in many_leads(20)]
    store.record(made)

    for one in made:
        assert store.verdict_row(one.lead.lead_id) == (one.verdict.track, one.verdict.missing)


def test_answer_counts(store: LeadStore, recorder: Recorder) -> None:
    """Choices are counted one by one, words of the visitor's own together, silence by its kind."""
    answers = {
        "need": Answer(state=AnswerState.ANSWERED, value="two of five lines stop"),
        "use": Answer(state=AnswerState.ANSWERED, value=("lab", "plant")),
        "budget": Answer(state=AnswerState.DECLINED),
    }
    leads = [replace(lead, answers=answers) for lead in many_leads(3)]
    store.record([recorder.new(lead) for lead in leads])

    assert store.answer_counts() == [
        AnswerCount("budget", "declined", "", 3),
        AnswerCount("need", "answered", "", 3),
        AnswerCount("use", "answered", "lab", 3),
        AnswerCount("use", "answered", "plant", 3),
    ]
    assert store.asked_counts() == {"budget": 3, "need": 3, "use": 3}


def test_unanswered_since(store: LeadStore, recorder: Recorder) -> None:
    """A stack of prize cards shows as several captures without an answer within a minute."""
    declined = {"need": Answer(state=AnswerState.DECLINED)}
    answered = {"need": Answer(state=AnswerState.ANSWERED, value="x")}
    at = [f"2026-11-24T11:00:{second:02d}+01:00" for second in range(4)]
    given: list[dict[str, Answer]] = [{}, declined, answered, {}]
    leads = [
        replace(lead, answers=answers, captured_at=moment)
        for lead, answers, moment in zip(many_leads(4), given, at, strict=True)
    ]
    store.record([recorder.new(lead) for lead in leads])

    assert store.unanswered_since(at[0], 5) == [at[3], at[1], at[0]]
    assert store.unanswered_since(at[1], 1) == [at[3]]


def test_capture_without_a_time(store: LeadStore, recorder: Recorder, database: Database) -> None:
    """A moment that is none is kept as it is, and counted under no hour."""
    made = recorder.new(next(many_leads(1)))
    odd = replace(made, lead=replace(made.lead, captured_at="yesterday"), state=EntityState())
    assert isinstance(odd, Recorded)
    store.record([odd])
    assert [count.hour for count in store.counts()] == [""]
    assert LeadSearch(database).rows([1])[0].captured_at == "yesterday"
