"""What was understood of a payload, and how sure each piece of it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from boothapp.domain.visitor_field import VisitorField

SURE, LIKELY, GUESS, DOUBTFUL = 1.0, 0.8, 0.4, 0.2
"""Said by name; by its place or its look; by its looks alone; said, but cannot be right."""


class Kind(StrEnum):
    """What form the payload had."""

    VCARD = "vcard"
    MECARD = "mecard"
    BIZCARD = "bizcard"
    DELIMITED = "delimited"
    JSON = "json"
    PAIRS = "pairs"
    LINK = "link"
    BADGE_ID = "badge_id"
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    EVENT = "event"
    CARD_PHOTO = "card_photo"
    UNKNOWN = "unknown"
    EMPTY = "empty"


class Note(StrEnum):
    """What else is to be said of the payload."""

    TOO_LONG = "too_long"
    """More than was considered; the raw text is its beginning."""
    CUT_SHORT = "cut_short"
    """The card's end is missing."""
    LINES_REBUILT = "lines_rebuilt"
    """The line breaks were lost on the way."""
    LETTERS_REPAIRED = "letters_repaired"
    """Letters had been read in the wrong encoding."""
    LETTERS_LOST = "letters_lost"
    """Some letters cannot be told any more."""
    LETTERS_GUESSED = "letters_guessed"
    """Which encoding the letters were written in is a guess."""
    SEVERAL_CARDS = "several_cards"
    """Only the first card was read."""
    NOT_A_CONTACT = "not_a_contact"
    """An event, a Wi-Fi password or the like: nothing of a visitor."""
    NO_LAYOUT = "no_layout"
    """Pieces without a known layout: only what can be told by its looks was read."""
    NO_CARD = "no_card"
    """A photo in which no card was found, or with more lines than a card has."""
    WRONG_COLUMNS = "wrong_columns"
    """The layout does not fit: a piece is what its column cannot be."""


class ReadField(NamedTuple):
    """One piece as written, how sure it is (0 to 1), and its normalised form: E.164, or the mail address."""

    name: VisitorField
    value: str
    confidence: float = SURE
    normalised: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A payload's kind and fields; the first of a name is preferred. ``raw`` is its exact text."""

    kind: Kind
    raw: str
    fields: tuple[ReadField, ...] = ()
    badge_id: str = ""
    notes: tuple[Note, ...] = ()

    def first(self, name: VisitorField, *, at_least: float = 0.0) -> str:
        """The preferred value of this name that is at least so sure; empty when there is none."""
        return next((f.value for f in self.fields if f.name == name and f.confidence >= at_least), "")


class Reading(NamedTuple):
    """What a reader of one form gives: fields, a badge id, notes."""

    fields: Iterable[ReadField]
    badge_id: str = ""
    notes: tuple[Note, ...] = ()
