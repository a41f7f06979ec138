"""How alike two people and companies are, however they were typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

Ratio = Callable[[str, str], float]
"""Likeness of two texts from 0 to 100, such as ``rapidfuzz.fuzz.token_sort_ratio``."""

NAME_THRESHOLD = 86.0
COMPANY_THRESHOLD = 88.0
_LETTERS_WITHOUT_MARK = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
_COMPANY_FORMS = frozenset(
    "ab ag as asa aps bv co company corp corporation gmbh group holding inc incorporated kabushiki kaisha kft kg "
    "kgaa kk limited llc llp lp ltd mbh nv oao oy oyj plc pte pty pvt sa sarl sas se sl spa spol srl sro sp z oo "
    "zoo ooo ou uab zao gk a s o r l n v c p k t b & and und et y e".split()
)
_WORD = re.compile(r"\w+", re.UNICODE)
_SPACELESS = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff])")


@lru_cache(maxsize=4096)
def fold_text(text: str) -> str:
    """Text as it is searched and compared: lower case, no accents, words apart by one space.

    Scripts written without spaces (Chinese, Japanese, Korean) are split into single characters, so that any
    part of a name is found.
    """
    if text.isascii():
        return " ".join(_WORD.findall(text.lower()))
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    composed = unicodedata.normalize("NFC", plain).translate(_LETTERS_WITHOUT_MARK)
    return " ".join(_WORD.findall(_SPACELESS.sub(r" \1 ", composed)))


@lru_cache(maxsize=4096)
def company_key(name: str) -> str:
    """A company's folded name without its legal form; the whole folded name when nothing else is left."""
    words = fold_text(name.replace(".", "").replace("’", "'")).split()
    kept = [word for word in words if word not in _COMPANY_FORMS]
    return " ".join(kept or words)


def same_company(one: str, other: str, ratio: Ratio) -> bool:
    """Whether two company names likely mean one company."""
    first, second = company_key(one), company_key(other)
    return bool(first and second) and (first == second or ratio(first, second) >= COMPANY_THRESHOLD)


def same_person(name: str, company: str, other_name: str, other_company: str, ratio: Ratio) -> bool:
    """Whether two cards likely show one person: names alike, and companies alike where both are known."""
    first, second = fold_text(name), fold_text(other_name)
    if not first or not second or ratio(first, second) < NAME_THRESHOLD:
        return False
    return not company or not other_company or same_company(company, other_company, ratio)
