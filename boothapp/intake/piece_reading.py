"""One piece of a badge: what it is when its name is known, and what it looks like when not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from boothapp.domain.person_name import joined_name, part_titles
from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.country_names import read_country
from boothapp.intake.payload_text import lost_letters, visible
from boothapp.intake.reach import read_email, read_phone
from boothapp.intake.understood import DOUBTFUL, SURE, ReadField

LONGEST_FIELD = 500
"""Characters; a field of a card is no essay."""
EMAIL = re.compile(r"[^\s@,;|^<>]+@[^\s@,;|^<>]+\.[^\s@,;|^<>]+")
_BETWEEN_PIECES = "~$/=&#!"
"""What RFC 5321 allows before the @ of a mail address, and what on a badge parts it from other pieces."""
BADGE_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
WEB = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d\s()/.-]{6,24}(?:(?:ext|x|#)\.?\s*\d{1,6})?", re.IGNORECASE)
_APART_FROM_LETTERS = " .,'’-·‘`\u200c\u200d"
_LONGEST_NAME = 80
_PHONES = (VisitorField.PHONE, VisitorField.MOBILE)
_NAMES = (VisitorField.GIVEN_NAME, VisitorField.FAMILY_NAME, VisitorField.DISPLAY_NAME)


def read_piece(name: VisitorField, text: str, country: str, confidence: float = SURE) -> Iterator[ReadField]:
    """The field of this name; one that cannot be right is kept as written, and doubtful."""
    value = visible(text)[:LONGEST_FIELD].rstrip()
    if not value:
        return
    normalised, sound = "", not lost_letters(value)
    if name == VisitorField.EMAIL:
        value = value.removeprefix("mailto:")
        normalised = read_email(value).normalised or ""
        sound = bool(normalised)
    elif name in _PHONES:
        normalised = read_phone(value, country).normalised or ""
        sound = bool(normalised)
    elif name == VisitorField.COUNTRY:
        code = read_country(value)
        value, sound = code or value, bool(code)
    elif name in _NAMES:
        sound = sound and is_like_a_name(value)
    yield ReadField(name, value, confidence if sound else min(confidence, DOUBTFUL), normalised)


def is_like_a_name(text: str) -> bool:
    """Whether only letters and the marks that names bear stand there."""
    return 0 < len(text) <= _LONGEST_NAME and all(
        letter in _APART_FROM_LETTERS or letter.isalpha() or not letter.isascii() for letter in text
    )


def is_like_a_phone(text: str) -> bool:
    """Whether it is written as people write a number: with a plus, or in groups."""
    return _PHONE.fullmatch(text) is not None and (text.startswith("+") or not text.isdecimal())


def is_like_an_email(text: str) -> bool:
    """Whether it has the form of a mail address, and is no whole badge that ends in one."""
    return EMAIL.fullmatch(text) is not None and not glue_of_mail(text)


def glue_of_mail(text: str) -> str:
    """The sign that glues pieces to a mail address (`15514~Jane~jane@acme.example`); empty when none does."""
    local = text.partition("@")[0]
    for sign in _BETWEEN_PIECES:
        pieces = local.split(sign)
        if sum(map(bool, pieces)) > 2 or (len(pieces) == 2 and is_like_an_id(pieces[0])):  # noqa: PLR2004 - a name in two
            return sign
    return ""


def is_like_an_id(text: str) -> bool:
    """Whether an organiser would number people so: no spaces, and a digit in it."""
    return BADGE_ID.fullmatch(text) is not None and any(letter.isdigit() for letter in text)


def with_titles_apart(fields: Sequence[ReadField]) -> list[ReadField]:
    """The fields with titles and suffixes out of the names: "Dr. Doe" and "Jane PhD" are Jane Doe."""
    apart: list[ReadField] = []
    for field in fields:
        titled = part_titles(field.value) if field.name in _NAMES else None
        if titled is None:
            apart.append(field)
            continue
        apart.append(field._replace(value=titled.name))
        apart += read_piece(VisitorField.NAME_PREFIX, titled.prefix, "", field.confidence)
        apart += read_piece(VisitorField.NAME_SUFFIX, titled.suffix, "", field.confidence)
    return apart


def whole_name(fields: Sequence[ReadField]) -> Iterator[ReadField]:
    """The name in one, from its parts where no piece gives it whole."""
    parts = {field.name: field for field in reversed(fields) if field.name in _NAMES}
    if parts and VisitorField.DISPLAY_NAME not in parts:
        given, family = parts.get(VisitorField.GIVEN_NAME), parts.get(VisitorField.FAMILY_NAME)
        whole = joined_name(given.value if given else "", family.value if family else "")
        yield ReadField(VisitorField.DISPLAY_NAME, whole, min(part.confidence for part in parts.values()))
