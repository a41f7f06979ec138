"""A workbook made safe to parse: only its sheets, inflated within bounds, no cell at the end of the world.

A parser lays a sheet out from its first to its last cell, so two cells can ask for 17 thousand million, and
an archive of a few kilobytes can hold gigabytes. Both are seen here first, and what is handed on is only what
was measured.
"""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

from boothapp.errors import InputError

MOST_BYTES = 128 << 20
MOST_CELLS = 5_000_000
MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
_BLOCK = 1 << 20
_MOST_FILES = 2_000
_WANTED = re.compile(
    r"_rels/\.rels|\[Content_Types\]\.xml|xl/(workbook|styles|sharedStrings)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
_SHEET = re.compile(r"xl/worksheets/", re.IGNORECASE)
_ENCODING = re.compile(rb"""^[^<]*<\?xml[^>]*\sencoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)
_PLACE = re.compile(rb"""\sr\s*=\s*["']\$?([A-Za-z]*)\$?(\d*)""")
_ROW = re.compile(rb"<(?:[^\s<>/]*:)?row(?=[\s/>])")
_MOST_DIGITS, _MOST_LETTERS = 7, 3
_TORN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError, OSError,
    OverflowError, RuntimeError, ValueError,
)  # fmt: skip
"""All that Python's reader raises for an archive that is none, or not whole: names that are no text, too."""


def safe_workbook(path: Path) -> BytesIO:
    """The workbook again, without what no list needs; raises InputError for one that is too large or torn."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if not any(member.filename.lower() == "xl/workbook.xml" for member in members):
                raise InputError(f"{path}: is no XLSX workbook; save the list as XLSX or CSV")
            if len(members) > _MOST_FILES:
                raise _too_large(path)
            return _repacked(path, archive, members)
    except _TORN as error:
        raise InputError(f"{path}: is damaged or locked ({error}); save it anew as XLSX or CSV") from error


def _repacked(path: Path, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> BytesIO:
    safe, room = BytesIO(), MOST_BYTES
    with zipfile.ZipFile(safe, "w") as copy:
        for member in members:
            if not _WANTED.fullmatch(member.filename):
                continue
            with archive.open(member) as source:
                content = source.read(room + 1)
            room -= len(content)
            if room < 0:
                raise _too_large(path)
            _check_well_formed(path, content)
            if _SHEET.match(member.filename):
                _measure(path, content)
            copy.writestr(member.filename, content)
    safe.seek(0)
    return safe


def _check_well_formed(path: Path, content: bytes) -> None:
    """Refuses what a strict reader and a lenient one would not read alike: only then can it be measured."""
    parser = expat.ParserCreate("utf-8")
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise InputError(f"{path}: is damaged ({error}); save it anew as XLSX or CSV") from error
    if b"<!DOCTYPE" in content or _ENCODING.match(content[:_BLOCK]):
        raise InputError(f"{path}: is not written as spreadsheets do; save it anew as XLSX or CSV")


def _measure(path: Path, sheet: bytes) -> None:
    """Sees how far a sheet's cells reach, those that name their place and those that only come in turn."""
    letters, digits = map(set, zip(*_PLACE.findall(sheet), (b"", b""), strict=True))
    if any(len(one) > _MOST_LETTERS for one in letters) or any(len(one) > _MOST_DIGITS for one in digits):
        raise _too_large(path)
    in_rows = _ROW.split(sheet)
    in_turn = max(cells.count(b"<c") + cells.count(b":c") for cells in in_rows)
    last_column = max(in_turn, *map(_column, letters))
    last_row = max(len(in_rows), *(int(one or 0) for one in digits))
    if last_row > MOST_ROWS or last_column > MOST_COLUMNS or last_row * last_column > MOST_CELLS:
        raise _too_large(path)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_large(path: Path) -> InputError:
    return InputError(
        f"{path}: is larger than any list of visitors (at most {MOST_CELLS:,} cells and {MOST_BYTES >> 20} "
        "MiB unpacked); delete what is not the list, or save it as CSV, which has no such bound"
    )
