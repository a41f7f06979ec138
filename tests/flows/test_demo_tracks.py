"""The gate agrees with a salesperson about every card of the sample show."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from boothapp.domain.ids import DeviceId, LeadId
from boothapp.domain.lead import Lead
from boothapp.domain.lead_fields import from_fields, to_fields
from boothapp.domain.show import read_show
from boothapp.domain.verdict import judge
from boothapp.intake.reach import read_email, read_phone
from boothapp.wire.card import read_card
from boothapp.wire.card_lead import card_to_lead
from tests.helpers.gate_cases import NOW, STANDARD
from tests.helpers.lead_strategies import without_unasked

DEMO = Path(__file__).parents[2] / "resources" / "demo"
EXPECTED = json.loads((DEMO / "expected_tracks.json").read_text(encoding="utf-8"))


def demo_leads() -> dict[str, Lead]:
    """The leads of both laptops, by external id."""
    show = read_show((DEMO / "show.toml").read_text(encoding="utf-8"))
    part_ids = count()
    leads = [
        card_to_lead(
            read_card(line),
            lead_id=LeadId("lead"),
            show_id=show.show_id,
            definition=STANDARD.ref,
            country=show.country,
            captured_at=NOW.isoformat(),
            captured_by="ana@hummline.example",
            device_id=DeviceId("device"),
            read_email=read_email,
            read_phone=read_phone,
            new_part_id=lambda: f"{next(part_ids):05}",
        )
        for file in ("visitors.jsonl", "visitors_laptop_2.jsonl")
        for line in (DEMO / file).read_bytes().splitlines()
    ]
    return {lead.external_id: lead for lead in leads}


LEADS = demo_leads()


def test_every_card_has_an_expected_track() -> None:
    """None was forgotten, none is there twice."""
    assert LEADS.keys() == EXPECTED.keys()


@pytest.mark.parametrize("external_id", list(EXPECTED))
def test_the_gate_agrees_with_the_salesperson(external_id: str) -> None:
    """Judged by hand and by the program, a card is on the same track."""
    verdict = judge(LEADS[external_id], STANDARD, NOW)
    assert verdict.track == EXPECTED[external_id]["track"], EXPECTED[external_id]["why"]


def test_the_moments_of_interest_are_noticed() -> None:
    """Two visitors want to buy, now."""
    alerts = {key for key, lead in LEADS.items() if judge(lead, STANDARD, NOW).moment_of_interest}
    assert alerts == {"demo-016", "demo-035"}


@pytest.mark.parametrize("external_id", list(EXPECTED))
def test_a_real_card_comes_back_from_its_fields(external_id: str) -> None:
    """What real visitors bring survives the trip."""
    lead = LEADS[external_id]
    kept = replace(lead, answers=without_unasked(dict(lead.answers)))
    assert from_fields(lead.lead_id, lead.show_id, to_fields(lead)) == kept
