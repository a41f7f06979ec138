"""Badge ids: one is found to the letter, or but for zeros and a prefix where nothing else can be meant."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.badge_match import BadgeMatcher

VISITORS = [f"VIS-{number:06d}" for number in range(1, 4001)]
NUMBERS = [str(number) for number in range(1, 4001)]
MIXED = [*VISITORS[:3000], *(f"EXH-{number:06d}" for number in range(3001, 4001))]


def found(ours: list[str], listed: list[str], badge_id: str) -> list[str]:
    """The ids of the list that a badge of ours is found as."""
    matcher = BadgeMatcher[str](ours)
    for one in listed:
        matcher.offer(one, partial(str, one))
    return list(matcher.found(badge_id).rows)


@pytest.mark.parametrize(
    ("ours", "listed", "expected"),
    [
        (["15514"], ["15514", "99"], ["15514"]),
        (["b-15 514"], ["B15514"], ["B15514"]),
        (["vis_000 815"], VISITORS, ["VIS-000815"]),
        (["15514"], ["15514.0"], ["15514.0"]),
        (["*15514*"], ["15514"], ["15514"]),
        (["15514"], ["15514", "0015514"], ["15514"]),
        (["12-3"], ["12-3", "123"], ["12-3"]),
        (["ab12"], ["AB12", "ab12"], ["ab12"]),
        (["ＡＢ１２"], ["ab12"], ["ab12"]),
        (["QQX"], ["qqx"], ["qqx"]),
        (["3F2504E0-4F89-11D3-9A0C-0305E82C3301"], ["3f2504e04f8911d39a0c0305e82c3301"],
         ["3f2504e04f8911d39a0c0305e82c3301"]),
    ],
)  # fmt: skip
def test_a_badge_is_found_to_the_letter(ours: list[str], listed: list[str], expected: list[str]):
    """Case, spaces and dashes are nothing, nor a spreadsheet's decimals; the same spelling goes first."""
    assert found(ours, listed, ours[0]) == expected


@pytest.mark.parametrize(
    ("ours", "listed", "expected"),
    [
        (["15514"], ["0015514"], ["0015514"]),
        (["0015514"], ["15514"], ["15514"]),
        (["7"], ["0000007", "0000008"], ["0000007"]),
        (["VIS-815"], VISITORS, ["VIS-000815"]),
        (["VIS-815"], [*VISITORS, "to come"], ["VIS-000815"]),
        (["VIS-815"], MIXED, ["VIS-000815"]),
        (["000815"], VISITORS, ["VIS-000815"]),
        (["0815"], VISITORS, ["VIS-000815"]),
        (["VIS815", "VIS816", "VIS817"], NUMBERS, ["815"]),
    ],
)
def test_zeros_and_a_prefix_that_one_side_adds_may_differ(
    ours: list[str], listed: list[str], expected: list[str]
):
    """Where list and scanner write one numbering in two ways."""
    assert found(ours, listed, ours[0]) == expected


@pytest.mark.parametrize("listed", [VISITORS, NUMBERS, MIXED])
@pytest.mark.parametrize(
    "badge_id",
    [
        "bcXYZ9", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "2026-11-24-17", "EXH-0815", "EXPO-VIS-0815x",
        "EXPO-26-815", "1234567890123", "A4 815", "x.815", "8.15", "81.5", "####", "-", "",
    ],
)  # fmt: skip
def test_an_id_of_another_kind_is_not_in_the_list(badge_id: str, listed: list[str]):
    """A number at its end says nothing, however many badges of ours are like the list's."""
    assert found([badge_id, "VIS-000002", "VIS-000003", "VIS-000004"], [*listed, ""], badge_id) == []


@pytest.mark.parametrize(
    ("ours", "listed"),
    [
        (["QQX"], ["qqy"]),
        (["15514"], ["155140", "1551"]),
        (["155140"], ["15514.0"]),
        (["12-3"], ["1-23"]),
        (["12-3", "1-23"], ["123"]),
        (["VIS-815"], NUMBERS),
        (["VIS-815", "VIS-816", "VIS-817", "EXH-818", "777"], NUMBERS),
        (["bcXYZ700", "bcXYZ701", "bcXYZ702"], NUMBERS),
        (["ab1", "ab2", "ab3"], NUMBERS),
        (["17"], VISITORS),
        (["815"], MIXED),
        (["VIS-815"], ["VIS-000815", *(f"k{number}x" for number in range(20))]),
        (["A815", "B815"], ["815"]),
        (["VIS-815", "815"], ["VIS-000815"]),
        (["000"], ["0"]),
    ],
)
def test_a_doubt_is_no_match(ours: list[str], listed: list[str]):
    """One badge shows no rule, short links look like prefix and number, and kinds share their numbers."""
    assert found(ours, listed, ours[0]) == []


def test_several_that_may_be_meant_are_several():
    """Nobody guesses between an exhibitor and a visitor of one number."""
    assert found(["100"], ["EXH-100", "VIS-100"], "100") == ["EXH-100", "VIS-100"]
    assert found(["VIS-100"], ["VIS-0100", "VIS-00100"], "VIS-100") == ["VIS-0100", "VIS-00100"]


def test_the_same_row_twice_is_one():
    """A list that names somebody twice, to the letter, leaves no doubt."""
    matcher = BadgeMatcher[str](["7"])
    for badge_id in ("7", "7"):
        matcher.offer(badge_id, lambda: "Ada")
    assert matcher.found("7") == (("Ada",), True)
    matcher.offer("07", lambda: "Cy")
    assert matcher.found("7") == (("Ada",), True)
    matcher.offer("7", lambda: "Bob")
    assert matcher.found("7").rows == ("Ada", "Bob")


FEW = 300
HEXES = st.text("0123456789abcdef", min_size=1, max_size=8)
LETTERS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=6)
OTHER_PREFIX = LETTERS.filter(lambda text: text.lower() != "vis")
NUMBER = st.integers(1, FEW)
STRANGERS = st.one_of(
    st.uuids().map(str),
    st.uuids().map(lambda uuid: uuid.hex.upper()),
    st.tuples(st.dates(), NUMBER).map(lambda pair: f"{pair[0]}-{pair[1]}"),
    st.tuples(LETTERS, NUMBER, LETTERS, NUMBER).map(lambda parts: "".join(map(str, parts))),
    st.lists(HEXES, min_size=3, max_size=5).map(":".join),
    st.tuples(LETTERS.filter(lambda text: text.lower() != "vis"), NUMBER).map(
        lambda pair: f"{pair[0]}{pair[1]}"
    ),
    st.tuples(LETTERS.filter(lambda text: text.lower() != "vis"), NUMBER).map(
        lambda pair: f"{pair[0]}-0{pair[1]}"
    ),
    st.integers(FEW + 1, 10**13).map(str),
)


@given(st.lists(STRANGERS, min_size=1, max_size=6), st.booleans())
def test_a_stranger_is_never_found(strangers: list[str], beside_ours: bool):
    """Whatever ids of other kinds come with our badges, none is one of the list's visitors."""
    ours = [*strangers, *(VISITORS[:5] if beside_ours else ())]
    matcher = BadgeMatcher[str](ours)
    for one in VISITORS[:FEW]:
        matcher.offer(one, partial(str, one))
    assert [matcher.found(stranger).rows for stranger in strangers] == [()] * len(strangers)


@given(
    st.lists(st.sampled_from(NUMBERS[:FEW]), min_size=1, max_size=6, unique=True),
    st.lists(STRANGERS, max_size=6),
    st.sampled_from(["{:d}", "{:06d}", "VIS-{:d}", "VIS{:06d}", "vis {:04d}"]),
    st.sampled_from(["{:d}", "{:07d}", "VIS-{:d}", "VIS-{:06d}"]),
)
def test_what_is_found_is_never_another_number(
    mine: list[str], strangers: list[str], ours_as: str, listed_as: str
):
    """However scanner and list write one numbering: the number is the one scanned, or nothing is found."""
    ours = [ours_as.format(int(number)) for number in mine]
    matcher = BadgeMatcher[int]([*ours, *strangers])
    for number in range(1, FEW + 1):
        matcher.offer(listed_as.format(number), partial(int, number))
    for scanned, badge_id in zip(mine, ours, strict=True):
        assert matcher.found(badge_id).rows in ((), (int(scanned),))
