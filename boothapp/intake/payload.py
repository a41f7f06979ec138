"""Whatever a visitor's badge or phone says, as fields: the one door for payloads of text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import unquote

from boothapp.domain.badge_layout import BadgeLayout
from boothapp.domain.person_name import part_titles
from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.aim import without_aim
from boothapp.intake.keyed import read_json, read_link, read_pairs
from boothapp.intake.layout import best_layout, find_separator, read_by_layout, read_by_looks
from boothapp.intake.mecard import read_bizcard, read_mecard
from boothapp.intake.payload_text import lost_letters, payload_text, visible
from boothapp.intake.piece_reading import (
    BADGE_ID,
    is_like_a_name,
    is_like_a_phone,
    is_like_an_email,
    read_piece,
)
from boothapp.intake.reach import read_phone
from boothapp.intake.understood import LIKELY, Kind, Note, ReadField, Reading, Understood
from boothapp.intake.vcard import read_vcard

_ADDRESS = re.compile(r"(?:mailto:|MATMSG:TO:)([^?;]*)(?:\?(.*))?", re.IGNORECASE | re.DOTALL)
_TO = re.compile(r"(?:^|&)to=([^&]*)", re.IGNORECASE)
_NAMED_ADDRESS = re.compile(r"\"?([^<>\"]{1,80}?)\"?\s*<([^\s<>]+@[^\s<>]+)>")
_NUMBER = re.compile(r"tel:([^;?]*)", re.IGNORECASE)
_PREFIXED_ID = re.compile(r"[A-Za-z][A-Za-z ]{0,15}[:=#]\s*([\w.-]{1,64})", re.ASCII)


def read_payload(payload: str | bytes, *, country: str, layouts: Sequence[BadgeLayout] = ()) -> Understood:
    """What is understood of a payload; one that nothing understands is kept raw.

    ``country`` (ISO 3166-1 alpha-2) is where phones are dialled from; ``layouts`` are the show's own.
    """
    came = payload_text(payload)
    kind, reading = _read(without_aim(came.text.strip()), country, layouts)
    fields = tuple(dict.fromkeys(reading.fields))
    if came.was_guessed:
        fields = tuple(_at_most_likely(field) for field in fields)
    notes = {
        Note.TOO_LONG: came.was_cut,
        Note.LETTERS_REPAIRED: came.was_repaired,
        Note.LETTERS_GUESSED: came.was_guessed,
        Note.LETTERS_LOST: lost_letters(came.text),
    }
    return Understood(
        kind=kind,
        raw=came.raw,
        fields=fields,
        badge_id=reading.badge_id,
        notes=(*reading.notes, *(note for note, holds in notes.items() if holds)),
    )


def _at_most_likely(field: ReadField) -> ReadField:
    is_plain = field.value.isascii()
    return field if is_plain else field._replace(confidence=min(field.confidence, LIKELY))


def _read(text: str, country: str, layouts: Sequence[BadgeLayout]) -> tuple[Kind, Reading]:
    if not visible(text):
        return Kind.EMPTY, Reading(())
    for start, kind, reader in _FORMS:
        if start.match(text) and (reading := reader(text, country)) is not None:
            return kind, reading
    if (layout := best_layout(text, layouts)) is not None:
        return Kind.DELIMITED, read_by_layout(text, layout, country)
    return _read_plain(text, country)


def _read_plain(text: str, country: str) -> tuple[Kind, Reading]:
    """What has no form of its own: an address, a number, pieces, a name, an id."""
    shown = visible(text)
    if (pairs := read_pairs(text, country)) is not None:
        return Kind.PAIRS, pairs
    if is_like_an_email(shown):
        return Kind.EMAIL, Reading(read_piece(VisitorField.EMAIL, shown, country))
    if is_like_a_phone(shown) and read_phone(shown, country).normalised:
        return Kind.PHONE, Reading(read_piece(VisitorField.PHONE, shown, country))
    if "\n" not in text and is_like_a_name(shown):
        return Kind.NAME, _name(shown)
    if (pieces := _read_pieces(text, country)) is not None:
        return Kind.DELIMITED, pieces
    prefixed = _PREFIXED_ID.fullmatch(shown)
    badge_id = prefixed[1] if prefixed else shown if BADGE_ID.fullmatch(shown) else ""
    return (Kind.BADGE_ID if badge_id else Kind.UNKNOWN), Reading((), badge_id=badge_id)


def _read_pieces(text: str, country: str) -> Reading | None:
    """The lines of a mail's signature, else pieces with a separator between."""
    if "\n" in text and "@" in text:
        from boothapp.intake.signature import read_signature  # noqa: PLC0415 - cards are not needed to start

        if (signature := read_signature(text, country)) is not None:
            return signature
    separator = find_separator(text)
    return read_by_looks(text, separator, country) if separator else None


def _name(text: str) -> Reading:
    """A name alone, as somebody typed it: titles apart."""
    titled = part_titles(text)
    named = {
        VisitorField.DISPLAY_NAME: titled.name,
        VisitorField.NAME_PREFIX: titled.prefix,
        VisitorField.NAME_SUFFIX: titled.suffix,
    }
    return Reading([field for name, part in named.items() for field in read_piece(name, part, "", LIKELY)])


def _read_address(text: str, country: str) -> Reading | None:
    """Whom a link to write to names, in the query too (RFC 6068); each may have a name."""
    said = _ADDRESS.match(text)
    if said is None:
        return None
    addresses = [unquote(each) for part in (said[1], *_TO.findall(said[2] or "")) for each in part.split(",")]
    fields: list[ReadField] = []
    for address in addresses:
        named = _read_named_address(address, country)
        fields += named.fields if named else read_piece(VisitorField.EMAIL, address, country)
    return Reading(fields)


def _read_named_address(text: str, country: str) -> Reading | None:
    """What mail programs copy: `Jane Smith <jane@acme.example>`."""
    said = _NAMED_ADDRESS.fullmatch(visible(text))
    if said is None:
        return None
    return Reading([*_name(said[1]).fields, *read_piece(VisitorField.EMAIL, said[2], country)])


def _read_number(text: str, country: str) -> Reading | None:
    said = _NUMBER.match(text)
    return Reading(read_piece(VisitorField.PHONE, unquote(said[1]), country)) if said else None


def _no_contact(_text: str, _country: str) -> Reading:
    return Reading((), notes=(Note.NOT_A_CONTACT,))


_FORMS: tuple[tuple[re.Pattern[str], Kind, Callable[[str, str], Reading | None]], ...] = tuple(
    (re.compile(start, re.IGNORECASE), kind, reader)
    for start, kind, reader in (
        ("BEGIN:VCARD", Kind.VCARD, read_vcard),
        ("MECARD:", Kind.MECARD, read_mecard),
        ("BIZCARD:", Kind.BIZCARD, read_bizcard),
        ("BEGIN:V(?:CALENDAR|EVENT)", Kind.EVENT, _no_contact),
        (r"(?:WIFI|geo|SMSTO|sms|otpauth|bitcoin|market):", Kind.UNKNOWN, _no_contact),
        (r"\{", Kind.JSON, read_json),
        (r"https?://\S+$", Kind.LINK, read_link),
        ("(?:mailto|MATMSG:TO):", Kind.EMAIL, _read_address),
        ("tel:", Kind.PHONE, _read_number),
        (r"[^<>]{1,90}<", Kind.EMAIL, _read_named_address),
    )
)
