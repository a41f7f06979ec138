"""Whether two badge ids are one: to the letter, or but for zeros and prefixes where that is beyond doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Generic, TypeVar

from boothapp.domain.likeness import fold_text

_NUMBER_AT_END = re.compile(r"0*([0-9]+)$")
Listed = TypeVar("Listed")


def badge_key(badge_id: str) -> str:
    """The id without case, spaces and signs."""
    return fold_text(badge_id).replace(" ", "")


def badge_number(badge_id: str) -> str:
    """The number that the id ends in, without leading zeros; empty where it ends in none."""
    number = _NUMBER_AT_END.search(fold_text(badge_id))
    return number[1] if number else ""


class BadgeMatcher(Generic[Listed]):
    """Finds our badges in a list that is offered row by row; it keeps only rows that may be one of them."""

    def __init__(self, badge_ids: Iterable[str]) -> None:
        self._exact: dict[str, list[Listed]] = {}
        self._alike: dict[str, list[Listed]] = {}
        self._keys_of: dict[str, set[str]] = {}
        for badge_id in badge_ids:
            self._exact[badge_key(badge_id)] = []
            if number := badge_number(badge_id):
                self._alike[number] = []
                self._keys_of.setdefault(number, set()).add(badge_key(badge_id))

    def may_be_ours(self, badge_id: str) -> bool:
        """Whether a row with this id is worth offering."""
        return badge_key(badge_id) in self._exact or badge_number(badge_id) in self._alike

    def offer(self, badge_id: str, listed: Listed) -> None:
        """Take a row of the list."""
        for rows in (self._exact.get(badge_key(badge_id)), self._alike.get(badge_number(badge_id))):
            if rows is not None and listed not in rows:
                rows.append(listed)

    def found(self, badge_id: str) -> list[Listed]:
        """The rows of one of our badges: none, the one, or several when the list does not tell which.

        Without zeros and prefixes only one id of the list may be meant, and only by one of our badges.
        """
        if exact := self._exact[badge_key(badge_id)]:
            return exact
        number = badge_number(badge_id)
        return self._alike[number] if len(self._keys_of.get(number, ())) == 1 else []
