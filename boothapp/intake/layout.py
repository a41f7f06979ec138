"""Badges of pieces between separators: read by a show's layout, or guessed until there is one."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from boothapp.domain.badge_layout import SEPARATORS, BadgeLayout
from boothapp.domain.person_name import split_name
from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.country_names import read_country
from boothapp.intake.payload_text import visible
from boothapp.intake.piece_reading import (
    WEB,
    is_like_a_name,
    is_like_a_phone,
    is_like_an_email,
    is_like_an_id,
    read_piece,
    whole_name,
)
from boothapp.intake.understood import DOUBTFUL, GUESS, LIKELY, Note, ReadField, Reading

_FEWEST_PIECES = 3
_NAMES = (VisitorField.GIVEN_NAME, VisitorField.FAMILY_NAME)
_SAID_BY_MAIL = (*_NAMES, VisitorField.DISPLAY_NAME)
_WORDS = (*_NAMES, VisitorField.DISPLAY_NAME, VisitorField.COMPANY, VisitorField.JOB_TITLE, VisitorField.CITY)
Columns = tuple[VisitorField | None, ...]


def find_separator(text: str) -> str:
    """What separates this badge's pieces; empty when it has none."""
    shown = text.strip("\r\n ").replace("\r\n", "\n")
    counts = {each: shown.count(each) for each in SEPARATORS}
    rare = next((each for each in SEPARATORS[:4] if counts[each] >= _FEWEST_PIECES - 1), "")
    if rare:
        return rare
    most = max(SEPARATORS, key=lambda each: counts[each])
    return most if counts[most] >= _FEWEST_PIECES - 1 else ""


def pieces_of(text: str, separator: str) -> list[str]:
    """The pieces in their order, empty ones too; separators around the whole badge part nothing."""
    whole = text.replace("\r\n", "\n").strip("\n ")
    if whole.startswith(separator) and whole.endswith(separator) and len(whole) > 1:
        whole = whole[1:-1]
    return [visible(piece) for piece in whole.split(separator)]


def suggest_columns(samples: Sequence[str], separator: str) -> Columns:
    """What each piece looks like in all the samples: the start of a layout, for a person to correct."""
    rows = [pieces_of(sample, separator) for sample in samples]
    guesses = [_guesses(row) for row in rows]
    width = max((len(row) for row in rows), default=0)
    return tuple(
        next((guess[place] for guess in guesses if place < len(guess) and guess[place]), None)
        if len({guess[place] for guess in guesses if place < len(guess) and guess[place]}) == 1
        else None
        for place in range(width)
    )


def fits(text: str, layout: BadgeLayout) -> bool:
    """Whether a badge may be of this layout: its separator, and as many pieces or one off."""
    if layout.separator not in text:
        return False
    return abs(len(pieces_of(text, layout.separator)) - len(layout.columns)) <= 1


def read_by_layout(text: str, layout: BadgeLayout, country: str) -> Reading:
    """The fields that the layout names; a piece that cannot be what its column says is doubtful."""
    fields: list[ReadField] = []
    badge_id, wrong = "", False
    pairs = [
        (name, piece) for name, piece in zip(layout.columns, pieces_of(text, layout.separator), strict=False)
    ]
    own = next((read_country(piece) for name, piece in pairs if name == VisitorField.COUNTRY), "") or country
    for name, piece in pairs:
        if name == VisitorField.BADGE_ID:
            badge_id = piece[:64]
        elif name is not None:
            is_wrong = bool(piece) and _is_wrong(name, piece)
            wrong = wrong or is_wrong
            fields += read_piece(name, piece, own, DOUBTFUL if is_wrong else LIKELY)
    return Reading([*whole_name(fields), *fields], badge_id, (Note.WRONG_COLUMNS,) if wrong else ())


def _is_wrong(name: VisitorField, piece: str) -> bool:
    """Whether a piece is certainly something else than its column says."""
    if name == VisitorField.EMAIL:
        return not is_like_an_email(piece)
    if name in (VisitorField.PHONE, VisitorField.MOBILE):
        return not any(letter.isdigit() for letter in piece) or "@" in piece
    if name in _WORDS:
        is_number = piece.isdecimal() or (piece.startswith("+") and is_like_a_phone(piece))
        return is_like_an_email(piece) or is_number or bool(WEB.match(piece))
    return name == VisitorField.COUNTRY and not read_country(piece)


def read_by_looks(text: str, separator: str, country: str) -> Reading:
    """What can be told without a layout: mail, phone, web, id, and the name that the mail confirms."""
    pieces = pieces_of(text, separator)
    guessed = _guesses(pieces)
    sure = _confirmed(pieces, guessed)
    fields: list[ReadField] = []
    badge_id = ""
    for name, piece in zip(guessed, pieces, strict=True):
        if name == VisitorField.BADGE_ID:
            badge_id = piece
        elif name is not None:
            is_guess = name in (*_WORDS, VisitorField.COUNTRY) and not (name in _SAID_BY_MAIL and sure)
            fields += read_piece(name, piece, country, GUESS if is_guess else LIKELY)
    return Reading([*whole_name(fields), *fields], badge_id, (Note.NO_LAYOUT,))


def _guesses(pieces: Sequence[str]) -> Columns:
    """What each piece looks like; a name by the mail address, else the first two pieces of letters."""
    guesses: list[VisitorField | None] = [_by_form(piece) for piece in pieces]
    whole = next((place for place, piece in enumerate(pieces) if _is_in_mail(piece, pieces)), None)
    if whole is not None and guesses[whole] is None:
        guesses[whole] = VisitorField.DISPLAY_NAME
    for place in range(len(pieces) - 1 if whole is None else 0):
        if all(guesses[at] is None and is_like_a_name(pieces[at]) for at in (place, place + 1)):
            guesses[place : place + 2] = _NAMES
            break
    used: set[VisitorField | None] = {None}
    for place, guess in enumerate(guesses):
        if guess in used:
            guesses[place] = None
        used.add(guess)
    return tuple(guesses)


def _by_form(piece: str) -> VisitorField | None:
    if is_like_an_email(piece):
        return VisitorField.EMAIL
    if WEB.fullmatch(piece):
        return VisitorField.WEBSITE
    if is_like_a_phone(piece):
        return VisitorField.PHONE
    if is_like_an_id(piece):
        return VisitorField.BADGE_ID
    return VisitorField.COUNTRY if read_country(piece) else None


def _confirmed(pieces: Sequence[str], guesses: Columns) -> bool:
    """Whether the guessed name is that of the mail address: zoe.lukasz@ goes with Zoë Łukasz."""
    found = {name: piece for name, piece in zip(guesses, pieces, strict=True) if name}
    family = found.get(VisitorField.FAMILY_NAME, "")
    return VisitorField.DISPLAY_NAME in found or _is_in_mail(f"x {family}", pieces)


def _is_in_mail(piece: str, pieces: Sequence[str]) -> bool:
    """Whether a name of several words has its family name in the badge's mail address."""
    if " " not in piece or not is_like_a_name(piece):
        return False
    family = _plain(split_name(piece).family)
    mail = next((_plain(each.partition("@")[0]) for each in pieces if is_like_an_email(each)), "")
    return len(family) > 1 and family in mail


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l").replace("ø", "o"))
    return "".join(letter for letter in folded if letter.isascii() and letter.isalnum())
