"""What a visitor agreed to, and what they refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from boothapp.domain.consent import ConsentDecision, ConsentRecord, Purpose, is_refused, may_use
from boothapp.domain.ids import ConsentId


def record(decision: str, *, day: int = 24, channel: str = "any", withdrawn: str = "") -> ConsentRecord:
    """A decision on the sales follow-up, taken at ten on a day of November."""
    return ConsentRecord(
        consent_id=ConsentId(f"{decision}-{day}-{channel}"),
        purpose=Purpose.SALES_FOLLOW_UP,
        decision=ConsentDecision(decision),
        channel=channel,
        captured_at=f"2026-11-{day}T10:00:00+01:00",
        withdrawn_at=withdrawn,
    )


@pytest.mark.parametrize(
    ("records", "may", "refused"),
    [
        ([], False, False),
        ([record("granted")], True, False),
        ([record("declined")], False, True),
        ([record("not_asked")], False, False),
        ([record("granted", day=24), record("declined", day=25)], False, True),
        ([record("declined", day=24), record("granted", day=25)], True, False),
        ([record("granted"), record("declined")], False, True),
        ([record("declined", day=24), record("not_asked", day=25)], False, True),
        ([record("granted", day=24), record("not_asked", day=25)], True, False),
        ([replace(record("declined"), captured_at=""), record("granted")], False, True),
        ([replace(record("granted"), captured_at="")], False, False),
        ([record("granted", channel="phone")], False, False),
        ([record("granted"), record("declined", channel="phone")], True, False),
        ([record("granted"), record("declined", channel="email")], False, True),
        ([record("granted", withdrawn="2026-11-30T09:00:00+01:00")], False, True),
        ([record("granted", withdrawn="2026-11-25T09:00:00+01:00"), record("granted", day=26)], True, False),
    ],
)
def test_the_latest_word_on_a_channel_counts(
    records: list[ConsentRecord], *, may: bool, refused: bool
) -> None:
    """Only a standing grant allows, only a standing no refuses, and silence does neither.

    A no without a time stands against every yes, a yes without one is none.
    """
    assert may_use(records, Purpose.SALES_FOLLOW_UP, "email") is may
    assert is_refused(records, Purpose.SALES_FOLLOW_UP, "email") is refused
    assert not may_use(records, Purpose.MARKETING_EMAIL, "email")
    assert not is_refused(records, Purpose.MARKETING_EMAIL, "email")
