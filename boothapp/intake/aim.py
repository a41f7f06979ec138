"""The AIM id that a scanner puts before a code to say of which symbology that is (ISO/IEC 15424)."""

from __future__ import annotations

_SYMBOLOGIES = {
    "A": "Code39",
    "C": "Code128",
    "E": "EAN13",
    "I": "ITF",
    "L": "PDF417",
    "Q": "QRCode",
    "d": "DataMatrix",
    "z": "Aztec",
}
_LENGTH = 3


def without_aim(text: str) -> str:
    """The code's own text."""
    return text[_LENGTH:] if aim_symbology(text) else text


def aim_symbology(text: str) -> str:
    """What the id before the code says; empty when there is none."""
    has_id = len(text) > _LENGTH and text[0] == "]" and text[2].isalnum()
    return _SYMBOLOGIES.get(text[1], "") if has_id else ""
