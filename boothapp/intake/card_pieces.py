"""A card's lines cut into pieces that each say one thing, and joined where one thing takes several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from boothapp.intake.card_numbers import is_within_a_number
from boothapp.intake.printed import Box, PrintedLine

_SEPARATOR = re.compile(
    r"\s*[|¦•·●▪■◆｜]\s*|\s+[/–—]\s+|\s{3,}|\s*;\s+|(?:(?<=\d\d\d)|(?<=\d \d\d))(?=[a-z][\w.+-]*@)"
)
_A_FEW_LETTERS = 2.5
_MOST_IN_A_BLOCK = 6
_SAME_ROW = 0.6
"""Of a line's height that two of one row have in common."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, where it stands, how surely its letters were read, and the lines that it is from."""

    text: str
    box: Box
    confidence: float
    lines: tuple[int, ...]

    def part(self, start: int, end: int) -> Piece:
        """The letters from one place to another."""
        whole = max(len(self.text), 1)
        text = self.text[start:end].strip(" |–-·•").lstrip(",;:")
        return Piece(text, self.box.part(start / whole, end / whole), self.confidence, self.lines)

    def joined(self, other: Piece, space: str = " ") -> Piece:
        """Both as one."""
        return Piece(
            f"{self.text}{space}{other.text}".strip(),
            self.box.around(other.box),
            min(self.confidence, other.confidence),
            (*self.lines, *other.lines),
        )

    def says(self, text: str) -> Piece:
        """The same with its text mended."""
        return Piece(text, self.box, self.confidence, self.lines)


def pieces_of(lines: Sequence[PrintedLine]) -> list[Piece]:
    """The pieces in the order of the lines."""
    pieces: list[Piece] = []
    for number, line in enumerate(lines):
        whole = Piece(line.text, line.box, line.confidence, (number,))
        start = 0
        for gap in _SEPARATOR.finditer(line.text):
            if gap[0] and is_within_a_number(line.text[start : gap.start()], gap[0], line.text[gap.end() :]):
                continue
            pieces.append(whole.part(start, gap.start()))
            start = gap.end()
        pieces.append(whole.part(start, len(line.text)))
    return [piece for piece in pieces if piece.text]


def in_one_row(one: Box, other: Box) -> bool:
    """Whether two stand side by side."""
    common = min(one.bottom, other.bottom) - max(one.top, other.top)
    return common > _SAME_ROW * min(one.height, other.height)


def shares_letters(one: Piece, other: Piece) -> bool:
    """Whether some of the letters of two are the same: of one line, and not beside each other in it."""
    is_beside = one.box.right <= other.box.left + 1 or other.box.right <= one.box.left + 1
    return bool(set(one.lines) & set(other.lines)) and not (is_beside and one.lines == other.lines)


def is_right_of(one: Box, other: Box) -> bool:
    """Whether the first begins where the other ends, in its row, with no more than a gap between."""
    gap = one.left - other.right
    return in_one_row(one, other) and -0.5 * one.height <= gap <= 4 * max(one.height, other.height)


def is_under(lower: Box, upper: Box) -> bool:
    """Whether the first is the next line below: as tall, and set to the same side or middle."""
    tall, short = max(lower.height, upper.height), min(lower.height, upper.height)
    is_short = min(lower.width, upper.width) < _A_FEW_LETTERS * tall  # "a.s.", "&": as tall as they look
    step = lower.middle[1] - upper.middle[1]
    if tall > (2.2 if is_short else 1.35) * short or not 0.6 * tall <= step <= 1.9 * tall:
        return False
    sides = (
        abs(lower.left - upper.left),
        abs(lower.right - upper.right),
        abs(lower.middle[0] - upper.middle[0]),
    )
    return min(sides) <= 0.6 * tall


def stacks(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """What two to six lines of one block say together: long names are set one word a line."""
    for first in pieces:
        whole, last = first, first
        for _ in range(_MOST_IN_A_BLOCK - 1):
            below = next(
                (
                    each
                    for each in pieces
                    if each is not last and is_under(each.box, last.box) and each.box.top > last.box.top
                ),
                None,
            )
            if below is None:
                break
            whole, last = whole.joined(below), below
            yield whole
