"""Typed ids, and UUIDv7 to make them from: unique without asking anyone, and ordered by time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Callable

LeadId = NewType("LeadId", str)
ContactId = NewType("ContactId", str)
ShowId = NewType("ShowId", str)
DeviceId = NewType("DeviceId", str)
ChangeId = NewType("ChangeId", str)
EncounterId = NewType("EncounterId", str)
ConsentId = NewType("ConsentId", str)
DefinitionId = NewType("DefinitionId", str)

_VERSION_AND_VARIANT = 0x7 << 76 | 0b10 << 62
_48_BITS = (1 << 48) - 1
_62_BITS = (1 << 62) - 1


def uuid7(now_ms: int, random_bits: Callable[[int], int]) -> str:
    """Make a UUID version 7 in canonical lower-case text (RFC 9562, section 5.7).

    `now_ms` is Unix time in milliseconds, the other 74 bits are `random_bits(74)`. Ids of different
    milliseconds sort by time, as text too; ids of one millisecond sort at random.
    """
    noise = random_bits(74)
    number = (now_ms & _48_BITS) << 80 | (noise >> 62) << 64 | (noise & _62_BITS) | _VERSION_AND_VARIANT
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def part_id(now_ms: int, random_bits: Callable[[int], int]) -> str:
    """Make the id of a part of a lead (a contact, an encounter, a consent): short, and ordered by time.

    It need only be unique among the parts of one lead, which a few people edit, so milliseconds and 20
    random bits do; it stands in many field paths, where a whole UUID would be most of what is stored and
    sent.
    """
    return f"{now_ms & _48_BITS:012x}-{random_bits(20):05x}"
