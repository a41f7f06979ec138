"""vCard 2.1, 3.0 and 4.0: the first person in it, as fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from boothapp.domain.person_name import joined_name, part_titles
from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.card_lines import CardLine, apple_label, card_lines, with_line_breaks
from boothapp.intake.country_names import read_country
from boothapp.intake.payload_text import visible
from boothapp.intake.piece_reading import is_like_an_id, read_piece
from boothapp.intake.understood import LIKELY, SURE, Note, ReadField, Reading

_NO_NUMBER_TO_CALL = re.compile(
    r"fax|faks|факс|ファ[クッ]|팩스|传真|傳真|facsimile|pager|modem|\bbbs\b|video|isdn"
)
_NUMBER_TO_CALL = re.compile(r"voice|\b(?:tel|telephone|telefon|telefono|teléfono|phone)\b")
_MOBILE = re.compile(
    r"cell|mobi[el]|iphone|smartphone|handy|portable|portatil|móvil|movil|celular|\bgsm\b|natel|komórk|telemóvel"
    r"|whatsapp|携帯|手机|手機|휴대|мобил|جوال|\bcar\b|\bpcs\b"
)
"""Among the types of a number and the labels that people give it."""
_PROFILES = re.compile(r"linkedin\.|xing\.|twitter\.|facebook\.|//x\.com|instagram\.", re.IGNORECASE)
_WHO = (VisitorField.DISPLAY_NAME, VisitorField.EMAIL, VisitorField.PHONE, VisitorField.MOBILE)
_RUNS = re.compile(r"[0-9]+|[A-Za-z]+")
_SHORTEST_ID, _SHORT_ID, _LONGEST_ID, _MOST_RUNS = 3, 12, 20, 3
_EXTENSION = re.compile(r";ext=", re.IGNORECASE)


def read_vcard(text: str, country: str) -> Reading:
    """The fields of the first card; phones are read in the card's own country where it names one."""
    text, rebuilt = with_line_breaks(text)
    lines, is_whole, more = _first_card(list(card_lines(text)))
    notes = {Note.LINES_REBUILT: rebuilt, Note.CUT_SHORT: not is_whole, Note.SEVERAL_CARDS: more}
    address = list(_address(lines, country))
    own = next(
        (f.value for f in address if f.name == VisitorField.COUNTRY and f.confidence >= LIKELY), country
    )
    fields = [*_name(lines), *_work(lines), *_reach(lines, own), *address, *_other(lines)]
    if rebuilt:
        fields = [field._replace(confidence=min(field.confidence, LIKELY)) for field in fields]
    uid = next((visible(line.text) for line in lines if line.name == "UID"), "")
    return Reading(
        fields,
        badge_id=_badge_id(uid, fields),
        notes=tuple(note for note, holds in notes.items() if holds),
    )


def _badge_id(uid: str, fields: Sequence[ReadField]) -> str:
    """The UID where it numbers a visitor; that of a phone's contact is the place in somebody's address book.

    Organisers' ids are short (``15514``, ``MWC26-15514``, ``K7X2P9QA``); address books write GUIDs, long hex
    numbers, and the small numbers of rows. On a card that names nobody it is a badge's, however it looks.
    """
    if not any(field.name in _WHO for field in fields):
        return re.sub(r"^urn:uuid:", "", uid, flags=re.IGNORECASE)[:64]
    if not is_like_an_id(uid) or not _SHORTEST_ID <= len(uid) <= _LONGEST_ID:
        return ""
    return uid if len(uid) <= _SHORT_ID or len(_RUNS.findall(uid)) <= _MOST_RUNS else ""


def _first_card(lines: list[CardLine]) -> tuple[list[CardLine], bool, bool]:
    """The lines of the first card without cards within it, whether its end came, whether another follows."""
    kept: list[CardLine] = []
    depth = 0
    for place, line in enumerate(lines):
        if line.name == "BEGIN":
            depth += 1
        elif line.name == "END":
            depth -= 1
            if depth <= 0:
                more = any(after.name == "BEGIN" for after in lines[place:])
                return _with_labels(kept), True, more
        elif depth == 1 and line.params.get("ALTID", "1") in ("", "1"):
            kept.append(line)
    return _with_labels(kept), False, False


def _with_labels(lines: list[CardLine]) -> list[CardLine]:
    """Apple's labels as types of the lines they belong to, and the preferred of each kind first."""
    labels = {line.group: apple_label(line) for line in lines if line.name == "X-ABLABEL" and line.group}
    labelled = [
        line._replace(types=line.types | {labels[line.group]}) if line.group in labels else line
        for line in lines
    ]
    return sorted(labelled, key=lambda line: line.rank)


def _named(lines: Sequence[CardLine], *names: str) -> Iterator[CardLine]:
    return (line for name in names for line in lines if line.name == name and line.text.strip(" ;"))


def _name(lines: Sequence[CardLine]) -> Iterator[ReadField]:
    """The name as the card shows it; its parts where the card has parts, else titles apart from the rest."""
    parts = next((line.parts for line in _named(lines, "N")), [])
    family, given, further, prefix, suffix = [visible(part) for part in (*parts, *[""] * 5)][:5]
    # Programs that know no parts write the whole name into the first one.
    has_parts = bool(given or prefix or further)
    shown = next((visible(line.text) for line in _named(lines, "FN")), "") or (
        joined_name(f"{given} {further}".strip(), family) if has_parts else family
    )
    if is_company(lines) and shown == _company(lines):
        return
    titled = part_titles(shown, prefix.replace(",", ""), suffix)
    given = part_titles(f"{given} {further}".strip()).name
    family = part_titles(family).name if "," in family else family  # "Doe, Jr."
    found = {
        VisitorField.DISPLAY_NAME: titled.name,
        VisitorField.GIVEN_NAME: given if has_parts else "",
        VisitorField.FAMILY_NAME: family if has_parts else "",
        VisitorField.NAME_PREFIX: titled.prefix,
        VisitorField.NAME_SUFFIX: titled.suffix,
    }
    for name, value in found.items():
        yield from read_piece(name, value, "")


def is_company(lines: Sequence[CardLine]) -> bool:
    """Whether the card is a company's, not a person's."""
    return any(
        (line.name == "KIND" and line.text.lower() == "org")
        or (line.name == "X-ABSHOWAS" and line.text.upper() == "COMPANY")
        for line in lines
    )


def _company(lines: Sequence[CardLine]) -> str:
    return next((visible(line.parts[0]) for line in _named(lines, "ORG")), "")


def _work(lines: Sequence[CardLine]) -> Iterator[ReadField]:
    units = next((line.parts for line in _named(lines, "ORG")), [""])
    yield from read_piece(VisitorField.COMPANY, units[0], "")
    yield from read_piece(VisitorField.DEPARTMENT, ", ".join(unit for unit in units[1:] if unit.strip()), "")
    for line in _named(lines, "TITLE", "ROLE"):
        yield from read_piece(VisitorField.JOB_TITLE, line.text, "")
        return


def _reach(lines: Sequence[CardLine], country: str) -> Iterator[ReadField]:
    for line in _named(lines, "EMAIL"):
        yield from read_piece(VisitorField.EMAIL, line.text, country)
    for line in _named(lines, "TEL"):
        types = unicodedata.normalize("NFC", " ".join(line.types).replace("_", " ").casefold())
        if not _NO_NUMBER_TO_CALL.search(types) or _NUMBER_TO_CALL.search(types):
            name = VisitorField.MOBILE if _MOBILE.search(types) else VisitorField.PHONE
            number = re.sub(r"^tel:", "", line.text.strip(), flags=re.IGNORECASE)
            yield from read_piece(name, _EXTENSION.sub(" ext. ", number), country)


def _address(lines: Sequence[CardLine], country: str) -> Iterator[ReadField]:
    """The first address: P.O. box, flat and street become one line."""
    for line in _named(lines, "ADR"):
        box, flat, street, city, region, code, land = [*line.parts, *[""] * 7][:7]
        found = {
            VisitorField.STREET: ", ".join(
                piece for part in (box, flat, street) for each in part.split("\n") if (piece := visible(each))
            ),
            VisitorField.CITY: city,
            VisitorField.REGION: region,
            VisitorField.POSTAL_CODE: code,
            VisitorField.COUNTRY: land or read_country(line.params.get("CC", "")),
        }
        for name, value in found.items():
            yield from read_piece(name, value, country)
        return


def _other(lines: Sequence[CardLine]) -> Iterator[ReadField]:
    for line in _named(lines, "URL"):
        if not _PROFILES.search(line.text):
            yield from read_piece(VisitorField.WEBSITE, line.text, "", SURE)
    for name, field in (("NOTE", VisitorField.NOTE), ("LANG", VisitorField.LANGUAGE)):
        for line in _named(lines, name):
            yield from read_piece(field, line.text, "")
