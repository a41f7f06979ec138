"""Borrowed interest: the signs that a prize drew the visitor, and what it takes to promote a card."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from boothapp.domain.definition import LeadDefinition, Topic
from boothapp.domain.lead import AnswerState, CaptureSource, InterestBasis, Lead, Promotion
from boothapp.domain.show import Show
from boothapp.domain.verdict import is_answered

BURST_COUNT = 3
BURST_WINDOW = timedelta(minutes=1)
_PRIZE_WORDS = (
    r"(?i)\b(prize|draw|raffle|bowl|give-?away|freebie|swag|gift|free (?:pen|tablet|lunch|shirt|stuff)"
    r"|t-?shirt|tablet|goodie|lunch|buffet|gewinnspiel|verlosung|tombola|cadeau|sorteo|regalo)s?\b"
)


class BorrowedSign(StrEnum):
    """Why the app suggests borrowed interest; a person decides."""

    FROM_PRIZE_STACK = "from_prize_stack"
    BURST_WITHOUT_ANSWERS = "burst_without_answers"
    NOTE_ABOUT_PRIZE = "note_about_prize"
    ONLY_IN_DRAW = "only_in_draw"


def has_answers(lead: Lead) -> bool:
    """Whether any question was answered."""
    return any(answer.state is AnswerState.ANSWERED for answer in lead.answers.values())


def borrowed_sign(
    lead: Lead, recent_unanswered: Sequence[datetime] = (), *, in_draw: bool = False
) -> BorrowedSign | None:
    """The first sign that a prize drew this visitor; None for a card that was judged or that has answers.

    ``recent_unanswered``: when this device captured its latest cards with no answer, this one included.
    ``in_draw``: the same person is an entrant of the draw.
    """
    if lead.interest_basis is not InterestBasis.UNKNOWN or has_answers(lead):
        return None
    if lead.capture_source is CaptureSource.PRIZE_ENTRY:
        return BorrowedSign.FROM_PRIZE_STACK
    notes = [encounter.note for encounter in lead.encounters if encounter.note]
    if notes and all(re.search(_PRIZE_WORDS, note) for note in notes):
        return BorrowedSign.NOTE_ABOUT_PRIZE
    if in_draw:
        return BorrowedSign.ONLY_IN_DRAW
    latest = sorted(recent_unanswered)[-BURST_COUNT:]
    if len(latest) == BURST_COUNT and latest[-1] - latest[0] <= BURST_WINDOW:
        return BorrowedSign.BURST_WITHOUT_ANSWERS
    return None


def may_promote(lead: Lead, definition: LeadDefinition) -> bool:
    """Whether the card states a problem, without which nobody may promote it."""
    return is_answered(lead, definition, Topic.NEED)


def kept_until(show: Show, said_at: str) -> str:
    """The last day (ISO 8601) on which an entrant may be kept by the draw's terms; "" where they name none.

    ``said_at``: when the entrant agreed, ISO 8601; who did after the draw is in the next one.
    """
    draw = show.draw
    if draw is None or not draw.retain_days:
        return ""
    days = [text[:10] for text in (draw.drawn_at or draw.closes_at or show.ends_on, said_at) if text]
    if not days:
        return ""
    return (date.fromisoformat(max(days)) + timedelta(days=draw.retain_days)).isoformat()


def promote(lead: Lead, *, by: str, at: str, reason: str) -> Lead:
    """The card as one of real interest, with who said so, when (ISO 8601 with offset) and why."""
    return replace(
        lead, interest_basis=InterestBasis.PRODUCT, promotion=Promotion(by=by, at=at, reason=reason)
    )
