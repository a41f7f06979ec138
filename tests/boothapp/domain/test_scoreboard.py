"""The numbers of a show: qualified against the goal first, the total only as the sum under them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.definition import Track
from boothapp.domain.scoreboard import AnswerCount, Tally, TrackCount, scoreboard, wilson_interval

ANA, JONAS = "ana@hummline.example", "jonas@hummline.example"
COUNTS = [
    TrackCount("2026-11-25T09", JONAS, Track.NURTURE, 4, 100.0, 2),
    TrackCount("2026-11-24T11", ANA, Track.SALES_READY, 3, 60.0, 3),
    TrackCount("2026-11-24T10", ANA, Track.BORROWED, 10),
    TrackCount("2026-11-24T11", JONAS, Track.DISQUALIFIED, 3),
]


def test_counts_become_a_scoreboard() -> None:
    """By track, day, hour and person; who has most qualified stands first."""
    answer = AnswerCount("need", "answered", "", 7)
    board = scoreboard(COUNTS, goal=30, cost="48500.00", currency="EUR", answers=[answer])
    assert (board.goal, board.tally) == (30, Tally(sales_ready=3, nurture=4, borrowed=10, disqualified=3))
    assert (board.tally.total, board.tally.borrowed_share) == (20, 0.5)
    assert list(board.by_day.items()) == [
        ("2026-11-24", Tally(sales_ready=3, borrowed=10, disqualified=3)),
        ("2026-11-25", Tally(nurture=4)),
    ]
    assert list(board.by_hour) == ["2026-11-24T10", "2026-11-24T11", "2026-11-25T09"]
    assert list(board.by_staff) == [ANA, JONAS]
    assert board.by_answer == (answer,)
    assert (board.cost_per_qualified, board.currency) == (Decimal("16166.67"), "EUR")
    assert board.seconds_per_capture == 32.0


def test_an_empty_show_divides_by_nothing() -> None:
    """No leads, no cost, no times: no rate."""
    board = scoreboard([], goal=30)
    assert (board.tally.total, board.tally.borrowed_share) == (0, 0.0)
    assert (board.cost_per_qualified, board.seconds_per_capture) == (None, None)
    assert scoreboard(COUNTS, goal=30).cost_per_qualified is None
    assert scoreboard(COUNTS[:1], goal=30, cost="48500").cost_per_qualified is None


ROWS = st.lists(
    st.builds(
        TrackCount,
        hour=st.sampled_from(["2026-11-24T10", "2026-11-24T11", "2026-11-25T10"]),
        staff=st.sampled_from([ANA, JONAS, ""]),
        track=st.sampled_from(Track),
        leads=st.integers(0, 50),
        seconds=st.integers(0, 500).map(float),
        timed=st.integers(0, 9),
    )
)


@given(ROWS, st.randoms())
def test_every_breakdown_adds_up_to_the_whole(rows: list[TrackCount], random) -> None:
    """Days, hours and people each hold every lead once, in whatever order the counts come."""
    board = scoreboard(rows, goal=1)
    for parts in (board.by_day, board.by_hour, board.by_staff):
        for track in Track:
            assert sum(getattr(tally, track) for tally in parts.values()) == getattr(board.tally, track)
    assert board.tally.total == sum(row.leads for row in rows)
    random.shuffle(rows)
    again = scoreboard(rows, goal=1)
    assert again == board
    assert [*again.by_staff, *again.by_hour] == [*board.by_staff, *board.by_hour]


@pytest.mark.parametrize(
    ("kept", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (80, 100, 0.7112, 0.8666)],
)
def test_the_wilson_interval(kept: int, n: int, low: float, high: float) -> None:
    """As in published tables."""
    assert wilson_interval(kept, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(10, 10_000), st.data())
def test_the_interval_holds_the_rate(n: int, data: st.DataObject) -> None:
    """It lies between none and all, around the rate itself."""
    kept = data.draw(st.integers(0, n))
    interval = wilson_interval(kept, n)
    assert interval is not None
    low, high = interval
    assert 0 <= low <= kept / n + 1e-9
    assert kept / n - 1e-9 <= high <= 1


def test_below_ten_the_word_is_too_few() -> None:
    """A rate of nine leads is no rate."""
    assert wilson_interval(9, 9) is None
