"""A scanner's keys are taken whole, a person's are let through, whatever the speed of either."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.intake.keyboard_layout import correction
from boothapp.intake.wedge import Fate, Held, Scan, Wedge, WedgeSettings
from tests.helpers.key_streams import STREAMS, keys_of, settings_of


class Desk:
    """What a window would do: hold, let go, drop; ``typed`` is what reached its fields."""

    def __init__(self, settings: WedgeSettings | None = None) -> None:
        self.wedge = Wedge(settings)
        self.typed = ""
        self.scans: list[Scan] = []
        self._held = ""

    def key(self, letter: str, at: float) -> None:
        """A key comes; before, the timer rings if it is due."""
        if self.wedge.deadline is not None and at > self.wedge.deadline:
            self._follow(self.wedge.wait_over(at))
        ruling = self.wedge.key(letter, at)
        self._follow(ruling)
        if ruling.fate == Fate.HOLD:
            self._held += letter
        elif ruling.fate == Fate.PASS:
            assert self._held == "", "overtaken"
            self.typed += letter

    def rest(self) -> None:
        """Nobody touches a key for a while."""
        if self.wedge.deadline is not None:
            self._follow(self.wedge.wait_over(self.wedge.deadline + 1))

    def _follow(self, ruling) -> None:
        if ruling.held == Held.LET_GO:
            self.typed += self._held
        if ruling.held != Held.KEPT:
            self._held = ""
        if ruling.scan is not None:
            self.scans.append(ruling.scan)


def shown(scan: Scan) -> dict[str, Any]:
    """The scan as the streams tell it."""
    told: dict[str, Any] = {"text": scan.text}
    told |= {"symbology": scan.symbology} if scan.symbology else {}
    return told | ({"meant": scan.meant.text, "layout": scan.meant.layout} if scan.meant else {})


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream["what"])
def test_each_recorded_scan_is_taken_whole(stream: dict[str, Any]) -> None:
    """One scan, its text as the code holds it, and not one key of it reaches a field or a button."""
    desk = Desk(settings_of(stream))
    for letter, at in keys_of(stream):
        desk.key(letter, at)
    desk.rest()
    assert [shown(scan) for scan in desk.scans] == [
        {name: stream[name] for name in ("text", "symbology", "meant", "layout") if name in stream}
    ]
    assert desk.typed == ""


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream["what"])
def test_typing_around_a_scan_stays(stream: dict[str, Any]) -> None:
    """What a person types before and after stands in the field, a typed Enter works, the scan is whole."""
    desk = Desk(settings_of(stream))
    for number, letter in enumerate("Ada\r"):
        desk.key(letter, number * 83.0)
    end = 0.0
    for letter, at in keys_of(stream, start=1000.0):
        desk.key(letter, at)
        end = at
    for number, letter in enumerate("Byron\r", start=1):
        desk.key(letter, end + 400 + number * 83.0)
    desk.rest()
    assert (desk.typed, len(desk.scans)) == ("Ada\rByron\r", 1)


# Twelve keys a second, with the pairs and triples that roll off a fast hand together.
GAPS = st.lists(st.one_of(st.floats(36, 160), st.floats(36, 160), st.floats(4, 35)), min_size=1, max_size=60)


@given(st.data())
def test_no_key_of_a_fast_typist_is_lost(data: st.DataObject) -> None:
    """Every key arrives, once and in order, and nothing is taken for a scan."""
    gaps, in_a_row = [], 0
    for gap in data.draw(GAPS):
        in_a_row = in_a_row + 1 if gap <= 35 else 0
        gaps.append(gap if in_a_row < 4 else 36.0)
        in_a_row = 0 if in_a_row >= 4 else in_a_row
    text = data.draw(st.text("abcdeXYZ15 \r\t@.", min_size=len(gaps), max_size=len(gaps)))
    desk, at = Desk(), 0.0
    for letter, gap in zip(text, gaps, strict=True):
        at += gap
        desk.key(letter, at)
    desk.rest()
    assert (desk.typed, desk.scans) == (text, [])


CODES = st.text("abcdefXYZ0123456789^;:@.-/", min_size=6, max_size=80).filter(lambda t: len(set(t)) > 1)


@given(CODES, st.lists(st.floats(0.5, 35), min_size=1, max_size=8), st.sampled_from(["", "\r", "\r\n", "\t"]))
def test_every_burst_is_a_scan(code: str, gaps: list[float], end: str) -> None:
    """Whatever the rhythm within the gap, the code comes whole."""
    desk, at = Desk(), 0.0
    for number, letter in enumerate(code + end):
        at += gaps[number % len(gaps)]
        desk.key(letter, at)
    desk.rest()
    assert desk.typed == ""
    assert [scan.text for scan in desk.scans] == [code]


def test_the_same_code_at_once_again_is_one_delivery() -> None:
    """A scanner that fires twice fills one card; two seconds later it means it. No key leaks either time."""
    desk = Desk()
    for start in (0.0, 900.0, 4000.0):
        for number, letter in enumerate("A-15514\r"):
            desk.key(letter, start + number * 5)
        desk.rest()
    assert [scan.text for scan in desk.scans] == ["A-15514", "A-15514"]
    assert desk.typed == ""


def test_a_key_held_down_is_no_scan() -> None:
    """A keyboard repeats a key as fast as a slow scanner sends, but only that one."""
    desk = Desk()
    for number in range(30):
        desk.key("x", number * 30.0)
    desk.rest()
    assert (desk.typed, desk.scans) == ("x" * 30, [])


def test_a_key_that_no_scanner_sends_decides_at_once() -> None:
    """An arrow key after a letter lets the letter go before it."""
    wedge = Wedge()
    assert wedge.key("a", 0).fate == Fate.HOLD
    assert wedge.interrupt().held == Held.LET_GO
    assert wedge.deadline is None


def test_a_slower_scanner_needs_a_wider_gap() -> None:
    """The gap is a setting: at 60 ms a scanner that sends every 50 ms is understood."""
    for gap, scans in ((35, 0), (60, 1)):
        desk = Desk(WedgeSettings(gap_ms=gap))
        for number, letter in enumerate("A-15514\r"):
            desk.key(letter, number * 50.0)
        desk.rest()
        assert len(desk.scans) == scans


@pytest.mark.parametrize(
    "text", ["15514", "Jürgen Müller", "A-15514^Zoë^Łukasz", "zoe@lumiere.example", "ÄÖÜ"]
)
def test_text_that_makes_sense_is_not_corrected(text: str) -> None:
    """Only what plainly came through the wrong layout is offered otherwise."""
    assert correction(text) is None
