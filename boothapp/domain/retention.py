"""How long a lead may be kept: what its people were told, and what they agreed to."""

from __future__ import annotations

from collections.abc import Sequence

from boothapp.domain.consent import ConsentDecision, ConsentRecord, Purpose, latest_word
from boothapp.domain.lead import InterestBasis, Lead


def is_real(lead: Lead) -> bool:
    """Whether more than a prize brought them, be it only since somebody promoted the card."""
    return lead.promotion is not None or lead.interest_basis is not InterestBasis.BORROWED


def last_day(lead: Lead, untold: str = "") -> str:
    """The last day on which the lead may be kept, ISO 8601; "" where it stays until somebody erases it.

    An agreement without a day has no end; a refusal asks nobody to keep anything. What was said to a draw
    ends with the draw, and says nothing of whoever came for the product. ``untold`` is the day of a lead for
    which no day was told.
    """
    told = [one for one in lead.consents if not (is_real(lead) and one.purpose is Purpose.PRIZE_DRAW)]
    if any(not one.retain_until and _is_agreed(one, told) for one in told):
        return ""
    return max((one.retain_until for one in told), default="") or untold


def _is_agreed(record: ConsentRecord, all_of_them: Sequence[ConsentRecord]) -> bool:
    """Whether this is a yes that still holds."""
    is_yes = record.decision is ConsentDecision.GRANTED and not record.withdrawn_at
    return is_yes and latest_word(all_of_them, record.purpose, record.channel) is not ConsentDecision.DECLINED
