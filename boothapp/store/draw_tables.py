"""The tables for prize draws and their entries."""

from __future__ import annotations

CREATE = (
    """
    CREATE TABLE draw (  -- a draw whose entries were closed
        draw_no INTEGER PRIMARY KEY,
        seed    BLOB NOT NULL,  -- told with the result
        record  TEXT NOT NULL   -- JSON as it is published, but for the seed of a draw that was not held
    ) STRICT
    """,
    """
    CREATE TABLE prize_entry (  -- one card of the bowl; its number is the ticket, and no number is used twice
        ticket   INTEGER PRIMARY KEY,
        draw_no  INTEGER REFERENCES draw,  -- NULL: for the next draw
        lead_id  TEXT UNIQUE,              -- NULL: nobody is named yet, or erased
        salt     BLOB NOT NULL,            -- empty once erased, so that the hash in the record tells nothing
        raw      TEXT NOT NULL,            -- as typed, scanned or read, while nobody is named
        doubts   TEXT NOT NULL,            -- names of the fields to look at, apart by spaces
        picture  TEXT NOT NULL,            -- SHA-256 of the card's picture, empty without one
        is_erased INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE INDEX prize_entry_of_draw ON prize_entry (draw_no)",
    "CREATE INDEX prize_entry_with_picture ON prize_entry (picture) WHERE picture <> ''",
)
ADD_ASKED = "ALTER TABLE prize_entry ADD COLUMN asked TEXT NOT NULL DEFAULT ''"
"""What was said with the card, as JSON, for one that is read or typed later; empty: not known."""
