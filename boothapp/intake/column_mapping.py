"""Which column of a list holds what: guessed from headers and cells, put right by a person, remembered."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from boothapp.domain.likeness import fold_text
from boothapp.errors import InputError
from boothapp.intake.column_names import ListField, field_named, field_of_header
from boothapp.intake.table import Row, Table

_LOOKED_AT = 50
_MOST = 0.6
_BY_CELLS = (
    (ListField.EMAIL, re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+")),
    (ListField.PHONE, re.compile(r"\+[\d\s()./-]{7,24}")),
    (ListField.WEBSITE, re.compile(r"(https?://|www\.)\S+")),
)


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
    """The likely columns: each field once, the first whose header says so, else by what is in the cells."""
    found: dict[str, str] = {}
    for header in table.headers:
        field = field_of_header(header)
        if field is not None:
            found.setdefault(field.value, header)
    rows = list(islice(table.rows(), _LOOKED_AT))
    taken = set(found.values())
    for place, header in enumerate(table.headers):
        field = None if header in taken else _field_of_cells([row.cells[place] for row in rows])
        if field is not None:
            found.setdefault(field.value, header)
    named = {ListField.GIVEN_NAME, ListField.FAMILY_NAME, ListField.DISPLAY_NAME} & found.keys()
    if named == {ListField.GIVEN_NAME, ListField.DISPLAY_NAME}:
        # "Vorname, Name": beside a given name, the name is the family's.
        found[ListField.FAMILY_NAME.value] = found.pop(ListField.DISPLAY_NAME)
    return ColumnMapping(found)


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
    """What a row holds, by field; without what is empty."""
    return {field: row.cells[place] for field, place in places.items() if row.cells[place]}
