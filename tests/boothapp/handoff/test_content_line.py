"""Lines that every calendar and address book reads back whole."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from boothapp.handoff.content_line import escaped, joined, shortened
from tests.helpers.content_lines import unescape, unfold

# Everything UTF-8 can carry and a text value may hold.
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t,;\\ "))


@given(TEXTS)
@example("a\\nb\\,;c\n\\")
def test_an_escaped_text_comes_back(text: str) -> None:
    """What a reader unescapes is what was written, and the value is one line without bare separators."""
    assert unescape(escaped(text)) == text
    assert "\n" not in escaped(text)


@given(st.text(st.sampled_from("a\r\n\x00\x1f\x7f\x0b")))
def test_a_value_cannot_break_out_of_its_line(text: str) -> None:
    """No line end or control character survives, however they are mixed."""
    assert set(escaped(text)) <= set("a\\n")


@given(st.lists(TEXTS.map(escaped).filter(lambda line: not line.startswith(" ")), min_size=1, max_size=3))
@example(["x" * 75])
@example(["x" * 76])
@example(["é" * 75])
@example(["x" * 74 + "日本語" * 60])
@example(["x" * 75 + " " * 80])
def test_folded_lines_come_back(lines: list[str]) -> None:
    """Folding tears no character, keeps to 75 octets, and unfolding gives the line."""
    assert unfold(joined(lines)) == lines


@given(TEXTS, st.integers(3, 80))
def test_a_shortened_text_fits(text: str, octets: int) -> None:
    """A text that fits is left alone; a longer one is its own beginning, and says that it was cut."""
    short = shortened(text, octets)
    assert len(short.encode()) <= octets
    if len(text.encode()) <= octets:
        assert short == text
    else:
        assert short.endswith("…")
        assert text.startswith(short.removesuffix("…"))
