"""Content lines, of which calendars (RFC 5545, section 3.1) and contact cards (RFC 2426) are made."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FOLD_AT = 75
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_END = re.compile(r"\r\n|\r|\n")


def escaped(text: str) -> str:
    """A text as it stands in a value: backslash, semicolon, comma and line ends escaped, controls dropped."""
    plain = _NOT_TEXT.sub("", text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return _LINE_END.sub("\\\\n", plain)


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, each after the first behind a space; no character is torn."""
    pieces: list[str] = []
    start, octets = 0, 0
    for place, letter in enumerate(line):
        size = len(letter.encode("utf-8", "replace"))
        if octets + size > _FOLD_AT:
            pieces.append(line[start:place])
            # The space that marks a continuation counts.
            start, octets = place, 1
        octets += size
    return "\r\n ".join([*pieces, line[start:]])


def shortened(text: str, octets: int) -> str:
    """The text if it fits into so many octets, else its beginning and an ellipsis; no character is torn."""
    if len(text.encode("utf-8", "replace")) <= octets:
        return text
    kept = text.encode("utf-8", "replace")[: octets - len("…".encode())]
    return kept.decode("utf-8", "ignore").rstrip() + "…"


def joined(lines: Iterable[str]) -> str:
    """A whole object: its lines folded, each ended by CR LF."""
    return "".join(f"{folded(line)}\r\n" for line in lines)
