"""What was read off a photographed card: its lines, where they stand, and what of the visitor they say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.understood import Kind, Note, ReadField, Understood

Point = tuple[float, float]


class Box(NamedTuple):
    """An upright rectangle in px from the top left."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right side."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower side."""
        return self.top + self.height

    @property
    def middle(self) -> Point:
        """Its middle."""
        return self.left + self.width / 2, self.top + self.height / 2

    def around(self, other: Box) -> Box:
        """The smallest one that holds both."""
        left, top = min(self.left, other.left), min(self.top, other.top)
        return Box(left, top, max(self.right, other.right) - left, max(self.bottom, other.bottom) - top)

    def part(self, start: float, end: float) -> Box:
        """What lies between two shares of its width."""
        return self._replace(left=self.left + start * self.width, width=(end - start) * self.width)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """One line: ``box`` on the straightened card, ``corners`` on the photo, from the top left clockwise."""

    text: str
    confidence: float
    box: Box
    corners: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCard:
    """A photo as the reader saw it: the card straightened and upright (``card``, a JPEG of ``size`` px).

    ``corners`` are those of the card on the photo; none where the whole photo was taken for the card.
    """

    lines: tuple[PrintedLine, ...]
    card: bytes
    size: tuple[int, int]
    corners: tuple[Point, ...] = ()


class PlacedField(NamedTuple):
    """A field, and the numbers of the lines that it was read from."""

    field: ReadField
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardReading:
    """All that was read; the first of the fields of a name is the preferred one.

    ``country`` (ISO 3166-1 alpha-2) is the show's; the card may name another one.
    """

    seen: SeenCard
    placed: tuple[PlacedField, ...]
    notes: tuple[Note, ...] = ()
    country: str = ""

    @property
    def lines(self) -> tuple[PrintedLine, ...]:
        """The lines of the card."""
        return self.seen.lines

    @property
    def understood(self) -> Understood:
        """The fields as every other payload gives them; the raw text is the card's lines."""
        return Understood(
            kind=Kind.CARD_PHOTO if self.placed else Kind.UNKNOWN if self.lines else Kind.EMPTY,
            raw="\n".join(line.text for line in self.lines),
            fields=tuple(placed.field for placed in self.placed),
            notes=self.notes,
        )

    def placed_as(self, name: VisitorField) -> PlacedField | None:
        """The preferred field of this name, with its lines."""
        return next((placed for placed in self.placed if placed.field.name == name), None)


def less_sure(field: ReadField, share: float) -> ReadField:
    """The field, less sure by a share."""
    return field._replace(confidence=round(field.confidence * share, 3))


def with_texts(lines: tuple[PrintedLine, ...], texts: list[str]) -> tuple[PrintedLine, ...]:
    """The lines with other texts; those left with none are dropped."""
    return tuple(replace(line, text=text) for line, text in zip(lines, texts, strict=True) if text)
