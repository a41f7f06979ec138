"""Values under keys that somebody chose: a badge's JSON object, the query of a link."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.column_names import field_of_header
from boothapp.intake.payload_text import visible
from boothapp.intake.piece_reading import BADGE_ID, is_like_an_id, read_piece, whole_name
from boothapp.intake.understood import LIKELY, ReadField, Reading

_IDS = frozenset(("aid", "code", "guid", "id", "number", "reg", "token", "uid", "uuid", "vid"))
_DEEPEST = 4


def _field_of_key(key: str) -> VisitorField | None:
    """The field that a key of any style names: `firstName`, `First name`, `first_name`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key).replace("_", " ")
    if words.casefold() in _IDS:
        return VisitorField.BADGE_ID
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
    """What a link says by itself, an id mostly; it is never opened. None when it is no link."""
    try:
        link = urlsplit(text)
    except ValueError:
        return None
    reading = _reading(dict(parse_qsl(link.query)), country)
    if reading.badge_id:
        return reading
    last = unquote(link.path.rstrip("/").rpartition("/")[2])
    return reading._replace(badge_id=last if is_like_an_id(last) else "")


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
    for key, value in values.items():
        name = _field_of_key(key)
        if name == VisitorField.BADGE_ID:
            badge_id = badge_id or (visible(value) if BADGE_ID.fullmatch(visible(value)) else "")
        elif name is not None:
            fields += read_piece(name, value, country, LIKELY)
    return Reading([*whole_name(fields), *fields], badge_id=badge_id)
