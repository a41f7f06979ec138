"""A CSV file as its rows: whatever parts the cells, and with a word where a quote was left open."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO

from boothapp.errors import InputError
from boothapp.intake.table import Record, RowFault
from boothapp.intake.text_encoding import encoding_of

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_LONGEST_LINE = 4 << 20
_LOOKED_AT = 30
_SEP_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)  # Excel's own word for what parts the cells
_IN_WORDS = {
    "utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252 (Western)", "cp1250": "Windows-1250 (Central European)",
}  # fmt: skip


def csv_records(path: Path, encoding: str = "") -> tuple[Callable[[], Iterator[Record]], str]:
    """What reads the rows, as often as asked, and how they are read, in words."""
    codec = encoding or encoding_of(path)
    try:
        with _opened(path, codec) as file:
            head = list(islice(_lines(path, file), _LOOKED_AT))
    except LookupError as error:
        raise InputError(f"there is no encoding {encoding!r}; try cp1252, utf-8 or utf-16") from error
    told = _SEP_LINE.fullmatch(head[0]) if head else None
    delimiter = told[1] if told else _delimiter_of(head)

    def records() -> Iterator[Record]:
        with _opened(path, codec) as file:
            lines = _Lines(path, file)
            if told:
                next(lines)
            yield from _records(lines, delimiter)

    return records, f"{_IN_WORDS.get(codec, codec)}, parted by {_DELIMITERS.get(delimiter, repr(delimiter))}"


def _opened(path: Path, codec: str) -> IO[str]:
    return path.open(encoding=codec, errors="replace", newline="")


def _lines(path: Path, file: IO[str]) -> Iterator[str]:
    """The lines with their ends; one that is too long to be any list's raises InputError."""
    number = 0
    while line := file.readline(_LONGEST_LINE):
        number += 1
        if len(line) >= _LONGEST_LINE:
            raise InputError(f"{path}: line {number} is longer than 4 million characters; this is no list")
        yield line


class _Lines:
    """The lines for the csv module, which knows those of the row at hand and can give them out again."""

    def __init__(self, path: Path, file: IO[str]) -> None:
        self._path, self._lines = path, _lines(path, file)
        self._again: list[str] = []
        self.taken: list[str] = []
        self.number, self.ended = 0, False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        return line.replace("\0", "")

    def give_back_all_but_the_first(self) -> None:
        """The row ends with its first line after all."""
        given_back = self.taken[1:]
        self._again += reversed(given_back)
        self.number -= len(given_back)

    def left_open(self) -> InputError:
        """What to tell of a quote that never ends."""
        line = self.number - len(self.taken) + 1
        return InputError(
            f'{self._path}: a quote (") that opens in line {line} is never closed; nothing was taken in. '
            "Close it there, or save the list anew from the spreadsheet"
        )


def _records(lines: _Lines, delimiter: str) -> Iterator[Record]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _mended(lines, delimiter, str(error))
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        yield Record(lines.number - len(lines.taken) + 1, cells, lines=len(lines.taken))


def _mended(lines: _Lines, delimiter: str, error: str) -> Record:
    """What to make of a row that is no proper CSV.

    Quotes within a cell that were not doubled are read as they stand. A quote that was left open shows where
    the next one opens: then the row is refused, and the lines that it swallowed are read anew. One that shows
    nowhere, to the end of the file or of what a cell may hold, raises InputError.
    """
    if len(lines.taken) > 1:
        if lines.ended or "limit" in error:
            raise lines.left_open()
        lines.give_back_all_but_the_first()
        return Record(lines.number, (), fault=RowFault.QUOTE_LEFT_OPEN)
    if lines.ended:
        raise lines.left_open()
    try:
        return Record(lines.number, next(csv.reader(lines.taken[:1], delimiter=delimiter)))
    except csv.Error:
        return Record(lines.number, (), fault=RowFault.CELL_TOO_LONG)


def _delimiter_of(head: list[str]) -> str:
    """What parts the rows most evenly, into the most cells."""
    return max(_DELIMITERS, key=lambda delimiter: _evenness(head, delimiter))


def _evenness(head: list[str], delimiter: str) -> tuple[float, int]:
    try:
        widths = Counter(len(cells) for cells in csv.reader(head, delimiter=delimiter) if cells)
    except csv.Error:
        return 0.0, 0
    cells, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
    return (0.0, 0) if cells == 1 else (round(rows / widths.total(), 1), cells)
