"""What marketing and sales read, opened with bare SQLite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from boothapp.domain.change import Edit
from boothapp.domain.consent import ConsentDecision, ConsentRecord, Purpose
from boothapp.domain.definition import Track
from boothapp.domain.fold import EntityState, apply, deletion
from boothapp.domain.ids import ConsentId, ContactId
from boothapp.domain.lead import Contact, Disqualification, FollowUp
from boothapp.hub.lead_rows import MERGED_INTO
from boothapp.hub.store import CentralStore
from boothapp.paths import resources_dir
from boothapp.wire.messages import ProvisionRequest, WithheldCount
from tests.helpers.hub_file import VIEWS, rows
from tests.helpers.hub_samples import (
    ANA,
    SHOW_ID,
    answered,
    borrowed_lead,
    edit_change,
    fixed_now,
    lead_change,
    number_id,
    nurture_lead,
    push_of,
    sales_ready_lead,
    sample_show,
    standard,
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the store is."""
    return tmp_path / "central.db"


@pytest.fixture
def store(place: Path) -> Iterator[CentralStore]:
    """A store that knows the sample show and judges by the shipped definition."""
    with closing(CentralStore.open(place, now=fixed_now)) as store:
        provision(store, standard().source)
        yield store


def provision(store: CentralStore, definition: str) -> None:
    """Tell the store of the sample show and a definition."""
    request = ProvisionRequest(
        device_id="laptop-a", show_id=SHOW_ID, show=sample_show().source, definitions=[definition]
    )
    assert store.provision(request).problems == []


def ids(place: Path, view: str) -> list[Any]:
    """The leads in a view, by number."""
    found = rows(place, f"SELECT lead_id FROM {view} ORDER BY lead_id")  # noqa: S608
    return [int(row["lead_id"][-12:], 16) for row in found]


def only(place: Path, view: str) -> dict[str, Any]:
    """The one row of a view."""
    (row,) = rows(place, f"SELECT * FROM {view}")  # noqa: S608
    return row


def test_each_lead_is_in_the_view_of_its_track(store: CentralStore, place: Path) -> None:
    """Sales finds the ready ones, marketing the others that are real, and nobody the disqualified."""
    student = replace(sales_ready_lead(4), disqualification=Disqualification(reason="student"))
    leads = (sales_ready_lead(1), nurture_lead(2), borrowed_lead(3), student)
    store.push(push_of(*(lead_change(at, lead) for at, lead in enumerate(leads, start=1))))
    assert ids(place, "sales_ready_leads") == [1]
    assert ids(place, "nurture_leads") == [2]
    assert ids(place, "follow_ups") == [1]
    assert set(ids(place, "answers")) == {1, 2}
    assert ids(place, "current_leads") == [1, 2, 3, 4]


def test_a_sales_ready_lead_reads_like_its_card(store: CentralStore, place: Path) -> None:
    """Person, problem, promise and consent are columns with words in them."""
    store.push(push_of(lead_change(1, sales_ready_lead(1))))
    row = only(place, "sales_ready_leads")
    assert row["show_name"] == sample_show().name
    assert (row["company"], row["contact_name"]) == ("Lumière 1 SA", "Zoë Łukasz")
    assert (row["email"], row["phone"], row["mobile"]) == ("zoe1@lumiere.example", "+33199001234", "")
    assert row["need"] == "Two of five packing lines stop every week."
    assert (row["budget"], row["budget_amount"], row["budget_currency"]) == ("Planned", 80000.5, "EUR")
    assert (row["timeline"], row["authority"]) == ("Within 3 months", "declined")
    assert (row["follow_up_at"], row["follow_up_zone"]) == ("2026-11-25T14:30", "Europe/Paris")
    assert row["follow_up_at_utc"] == "2026-11-25T13:30:00+00:00"
    assert row["consent_sales_email"] == "granted"
    assert row["consent_sales_phone"] == "not_asked"
    assert row["consent_marketing_email"] == "declined"
    assert (row["captured_day"], row["captured_by"]) == ("2026-11-24", ANA)


@pytest.mark.parametrize(
    ("channel", "kept"),
    [("email", ("", "+33199001234")), ("phone", ("zoe1@lumiere.example", "")), ("any", ("", ""))],
)
def test_an_address_whose_owner_said_no_is_in_no_view(
    store: CentralStore, place: Path, channel: str, kept: tuple[str, str]
) -> None:
    """Marketing imports from the views, so a refused channel is not there to be imported; the refusal is."""
    said_no = ConsentRecord(
        consent_id=ConsentId("c9"), purpose=Purpose.SALES_FOLLOW_UP, decision=ConsentDecision.DECLINED,
        channel=channel, captured_at="2026-11-24T12:00:00+01:00",
    )  # fmt: skip
    lead = sales_ready_lead(1)
    store.push(push_of(lead_change(1, replace(lead, consents=(*lead.consents, said_no)))))
    for view in ("sales_ready_leads", "follow_ups"):
        row = only(place, view)
        assert (row["email"], row["phone"]) == kept
        assert "declined" in (row["consent_sales_email"], row["consent_sales_phone"])


def test_a_nurture_lead_says_what_is_missing(store: CentralStore, place: Path) -> None:
    """What sales would need is named, in the order to ask it."""
    lead = replace(nurture_lead(1), answers={"budget": answered("planned")})
    store.push(push_of(lead_change(1, lead)))
    row = only(place, "nurture_leads")
    assert row["missing"].split(", ")[0] == row["ask_next"] == "need"
    assert {"need", "authority", "timeline", "follow_up"} <= set(row["missing"].split(", "))
    assert (row["budget"], row["timeline"]) == ("Planned", "not_asked")


def test_a_date_without_a_time_is_a_follow_up_all_the_same(store: CentralStore, place: Path) -> None:
    """Marketing sees that a day was agreed, and that nobody named the hour."""
    lead = replace(
        sales_ready_lead(1), follow_up=FollowUp(due_at="2026-11-25", zone="Europe/Paris", owner=ANA)
    )
    store.push(push_of(lead_change(1, lead)))
    row = only(place, "follow_ups")
    assert (row["follow_up_at"], row["follow_up_at_utc"], row["track"]) == ("2026-11-25", "", "nurture")


def test_what_cannot_be_right_is_kept_but_reaches_nobody(store: CentralStore, place: Path) -> None:
    """An address that cannot be right stands in the contact as typed, and not where it would be imported."""
    change = lead_change(1, nurture_lead(1))
    edits = {**change.set, "contacts/c1/email": Edit(["zoe(at)lumiere", None])}
    store.push(push_of(replace(change, set=edits)))
    assert only(place, "nurture_leads")["email"] == ""
    contact = only(place, "contact")
    assert (contact["email"], contact["email_as_typed"]) == ("", "zoe(at)lumiere")


def test_everybody_of_the_buying_team_is_a_contact(store: CentralStore, place: Path) -> None:
    """The first person stands on the lead, all of them in `contact`."""
    lead = sales_ready_lead(1)
    lead = replace(
        lead, contacts=(*lead.contacts, Contact(contact_id=ContactId("c2"), display_name="Émile Roux"))
    )
    store.push(push_of(lead_change(1, lead)))
    assert only(place, "sales_ready_leads")["contacts"] == 2
    assert [row["name"] for row in rows(place, "SELECT name FROM contact ORDER BY contact_id")] == [
        "Zoë Łukasz",
        "Émile Roux",
    ]


def test_borrowed_interest_is_a_number_by_default(store: CentralStore, place: Path) -> None:
    """A lead that turned out borrowed after it was sent is counted with those that never left the laptop."""
    withheld = [
        WithheldCount(hour=f"2026-11-24T{hour}", staff=ANA, track=Track.BORROWED, leads=20)
        for hour in (10, 11)
    ]
    store.push(push_of(lead_change(1, borrowed_lead(1)), withheld=withheld))
    row = only(place, "borrowed_interest")
    assert (row["captured_day"], row["captured_by"], row["cards"]) == ("2026-11-24", ANA, 41)
    assert {row[name] for name in ("lead_id", "company", "contact_name", "email", "phone")} == {None}
    assert ids(place, "answers") == []


def test_borrowed_interest_is_a_row_where_the_policy_says_so(place: Path) -> None:
    """A definition that syncs borrowed leads shows them, one card a row."""
    policy = standard().source.replace(
        'tracks = ["sales_ready", "nurture"]', 'tracks = ["sales_ready", "nurture", "borrowed"]'
    )
    with closing(CentralStore.open(place)) as store:
        provision(store, policy)
        store.push(push_of(lead_change(1, borrowed_lead(1)), lead_change(2, borrowed_lead(2))))
    found = rows(place, "SELECT * FROM borrowed_interest ORDER BY lead_id")
    assert [(row["cards"], row["company"]) for row in found] == [(1, "Lumière 1 SA"), (1, "Lumière 2 SA")]


def test_the_scoreboard_counts_what_stayed_on_laptops(store: CentralStore, place: Path) -> None:
    """Qualified against the goal, and the total only as the sum of all tracks, sent or not."""
    withheld = [
        WithheldCount(hour="2026-11-24T10", staff=ANA, track=track, leads=leads)
        for track, leads in ((Track.BORROWED, 6), (Track.DISQUALIFIED, 2))
    ]
    changes = [lead_change(at, sales_ready_lead(at)) for at in (1, 2)]
    store.push(push_of(*changes, lead_change(3, nurture_lead(3)), withheld=withheld))
    assert only(place, "show_scoreboard") == {
        "show_id": SHOW_ID,
        "show_name": sample_show().name,
        "goal": 30,
        "sales_ready": 2,
        "nurture": 1,
        "borrowed": 6,
        "disqualified": 2,
        "total": 11,
        "borrowed_share": 0.545,
        "cost": 48500,
        "currency": "EUR",
        "cost_per_qualified": 24250.0,
        "withheld": 8,
        "not_judged": 0,
    }


def test_an_unknown_question_is_shown_word_for_word(store: CentralStore, place: Path) -> None:
    """An answer to a question that the definition does not have is there, and marked."""
    edits = {"answers/allergies": Edit({"state": "answered", "value": "Nuts", "note": "also soy"})}
    store.push(push_of(lead_change(1, sales_ready_lead(1)), edit_change(2, edits, lead_id=number_id(1))))
    (row,) = rows(place, "SELECT * FROM answers WHERE question_id = 'allergies'")
    assert (row["is_known_question"], row["question"], row["choice"]) == (0, "", "")
    assert (row["state"], row["value"], row["note"]) == ("answered", "Nuts", "also soy")


def test_what_this_version_cannot_read_is_named_and_kept(store: CentralStore, place: Path) -> None:
    """A value of a newer version spoils nothing beside it; an answer shows it word for word."""
    edits = {
        "rating": Edit("volcanic"),
        "captured_at": Edit("yesterday"),
        "answers/need": Edit({"state": "answered", "value": {"sung": "la"}}),
        "contacts/c1/mood": Edit("fine"),
    }
    change = lead_change(1, sales_ready_lead(1))
    store.push(push_of(replace(change, set={**change.set, **edits})))
    row = only(place, "current_leads")
    assert row["unreadable_fields"] == "answers/need, captured_at"
    assert (row["company"], row["rating"], row["captured_day"]) == ("Lumière 1 SA", "", "2026-11-24")
    (answer,) = rows(place, "SELECT * FROM answer WHERE question_id = 'need'")
    assert answer["value"] == '{"state":"answered","value":{"sung":"la"}}'
    assert store.verify().is_sound


def test_a_deleted_lead_is_in_no_view(store: CentralStore, place: Path) -> None:
    """Its row keeps ids and nothing of the person; who takes the deletion back has it again."""
    change = lead_change(1, sales_ready_lead(1))
    state = EntityState()
    apply(state, change)
    gone = edit_change(2, deletion(state), lead_id=number_id(1))
    store.push(push_of(change, gone))
    assert all(rows(place, f"SELECT * FROM {view}") == [] for view in VIEWS if view != "show_scoreboard")  # noqa: S608
    assert rows(place, "SELECT is_deleted, company, email FROM lead") == [
        {"is_deleted": 1, "company": "", "email": ""}
    ]
    assert rows(place, "SELECT * FROM contact") == []
    back = edit_change(3, {"_deleted": Edit(None, (gone.stamp,))}, lead_id=number_id(1))
    store.push(push_of(back))
    assert ids(place, "sales_ready_leads") == [1]


def merge(number: int, lead: int, into: int | None, *seen: Any) -> Any:
    """The change that links a lead to another, or takes the link back."""
    target = None if into is None else number_id(into)
    return edit_change(number, {MERGED_INTO: Edit(target, tuple(seen))}, lead_id=number_id(lead))


def test_a_merged_lead_gives_way_to_the_one_it_was_merged_into(store: CentralStore, place: Path) -> None:
    """Links are followed to the end, and can be taken back."""
    store.push(push_of(*(lead_change(at, sales_ready_lead(at)) for at in (1, 2, 3))))
    link = merge(10, 1, 2)
    store.push(push_of(link))
    assert ids(place, "sales_ready_leads") == [2, 3]
    store.push(push_of(merge(11, 2, 3)))
    assert ids(place, "sales_ready_leads") == [3]
    assert only_root(place, 1) == number_id(3)
    store.push(push_of(merge(12, 1, None, link.stamp)))
    assert ids(place, "sales_ready_leads") == [1, 3]
    assert store.verify().is_sound


def only_root(place: Path, lead: int) -> str:
    """Where a lead belongs."""
    (row,) = rows(place, f"SELECT canonical_id FROM lead WHERE lead_id = '{number_id(lead)}'")  # noqa: S608
    return str(row["canonical_id"])


def test_a_circle_of_merges_leaves_one_lead(store: CentralStore, place: Path) -> None:
    """Two laptops that merge two leads into each other do not make both vanish."""
    store.push(push_of(*(lead_change(at, sales_ready_lead(at)) for at in (1, 2))))
    store.push(push_of(merge(10, 1, 2), merge(11, 2, 1)))
    assert ids(place, "sales_ready_leads") == [1]


def test_a_lead_merged_into_one_that_stayed_on_the_laptop_is_shown(store: CentralStore, place: Path) -> None:
    """What it was merged into may never come by policy: then it is the only trace of the person."""
    store.push(push_of(lead_change(1, sales_ready_lead(1)), merge(10, 1, 2)))
    assert ids(place, "sales_ready_leads") == [1]
    store.push(push_of(lead_change(2, sales_ready_lead(2))))
    assert ids(place, "sales_ready_leads") == [2]


def test_every_column_of_every_view_is_explained(store: CentralStore, place: Path) -> None:
    """The help page names each view, and each of its columns."""
    store.push(push_of(lead_change(1, sales_ready_lead(1)), lead_change(2, nurture_lead(2)), withheld=[]))
    page = (resources_dir() / "help" / "central-store.md").read_text(encoding="utf-8")
    for view in VIEWS:
        section = page.partition(f"## `{view}`")[2].partition("\n## ")[0]
        assert section, f"{view} has no section"
        if view == "current_leads":
            continue  # it has the columns of all others
        named = set(re.findall(r"`([a-z_]+)`", section + page.partition("## Columns")[2]))
        columns = {row["name"] for row in rows(place, f"PRAGMA table_info({view})")}
        assert columns <= named, f"{view}: {columns - named} not explained"
