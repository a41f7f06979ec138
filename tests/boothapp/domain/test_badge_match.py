"""Badge ids: one is found to the letter, or without zeros and prefixes where nothing else can be meant."""

from __future__ import annotations

import pytest

from boothapp.domain.badge_match import BadgeMatcher


def found(ours: list[str], listed: list[str], badge_id: str) -> list[str]:
    """The ids of the list that a badge of ours is found as."""
    matcher = BadgeMatcher[str](ours)
    for one in listed:
        matcher.offer(one, one)
    return matcher.found(badge_id)


@pytest.mark.parametrize(
    ("ours", "listed", "expected"),
    [
        (["15514"], ["15514", "99"], ["15514"]),
        (["b-15 514"], ["B15514"], ["B15514"]),
        (["15514"], ["0015514"], ["0015514"]),
        (["0015514"], ["15514"], ["15514"]),
        (["MWC26-15514"], ["15514", "15515"], ["15514"]),
        (["15514"], ["15514", "0015514"], ["15514"]),
        (["ＡＢ１２"], ["ab12"], ["ab12"]),
        (["QQX"], ["qqx"], ["qqx"]),
        (["QQX"], ["qqy"], []),
        (["15514"], ["155140", "1551"], []),
    ],
)
def test_a_badge_is_found(ours: list[str], listed: list[str], expected: list[str]):
    """Case, spaces and signs are nothing; zeros and prefixes may differ; what is exact comes first."""
    assert found(ours, listed, ours[0]) == expected


def test_several_that_may_be_meant_are_several():
    """Nobody guesses between an exhibitor and a visitor of one number."""
    assert found(["100"], ["EXH-100", "VIS-100"], "100") == ["EXH-100", "VIS-100"]


def test_two_badges_of_ours_never_share_a_row_by_their_number():
    """Of A15 and B15 none is the list's 15."""
    assert found(["A15", "B15"], ["15"], "A15") == []


def test_the_same_row_twice_is_one():
    """A list that names somebody twice, to the letter, leaves no doubt."""
    matcher = BadgeMatcher[str](["7"])
    for badge_id in ("7", "7"):
        matcher.offer(badge_id, "Ada")
    assert matcher.found("7") == ["Ada"]
    matcher.offer("7", "Bob")
    assert matcher.found("7") == ["Ada", "Bob"]
