"""What came in on the scan line: a person's name, an email address, or a badge to keep as it is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST_PAYLOAD = 8 * 1024  # bytes in UTF-8; more is no badge
_LONGEST_NAME = 80
_EMAIL = re.compile(r"[^\s@,;|^]+@[^\s@,;|^]+\.[^\s@,;|^]+")
_BADGE_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_APART_FROM_LETTERS = " .,'’-·"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedText:
    """One of name, email or payload is set; ``badge_id`` when the payload is one bare id."""

    name: str = ""
    email: str = ""
    payload: str = ""
    badge_id: str = ""


def read_scanned(text: str) -> ScannedText:
    """Tells a typed name or address from a badge; whatever is neither is kept as a badge, to the letter."""
    shown = visible(text)
    if not shown:
        return ScannedText()
    if "\n" not in text.strip() and len(shown) <= _LONGEST_NAME:
        if _EMAIL.fullmatch(shown):
            return ScannedText(email=shown)
        if all(_belongs_to_a_name(letter) for letter in shown):
            return ScannedText(name=shown)
    payload = text.encode()[:LONGEST_PAYLOAD].decode(errors="ignore")
    return ScannedText(payload=payload, badge_id=shown if _BADGE_ID.fullmatch(shown) else "")


def visible(text: str) -> str:
    """The text without control characters and without what turns the reading direction, spaces made one."""
    kept = "".join(" " if letter in "\r\n\t" else letter for letter in text)
    return " ".join(
        "".join(letter for letter in kept if unicodedata.category(letter) not in ("Cc", "Cf")).split()
    )


def _belongs_to_a_name(letter: str) -> bool:
    return letter in _APART_FROM_LETTERS or unicodedata.category(letter)[0] in "LM"
