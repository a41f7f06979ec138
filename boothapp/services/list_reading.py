"""A list on its way in: which column is what, remembered for the next of its kind; whom a row describes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from boothapp.domain.ids import ContactId
from boothapp.domain.lead import Address, Company, Contact, ContactPoint
from boothapp.domain.reconciliation import ListedPerson
from boothapp.intake.column_mapping import ColumnMapping, corrected, guessed, signature
from boothapp.intake.column_names import ListField
from boothapp.intake.country_names import read_country
from boothapp.intake.reach import read_email, read_phone
from boothapp.intake.table import Row, Table, open_table
from boothapp.store.settings import Settings

Progress = Callable[[int, int], None]
"""Told how many are done, and of how many (0 while that is not known); it may raise StoppedError."""

PREVIEWED = 5
TELL_EVERY = 500
"""Rows between two words on the progress."""
_MAPPINGS = "list_mappings"
_MOST_MAPPINGS = 50
_ADDRESS = {
    ListField.STREET: "street",
    ListField.CITY: "city",
    ListField.REGION: "region",
    ListField.POSTAL_CODE: "postal_code",
    ListField.COUNTRY: "country",
}
_SHORTEST_INTERNATIONAL = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedList:
    """A list, which column holds what, and its first rows to look at."""

    path: Path
    table: Table
    mapping: ColumnMapping
    preview: Sequence[Row]


class ListReading:
    """Opens lists, and remembers by their headers what a person said of their columns."""

    def __init__(self, *, settings: Settings, country: str, new_part_id: Callable[[], str]) -> None:
        self._settings, self._country, self._new_part_id = settings, country, new_part_id

    def open(
        self, path: Path, said: Sequence[str] = (), *, sheet: str = "", encoding: str = ""
    ) -> OpenedList:
        """The list; raises InputError saying what is wrong with the file or with what was said of it."""
        table = open_table(path, sheet=sheet, encoding=encoding)
        kept = self._kept().get(signature(table.headers))
        mapping = corrected(ColumnMapping(kept) if kept else guessed(table), said)
        mapping.places(table)
        return OpenedList(
            path=path, table=table, mapping=mapping, preview=list(islice(table.rows(), PREVIEWED))
        )

    def remember(self, opened: OpenedList) -> None:
        """Keeps what a person said of lists with these headers; the newest fifty are kept.

        A guess is made anew for each list: it goes by the cells too, and they may be others next time.
        """
        kept = self._kept()
        mine = signature(opened.table.headers)
        was_kept = kept.pop(mine, None) is not None
        if opened.mapping != guessed(opened.table):
            kept[mine] = dict(opened.mapping.headers)
        elif not was_kept:
            return
        self._settings.put(_MAPPINGS, {key: {**kept[key]} for key in list(kept)[-_MOST_MAPPINGS:]})

    def _kept(self) -> dict[str, dict[str, str]]:
        kept = self._settings.get(_MAPPINGS)
        if not isinstance(kept, dict):
            return {}
        return {
            key: {field: str(header) for field, header in mapping.items()}
            for key, mapping in kept.items()
            if isinstance(mapping, dict)
        }

    def person(self, values: Mapping[ListField, str]) -> ListedPerson:
        """Whom a row describes."""
        text = {field: values.get(field, "") for field in ListField}
        country = read_country(text[ListField.COUNTRY])
        parts = {name: text[field] for field, name in _ADDRESS.items()} | {"country": country}
        home = country or self._country
        contact = Contact(
            contact_id=ContactId(self._new_part_id()),
            given_name=text[ListField.GIVEN_NAME],
            family_name=text[ListField.FAMILY_NAME],
            display_name=text[ListField.DISPLAY_NAME],
            job_title=text[ListField.JOB_TITLE],
            department=text[ListField.DEPARTMENT],
            email=read_email(text[ListField.EMAIL]) if text[ListField.EMAIL] else None,
            phone=_phone(text[ListField.PHONE], home),
            mobile=_phone(text[ListField.MOBILE], home),
            address=Address(**parts) if any(parts.values()) else None,
        )
        return ListedPerson(contact, Company(name=text[ListField.COMPANY], website=text[ListField.WEBSITE]))


def _phone(text: str, country: str) -> ContactPoint | None:
    """The number; a spreadsheet has taken the plus from one that begins with its country."""
    if not text:
        return None
    point = read_phone(text, country)
    if point.normalised is None and text.isdigit() and len(text) >= _SHORTEST_INTERNATIONAL:
        international = read_phone(f"+{text}", "")
        return international if international.normalised else point
    return point
