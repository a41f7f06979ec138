"""Badges of pieces between separators: read by a show's layout, or guessed until there is one."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from boothapp.domain.badge_layout import SEPARATORS, UNWRITTEN, BadgeLayout
from boothapp.domain.person_name import split_name
from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.country_names import read_country
from boothapp.intake.payload_text import visible
from boothapp.intake.piece_reading import (
    EMAIL,
    WEB,
    glue_of_mail,
    is_like_a_name,
    is_like_a_phone,
    is_like_an_email,
    is_like_an_id,
    read_piece,
    whole_name,
    with_titles_apart,
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
    rare = next((each for each in UNWRITTEN if counts[each] >= _FEWEST_PIECES - 1), "")
    if rare:
        return rare
    if (glue := glue_of_mail(shown)) in SEPARATORS and EMAIL.fullmatch(shown):
        return glue  # two pieces are enough where one is a mail address and the other an id
    if not any(map(is_like_an_email, pieces_of(shown, "/"))):
        counts["/"] = 0  # else it is a date, a path, or "and/or"
    if any(piece and not any(map(str.isalnum, piece)) for piece in pieces_of(shown, "$")):
        counts["$"] = 0  # else it is noise, or a shell's line
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
    """Whether a badge may be of this layout: its separator, and as many pieces or one off.

    Where people write the separator too, the badge's id must tell that it is one, or the number be right and
    no space behind each sign: "Doe, Jane, Acme" was typed.
    """
    separator, pieces = layout.separator, pieces_of(text, layout.separator)
    off = abs(len(pieces) - len(layout.columns))
    if separator not in text or off > 1:
        return False
    if separator in UNWRITTEN:
        return True
    pairs = _pairs(pieces, layout)
    if said := next((piece for name, piece in pairs if name == VisitorField.BADGE_ID), ""):
        return _may_be_an_id(said) and not (off and any(_is_wrong(*pair) for pair in pairs))
    return not off and text.count(f"{separator} ") < text.count(separator)


def best_layout(text: str, layouts: Sequence[BadgeLayout]) -> BadgeLayout | None:
    """The layout that a badge fits with the fewest pieces out of place, the first of equals; or None."""
    fitting = [layout for layout in layouts if fits(text, layout)]
    return min(fitting, key=lambda layout: _out_of_place(text, layout), default=None)


def _out_of_place(text: str, layout: BadgeLayout) -> tuple[int, int]:
    pieces = pieces_of(text, layout.separator)
    wrong = sum(
        _is_wrong(name, piece) or (name == VisitorField.BADGE_ID and not _may_be_an_id(piece))
        for name, piece in _pairs(pieces, layout)
        if piece
    )
    return wrong, abs(len(pieces) - len(layout.columns))


def _pairs(pieces: Sequence[str], layout: BadgeLayout) -> list[tuple[VisitorField | None, str]]:
    return list(zip(layout.columns, pieces, strict=False))


def _may_be_an_id(piece: str) -> bool:
    """Whether a piece can be told from a name, a number to call and a mail address."""
    is_other = " " in piece or "@" in piece or piece.startswith("+")
    return not is_other and any(letter.isdecimal() for letter in piece)


def read_by_layout(text: str, layout: BadgeLayout, country: str) -> Reading:
    """The fields that the layout names; a piece that cannot be what its column says is doubtful."""
    fields: list[ReadField] = []
    badge_id, wrong = "", False
    pairs = _pairs(pieces_of(text, layout.separator), layout)
    own = next((read_country(piece) for name, piece in pairs if name == VisitorField.COUNTRY), "") or country
    for name, piece in pairs:
        if name == VisitorField.BADGE_ID:
            badge_id = piece[:64]
        elif name is not None:
            is_wrong = _is_wrong(name, piece)
            wrong = wrong or is_wrong
            fields += read_piece(name, piece, own, DOUBTFUL if is_wrong else LIKELY)
    fields = with_titles_apart(fields)
    return Reading([*whole_name(fields), *fields], badge_id, (Note.WRONG_COLUMNS,) if wrong else ())


def _is_wrong(name: VisitorField | None, piece: str) -> bool:
    """Whether a piece is certainly something else than its column says."""
    if not piece:
        return False
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
    fields = with_titles_apart(fields)
    return Reading([*whole_name(fields), *fields], badge_id, (Note.NO_LAYOUT,))


def _guesses(pieces: Sequence[str]) -> Columns:
    """What each piece looks like; a name by the mail address, else the first two pieces of letters."""
    guesses: list[VisitorField | None] = [_by_form(piece) for piece in pieces]
    whole = next((place for place, piece in enumerate(pieces) if _is_in_mail(piece, pieces)), None)
    if whole is not None and guesses[whole] is None:
        guesses[whole] = VisitorField.DISPLAY_NAME
    for place in range(len(pieces) - 1 if whole is None else 0):
        if all(guesses[at] is None and is_like_a_name(pieces[at]) for at in (place, place + 1)):
            is_given_first = _order(pieces[place], pieces[place + 1], pieces)[0]
            guesses[place : place + 2] = _NAMES if is_given_first else _NAMES[::-1]
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
    names = [piece for name, piece in zip(guesses, pieces, strict=True) if name in _NAMES]
    return VisitorField.DISPLAY_NAME in guesses or (len(names) > 1 and _order(names[0], names[1], pieces)[1])


def _order(first: str, second: str, pieces: Sequence[str]) -> tuple[bool, bool]:
    """Whether the first of two names is the given one, and whether the badge's mail address makes that sure.

    jane.doe@ has the given name first, jdoe@ has its letter before the family name, jane@ has it alone. What
    may be read both ways (doe@, janed@) is not sure.
    """
    local, one, other = _mailbox(pieces), _plain(first), _plain(second)
    if min(len(one), len(other)) <= 1:
        return True, False
    if one in local and other in local:
        return local.index(one) <= local.index(other), True
    for family, letter, is_given_first in ((other, one[0], True), (one, other[0], False)):
        if local == letter + family:
            return is_given_first, True
    if local == other:
        return False, False
    return True, local == one or (other in local and local != other + one[0])


def _is_in_mail(piece: str, pieces: Sequence[str]) -> bool:
    """Whether a name of several words has its family name in the badge's mail address."""
    if " " not in piece or not is_like_a_name(piece):
        return False
    family = _plain(split_name(piece).family)
    return len(family) > 1 and family in _mailbox(pieces)


def _mailbox(pieces: Sequence[str]) -> str:
    """The letters before the @ of the badge's mail address; empty when it has none."""
    return next((_plain(each.partition("@")[0]) for each in pieces if is_like_an_email(each)), "")


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l").replace("ø", "o"))
    return "".join(letter for letter in folded if letter.isascii() and letter.isalnum())
