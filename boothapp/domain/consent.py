"""What a visitor agreed to, in which words; append-only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from boothapp.domain.ids import ConsentId

ANY_CHANNEL = "any"


class Purpose(StrEnum):
    """What the data may be used for; draw terms are separate from marketing consent."""

    SALES_FOLLOW_UP = "sales_follow_up"
    MARKETING_EMAIL = "marketing_email"
    PRIZE_DRAW = "prize_draw"


class ConsentDecision(StrEnum):
    """Not asked is never consent."""

    GRANTED = "granted"
    DECLINED = "declined"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecord:
    """One decision on one purpose and channel, with the wording shown.

    Times are ISO 8601 with offset; ``retain_until`` is a date; ``channel`` is email, phone, post or any.
    """

    consent_id: ConsentId
    purpose: Purpose
    decision: ConsentDecision
    channel: str = ANY_CHANNEL
    lawful_basis: str = "consent"
    method: str = ""
    text_version: str = ""
    text_snapshot: str = ""
    language: str = ""
    captured_at: str = ""
    captured_by: str = ""
    withdrawn_at: str = ""
    retain_until: str = ""


def may_use(records: Iterable[ConsentRecord], purpose: Purpose, channel: str) -> bool:
    """Whether the latest decision on this purpose and channel is a grant.

    A withdrawal counts as a decision at its own moment; of decisions at one moment a refusal beats a grant.
    """
    latest = _latest_decisions(records, purpose, channel)
    return bool(latest) and all(decision is ConsentDecision.GRANTED for decision in latest)


def is_refused(records: Iterable[ConsentRecord], purpose: Purpose, channel: str) -> bool:
    """Whether the visitor's latest word on this purpose and channel is no; never having been asked is not."""
    asked = [record for record in records if record.decision is not ConsentDecision.NOT_ASKED]
    return ConsentDecision.DECLINED in _latest_decisions(asked, purpose, channel)


def _latest_decisions(
    records: Iterable[ConsentRecord], purpose: Purpose, channel: str
) -> list[ConsentDecision]:
    """What was decided at the latest moment at which anything was; a withdrawal reads as declined."""
    decisions = [
        (datetime.fromisoformat(at), decision)
        for record in records
        if record.purpose is purpose and record.channel in (channel, ANY_CHANNEL)
        for at, decision in (
            (record.captured_at, record.decision),
            (record.withdrawn_at, ConsentDecision.DECLINED),
        )
        if at
    ]
    latest = max((at for at, _ in decisions), default=None)
    return [decision for at, decision in decisions if at == latest]
