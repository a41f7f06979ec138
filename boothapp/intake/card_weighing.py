"""Who is named on a card, for whom they work, and as what: candidates weighed against one another.

Words, size and place speak, and above all the mail address: it names a person and a company as nobody prints
them by chance. The worths are sums of weights found on cards of many designs; `best` takes the greatest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from boothapp.domain.person_name import is_particle, part_titles
from boothapp.intake.card_evidence import company_in_domain, name_in_address
from boothapp.intake.card_pieces import Piece, is_right_of, is_under
from boothapp.intake.card_words import (
    LEGAL_FORM,
    has_legal_form,
    is_department,
    job_share,
    organisation_share,
)
from boothapp.intake.piece_reading import is_like_a_name

LEAST_NAME, LEAST_COMPANY, LEAST_TITLE = 1.0, 0.8, 1.2
"""Of the worths: less is none at all."""
_PROVED, _CLEAR, _STRONG, _FAIR, _WEAK, _BARE = 0.97, 0.92, 0.88, 0.8, 0.6, 0.55
"""How sure: by the address and more; by the address or by form and place; by form alone; …; by size alone."""
_RIVALRY = 0.4
"""Another candidate that near in worth makes both doubtful."""
_LONGEST_NAME = 5
_USUAL_NAME = range(2, 5)
"""Words."""
_FITS = 0.75
"""From here on an address counts as made of the name."""
_HALF = 0.5
_CLEARLY_A_NAME = 1.6
_NEVER = -9.0
_EAST_ASIAN = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af々]{2,6}")
_NICKNAME = re.compile(r"\s[\"“”„«(][^\W\d]{2,12}[\"“”»)]\s")
_PRONOUNS = re.compile(r"\s*[(（](?:he|she|they|er|sie|il|elle|ella|él)\s?[/,|][^()]*[)）]", re.IGNORECASE)


class Card(NamedTuple):
    """What the lines are weighed by: the mail address, the words of the domains, the tallest line's px."""

    email: str
    domains: tuple[str, ...]
    tallest: float


class Weighed(NamedTuple):
    """A piece as a candidate for one field: how well it fits, and how sure that would be."""

    worth: float
    confidence: float
    piece: Piece


def best(weighed: Sequence[Weighed], *, least: float) -> Weighed | None:
    """The best of them if it is good enough; less sure where another one is as good."""
    ordered = sorted(weighed, key=lambda each: -each.worth)
    if not ordered or ordered[0].worth < least:
        return None
    first = ordered[0]
    lines = set(first.piece.lines)
    rival = next((each for each in ordered[1:] if not lines & set(each.piece.lines)), None)
    if rival is not None and first.worth - rival.worth < _RIVALRY:
        return first._replace(confidence=min(first.confidence, _WEAK))
    return first


def as_name(piece: Piece, card: Card) -> Weighed:
    """A person's name: by the address, titles, size, and by what it is not."""
    piece = piece.says(_PRONOUNS.sub("", piece.text))
    titled = part_titles(piece.text)
    words = titled.name.split()
    is_east_asian = is_an_east_asian_name(titled.name)
    is_one = (
        is_like_a_name(_NICKNAME.sub(" ", titled.name))
        and len(words) <= _LONGEST_NAME
        and not has_legal_form(piece.text)
    )
    if not is_one or _is_wordy(piece) or _is_in_two_scripts(piece):
        return Weighed(_NEVER, 0.0, piece)
    fits = name_in_address(titled.name, card.email) if card.email else 0.0
    has_titles = bool(titled.prefix or titled.suffix)
    worth = 3.0 * fits + 1.5 * has_titles + 1.2 * _size(piece, card)
    worth += 0.6 * (len(words) in _USUAL_NAME or is_east_asian) + 0.3 * _has_capitals(words)
    worth -= 0.9 * _is_a_sentence(words)
    worth -= 1.6 * job_share(titled.name) + 1.2 * organisation_share(titled.name)
    worth -= 1.0 * is_department(piece.text)
    if fits < _FITS:
        worth -= 1.5 * company_in_domain(titled.name, card.domains)
    if len(words) == 1 and not is_east_asian:
        worth -= 0.5 + 1.5 * (fits < 1)
    sure = _PROVED if fits >= _FITS else _STRONG if has_titles else _WEAK
    if sure == _WEAK and not card.email and worth > _CLEARLY_A_NAME:
        sure = _FAIR
    return Weighed(worth, sure * _read_surely(piece), piece)


def as_company(piece: Piece, card: Card) -> Weighed:
    """A company's name: by its legal form, the domains, words of organisations, and its size."""
    text, words = piece.text, piece.text.split()
    is_in_lines = len(set(piece.lines)) > 1
    if not any(letter.isalpha() for letter in LEGAL_FORM.sub("", text)) or _is_wordy(piece):
        return Weighed(_NEVER, 0.0, piece)
    legal, by_domain = has_legal_form(text), company_in_domain(text, card.domains)
    worth = 2.5 * legal + 3.0 * by_domain + 1.0 * organisation_share(text) + 0.8 * _size(piece, card)
    worth -= 1.0 * is_department(text) + 0.8 * _is_like_a_slogan(words)
    if not legal or is_in_lines:
        worth -= 1.2 * job_share(text)
    if is_in_lines:
        strangers = sum(not _is_part_of_company(word, card) for word in words)
        worth += 0.15 * len(set(piece.lines)) - 0.5 * strangers
    if legal:
        sure = _PROVED if by_domain > _HALF else _STRONG
    else:
        sure = _CLEAR if by_domain > _FAIR else _FAIR if by_domain > _HALF else _BARE
    return Weighed(worth, sure * _read_surely(piece), piece)


def as_title(piece: Piece, card: Card, name: Piece | None) -> Weighed:
    """A job title: by its words, and by standing under the name."""
    text, jobs = piece.text, job_share(piece.text)
    if any(letter.isdigit() for letter in text) or has_legal_form(text) or len(text) == 1:
        return Weighed(_NEVER, 0.0, piece)
    near = nearness(piece, name)
    worth = 2.0 * jobs + 1.6 * near - 1.5 * company_in_domain(text, card.domains)
    worth -= 0.6 * organisation_share(text)
    if len(set(piece.lines)) > 1:
        worth -= 0.3 * (len(set(piece.lines)) - 1) - 0.25 * (jobs >= 1 and near > 0)
    sure = (_CLEAR if near > 0 else _STRONG) if jobs >= 1 else _WEAK
    return Weighed(worth, sure * _read_surely(piece), piece)


def is_an_east_asian_name(text: str) -> bool:
    """Whether it may be a name in Chinese, Japanese or Korean letters: a few, with no space or one."""
    return _EAST_ASIAN.fullmatch(text.replace(" ", "", 1)) is not None


def as_other_spelling(piece: Piece, name: Piece, card: Card) -> Weighed:
    """The name once more, in the other script, right above it or below: 佐藤健一, Kenichi Sato."""
    is_near = nearness(piece, name) > 0 or nearness(name, piece) > 0
    if not is_near or is_an_east_asian_name(piece.text) == is_an_east_asian_name(name.text):
        return Weighed(_NEVER, 0.0, piece)
    weighed = as_name(piece, card)
    return weighed._replace(confidence=min(weighed.confidence, _WEAK))


def _is_in_two_scripts(piece: Piece) -> bool:
    """Whether one line says in Latin letters what another one says in others: then each is a name."""
    has_latin = any(letter.isascii() and letter.isalpha() for letter in piece.text)
    return len(set(piece.lines)) > 1 and has_latin and _EAST_ASIAN.search(piece.text) is not None


def _is_wordy(piece: Piece) -> bool:
    """Whether several lines hold more than a word or two each: then they are not one name."""
    lines = len(set(piece.lines))
    return lines > 1 and len(piece.text.split()) > 2 * lines


def _size(piece: Piece, card: Card) -> float:
    """Its height as a share of the tallest line's; of several lines, that of one."""
    return piece.box.height / max(len(set(piece.lines)), 1) / card.tallest


def _has_capitals(words: list[str]) -> bool:
    small = [word for word in words if word[0].isalpha() and not word[0].isupper()]
    return words[0][0].isupper() and all(word.islower() for word in small)


def _is_a_sentence(words: list[str]) -> bool:
    """Whether small words other than "van" or "de" stand behind a capital: nobody is named so."""
    two = 2  # letters, of words such as "y"
    small = [word for word in words[1:] if word.islower() and len(word) > two and not is_particle(word)]
    return words[0][0].isupper() and bool(small)


def _is_like_a_slogan(words: list[str]) -> bool:
    few, small = 3, 2
    return len(words) > few and sum(word.islower() for word in words) >= small


def _is_part_of_company(word: str, card: Card) -> bool:
    """Whether a word of a name in several lines is known from a domain, or goes with a legal form."""
    and_or_of = 2  # letters
    return has_legal_form(word) or len(word) <= and_or_of or company_in_domain(word, card.domains) > 0


def nearness(piece: Piece, name: Piece | None) -> float:
    """1 right under the name, less a little lower, beside or over it, 0 elsewhere."""
    if name is None:
        return 0.0
    box, other = piece.box, name.box
    gap = box.top - other.bottom
    tall = max(box.height, other.height / max(len(set(name.lines)), 1))
    middles = abs(box.middle[0] - other.middle[0])
    aligned = min(abs(box.left - other.left), abs(box.right - other.right), middles) <= tall
    if aligned and -0.4 * tall <= gap <= 1.2 * tall:
        return 1.0 if gap <= tall - 0.2 * tall else 0.8
    return _HALF if is_under(other, box) or is_right_of(box, other) else 0.0


def _read_surely(piece: Piece) -> float:
    """What the reader's own doubt leaves: it says 0.97 of what it read well."""
    return min(1.0, piece.confidence + 0.03)
