"""A TOML file read with errors that name file, line, key and mend."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from boothapp.errors import DefinitionError

_E = TypeVar("_E", bound=StrEnum)
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*(?:"([^"]+)"|'([^']+)'|([A-Za-z0-9_-]+))\s*[=.]""")


def parse_toml(text: str, file: str) -> TomlTable:
    """The root table of a TOML text; ``file`` is the name that errors carry."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else len(text.splitlines())
        raise DefinitionError(
            file=file, line=line, key="", problem=f"this is not TOML: {error}", mend="mend the line"
        ) from error
    return TomlTable(values=values, file=file, lines=_line_numbers(text), path="")


def _line_numbers(text: str) -> dict[str, int]:
    """The line of each key and table header, by path such as ``question[1].choice[0].value``."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _table_path(header.group(2), is_array=header.group(1) == "[[", counts=counts)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            name = next(group for group in key.groups() if group)
            lines.setdefault(f"{table}.{name}" if table else name, number)
    return lines


def _table_path(name: str, *, is_array: bool, counts: dict[str, int]) -> str:
    """The path of a header, with the index of each array of tables it stands in."""
    path = ""
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for depth, part in enumerate(parts):
        path = f"{path}.{part}" if path else part
        if is_array and depth == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path


@dataclass(frozen=True, kw_only=True)
class TomlTable:
    """One table of a file, whose getters fail with the place of what is wrong."""

    values: dict[str, Any]
    file: str
    lines: dict[str, int]
    path: str

    def fail(self, key: str, problem: str, mend: str) -> NoReturn:
        """Raises the error for a key of this table, at its line, or at the table's own where it is missing."""
        path = self._path_of(key)
        line = self.lines.get(path) or self.lines.get(self.path) or 1
        raise DefinitionError(file=self.file, line=line, key=path, problem=problem, mend=mend)

    def _path_of(self, key: str) -> str:
        if not key:
            return self.path
        return f"{self.path}.{key}" if self.path else key

    def only(self, *known: str) -> None:
        """Refuses a key that nothing reads: it is nearly always a misspelling."""
        for key in self.values:
            if key not in known:
                self.fail(key, "this key is not known here", f"use one of: {', '.join(known)}")

    def text(self, key: str, default: str | None = None) -> str:
        """A text; required when there is no default."""
        value = self.values.get(key, default)
        if value is None:
            self.fail(key, "this key is missing", f'add {key} = "…"')
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.fail(key, f"{value!r} is not a text", 'write it in quotes: "…"')
        return value

    def whole_number(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        """A whole number not below ``least``."""
        value = self.values.get(key, default)
        if value is None:
            self.fail(key, "this key is missing", f"add {key} = {least}")
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            self.fail(key, f"{value!r} is not a whole number from {least}", f"write {key} = {max(least, 1)}")
        return value

    def yes_no(self, key: str) -> bool:
        """True or false; false when missing."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.fail(key, f"{value!r} is neither true nor false", f"write {key} = true or {key} = false")
        return value

    def day(self, key: str) -> str:
        """A date as ISO 8601 text."""
        value = self.values.get(key)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value).isoformat()
            except ValueError:
                pass
        if type(value) is not date:
            self.fail(key, f"{value!r} is not a date", f"write {key} = 2026-11-24")
        return value.isoformat()

    def choice(self, key: str, of: type[_E], default: _E | None = None) -> _E:
        """One of the values of an enumeration."""
        value = self.values.get(key, default)
        if value is None:
            self.fail(key, "this key is missing", f"write one of: {', '.join(of)}")
        return self._as_choice(key, value, of)

    def choices(self, key: str, of: type[_E], default: Sequence[_E] = ()) -> tuple[_E, ...]:
        """A list of values of an enumeration."""
        values = self.values.get(key, list(default))
        if not isinstance(values, list):
            self.fail(key, f"{values!r} is not a list", f'write {key} = ["{next(iter(of))}"]')
        return tuple(self._as_choice(key, value, of) for value in values)

    def _as_choice(self, key: str, value: object, of: type[_E]) -> _E:
        if not isinstance(value, str) or value not in set(of):
            self.fail(key, f"{value!r} is not known", f"write one of: {', '.join(of)}")
        return of(value)

    def texts(self, key: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        """A list of texts."""
        values = self.values.get(key, list(default))
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            self.fail(key, f"{values!r} is not a list of texts", f'write {key} = ["…", "…"]')
        return tuple(values)

    def table(self, key: str) -> TomlTable | None:
        """A sub-table, if it is there."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fail(key, f"{value!r} is not a table", f"write it as [{self._path_of(key)}]")
        return self._sub_table(value, self._path_of(key))

    def tables(self, key: str) -> Iterator[TomlTable]:
        """The tables of an array of tables."""
        values = self.values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            self.fail(key, "this is not an array of tables", f"write each as [[{self._path_of(key)}]]")
        for index, value in enumerate(values):
            yield self._sub_table(value, f"{self._path_of(key)}[{index}]")

    def _sub_table(self, values: dict[str, Any], path: str) -> TomlTable:
        return TomlTable(values=values, file=self.file, lines=self.lines, path=path)
