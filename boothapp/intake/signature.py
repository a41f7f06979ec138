"""The signature of a mail, pasted as lines: read as the lines of a card are, without sizes and places."""

from __future__ import annotations

import re

from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.card_fields import read_card
from boothapp.intake.payload_text import visible
from boothapp.intake.printed import Box, PrintedLine, SeenCard
from boothapp.intake.reach import read_phone
from boothapp.intake.understood import GUESS, LIKELY, Note, ReadField, Reading

_FEWEST_LINES, _MOST_LINES = 3, 15
_LONGEST_LINE = 100
_HEIGHT, _STEP, _LETTER = 28.0, 60.0, 15.0
"""Every line as tall as the others, and too far apart for one name in two of them."""
_GREETING = re.compile(
    r"[-–_*=\s]+|(?:mit (?:freundlichen|besten|herzlichen) gr(?:ü|ue)(?:ß|ss)en"
    r"|(?:viele|beste|freundliche) grüße"
    r"|(?:kind|best|warm) regards|regards|sincerely|cordialement|bien cordialement|saludos(?: cordiales)?"
    r"|un saludo|cordiali saluti|met vriendelijke groet|thanks|danke|mfg|i\.\s?a\.|i\.\s?v\.|ppa\.)[\s,.!]*",
    re.IGNORECASE,
)


def read_signature(text: str, country: str) -> Reading | None:
    """What the lines of a signature say: mail and name fit, and a company or a job is clear.

    Anything else is none: a badge with one piece a line has a number, or no mail that tells the name.
    """
    lines = [
        shown for line in text.splitlines() if (shown := visible(line)) and not _GREETING.fullmatch(shown)
    ]
    is_one = _FEWEST_LINES <= len(lines) <= _MOST_LINES and max(map(len, lines)) <= _LONGEST_LINE
    if not is_one or any(_is_an_id(line, country) for line in lines):
        return None
    fields = read_card(_set(lines), country=country).understood.fields
    sure = {field.name for field in fields if field.confidence >= LIKELY}
    if not {VisitorField.DISPLAY_NAME, VisitorField.EMAIL} <= sure:
        return None
    if not {VisitorField.COMPANY, VisitorField.JOB_TITLE} & sure:
        return None
    return Reading([_as_guessed(field) for field in fields], notes=(Note.NO_LAYOUT,))


def _is_an_id(line: str, country: str) -> bool:
    """Whether an organiser would number people so: letters and digits, no space, and no phone."""
    has_digits = any(letter.isdigit() for letter in line)
    return line.isalnum() and has_digits and not read_phone(line, country).normalised


def _set(lines: list[str]) -> SeenCard:
    """The lines one under another, as on a card whose print is all of one size."""
    placed = tuple(
        PrintedLine(text=line, confidence=1.0, box=Box(0, row * _STEP, len(line) * _LETTER, _HEIGHT))
        for row, line in enumerate(lines)
    )
    return SeenCard(lines=placed, card=b"", size=(0, 0))


def _as_guessed(field: ReadField) -> ReadField:
    """At most likely: nothing but the order of the lines speaks beside the words."""
    return field._replace(confidence=LIKELY if field.confidence >= LIKELY else min(field.confidence, GUESS))
