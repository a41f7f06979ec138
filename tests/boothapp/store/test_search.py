"""Finding leads by words, filters, exact keys and likeness: in the index and before they are in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from boothapp.domain.definition import Track
from boothapp.domain.fold import edits
from boothapp.domain.ids import ContactId, EncounterId
from boothapp.domain.lead import (
    Answer,
    AnswerState,
    BadgeScan,
    Company,
    Contact,
    ContactPoint,
    Encounter,
    FollowUp,
    Lead,
)
from boothapp.domain.likeness import fold_text
from boothapp.store import search as searching
from boothapp.store.database import Database
from boothapp.store.leads import LeadStore
from boothapp.store.outbox import Outbox
from boothapp.store.search import LeadFilter, LeadSearch
from boothapp.store.search_index import FRESH_LIMIT
from boothapp.wire.messages import Receipt
from tests.helpers.many_leads import Recorder, many_leads

ANA = "ana@exhibitor.example"


@pytest.fixture
def search(database: Database) -> LeadSearch:
    """The search."""
    return LeadSearch(database)


@pytest.fixture(params=["fresh", "indexed"])
def filler(request: pytest.FixtureRequest) -> list[Lead]:
    """Leads that nobody looks for: few enough to leave all fresh, or so many that all are in the index."""
    count = 2 if request.param == "fresh" else FRESH_LIMIT
    leads = [visitor(lead, "", "Filler") for lead in many_leads(count, seed=5)]
    return [replace(lead, follow_up=None, external_id="") for lead in leads]


@pytest.fixture
def blank() -> Lead:
    """The lead that is to be found, before anything is on it."""
    return replace(next(many_leads(1, seed=6)), follow_up=None, external_id="")


def visitor(lead: Lead, name: str, company: str = "", note: str = "") -> Lead:
    """The lead, of this person."""
    contact = Contact(contact_id=ContactId("c0"), display_name=name)
    notes = (Encounter(encounter_id=EncounterId("e0"), staff=ANA, at=lead.captured_at, note=note),)
    return replace(
        lead,
        contacts=(contact,),
        company=Company(name=company),
        encounters=notes,
        answers={},
        badge_scan=None,
    )


def found_names(search: LeadSearch, text: str, filters: LeadFilter | None = None) -> list[str]:
    """The names on the leads that are found."""
    return [row.name for row in search.rows(search.find(text, filters))]


@pytest.mark.parametrize(
    "text",
    [
        "zoë", "ZOE", "łuk", "lukasz", "lukasz zoe", "soc lumiere", "zoe@lumiere", "zoe@lumiere.example",
        "head purch", "line sto", "33123456789", "+33 1 23 45", "01 23 45 67 89", "(0)123456", "b-15514",
        "15514", "packing", "z", "zo", "plant visit", "colleague", "line-0",
    ],
)  # fmt: skip
def test_found_by_any_words(
    store: LeadStore, recorder: Recorder, search: LeadSearch, filler: list[Lead], blank: Lead, text: str
) -> None:
    """A lead is found by the beginnings of any words on it, however accents, case and phones are typed."""
    wanted = visitor(blank, "Zoë Łukasz", "Société Lumière SA", "Came back with a colleague.")
    contact = replace(
        wanted.contacts[0],
        job_title="Head of Purchasing",
        email=ContactPoint("zoe@lumiere.example", "zoe@lumiere.example"),
        phone=ContactPoint("01 23 45 67 89", "+33123456789"),
    )
    need = Answer(state=AnswerState.ANSWERED, value="Two lines stop", note="packing")
    wanted = replace(
        wanted,
        contacts=(contact,),
        answers={"need": need, "use": Answer(state=AnswerState.ANSWERED, value=("x", "y"))},
        badge_scan=BadgeScan(raw_payload="?", badge_id="B-15514"),
        follow_up=FollowUp(promise="Plant visit"),
        external_id="line-0",
    )
    store.record([recorder.new(lead) for lead in (*filler, wanted)])

    assert found_names(search, text) == ["Zoë Łukasz"]


@pytest.mark.parametrize(
    "text", ["oe", "zoe xavier", "lukaszz", "99999", "'\"*()-", "AND", "name:zoe", "\x00"]
)
def test_not_found(
    store: LeadStore, recorder: Recorder, search: LeadSearch, filler: list[Lead], blank: Lead, text: str
) -> None:
    """Words that are not there find nothing, and nothing that can be typed is an error."""
    store.record([recorder.new(lead) for lead in (*filler, visitor(blank, "Zoë Łukasz"))])
    expected = len(filler) + 1 if not fold_text(text) else 0

    assert len(search.find(text)) == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("王 伟", "伟"),
        ("王伟", "王"),
        ("佐藤 健", "健 佐"),
        ("Наталья Попова", "поп"),
        ("Ελένη", "ελενη"),
        ("김민준", "민"),
    ],
)  # fmt: skip
def test_every_script(
    store: LeadStore,
    recorder: Recorder,
    search: LeadSearch,
    filler: list[Lead],
    blank: Lead,
    name: str,
    text: str,
) -> None:
    """Names are found in the script they are written in, also where it has no spaces."""
    store.record([recorder.new(lead) for lead in (*filler, visitor(blank, name))])
    assert found_names(search, text) == [name]


def test_newest_first(store: LeadStore, recorder: Recorder, search: LeadSearch) -> None:
    """What was captured last comes first, whether the index has it yet or not."""
    leads = list(many_leads(FRESH_LIMIT + 5))
    store.record([recorder.new(visitor(lead, "Jan")) for lead in leads[:FRESH_LIMIT]])
    store.record([recorder.new(visitor(lead, "Jan")) for lead in leads[FRESH_LIMIT:]])

    assert list(search.find("")) == list(search.find("jan")) == list(range(FRESH_LIMIT + 5, 0, -1))


@pytest.mark.parametrize("filters", [None, LeadFilter(synced=False)])
def test_words_that_many_leads_hold(
    store: LeadStore,
    recorder: Recorder,
    search: LeadSearch,
    monkeypatch: pytest.MonkeyPatch,
    filters: LeadFilter | None,
) -> None:
    """A broad word gives the newest leads that hold it; without words there are all to scroll through."""
    monkeypatch.setattr(searching, "TEXT_LIMIT", 10)
    store.record([recorder.new(visitor(lead, "Jan")) for lead in many_leads(FRESH_LIMIT)])

    assert list(search.find("jan", filters)) == list(range(FRESH_LIMIT, FRESH_LIMIT - 10, -1))
    assert len(search.find("", filters)) == FRESH_LIMIT


def test_saves_one_by_one_reach_the_index(
    store: LeadStore, recorder: Recorder, search: LeadSearch, database: Database
) -> None:
    """Singly saved leads are found at once, and go to the index together once there are enough."""
    for number, lead in enumerate(many_leads(FRESH_LIMIT + 3), 1):
        store.record([recorder.new(visitor(lead, f"Jan No{number}x"))])
        assert list(search.find(f"no{number}x")) == [number]
    assert database.utils.table("search_fresh").count == 3


def test_an_edit_in_the_index(store: LeadStore, recorder: Recorder, search: LeadSearch) -> None:
    """An indexed lead is found by its new words and not its old ones, before and after it is indexed anew."""
    leads = [visitor(lead, f"Jan{number}x") for number, lead in enumerate(many_leads(2 * FRESH_LIMIT), 1)]
    store.record([recorder.new(lead) for lead in leads])
    path = "contacts/c0/display_name"

    def rename(numbers: range, name: str) -> None:
        made = []
        for number in numbers:
            state = store.state(leads[number - 1].lead_id)
            assert state is not None
            made.append(recorder.edited(leads[number - 1], state, edits(state, {path: name}), number))
        store.record(made)

    rename(range(7, 8), "Piet")
    assert list(search.find("piet")) == [7]
    assert list(search.find("jan7x")) == []
    rename(range(1, FRESH_LIMIT + 1), "Klaas")
    assert list(search.find("piet")) == []
    assert sorted(search.find("klaas")) == list(range(1, FRESH_LIMIT + 1))
    assert 9 not in search.find("jan9x")


def test_filters(store: LeadStore, recorder: Recorder, search: LeadSearch, database: Database) -> None:
    """Each filter lets through exactly what it names, alone, with words, and with each other."""
    made = [recorder.new(lead) for lead in many_leads(300)]
    store.record(made)
    outbox = Outbox(database, lambda _: recorder.definition)
    for item in outbox.pending(100):
        outbox.settle([Receipt(change_id=item.change_id, code="received")])
    leads = {row.lead_no: row for row in search.rows(search.find(""))}
    texts = {number: fold_text(one.lead.company.name) for number, one in enumerate(made, 1)}
    filters = [
        (LeadFilter(tracks=(Track.NURTURE, Track.BORROWED)), lambda r: r.track in ("nurture", "borrowed")),
        (LeadFilter(staff=(ANA,)), lambda r: r.captured_by == ANA),
        (LeadFilter(staff=("nobody",)), lambda r: r.captured_by == "nobody"),
        (LeadFilter(day="2026-11-24"), lambda r: r.captured_at.startswith("2026-11-24")),
        (LeadFilter(synced=True), lambda r: r.sync_state == "synced"),
        (LeadFilter(synced=False), lambda r: r.sync_state != "synced"),
        (LeadFilter(follow_up="none"), lambda r: not r.follow_up_at),
        (LeadFilter(follow_up="date_only"), lambda r: r.follow_up_at and "T" not in r.follow_up_at),
        (LeadFilter(follow_up="booked"), lambda r: "T" in r.follow_up_at),
        (
            LeadFilter(tracks=(Track.NURTURE,), synced=True, follow_up="booked"),
            lambda r: r.track == "nurture" and r.sync_state == "synced" and "T" in r.follow_up_at,
        ),
    ]  # fmt: skip

    assert {row.sync_state for row in leads.values()} == {"synced", "pending"}
    for filters_, passes in filters:
        wanted = [number for number in sorted(leads, reverse=True) if passes(leads[number])]
        assert list(search.find("", filters_)) == wanted
        with_word = [n for n in wanted if any(word.startswith("p") for word in texts[n].split())]
        assert set(with_word) <= set(search.find("p", filters_)) <= set(wanted)


def test_filters_on_fresh_leads(store: LeadStore, recorder: Recorder, search: LeadSearch) -> None:
    """A filter holds for a lead that is not in the index yet, too."""
    store.record([recorder.new(visitor(next(many_leads(1)), "Zoë"))])
    track = search.rows([1])[0].track
    others = tuple(other for other in Track if other is not track)

    assert list(search.find("zoe", LeadFilter(tracks=(track,)))) == [1]
    assert list(search.find("zoe", LeadFilter(tracks=others))) == []


def test_state_counts(store: LeadStore, recorder: Recorder, search: LeadSearch) -> None:
    """How many leads each of the state filters would leave is what it leaves."""
    store.record([recorder.new(lead) for lead in many_leads(100)])
    for synced, follow_up, leads in search.state_counts():
        assert len(search.find("", LeadFilter(synced=synced, follow_up=follow_up))) == leads
    assert sum(leads for *_, leads in search.state_counts()) == 100


def test_rows_in_the_order_asked(store: LeadStore, recorder: Recorder, search: LeadSearch) -> None:
    """Rows come as asked for; numbers of no lead give none."""
    made = [recorder.new(lead) for lead in many_leads(3)]
    store.record(made)
    rows = search.rows([3, 99, 1])

    assert [row.lead_no for row in rows] == [3, 1]
    (contact, *_) = made[2].lead.contacts
    assert (rows[0].name, rows[0].company) == (contact.name, made[2].lead.company.name)
    assert rows[0].missing == made[2].verdict.missing


def test_same_keys(store: LeadStore, recorder: Recorder, search: LeadSearch) -> None:
    """Exact look-ups find every lead with one of the keys, the newest first, each once."""
    first, second, third = many_leads(3)
    contact = Contact(
        contact_id=ContactId("c0"),
        email=ContactPoint("Zoe@Lumiere.example", "Zoe@lumiere.example"),
        phone=ContactPoint("01 23 45 67 89", "+33123456789"),
        mobile=ContactPoint("not a number", None),
    )
    badge = BadgeScan(raw_payload="?", badge_id="15514")
    leads = [
        replace(first, contacts=(contact,), badge_scan=None),
        replace(second, contacts=(replace(contact, email=None),), badge_scan=badge),
        replace(third, contacts=(), badge_scan=None),
    ]
    store.record([recorder.new(lead) for lead in leads])

    def numbers(**keys: list[str]) -> list[int]:
        return [row.lead_no for row in search.same_keys(**keys)]

    assert numbers(emails=["zoe@lumiere.example"]) == [1]
    assert numbers(phones=["+33123456789"]) == [2, 1]
    assert numbers(emails=["zoe@lumiere.example"], phones=["+33123456789"], badge_ids=["15514"]) == [2, 1]
    assert numbers(badge_ids=["15514", ""]) == [2]
    assert numbers(phones=["15514", "not a number"]) == numbers(emails=[""]) == numbers() == []


@pytest.mark.parametrize(
    ("name", "company"),
    [
        ("Zoe Lukasz", ""), ("zoë ł", ""), ("Zoe", "Lumiere"), ("Lukas Zoe", ""),
        ("Z. Lukacz", "Societe Lumiere"),
        ("", "societe lum"), ("Zoeh Lukasz", "Société Lumière"), ("Lukasz", "Nobody Ltd"),
    ],
)  # fmt: skip
def test_alike(
    store: LeadStore,
    recorder: Recorder,
    search: LeadSearch,
    filler: list[Lead],
    blank: Lead,
    name: str,
    company: str,
) -> None:
    """The same person typed in another way is among the few that are looked at closely."""
    wanted = visitor(blank, "Zoë Łukasz", "Société Lumière SA")
    store.record([recorder.new(lead) for lead in (*filler, wanted)])

    assert "Zoë Łukasz" in [row.name for row in search.alike(name, company)]


def test_alike_is_bounded(store: LeadStore, recorder: Recorder, search: LeadSearch) -> None:
    """However common a name is, the closer look is at so many and no more."""
    leads = [visitor(lead, "Maria Müller", "Firm") for lead in many_leads(FRESH_LIMIT + 10)]
    store.record([recorder.new(lead) for lead in leads[:FRESH_LIMIT]])
    store.record([recorder.new(lead) for lead in leads[FRESH_LIMIT:]])

    assert len(search.alike("Maria Müller", "Firm", limit=20)) == 20
    assert search.alike("", "") == []


def test_promises(store: LeadStore, recorder: Recorder, search: LeadSearch) -> None:
    """What somebody has promised for a day is theirs, of that day, in the order of the day."""
    due = ["2026-11-25T14:30", "2026-11-25", "2026-11-25T09:00", "2026-11-26T09:00", "2026-11-25T10:00"]
    owners = [ANA, ANA, ANA, ANA, "ben@exhibitor.example"]
    leads = [
        replace(lead, follow_up=FollowUp(due_at=at, owner=owner, zone="Europe/Paris"))
        for lead, at, owner in zip(many_leads(5), due, owners, strict=True)
    ]
    store.record([recorder.new(lead) for lead in leads])
    promises = search.promises_of(ANA, date(2026, 11, 25))

    assert [promise.due_at for _, promise in promises] == [due[1], due[2], due[0]]
    assert [row.lead_no for row, _ in promises] == [2, 3, 1]
