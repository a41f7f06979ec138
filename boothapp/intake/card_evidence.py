"""What a card's mail address tells of its name and company, and what its letters tell of themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable

from boothapp.domain.likeness import company_key, fold_text

_SPELT_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe", "æ": "ae", "ñ": "n"}
)
_SHARED_BOXES = frozenset((
    "admin", "booking", "contact", "contacto", "einkauf", "hello", "hallo", "info", "kontakt", "mail",
    "marketing", "office", "purchasing", "sales", "service", "support", "team", "ventas", "verkauf",
    "vertrieb", "welcome",
))  # fmt: skip
_PROVIDERS = frozenset((
    "aol", "gmail", "gmx", "googlemail", "hotmail", "icloud", "live", "mail", "me", "orange", "outlook",
    "proton", "protonmail", "t-online", "web", "yahoo", "yandex",
))  # fmt: skip
_SECOND_LEVELS = frozenset(("ac", "co", "com", "edu", "gov", "net", "org"))
_ALIKE = 0.8
_LEAST_LETTERS = 2
_CAPITAL_AMONG_SMALL = re.compile(r"(?<=[a-zà-ž])I(?=[a-zà-ž]|\b)")
_SHORT_WORD = 3
_LOST_SPACE = re.compile(r"(?<=[a-z]\.)(?=[A-Z]{2})|(?<=[a-zH])(?=&)|(?<=&)(?=[A-Z][a-z])")
_ZERO_AMONG_LETTERS = re.compile(r"(?<=[^\W\d_])0(?=[^\W\d_])")


def _foldings(text: str) -> tuple[str, str]:
    """As people fold their names for an address: the marks left out, and spelt out."""
    return fold_text(text.replace("'", "").replace("’", "")), fold_text(text.casefold().translate(_SPELT_OUT))


def name_in_address(name: str, email: str) -> float:
    """How well the part before the sign fits a name: 1 as a whole, 0 not at all."""
    local = email.partition("@")[0].casefold()
    parts = [part for part in re.split(r"[._+\-\d]+", local) if part]
    if not parts or local in _SHARED_BOXES:
        return 0.0
    return max(_fit(folded.split(), parts) for folded in _foldings(name))


def _fit(words: list[str], parts: list[str]) -> float:
    """How many of the letters of an address come from the words of a name."""
    if not words:
        return 0.0
    runs = {"".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, len(words) + 1)}
    initials = {word[0] for word in words if word}
    fitting = 0
    for part in parts:
        if part in runs:
            fitting += len(part)
            continue
        least = 2 if part[0] in initials and len(part) == len("jwu") else 3
        ends = [run for run in runs if len(run) >= least and part.endswith(run)]  # more than initials
        longest = max(ends, key=len, default="")
        if longest and all(letter in initials for letter in part[: -len(longest)]):
            fitting += len(part)
        elif longest:
            fitting += len(longest)
        elif part in initials or (len(words) > 1 and part == "".join(word[0] for word in words)):
            fitting += len(part)
        else:
            starts = [run for run in runs if len(run) > 2 and part.startswith(run)]  # noqa: PLR2004 - as above
            fitting += len(max(starts, key=len, default=""))
    named = any(len(part) > 1 and part in "".join(words) for part in parts) or fitting >= 4  # noqa: PLR2004
    named = named or any(len(part) > len(words[-1]) > 1 and part.endswith(words[-1]) for part in parts)
    return fitting / sum(len(part) for part in parts) if named else 0.0


def domain_words(address: str) -> str:
    """The part of a mail or web address that says whose it is, its words apart; empty for a mail provider."""
    host = re.sub(r"^(?:https?://)?(?:www\.)?", "", address.rpartition("@")[2].casefold()).partition("/")[0]
    labels = host.split(".")[:-1]
    if len(labels) > 1 and labels[-1] in _SECOND_LEVELS:
        labels = labels[:-1]
    name = labels[-1] if labels else ""
    return "" if name in _PROVIDERS else name.replace("-", " ")


def company_in_domain(company: str, domains: Iterable[str]) -> float:
    """How well one of the domains' words fits a company's name: 1 as a whole, 0 not at all."""
    spellings = (company, company.casefold().translate(_SPELT_OUT))
    names = list(filter(None, dict.fromkeys(company_key(spelling) for spelling in spellings)))
    return max((_likeness(name, domain) for name in names for domain in domains if domain), default=0.0)


def _likeness(name: str, domain: str) -> float:
    from rapidfuzz.fuzz import partial_ratio  # noqa: PLC0415 - 20 ms, at the first card

    compact, letters = name.replace(" ", ""), domain.replace(" ", "")
    if len(letters) < _LEAST_LETTERS:
        return 0.0
    initials = "".join(word[0] for word in name.split())
    if letters == initials:
        return 0.9
    known = [part for part in domain.split() if any(_begins(word, part) for word in name.split())]
    by_words = sum(len(part) for part in known) / len(letters)
    alike = partial_ratio(compact, letters) / 100
    as_a_whole = alike * min(1.0, len(compact) / len(letters)) if alike > _ALIKE else 0.0
    return max(by_words, as_a_whole, _spelt_by(name.split(), letters))


def _spelt_by(words: list[str], letters: str) -> float:
    """How much of a domain is two or more words of a name in their order: "acmetools" of Acme Hand Tools."""
    end = used = 0
    for word in words:
        if len(word) > _LEAST_LETTERS and letters.startswith(word, end):
            end, used = end + len(word), used + 1
    return end / len(letters) if used > 1 else 0.0


def _begins(word: str, part: str) -> bool:
    """Whether a part of a domain is a word of the name, or a short form of it."""
    return word == part or (len(part) > _LEAST_LETTERS and word.startswith(part))


def mended_letters(text: str, known: Iterable[str]) -> str:
    """The text with letters of one look told apart (I and l, 0 and o), and two words that lost their space.

    Within small letters by their neighbours, elsewhere where an address on the card knows the word.
    """
    text = _ZERO_AMONG_LETTERS.sub(lambda found: "o" if text[found.start() - 1].islower() else "O", text)
    text = _CAPITAL_AMONG_SMALL.sub("l", text)
    all_known = " ".join(known)
    words = [part for word in text.split(" ") for part in _parted(word, all_known)]
    for place, word in enumerate(words):
        for wrong, right in (("I", "l"), ("l", "I"), ("1", "l"), ("0", "o")):
            if wrong not in word[1:] or word.isupper():
                continue
            meant = word[0] + word[1:].replace(wrong, right)
            knows = [folded for folded in _foldings(meant) if len(folded) > 2 and folded in all_known]  # noqa: PLR2004
            if knows and not any(folded in all_known for folded in _foldings(word)):
                words[place] = meant
    return " ".join(words)


def _parted(word: str, known: str) -> list[str]:
    """The words of "RobertAshworth", where an address on the card knows the second."""
    for place in range(_SHORT_WORD, len(word) - _SHORT_WORD + 1):
        if word[place - 1].islower() and word[place].isupper() and word[place + 1 :].islower():
            second = _foldings(word[place:])[0]
            return [word[:place], word[place:]] if second in known else [word]
    return [word]


def with_spaces(company: str) -> str:
    """A company's name with the spaces that a reader of print leaves out: "GmbH&Co.KG"."""
    return _LOST_SPACE.sub(" ", company)


def in_usual_case(name: str) -> str:
    """A name set in capitals, or with its family name in capitals, as it is written in a letter."""
    words = name.split(" ")
    if not any(_is_shouted(word) for word in words):
        return name
    return " ".join(
        _calmed(word, first=place == 0) if _is_shouted(word) else word for place, word in enumerate(words)
    )


def _is_shouted(word: str) -> bool:
    return len(word) > 1 and word.isupper() and "." not in word and any(letter.isalpha() for letter in word)


def _calmed(word: str, *, first: bool) -> str:
    from boothapp.domain.person_name import is_particle  # noqa: PLC0415

    if not first and is_particle(word):
        return word.lower()
    return re.sub(r"[^\W\d_]+", lambda found: found[0][0] + found[0][1:].lower(), word)
