"""One card of the prize bowl in one line: name, company, mail, phone in any order, or a scanned code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from boothapp.domain.badge_layout import BadgeLayout
from boothapp.domain.likeness import company_key, fold_text
from boothapp.domain.person_name import part_titles
from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.column_names import field_of_header
from boothapp.intake.entry_badge import is_badge_of
from boothapp.intake.entry_words import (
    PARTICLES,
    house_of,
    is_given_first,
    is_written_as_a_name,
    local_words,
    part_title,
    parted_line,
)
from boothapp.intake.payload import read_payload
from boothapp.intake.payload_text import payload_text, visible
from boothapp.intake.piece_reading import (
    WEB,
    is_like_a_name,
    is_like_a_phone,
    is_like_an_email,
    is_like_an_id,
    read_piece,
)
from boothapp.intake.reach import read_phone
from boothapp.intake.understood import GUESS, LIKELY, SURE, Kind, Note, ReadField, Understood

_CODES = (Kind.VCARD, Kind.MECARD, Kind.BIZCARD, Kind.JSON, Kind.PAIRS, Kind.LINK, Kind.EVENT)
_BETWEEN = re.compile(r"[,;|\t\n^~]| [-–—/·] ")
_BETWEEN_CELLS = re.compile(r"[,;|\t]")
_MAIL = re.compile(r"<?(?:mailto:)?([^\s@,;|^<>()\"]+@[^\s@,;|^<>()\"]+\.[^\s@,;|^<>()\"]+)>?", re.IGNORECASE)
_NUMBER = re.compile(r"(?:(?:tel|phone|mobile|mob|fon)[.:]*\s*)?(\+?\(?\d[\d\s()/.-]{5,22}\d)", re.IGNORECASE)
_TITLES = re.compile(
    r"(?i)\b(manager|director|engineer|head|chief|c[etfiomsp]o|vp|president|owner|founder|partner|buyer|planner"
    r"|developer|analyst|consultant|architect|assistant|officer|specialist|technician|sales|leiter(?:in)?"
    r"|\w*leiter(?:in)?|\w*leitung|geschäftsführer(?:in)?|einkäufer(?:in)?|ingenieur(?:in)?|directeur|directrice"
    r"|responsable|gérant(?:e)?|ingénieur(?:e)?|director(?:a)?|gerente|jefe|jefa|ingeniero|ingeniera)\b"
)
_HOUSES = re.compile(
    r"(?i)\b(\w*universit\w*|hochschule|institut\w*|group|groupe|gruppe|systems?|technolog\w*|solutions|industries"
    r"|industrie|werke?|works|logistics|logistik|packaging|foods?|pharma\w*|automation|engineering|consulting"
    r"|services|international|europe|bank|verlag|maschinenbau|hospital|klinik\w*|ministry|council|brewery)\b"
)
_LONGEST_LINE = 1_000
_LONGEST_CODE = 500
_SHORTEST_WORD = 3
_A_FEW_WORDS = 2
_MOST_NAME_WORDS = 4


class _Piece(NamedTuple):
    """A piece of words, and how much it looks like a person and like a house: 2 said, 1 likely, 0 not."""

    text: str
    name: int
    company: int


def read_entry(
    text: str, *, country: str, layouts: Sequence[BadgeLayout] = (), is_scan: bool = False
) -> Understood:
    """What one line says; whatever it is, its text is kept. Guesses are told by their confidence.

    A line that a scanner sent is of one of the layouts where it can be; a typed one only where it must be.
    """
    likely = layouts if is_scan else [layout for layout in layouts if is_badge_of(text, layout)]
    read = read_payload(text, country=country, layouts=likely)
    by_layout = read.kind is Kind.DELIMITED and Note.NO_LAYOUT not in read.notes
    if by_layout or read.kind in (*_CODES, Kind.BADGE_ID, Kind.EMPTY):
        return read
    came = payload_text(text)
    fields, badge_id = _read_line(came.text[:_LONGEST_LINE], country)
    if not fields and not badge_id:
        return read
    return Understood(kind=Kind.NAME, raw=came.raw, fields=tuple(fields), badge_id=badge_id, notes=read.notes)


def _read_line(text: str, country: str) -> tuple[list[ReadField], str]:
    mails = [found.rstrip(".") for found in _MAIL.findall(text)]
    words = _MAIL.sub(",", text)
    fields = [field for mail in mails for field in read_piece(VisitorField.EMAIL, mail, country)]
    numbers = [found for found in _NUMBER.findall(words) if _is_number(found, country)]
    for number in numbers:
        words = words.replace(number, ",", 1)
    fields += [field for number in numbers for field in read_piece(VisitorField.PHONE, number, country)]
    texts = [piece for part in _BETWEEN.split(words) if (piece := visible(part).strip(" .:<>\"'"))]
    badge_id = ""
    rest = []
    for piece in texts:
        if WEB.fullmatch(piece):
            fields += read_piece(VisitorField.WEBSITE, piece, country)
        elif not badge_id and is_like_an_id(piece.removeprefix("#")):
            badge_id = piece.removeprefix("#")
        elif not re.fullmatch(r"(?i)(?:tel|phone|mobile|mob|fon|e-?mail|mail)", piece):
            rest.append(piece)
    mail = next((mail for mail in mails if is_like_an_email(mail)), "")
    return [*_who(rest, mail), *fields], badge_id


def _is_number(text: str, country: str) -> bool:
    return is_like_a_phone(text) or bool(read_phone(text, country).normalised)


def _who(texts: Sequence[str], mail: str) -> Iterator[ReadField]:
    """Name, company and job title among the pieces of words; what is left over is a note."""
    if len(texts) == 1:
        texts = parted_line(texts[0], mail)
    pieces = [_piece(part, mail) for text in texts for part in _without_title(text, mail)]
    titles = [one for one in pieces if _TITLES.search(one.text) and one.company < 2 and one.name < 2]  # noqa: PLR2004 - said
    pieces, titles, is_clear = _named_beside_titles(pieces, titles, mail)
    pieces = _joined_names(pieces, mail)
    name = max(pieces, key=_person_first, default=None)
    if name is not None and (name.company > name.name or not any(map(str.isalpha, name.text))):
        name = None
    others = [one for one in pieces if one is not name]
    company = max(others, key=lambda one: one.company - one.name, default=None)
    is_sure = name is not None and (
        name.name > 1
        or (is_clear and pieces[0] is name and _is_whole(name) and is_written_as_a_name(name.text))
    )
    if name is not None:
        yield from _name_fields(name.text, LIKELY if is_sure else GUESS)
    if company is not None:
        follows = is_sure and pieces[0] is name and pieces[1] is company
        yield from read_piece(
            VisitorField.COMPANY, company.text, "", LIKELY if company.company > 1 or follows else GUESS
        )
    for one in titles[:1]:
        yield from read_piece(VisitorField.JOB_TITLE, one.text, "", LIKELY)
    for one in (*titles[1:], *(one for one in others if one is not company)):
        yield from read_piece(VisitorField.NOTE, one.text, "", SURE)


def _piece(text: str, mail: str) -> _Piece:
    return _Piece(text, _like_a_person(text, mail), _like_a_house(text, mail))


def _without_title(text: str, mail: str) -> list[str]:
    """The piece, or name and title of one that holds both and whose name the mail address has."""
    parted = part_title(text, _TITLES)
    if parted is None or _like_a_person(parted.name, mail) < 2:  # noqa: PLR2004 - said
        return [text]
    return [parted.name, parted.title]


def _is_whole(piece: _Piece) -> bool:
    """Whether it can be a given name and a family name."""
    return bool(piece.name) and len(piece.text.split()) >= _A_FEW_WORDS


def _named_beside_titles(
    pieces: Sequence[_Piece], titles: Sequence[_Piece], mail: str
) -> tuple[list[_Piece], list[_Piece], bool]:
    """The pieces and the titles, the name that stands in one piece with its title by itself.

    Tells, too, whether there is no other name that it may be: "Marketing Manager Lisa Huber, BMW".
    """
    rest = [one for one in pieces if one not in titles]
    parted = next((both for one in titles if (both := part_title(one.text, _TITLES))), None)
    if parted is None or any(one.name > 1 for one in rest):
        return rest, list(titles), True
    if any(_is_whole(one) and not one.company for one in rest):
        return rest, list(titles), parted.is_title_first is False
    title = _Piece(parted.title, 0, 0)
    kept = [one for one in titles if parted.name not in one.text]
    return [_piece(parted.name, mail), *rest], [title, *kept], False


def _person_first(piece: _Piece) -> tuple[int, bool]:
    return 2 * piece.name - piece.company, len(piece.text.split()) >= _A_FEW_WORDS


def _name_fields(text: str, confidence: float) -> Iterator[ReadField]:
    titled = part_titles(text)
    yield from read_piece(VisitorField.NAME_PREFIX, titled.prefix, "", confidence)
    yield from read_piece(VisitorField.DISPLAY_NAME, titled.name, "", confidence)
    yield from read_piece(VisitorField.NAME_SUFFIX, titled.suffix, "", confidence)


def _joined_names(pieces: list[_Piece], mail: str) -> list[_Piece]:
    """Given and family name of two pieces in one, in their order, where the mail address has both."""
    for place in range(len(pieces) - 1):
        one, other = pieces[place : place + 2]
        if all(each.name and " " not in each.text for each in (one, other)):
            given_first = is_given_first(one.text, other.text, mail)
            if given_first is not None:
                given, family = (one, other) if given_first else (other, one)
                joined = _Piece(f"{given.text} {family.text}", 2, 0)
                return [*pieces[:place], joined, *pieces[place + 2 :]]
    return pieces


def _like_a_person(text: str, mail: str) -> int:
    if not is_like_a_name(text) or any(letter.isdigit() for letter in text):
        return 0
    titled = part_titles(text)
    words = titled.name.split()
    local = local_words(mail)
    joined = "".join(sorted(local))
    folded = [fold_text(word).replace(" ", "") for word in words]
    in_mail = any(
        word in local or (len(word) > _SHORTEST_WORD and word in joined) for word in folded if len(word) > 1
    )
    initials = "".join(word[0] for word in folded if word)
    if len(initials) > 1 and initials in local:
        return 2
    if titled.prefix or titled.suffix or (in_mail and fold_text(text).replace(" ", "") != house_of(mail)):
        return 2
    count = sum(word not in PARTICLES for word in folded)
    return 1 if count <= _MOST_NAME_WORDS and not _HOUSES.search(text) else 0


def _like_a_house(text: str, mail: str) -> int:
    key = company_key(text)
    if key != fold_text(text):
        return 2
    house = house_of(mail)
    plain = key.replace(" ", "").replace(".", "")
    if house and len(plain) >= _SHORTEST_WORD and (house in plain or plain in house):
        return 2
    initials = "".join(word[0] for word in key.split())
    if len(initials) > 1 and initials == house:
        return 2
    return 1 if _HOUSES.search(text) or any(letter.isdigit() for letter in text) else 0


def entry_texts(lines: Iterable[str]) -> Iterator[str]:
    """The cards of a text, one a line; the lines of a contact code (vCard) are one card.

    A line of nothing but the names of columns is no card where others follow it: it heads a sheet that was
    copied or saved as CSV.
    """
    texts = _texts(lines)
    first = next(texts, None)
    if first is None:
        return
    second = next(texts, None)
    if second is None or not _is_header(first):
        yield first
    if second is not None:
        yield second
    yield from texts


def _texts(lines: Iterable[str]) -> Iterator[str]:
    code: list[str] = []
    for line in lines:
        text = line.rstrip("\r\n")
        if code or text.lstrip("\ufeff ").upper().startswith("BEGIN:VCARD"):
            code.append(text)
            if text.strip().upper() != "END:VCARD" and len(code) < _LONGEST_CODE:
                continue
            text, code = "\n".join(code), []
        if text.strip("\ufeff \t"):
            yield text
    if code:
        yield "\n".join(code)


def _is_header(line: str) -> bool:
    names = [piece.strip("\ufeff \t\r\n\"'") for piece in _BETWEEN_CELLS.split(line)]
    return len(names) >= _A_FEW_WORDS and all(map(field_of_header, names))
