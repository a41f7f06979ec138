"""What sales said of leads: kept with its whole history, and told to the laptops by the feed."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, delete, insert, select

from boothapp.domain.disposition import Disposition, DispositionStatus, as_code, problem_with
from boothapp.domain.ids import uuid7
from boothapp.errors import HubRefusedError, InputError
from boothapp.hub import audit
from boothapp.hub.appending import fixed, read_moment
from boothapp.hub.bulk import among
from boothapp.hub.erasure import Erasing
from boothapp.hub.feed import Feed
from boothapp.hub.schema import DISPOSITION, DISPOSITION_EVENT, LEAD
from boothapp.noise import random_bits
from boothapp.wire.messages import FeedKind

if TYPE_CHECKING:
    from boothapp.hub.store import CentralStore

_LEAD_COLUMNS = ("lead_id", "external_id", "email")
_COLUMNS = ("status", "reason", "outcome", "note", "at", "by")
_ROW = ("show_id", "lead_id", *_COLUMNS)


class ReturnedRow(NamedTuple):
    """A row of a file that came back from sales, by the names of its columns."""

    number: int
    fields: dict[str, str]


class Refused(NamedTuple):
    """A row that could not be taken, and why."""

    number: int
    reason: str


class Dispositions:
    """The dispositions of one show, within a transaction of the caller's."""

    def __init__(self, connection: Connection, show_id: str, now: datetime) -> None:
        self._connection = connection
        self._show_id = show_id
        self._now = now

    def put(self, lead_id: str, said: Disposition) -> bool:
        """Keep what was said; false when the very same is known. The latest by its time is what stands."""
        row = self.row(lead_id, said)
        if tuple(row.values()) in self.said_of([lead_id]):
            return False
        event_id = uuid7(int(self._now.timestamp() * 1000), random_bits)
        self._connection.execute(insert(DISPOSITION_EVENT), {**row, "event_id": event_id})
        is_this = (DISPOSITION.c.show_id == self._show_id, DISPOSITION.c.lead_id == lead_id)
        standing = self._connection.execute(select(DISPOSITION.c.at).where(*is_this)).scalar()
        if standing is None or standing <= row["at"]:
            self._connection.execute(delete(DISPOSITION).where(*is_this))
            self._connection.execute(insert(DISPOSITION), row)
            Feed(self._connection, self._show_id).put(FeedKind.DISPOSITION, lead_id)
        return True

    def said_of(self, lead_ids: Sequence[str]) -> set[tuple[str, ...]]:
        """All that was ever said of these leads, each word as the values of its `row`."""
        query = select(*(DISPOSITION_EVENT.c[name] for name in _ROW)).where(
            DISPOSITION_EVENT.c.show_id == self._show_id,
            among(self._connection, DISPOSITION_EVENT.c.lead_id, lead_ids),
        )
        return {tuple(row) for row in self._connection.execute(query)}

    def row(self, lead_id: str, said: Disposition) -> dict[str, str]:
        """It as the tables have it; raises HubRefusedError where its time is none."""
        at = fixed(read_moment(said.at))
        told = (self._show_id, lead_id, said.status.value, said.reason, said.outcome, said.note, at, said.by)
        return dict(zip(_ROW, told, strict=True))

    def take(self, row: ReturnedRow, by: str) -> Refused | None:
        """Keep what a row of a file says; gives why not, where it cannot."""
        fields = row.fields
        status, reason = as_code(fields.get("status", "")), as_code(fields.get("reason", ""))
        problem = problem_with(status, reason)
        leads = self.leads_of(fields)
        if not problem and len(leads) != 1:
            problem = "no lead of this show has this id or address" if not leads else (
                f"{len(leads)} leads have this address: name the lead by its lead_id"
            )  # fmt: skip
        if problem:
            return Refused(row.number, problem)
        said = Disposition(
            status=DispositionStatus(status),
            reason=reason,
            outcome=fields.get("outcome", ""),
            note=fields.get("note", ""),
            at=fields.get("at", "") or self._now.isoformat(),
            by=fields.get("by", "") or by,
        )
        try:
            self.put(leads[0], said)
        except HubRefusedError as error:
            return Refused(row.number, f"at: {error}")
        return None

    def leads_of(self, fields: dict[str, str]) -> list[str]:
        """The leads that a row means: by our id, by the external id, else by a mail address."""
        for name in ("lead_id", "external_id"):
            if fields.get(name):
                query = select(LEAD.c.lead_id).where(LEAD.c.show_id == self._show_id)
                found = self._connection.execute(query.where(LEAD.c[name] == fields[name])).scalars().all()
                if found:
                    return list(found)
                if name == "external_id":  # our own id is what we hand a CRM as the external one
                    return self.leads_of({"lead_id": fields[name]})
        return Erasing(self._connection, self._show_id).leads_with(fields.get("email", ""))


def say(store: CentralStore, show_id: str, lead_id: str, said: Disposition) -> None:
    """Keep what was said of one lead; raises InputError when there is none of this id."""

    def put(connection: Connection) -> None:
        words = Dispositions(connection, show_id, store.now())
        if words.leads_of({"lead_id": lead_id}) != [lead_id]:
            raise InputError(f"{lead_id}: there is no such lead at {show_id}")
        words.put(lead_id, said)
        audit.note(connection, show_id, now=store.now(), actor=said.by, verb="disposition", subject=lead_id)

    store.database.write(put)


def take_all(store: CentralStore, show_id: str, rows: Sequence[ReturnedRow], by: str) -> list[Refused]:
    """Keep what the rows of a file say, all in one transaction; gives those that could not be taken."""

    def take(connection: Connection) -> list[Refused]:
        words = Dispositions(connection, show_id, store.now())
        refused = [refusal for row in rows if (refusal := words.take(row, by))]
        subject = f"{len(rows) - len(refused)} leads"
        audit.note(connection, show_id, now=store.now(), actor=by, verb="dispositions", subject=subject)
        return refused

    return store.database.write(take)


def read_returned(file: Path) -> Iterator[ReturnedRow]:
    """The rows of a CSV, numbered as a spreadsheet does; raises InputError for a file that cannot be read."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            names = {as_code(name): name for name in reader.fieldnames or () if name}
            if "status" not in names or not names.keys() & set(_LEAD_COLUMNS):
                raise InputError(
                    f"{file}: needs a column status, and one of {', '.join(_LEAD_COLUMNS)}; "
                    f"it has {', '.join(names) or 'none'}"
                )
            wanted = {code: names[code] for code in (*_LEAD_COLUMNS, *_COLUMNS) if code in names}
            for row in reader:
                fields = {code: (row[name] or "").strip() for code, name in wanted.items()}
                yield ReturnedRow(reader.line_num, fields)
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{file}: is no CSV in UTF-8; save it as that") from error
