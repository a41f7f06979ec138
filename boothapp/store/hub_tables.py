"""The tables for what comes from the hub, as the third step of the migrations makes them."""

from __future__ import annotations

CREATE = (
    # The device_seq that the change numbered first_no gets: a laptop that took a new id may have renumbered.
    "ALTER TABLE device ADD COLUMN first_seq INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE device ADD COLUMN cursor TEXT NOT NULL DEFAULT ''",  # how far the hub's feed was read
    "ALTER TABLE device ADD COLUMN with_own INTEGER NOT NULL DEFAULT 0",  # the feed is to bring own changes
    # Tallies as domain.tally has them, to compare with the hub's: own changes there, and those of others.
    "ALTER TABLE device ADD COLUMN held_changes INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE device ADD COLUMN held_sum TEXT NOT NULL DEFAULT '0'",
    # Of the own ones there, those that were erased here since: the hub counts them still.
    "ALTER TABLE device ADD COLUMN gone_changes INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE device ADD COLUMN gone_sum TEXT NOT NULL DEFAULT '0'",
    "ALTER TABLE device ADD COLUMN others_changes INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE device ADD COLUMN others_sum TEXT NOT NULL DEFAULT '0'",
    """
    CREATE TABLE pulled (  -- changes that came from the hub; they share the numbers of the table change
        change_no INTEGER PRIMARY KEY,
        change_id TEXT NOT NULL UNIQUE,
        lead_no   INTEGER NOT NULL,  -- the change_no of the first change of the lead that came here
        body      BLOB NOT NULL      -- the change as JSON
    ) STRICT
    """,
    "CREATE INDEX pulled_later ON pulled (lead_no) WHERE lead_no <> change_no",
    """
    CREATE TABLE set_apart (  -- what came from the hub and this program could not use
        item_id TEXT PRIMARY KEY,
        kind    TEXT NOT NULL,
        reason  TEXT NOT NULL,
        body    BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE erased (  -- leads that were to be forgotten, and are
        lead_id TEXT PRIMARY KEY,
        stage   TEXT NOT NULL CHECK (stage IN ('gone', 'purged', 'told'))  -- the files too; the hub knows it
    ) STRICT
    """,
    """
    CREATE TABLE staff (
        email     TEXT PRIMARY KEY,
        name      TEXT NOT NULL,
        is_active INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE disposition (  -- what sales said of a lead
        lead_id TEXT PRIMARY KEY,
        status  TEXT NOT NULL,
        reason  TEXT NOT NULL,
        outcome TEXT NOT NULL,
        note    TEXT NOT NULL,
        at      TEXT NOT NULL,
        by      TEXT NOT NULL
    ) STRICT
    """,
    "ALTER TABLE export_batch ADD COLUMN told INTEGER NOT NULL DEFAULT 0",  # the hub knows of the file
)

COUNT_OWN_ERASED = "ALTER TABLE erased ADD COLUMN is_own INTEGER NOT NULL DEFAULT 0"
"""Whether a change of the lead was made here; of those erased before it was kept, nobody knows any more."""
