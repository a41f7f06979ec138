"""Mail addresses, numbers and web addresses on a card's lines, put right where print was read wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.card_pieces import Piece
from boothapp.intake.card_words import post_code_in
from boothapp.intake.reach import number_kind, read_email, read_phone

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
_MOBILE = (
    r"mobile?(?: phone)?|mobiel|mobilní|mob|m|cell(?:ular)?|c|handy|natel|gsm|port(?:able)?|móvil|movil|cel"
    r"|celular|tel\.? mob|komórka|kom|h/?p"
)
_FIXED = (
    r"tele(?:phone|fon|fono|foon)|téléphone|teléfono|t[eé][l|1I!]|tlf|phone|ph|fon|t|p|office|direct|durchwahl|dw"
    r"|main|work|o|d|zentrale|switchboard|bureau|puh"
)
_LABELS: tuple[tuple[str, VisitorField | None], ...] = (
    (r"(?:tele)?fax|telecopie|télécopie|fx|f", None),
    (_MOBILE, VisitorField.MOBILE),
    (_FIXED, VisitorField.PHONE),
)
_LABEL_WORDS = "|".join(words for words, _ in _LABELS)
_LABEL = re.compile(
    rf"(?<![\w@.])({_LABEL_WORDS})(?:\s*[/&+]\s*(?:fax|tel|f|t))?\s*[.:)]*\s*$", re.IGNORECASE
)
_LABEL_ALONE = re.compile(rf"(?:{_LABEL_WORDS}|e-?mail|e|web|w)\s*[.:]*", re.IGNORECASE)
_LABEL_BEHIND = re.compile(
    r"\s*[(,-]?\s*(fax|mobile?|cell|tel|office|direct|handy)\b\.?\)?(?!\s*[:.]*\s*[+(]?\s?\d)", re.IGNORECASE
)
_NUMBER = re.compile(r"[+(]?\s?\d[\d\s().\-–/]{4,26}\d(?:\s?(?:ext|x|dw|#)\.?\s?\d{1,5})?", re.IGNORECASE)
_OF_DIGITS = re.compile(r"[\dOoIl|SB+()./-]*\d[\dOoIl|SB+()./-]*")
_MISREAD_DIGITS = str.maketrans("OoIl|SB", "0011158")
_LEAST_DIGITS, _MOST_DIGITS = 6, 15


class Found(NamedTuple):
    """What a piece says of a way to reach someone: field (None: a fax), value, its normal form, how sure."""

    name: VisitorField | None
    value: str
    normalised: str
    confidence: float
    piece: Piece
    rest: str


def is_label(text: str) -> bool:
    """Whether it only says what stands beside it."""
    return _LABEL_ALONE.fullmatch(text.strip()) is not None


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


def find_numbers(piece: Piece, country: str) -> Iterator[Found]:
    """The numbers in a piece, each as what its label says it is; a fax has no field."""
    if "@" in piece.text:
        return
    text = "".join(
        word.translate(_MISREAD_DIGITS) if _OF_DIGITS.fullmatch(word) else word
        for word in re.split(r"(\s+)", piece.text)
    )
    end = 0
    for found in _NUMBER.finditer(text):
        before, value = text[end : found.start()], " ".join(found[0].split()).strip("-–/. ")
        digits = sum(letter.isdigit() for letter in value)
        if not _LEAST_DIGITS <= digits <= _MOST_DIGITS:
            continue
        label = _LABEL.search(before)
        behind = None if label else _LABEL_BEHIND.match(text, found.end())
        said = label or behind
        part = piece.part(found.start(), found.end())
        number = _number(part, value, said[1].lower() if said else "", country)
        if number is None or (not said and not value.startswith("+") and _is_a_post_code(value, text)):
            continue
        end = behind.end() if behind else found.end()
        yield number._replace(rest=before[: label.start()] if label else before)


def _is_a_post_code(value: str, text: str) -> bool:
    """Whether it is written as one, and beside a town."""
    code = post_code_in(value)
    return code is not None and code[0] == value and any(letter.isalpha() for letter in text)


def _number(piece: Piece, value: str, label: str, country: str) -> Found | None:
    """The number by its label, else by its country's numbering; None for digits that are no number."""
    if value.count("(") != value.count(")"):
        value = value.replace("(", "").replace(")", "").strip()
    normalised = read_phone(value, country).normalised or ""
    if not normalised and not label and not value.startswith(("+", "00", "(")):
        return None
    name: VisitorField | None = VisitorField.PHONE
    if label:
        name = next((name for words, name in _LABELS if re.fullmatch(words, label, re.IGNORECASE)), name)
    elif normalised and number_kind(normalised) == "mobile":
        name = VisitorField.MOBILE
    sure = 0.96 if normalised and label else 0.92 if normalised else 0.5
    return Found(name, value, normalised, sure * piece.confidence, piece, "")
