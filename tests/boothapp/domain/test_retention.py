"""How long a lead may be kept follows from what its people were told and agreed to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from boothapp.domain.consent import ConsentDecision, ConsentRecord, Purpose
from boothapp.domain.ids import ConsentId
from boothapp.domain.lead import InterestBasis, Lead, Promotion
from boothapp.domain.retention import last_day
from tests.helpers.hub_samples import sales_ready_lead

YES, NO = ConsentDecision.GRANTED, ConsentDecision.DECLINED
DRAW, NEWS, SALES = Purpose.PRIZE_DRAW, Purpose.MARKETING_EMAIL, Purpose.SALES_FOLLOW_UP
REAL = sales_ready_lead()
ENTRANT = replace(REAL, interest_basis=InterestBasis.BORROWED)
PROMOTED = replace(ENTRANT, promotion=Promotion(by="ana@exhibitor.example", at="2026-11-24", reason="asked"))
LATER = "2026-11-25T11:00:00+01:00"
JAN, FEB = "2027-01-31", "2027-02-28"


def said(purpose: Purpose, decision: ConsentDecision, until: str = "", **rest: str) -> ConsentRecord:
    """A word on a purpose."""
    return ConsentRecord(
        consent_id=ConsentId(f"{purpose}-{decision}-{until}"),
        purpose=purpose,
        decision=decision,
        retain_until=until,
        captured_at=rest.pop("at", "2026-11-24T11:00:00+01:00"),
        **rest,
    )


@pytest.mark.parametrize(
    ("lead", "words", "day"),
    [
        (ENTRANT, [said(DRAW, YES, JAN)], JAN),
        (ENTRANT, [said(DRAW, YES, JAN), said(NEWS, YES)], ""),
        (ENTRANT, [said(DRAW, YES, JAN), said(NEWS, NO)], JAN),
        (ENTRANT, [said(DRAW, YES, JAN), said(NEWS, YES, withdrawn_at=LATER)], JAN),
        (ENTRANT, [said(DRAW, YES, JAN), said(NEWS, YES), said(NEWS, NO, at=LATER)], JAN),
        (ENTRANT, [], ""),
        (PROMOTED, [said(DRAW, YES, JAN)], ""),
        (REAL, [said(DRAW, NO, JAN)], ""),
        (REAL, [said(DRAW, YES, JAN)], ""),
        (REAL, [said(DRAW, YES, JAN), said(SALES, YES, FEB)], FEB),
        (REAL, [said(SALES, YES, JAN), said(NEWS, YES, FEB)], FEB),
        (REAL, [said(SALES, YES, JAN), said(NEWS, YES)], ""),
        (REAL, [], ""),
    ],
)  # fmt: skip
def test_the_last_day(lead: Lead, words: list[ConsentRecord], day: str) -> None:
    """An agreement without a day has no end; a draw's day is that of its entrants alone."""
    assert last_day(replace(lead, consents=tuple(words))) == day


def test_a_lead_without_a_word_goes_with_those_it_came_with() -> None:
    """A card of the bowl for which nobody said anything is kept as long as the draw's terms say."""
    assert last_day(replace(ENTRANT, consents=()), JAN) == JAN
    assert last_day(replace(ENTRANT, consents=(said(DRAW, YES, FEB),)), JAN) == FEB
