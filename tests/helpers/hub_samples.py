"""Made-up leads, changes and pushes for the tests of sync and hub."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from boothapp.domain.change import Change, Edit
from boothapp.domain.consent import ConsentDecision, ConsentRecord, Purpose
from boothapp.domain.definition import LeadDefinition
from boothapp.domain.definition_file import read_definition
from boothapp.domain.ids import ChangeId, ConsentId, ContactId, DeviceId, EncounterId, LeadId, ShowId
from boothapp.domain.lead import (
    Answer,
    AnswerState,
    Channel,
    Company,
    Contact,
    ContactPoint,
    DecisionRole,
    DefinitionRef,
    Encounter,
    FollowUp,
    InterestBasis,
    Lead,
    Money,
    Rating,
)
from boothapp.domain.lead_fields import to_fields
from boothapp.domain.show import Show, read_show
from boothapp.domain.stamp import Stamp
from boothapp.paths import resources_dir
from boothapp.wire.messages import PushRequest, WithheldCount

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from boothapp.domain.change import JsonValue

START_MS = 1_795_503_600_000  # 2026-11-24T07:00:00Z
NOW = "2026-11-24T18:00:00+01:00"
STANDARD = DefinitionRef("standard", 1)  # type: ignore[arg-type]
CAPTURED_AT = "2026-11-24T11:02:00+01:00"
SHOW_ID = ShowId("packing-hall-2026")
ANA = "ana@hummline.example"


@functools.cache
def sample_show() -> Show:
    """The sample show that is shipped."""
    return read_show((resources_dir() / "demo" / "show.toml").read_text(encoding="utf-8"))


@functools.cache
def standard() -> LeadDefinition:
    """The lead definition that is shipped."""
    return read_definition((resources_dir() / "definitions" / "standard.toml").read_text(encoding="utf-8"))


def fixed_now() -> datetime:
    """The time by every clock here."""
    return datetime(2026, 11, 24, 17, tzinfo=UTC)


def digest(source: str) -> str:
    """The SHA-256 of a text, as hello names it."""
    return hashlib.sha256(source.encode()).hexdigest()


def number_id(number: int) -> str:
    """A UUID that sorts as the number does."""
    return f"019aaaaa-0000-7000-8000-{number:012x}"


def answered(value: str, **rest: Any) -> Answer:
    """An answer with this value."""
    return Answer(state=AnswerState.ANSWERED, value=value, **rest)


def sales_ready_lead(number: int = 1) -> Lead:
    """A lead that passes the standard gate, with something in nearly every field."""
    return Lead(
        lead_id=LeadId(number_id(number)),
        show_id=SHOW_ID,
        definition=STANDARD,
        company=Company(name=f"Lumière {number} SA", website="lumiere.example", size="51-200"),
        contacts=(
            Contact(
                contact_id=ContactId("c1"),
                given_name="Zoë",
                family_name="Łukasz",
                job_title="Head of Purchasing",
                email=ContactPoint(f"zoe{number}@lumiere.example", f"zoe{number}@lumiere.example"),
                phone=ContactPoint("01 99 00 12 34", "+33199001234"),
                decision_role=DecisionRole.DECISION_MAKER,
            ),
        ),
        interest_basis=InterestBasis.PRODUCT,
        answers={
            "need": answered("Two of five packing lines stop every week."),
            "budget": answered("planned", amount=Money(value="80000.50", currency="EUR")),
            "timeline": answered("3_months"),
            "authority": Answer(state=AnswerState.DECLINED),
        },
        follow_up=FollowUp(
            due_at="2026-11-25T14:30",
            zone="Europe/Paris",
            channel=Channel.VIDEO,
            owner=ANA,
            promise="Show line monitoring",
            confirmed_by_visitor=True,
        ),
        encounters=(Encounter(encounter_id=EncounterId("e1"), staff=ANA, at=CAPTURED_AT, note="Keen."),),
        consents=(
            ConsentRecord(
                consent_id=ConsentId("k1"),
                purpose=Purpose.SALES_FOLLOW_UP,
                channel="email",
                decision=ConsentDecision.GRANTED,
                method="spoken",
                captured_at="2026-11-24T11:02:00+01:00",
            ),
            ConsentRecord(
                consent_id=ConsentId("k2"),
                purpose=Purpose.MARKETING_EMAIL,
                channel="email",
                decision=ConsentDecision.DECLINED,
                captured_at="2026-11-24T11:02:00+01:00",
            ),
        ),
        rating=Rating.HOT,
        tags=("packing",),
        captured_at="2026-11-24T11:02:00+01:00",
        captured_by=ANA,
        device_id=DeviceId("laptop-a"),
    )


def nurture_lead(number: int = 2) -> Lead:
    """A real lead that is not ready: nobody agreed to a follow-up."""
    return replace(sales_ready_lead(number), follow_up=None)


def borrowed_lead(number: int = 3) -> Lead:
    """A card that was dropped for the prize."""
    return replace(
        sales_ready_lead(number), interest_basis=InterestBasis.BORROWED, follow_up=None, answers={}
    )


def edit_change(
    number: int,
    edits: Mapping[str, Edit],
    *,
    lead_id: str,
    device_id: str = "laptop-a",
    device_seq: int | None = None,
    show_id: str = SHOW_ID,
) -> Change:
    """The change of this number: it makes these edits to a lead."""
    change_id = ChangeId(number_id(number))
    return Change(
        change_id=change_id,
        device_id=DeviceId(device_id),
        device_seq=number if device_seq is None else device_seq,
        stamp=Stamp(f"{START_MS + number:012x}.0000.{change_id}"),
        show_id=ShowId(show_id),
        entity="lead",
        entity_id=lead_id,
        actor=ANA,
        captured_at="2026-11-24T11:02:00+01:00",
        definition=("standard", 1),
        set=edits,
    )


def lead_change(number: int, lead: Lead, **rest: Any) -> Change:
    """The change of this number: it records the whole lead."""
    edits = {name: Edit(value) for name, value in to_fields(lead).items()}
    return edit_change(number, edits, lead_id=lead.lead_id, show_id=lead.show_id, **rest)


def in_json(change: Change | Mapping[str, JsonValue] | bytes) -> bytes:
    """A change as it travels; bytes are taken as they are."""
    if isinstance(change, bytes):
        return change
    ready = change.to_json_ready() if isinstance(change, Change) else dict(change)
    return json.dumps(ready, ensure_ascii=False).encode()


def push_of(
    *changes: Change | Mapping[str, JsonValue] | bytes,
    device_id: str = "laptop-a",
    device_now: str = NOW,
    withheld: Sequence[WithheldCount] | None = None,
    show_id: str = SHOW_ID,
) -> PushRequest:
    """A push of these changes."""
    return PushRequest(
        device_id=device_id,
        show_id=show_id,
        device_now=device_now,
        changes=[msgspec.Raw(in_json(change)) for change in changes],
        withheld=None if withheld is None else list(withheld),
    )
