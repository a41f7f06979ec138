"""Finding leads while someone types: by any words, by filters, by likeness."""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import msgspec

from boothapp.domain.definition import Track
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import FollowUp
from boothapp.domain.likeness import company_key, fold_text
from boothapp.store.database import Database, Rows
from boothapp.store.derived import (
    BOOKED,
    DATE_ONLY,
    NO_FOLLOW_UP,
    TRACK_NO,
    TRACKS,
    Identity,
    day_number,
    phone_digits,
)
from boothapp.store.leads import LeadStore

FollowUpFilter = Literal["none", "date_only", "booked"]
SyncState = Literal["pending", "synced", "rejected"]

TEXT_LIMIT = 20_000
"""How many leads a search for words gives: more than a show has, and few enough for a keystroke."""
_FOLLOW_UPS: dict[FollowUpFilter, int] = {"none": NO_FOLLOW_UP, "date_only": DATE_ONLY, "booked": BOOKED}
_PHONE = re.compile(r"\+?[\d\s()./-]{5,}")
_read_numbers = msgspec.json.Decoder(list[int]).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFilter:
    """Which leads to show; what is empty or None lets all pass.

    ``staff`` holds emails, ``day`` is an ISO 8601 date, ``synced`` is whether the hub has taken all changes,
    ``in_conflict`` lets only those pass of which a field has more than one live value.
    """

    tracks: tuple[Track, ...] = ()
    staff: tuple[str, ...] = ()
    day: str = ""
    synced: bool | None = None
    follow_up: FollowUpFilter | None = None
    in_conflict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadRow:
    """A lead as lists show it; texts are empty where there is nothing.

    ``missing`` holds requirement codes in the order to ask.
    """

    lead_no: int
    lead_id: LeadId
    name: str
    company: str
    job_title: str
    email: str
    phone: str
    track: Track
    captured_at: str
    captured_by: str
    follow_up_at: str
    prospect_wants: str
    rating: str
    sync_state: SyncState
    missing: tuple[str, ...]
    has_conflict: bool


class LeadSearch:
    """Search over one connection."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def find(self, text: str = "", filters: LeadFilter | None = None) -> array[int]:
        """The numbers of the leads that hold every word, or a word that begins with it, newest first.

        Words that many leads hold give the newest TEXT_LIMIT of them, or a few more.
        """
        where, values = _conditions(filters or LeadFilter())
        words = _words(text)
        if not words:
            return _newest_first(self._numbers(SELECT_FILTERED.format(where=where), values))
        fresh = self._db.rows(SELECT_FRESH)
        found = self._indexed(words, where, values)
        _without(found, [number for number, *_ in fresh])  # their words in the index may be old ones
        found += self._fresh(fresh, words, where, values)
        return _newest_first(found)

    def _numbers(self, sql: str, values: dict[str, Any]) -> list[int]:
        """The numbers of a query, ascending; given as one text, since many rows take five times as long."""
        return sorted(_read_numbers(f"[{self._db.value(sql, values) or ''}]"))

    def _indexed(self, words: Sequence[str], where: str, values: dict[str, Any]) -> list[int]:
        """Those of the leads in the index, ascending."""
        if where == _ALL:
            return self._numbers(FIND, {"match": _match(words), "limit": TEXT_LIMIT})
        values = {**values, "match": _match(words), "limit": TEXT_LIMIT}
        return self._numbers(FIND_FILTERED.format(where=where), values)

    def _fresh(self, fresh: Rows, words: Sequence[str], where: str, values: dict[str, Any]) -> list[int]:
        """Those of the leads not yet in the index."""
        found = [number for number, *parts in fresh if _holds(fold_text(" ".join(parts)).split(), words)]
        if not found:
            return []
        sql = SELECT_SOME_FILTERED.format(where=where)
        return [number for (number,) in self._db.rows(sql, {**values, "numbers": json.dumps(found)})]

    def rows(self, lead_nos: Sequence[int]) -> list[LeadRow]:
        """The rows of these leads, in this order; numbers that are no lead's give none."""
        found = {row[0]: row for row in self._db.rows(SELECT_ROWS, {"numbers": json.dumps(list(lead_nos))})}
        return [_lead_row(found[number]) for number in lead_nos if number in found]

    def state_counts(self) -> list[tuple[bool, FollowUpFilter, int]]:
        """How many leads there are by whether the hub has them in full and by their follow-up."""
        names = {number: name for name, number in _FOLLOW_UPS.items()}
        return [
            (bool(synced), names[follow_up], leads)
            for synced, follow_up, leads in self._db.rows(COUNT_STATES)
        ]

    def conflict_count(self) -> int:
        """How many leads have a field with more than one live value."""
        return int(self._db.value(COUNT_CONFLICTS) or 0)

    def same_keys(
        self, emails: Sequence[str] = (), phones: Sequence[str] = (), badge_ids: Sequence[str] = ()
    ) -> list[LeadRow]:
        """Leads with one of these on them, exactly: normalised emails, phones (E.164), badge ids."""
        kinds = (("email", [email.casefold() for email in emails]), ("phone", phones), ("badge", badge_ids))
        keys: list[Identity] = [(kind, value) for kind, values in kinds for value in values if value]
        if not keys:
            return []
        numbers = {number for (number,) in self._db.rows(SELECT_SAME, {"keys": json.dumps(keys)})}
        return self.rows(sorted(numbers, reverse=True))

    def promises_of(self, owner: str, day: date) -> list[tuple[LeadRow, FollowUp]]:
        """What this person has promised for this day, with a time or without, in the order of the day."""
        values = {"owner": owner, "day": day_number(day.isoformat())}
        leads = LeadStore(self._db)
        rows = self.rows([number for (number,) in self._db.rows(SELECT_PROMISES, values)])
        promises = ((row, leads.lead(row.lead_id)) for row in rows)
        return [(row, lead.follow_up) for row, lead in promises if lead and lead.follow_up]

    def alike(self, name: str, company: str = "", limit: int = 200) -> list[LeadRow]:
        """Leads that may show the same person or company, for a closer look: the likeliest first."""
        names, company_words = fold_text(name).split(), company_key(company).split()
        fresh = self._db.rows(SELECT_FRESH)
        found = {number: None for number, *texts in fresh if _may_be(texts, (names, company_words))}
        for match in likely(names, company_words):
            if len(found) >= limit:
                break
            for (number,) in self._db.rows(FIND_SOME, {"match": match, "limit": limit}):
                found.setdefault(number)
        return self.rows(list(found)[:limit])


_ALL = "NOT deleted"

SELECT_FILTERED = "SELECT group_concat(lead_no) FROM lead WHERE {where}"
FIND = """
    SELECT group_concat(rowid) FROM (
        SELECT rowid FROM lead_search WHERE lead_search MATCH :match ORDER BY rowid DESC LIMIT :limit
    )
"""
FIND_FILTERED = """
    SELECT group_concat(lead_no) FROM (
        SELECT lead_no FROM lead_search CROSS JOIN lead ON lead_no = lead_search.rowid
        WHERE lead_search MATCH :match AND {where}
        ORDER BY lead_search.rowid DESC LIMIT :limit
    )
"""
FIND_SOME = "SELECT rowid FROM lead_search WHERE lead_search MATCH :match ORDER BY rowid DESC LIMIT :limit"
SELECT_FRESH = "SELECT lead_no, name, company, rest FROM search_fresh"
SELECT_SOME_FILTERED = """
    SELECT lead_no FROM lead WHERE lead_no IN (SELECT value FROM json_each(:numbers)) AND {where}
"""
SELECT_PROMISES = """
    SELECT lead_no FROM lead JOIN lead_card USING (lead_no)
    WHERE due_day = :day AND NOT deleted AND follow_up_by = :owner
    ORDER BY follow_up_at, lead_no
"""
SELECT_ROWS = """
    SELECT lead_no, lead_id, name, company, job_title, email, phone, captured_at, follow_up_at,
           prospect_wants, rating, missing, has_conflict, track, text, pending, rejected
    FROM json_each(:numbers) AS wanted
    JOIN lead_card ON lead_card.lead_no = wanted.value
    JOIN lead USING (lead_no)
    JOIN term ON term_no = lead.staff
"""
COUNT_STATES = """
    SELECT pending + rejected = 0, follow_up, count(*) FROM lead WHERE NOT deleted GROUP BY 1, 2
"""
COUNT_CONFLICTS = """
    SELECT count(*) FROM lead_card JOIN lead USING (lead_no) WHERE has_conflict AND NOT deleted
"""
SELECT_SAME = """
    SELECT identity.lead_no FROM json_each(:keys) AS wanted
    JOIN identity ON kind = wanted.value ->> 0 AND identity.value = wanted.value ->> 1
"""


def _conditions(filters: LeadFilter) -> tuple[str, dict[str, Any]]:
    """The filter as SQL on the table lead, and its values."""
    parts, values = [_ALL], dict[str, Any]()
    if filters.tracks:
        numbers = sorted({TRACK_NO[track] for track in filters.tracks})
        parts.append(f"track IN ({', '.join(map(str, numbers))})")
    if filters.staff:
        parts.append(
            "staff IN (SELECT term_no FROM term JOIN json_each(:staff) AS asked ON text = asked.value)"
        )
        values["staff"] = json.dumps(filters.staff)
    if filters.day:
        first = int(filters.day.replace("-", "")) * 100
        parts.append("hour BETWEEN :first_hour AND :last_hour")
        values |= {"first_hour": first, "last_hour": first + 23}
    if filters.synced is not None:
        parts.append("pending + rejected = 0" if filters.synced else "pending + rejected > 0")
    if filters.follow_up is not None:
        parts.append(f"follow_up = {_FOLLOW_UPS[filters.follow_up]}")
    if filters.in_conflict:
        parts.append("lead_no IN (SELECT lead_no FROM lead_card WHERE has_conflict)")
    return " AND ".join(parts), values


def _words(text: str) -> list[str]:
    """What to look for: a phone number as one word, else the folded words."""
    if _PHONE.fullmatch(text.strip()):
        digits = phone_digits(text)
        return [digits] if digits else []
    return fold_text(text).split()


def _match(words: Sequence[str]) -> str:
    """The words as FTS5 asks for documents with all of them as beginnings of a word."""
    return " AND ".join(f'"{word}"*' for word in words)


def _newest_first(numbers: list[int]) -> array[int]:
    numbers.sort(reverse=True)
    return array("q", numbers)


def _without(numbers: list[int], gone: Sequence[int]) -> None:
    """Take a few numbers out of many ascending ones."""
    for number in gone:
        place = bisect_left(numbers, number)
        if place < len(numbers) and numbers[place] == number:
            del numbers[place]


def _holds(held: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(one.startswith(word) for one in held) for word in words)


def _may_be(held: Sequence[str], wanted: Sequence[Sequence[str]]) -> bool:
    """Whether a word of the name, or of the company, begins as one of those wanted."""
    return any(
        one.startswith(word[:2])
        for text, words in zip(held[:2], wanted, strict=True)
        for word in words
        for one in fold_text(text).split()
    )


def likely(name: Sequence[str], company: Sequence[str]) -> Iterator[str]:
    """Ever wider nets for one person and one company, each as an FTS5 expression."""
    if name:
        yield f"name : ({_match(name)})"
    if company:
        firm = f"company : ({_match(company[:1])})"
        for word in name:
            yield f'name : "{word[:2]}"* AND {firm}'
        yield f"company : ({_match(company)})"
    for length in (3, 2) if name else ():
        yield f"name : ({_match([word[:length] for word in name])})"


def _lead_row(row: tuple[Any, ...]) -> LeadRow:
    (
        lead_no, lead_id, name, company, job_title, email, phone, captured_at, follow_up_at,
        prospect_wants, rating, missing, has_conflict, track, captured_by, pending, rejected,
    ) = row  # fmt: skip
    return LeadRow(
        lead_no=lead_no,
        lead_id=lead_id,
        name=name,
        company=company,
        job_title=job_title,
        email=email,
        phone=phone,
        track=TRACKS[track],
        captured_at=captured_at,
        captured_by=captured_by,
        follow_up_at=follow_up_at,
        prospect_wants=prospect_wants,
        rating=rating,
        sync_state="rejected" if rejected else "pending" if pending else "synced",
        missing=tuple(missing.split()),
        has_conflict=bool(has_conflict),
    )
