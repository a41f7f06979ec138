"""Values under keys that somebody chose: a badge's JSON object or pairs, the query of a link."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, unquote_plus, urlsplit

from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.column_names import field_of_header
from boothapp.intake.payload_text import visible
from boothapp.intake.piece_reading import BADGE_ID, is_like_an_id, read_piece, whole_name, with_titles_apart
from boothapp.intake.understood import LIKELY, ReadField, Reading

_IDS = frozenset(("aid", "code", "guid", "id", "number", "reg", "token", "uid", "uuid", "vid"))
_SHORT_KEYS = {
    "fn": VisitorField.GIVEN_NAME,
    "ln": VisitorField.FAMILY_NAME,
    "sn": VisitorField.FAMILY_NAME,
    "co": VisitorField.COMPANY,
    "em": VisitorField.EMAIL,
    "ph": VisitorField.PHONE,
    "mob": VisitorField.MOBILE,
    "jt": VisitorField.JOB_TITLE,
}
_FAMILY_KEYS = frozenset(("ln", "sn"))
_KEY = re.compile(r"\s*([A-Za-z][\w .-]{0,30}?)\s*[=:]")
_BETWEEN_PAIRS = ("\n", "&", "^", "|", "\t", "~", ";", ",", "$", "#")
_FEWEST_PAIRS = 2
_TELL_ALONE = (VisitorField.EMAIL, VisitorField.PHONE, VisitorField.MOBILE)
_DEEPEST = 4
_PROFILES = re.compile(
    r"(?:.*\.)?(?:linkedin|xing|twitter|x|facebook|instagram|youtube|tiktok|github|wa|t|line|wechat)"
    r"\.(?:com|me|net|de)"
)
"""Where links name a person or a company, never a badge."""
_BADGES = re.compile(
    r"(?:badges?|visitors?|attendees?|tickets?|leads?|scan|registrations?|reg|id|pass|guests?|besucher"
    r"|visiteurs?)",
    re.IGNORECASE,
)
_APART = re.compile(r"[-_.]")
_DATE = re.compile(r"(?:19|20)\d\d(?:[01]\d[0-3]\d)?")
_SHORTEST = 5
_WORD = re.compile(r"[A-Z]?[a-z]{2,}\d{0,4}")
"""Letters, and at most a number after them: chance mixes them otherwise."""
_HEX = re.compile(r"[0-9a-f-]{8,}", re.IGNORECASE)


def _field_of_key(key: str) -> VisitorField | None:
    """The field that a key of any style names: `firstName`, `First name`, `first_name`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key).replace("_", " ")
    if words.casefold() in _IDS:
        return VisitorField.BADGE_ID
    if words.casefold() in _SHORT_KEYS:
        return _SHORT_KEYS[words.casefold()]
    found = field_of_header(words)
    return VisitorField(found.value) if found is not None and found.value in set(VisitorField) else None


def read_json(text: str, country: str) -> Reading | None:
    """The fields of a JSON object, those of objects within it too; None when it is no object."""
    try:
        found = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    return _reading(_flat(found, _DEEPEST), country) if isinstance(found, dict) else None


def read_link(text: str, country: str) -> Reading | None:
    """What a link says by itself, of a badge mostly its id; it is never opened. None when it is no link."""
    try:
        link = urlsplit(text)
        host = (link.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    reading = _reading(dict(parse_qsl(link.query)), country)
    if _PROFILES.fullmatch(host):
        return reading._replace(badge_id="")
    if not is_like_an_id(reading.badge_id):
        reading = reading._replace(badge_id=_id_at_the_end(link.path))
    return reading


def read_pairs(text: str, country: str) -> Reading | None:
    """The fields of `ID=15514;FN=Jane` or `fname=Jane&email=…`; None where a piece has no key before it."""
    for separator in _BETWEEN_PAIRS:
        pieces = [piece for piece in text.replace("\r\n", "\n").split(separator) if piece.strip()]
        found = [_KEY.match(piece) for piece in pieces]
        values: dict[str, str] = {}
        for key, piece in zip(found, pieces, strict=True):
            if key is not None:
                value = piece[key.end() :]
                values.setdefault(key[1], unquote_plus(value) if separator == "&" else value)
        names = {_field_of_key(key) for key in values} - {None}
        is_enough = len(names) >= _FEWEST_PAIRS or (len(pieces) == 1 and names & set(_TELL_ALONE))
        if all(found) and is_enough:
            return _reading(values, country)
    return None


def _id_at_the_end(path: str) -> str:
    """The last part of a link's path if it is the id of a badge, and not the name of a page or person.

    Below a folder that says so (`/badge/…`) whatever has a digit is one. Elsewhere words tell a page
    (`/products/pump-3000`), digits may be a year or a day, and a short code is a product's (`/x200`).
    """
    *folders, last = [unquote(part) for part in path.split("/") if part] or [""]
    if not is_like_an_id(last):
        return ""
    if any(map(_BADGES.fullmatch, folders)):
        return last
    if len(last) < _SHORTEST or _DATE.fullmatch(last):
        return ""
    is_code = not any(map(_WORD.fullmatch, _APART.split(last)))
    return last if last.isdecimal() or is_code or _HEX.fullmatch(last) else ""


def _flat(values: Mapping[str, Any], deeper: int) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in values.items():
        if isinstance(value, dict) and deeper:
            flat = {**_flat(value, deeper - 1), **flat}
        elif isinstance(value, str):
            flat[key] = value
    return flat


def _reading(values: Mapping[str, str], country: str) -> Reading:
    fields: list[ReadField] = []
    badge_id = ""
    has_family = any(key.casefold() in _FAMILY_KEYS for key in values)
    for key, value in values.items():
        name = _field_of_key(key)
        if key.casefold() == "fn" and not has_family:
            name = VisitorField.DISPLAY_NAME  # as in a vCard
        if name == VisitorField.BADGE_ID:
            badge_id = badge_id or (visible(value) if BADGE_ID.fullmatch(visible(value)) else "")
        elif name is not None:
            fields += read_piece(name, value, country, LIKELY)
    fields = with_titles_apart(fields)
    return Reading([*whole_name(fields), *fields], badge_id=badge_id)
