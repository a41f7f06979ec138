"""A name in one line, taken apart into titles, given and family name."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from boothapp.domain.lead import Contact
from boothapp.domain.likeness import fold_text

_PARTICLES = frozenset((
    "al", "bin", "da", "das", "de", "dei", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la",
    "las", "le", "los", "mac", "san", "santa", "st", "ten", "ter", "van", "vom", "von", "zu", "zum", "zur",
))  # fmt: skip
_PREFIXES = frozenset((
    "dame", "dipl.-ing", "dipl.-kfm", "dott", "dott.ssa", "dr", "dr.-ing", "dra", "frau", "herr", "hr", "ing",
    "ir", "judr", "lic", "mddr", "mgr", "miss", "mlle", "mme", "mr", "mrs", "ms", "mudr", "mvdr", "mx",
    "paeddr", "phdr", "prof", "professor", "rev", "rndr", "sir", "sra", "srta", "thdr",
))  # fmt: skip
_WITH_A_DOT = frozenset((
    "arch.", "avv.", "bc.", "capt.", "col.", "eng.", "eng.º", "eng.ª", "h.c.", "inż.", "jur.", "lt.", "mag.",
    "maj.", "med.", "nat.", "phil.", "rer.", "sgt.", "sr.", "د.",
))  # fmt: skip
_ADDRESSED = frozenset((
    "doctor", "dhr", "don", "dona", "doña", "dr.med", "fr", "hon", "lady", "lord", "m", "mag", "madame",
    "mademoiselle", "messrs", "mevr", "mister", "monsieur", "pan", "pani", "sen", "senor", "senora", "señor",
    "señora", "sig", "sig.ra", "signor", "signora", "sr", "様", "先生",
))  # fmt: skip
_AFTER_A_TITLE = frozenset(("med", "jur", "rer", "nat", "h.c", "hc", "phil"))
_SUFFIXES = frozenset((
    "BA", "BEng", "BSc", "CBE", "CEng", "CFA", "CMgr", "CPA", "CSc", "DBA", "DDS", "DPhil", "DrSc", "DSc",
    "EMBA", "Esq", "FCIPS", "FIET", "FIMechE", "FRCS", "II", "III", "IV", "LLM", "MA", "MBA", "MBE",
    "MCIPS", "MD", "MEng", "MIET", "MIMechE", "MP", "MPH", "MRICS", "MSc", "OBE", "PE", "PEng", "PhD",
    "PMP", "RN", "様", "氏", "先生", "女士", "님",
))  # fmt: skip
_WHERE_IT_WAS_EARNED = re.compile(r"\((?:ba|dh|eth|fh|haw|hs|htl|th|tu|uni|univ)\.?\)", re.IGNORECASE)
"""What German degrees say of the school: "Dipl.-Ing. (FH)"."""
_GENERATIONS = frozenset(("jr", "sr", "junior", "senior"))
_FAMILY_FIRST = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af々〆]+ [\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af々〆]+"
)


class NameParts(NamedTuple):
    """Given and family name; a name of one word is a family name."""

    given: str
    family: str


class TitledName(NamedTuple):
    """A name with what stands before and behind it: "Dr.", "Zoë Łukasz", "PhD"."""

    prefix: str
    name: str
    suffix: str


def part_titles(text: str, prefix: str = "", suffix: str = "") -> TitledName:
    """The name apart from academic titles, forms of address and suffixes; at least one word stays a name.

    ``prefix`` and ``suffix`` are what its writer says of them elsewhere: those words are titles whatever
    they are, and given as written there.
    """
    if suffix and not suffix.isascii() and text != suffix:
        text = text.removesuffix(suffix)  # 王小明先生
    words = text.split()
    before, behind = _plain_words(prefix), _plain_words(suffix)
    first = 0
    while first < len(words) - 1 and (
        _plain_word(words[first]) in before
        or _is_prefix(words[first], after_title=first > 0)
        or _is_a_degree(words, first)
    ):
        first += 1
    last = len(words)
    while last - 1 > first and (
        _plain_word(words[last - 1]) in behind
        or _is_suffix(words[last - 1], after_comma=words[last - 2].endswith(","))
        or _ends_a_degree(words, last)
    ):
        last -= 1
    name = " ".join(words[first:last])
    return TitledName(
        _with_more(words[:first], prefix, before),
        name.rstrip(",") if last < len(words) or suffix else name,
        _with_more([word.rstrip(",") for word in words[last:]], suffix, behind),
    )


def _is_a_degree(words: list[str], place: int) -> bool:
    """Whether the word is a degree by what stands behind it, or is itself what stands behind one."""
    here, behind = words[place], words[place + 1]
    is_before = place + 2 < len(words) and _WHERE_IT_WAS_EARNED.fullmatch(behind)
    return bool(is_before or (place > 0 and _WHERE_IT_WAS_EARNED.fullmatch(here)))


def _ends_a_degree(words: list[str], end: int) -> bool:
    """Whether the last word is a degree behind a comma, or tells of one: "Heike Weiß, Dipl.-Ing. (FH)"."""
    word, before = words[end - 1], words[end - 2]
    is_degree = word.lower().startswith("dipl.")
    tells_of_one = _WHERE_IT_WAS_EARNED.fullmatch(word) and before.lower().startswith("dipl.")
    is_with_honours = word.lower() in ("(hons)", "(hons.)") and _is_suffix(before, after_comma=True)
    return bool(tells_of_one or is_with_honours or (is_degree and before.endswith(",")))


def _with_more(shown: list[str], said: str, said_words: set[str]) -> str:
    """What is said; as shown where that holds all of it and more, since the order is right there."""
    more = [word for word in shown if _plain_word(word) not in said_words]
    if more and said_words <= {_plain_word(word) for word in shown}:
        return " ".join(shown)
    return " ".join([said, *more] if said else more)


def _plain_words(text: str) -> set[str]:
    return {_plain_word(word) for word in re.split(r"[\s,]+", text)} - {""}


def _plain_word(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in folded if letter.isalnum())


def is_honorific(text: str) -> bool:
    """Whether a text is nothing but titles and forms of address: Mr, Ms., Prof. Dr., Madame."""
    return all(
        _is_prefix(word, after_title=place > 0) or word.lower().rstrip(".") in _ADDRESSED
        for place, word in enumerate(text.split())
    )


def _is_prefix(word: str, *, after_title: bool) -> bool:
    folded = _WHERE_IT_WAS_EARNED.sub("", word.lower())
    plain = folded.rstrip(".")
    if plain.startswith("dipl.-") or folded == "dipl.":
        return True
    return plain in _PREFIXES or folded in _WITH_A_DOT or (after_title and plain in _AFTER_A_TITLE)


def _is_suffix(word: str, *, after_comma: bool) -> bool:
    plain = word.rstrip(",").replace(".", "")
    if plain.lower() in _GENERATIONS:
        return True
    # Two letters may be a family name (Peter Ba): those count behind a comma or with their dots.
    is_clear = after_comma or "." in word or len(plain) > len("II") or plain in ("II", "IV", "MD")
    return plain in _SUFFIXES and is_clear


def is_particle(word: str) -> bool:
    """Whether a word is one that goes with a family name and is written small: van, de, y."""
    return word.lower().strip("’'") in _PARTICLES


def split_name(text: str) -> NameParts:
    """The parts of a name as a visitor says it: "Ludwig van Beethoven", or "Beethoven, Ludwig van".

    Titles and suffixes are left out. Particles go with the family name. Chinese, Japanese and Korean names of
    two words have the family name first; a name whose parts the script does not tell (山田太郎) stays whole.
    """
    name = part_titles(unicodedata.normalize("NFC", text)).name
    if "," in name:
        family, _, given = name.partition(",")
        return NameParts(given.strip(), family.strip())
    words = name.split(" ")
    if _FAMILY_FIRST.fullmatch(name):
        return NameParts(words[1], words[0])
    first_of_family = len(words) - 1
    while first_of_family > 1 and is_particle(words[first_of_family - 1]):
        first_of_family -= 1
    return NameParts(" ".join(words[:first_of_family]), " ".join(words[first_of_family:]))


def joined_name(given: str, family: str) -> str:
    """Both parts in the order of their script: the family name first in Chinese, Japanese and Korean."""
    if _FAMILY_FIRST.fullmatch(f"{family} {given}"):
        return f"{family} {given}"
    return f"{given} {family}".strip()


def name_parts(contact: Contact) -> NameParts:
    """The parts as recorded, else those of the display name; a given name alone stands as the family name.

    Beside a family name alone, the rest of the display name is the given name.
    """
    given, family, shown = (
        part.strip() for part in (contact.given_name, contact.family_name, contact.display_name)
    )
    if family:
        return NameParts(given or (_beside(family, shown) if shown else ""), family)
    return split_name(shown) if shown else NameParts("", given)


def _beside(family: str, shown: str) -> str:
    """The given name in a name as it is shown, apart from the family name, wherever that stands."""
    words = part_titles(shown).name.replace(",", " ").split()
    of_family = set(fold_text(family).split())
    rest = [word for word in words if not set(fold_text(word).split()) <= of_family]
    return " ".join(rest) if len(rest) < len(words) else split_name(shown).given
