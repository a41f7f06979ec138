"""Browsing: the same visitor met twice is noticed, and nobody else is taken for them."""

from __future__ import annotations

import json

import pytest

from boothapp.app import Services, card_context
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import Lead
from boothapp.paths import resources_dir
from boothapp.services.browsing import Likeness
from boothapp.services.capturing import NewLead
from boothapp.services.show_setup import sample_setup
from boothapp.store.search import LeadFilter

CONTEXT = card_context(sample_setup(resources_dir()))
HERE = b"""{"company": {"name": "Engine Ltd"}, "badge_scan": {"raw_payload": "B-77", "badge_id": "B-77"},
 "contacts": [{"display_name": "Ada Byron", "given_name": "Ada", "family_name": "Byron",
               "email": "ada@engine.example", "phone": "+33 1 99 00 11 21"}]}"""


@pytest.fixture
def known(services: Services) -> Lead:
    """Ada, who is in the store."""
    (saved,) = services.capturing.save_new([NewLead(CONTEXT.lead(HERE))])
    return saved.lead


@pytest.mark.parametrize(
    ("card", "likeness"),
    [
        (b'{"badge_scan": {"raw_payload": "B-77", "badge_id": "B-77"}}', Likeness.SAME_BADGE),
        (b'{"contacts": [{"email": "Ada@Engine.example"}]}', Likeness.SAME_EMAIL),
        (b'{"contacts": [{"phone": "01 99 00 11 21"}]}', Likeness.SAME_PHONE),
        (b'{"contacts": [{"mobile": "+33199001121"}]}', Likeness.SAME_PHONE),
        (
            b'{"company": {"name": "ENGINE Limited"}, "contacts": [{"display_name": "Byron Ada"}]}',
            Likeness.SAME_PERSON,
        ),
        (b'{"contacts": [{"display_name": "Ada Biron"}]}', Likeness.SAME_PERSON),
        (
            b'{"company": {"name": "Engine GmbH"}, "contacts": [{"display_name": "Cy Young"}]}',
            Likeness.SAME_COMPANY,
        ),
    ],
)
def test_the_same_visitor_is_noticed(services: Services, known: Lead, card: bytes, likeness: Likeness):
    """By badge, mail, phone, or a name and company that sound alike; the reason is told."""
    (found,) = services.browsing.duplicates(CONTEXT.lead(card))
    assert (found.row.lead_id, found.likeness) == (known.lead_id, likeness)


@pytest.mark.parametrize(
    "card",
    [
        b"{}",
        b'{"contacts": [{"display_name": "Bob Stone", "email": "bob@engine.example"}]}',
        b'{"company": {"name": "Other Ltd"}, "contacts": [{"display_name": "Ada Byron"}]}',
    ],
)
def test_others_are_not_taken_for_them(services: Services, known: Lead, card: bytes):
    """A colleague's mail domain or a namesake elsewhere is no duplicate."""
    assert known.lead_id
    assert services.browsing.duplicates(CONTEXT.lead(card)) == []


def test_a_lead_is_not_its_own_duplicate(services: Services, known: Lead):
    """Editing a lead does not warn of itself."""
    assert services.browsing.duplicates(known) == []


def test_a_lead_is_found_by_any_word_of_it(services: Services, known: Lead):
    """Name, company, mail, phone or badge, by its beginning, with or without accents."""
    for text in ("ada", "BYR", "engi", "ada@eng", "+33 1 99 00 11 21", "b-77", "Ãdá"):
        assert list(services.browsing.find(text)) != [], text
    assert not services.browsing.find("zebra")
    (row,) = services.browsing.rows(services.browsing.find("ada"))
    assert row.lead_id == known.lead_id


def test_facets_count_what_each_filter_leaves(services: Services, known: Lead):
    """A filter's number is the number of leads that it finds."""
    facets = services.browsing.facets()
    found = services.browsing.find
    assert known.lead_id
    assert {track: len(found("", LeadFilter(tracks=(track,)))) for track in facets.tracks} == facets.tracks
    assert {day: len(found("", LeadFilter(day=day))) for day in facets.days} == facets.days
    assert {one: len(found("", LeadFilter(staff=(one,)))) for one in facets.staff} == facets.staff
    assert {
        is_synced: len(found("", LeadFilter(synced=is_synced))) for is_synced in facets.synced
    } == facets.synced
    assert {
        kind: len(found("", LeadFilter(follow_up=kind))) for kind in facets.follow_ups
    } == facets.follow_ups


def test_a_card_as_json_is_what_files_hold(services: Services, known: Lead):
    """The JSON names the company, and nobody's card is an empty text."""
    assert json.loads(services.browsing.card_json(known.lead_id))["company"]["name"] == known.company.name
    assert services.browsing.card_json(LeadId("nobody")) == ""
