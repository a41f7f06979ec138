"""Content lines read back as RFC 5545 and RFC 2426 say, for the tests of calendars and contact cards."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def unfold(text: str) -> list[str]:
    """The lines as they were before folding; every physical line is held to its 75 octets."""
    assert text.endswith("\r\n")
    for line in text.removesuffix("\r\n").split("\r\n"):
        assert len(line.encode()) <= 75, line
        assert not re.search(r"[\r\n]", line)
    return text.removesuffix("\r\n").replace("\r\n ", "").split("\r\n")


def unescape(value: str) -> str:
    """A text value as it was before escaping."""
    return _ESCAPE.sub(lambda match: "\n" if match.group(1) in "nN" else match.group(1), value)


def values(lines: list[str]) -> dict[str, str]:
    """Each property's value by its name with parameters; the last of several."""
    return dict(line.split(":", 1) for line in lines)
