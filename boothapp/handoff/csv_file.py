"""CSV as other programs take it: UTF-8, RFC 4180, CR LF, no formula in it, and whole or not there at all."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from boothapp.errors import ExportError

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_SKIPPED_BY_SPREADSHEETS = " \u00a0\u3000\ufeff"
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFile:
    """A file as it left: its name, how many rows it holds under the header, and what it was, to the byte."""

    name: str
    rows: int
    sha256: str


def neutralised(cell: str) -> str:
    """The cell so that no spreadsheet runs it: behind an apostrophe when it starts like a formula.

    See "CSV injection" at OWASP. A phone number starts like one too, so a program that is to take the cell
    as it stands needs a file without this.
    """
    return f"'{cell}" if cell.lstrip(_SKIPPED_BY_SPREADSHEETS).startswith(_STARTS_A_FORMULA) else cell


def file_name(stem: str, *, machine: bool) -> str:
    """The name of a CSV file, which says so when its cells are not neutralised."""
    return f"{stem}_machine.csv" if machine else f"{stem}.csv"


class CsvFile:
    """One CSV file on its way out, named ``.part`` until ``publish``; left unpublished, it is removed.

    ``machine`` leaves cells as they are; ``bom`` helps Excel to see UTF-8. Raises ExportError whenever the
    disk does not take it.
    """

    def __init__(
        self, folder: Path, name: str, headers: Sequence[str], *, machine: bool = False, bom: bool = False
    ) -> None:
        self.path = folder / name
        self.rows = 0
        self._part = folder / f"{name}.part"
        self._machine = machine
        self._headers, self._bom = headers, bom
        self._hash = hashlib.sha256()
        self._writer = csv.writer(self, lineterminator="\r\n")
        with _told(self._part):
            self._file = self._part.open("wb")

    def write(self, text: str) -> int:
        """Take what the csv module made of a row; a lone surrogate, unknown to UTF-8, becomes "?"."""
        octets = text.encode("utf-8", "replace")
        self._hash.update(octets)
        return self._file.write(octets)

    def add(self, cells: Sequence[str]) -> None:
        """Append one row."""
        self._row(cells)
        self.rows += 1

    def _row(self, cells: Sequence[str]) -> None:
        with _told(self._part):
            self._writer.writerow(cells if self._machine else [neutralised(cell) for cell in cells])

    def close(self) -> ExportFile:
        """Make everything written durable, under the ``.part`` name still."""
        with _told(self._part):
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        return ExportFile(name=self.path.name, rows=self.rows, sha256=self._hash.hexdigest())

    def publish(self) -> None:
        """Give the closed file its name, in place of an older one."""
        with _told(self.path):
            self._part.replace(self.path)

    def __enter__(self) -> Self:
        if self._bom:
            self.write(_BOM)
        self._row(self._headers)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _told(self._part):
            try:
                self._file.close()
            finally:
                self._part.unlink(missing_ok=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the disk refuses, as an ExportError that names the file."""
    try:
        yield
    except OSError as error:
        raise ExportError(f"{path} could not be written: {error.strerror or error}") from error
