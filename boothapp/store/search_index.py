"""The full-text index of the leads, kept up to date cheaply.

Each write to an FTS5 index costs about as much as all the rest of a save, however little it writes. So a
saved lead's words first lie in ``search_fresh``, which a search reads whole, and reach the index in batches.
"""

from __future__ import annotations

from collections.abc import Mapping

from boothapp.store.database import Database

FRESH_LIMIT = 64
"""How many leads may wait: a search reads these one by one, in some 0.2 ms."""


def put(database: Database, texts: Mapping[int, tuple[str, str, str, bool]]) -> None:
    """Make leads findable: name, company, rest and whether it is new, by number; the caller has begun."""
    if len(texts) < FRESH_LIMIT:
        database.run_many(PUT_FRESH, [(number, *words[:3]) for number, words in texts.items()])
        if database.value(COUNT_FRESH) >= FRESH_LIMIT:
            _index_fresh(database)
        return
    new = [(number, *words[:3]) for number, words in texts.items() if words[3]]
    edited = [(number, *words[:3]) for number, words in texts.items() if not words[3]]
    database.run_many(INSERT_INDEXED, new)
    database.run_many(REPLACE_INDEXED, edited)
    database.run_many(DELETE_FRESH, [(number,) for number, *_ in edited])


def _index_fresh(database: Database) -> None:
    database.run(INDEX_FRESH)
    database.run(EMPTY_FRESH)


PUT_FRESH = "INSERT OR REPLACE INTO search_fresh (lead_no, name, company, rest) VALUES (?, ?, ?, ?)"
COUNT_FRESH = "SELECT count(*) FROM search_fresh"
DELETE_FRESH = "DELETE FROM search_fresh WHERE lead_no = ?"
INSERT_INDEXED = "INSERT INTO lead_search (rowid, name, company, rest) VALUES (?, ?, ?, ?)"
REPLACE_INDEXED = "INSERT OR REPLACE INTO lead_search (rowid, name, company, rest) VALUES (?, ?, ?, ?)"
INDEX_FRESH = """
    INSERT OR REPLACE INTO lead_search (rowid, name, company, rest)
    SELECT lead_no, name, company, rest FROM search_fresh
"""
EMPTY_FRESH = "DELETE FROM search_fresh"
