"""A name in one line, taken apart into given and family name."""

from __future__ import annotations

from typing import NamedTuple

from boothapp.domain.lead import Contact

_PARTICLES = frozenset((
    "al", "bin", "da", "das", "de", "dei", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la",
    "las", "le", "los", "mac", "san", "santa", "st", "ten", "ter", "van", "vom", "von", "zu", "zum", "zur",
))  # fmt: skip


class NameParts(NamedTuple):
    """Given and family name; a name of one word is a family name."""

    given: str
    family: str


def split_name(text: str) -> NameParts:
    """The parts of a name as a visitor says it: "Ludwig van Beethoven", or "Beethoven, Ludwig van".

    Particles go with the family name. A name whose order the script does not tell (山田太郎) stays whole.
    """
    name = " ".join(text.split())
    if "," in name:
        family, _, given = name.partition(",")
        return NameParts(given.strip(), family.strip())
    words = name.split(" ")
    first_of_family = len(words) - 1
    while first_of_family > 1 and words[first_of_family - 1].lower().strip("’'") in _PARTICLES:
        first_of_family -= 1
    return NameParts(" ".join(words[:first_of_family]), " ".join(words[first_of_family:]))


def name_parts(contact: Contact) -> NameParts:
    """The parts as recorded, else those of the display name; a given name alone stands as the family name."""
    if contact.family_name.strip():
        return NameParts(contact.given_name.strip(), contact.family_name.strip())
    if contact.display_name.strip():
        return split_name(contact.display_name)
    return NameParts("", contact.given_name.strip())
