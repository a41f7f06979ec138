"""Reconciliation: the organiser's list fills blanks only, says where it differs, and can be taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from boothapp.app import Services, card_context
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import Company, Lead
from boothapp.errors import InputError, ListBatchError, StoppedError
from boothapp.paths import resources_dir
from boothapp.services.capturing import NewLead
from boothapp.services.reconciling import ReconcilePlan
from boothapp.services.show_setup import sample_setup
from tests.helpers.booths import HandClock

CONTEXT = card_context(sample_setup(resources_dir()))
BY = "ana@hummline.example"
LIST = """Badge ID;First name;Last name;Company;Job title;Email;Phone;City;Country
00101;Ada;Byron;Engine Ltd;Countess;ada@engine.example;+33 1 99 00 11 21;Lyon;FR
102;Bob;Stone;Stone AG;Mason;bob@stone.example;;Bonn;DE
103;Cy;Young;Young Inc;;cy@young.example;;;
104;Dee;One;;;;;;
104;Dee;Other;;;;;;
"""


def capture(services: Services, card: bytes) -> Lead:
    """A lead of this card."""
    (saved,) = services.capturing.save_new([NewLead(CONTEXT.lead(card))])
    return saved.lead


def badge(services: Services, badge_id: str, rest: str = "") -> Lead:
    """A scanned badge, and what was typed beside it."""
    scan = f'"badge_scan": {{"raw_payload": "{badge_id}", "badge_id": "{badge_id}"}}'
    return capture(services, f"{{{scan}{rest}}}".encode())


def planned(services: Services, folder: Path, text: str = LIST, *said: str) -> ReconcilePlan:
    """What a list would do."""
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return services.reconciling.plan(services.list_reading.open(path, said))


def lead_of(services: Services, lead_id: LeadId) -> Lead:
    """A lead as it is now."""
    opened = services.capturing.open_lead(lead_id)
    assert opened is not None
    return opened.lead


def test_a_badge_without_a_name_becomes_a_person(services: Services, tmp_path: Path):
    """Name, company, title, address and ways to reach them come from the list, and the badge is matched."""
    ada = badge(services, "101")
    number = services.reconciling.apply(planned(services, tmp_path), by=BY)
    lead = lead_of(services, ada.lead_id)
    (contact,) = lead.contacts
    assert (contact.given_name, contact.family_name, contact.job_title) == ("Ada", "Byron", "Countess")
    assert contact.phone is not None
    assert contact.phone.normalised == "+33199001121"
    assert contact.address is not None
    assert (contact.address.city, contact.address.country) == ("Lyon", "FR")
    assert (lead.company.name, lead.badge_scan and lead.badge_scan.matched) == ("Engine Ltd", True)
    assert number == 1
    assert [row.lead_id for row in services.browsing.rows(services.browsing.find("byron"))] == [ada.lead_id]


def test_what_staff_typed_stays(services: Services, tmp_path: Path):
    """The list fills beside it, and each difference is told with both texts."""
    bob = badge(
        services, "102",
        ', "company": {"name": "Stone"}, "contacts": [{"given_name": "Bob", "job_title": "Sculptor", '
        '"email": "private@bob.example"}]',
    )  # fmt: skip
    plan = planned(services, tmp_path)
    (match,) = plan.matched
    told = {(d.field, d.typed, d.listed) for d in match.differences}
    assert told == {
        ("job_title", "Sculptor", "Mason"),
        ("email", "private@bob.example", "bob@stone.example"),
    }
    services.reconciling.apply(plan, by=BY)
    contact = lead_of(services, bob.lead_id).contacts[0]
    assert (contact.name, contact.job_title) == ("Bob Stone", "Sculptor")
    assert contact.email is not None
    assert contact.email.raw == "private@bob.example"


def test_another_person_is_never_mixed_with_the_one_typed(services: Services, tmp_path: Path):
    """Where the names differ nothing is filled, and the badge stays unresolved."""
    other = badge(services, "103", ', "contacts": [{"display_name": "Zoe Miller"}]')
    plan = planned(services, tmp_path)
    (match,) = plan.matched
    assert [(d.field, d.typed, d.listed) for d in match.differences] == [("name", "Zoe Miller", "Cy Young")]
    assert services.reconciling.apply(plan, by=BY) == 0
    assert lead_of(services, other.lead_id) == other


@pytest.mark.parametrize(
    ("badge_id", "typed"),
    [
        ("https://l.ead.me/bcXYZ9", ""),
        ("bcXYZ101", ""),
        ("5A1F0C3E-9B1D-4C7E-A111-0C2D3E4F0101", ""),
        ("2026-11-24-101", ""),
        ("EXH-101", ""),
        ("101", ', "contacts": [{"email": "zoe@home.example"}]'),
        ("101", ', "contacts": [{"display_name": "Zoe Miller"}]'),
    ],
)
def test_a_badge_that_is_only_like_one_of_the_list_is_not_in_it(
    services: Services, tmp_path: Path, badge_id: str, typed: str
):
    """A number at the end is no proof; nor are zeros alone, against another name or email than the list's."""
    other = badge(services, badge_id, typed)
    plan = planned(services, tmp_path)
    assert (list(plan.matched), len(plan.unmatched)) == ([], int(not typed))
    assert services.reconciling.apply(plan, by=BY) == 0
    assert lead_of(services, other.lead_id) == other


def test_what_is_not_found_or_in_doubt_stays_listed(services: Services, tmp_path: Path):
    """A badge that the list does not know, and one that it knows twice."""
    unknown, twice = badge(services, "999"), badge(services, "104")
    plan = planned(services, tmp_path)
    services.reconciling.apply(plan, by=BY)
    assert [row.lead_id for row in plan.unmatched] == [unknown.lead_id]
    assert [row.lead_id for row in plan.ambiguous] == [twice.lead_id]
    assert [row.lead_id for row in services.reconciling.unresolved()] == [unknown.lead_id, twice.lead_id]


def test_a_plan_changes_nothing(services: Services, tmp_path: Path):
    """A dry run leaves every lead and the record of batches as they were."""
    ada = badge(services, "101")
    plan = planned(services, tmp_path)
    assert plan.matched[0].filling.filled[:2] == ("given_name", "family_name")
    assert lead_of(services, ada.lead_id) == ada
    assert list(services.reconciling.batches()) == []


def test_a_second_run_finds_nothing_to_do(services: Services, tmp_path: Path):
    """What was resolved is left alone."""
    badge(services, "101")
    services.reconciling.apply(planned(services, tmp_path), by=BY)
    assert list(planned(services, tmp_path).matched) == []


def test_a_batch_is_taken_back(services: Services, tmp_path: Path):
    """Every lead is as before, and its changes stay as history; a second time is refused."""
    before = [badge(services, "101"), badge(services, "102", ', "contacts": [{"given_name": "Bob"}]')]
    number = services.reconciling.apply(planned(services, tmp_path), by=BY)
    undone = services.reconciling.undo(number, by=BY)
    assert (undone.leads, undone.kept_fields) == (2, 0)
    assert [lead_of(services, lead.lead_id) for lead in before] == before
    card = services.browsing.card(before[0].lead_id)
    assert card is not None
    assert len(card.history) == 3
    for wrong in (number, 99):
        with pytest.raises(ListBatchError):
            services.reconciling.undo(wrong, by=BY)


def test_what_was_corrected_since_stays_when_a_batch_is_taken_back(
    services: Services, tmp_path: Path, clock: HandClock
):
    """A person's later word is not undone with the list's; nor does an undone lead come back."""
    ada, bob = badge(services, "101"), badge(services, "102")
    number = services.reconciling.apply(planned(services, tmp_path), by=BY)
    clock.forward(minutes=1)
    opened = services.capturing.open_lead(ada.lead_id)
    assert opened is not None
    services.capturing.save_edit(
        opened, replace(opened.lead, company=Company(name="Analytical Engines")), by=BY
    )
    services.capturing.undo(bob.lead_id, by=BY)
    undone = services.reconciling.undo(number, by=BY)
    assert (undone.leads, undone.kept_fields) == (1, 1)
    assert lead_of(services, ada.lead_id).company.name == "Analytical Engines"
    assert lead_of(services, ada.lead_id).contacts == ()
    assert services.capturing.open_lead(bob.lead_id) is None


def test_a_person_may_stop_it(services: Services, tmp_path: Path):
    """Then nothing of it counts."""
    badge(services, "101")
    lines = "\n".join(f"{number};A;B;;;;;;" for number in range(2000, 3000))
    path = tmp_path / "list.csv"
    path.write_text(LIST + lines, encoding="utf-8")

    def stop(_done: int, _total: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        services.reconciling.plan(services.list_reading.open(path), stop)


def test_the_column_of_badges_is_asked_for_and_remembered(services: Services, tmp_path: Path):
    """Lists with the same headers need no second word."""
    text = "Ding;Wer\n101;Ada Byron\n"
    badge(services, "101")
    with pytest.raises(InputError, match="badge=COLUMN"):
        planned(services, tmp_path, text)
    services.reconciling.apply(planned(services, tmp_path, text, "badge=Ding", "name=Wer"), by=BY)
    badge(services, "102")
    (match,) = planned(services, tmp_path, "Ding;Wer\n102;Bob Stone\n").matched
    assert match.filling.lead.contacts[0].name == "Bob Stone"


def test_a_guess_is_made_anew_for_each_list(services: Services, tmp_path: Path):
    """Titles that were Mr and Ms once are jobs in the next list of these headers; what was said stays."""
    badge(services, "101")
    services.reconciling.apply(planned(services, tmp_path, "Badge,Name,Title\n101,Ada Byron,Ms\n"), by=BY)
    badge(services, "102")
    text = "Badge,Name,Title\n102,Bob Stone,Mason\n"
    assert planned(services, tmp_path, text).matched[0].filling.lead.contacts[0].job_title == "Mason"
    services.reconciling.apply(planned(services, tmp_path, text, "job-title="), by=BY)
    badge(services, "103")
    (match,) = planned(services, tmp_path, "Badge,Name,Title\n103,Cy Young,Poet\n").matched
    assert match.filling.lead.contacts[0].job_title == ""


def test_rows_that_cannot_be_read_are_told(services: Services, tmp_path: Path):
    """With their lines; the others count."""
    badge(services, "101")
    plan = planned(services, tmp_path, "Badge,Name\n101,Ada\n102,Bob,too,many\n")
    assert (len(plan.matched), [row.line for row in plan.refused]) == (1, [3])
