"""Where a show's text has its badge layouts, line by line; everything else stays as it was written."""

from __future__ import annotations

import re

_IS_HEAD = re.compile(r"\s*\[\[\s*[\"']?badge_layout[\"']?\s*\]\]")


def without_tables(source: str) -> str:
    """The text without its layouts; everything else, comments too, stays as it was written."""
    lines, is_layout = list[str](), False
    for line in _lines(source):
        if line.lstrip().startswith("["):
            is_layout = _IS_HEAD.match(line) is not None
        if not is_layout:
            lines.append(line)
    return "".join(lines)


def with_tables_first(source: str, tables: str) -> str:
    """The text with these layouts before its own, of which not a letter is touched; else at its end."""
    lines = _lines(source)
    first = next((at for at, line in enumerate(lines) if _IS_HEAD.match(line)), None)
    if first is None:
        return source.rstrip("\n") + "\n" + tables
    while first and lines[first - 1].lstrip().startswith("#"):  # what is said of the layout stays above it
        first -= 1
    return "".join(lines[:first]) + tables.lstrip("\n") + "\n" + "".join(lines[first:])


def differ_by_layouts_alone(one: str, other: str) -> bool:
    """Whether two texts of a show say the same but for badge layouts."""
    return without_tables(one).rstrip() == without_tables(other).rstrip()


def _lines(source: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+$", source)  # a name may hold what else parts lines in Unicode
