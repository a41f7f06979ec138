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
    decisions = [
        (datetime.fromisoformat(at), granted)
        for record in records
        if record.purpose is purpose and record.channel in (channel, ANY_CHANNEL)
        for at, granted in (
            (record.captured_at, record.decision is ConsentDecision.GRANTED),
            (record.withdrawn_at, False),
        )
        if at
    ]
    latest = max((at for at, _ in decisions), default=None)
    return latest is not None and all(granted for at, granted in decisions if at == latest)
