"""Which column of a list holds what: guessed from headers and cells, put right by a person, remembered."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from boothapp.domain.likeness import fold_text
from boothapp.domain.person_name import is_honorific
from boothapp.errors import InputError
from boothapp.intake.column_names import ListField, field_named, meaning_of_header
from boothapp.intake.table import Row, Table

_LOOKED_AT = 50
_MOST = 0.6
_BY_CELLS = (
    (ListField.EMAIL, re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+")),
    (ListField.PHONE, re.compile(r"\+[\d\s()./-]{7,24}")),
    (ListField.WEBSITE, re.compile(r"(https?://|www\.)\S+")),
)
_SIGNS_ONLY = re.compile(r"[\s\-\u2010-\u2015\u2212_.?/\\*~#()]+")
_NOT_APPLICABLE = frozenset((
    "n/a", "n.a.", "n.a", "n. a.", "#n/a", "k.a.", "k. a.", "(null)", "<null>", "#null!", "(none)", "(blank)",
))  # fmt: skip
_NOTHING = _NOT_APPLICABLE | {"na", "none", "null", "nil", "nan", "(leer)", "not applicable"}
_NO_NAME = frozenset(("NULL", "null", "NONE", "none", "NaN", "nan"))
_LONGEST_NOTHING = max(map(len, _NOTHING))
_NAMES = (ListField.GIVEN_NAME, ListField.FAMILY_NAME, ListField.DISPLAY_NAME)


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The header of the column that holds each field; JSON-ready in ``headers``."""

    headers: Mapping[str, str]

    def places(self, table: Table) -> dict[ListField, int]:
        """The place of each field's column in a row; raises InputError for a column that is not there."""
        at = {fold_text(header): place for place, header in enumerate(table.headers)}
        found = {}
        for name, header in self.headers.items():
            if fold_text(header) not in at:
                raise InputError(f"there is no column {header!r}; there are: {', '.join(table.headers)}")
            found[ListField(name)] = at[fold_text(header)]
        return found


def signature(headers: Sequence[str]) -> str:
    """What lists with the same headers share, whatever they are called."""
    text = "\n".join(fold_text(header) for header in headers)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def guessed(table: Table) -> ColumnMapping:
    """The likely columns: each field once, the one whose header says so best, else by what is in the cells.

    Of columns named alike well, the first; one with nothing in its first rows only where there is no other.
    """
    rows = [[_told(cell) for cell in row.cells] for row in islice(table.rows(), _LOOKED_AT)]
    columns = {header: [cells[place] for cells in rows] for place, header in enumerate(table.headers)}
    found: dict[str, str] = {}
    named: dict[str, tuple[bool, int]] = {}
    for header, cells in columns.items():
        field, rank = meaning_of_header(header)
        if field is None or (field is ListField.JOB_TITLE and _are_honorifics(cells)):
            continue
        worth = (not any(cells), rank)
        if field.value not in named or worth < named[field.value]:
            found[field.value], named[field.value] = header, worth
    taken = set(found.values())
    for header, cells in columns.items():
        field = None if header in taken else _field_of_cells(cells)
        if field is not None:
            found.setdefault(field.value, header)
    return ColumnMapping(_with_both_names(found, columns))


def _with_both_names(found: dict[str, str], columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Beside one part of a name, "Name" is the other, not the whole: "Vorname, Name" and "Name, Surname"."""
    parts = (ListField.GIVEN_NAME.value, ListField.FAMILY_NAME.value)
    missing = [part for part in parts if part not in found]
    name = found.get(ListField.DISPLAY_NAME.value)
    if name is None or len(missing) != 1:
        return found
    (part,) = (found[part] for part in parts if part in found)
    pairs = [pair for pair in zip(columns[name], columns[part], strict=True) if all(pair)]
    whole = sum(set(fold_text(one).split()) < set(fold_text(other).split()) for other, one in pairs)
    if whole and whole >= _MOST * len(pairs):
        return found
    del found[ListField.DISPLAY_NAME.value]
    return {**found, missing[0]: name}


def _are_honorifics(cells: Sequence[str]) -> bool:
    """Whether a column of titles is one of Mr, Ms and Dr."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(map(is_honorific, filled)) >= _MOST * len(filled)


def _field_of_cells(cells: Sequence[str]) -> ListField | None:
    filled = [cell for cell in cells if cell]
    for field, form in _BY_CELLS:
        if filled and sum(form.fullmatch(cell) is not None for cell in filled) >= _MOST * len(filled):
            return field
    return None


def corrected(mapping: ColumnMapping, said: Sequence[str]) -> ColumnMapping:
    """The mapping with what a person said: ``badge=Ticket No``; ``phone=`` leaves a field out.

    Raises InputError for what names no field.
    """
    headers = dict(mapping.headers)
    for part in said:
        name, equals, header = part.partition("=")
        field = field_named(name)
        if field is None or not equals:
            known = ", ".join(ListField)
            raise InputError(f"{part!r} maps nothing; write FIELD=COLUMN, with a field of: {known}")
        headers = {key: value for key, value in headers.items() if fold_text(value) != fold_text(header)}
        headers.pop(field.value, None)
        if header.strip():
            headers[field.value] = header.strip()
    return ColumnMapping(headers)


def values_of(row: Row, places: Mapping[ListField, int]) -> dict[ListField, str]:
    """What a row holds, by field; without what is empty, or only says that it is."""
    return {
        field: row.cells[place]
        for field, place in places.items()
        if row.cells[place] and not _says_nothing(row.cells[place], field)
    }


def _told(cell: str) -> str:
    return "" if _SIGNS_ONLY.fullmatch(cell) or cell.casefold() in _NOTHING else cell


def _says_nothing(cell: str, field: ListField) -> bool:
    """Whether a cell is a word for nothing; people are called Na and Null, Naples and Namibia are NA."""
    if len(cell) > _LONGEST_NOTHING:
        return False
    if _SIGNS_ONLY.fullmatch(cell):
        return True
    if field in _NAMES:
        return cell in _NO_NAME or cell.casefold() in _NOT_APPLICABLE
    if cell.casefold() == "na" and field in (ListField.REGION, ListField.COUNTRY):
        return False
    return cell.casefold() in _NOTHING
