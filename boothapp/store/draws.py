"""Prize draws and their entries: which leads are in which draw, and the record of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from boothapp.domain.fold import EntityState
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import Lead
from boothapp.store.database import Database
from boothapp.store.derived import TRACKS, identities_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """A card to enter; ``lead_id`` is None while nobody is named on it."""

    lead_id: LeadId | None
    salt: bytes
    raw: str = ""
    doubts: tuple[str, ...] = ()
    picture: str = ""
    asked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """An entry as the list shows it; ``draw_no`` is None while it waits for the next draw.

    ``track`` is empty for one without a lead; ``is_gone`` tells of a lead that was taken back.
    """

    ticket: int
    draw_no: int | None
    lead_id: LeadId | None
    salt: bytes
    raw: str
    doubts: tuple[str, ...]
    picture: str
    is_erased: bool
    is_gone: bool
    name: str
    company: str
    email: str
    phone: str
    track: str
    version: int
    """Grows whenever the lead changes."""
    asked: str
    """What was said with the card, as it was given to ``add``."""


class DrawRow(NamedTuple):
    """A draw that was closed: its number, the seed, the record as JSON text."""

    draw_no: int
    seed: bytes
    record: str


class DrawStore:
    """The draws, over one connection."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, entries: Sequence[NewEntry]) -> list[int]:
        """Keep new entries, durably; gives their tickets. A lead that is an entry already stays that one."""
        with self._db.write():
            return [int(self._db.value(INSERT_ENTRY, _values(entry))) for entry in entries]

    def name(self, ticket: int, lead_id: LeadId, doubts: Sequence[str] = ()) -> None:
        """An entry that named nobody is this lead's; what was kept of its text goes."""
        with self._db.write():
            values = {"ticket": ticket, "lead_id": lead_id, "doubts": " ".join(doubts)}
            self._db.run(UPDATE_NAMED, values)

    def note(self, ticket: int, *, raw: str, doubts: Sequence[str]) -> None:
        """What was read of an entry that names nobody, and what of it is to be looked at."""
        with self._db.write():
            self._db.run(UPDATE_NOTED, {"ticket": ticket, "raw": raw, "doubts": " ".join(doubts)})

    def discard(self, ticket: int) -> None:
        """Forget what an entry that names nobody said; its ticket stays in the list as one that is gone."""
        with self._db.write():
            self._db.run(UPDATE_DISCARDED, {"ticket": ticket})

    def settle_doubts(self, ticket: int, doubts: Sequence[str]) -> None:
        """What is still to be looked at."""
        with self._db.write():
            self._db.run(UPDATE_DOUBTS, {"ticket": ticket, "doubts": " ".join(doubts)})

    def entries(self, draw_no: int | None = None) -> list[EntryRow]:
        """The entries of a draw, or those that wait for the next, in the order of their tickets."""
        return [_entry(row) for row in self._db.rows(SELECT_ENTRIES, {"draw_no": draw_no})]

    def entry(self, ticket: int) -> EntryRow | None:
        """One entry."""
        row = self._db.row(SELECT_ENTRY, {"ticket": ticket})
        return None if row is None else _entry(row)

    def ticket_with(self, picture: str) -> int | None:
        """The ticket of the entry with this picture, for the next draw or an earlier one."""
        ticket: int | None = self._db.value(SELECT_WITH_PICTURE, {"picture": picture})
        return ticket

    def holds_anybody_of(self, lead: Lead) -> bool:
        """Whether somebody with the mail, phone or badge of this lead has a ticket on another one."""
        keys = [key for key in identities_of(lead, EntityState()) if key[0] in ("email", "phone", "badge")]
        values = {"keys": json.dumps(keys), "lead_id": lead.lead_id}
        return bool(keys) and self._db.value(SELECT_ENTRANT, values) is not None

    def earlier_tickets(self) -> list[int]:
        """The tickets of the draws that were closed."""
        return [ticket for (ticket,) in self._db.rows(SELECT_EARLIER)]

    def keys(self, draw_no: int | None = None) -> dict[int, set[tuple[str, str]]]:
        """What each entry of a draw is known by, exactly: email, phone (E.164) or badge, and the value."""
        found: dict[int, set[tuple[str, str]]] = {}
        for ticket, kind, value in self._db.rows(SELECT_KEYS, {"draw_no": draw_no}):
            found.setdefault(ticket, set()).add((kind, value))
        return found

    def last_change(self) -> int:
        """The number of the newest change on this laptop."""
        return int(self._db.value(SELECT_LAST_CHANGE))

    def leads_that_spoke_of(self, word: str, after: int) -> list[LeadId]:
        """Leads that are no entry, with a change after this number in which the word stands."""
        values = {"word": f'"{word}"', "after": after}
        return [LeadId(lead_id) for (lead_id,) in self._db.rows(SELECT_SPOKEN, values)]

    def close(self, seed: bytes, record: str, tickets: Iterable[int]) -> int:
        """Keep a draw over these entries, durably; gives its number."""
        with self._db.write():
            draw_no = int(self._db.value(INSERT_DRAW, {"seed": seed, "record": record}))
            values = {"draw_no": draw_no, "tickets": json.dumps(list(tickets))}
            self._db.run(UPDATE_CLOSED, values)
        return draw_no

    def keep_record(self, draw_no: int, record: str) -> None:
        """Keep what became of a draw, durably."""
        with self._db.write():
            self._db.run(UPDATE_RECORD, {"draw_no": draw_no, "record": record})

    def draw(self, draw_no: int) -> DrawRow | None:
        """One draw."""
        row = self._db.row(SELECT_DRAW, {"draw_no": draw_no})
        return None if row is None else DrawRow(*row)

    def draws(self) -> list[DrawRow]:
        """All draws, the newest first."""
        return [DrawRow(*row) for row in self._db.rows(SELECT_DRAWS)]


def _values(entry: NewEntry) -> dict[str, Any]:
    return {
        "lead_id": entry.lead_id, "salt": entry.salt, "raw": entry.raw, "doubts": " ".join(entry.doubts),
        "picture": entry.picture, "asked": entry.asked,
    }  # fmt: skip


def _entry(row: tuple[Any, ...]) -> EntryRow:
    (
        ticket, draw_no, lead_id, salt, raw, doubts, picture, is_erased,
        has_card, deleted, track, name, company, email, phone, version, asked,
    ) = row  # fmt: skip
    return EntryRow(
        ticket=ticket, draw_no=draw_no, lead_id=lead_id, salt=salt, raw=raw, doubts=tuple(doubts.split()),
        picture=picture, is_erased=bool(is_erased), is_gone=lead_id is not None and (deleted or not has_card),
        name=name, company=company, email=email, phone=phone,
        track=TRACKS[track].value if track is not None else "", version=version,
        asked=asked,
    )  # fmt: skip


INSERT_ENTRY = """
    INSERT INTO prize_entry (ticket, lead_id, salt, raw, doubts, picture, asked)
    VALUES (
        (SELECT coalesce(max(ticket), 0) + 1 FROM prize_entry), :lead_id, :salt, :raw, :doubts, :picture,
        :asked
    )
    ON CONFLICT (lead_id) DO UPDATE SET lead_id = excluded.lead_id
    RETURNING ticket
"""
UPDATE_NAMED = """
    UPDATE prize_entry SET lead_id = :lead_id, doubts = :doubts, raw = ''
    WHERE ticket = :ticket AND lead_id IS NULL AND NOT is_erased
"""
UPDATE_NOTED = """
    UPDATE prize_entry SET raw = :raw, doubts = :doubts
    WHERE ticket = :ticket AND lead_id IS NULL AND NOT is_erased
"""
UPDATE_DISCARDED = """
    UPDATE prize_entry SET raw = '', doubts = '', picture = '', salt = x'', is_erased = 1
    WHERE ticket = :ticket AND lead_id IS NULL
"""
UPDATE_DOUBTS = "UPDATE prize_entry SET doubts = :doubts WHERE ticket = :ticket"
_ENTRIES = """
    SELECT ticket, draw_no, prize_entry.lead_id, salt, raw, doubts, picture, is_erased,
        lead_no IS NOT NULL, coalesce(deleted, 0), track,
        coalesce(name, ''), coalesce(company, ''), coalesce(email, ''), coalesce(phone, ''),
        coalesce((
            SELECT max(change_no) FROM (
                SELECT max(change_no) AS change_no FROM change
                WHERE lead_no = lead_card.lead_no AND lead_no <> change_no
                UNION ALL
                SELECT max(change_no) FROM pulled WHERE lead_no = lead_card.lead_no AND lead_no <> change_no
            )
        ), 0), asked
    FROM prize_entry LEFT JOIN lead_card USING (lead_id) LEFT JOIN lead USING (lead_no)
"""
SELECT_ENTRIES = f"{_ENTRIES} WHERE draw_no IS :draw_no ORDER BY ticket"
SELECT_ENTRY = f"{_ENTRIES} WHERE ticket = :ticket"
SELECT_EARLIER = "SELECT ticket FROM prize_entry WHERE draw_no IS NOT NULL"
SELECT_WITH_PICTURE = "SELECT ticket FROM prize_entry WHERE picture = :picture AND picture <> ''"
SELECT_ENTRANT = """
    SELECT 1 FROM json_each(:keys) AS wanted
    JOIN identity ON kind = wanted.value ->> 0 AND identity.value = wanted.value ->> 1
    JOIN lead_card USING (lead_no) JOIN prize_entry USING (lead_id)
    WHERE lead_id <> :lead_id LIMIT 1
"""
SELECT_KEYS = """
    SELECT ticket, kind, value
    FROM prize_entry JOIN lead_card USING (lead_id) JOIN identity USING (lead_no)
    WHERE draw_no IS :draw_no AND kind IN ('email', 'phone', 'badge')
"""
SELECT_LAST_CHANGE = """
    SELECT coalesce(max(change_no), 0)
    FROM (SELECT max(change_no) AS change_no FROM change UNION ALL SELECT max(change_no) FROM pulled)
"""
SELECT_SPOKEN = """
    SELECT DISTINCT lead_id FROM (
        SELECT lead_no FROM change WHERE change_no > :after AND instr(body, CAST(:word AS BLOB))
        UNION ALL
        SELECT lead_no FROM pulled WHERE change_no > :after AND instr(body, CAST(:word AS BLOB))
    ) JOIN lead_card USING (lead_no)
    WHERE lead_id NOT IN (SELECT lead_id FROM prize_entry WHERE lead_id IS NOT NULL)
"""
INSERT_DRAW = "INSERT INTO draw (seed, record) VALUES (:seed, :record) RETURNING draw_no"
UPDATE_CLOSED = """
    UPDATE prize_entry SET draw_no = :draw_no
    WHERE draw_no IS NULL AND ticket IN (SELECT value FROM json_each(:tickets))
"""
UPDATE_RECORD = "UPDATE draw SET record = :record WHERE draw_no = :draw_no"
SELECT_DRAW = "SELECT draw_no, seed, record FROM draw WHERE draw_no = :draw_no"
SELECT_DRAWS = "SELECT draw_no, seed, record FROM draw ORDER BY draw_no DESC"
