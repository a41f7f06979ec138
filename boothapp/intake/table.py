"""Lists as people send them, CSV or XLSX: headers and rows of text, whatever wrote the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from boothapp.domain.likeness import fold_text
from boothapp.errors import InputError
from boothapp.intake.column_names import field_of_header
from boothapp.intake.payload_text import visible

LONGEST_CELL = 131_072
"""Characters; the csv module's own limit, and four times what a spreadsheet takes."""
_HEADER_AMONG = 30
_FEWEST_HEADERS = 2
_CARD = re.compile(rb"[\xef\xbb\xbf\xff\xfe\s]*BEGIN:VCARD", re.IGNORECASE)


class RowFault(StrEnum):
    """Why a row cannot be read."""

    CELL_TOO_LONG = "cell_too_long"
    QUOTE_LEFT_OPEN = "quote_left_open"
    TOO_MANY_CELLS = "too_many_cells"


class Record(NamedTuple):
    """A row as it stands in the file: the number of its first line, its cells, how many lines it takes."""

    line: int
    cells: Sequence[str]
    lines: int = 1
    fault: RowFault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row under the headers: as many cells as there are headers, free of control characters."""

    line: int
    cells: tuple[str, ...]
    fault: RowFault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A list: its headers, each different, and how it was read, in words (``UTF-8, parted by ";"``).

    ``header_line`` is 0 where the file has no headers; then they are "Column 1" and so on.
    """

    headers: tuple[str, ...]
    header_line: int
    read_as: str
    records: Callable[[], Iterator[Record]]

    def rows(self) -> Iterator[Row]:
        """The rows that hold anything, from the first; each call reads the file again."""
        width = len(self.headers)
        for record in self.records():
            if record.line <= self.header_line:
                continue
            cells = tuple(_cleaned(cell) for cell in record.cells)
            if any(cells) or record.fault:
                fault = record.fault or _fault_of(record, cells, width)
                yield Row(line=record.line, cells=(*cells, *("",) * width)[:width], fault=fault)


def open_table(path: Path, *, sheet: str = "", encoding: str = "") -> Table:
    """The list in a file, told by its content; raises InputError saying what it is instead.

    ``sheet`` names one of a workbook's sheets; by default it is the one with the most columns that are known.
    ``encoding`` overrides what the bytes of a text file look like.
    """
    try:
        with path.open("rb") as file:
            head = file.read(32)
        if head.startswith(b"PK"):
            from boothapp.intake.xlsx_table import sheets_of  # noqa: PLC0415 - only for workbooks

            tables = [(table_of(records), name) for name, records in sheets_of(path, sheet)]
            table, name = max(tables, key=lambda one: _known(one[0].headers) if one[0] else -1)
            read_as = f"the sheet {name!r}"
        elif _CARD.match(head.replace(b"\0", b"")):
            from boothapp.intake.vcard_table import vcard_records  # noqa: PLC0415 - only for address books

            table, read_as = table_of(vcard_records(path, encoding)), "vCards"
        else:
            _refuse_others(path, head)
            from boothapp.intake.csv_table import csv_records  # noqa: PLC0415 - only for text files

            records, read_as = csv_records(path, encoding)
            table = table_of(records)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    if table is None:
        raise InputError(f"{path}: holds no list; one needs a row of headers and rows under it")
    return Table(headers=table.headers, header_line=table.header_line, records=table.records, read_as=read_as)


_FOREIGN = {
    b"\xd0\xcf\x11\xe0": "is an old or a password-protected workbook; save it as XLSX without a password",
    b"%PDF": "is a PDF; ask for the list as a spreadsheet",
    b"{\\rt": "is a text document; save the list as CSV or XLSX",
}


def _refuse_others(path: Path, head: bytes) -> None:
    for start, words in _FOREIGN.items():
        if head.startswith(start):
            raise InputError(f"{path}: {words}")


def table_of(records: Callable[[], Iterator[Record]]) -> Table | None:
    """The list that these rows are; None where there is none."""
    first = [record for record in islice(records(), _HEADER_AMONG) if any(map(str.strip, record.cells))]
    if not first:
        return None
    header = _header_among(first)
    if header is None:
        width = max(len(record.cells) for record in first)
        return Table(
            headers=tuple(f"Column {number}" for number in range(1, width + 1)),
            header_line=0, records=records, read_as="",
        )  # fmt: skip
    headers = _told_apart([_cleaned(cell) for cell in header.cells])
    return Table(headers=headers, header_line=header.line, records=records, read_as="")


def _header_among(first: Sequence[Record]) -> Record | None:
    """The row with the most known headers, the first of such; None where the list begins without one."""
    best = max(first, key=lambda record: _known(record.cells))
    if _known(best.cells):
        return best
    filled = (r for r in first if sum(map(bool, map(str.strip, r.cells))) >= _FEWEST_HEADERS)
    header = next(filled, first[0])
    return None if any("@" in cell for cell in header.cells) else header


def _known(headers: Sequence[str]) -> int:
    return len({field_of_header(header) for header in headers} - {None})


def _told_apart(headers: Sequence[str]) -> tuple[str, ...]:
    """The headers, each once: a blank one is called by its place, a second "Name" is "Name (2)"."""
    while headers and not headers[-1]:
        headers = headers[:-1]
    seen: dict[str, int] = {}
    named = []
    for place, header in enumerate(headers, start=1):
        name = header or f"Column {place}"
        key = fold_text(name)
        seen[key] = seen.get(key, 0) + 1
        named.append(name if seen[key] == 1 else f"{name} ({seen[key]})")
    return tuple(named)


def _cleaned(cell: str) -> str:
    """The cell in one line, without what cannot be seen."""
    return cell.strip() if cell.isprintable() else visible(cell)


def _fault_of(record: Record, cells: Sequence[str], width: int) -> RowFault | None:
    """A row over several lines with too few or too many cells has swallowed its neighbours."""
    if record.lines > 1 and len(cells) != width:
        return RowFault.QUOTE_LEFT_OPEN
    return RowFault.TOO_MANY_CELLS if any(cells[width:]) else None
