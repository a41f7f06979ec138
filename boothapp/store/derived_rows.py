"""Writing the derived rows of leads; the caller holds the transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from boothapp.store import search_index
from boothapp.store.database import Database
from boothapp.store.derived import Derived, Identity


class Rows(NamedTuple):
    """What a lead's rows are to be, and whether it has none yet."""

    derived: Derived
    is_new: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A lead's rows as the tables hold them."""

    columns: dict[str, Any]
    identities: frozenset[Identity]

    def is_of(self, derived: Derived) -> bool:
        """Whether they are the rows that these would be written as."""
        columns = {**derived.facts, **derived.card, "staff": derived.staff, "answers": derived.answers}
        return self.columns == columns and self.identities == derived.identities


def read(database: Database, first: int, last: int) -> dict[int, Held]:
    """The rows of the leads with numbers in a range."""
    span = {"first": first, "last": last}
    identities: dict[int, set[Identity]] = {}
    for kind, value, number in database.rows(SELECT_IDENTITIES, span):
        identities.setdefault(number, set()).add((kind, value))
    return {
        number: Held(dict(zip(COLUMNS, columns, strict=True)), frozenset(identities.get(number, ())))
        for number, *columns in database.rows(SELECT_LEADS, span)
    }


def write(database: Database, leads: Mapping[int, Rows], before: Mapping[int, frozenset[Identity]]) -> None:
    """Write the rows of leads by number; `before` holds what those that are not new were known by."""
    terms = _term_numbers(database, {text for rows in leads.values() for text in _terms(rows.derived)})
    rows_of: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for number, (derived, is_new) in leads.items():
        numbers = {"lead_no": number, "staff": terms[derived.staff], "answers": terms[derived.answers]}
        rows_of[is_new].append({**numbers, **derived.facts, **derived.card})
    database.run_many(INSERT_LEAD, rows_of[True])
    database.run_many(INSERT_CARD, rows_of[True])
    database.run_many(UPDATE_LEAD, rows_of[False])
    database.run_many(UPDATE_CARD, rows_of[False])
    _write_identities(database, leads, before)
    search_index.put(
        database, {number: (*rows.derived.search, rows.is_new) for number, rows in leads.items()}
    )


def _terms(derived: Derived) -> tuple[str, str]:
    return derived.staff, derived.answers


def _term_numbers(database: Database, texts: Collection[str]) -> dict[str, int]:
    """The number of each text; one that was never used before gets the next."""
    numbers = {}
    for text in sorted(texts):
        number = database.value(SELECT_TERM, {"text": text})
        numbers[text] = database.value(INSERT_TERM, {"text": text}) if number is None else number
    return numbers


def _write_identities(
    database: Database, leads: Mapping[int, Rows], before: Mapping[int, frozenset[Identity]]
) -> None:
    gone, come = [], []
    for number, rows in leads.items():
        had, has = before.get(number, frozenset()), rows.derived.identities
        gone += [(*identity, number) for identity in had - has]
        come += [(*identity, number) for identity in has - had]
    database.run_many(DELETE_IDENTITY, gone)
    database.run_many(INSERT_IDENTITY, sorted(come))  # in the order of the table: neighbours share a page


def empty(database: Database) -> None:
    """Take all derived rows away; the numbers of terms stay, since they only grow."""
    for statement in EMPTY:
        database.run(statement)


def remove(database: Database, numbers: Sequence[int]) -> None:
    """Take the rows of these leads away, as far as there are any."""
    for statement in REMOVE:
        database.run(statement, {"numbers": json.dumps(numbers)})


def count_outbox(database: Database) -> None:
    """Count again, for each lead, what the hub has taken, has rejected and has not answered."""
    for statement in COUNT_OUTBOX:
        database.run(statement)


COLUMNS = (
    "track", "hour", "follow_up", "due_day", "deleted", "lead_id", "name", "company", "job_title", "email",
    "phone", "captured_at", "follow_up_at", "follow_up_by", "prospect_wants", "rating", "missing",
    "has_conflict", "staff", "answers",
)  # fmt: skip
SELECT_LEADS = """
    SELECT lead_no, track, hour, follow_up, due_day, deleted, lead_id, name, company, job_title, email, phone,
           captured_at, follow_up_at, follow_up_by, prospect_wants, rating, missing, has_conflict,
           staff.text, answers.text
    FROM lead JOIN lead_card USING (lead_no)
    JOIN term AS staff ON staff.term_no = lead.staff
    JOIN term AS answers ON answers.term_no = lead.answers
    WHERE lead_no BETWEEN :first AND :last
"""
SELECT_IDENTITIES = "SELECT kind, value, lead_no FROM identity WHERE lead_no BETWEEN :first AND :last"
INSERT_LEAD = """
    INSERT INTO lead (
        lead_no, track, staff, hour, follow_up, due_day, answers, deleted, pending, rejected, acked, seconds
    ) VALUES (
        :lead_no, :track, :staff, :hour, :follow_up, :due_day, :answers, :deleted, 0, 0, 0,
        (SELECT seconds FROM change WHERE change_no = :lead_no)
    )
"""
UPDATE_LEAD = """
    UPDATE lead
    SET track = :track, staff = :staff, hour = :hour, follow_up = :follow_up,
        due_day = :due_day, answers = :answers, deleted = :deleted
    WHERE lead_no = :lead_no
"""
INSERT_CARD = """
    INSERT INTO lead_card (
        lead_no, lead_id, name, company, job_title, email, phone, captured_at, follow_up_at, follow_up_by,
        prospect_wants, rating, missing, has_conflict
    ) VALUES (
        :lead_no, :lead_id, :name, :company, :job_title, :email, :phone, :captured_at, :follow_up_at,
        :follow_up_by, :prospect_wants, :rating, :missing, :has_conflict
    )
"""
UPDATE_CARD = """
    UPDATE lead_card
    SET lead_id = :lead_id, name = :name, company = :company, job_title = :job_title, email = :email,
        phone = :phone, captured_at = :captured_at, follow_up_at = :follow_up_at,
        follow_up_by = :follow_up_by, prospect_wants = :prospect_wants, rating = :rating,
        missing = :missing, has_conflict = :has_conflict
    WHERE lead_no = :lead_no
"""
INSERT_IDENTITY = "INSERT INTO identity (kind, value, lead_no) VALUES (?, ?, ?)"
DELETE_IDENTITY = "DELETE FROM identity WHERE kind = ? AND value = ? AND lead_no = ?"
SELECT_TERM = "SELECT term_no FROM term WHERE text = :text"
INSERT_TERM = "INSERT INTO term (text) VALUES (:text) RETURNING term_no"
EMPTY = (
    "DELETE FROM lead",
    "DELETE FROM lead_card",
    "DELETE FROM identity",
    "DELETE FROM search_fresh",
    "INSERT INTO lead_search (lead_search) VALUES ('delete-all')",
)
REMOVE = tuple(
    f"DELETE FROM {table} WHERE {key} IN (SELECT value FROM json_each(:numbers))"  # noqa: S608 - the names stand below
    for table, key in (
        ("lead", "lead_no"),
        ("lead_card", "lead_no"),
        ("identity", "lead_no"),
        ("search_fresh", "lead_no"),
        ("lead_search", "rowid"),
    )
)
COUNT_OUTBOX = (
    "UPDATE lead SET pending = 0, rejected = 0, acked = 0",
    """
    UPDATE lead SET pending = waiting, rejected = refused
    FROM (
        SELECT lead_no AS number, total(state = 'pending') AS waiting, total(state = 'rejected') AS refused
        FROM outbox GROUP BY lead_no
    ) WHERE lead_no = number
    """,
    """
    UPDATE lead SET acked = taken
    FROM (
        SELECT lead_no AS number, count(*) AS taken
        FROM (
            SELECT change.lead_no FROM receipt JOIN change USING (change_no)
            UNION ALL
            SELECT lead_no FROM pulled
        ) GROUP BY lead_no
    ) WHERE lead_no = number
    """,
)
