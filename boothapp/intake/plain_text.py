"""Whether a file is a text at all, and what it says, whatever its encoding."""

from __future__ import annotations

import codecs
import unicodedata
from pathlib import Path

from boothapp.intake.text_encoding import encoding_of

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Besides the ends of lines: what scanners send around and between the pieces of a badge.
_OF_SCANNERS = "\x02\x03\x04\x1a\x1b\x1c\x1d\x1e\x1f"
_ALLOWED = frozenset(f"\t\n\v\f\r{_OF_SCANNERS}")
_STRANGE = ("Cc", "Cn", "Co", "Cs")
_ONE_IN = 25
"""Of so many characters of a text one may be unreadable: a letter that was lost on its way."""


def text_in(path: Path) -> str | None:
    """The text of a file, which is read whole; None for one that is no text. Raises OSError.

    Bytes of nought are in no text but UTF-16, and what cannot be printed is but a small part of any.
    """
    octets = path.read_bytes()
    if b"\0" in octets and not octets.startswith(_WIDE):
        return None if (text := _wide_text(path, octets)) is None else _sound(text)
    return _sound(octets.decode(encoding_of(path), "replace"))


def _wide_text(path: Path, octets: bytes) -> str | None:
    """UTF-16 without its mark."""
    encoding = encoding_of(path)
    if not encoding.startswith("utf-16"):
        return None
    try:
        return octets.decode(encoding)
    except UnicodeDecodeError:
        return None


def _sound(text: str) -> str | None:
    return text if is_text(text) else None


def is_text(text: str) -> bool:
    """Whether that is what somebody wrote: no noughts, and hardly anything that cannot be printed."""
    if "\0" in text:
        return False
    strange = sum(
        1
        for letter in text
        if not letter.isprintable() and letter not in _ALLOWED and unicodedata.category(letter) in _STRANGE
    )
    return (strange + text.count("\ufffd")) * _ONE_IN <= len(text)
