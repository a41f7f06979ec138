"""How the laptop's file came to its present tables: named steps, each in one transaction, never altered.

``PRAGMA user_version`` counts the steps that a file has been through.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from boothapp.domain.ids import DeviceId, uuid7
from boothapp.errors import NewerFileError
from boothapp.noise import random_bits
from boothapp.store import draw_tables, hub_memory, hub_tables, picture_tables

if TYPE_CHECKING:
    from sqlite_utils import Database as UtilsDatabase

    from boothapp.store.database import Database

CREATE_CHANGE_LOG = (
    """
    CREATE TABLE device (  -- this laptop: one row
        one        INTEGER PRIMARY KEY CHECK (one = 1),
        device_id  TEXT NOT NULL,
        first_no   INTEGER NOT NULL DEFAULT 1,  -- the change_no from which on changes bear this id
        hub_id     TEXT NOT NULL DEFAULT '',  -- the hub met last, and its epoch
        hub_epoch  INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    """
    CREATE TABLE change (  -- every edit as it was recorded: all that is known of a lead comes from here
        change_no  INTEGER PRIMARY KEY,
        change_id  TEXT NOT NULL UNIQUE,
        lead_no    INTEGER NOT NULL,  -- the change_no of the lead's first change
        device_seq INTEGER NOT NULL,
        clock      TEXT NOT NULL,     -- the stamp, but for the change_id that ends it
        seconds    REAL,              -- how long the capture took, if it was timed
        body       BLOB NOT NULL      -- the change as JSON
    ) STRICT
    """,
    "CREATE INDEX change_later ON change (lead_no) WHERE lead_no <> change_no",
    """
    CREATE TABLE outbox (  -- changes that the hub has not taken
        change_no INTEGER PRIMARY KEY REFERENCES change,
        lead_no   INTEGER NOT NULL,
        state     TEXT NOT NULL CHECK (state IN ('pending', 'rejected')),
        attempts  INTEGER NOT NULL DEFAULT 0,
        last_code TEXT NOT NULL DEFAULT '',
        reason    TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    """
    CREATE TABLE receipt (  -- changes that a hub has taken; in the outbox again: for another hub
        receipt_no INTEGER PRIMARY KEY,
        change_no  INTEGER NOT NULL UNIQUE REFERENCES change,
        code       TEXT NOT NULL,
        acked_at   TEXT NOT NULL
    ) STRICT
    """,
)

CREATE_DERIVED = (
    """
    CREATE TABLE term (  -- short texts that many leads share: staff, sets of answers
        term_no INTEGER PRIMARY KEY,
        text    TEXT NOT NULL UNIQUE
    ) STRICT
    """,
    """
    CREATE TABLE lead (  -- what leads are counted and filtered by, in few bytes: a whole show is read at once
        lead_no   INTEGER PRIMARY KEY,
        track     INTEGER NOT NULL,  -- its place in domain.definition.Track
        staff     INTEGER NOT NULL,  -- term_no
        hour      INTEGER NOT NULL,  -- of capture, as yyyymmddhh
        follow_up INTEGER NOT NULL,  -- 0 none, 1 a date only, 2 a date and a time
        due_day   INTEGER NOT NULL,  -- of the follow-up, as yyyymmdd; 0 when there is none
        answers   INTEGER NOT NULL,  -- term_no
        deleted   INTEGER NOT NULL,
        pending   INTEGER NOT NULL,  -- how many of its changes the hub has not answered,
        rejected  INTEGER NOT NULL,  -- has rejected,
        acked     INTEGER NOT NULL,  -- has taken
        seconds   REAL
    ) STRICT
    """,
    """
    CREATE TABLE lead_card (  -- what a list shows of a lead
        lead_no        INTEGER PRIMARY KEY,
        lead_id        TEXT NOT NULL UNIQUE,
        name           TEXT NOT NULL,
        company        TEXT NOT NULL,
        job_title      TEXT NOT NULL,
        email          TEXT NOT NULL,
        phone          TEXT NOT NULL,
        captured_at    TEXT NOT NULL,
        follow_up_at   TEXT NOT NULL,
        follow_up_by   TEXT NOT NULL,
        prospect_wants TEXT NOT NULL,
        rating         TEXT NOT NULL,
        missing        TEXT NOT NULL,  -- codes apart by spaces
        has_conflict   INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE identity (  -- who is on a lead, exactly: email, phone (E.164), badge, external
        kind    TEXT NOT NULL,
        value   TEXT NOT NULL,
        lead_no INTEGER NOT NULL,
        PRIMARY KEY (kind, value, lead_no)
    ) STRICT, WITHOUT ROWID
    """,
    # The text comes folded, so the tokenizer has only to part it into words. Nothing is read back from the
    # index, so it keeps no text (contentless) and no places within it (detail).
    """
    CREATE VIRTUAL TABLE lead_search USING fts5 (
        name, company, rest,
        content = '', contentless_delete = 1, detail = column, prefix = '1 2',
        tokenize = "ascii tokenchars '_'"
    )
    """,
    "INSERT INTO lead_search (lead_search, rank) VALUES ('secure-delete', 1)",
    """
    CREATE TABLE search_fresh (  -- leads whose text has changed since the index was last brought up to date
        lead_no INTEGER PRIMARY KEY,
        name    TEXT NOT NULL,
        company TEXT NOT NULL,
        rest    TEXT NOT NULL
    ) STRICT
    """,
)

CREATE_DESK = (
    """
    CREATE TABLE draft (  -- cards that are still being typed
        draft_id TEXT PRIMARY KEY,
        title    TEXT NOT NULL,
        at       TEXT NOT NULL,
        form     BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE setting (
        name  TEXT PRIMARY KEY,
        value TEXT NOT NULL  -- JSON
    ) STRICT
    """,
    """
    CREATE TABLE definition (  -- every lead definition that a lead was judged by, to the letter
        definition_id TEXT NOT NULL,
        version       INTEGER NOT NULL,
        source        TEXT NOT NULL,  -- TOML
        PRIMARY KEY (definition_id, version)
    ) STRICT
    """,
    """
    CREATE TABLE export_batch (  -- which leads left in which file
        batch_no  INTEGER PRIMARY KEY,
        at        TEXT NOT NULL,
        by        TEXT NOT NULL,
        preset    TEXT NOT NULL,
        file_name TEXT NOT NULL,
        sha256    TEXT NOT NULL,
        lead_ids  TEXT NOT NULL  -- JSON
    ) STRICT
    """,
)


def create_first_tables(db: UtilsDatabase) -> None:
    """The change log, what is derived from it, and what lies on the desk."""
    for statement in (*CREATE_CHANGE_LOG, *CREATE_DERIVED, *CREATE_DESK):
        db.execute(statement)


CREATE_LISTS = (
    """
    CREATE TABLE list_batch (  -- which changes a list made to leads
        batch_no  INTEGER PRIMARY KEY,
        at        TEXT NOT NULL,
        by        TEXT NOT NULL,
        file_name TEXT NOT NULL,
        changes   TEXT NOT NULL,  -- JSON: [lead_id, change_id] of each
        undone_at TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    """
    CREATE TABLE known_list (  -- customers, or whom we met before: for the look-up alone, never sent
        list_no     INTEGER PRIMARY KEY,
        kind        TEXT NOT NULL CHECK (kind IN ('customers', 'earlier_leads')),
        name        TEXT NOT NULL,
        imported_at TEXT NOT NULL,
        is_whole    INTEGER NOT NULL DEFAULT 0  -- 0 while it is being read, and when it is to go
    ) STRICT
    """,
    """
    CREATE TABLE known_contact (
        contact_no INTEGER PRIMARY KEY,
        list_no    INTEGER NOT NULL REFERENCES known_list,
        name       TEXT NOT NULL,
        company    TEXT NOT NULL,
        email      TEXT NOT NULL,
        phone      TEXT NOT NULL,
        owner      TEXT NOT NULL,
        show       TEXT NOT NULL,
        met_on     TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX known_contact_of_list ON known_contact (list_no)",
    """
    CREATE TABLE known_identity (  -- as in identity: email, phone (E.164)
        kind       TEXT NOT NULL,
        value      TEXT NOT NULL,
        contact_no INTEGER NOT NULL,
        PRIMARY KEY (kind, value, contact_no)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE VIRTUAL TABLE known_search USING fts5 (  -- folded, as in lead_search
        name, company,
        content = '', contentless_delete = 1, detail = column, prefix = '1 2',
        tokenize = "ascii tokenchars '_'"
    )
    """,
    "INSERT INTO known_search (known_search, rank) VALUES ('secure-delete', 1)",
)


def create_lists(db: UtilsDatabase) -> None:
    """What lists brought: the changes they made to leads, and the people they name."""
    for statement in CREATE_LISTS:
        db.execute(statement)


def create_hub_side(db: UtilsDatabase) -> None:
    """What comes from the hub, and how far it was read."""
    for statement in hub_tables.CREATE:
        db.execute(statement)


def create_pictures(db: UtilsDatabase) -> None:
    """The pictures beside the cards, and which leads name them."""
    for statement in picture_tables.CREATE:
        db.execute(statement)


def create_draws(db: UtilsDatabase) -> None:
    """Prize draws and their entries."""
    for statement in draw_tables.CREATE:
        db.execute(statement)


def keep_what_was_asked(db: UtilsDatabase) -> None:
    """What was said with a card of the bowl stays with it until it is read or typed."""
    db.execute(draw_tables.ADD_ASKED)


def count_own_erased(db: UtilsDatabase) -> None:
    """Which of the leads that are erased were captured here, for the certificate."""
    db.execute(hub_tables.COUNT_OWN_ERASED)


MIGRATIONS: tuple[Callable[[UtilsDatabase], None], ...] = (
    create_first_tables,
    create_lists,
    create_hub_side,
    create_pictures,
    create_draws,
    keep_what_was_asked,
    count_own_erased,
)
LATEST = len(MIGRATIONS)

INSERT_DEVICE = "INSERT INTO device (one, device_id) VALUES (1, :device_id) ON CONFLICT DO NOTHING"


def version_of(database: Database) -> int:
    """How many steps the file has been through; raises NewerFileError when this program knows fewer."""
    version = int(database.value("PRAGMA user_version"))
    if version > LATEST:
        raise NewerFileError(
            f"{database.path}: was written by a newer boothapp (file version {version}; this program knows "
            f"{LATEST}). Nothing was changed. Update boothapp on this laptop, then open it again."
        )
    return version


def migrate(database: Database, now_ms: int) -> None:
    """Take the file through the steps that it lacks."""
    for number in range(version_of(database), LATEST):
        with database.write():
            MIGRATIONS[number](database.utils)
            database.run(INSERT_DEVICE, {"device_id": uuid7(now_ms, random_bits)})
            database.run(f"PRAGMA user_version = {number + 1}")


def rename_device(database: Database, now_ms: int) -> None:
    """Go on under a new device id, from change number 1; changes made before keep theirs."""
    with database.write():
        hub_memory.rename(database, DeviceId(uuid7(now_ms, random_bits)), 1)
