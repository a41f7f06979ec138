"""A card as its reader would tell it, written down as rows of text: to test what becomes of the lines."""

from __future__ import annotations

from boothapp.intake.printed import Box, PrintedLine, SeenCard

_LETTER = 0.55  # of a line's height


def seen(*rows: tuple[str, float, float, float], confidence: float = 0.99) -> SeenCard:
    """A card of rows of (text, left, top, height), px on a card 1,050 px wide."""
    lines = tuple(
        PrintedLine(
            text=text,
            confidence=confidence,
            box=Box(left, top, len(text) * height * _LETTER, height),
            corners=((left, top), (left + 1, top), (left + 1, top + 1), (left, top + 1)),
        )
        for text, left, top, height in rows
    )
    return SeenCard(lines=lines, card=b"", size=(1050, 600))


def listed(*texts: str, confidence: float = 0.99) -> SeenCard:
    """The lines one under another, the first the largest."""
    rows = [(text, 60.0, 60.0 + 70 * place, 44.0 if place == 0 else 30.0) for place, text in enumerate(texts)]
    return seen(*rows, confidence=confidence)
