"""A card's lines as fields: each with where it was read, and how sure.

First what has a form of its own (mail, numbers, web, address); then who, what and for whom, weighed against
one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from boothapp.domain.person_name import part_titles
from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.card_address import AddressPart, find_address
from boothapp.intake.card_country import Home, home_of
from boothapp.intake.card_evidence import domain_words, in_usual_case, mended_letters, with_spaces
from boothapp.intake.card_numbers import is_label, without_registry
from boothapp.intake.card_pieces import Piece, is_right_of, pieces_of, shares_letters, stacks
from boothapp.intake.card_reach import Found, find_email, find_numbers, find_web
from boothapp.intake.card_weighing import (
    LEAST_COMPANY,
    LEAST_NAME,
    LEAST_TITLE,
    Card,
    Weighed,
    as_company,
    as_name,
    as_other_spelling,
    as_title,
    best,
)
from boothapp.intake.card_words import is_department, job_share
from boothapp.intake.payload_text import visible
from boothapp.intake.piece_reading import LONGEST_FIELD
from boothapp.intake.printed import Box, CardReading, PlacedField, SeenCard, with_texts
from boothapp.intake.understood import LIKELY, Note, ReadField

_MOST_LINES_OF_A_CARD = 30
_LEAST_REST = 3
"""Letters; less is what a mark or an icon was read as."""


def read_card(seen: SeenCard, *, country: str) -> CardReading:
    """The fields on a card; numbers are dialled from ``country`` (ISO 3166-1 alpha-2) if it names none."""
    lines = with_texts(seen.lines, [visible(line.text)[:LONGEST_FIELD] for line in seen.lines])
    seen = SeenCard(lines=lines, card=seen.card, size=seen.size, corners=seen.corners)
    pieces = _beside_their_labels(pieces_of(lines))
    reached, pieces = _reached(pieces, country)
    address, pieces = find_address(pieces)
    email = next((found.value for found in reached if found.name is VisitorField.EMAIL), "")
    domains = {
        domain_words(found.value): None
        for found in reached
        if found.name in (VisitorField.EMAIL, VisitorField.WEBSITE)
    }
    known = [*domains, email.partition("@")[0].casefold()]
    pieces = [piece.says(mended_letters(piece.text, known)) for piece in pieces]
    card = Card(email, tuple(filter(None, domains)), max((line.box.height for line in lines), default=1.0))
    placed = [*_who(pieces, card), *_ways(reached), *_whence(address)]
    notes = (Note.NO_CARD,) if len(lines) > _MOST_LINES_OF_A_CARD or (lines and not placed) else ()
    return CardReading(seen=seen, placed=tuple(placed), notes=notes, country=country)


def value_in(name: VisitorField, text: str, country: str) -> str:
    """The mail address or the first number in a line that a person pointed at; empty where there is none."""
    piece = Piece(visible(text)[:LONGEST_FIELD], Box(0, 0, 1, 1), 1.0, (0,))
    if name is VisitorField.EMAIL:
        mail = find_email(piece)
        return mail.value if mail else ""
    return next((found.value for found in find_numbers(piece, Home(country))), "")


def _beside_their_labels(pieces: Sequence[Piece]) -> list[Piece]:
    """Labels that stand in a column of their own, each put before what it is about."""
    labels = [piece for piece in pieces if is_label(piece.text)]
    joined: list[Piece] = []
    for piece in pieces:
        if piece in labels:
            continue
        label = next((each for each in labels if is_right_of(piece.box, each.box)), None)
        joined.append(label.joined(piece) if label else piece)
    return joined


def _reached(pieces: Sequence[Piece], country: str) -> tuple[list[Found], list[Piece]]:
    """Every way to reach the person, and what of the pieces is left; ``country`` is the show's."""
    webs = {id(piece): web for piece in pieces if (web := find_web(piece))}
    hosts = frozenset(web.value.casefold().removeprefix("www.") for web in webs.values())
    written = {id(piece): mail for piece in pieces if (mail := find_email(piece, hosts))}
    written = {**webs, **written}
    home = home_of([piece.text for piece in pieces], [found.value for found in written.values()], country)
    reached: list[Found] = []
    left: list[Piece] = []
    for whole in pieces:
        address = written.get(id(whole))
        piece = whole.says(without_registry(whole.text))
        here = [address] if address else list(find_numbers(piece, home))
        reached += here
        rest = " ".join(each.rest for each in here if not is_label(each.rest)).strip()
        if not here and piece.text:
            left.append(piece)
        elif len(rest) >= _LEAST_REST:
            left.append(piece.says(rest))
    return reached, left


def _ways(reached: Iterable[Found]) -> Iterator[PlacedField]:
    """Those that can be right before those that cannot."""
    for found in sorted(reached, key=lambda each: not each.normalised):
        if found.name is not None:
            yield _placed(found.name, found.value, found.confidence, found.piece, found.normalised)


def _whence(address: Iterable[AddressPart]) -> Iterator[PlacedField]:
    for part in address:
        yield _placed(part.name, part.value, part.confidence, part.piece)


def _placed(
    name: VisitorField, value: str, confidence: float, piece: Piece, normalised: str = ""
) -> PlacedField:
    value = visible(value).strip(" ,;:")
    return PlacedField(ReadField(name, value, round(min(confidence, 1.0), 2), normalised), piece.lines)


def _who(pieces: Sequence[Piece], card: Card) -> Iterator[PlacedField]:
    """Name, company, title and department: the best of each, in that order, no letters twice."""
    candidates = [*pieces, *stacks(pieces)]
    name = best([as_name(piece, card) for piece in candidates], least=LEAST_NAME)
    used = [name.piece] if name else []
    if name is not None:
        yield from _name_fields(name)
        others = [as_other_spelling(piece, name.piece, card) for piece in pieces if piece is not name.piece]
        other = best(others, least=LEAST_NAME)
        if other is not None and not shares_letters(other.piece, name.piece):
            used.append(other.piece)
            yield _placed(VisitorField.DISPLAY_NAME, other.piece.text, other.confidence, other.piece)
    free = [piece for piece in candidates if not any(shares_letters(piece, each) for each in used)]
    company = best([as_company(piece, card) for piece in free], least=LEAST_COMPANY)
    if company is not None:
        yield _placed(
            VisitorField.COMPANY, with_spaces(company.piece.text), company.confidence, company.piece
        )
        free = [piece for piece in free if not shares_letters(piece, company.piece)]
    departments = [piece for piece in free if is_department(piece.text) and job_share(piece.text) < 1]
    above = name.piece if name else None
    titles = [as_title(piece, card, above) for piece in free if piece not in departments]
    title = best(titles, least=LEAST_TITLE)
    if title is not None:
        yield _placed(VisitorField.JOB_TITLE, title.piece.text, title.confidence, title.piece)
    for piece in departments[:1]:
        yield _placed(VisitorField.DEPARTMENT, piece.text, LIKELY * piece.confidence, piece)


def _name_fields(name: Weighed) -> Iterator[PlacedField]:
    titled = part_titles(name.piece.text)
    parts = (
        (VisitorField.DISPLAY_NAME, in_usual_case(titled.name)),
        (VisitorField.NAME_PREFIX, titled.prefix),
        (VisitorField.NAME_SUFFIX, titled.suffix),
    )
    for field, value in parts:
        if value:
            yield _placed(field, value, name.confidence, name.piece)
