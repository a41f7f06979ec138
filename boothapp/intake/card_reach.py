"""Mail addresses, numbers and web addresses on a card's lines, put right where print was read wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.card_country import Home
from boothapp.intake.card_numbers import (
    EXTENSION,
    LABEL,
    LABEL_BEHIND,
    LEAST_DIGITS,
    MOST_DIGITS,
    NUMBER,
    digits_in,
    is_label,
    meant_by,
)
from boothapp.intake.card_pieces import Piece
from boothapp.intake.card_words import post_codes_in
from boothapp.intake.reach import (
    calling_code,
    country_of_number,
    lacks_its_area,
    number_kind,
    read_email,
    read_phone,
)

_AT = re.compile(
    r"\s*(?:\(at\)|\[at\]|\{at\}|＠|©|®|\s@\s)\s*|\s+at\s+(?=[\w-]+\s?[.,])|\s*@\s*", re.IGNORECASE
)
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)*", re.ASCII)
_MAIL_LABEL = re.compile(
    r"^(?:(?:e-?mail|mail|courriel|correo|e-?post|eposta)\s*[:.)]?|e\s*[:)]|e(?=\s))\s*(?=\S+\s*(?:@|\(at\)|\[at\]))",
    re.IGNORECASE,
)
_WEB = re.compile(
    r"(?:https?\s?:\s?//|www[.,]\s?)[^\s|]+|(?<![\w@.])(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s|]*)?(?![\w@])"
)
_WEB_LABEL = re.compile(r"^(?:web(?:site)?|internet|url|w|site|home\s?page|net)\s*[:.]\s*", re.IGNORECASE)
_DOTS = re.compile("[·•|]")
_JAPANESE_CODE = re.compile(r"\d{3}-\d{4}")
_WITHOUT_A_PLUS = 0.7
_OF_DIGITS = re.compile(r"[\dOoIl|SB+()./-]*\d[\dOoIl|SB+()./-]*")
_MISREAD_DIGITS = str.maketrans("OoIl|SB", "0011158")
_PLUS_IN_BRACKETS = re.compile(r"^[(（]\s?[+＋](\d{1,3})[)）]\s*")
_IN_BRACKETS = re.compile(r"[(（](\d{1,3})[)）]")
_OF_AN_AREA = 8
"""Digits; a number that begins with a 0 and has as many is one, wherever it is from."""


class Found(NamedTuple):
    """What a piece says of a way to reach someone: field (None: a fax), value, its normal form, how sure."""

    name: VisitorField | None
    value: str
    normalised: str
    confidence: float
    piece: Piece
    rest: str


def find_email(piece: Piece, domains: frozenset[str] = frozenset()) -> Found | None:
    """The mail address in a piece; ``domains`` are those of the web addresses on the card."""
    text = _AT.sub("@", _MAIL_LABEL.sub("", piece.text))
    spoilt = text != piece.text and "@" not in piece.text
    if "@" not in text:
        text, spoilt = _with_lost_at(text, domains), True
    local, at, behind = text.partition("@")
    if not at:
        return None
    if " " in behind or "," in behind:
        mended = _mended_domain(behind, domains)
        spoilt, behind = spoilt or mended != behind, mended
    found = _EMAIL.search(f"{_last_word(local)}@{behind}")
    if found is None:
        return None
    value = found[0].strip(".'-")
    normalised = read_email(value).normalised or ""
    known_domain = value.rpartition("@")[2].lower() in domains
    sure = (0.6 if spoilt else 0.97) if normalised else 0.2
    rest = f"{text[: text.find(_last_word(local))]} {behind[len(found[0].rpartition('@')[2]) :]}"
    sure = min(1.0, sure + 0.03) if known_domain else sure
    return Found(VisitorField.EMAIL, value, normalised, sure * piece.confidence, piece, rest.strip(" :.,;|-"))


def _last_word(local: str) -> str:
    """What stands right before the sign; a space within was read into it where a dot ends the word before."""
    words = local.split()
    if not words:
        return ""
    while len(words) > 1 and words[-2].endswith((".", "_", "-")) and not is_label(words[-2]):
        words[-2:] = ["".join(words[-2:])]
    return words[-1].rpartition(":")[2]


def _mended_domain(behind: str, domains: frozenset[str]) -> str:
    """A domain with a space or a comma read into it, as far as it can be one."""
    close = re.sub(r"\s*[.,]\s*", ".", behind)
    first = re.match(r"[\w-]+(?:\.[\w-]+)+", close)
    if first is not None:
        return first[0] + close[first.end() :]
    squeezed = behind.replace(" ", ".")
    return next((domain for domain in domains if squeezed.lower().startswith(domain)), behind)


def _with_lost_at(text: str, domains: frozenset[str]) -> str:
    """The sign put back where it was read as another letter: the domain is known from the web address."""
    for domain in domains:
        local, found, rest = text.partition(domain)
        if (
            found
            and not rest.strip()
            and re.fullmatch(r"[\w.+-]+[aQ0G&€]", local)
            and not local.endswith((".", "www."))
        ):
            return f"{local[:-1]}@{domain}"
    return text


def find_web(piece: Piece) -> Found | None:
    """The web address in a piece; a mail address is none."""
    if "@" in piece.text:
        return None
    labelled = _WEB_LABEL.sub("", piece.text)
    found = _WEB.search(re.sub(r"(?<=www)[.,]\s*|(?<=\w)\s*[.]\s+(?=[a-z]+\b)", ".", labelled))
    if found is None:
        return None
    value = found[0].rstrip(".,;:")
    starts = value.lower().startswith(("www", "http"))
    if not starts and labelled == piece.text and (len(found[0]) < 6 or piece.text.strip() != value):  # noqa: PLR2004
        return None
    rest = labelled.replace(found[0], " ", 1)
    return Found(
        VisitorField.WEBSITE, value, "", (0.95 if starts else 0.9) * piece.confidence, piece, rest.strip()
    )


def find_numbers(piece: Piece, home: Home) -> Iterator[Found]:
    """The numbers in a piece, each as what its label says it is; a fax has no field."""
    if "@" in piece.text:
        return
    text = "".join(
        word.translate(_MISREAD_DIGITS) if _OF_DIGITS.fullmatch(word) else word
        for word in re.split(r"(\s+)", piece.text)
    )
    end = 0
    for found in NUMBER.finditer(text):
        before, value = text[end : found.start()], " ".join(_DOTS.sub(" ", found[0]).split()).strip("-–/. ")
        if not LEAST_DIGITS <= digits_in(value) <= MOST_DIGITS:
            continue
        label = LABEL.search(before)
        extension = EXTENSION.match(text, found.end())
        stop = extension.end() if extension else found.end()
        behind = None if label else LABEL_BEHIND.match(text, stop)
        said = label or behind
        if not said and not value.startswith("+") and _is_a_post_code(value, text, home):
            continue
        part = piece.part(found.start(), found.end())
        number = _number(part, value, said[1].lower() if said else "", home)
        if number is None:
            continue
        if extension:
            number = number._replace(value=f"{number.value} ext. {extension[1]}")
        end = behind.end() if behind else stop
        yield number._replace(rest=before[: label.start()] if label else before)


def _is_a_post_code(value: str, text: str, home: Home) -> bool:
    """Whether it is written as one, and beside a town."""
    is_alone = home.country == "JP" and _JAPANESE_CODE.fullmatch(value) is not None
    return is_alone or (value in post_codes_in(value) and any(letter.isalpha() for letter in text))


def _number(piece: Piece, value: str, label: str, home: Home) -> Found | None:
    """The number by its label, else by its country's numbering; None for digits that are no number."""
    if value.count("(") != value.count(")"):
        value = value.replace("(", "").replace(")", "").strip()
    value = _PLUS_IN_BRACKETS.sub(r"+\1 ", value)
    normalised, share = _dialled(value, home)
    is_one = label or value.startswith(("+", "00", "("))
    if not normalised and not is_one and not (value.startswith("0") and digits_in(value) >= _OF_AN_AREA):
        return None
    name: VisitorField | None = VisitorField.PHONE
    if label:
        name = meant_by(label)
    elif normalised and number_kind(normalised) == "mobile":
        name = VisitorField.MOBILE
    sure = 0.96 * share if normalised and label else 0.92 * share if normalised else 0.5
    return Found(name, value, normalised, sure * piece.confidence, piece, "")


def _dialled(value: str, home: Home) -> tuple[str, float]:
    """The number in E.164, and how much its country is to be trusted."""
    normalised = read_phone(value, home.country).normalised or ""
    if value.startswith("+") or (value.startswith("00") and normalised):
        return normalised, 1.0
    if normalised and not lacks_its_area(value, normalised, home.country):
        return normalised, home.share
    code = _IN_BRACKETS.match(value)
    whole = read_phone(f"+{value}", "").normalised or "" if code else ""
    # A country's code in brackets, as in Hong Kong; three digits of an area are as often a code's beginning.
    is_whole = code and whole and str(calling_code(country_of_number(whole))) == code[1]
    return (whole, _WITHOUT_A_PLUS) if is_whole else ("", 0.0)
