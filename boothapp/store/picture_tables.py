"""The tables for pictures, as the fourth step of the migrations makes them."""

from __future__ import annotations

CREATE = (
    """
    CREATE TABLE picture (  -- photographed cards and badges, drawings: each once, however many leads name it
        picture_no INTEGER PRIMARY KEY,
        sha256     TEXT NOT NULL UNIQUE,  -- of the content, in hex
        media_type TEXT NOT NULL,
        size       INTEGER NOT NULL,  -- bytes
        kept_at    INTEGER NOT NULL,  -- Unix time in milliseconds
        at_hub     INTEGER NOT NULL DEFAULT 0,  -- how many bytes from its start the hub holds
        refused    TEXT NOT NULL DEFAULT ''  -- why it is not sent; a code
    ) STRICT
    """,
    "CREATE INDEX picture_to_send ON picture (picture_no) WHERE at_hub < size AND refused = ''",
    # Apart, so that counting what the hub holds does not write the whole picture again.
    """
    CREATE TABLE picture_content (
        picture_no INTEGER PRIMARY KEY REFERENCES picture ON DELETE CASCADE,
        content    BLOB NOT NULL
    ) STRICT
    """,
    # What leads from files named so far. Where a later change named others, `boothapp doctor --mend` tells.
    """
    INSERT OR IGNORE INTO identity (kind, value, lead_no)
    SELECT 'picture', sha256, lead_no
    FROM (
        SELECT lead_no, CASE named.type WHEN 'object' THEN named.value ->> 'sha256' END AS sha256
        FROM (
            SELECT lead_no, CAST(body AS TEXT) AS body FROM change
            UNION ALL SELECT lead_no, CAST(body AS TEXT) FROM pulled
        ), json_each(body, '$.set.attachments.value') AS named
    ) WHERE sha256 <> ''
    """,
)
