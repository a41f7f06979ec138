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

_UNMARKED = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t",
}  # fmt: skip
# Marks that people leave out: accents of Latin, Greek and Cyrillic, the points of Hebrew and Arabic. Those of
# other scripts are letters or part of one: without them ハ and バ, or most Indian words, would be the same.
_OMISSIBLE_MARKS = (("\u0300", "\u036f"), ("\u0591", "\u05c7"), ("\u064b", "\u065f"), ("\u0670", "\u0670"))
# Written without spaces: kana, Chinese characters, Hangul.
_SPACELESS = (
    ("\u3041", "\u3096"), ("\u309d", "\u309f"), ("\u30a1", "\u30fa"), ("\u30fc", "\u30ff"),
    ("\u3400", "\u4dbf"), ("\u4e00", "\u9fff"), ("\uac00", "\ud7a3"), ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)  # fmt: skip

_LEGAL_FORMS = (
    "ab|ag|aps|as|asa|bhd|bv|bvba|co|company|corp|corporation|doo|eood|gk|gmbh|group|holding|inc"
    "|incorporated|jsc|kabushiki kaisha|kft|kg|kgaa|kk|limitada|limited|llc|llp|lp|ltd|ltda|mbh|nv|oao"
    "|ooo|ou|oy|oyj|plc|pte|pty|pvt|rt|sa|sa de cv|sa rl|sab|sarl|sas|sasu|sdn|se|sl|slu|snc|sp z ?oo"
    "|spa|spol sro|srl|sro|ug|uab|zrt"
    "|(?:and|et|und|y) co"
)
_LEGAL_FORMS_FIRST = "ao|kabushiki kaisha|kk|oao|ooo|pao|pt|tov|zao|ао|зао|оао|ооо|пао|тов"
# Some stand before the name and some after, without a space between.
_EAST_ASIAN_FORMS = (
    r"株式会社|有限会社|合同会社|合資会社|\(株\)|\(有\)|股份有限公司|有限責任公司|有限责任公司|有限公司"
    r"|주식회사|유한회사|\(주\)"
)


class _Letters(dict[int, str]):
    """What becomes of each character of a decomposed, then composed text; worked out once a character."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if any(first <= letter <= last for first, last in _SPACELESS):
            folded = f" {letter} "
        elif letter.isalnum() or unicodedata.category(letter).startswith("M"):
            folded = _UNMARKED.get(letter, letter)
        else:
            folded = " "
        self[code] = folded
        return folded


_LETTERS = _Letters()
_WITHOUT_MARKS = {code: None for first, last in _OMISSIBLE_MARKS for code in range(ord(first), ord(last) + 1)}


@lru_cache(maxsize=4096)
def fold_text(text: str) -> str:
    """Text as it is searched and compared: lower case, no accents, words apart by one space.

    Scripts written without spaces (Chinese, Japanese, Korean) are split into single characters, so that any
    part of a name is found.
    """
    if text.isascii():
        return " ".join(text.lower().translate(_LETTERS).split())
    # Case folding may bring up what NFKD takes apart, and the other way round, so both come twice.
    compatible = unicodedata.normalize("NFKD", text.casefold()).casefold()
    plain = unicodedata.normalize("NFKD", compatible).translate(_WITHOUT_MARKS)
    return " ".join(unicodedata.normalize("NFC", plain).translate(_LETTERS).split())


@lru_cache(maxsize=4096)
def company_key(name: str) -> str:
    """A company's folded name without its legal form; the whole folded name when nothing else is left."""
    plain = unicodedata.normalize("NFKC", name)
    words = fold_text(re.sub(_EAST_ASIAN_FORMS, " ", plain).replace(".", "")) or fold_text(name)
    # "S A", "s r o" and "sp z o o" are one word each; so are "K+S" and "H & M".
    words = re.sub(r"\b[a-z](?: [a-z])+\b", lambda letters: letters.group().replace(" ", ""), words)
    words = re.sub(rf"(?: (?:{_LEGAL_FORMS}))+$", "", words)
    return re.sub(rf"^(?:(?:{_LEGAL_FORMS_FIRST}) )+", "", words)


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
