"""The sample show and its visitors, and leads made from cards, for the tests of what leaves."""

from __future__ import annotations

import csv
import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from boothapp.domain.definition_file import read_definition
from boothapp.domain.ids import DeviceId, LeadId
from boothapp.domain.show import read_show
from boothapp.domain.verdict import judge
from boothapp.intake.reach import read_email, read_phone
from boothapp.paths import resources_dir
from boothapp.wire.card import read_card
from boothapp.wire.card_lead import card_to_lead

if TYPE_CHECKING:
    from pathlib import Path

    from boothapp.domain.lead import Lead
    from boothapp.domain.verdict import Verdict

_RESOURCES = resources_dir()
SHOW = read_show((_RESOURCES / "demo" / "show.toml").read_text(encoding="utf-8"))
DEFINITION = read_definition((_RESOURCES / "definitions" / "standard.toml").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 26, 17, tzinfo=UTC)

READY_CARD: dict[str, Any] = {
    "company": {"name": "Société Lumière SA", "website": "lumiere.example", "size": "51-200"},
    "contacts": [
        {
            "given_name": "Zoë",
            "family_name": "Łukasz",
            "job_title": "Head of Purchasing",
            "email": "zoe@lumiere.example",
            "phone": "01 99 00 11 21",
            "decision_role": "decision_maker",
            "address": {"street": "1, rue du Pont", "city": "Lyon", "postal_code": "69001", "country": "FR"},
        }
    ],
    "interest_basis": "product",
    "prospect_wants": "demonstration",
    "answers": {
        "need": {"state": "answered", "value": "Two of five packing lines stop every week."},
        "budget": {
            "state": "answered",
            "value": "planned",
            "amount": {"value": "80000", "currency": "EUR"},
        },
        "timeline": {"state": "answered", "value": "3_months"},
        "authority": {"state": "declined"},
    },
    "follow_up": {
        "due_at": "2026-11-25T14:30",
        "zone": "Europe/Paris",
        "channel": "video",
        "owner": "ana@hummline.example",
        "promise": "Show line monitoring on their PLC",
        "confirmed_by_visitor": True,
    },
    "consents": [{"purpose": "sales_follow_up", "decision": "granted", "method": "spoken"}],
    "captured_at": "2026-11-24T11:02:00+01:00",
    "captured_by": "ana@hummline.example",
}


def lead_of(card: dict[str, Any], number: int = 1) -> Lead:
    """The lead of a card; the number makes its id."""
    parts = itertools.count(1)
    return card_to_lead(
        read_card(json.dumps(card).encode()),
        lead_id=LeadId(f"01939c8e-0000-7000-8000-{number:012x}"),
        show_id=SHOW.show_id,
        definition=DEFINITION.ref,
        country=SHOW.country,
        captured_at="2026-11-24T11:02:00+01:00",
        captured_by="ana@hummline.example",
        device_id=DeviceId("laptop"),
        read_email=read_email,
        read_phone=read_phone,
        new_part_id=lambda: f"part-{next(parts):03}",
    )


def ready_lead(number: int = 1, **changes: Any) -> Lead:
    """A sales-ready lead, with other values in some of its fields."""
    return replace(lead_of(READY_CARD, number), **changes)


def ready_card(**changes: Any) -> dict[str, Any]:
    """A sales-ready card, with other values under some of its keys."""
    return {**READY_CARD, **changes}


def judged(*leads: Lead) -> list[tuple[Lead, Verdict]]:
    """The leads with their verdicts."""
    return [(lead, judge(lead, DEFINITION, NOW)) for lead in leads]


@cache
def visitors() -> tuple[tuple[Lead, Verdict], ...]:
    """Everybody of the sample show, both laptops, judged."""
    files = [_RESOURCES / "demo" / name for name in ("visitors.jsonl", "visitors_laptop_2.jsonl")]
    cards = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return tuple(judged(*(lead_of(card, number) for number, card in enumerate(cards))))


def rows_of(path: Path) -> list[dict[str, str]]:
    """A CSV file as the csv module of any program reads it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))
