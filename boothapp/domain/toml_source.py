"""A TOML file read with errors that name file, line, key and mend."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from boothapp.domain.toml_lines import line_of
from boothapp.errors import DefinitionError

_E = TypeVar("_E", bound=StrEnum)
_MAX_SHOWN = 60


def parse_toml(text: str, file: str) -> TomlTable:
    """The root table of a TOML text; ``file`` is the name that errors carry."""
    text = text.removeprefix("\ufeff")  # some editors put a byte order mark first
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Not every ValueError is about syntax: a number may have too many digits. Too many "[" recurse.
        is_syntax = isinstance(error, tomllib.TOMLDecodeError)
        problem = str(error) if is_syntax else "a value is far too long or deep"
        found = re.search(r" \(at line (\d+), column \d+\)$", problem)
        line = int(found.group(1)) if found else text.count("\n") + 1
        raise DefinitionError(
            file=file,
            line=line,
            key="",
            problem=f"this is not TOML: {problem}",
            mend='write each line as key = "value", [table] or [[table]]',
        ) from error
    return TomlTable(values=values, file=file, source=text, path="")


@dataclass(frozen=True, kw_only=True)
class TomlTable:
    """One table of a file, whose getters fail with the place of what is wrong."""

    values: dict[str, Any]
    file: str
    source: str
    path: str

    def fail(self, key: str, problem: str, mend: str) -> NoReturn:
        """Raises the error for a key of this table, at its line, or at the table's own if it is missing."""
        path = self._path_of(key)
        raise DefinitionError(
            file=self.file, line=line_of(self.source, path), key=path, problem=problem, mend=mend
        )

    def _path_of(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def only(self, *known: str) -> None:
        """Refuses a key that nothing reads: it is nearly always a misspelling."""
        for key in self.values:
            if key not in known:
                self.fail(key, "this key is not known here", f"use one of: {', '.join(known)}")

    def text(self, key: str, default: str | None = None) -> str:
        """A text; required, and not blank, when there is no default."""
        value = self.values.get(key, default)
        if value is None:
            self.fail(key, "this key is missing", f'add {key} = "…"')
        if not isinstance(value, str):
            self.fail(key, f"{_shown(value)} is not a text", f'write it in quotes: {key} = "…"')
        if default is None and not value.strip():
            self.fail(key, "this text is empty", f'write {key} = "…"')
        return value

    def whole_number(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        """A whole number not below ``least``."""
        value = self.values.get(key, default)
        if value is None:
            self.fail(key, "this key is missing", f"add {key} = {least}")
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            self.fail(key, f"{_shown(value)} is not a whole number from {least}", f"write {key} = {least}")
        return value

    def yes_no(self, key: str) -> bool:
        """True or false; false when missing."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.fail(key, f"{_shown(value)} is neither true nor false", f"write {key} = true, or false")
        return value

    def day(self, key: str) -> str:
        """A date as ISO 8601 text."""
        value = self.values.get(key)
        if value is None:
            self.fail(key, "this key is missing", f"add {key} = 2026-11-24")
        if isinstance(value, str):
            try:
                return date.fromisoformat(value).isoformat()
            except ValueError:
                pass
        if type(value) is not date:
            self.fail(key, f"{_shown(value)} is not a date", f"write {key} = 2026-11-24")
        return value.isoformat()

    def choice(self, key: str, of: type[_E], default: _E | None = None) -> _E:
        """One of the values of an enumeration."""
        value = self.values.get(key, default)
        if value is None:
            self.fail(key, "this key is missing", f"write {key} as one of: {', '.join(of)}")
        return self._as_choice(key, value, of)

    def choices(self, key: str, of: type[_E], default: Sequence[_E] = ()) -> tuple[_E, ...]:
        """A list of different values of an enumeration."""
        values = self.values.get(key, list(default))
        if not isinstance(values, list):
            self.fail(key, f"{_shown(values)} is not a list", f'write {key} = ["{next(iter(of))}"]')
        chosen = tuple(self._as_choice(key, value, of) for value in values)
        self.refuse_repeats(key, chosen)
        return chosen

    def _as_choice(self, key: str, value: object, of: type[_E]) -> _E:
        if not isinstance(value, str) or value not in set(of):
            self.fail(key, f"{_shown(value)} is not known here", f"use one of: {', '.join(of)}")
        return of(value)

    def texts(self, key: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        """A list of different texts."""
        values = self.values.get(key, list(default))
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            self.fail(key, f"{_shown(values)} is not a list of texts", f'write {key} = ["…", "…"]')
        self.refuse_repeats(key, values)
        return tuple(values)

    def refuse_repeats(self, key: str, values: Iterable[str]) -> None:
        """Fails when a list names something twice."""
        seen: set[str] = set()
        for value in values:
            if value in seen:
                self.fail(key, f"'{value}' stands there twice", "name it once")
            seen.add(value)

    def table(self, key: str) -> TomlTable:
        """A sub-table; an empty one where there is none."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.fail(key, f"{_shown(value)} is not a table", f"write it as [{self._path_of(key)}]")
        return self._sub_table(value, self._path_of(key))

    def tables(self, key: str) -> list[TomlTable]:
        """The tables of an array of tables."""
        values = self.values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            name = re.sub(r"\[\d+\]", "", self._path_of(key))
            self.fail(key, "this is not an array of tables", f"write each as [[{name}]]")
        return [
            self._sub_table(value, f"{self._path_of(key)}[{index}]") for index, value in enumerate(values)
        ]

    def _sub_table(self, values: dict[str, Any], path: str) -> TomlTable:
        return TomlTable(values=values, file=self.file, source=self.source, path=path)


def refuse_shared(tables: Sequence[TomlTable], key: str) -> None:
    """Fails at the second of two tables that have the same text for a key; no text is no clash."""
    seen: set[str] = set()
    for table in tables:
        value = table.values.get(key)
        if value in seen:
            table.fail(key, f"{value!r} is used twice", "give each its own")
        if value:
            seen.add(value)


def _shown(value: object) -> str:
    """A value as an error shows it: the way TOML writes it, cut where it is long."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    shown = repr(value)
    return shown if len(shown) <= _MAX_SHOWN else f"{shown[:_MAX_SHOWN]}…"
