"""Import lists of people we know, and of staff: good rows in, bad rows told with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import NoReturn

from boothapp.domain.reconciliation import ListedPerson
from boothapp.errors import InputError
from boothapp.handoff.csv_file import CsvFile
from boothapp.intake.column_mapping import values_of
from boothapp.intake.column_names import ListField
from boothapp.intake.table import Row
from boothapp.services.capturing import Now
from boothapp.services.list_reading import TELL_EVERY, ListReading, OpenedList, Progress
from boothapp.services.show_setup import ShowSetup, with_staff
from boothapp.store.known_contacts import KnownContact, KnownContacts, KnownList, ListKind, NewKnown

_BATCH = 1_000
_FIRST_DAY = date(1899, 12, 30)  # of spreadsheets: day 1 is 1899-12-31, and 1900 had a day too many
_SERIAL_DAY = re.compile(r"[1-9][0-9]{4}(\.[0-9]+)?")


class RowRefusal(StrEnum):
    """Why a row is not in."""

    CELL_TOO_LONG = "cell_too_long"
    QUOTE_LEFT_OPEN = "quote_left_open"
    TOO_MANY_CELLS = "too_many_cells"
    NOBODY_NAMED = "nobody_named"
    EMAIL_WRONG = "email_wrong"


_REASONS = {
    RowRefusal.CELL_TOO_LONG: ("a cell is longer than any list needs", "shorten it"),
    RowRefusal.QUOTE_LEFT_OPEN: ('a quote (") opens in this line and is not closed', "close or remove it"),
    RowRefusal.TOO_MANY_CELLS: ("there are more cells than headers", "look for a stray delimiter"),
    RowRefusal.NOBODY_NAMED: (
        "no name, company, email or phone is in it",
        "nothing to mend, or map a column",
    ),
    RowRefusal.EMAIL_WRONG: ("staff are known by their email, and this is none", "correct it"),
}


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not in, with what is in it and why."""

    row: Row
    code: RowRefusal

    @property
    def reason(self) -> str:
        """Why, in words."""
        return _REASONS[self.code][0]

    @property
    def mend(self) -> str:
        """What to do about it."""
        return _REASONS[self.code][1]


@dataclass(slots=True)
class Imported:
    """What an import did, or would do: how many rows are in, and those that are not."""

    taken: int = 0
    refused: list[RefusedRow] = field(default_factory=list)


def _in_silence(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


class Importing:
    """Takes lists in; used on the thread of its services."""

    def __init__(self, *, reading: ListReading, known: KnownContacts, setup: ShowSetup, now: Now) -> None:
        self._reading, self._known, self._setup, self._now = reading, known, setup, now

    def lists(self) -> list[KnownList]:
        """What was imported for the look-up."""
        return self._known.lists()

    def forget(self, list_no: int) -> None:
        """Takes a list out of the look-up."""
        self._known.forget(list_no)

    def check(self, source: OpenedList, kind: ListKind, progress: Progress = _in_silence) -> Imported:
        """What an import would take and refuse; nothing is kept."""
        done = Imported()
        for _ in self._known_rows(source, kind, "", done, progress):
            """Counted as it is read."""
        return done

    def import_known(
        self, source: OpenedList, kind: ListKind, *, name: str = "", progress: Progress = _in_silence
    ) -> Imported:
        """Keeps a list of customers or earlier leads for the look-up, in place of one of the same name.

        ``progress`` may raise StoppedError; then nothing of the list counts, and the earlier one stays. So it
        does when nobody on the list can be taken in, with InputError.
        """
        done = Imported()
        name = name or source.path.stem
        list_no = self._known.begin(kind, name, self._now().isoformat(timespec="seconds"))
        try:
            rows = self._known_rows(source, kind, name, done, progress)
            while batch := list(islice(rows, _BATCH)):
                self._known.add(list_no, batch)
            if not done.taken:
                self._refuse(source, kind, name, done)
        except BaseException:
            self._known.forget(list_no)
            raise
        self._known.publish(list_no)
        self._reading.remember(source)
        return done

    def _refuse(self, source: OpenedList, kind: ListKind, name: str, done: Imported) -> NoReturn:
        """Raises InputError with why a list is refused whole, and what to do."""
        first = next((f" (line {one.row.line}: {one.reason})" for one in done.refused), "")
        words = (
            f"{source.path}: nobody in it can be taken in; refused rows: {len(done.refused):,}{first}. "
            f"Say which column holds what: {', '.join(source.table.headers)}"
        )
        earlier = (one for one in self._known.lists() if (one.kind, one.name) == (kind, name))
        words += "".join(
            f". The list {one.name!r} of {one.contacts:,} stays; boothapp import --forget {one.list_no} "
            "takes it away"
            for one in earlier
        )
        raise InputError(words)

    def _known_rows(
        self, source: OpenedList, kind: ListKind, name: str, done: Imported, progress: Progress
    ) -> Iterator[NewKnown]:
        for row, values in _good_rows(source, done, progress):
            person = self._reading.person(values)
            known = _known(person, values, kind, name)
            if not (known.name or known.company or known.email or known.phone):
                done.refused.append(RefusedRow(row, RowRefusal.NOBODY_NAMED))
                continue
            done.taken += 1
            contact = person.contact
            phones = (point and point.normalised for point in (contact.phone, contact.mobile))
            yield NewKnown(
                contact=known,
                emails=(contact.email.normalised,) if contact.email and contact.email.normalised else (),
                phones=tuple(phone for phone in phones if phone),
            )

    def with_staff(self, source: OpenedList, progress: Progress = _in_silence) -> tuple[ShowSetup, Imported]:
        """The setup with a list's staff added to the show's, and what was taken; it is not in force yet."""
        done = Imported()
        known = {member.email.casefold() for member in self._setup.show.staff}
        new: list[tuple[str, str, str, str]] = []
        for row, values in _good_rows(source, done, progress):
            contact = self._reading.person(values).contact
            email = contact.email.normalised if contact.email else None
            if email is None:
                done.refused.append(RefusedRow(row, RowRefusal.EMAIL_WRONG))
            elif email.casefold() not in known:
                known.add(email.casefold())
                done.taken += 1
                new.append((
                    email, contact.name or email, contact.job_title,
                    values.get(ListField.MOBILE) or values.get(ListField.PHONE, ""),
                ))  # fmt: skip
        return with_staff(self._setup, new), done


def _good_rows(
    source: OpenedList, done: Imported, progress: Progress
) -> Iterator[tuple[Row, Mapping[ListField, str]]]:
    """The rows that can be read, with their values; the others are among the refused."""
    places = source.mapping.places(source.table)
    for count, row in enumerate(source.table.rows(), start=1):
        if count % TELL_EVERY == 0:
            progress(count, 0)
        if row.fault is not None:
            done.refused.append(RefusedRow(row, RowRefusal(row.fault.value)))
        else:
            yield row, values_of(row, places)


def _known(person: ListedPerson, values: Mapping[ListField, str], kind: ListKind, name: str) -> KnownContact:
    contact = person.contact
    met = kind is ListKind.EARLIER_LEADS
    return KnownContact(
        kind=kind,
        list_name=name,
        name=contact.name,
        company=person.company.name,
        email=contact.email.raw if contact.email else "",
        phone=values.get(ListField.PHONE) or values.get(ListField.MOBILE, ""),
        owner=values.get(ListField.OWNER, ""),
        show=(values.get(ListField.SHOW) or name) if met else "",
        met_on=_day(values.get(ListField.MET_ON, "")) if met else "",
    )


def _day(text: str) -> str:
    """The day; a spreadsheet may have left the number of it."""
    if _SERIAL_DAY.fullmatch(text):
        return (_FIRST_DAY + timedelta(days=int(float(text)))).isoformat()
    return text


def write_rejects(path: Path, headers: Sequence[str], refused: Sequence[RefusedRow]) -> None:
    """The refused rows as a CSV file for people: line, code, reason and what to do before their own cells.

    Raises ExportError when the disk does not take it.
    """
    with CsvFile(
        path.parent, path.name, ("Line", "Code", "Reason", "What To Do", *headers), bom=True
    ) as file:
        for one in refused:
            file.add((str(one.row.line), one.code, one.reason, one.mend, *one.row.cells))
        file.close()
        file.publish()
