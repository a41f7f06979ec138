"""An XLSX workbook as the rows of its sheets: numbers and dates as a person reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from boothapp.errors import InputError
from boothapp.intake.table import Record
from boothapp.intake.xlsx_archive import MOST_CELLS, safe_workbook

Value = int | float | str | bool | time | date | datetime | timedelta
_EXACT_UP_TO = 1e15


def sheets_of(path: Path, wanted: str = "") -> list[tuple[str, Callable[[], Iterator[Record]]]]:
    """The name and what reads the rows of each sheet that can be seen, or of the one wanted."""
    with _told(path):
        workbook = CalamineWorkbook.from_filelike(safe_workbook(path))
        names = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
        ]
        if wanted:
            names = [name for name in names if name.casefold() == wanted.casefold()]
        if not names:
            raise InputError(f"{path}: has no sheet {wanted!r}" if wanted else f"{path}: has no sheet")
        return [(name, _reader(workbook.get_sheet_by_name(name))) for name in names]


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except CalamineError as error:
        raise InputError(f"{path}: cannot be read as a workbook; save it anew as XLSX or CSV") from error


def _reader(sheet: CalamineSheet) -> Callable[[], Iterator[Record]]:
    merged = _merged(sheet)

    def records() -> Iterator[Record]:
        kept: dict[tuple[int, int], str] = {}
        for number, values in enumerate(sheet.iter_rows()):
            cells = [_text(value) for value in values]
            for column, source in merged.get(number, {}).items():
                if source == (number, column):
                    kept[source] = cells[column]
                elif column < len(cells) and source in kept:
                    cells[column] = cells[column] or kept[source]
            yield Record(number + 1, cells)

    return records


def _merged(sheet: CalamineSheet) -> dict[int, dict[int, tuple[int, int]]]:
    """For each row, the columns that belong to a merged cell, with its first place.

    Only cells merged down the rows: a company beside its five people. One merged across is a title.
    """
    places: dict[int, dict[int, tuple[int, int]]] = {}
    if sheet.end is None:
        return places
    room = MOST_CELLS // 10
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top >= bottom or left != right or left > sheet.end[1]:
            continue
        for row in range(top, min(bottom, sheet.end[0]) + 1):
            places.setdefault(row, {})[left] = (top, left)
            room -= 1
            if room < 0:
                return places
    return places


def _text(value: Value) -> str:
    """The cell as text: no ``.0`` after a phone number or a postal code, dates by ISO 8601."""
    match value:
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < _EXACT_UP_TO else repr(value)
        case datetime():
            return value.isoformat(" ", "minutes").removesuffix(" 00:00")
        case date() | time():
            return value.isoformat()
    return str(value)
