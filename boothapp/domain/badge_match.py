"""Whether a badge of ours is one of a list's: all of that rule is here, for a wrong match names a stranger.

A badge that nobody could name has nothing but its id to compare, and nobody can see afterwards that the
person beside it is somebody else. "Not in the list" costs a question to the organiser; a stranger on a lead
costs the call. So a number that fits by chance is no match, and a doubt is none either.

1. **To the letter**, but for what people and spreadsheets change: case, spaces, dashes, signs at either end,
   the ``.0`` of a number. What has the same case and dashes goes before what has not.
2. **But for zeros and a prefix**, where scanner and list write one numbering in two ways. Only an id that is
   one run of letters, then one number, can be meant so: never a GUID, a date, the id of a short link. Nearly
   the whole list must be numbered so too. Then either the letters are the same and only zeros differ; or one
   side has no letters, and those of the other are that side's doing: every numbered id of the list has them,
   or nearly all badges of ours do (a few at least: one badge shows no rule), in one case and before three
   digits or more, for ends of short links look like prefix and number too. Letters against other letters are
   an exhibitor and a visitor. The number must be that of one badge of ours and of one id of the list.

What the caller must add: such a match is none if name or email say otherwise
(``boothapp.domain.reconciliation.contradicts``).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

_GAP = r"[\s_\-\u2010-\u2015\u2212]+"
_GAPS = re.compile(_GAP)
_GAP_IN_A_NUMBER = re.compile(rf"(?<=\d){_GAP}(?=\d)")
_ENDS = re.compile(r"^[\W_]+|[\W_]+$")
_DECIMAL = re.compile(r"([0-9]+)\.0+")
_NUMBERED = re.compile(rf"([^\W\d_]*)(?:{_GAP})?([0-9]+)")
_NEARLY_ALL = 0.9
_SHOWS_A_RULE = 3
_FEWEST_DIGITS = 3
Listed = TypeVar("Listed")


class BadgeSpelling(NamedTuple):
    """An id without case and signs at its ends; ``-`` stands only between digits that are apart."""

    text: str

    @property
    def key(self) -> str:
        """What all spellings of the id share."""
        return self.text.replace("-", "")

    def is_same(self, other: BadgeSpelling) -> bool:
        """Whether two ids of one key are one: 12-3 is 123, and is not 1-23."""
        return self.text == other.text or "-" not in self.text or "-" not in other.text


class Numbered(NamedTuple):
    """An id of letters, or none, and then a number; the letters in small ones, the number without zeros."""

    letters: str
    number: str
    may_lack_letters: bool
    """Whether the same may be written without its letters, or with some."""


def _tidy(badge_id: str) -> str:
    if badge_id.isascii() and badge_id.isalnum():
        return badge_id
    text = _ENDS.sub("", badge_id if badge_id.isascii() else unicodedata.normalize("NFKC", badge_id))
    decimal = _DECIMAL.fullmatch(text)
    return decimal[1] if decimal else text


def _spelling(tidy: str) -> BadgeSpelling:
    if tidy.isalnum():
        return BadgeSpelling(tidy.casefold())
    # A sign of its own for the gaps within a number, while the others go.
    parts = _GAP_IN_A_NUMBER.sub("\0", tidy.casefold())
    return BadgeSpelling(_GAPS.sub("", parts).replace("\0", "-"))


def _numbered(tidy: str) -> Numbered | None:
    if tidy.isascii() and tidy.isdigit():
        number = tidy.lstrip("0")
        return Numbered("", number, len(tidy) >= _FEWEST_DIGITS) if number else None
    found = _NUMBERED.fullmatch(tidy)
    if found is None or not (number := found[2].lstrip("0")):
        return None
    letters = found[1]
    one_case = letters in (letters.lower(), letters.upper(), letters.title())
    return Numbered(letters.casefold(), number, one_case and len(found[2]) >= _FEWEST_DIGITS)


class Found(NamedTuple, Generic[Listed]):
    """The rows a badge is found in: none, the one, or several when the list does not tell which."""

    rows: tuple[Listed, ...]
    is_exact: bool
    """Whether by its id to the letter; else zeros or a prefix differ."""


class _Offered(NamedTuple, Generic[Listed]):
    text: str
    spelling: BadgeSpelling
    numbered: Numbered | None
    listed: Listed


class BadgeMatcher(Generic[Listed]):
    """Finds our badges in a list that is offered row by row; it keeps only rows that may be one of them."""

    def __init__(self, badge_ids: Iterable[str]) -> None:
        self._exact: dict[str, list[_Offered[Listed]]] = {}
        self._alike: dict[str, list[_Offered[Listed]]] = {}
        self._spelt: dict[str, set[BadgeSpelling]] = {}
        self._keys_of: dict[str, set[str]] = {}
        self._our_letters = Counter[str]()
        self._listed_letters = Counter[str]()
        self._listed = 0
        for tidy in map(_tidy, badge_ids):
            spelling = _spelling(tidy)
            if not (key := spelling.key):
                continue
            is_new = key not in self._exact
            self._exact[key] = []
            self._spelt.setdefault(key, set()).add(spelling)
            if numbered := _numbered(tidy):
                self._alike[numbered.number] = []
                self._keys_of.setdefault(numbered.number, set()).add(key)
                self._our_letters[numbered.letters] += is_new

    def offer(self, badge_id: str, read: Callable[[], Listed]) -> None:
        """Take a row of the list; it is read only if it may be one of ours."""
        tidy = _tidy(badge_id)
        if not (key := (spelling := _spelling(tidy)).key):
            return
        numbered = _numbered(tidy)
        self._listed += 1
        if numbered:
            self._listed_letters[numbered.letters] += 1
        places = (self._exact.get(key), self._alike.get(numbered.number) if numbered else None)
        if any(rows is not None for rows in places):
            offered = _Offered(tidy, spelling, numbered, read())
            for rows in places:
                if rows is not None and offered not in rows:
                    rows.append(offered)

    def found(self, badge_id: str) -> Found[Listed]:
        """The rows of one of our badges."""
        tidy = _tidy(badge_id)
        spelling = _spelling(tidy)
        if not spelling.key:
            return Found((), is_exact=False)
        same = self._same(tidy, spelling)
        return _found(same, is_exact=True) if same else _found(self._likely(tidy), is_exact=False)

    def _same(self, tidy: str, spelling: BadgeSpelling) -> list[_Offered[Listed]]:
        """The rows of this id; those spelt as ours is before the others."""
        rows = [row for row in self._exact[spelling.key] if row.spelling.is_same(spelling)]
        alike = [row for row in rows if row.spelling == spelling]
        if alike:
            return [row for row in alike if row.text == tidy] or alike
        # Of 12-3 and 1-23, both on badges of ours, neither is the list's 123.
        ours = self._spelt[spelling.key]
        return rows if all(one.is_same(other) for one in ours for other in ours) else []

    def _likely(self, tidy: str) -> list[_Offered[Listed]]:
        """The rows whose id may be ours but for zeros and a prefix; one only where it is beyond doubt."""
        mine = _numbered(tidy)
        if mine is None or len(self._keys_of[mine.number]) > 1 or not self._is_list_numbered():
            return []
        rows = [(row, row.numbered) for row in self._alike[mine.number] if row.numbered]
        likely = [row for row, theirs in rows if self._is_one_numbering(mine, theirs)]
        # A bare number in a list of several kinds tells which are in doubt, if there are several.
        return [row for row, _ in rows] if not mine.letters and len(rows) > 1 else likely

    def _is_list_numbered(self) -> bool:
        return self._listed_letters.total() >= _NEARLY_ALL * self._listed

    def _is_one_numbering(self, mine: Numbered, theirs: Numbered) -> bool:
        if mine.letters == theirs.letters:
            return True
        if (mine.letters and theirs.letters) or not (mine.may_lack_letters and theirs.may_lack_letters):
            return False
        if len(self._listed_letters) > 1:
            return False
        if theirs.letters:
            return True
        carrying = self._our_letters[mine.letters]
        return carrying >= max(_SHOWS_A_RULE, _NEARLY_ALL * len(self._exact))


def _found(offered: Iterable[_Offered[Listed]], *, is_exact: bool) -> Found[Listed]:
    """Each row once, however often the list has it."""
    rows: list[Listed] = []
    for one in offered:
        if one.listed not in rows:
            rows.append(one.listed)
    return Found(tuple(rows), is_exact)
