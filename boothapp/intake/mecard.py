"""MECARD (NTT Docomo) and BIZCARD: contact codes of few letters, `KEY:value;` each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from boothapp.domain.person_name import joined_name, part_titles
from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.payload_text import visible
from boothapp.intake.piece_reading import is_like_a_name, read_piece
from boothapp.intake.understood import LIKELY, Note, ReadField, Reading

_PIECE = re.compile(r"([A-Za-z-]{1,16}):((?:\\.|[^;\\])*)(;|$)", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MECARD = {
    "ORG": VisitorField.COMPANY,
    "TITLE": VisitorField.JOB_TITLE,
    "TEL": VisitorField.PHONE,
    "TEL-AV": VisitorField.MOBILE,
    "EMAIL": VisitorField.EMAIL,
    "URL": VisitorField.WEBSITE,
    "NOTE": VisitorField.NOTE,
}
_BIZCARD = {
    "T": VisitorField.JOB_TITLE,
    "C": VisitorField.COMPANY,
    "B": VisitorField.PHONE,
    "M": VisitorField.MOBILE,
    "E": VisitorField.EMAIL,
    "W": VisitorField.WEBSITE,
}
_IDS = ("UID", "ID", "BADGE", "BADGEID")


def read_mecard(text: str, country: str) -> Reading:
    """The fields of a MECARD; some shows send one that holds only an id."""
    return _reading(text, country, _MECARD)


def read_bizcard(text: str, country: str) -> Reading:
    """The fields of a BIZCARD: N and X are given and family name, A the address."""
    return _reading(text, country, _BIZCARD)


def _reading(text: str, country: str, keys: dict[str, VisitorField]) -> Reading:
    found = list(_PIECE.finditer(text, text.index(":") + 1))
    pieces = [(each[1].upper(), each[2]) for each in found]
    ended = bool(found) and found[-1][3] == ";"
    fields = list(_names(dict(pieces), has_family="X" in dict(pieces)))
    for key, value in pieces:
        if key in keys:
            fields += read_piece(keys[key], _text(value), country)
        elif key in ("ADR", "A"):
            fields += _address(value, country)
    badge_id = next((visible(_text(value)) for key, value in pieces if key in _IDS), "")
    return Reading(fields, badge_id=badge_id[:64], notes=() if ended else (Note.CUT_SHORT,))


def _names(pieces: dict[str, str], *, has_family: bool) -> Iterator[ReadField]:
    value = pieces.get("N", "")
    family, comma, given = (*re.split(r"(?<!\\)(,)", value, maxsplit=1), "", "")[:3]
    if has_family:
        family, given = pieces["X"], value
    family, given = visible(_text(family)), visible(_text(given))
    shown = joined_name(given, family)
    if comma and not is_like_a_name(given):
        shown = visible(_text(value))
    titled = part_titles(shown)
    named = {VisitorField.DISPLAY_NAME: titled.name}
    if comma or has_family:
        named |= {VisitorField.GIVEN_NAME: part_titles(given).name, VisitorField.FAMILY_NAME: family}
    named |= {VisitorField.NAME_PREFIX: titled.prefix, VisitorField.NAME_SUFFIX: titled.suffix}
    for name, part in named.items():
        yield from read_piece(name, part, "")


def _address(value: str, country: str) -> Iterator[ReadField]:
    """Docomo's seven parts by commas where there are seven, else one line as the street."""
    parts = [visible(_text(part)) for part in re.split(r"(?<!\\),", value)]
    if len(parts) == 7:  # noqa: PLR2004 - box, room, house, city, prefecture, code, country
        named = {
            VisitorField.STREET: ", ".join(part for part in parts[:3] if part),
            VisitorField.CITY: parts[3],
            VisitorField.REGION: parts[4],
            VisitorField.POSTAL_CODE: parts[5],
            VisitorField.COUNTRY: parts[6],
        }
        for name, part in named.items():
            yield from read_piece(name, part, country)
    else:
        yield from read_piece(VisitorField.STREET, ", ".join(part for part in parts if part), country, LIKELY)


def _text(value: str) -> str:
    return _ESCAPE.sub(r"\1", value)
