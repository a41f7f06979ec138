"""The lines of a vCard as programs really write them: folded, quoted, broken, in a charset, or run together.

RFC 6350 section 3.2 and RFC 2426; vCard 2.1 for quoted-printable, bare types and folding at spaces. What no
rule covers is read as the writer must have meant it, and nothing is raised.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple

from boothapp.intake.payload_text import decoded

_PICTURES = frozenset(("PHOTO", "LOGO", "SOUND", "KEY"))
_KNOWN = _PICTURES | frozenset((
    "ADR", "AGENT", "ANNIVERSARY", "BDAY", "BEGIN", "CALADRURI", "CALURI", "CATEGORIES", "CLASS",
    "CLIENTPIDMAP", "EMAIL", "END", "FBURL", "FN", "GENDER", "GEO", "IMPP", "KIND", "LABEL", "LANG",
    "MAILER", "MEMBER", "N", "NAME", "NICKNAME", "NOTE", "ORG", "PRODID", "PROFILE", "RELATED", "REV", "ROLE",
    "SORT-STRING", "SOURCE", "TEL", "TITLE", "TZ", "UID", "URL", "VERSION", "XML",
))  # fmt: skip
_HEAD = re.compile(
    r"(?:(?P<group>[\w.-]{1,40})\.)?(?P<name>[A-Za-z][\w-]{0,40}) ?"
    r"(?P<params>(?:;(?:\"[^\"]*\"|[^\":;])*)*):(?P<value>.*)",
    re.DOTALL,
)
_RUN_TOGETHER = re.compile(
    r"(?<=\S)\s{0,4}(?=(?:END:VCARD|(?:VERSION|FN|ORG|TITLE|ROLE|TEL|EMAIL|ADR|URL|NOTE|UID|PHOTO|(?<![A-Z])N)"
    r"(?:;[A-Z][\w=;,-]*)?:))"
)
_LINE_END = re.compile(r"\r\n?|\n")
_ESCAPE = re.compile(r"\\([\\,;:nN])")
_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")


class CardLine(NamedTuple):
    """One property: upper-case name, types in lower case, other parameters, the value with its escapes."""

    name: str
    types: frozenset[str]
    params: dict[str, str]
    value: str
    group: str = ""

    @property
    def text(self) -> str:
        """The value as one text."""
        return unescaped(self.value)

    @property
    def parts(self) -> list[str]:
        """The value's components (N, ADR, ORG), each with its own list joined by spaces."""
        return [unescaped(re.sub(r"(?<!\\),(?=\S)", ", ", part)) for part in _split(self.value, ";")]

    @property
    def rank(self) -> int:
        """Where it stands among its like: preferred first, then business, then the rest, then private."""
        pref = self.params.get("PREF", "")
        if pref.isdecimal():
            return min(int(pref[:3]), 100) - 200
        if "pref" in self.types:
            return -200
        return -1 if "work" in self.types else 1 if "home" in self.types else 0


def unescaped(value: str) -> str:
    """The text that a value stands for."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def with_line_breaks(text: str) -> tuple[str, bool]:
    """The text, and whether its line breaks had to be put back: some scanners leave them out."""
    if _LINE_END.search(text.strip()) is not None:
        return text, False
    return _RUN_TOGETHER.sub("\n", text), True


def card_lines(text: str) -> Iterator[CardLine]:
    """The properties in the order they come, pictures and sounds left out."""
    for logical in _logical_lines(_LINE_END.split(text)):
        found = _HEAD.match(logical)
        if found is None:
            continue
        line = _card_line(found)
        if line.name not in _PICTURES:
            yield line


def _logical_lines(lines: list[str]) -> Iterator[str]:
    """Each property on one line, its folds and its soft breaks undone."""
    is_old = any(line.strip().upper() == "VERSION:2.1" for line in lines)
    current = ""
    quoted = picture = False
    for line in lines:
        if quoted and current.endswith("="):
            current = current[:-1] + line
        elif line[:1] in (" ", "\t") and current and line.strip():
            if not picture:
                # In 2.1 a line is broken before a space, which stays; later a space marks the break.
                current += line if is_old else line[1:]
        elif _starts_property(line):
            yield current
            current = line.strip("\t ") if not quoted else line.lstrip("\t ")
            head = current.partition(":")[0].upper()
            quoted = "QUOTED-PRINTABLE" in head
            picture = head.partition(";")[0].rpartition(".")[2] in _PICTURES
            if picture:
                current = current.partition(":")[0] + ":"
        elif line.strip() and not picture:
            current += f"\\n{line}"  # a break that the writer forgot to escape
    yield current


def _starts_property(line: str) -> bool:
    head = re.match(r"\s*(?:[\w.-]{1,40}\.)?([A-Za-z][\w-]{0,40}) ?[;:]", line)
    return head is not None and (head[1].upper() in _KNOWN or head[1].upper().startswith("X-"))


def _card_line(found: re.Match[str]) -> CardLine:
    types: set[str] = set()
    params: dict[str, str] = {}
    for param in _split(found["params"], ";")[1:]:
        name, equals, value = param.partition("=")
        name, value = name.strip().upper(), value.strip().strip('"')
        if not equals:
            types.add(name.lower())
        elif name == "TYPE":
            types |= {each.strip().lower() for each in value.split(",")}
        else:
            params.setdefault(name, value)
    value = found["value"]
    encoding = params.get("ENCODING", "").upper()
    if encoding in ("QUOTED-PRINTABLE", "Q") or "quoted-printable" in types:
        value = decoded(binascii.a2b_qp(value.encode("utf-8", "ignore")), params.get("CHARSET", ""))
    elif encoding in ("B", "BASE64") or "base64" in types:
        value = _from_base64(value, params.get("CHARSET", ""))
    return CardLine(
        found["name"].upper(),
        frozenset(types),
        params,
        value.replace("\x00", ""),
        (found["group"] or "").lower(),
    )


def _from_base64(value: str, charset: str) -> str:
    try:
        return decoded(binascii.a2b_base64(value), charset)
    except (binascii.Error, ValueError):
        return value


def _split(text: str, separator: str) -> list[str]:
    """The pieces between separators that are not escaped, nor within quotes."""
    pieces, current, quoted, escaped = [], "", False, False
    for letter in text:
        if letter == separator and not (escaped or quoted):
            pieces.append(current)
            current = ""
            continue
        if letter == '"' and separator == ";" and text.startswith(";"):
            quoted = not quoted
        escaped = letter == "\\" and not escaped
        current += letter
    return [*pieces, current]


def apple_label(line: CardLine) -> str:
    """What Apple's label of a group calls it: "work", "home" or a word of the user's own."""
    found = _APPLE_LABEL.fullmatch(line.text)
    return (found[1] if found else line.text).lower()
