"""The address on a card: street, post code, town, country."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.card_country import country_named
from boothapp.intake.card_pieces import Piece, is_under
from boothapp.intake.card_words import job_share, post_code_in, street_in

_PARTS = re.compile(r",\s*|\s+-\s+")
_REGION = re.compile(r"(?:^|\s)([A-Z]{2,3})$")
_SHORT_CODE = 4  # digits: a year has as many
_LIKELY, _SURE = 0.85, 0.92


class AddressPart(NamedTuple):
    """One part of the address, how sure, and where it stands."""

    name: VisitorField
    value: str
    confidence: float
    piece: Piece


def find_address(pieces: Sequence[Piece]) -> tuple[list[AddressPart], list[Piece]]:
    """The parts of the address, and the pieces that it leaves for others."""
    parts: list[AddressPart] = []
    left: list[Piece] = []
    for place, piece in enumerate(pieces):
        found = list(_parts_of(piece))
        if not found and any(part.name is VisitorField.COUNTRY for part in parts[-1:]):
            left.append(piece)
            continue
        if not found and _is_above_a_town(place, pieces):
            found = [AddressPart(VisitorField.STREET, piece.text, 0.6 * piece.confidence, piece)]
        parts += found
        if not found:
            left.append(piece)
    return _one_of_each(parts), left


def _one_of_each(parts: list[AddressPart]) -> list[AddressPart]:
    """The first of each name; of streets all, as one."""
    kept: dict[VisitorField, AddressPart] = {}
    for part in parts:
        known = kept.get(part.name)
        if known is None:
            kept[part.name] = part
        elif part.name is VisitorField.STREET:
            kept[part.name] = known._replace(
                value=f"{known.value}, {part.value}", piece=known.piece.joined(part.piece)
            )
    return list(kept.values())


def _parts_of(piece: Piece) -> Iterator[AddressPart]:
    """What of an address is in a piece; nothing where it is none."""
    text = piece.text
    if country := country_named(text):
        yield AddressPart(VisitorField.COUNTRY, country, _SURE * piece.confidence, piece)
        return
    found = post_code_in(text)
    if found is None:
        if street_in(text) and job_share(text) < 1:
            yield AddressPart(VisitorField.STREET, text, _LIKELY * piece.confidence, piece)
        return
    code, texts = found[0], [part for part in _PARTS.split(text) if part]
    town = max(place for place, part in enumerate(texts) if code in part)
    streets, place, beyond = texts[:town], texts[town], texts[town + 1 :]
    if len(code) == _SHORT_CODE and not place.startswith(code):
        return  # "Since 1987"
    rest = " ".join(place.replace(code, " ", 1).split()).strip(" -")
    if not rest and not streets and not beyond:
        return  # a number alone is no address
    yield from _town(piece, code, rest, streets)
    if streets:
        yield AddressPart(VisitorField.STREET, ", ".join(streets), _LIKELY * piece.confidence, piece)
    for part in beyond:
        if country := country_named(part):
            yield AddressPart(VisitorField.COUNTRY, country, _SURE * piece.confidence, piece)


def _town(piece: Piece, code: str, rest: str, streets: list[str]) -> Iterator[AddressPart]:
    """Post code, town and region; a town may stand before the comma: "Oakland, CA 94607"."""
    region = _REGION.search(rest)
    if region and region[1] == rest and streets:
        yield AddressPart(VisitorField.REGION, rest, _LIKELY * piece.confidence, piece)
        rest = streets.pop()
    yield AddressPart(VisitorField.POSTAL_CODE, code, _SURE * piece.confidence, piece)
    if rest:
        yield AddressPart(VisitorField.CITY, rest, _LIKELY * piece.confidence, piece)


def _is_above_a_town(place: int, pieces: Sequence[Piece]) -> bool:
    """Whether a line with a number in it stands right over a line with a post code."""
    piece = pieces[place]
    if not any(letter.isdigit() for letter in piece.text) or not any(
        letter.isalpha() for letter in piece.text
    ):
        return False
    return any(is_under(other.box, piece.box) and post_code_in(other.text) for other in pieces[place + 1 :])
