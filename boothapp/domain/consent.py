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
    """Whether the visitor's latest word on this purpose and channel is yes."""
    return latest_word(records, purpose, channel) is ConsentDecision.GRANTED


def is_refused(records: Iterable[ConsentRecord], purpose: Purpose, channel: str) -> bool:
    """Whether the visitor's latest word on this purpose and channel is no; never having been asked is not."""
    return latest_word(records, purpose, channel) is ConsentDecision.DECLINED


def latest_word(records: Iterable[ConsentRecord], purpose: Purpose, channel: str) -> ConsentDecision:
    """What the visitor said last on this purpose and channel.

    A withdrawal is a refusal at its own moment, and not asking takes nothing back. Of decisions at one moment
    a refusal beats a grant; a refusal without a time beats every grant, a grant without one is none.
    """
    grants: list[datetime] = []
    refusals: list[datetime] = []
    for record in records:
        if record.purpose is not purpose or record.channel not in (channel, ANY_CHANNEL):
            continue
        if record.decision is ConsentDecision.DECLINED and not record.captured_at:
            return ConsentDecision.DECLINED
        if record.decision is ConsentDecision.GRANTED and record.captured_at:
            grants.append(datetime.fromisoformat(record.captured_at))
        if record.decision is ConsentDecision.DECLINED:
            refusals.append(datetime.fromisoformat(record.captured_at))
        if record.withdrawn_at:
            refusals.append(datetime.fromisoformat(record.withdrawn_at))
    if grants and (not refusals or max(grants) > max(refusals)):
        return ConsentDecision.GRANTED
    return ConsentDecision.DECLINED if refusals else ConsentDecision.NOT_ASKED
