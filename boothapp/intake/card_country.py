"""The country that a card is from, by all that its lines tell; where they tell nothing, the show's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from boothapp.intake.card_regions import STATE_AND_CODE
from boothapp.intake.country_names import read_country
from boothapp.intake.reach import calling_code, country_of_number

_LONGEST_CODE = 3
_KANA, _HANGUL = r"[\u3041-\u30ff]{2}", r"[\uac00-\ud7af]{2}"
_EAST_ASIAN = re.compile(r"[\u3400-\u9fff]{2}")
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (country, re.compile(pattern))
    for country, pattern in (
        ("JP", rf"〒|[株有]式?限?会社|[㈱㈲]|[(（][株有][)）]|東京都|北海道|京都府|大阪府|携帯|{_KANA}"),
        ("KR", _HANGUL),
        ("CN", "电话|传真|手机|邮编|有限责任公司"),
        ("GB", r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?!\w)"),
        ("CA", r"(?<!\w)[A-Z]\d[A-Z] \d[A-Z]\d(?!\w)"),
        ("IE", r"(?<!\w)[A-Z]\d[\dW] [A-Z\d]{4}$"),
        ("NL", r"(?:^|, ?)\d{4} [A-Z]{2} [A-Z]\w"),
        ("PL", r"(?:^|, ?)\d{2}-\d{3} \w"),
        ("BR", r"(?<![\w-])\d{5}-\d{3}(?![\w-])"),
        ("PT", r"(?:^|, ?)\d{4}-\d{3} \w"),
        ("US", rf"{STATE_AND_CODE.pattern}|\bInc\b"),
        ("DE", r"\bHR[AB] ?\d|\bUSt\.?-?\s?Id"),
        ("FR", r"\bSIRE[TN]\b|\bRCS [A-Z]|\bCEDEX\b"),
        ("PL", r"[Ss]p\. ?z ?o\. ?o\.|\bNIP\b"),
        ("IT", r"[Ss]\.r\.l\.|S\.p\.A\.|\bP\.\s?IVA\b"),
        ("ES", r"\bC\.?I\.?F\b"),
        ("DK", r"\bApS\b|\bCVR\b"),
        ("CZ", r"\bDIČ:? CZ"),
        ("HU", r"\bKft\b|\bZrt\b"),
        ("FI", r"\bOyj?\b"),
        ("NL", r"\bKvK\b"),
        ("AU", r"\bPty\b"),
        ("IN", r"\bPvt\b"),
    )
)
_BEFORE_A_CODE = re.compile(r"(?:^|[\s,])([A-Z]{1,2})-\d{4,5} [^\W\d]")
_CODE = re.compile(r"\d{3}")
_BEFORE_A_NAME = frozenset(("de", "del", "of", "la", "new", "nuevo"))
_OF_CARS = {"A": "AT", "B": "BE", "D": "DE", "E": "ES", "F": "FR", "H": "HU", "I": "IT", "L": "LU", "N": "NO",
            "P": "PT", "S": "SE"}  # fmt: skip
_CODE_FORMS = tuple(
    (re.compile(rf"(?:^|[\s,]){form}(?: [^\W\d]|$)"), countries.split())
    for form, countries in (
        (r"\d{5}", "DE ES FI FR EE HR IT KR LT MA ME MX MY RS SA TH TN TR TW UA US"),
        (r"\d{4}", "AT AU BE BG CH CY DK GE HU LI LU NO NZ PH SI TN ZA"),
        (r"\d{3} \d{2}", "CZ GR SE SK"),
        (r"\d{6}", "CN CO IN KZ RO RU SG"),
    )
)
_BY_NAME = re.compile(r"[@.][\w-]+\.([a-z]{2})(?=[/\s]|$)", re.IGNORECASE)
_SOLD_TO_ALL = frozenset(
    ("ac", "ag", "ai", "am", "cc", "co", "eu", "fm", "gg", "gl", "gs", "im", "io", "la", "ly", "me", "ms",
     "nu", "sc", "sh", "so", "st", "su", "tk", "to", "tv", "vc", "ws")
)  # fmt: skip
_WITH_PLUS = re.compile(r"\+\s?\d[\d\s().\-–/]{5,24}\d")
_TOLD, _OTHERWISE_TOLD, _FITTING, _ASSUMED, _UNLIKELY = 1.0, 0.8, 0.92, 0.82, 0.55


class Home(NamedTuple):
    """Where a card's numbers are dialled from (ISO 3166-1 alpha-2), and how sure they can be."""

    country: str
    share: float = 1.0


def country_named(text: str) -> str:
    """The country by its name; of codes only those that people write: "Co." and "a.s." are no countries."""
    plain = text.strip(" .()（）")
    if any(letter.isdigit() for letter in plain):
        return ""
    is_name = len(plain) > _LONGEST_CODE or plain in ("UK", "USA", "UAE") or _EAST_ASIAN.fullmatch(plain[:2])
    return read_country(plain) if is_name else ""


def country_at_the_end(text: str) -> tuple[str, str]:
    """A text without the country that it ends with, and the country: "Barcelona (España)"."""
    for sign in ("(", ",", " - ", " – ", " "):
        rest, found, end = text.rpartition(sign)
        if not found or not rest.strip(" ,-–"):
            continue
        if sign == " " and (not _CODE.search(rest) or rest.split()[-1].casefold() in _BEFORE_A_NAME):
            continue  # "Michael Jordan", "06000 Ciudad de México"
        if country := country_named(end):
            return rest.strip(" ,-–"), country
    return text, ""


def home_of(texts: Sequence[str], addresses: Iterable[str], show: str) -> Home:
    """The country told by name, by signs, by web addresses, by numbers with a plus; else the show's.

    It is less sure where they do not agree, and where the show's is all there is to go by.
    """
    told = list(_told_by(texts, addresses))
    if told:
        others = [country for country in told[1:] if calling_code(country) != calling_code(told[0])]
        return Home(told[0], _OTHERWISE_TOLD if others else _TOLD)
    if any(_EAST_ASIAN.search(text) for text in texts) and show not in ("CN", "HK", "JP", "MO", "SG", "TW"):
        return Home(show, _UNLIKELY)
    fits = any(form.search(text) for form, countries in _CODE_FORMS if show in countries for text in texts)
    return Home(show, _FITTING if fits else _ASSUMED)


def _told_by(texts: Sequence[str], addresses: Iterable[str]) -> Iterator[str]:
    """The countries told, the clearest first."""
    yield from filter(None, (country_named(text) or country_at_the_end(text)[1] for text in texts))
    yield from (country for country, sign in _SIGNS if any(sign.search(text) for text in texts))
    for text in texts:
        letters = (found[1] for found in _BEFORE_A_CODE.finditer(text))
        yield from filter(None, (_OF_CARS.get(letter) or read_country(letter) for letter in letters))
    for address in addresses:
        endings = (found[1].lower() for found in _BY_NAME.finditer(address))
        own = (ending for ending in endings if ending not in _SOLD_TO_ALL)
        yield from filter(None, (read_country("gb" if ending == "uk" else ending) for ending in own))
    for text in texts:
        yield from filter(None, (country_of_number(number[0]) for number in _WITH_PLUS.finditer(text)))
