"""The line on which each key of a TOML text stands, so that an error can point at it.

The text is known to be TOML (``tomllib`` has read it), so this only follows its outline: it looks at keys,
brackets and where strings end, and never judges a value.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import NamedTuple

_OUTLINE = r'''(?xs)
    [ \t\r]+ | \#[^\n]*
  | (?P<token>
        """ (?: [^"\\] | \\. | "{1,2} (?!") )* "{3,5}
      | \'\'\' (?: [^'] | '{1,2} (?!') )* '{3,5}
      | " (?: [^"\\\n] | \\. )* "
      | ' [^'\n]* '
      | [\n\[\]{}=,.]
      | [^\s\[\]{}=,.\#"']+
    )
'''


def line_of(text: str, path: str) -> int:
    """The line of a key by its path, such as ``question[0].choice[1].value``.

    Where there is no such key it is the line of the table that ought to hold it, and for the file's own
    table the first.
    """
    lines = _Outline(text).lines
    while path and path not in lines:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return lines.get(path, 1)


class _Token(NamedTuple):
    text: str
    line: int


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for match in re.finditer(_OUTLINE, text):
        if match["token"]:
            yield _Token(match["token"], line)
        line += match.group().count("\n")
    yield _Token("", line)


class _Outline:
    """A walk over the tokens of a TOML text that notes the line of each key and table header."""

    def __init__(self, text: str) -> None:
        self.lines: dict[str, int] = {}
        self._last_index: dict[str, int] = {}
        self._tokens = _tokens(text)
        self._now = next(self._tokens)
        table = ""
        while self._now.text:
            if self._now.text == "[":
                table = self._header()
            elif self._now.text == "\n":
                self._step()
            else:
                self._pair(table)

    def _step(self) -> _Token:
        """The token at hand; moves on to the next, and stays at the end."""
        token = self._now
        self._now = next(self._tokens, token)
        return token

    def _skip(self, text: str) -> bool:
        """Whether the token at hand was this one, which is now behind."""
        return self._now.text == text and bool(self._step())

    def _header(self) -> str:
        """The path of a ``[table]`` or ``[[table]]``, with the index of each array that it stands in."""
        line = self._step().line
        is_array = self._skip("[")
        path, names = "", self._key()
        for depth, name in enumerate(names, start=1):
            path = _join(path, name)
            self.lines.setdefault(path, line)
            if is_array and depth == len(names):
                self._last_index[path] = self._last_index.get(path, -1) + 1
            if path in self._last_index:
                path = f"{path}[{self._last_index[path]}]"
                self.lines.setdefault(path, line)
        while self._skip("]"):
            pass
        return path

    def _key(self) -> list[str]:
        """The names of a dotted key."""
        names = [_unquoted(self._step().text)]
        while self._skip("."):
            names.append(_unquoted(self._step().text))
        return names

    def _pair(self, path: str) -> None:
        line = self._now.line
        for name in self._key():
            path = _join(path, name)
            self.lines.setdefault(path, line)
        self._skip("=")
        self._value(path)

    def _value(self, path: str) -> None:
        if self._skip("["):
            self._array(path)
        elif self._skip("{"):
            while not self._skip("}"):
                if not (self._skip(",") or self._skip("\n")):
                    self._pair(path)
        else:
            while self._now.text not in ("\n", ",", "]", "}", ""):
                self._step()

    def _array(self, path: str) -> None:
        index = 0
        while not self._skip("]"):
            if self._skip(","):
                index += 1
            elif not self._skip("\n"):
                self.lines.setdefault(f"{path}[{index}]", self._now.line)
                self._value(f"{path}[{index}]")


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _unquoted(name: str) -> str:
    """A key's name as tomllib reads it."""
    if name[0] in "\"'":
        value: str = tomllib.loads(f"key = {name}")["key"]
        return value
    return name
