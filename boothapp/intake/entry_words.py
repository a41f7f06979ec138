"""The words of a line of the bowl: what of them is a name by the mail address, and by how it is written."""

from __future__ import annotations

import re
from typing import NamedTuple

from boothapp.domain.likeness import company_key, fold_text
from boothapp.intake.piece_reading import is_like_a_name

_SMALL = (
    "van von vom zu zum zur de den der del della di da dal das do dos du des la le las los el al ap bin "
    "ben ibn abu ten ter te het op af av y e i und san st"
)
PARTICLES = frozenset(_SMALL.split())
"""Words within a family name that are written small, folded."""
_MAIL_FOR_ALL = re.compile(
    r"(?:aol|gmail|gmx|googlemail|hotmail|icloud|live|mail|msn|orange|outlook|proton\w*|qq|web|yahoo|ymail)\."
)
_WORK = (
    "account accounts administration assurance business chain change commercial communication "
    "communications content control corporate country customer data design development digital "
    "distribution e-commerce energy engineering environment event events export facility finance "
    "financial food general global group hr human import industrial information innovation international "
    "it junior key lean legal logistics maintenance managing manufacturing market marketing material "
    "materials media national office online operations packaging people plant planning portfolio process "
    "procurement product production program project public purchasing quality r&d regional relations "
    "research resources retail risk safety sales security senior service services site software solution "
    "solutions sourcing strategic strategy supply support sustainability system systems talent technical "
    "technology trade training transport vice warehouse einkauf entwicklung fertigung geschaftsfuhrender "
    "kaufmannischer leitender logistik produktion technischer technische vertrieb verkauf werk"
)
_OF_WORK = frozenset(_WORK.split())
_MOST_RUN = 6
_MOST_NAME_WORDS = 4
_FEWEST = 2
_SHORTEST_WORD = 3


class TitleAndName(NamedTuple):
    """A job title and the name that stands after it, or before it."""

    title: str
    name: str
    is_title_first: bool


def parted_line(text: str, mail: str) -> list[str]:
    """Name and company of a line without commas, where mail or legal form tell where one ends."""
    words = text.split()
    folded = [fold_text(word).replace(" ", "") for word in words]
    named = _named_by(folded, mail)
    house = house_of(mail)
    if any(named) and not all(named):
        first, last = _whole_name(words, folded, named, mail)
        others = [*words[:first], *words[last:]]
        return [" ".join(words[first:last]), *([" ".join(others)] if others else [])]
    place = next((at for at, word in enumerate(folded) if len(word) >= _SHORTEST_WORD and word == house), 0)
    if _FEWEST <= place <= _MOST_NAME_WORDS + 1 and not any(named):
        return [" ".join(words[:place]), " ".join(words[place:])]
    is_house = company_key(text) != fold_text(text)
    if len(words) == _MOST_NAME_WORDS - 1 and company_key(words[-1]) not in ("", fold_text(words[-1])):
        return [" ".join(words[:-1]), words[-1]]  # 株式会社山本 is one word
    if is_house and len(words) > _MOST_NAME_WORDS - 1:
        end = _end_of_family(folded, 1)
        return [" ".join(words[:end]), " ".join(words[end:])]
    return [text]


def _named_by(folded: list[str], mail: str) -> list[bool]:
    """Which words the mail address has before its @, alone or run together: jan.vandenberg, jvandenberg."""
    local = local_words(mail)
    named = [False] * len(folded)
    for start in range(len(folded)):
        for end in range(start + 1, min(start + _MOST_RUN, len(folded)) + 1):
            joined = "".join(folded[start:end])
            if joined and joined in local:
                named[start:end] = [True] * (end - start)
            elif start and len(joined) >= _SHORTEST_WORD and folded[start - 1][:1] + joined in local:
                named[start - 1 : end] = [True] * (end - start + 1)
    return named


def _whole_name(words: list[str], folded: list[str], named: list[bool], mail: str) -> tuple[int, int]:
    """Where the name begins and ends around the words that the mail address has."""
    house = house_of(mail) or "-"
    first, last = named.index(True), len(named) - named[::-1].index(True)
    is_alone = last - first == 1
    begun = first
    while begun > 1 and folded[begun - 1] in PARTICLES:
        begun -= 1
    is_initial = mail[:1].casefold() == words[0][:1].casefold()
    if begun == 1 and (begun < first or is_initial or (is_alone and folded[0] not in house)):
        return 0, last  # the mail has the family name, with the given name's letter or without
    if is_alone and last < len(words):
        end = _end_of_family(folded, last)
        is_family = folded[end - 1] not in house or (
            not words[last].isupper() if len(words) == _FEWEST else folded[end : end + 1] == [folded[end - 1]]
        )
        if is_family:
            return first, end  # the mail has the given name alone
    return first, last


def _end_of_family(folded: list[str], start: int) -> int:
    """Where a family name ends that begins here: "van den Berg" has three words."""
    while start < len(folded) - 1 and folded[start] in PARTICLES:
        start += 1
    return start + 1


def is_given_first(one: str, other: str, mail: str) -> bool | None:
    """Whether the first of two words is the given name by the mail address; None where that has not both.

    It names the given one first, whole or by its letter: ada.byron, a.byron, abyron.
    """
    first, second = (fold_text(word).replace(" ", "") for word in (one, other))
    parts = [fold_text(part).replace(" ", "") for part in re.split(r"[._+-]", mail.partition("@")[0])]
    whole = "".join(parts)
    for given, family, is_first in ((first, second, True), (second, first, False)):
        if min(len(given), len(family)) > 1 and whole in (given + family, given[0] + family):
            return is_first
    both = len(first) > 1 and len(second) > 1 and first in parts and second in parts
    return parts.index(first) < parts.index(second) if both else None


def is_written_as_a_name(text: str) -> bool:
    """Whether it has its capitals, where the script has any: "I want a tablet" is a sentence.

    What ends in capitals alone may end in a house: "Peter Lustig ZDF"; "Jean DUPONT" does not.
    """
    words = [word for word in text.split() if fold_text(word) not in PARTICLES]
    ends_in_house = len(words) > _FEWEST and words[-1].isupper() and not words[0].isupper()
    return not ends_in_house and all(
        not word[0].islower() or any(letter.isupper() for letter in word) for word in words
    )


def part_title(text: str, titles: re.Pattern[str]) -> TitleAndName | None:
    """The title and the name in a piece that holds both; None where there is no name with it."""
    found = list(titles.finditer(text))
    if not found:
        return None
    end = found[-1].end()
    after = text[end:].strip(" .:-")
    if _is_a_name(after.split()):
        return TitleAndName(text[:end].strip(), after, is_title_first=True)
    before = text[: found[0].start()].split()
    count = next((at for at, word in enumerate(before) if fold_text(word) in _OF_WORK), len(before))
    if _is_a_name(before[:count]):
        name = " ".join(before[:count])
        return TitleAndName(text[len(name) :].strip(), name, is_title_first=False)
    return None


def _is_a_name(words: list[str]) -> bool:
    text = " ".join(words)
    return (
        _FEWEST <= len(words) <= _MOST_NAME_WORDS
        and fold_text(words[0]) not in PARTICLES
        and is_like_a_name(text)
        and is_written_as_a_name(text)
        and not any(fold_text(word) in (*_OF_WORK, "of", "for", "and") for word in words)
    )


def local_words(mail: str) -> set[str]:
    """The words of a mail address before the @: those a name can be found in."""
    local = fold_text(mail.partition("@")[0])
    return {word for word in re.split(r"[^\w]+|_|\d+", local.replace(" ", ".")) if len(word) > 1}


def house_of(mail: str) -> str:
    """The name of the house in a mail address, folded; empty for the providers that all the world uses."""
    domain = mail.rpartition("@")[2].casefold()
    labels = domain.split(".")[:-1]
    if not labels or _MAIL_FOR_ALL.match(domain):
        return ""
    return fold_text(max(labels, key=len)).replace(" ", "")
