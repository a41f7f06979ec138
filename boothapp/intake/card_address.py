"""The address on a card: street, post code, town, country."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.card_country import country_at_the_end, country_named
from boothapp.intake.card_numbers import digits_in
from boothapp.intake.card_pieces import Piece, is_under
from boothapp.intake.card_regions import STATE
from boothapp.intake.card_words import is_a_road, job_share, post_codes_in, street_in

_PARTS = re.compile(r",\s*|\s+[-–]\s+")
_REGION = re.compile(r"([A-Z]{2,3})")
_PROVINCE = re.compile(r"(.*[a-z].*) \(?([A-Z]{2})\)?")
_JAPANESE = re.compile(
    r"(?P<sign>〒)?\s*(?P<code>\d{3}[-‐]\d{4})?\s*(?P<region>東京都|北海道|京都府|大阪府|[\u3400-\u9fff]{2,3}県)?"
    r"(?P<city>[^\W\d]+?市[^\W\d]{1,4}?区|[^\W\d]+?[市区]|[^\W\d]+?郡[^\W\d]+?[町村])?(?P<street>.*)"
)
_HOUSE_AND_ROAD = re.compile(
    r"\d+\w? (?:\w+ ){1,3}(?:street|st|road|rd|avenue|ave|drive|dr|lane)\b", re.IGNORECASE
)
_JAPANESE_CODE = re.compile(r"〒?\s*\d{3}[-‐]\d{4}")
_SHORT_CODE = 4  # digits: a year has as many
_LIKELY, _SURE = 0.85, 0.92
_CONTRADICTED = 0.75
"""A card with two towns: it takes an eye to tell which."""


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
    is_japanese = any((match := _JAPANESE.match(piece.text)) and match["region"] for piece in pieces)
    for place, piece in enumerate(pieces):
        found = list(_parts_of(piece))
        if is_japanese and _JAPANESE_CODE.fullmatch(piece.text):
            code = piece.text.lstrip("〒 ")
            found = [AddressPart(VisitorField.POSTAL_CODE, code, _SURE * piece.confidence, piece)]
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
    """The first of each name, less sure where another one is told; of streets all, as one."""
    kept: dict[VisitorField, AddressPart] = {}
    for part in parts:
        known = kept.get(part.name)
        if known is None:
            kept[part.name] = part
        elif part.name is VisitorField.STREET:
            kept[part.name] = known._replace(
                value=f"{known.value}, {part.value}", piece=known.piece.joined(part.piece)
            )
        elif part.value != known.value:
            kept[part.name] = known._replace(confidence=known.confidence * _CONTRADICTED)
    return list(kept.values())


def _parts_of(piece: Piece) -> Iterator[AddressPart]:
    """What of an address is in a piece; nothing where it is none."""
    if country := country_named(piece.text):
        yield AddressPart(VisitorField.COUNTRY, country, _SURE * piece.confidence, piece)
        return
    text, country = country_at_the_end(piece.text)
    found = list(_japanese(piece, text)) or list(_with_a_code(piece, text))
    if not found and street_in(text) and (job_share(text) < 1 or _HOUSE_AND_ROAD.match(text)):
        found = [AddressPart(VisitorField.STREET, text, _LIKELY * piece.confidence, piece)]
    yield from found
    if found and country:
        yield AddressPart(VisitorField.COUNTRY, country, _SURE * piece.confidence, piece)


def _with_a_code(piece: Piece, text: str) -> Iterator[AddressPart]:
    """Street, post code and town, of the likeliest post code that has a town or a street beside it."""
    texts = [part for part in _PARTS.split(text) if part]
    for code in post_codes_in(text):
        town = max((place for place, part in enumerate(texts) if code in part), default=-1)
        place = texts[town] if town >= 0 else ""
        rest = " ".join(place.replace(code, " ", 1).split()).strip(" -")
        if not place or not _is_a_town(code, place, rest) or not (rest or texts[1:]):
            continue
        streets, beyond = texts[:town], texts[town + 1 :]
        yield from _town(piece, code, place, rest, streets)
        streets += [part for part in beyond if street_in(part)]
        if streets:
            yield AddressPart(VisitorField.STREET, ", ".join(streets), _LIKELY * piece.confidence, piece)
        for part in beyond:
            if country := country_named(part):
                yield AddressPart(VisitorField.COUNTRY, country, _SURE * piece.confidence, piece)
        return


def _is_a_town(code: str, place: str, rest: str) -> bool:
    """Whether what stands beside a code can be a town: no road, no year before it, no number."""
    if place.startswith(code):
        is_one = not is_a_road(rest)
    else:
        is_one = len(code) != _SHORT_CODE or STATE.search(place.removesuffix(code).rstrip()) is not None
    has_letters = not rest or any(letter.isalpha() for letter in rest)
    return is_one and has_letters and digits_in(rest) < _SHORT_CODE


def _town(piece: Piece, code: str, place: str, rest: str, streets: list[str]) -> Iterator[AddressPart]:
    """Post code, town and region; a town may stand before the comma: "Oakland, CA 94607"."""
    region = ""
    state = None if place.startswith(code) else STATE.search(rest)
    if state and (state.start() > 0 or streets):
        region, rest = state[1], rest[: state.start()].rstrip(" ,") or streets.pop()
    elif _REGION.fullmatch(rest) and streets:
        region, rest = rest, streets.pop()
    elif place.startswith(code) and (province := _PROVINCE.fullmatch(rest)):
        rest, region = province[1], province[2]
    if region:
        yield AddressPart(VisitorField.REGION, region, _LIKELY * piece.confidence, piece)
    yield AddressPart(VisitorField.POSTAL_CODE, code, _SURE * piece.confidence, piece)
    if rest:
        yield AddressPart(VisitorField.CITY, rest, _LIKELY * piece.confidence, piece)


def _japanese(piece: Piece, text: str) -> Iterator[AddressPart]:
    """The parts of an address in Japanese, the largest first: "〒100-0005 東京都千代田区丸の内1-1-1"."""
    found = _JAPANESE.match(text)
    if found is None or not (found["region"] or (found["sign"] and found["code"])):
        return
    parts = (
        (VisitorField.POSTAL_CODE, found["code"]),
        (VisitorField.REGION, found["region"]),
        (VisitorField.CITY, found["city"]),
        (VisitorField.STREET, (found["street"] or "").strip(" ,")),
    )
    for name, value in parts:
        if value:
            sure = _SURE if name is VisitorField.POSTAL_CODE else _LIKELY
            yield AddressPart(name, value, sure * piece.confidence, piece)


def _is_above_a_town(place: int, pieces: Sequence[Piece]) -> bool:
    """Whether a line with a number in it stands right over a line with a post code."""
    piece = pieces[place]
    if not any(letter.isdigit() for letter in piece.text) or not any(
        letter.isalpha() for letter in piece.text
    ):
        return False
    return any(is_under(other.box, piece.box) and post_codes_in(other.text) for other in pieces[place + 1 :])
