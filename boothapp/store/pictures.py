"""The pictures beside the cards, each once; and which of them nothing names any more."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from boothapp.domain.definition import Track
from boothapp.store.database import Database
from boothapp.store.derived import track_numbers

_SHA256 = re.compile(rb"\b[0-9a-f]{64}\b")


class StoredPicture(NamedTuple):
    """A picture's bytes, and what kind of file they are."""

    content: bytes
    media_type: str


class WaitingPicture(NamedTuple):
    """A picture that the hub does not hold in full: ``at_hub`` bytes of its ``size``."""

    picture_no: int
    sha256: str
    size: int
    at_hub: int


class Pictures:
    """The pictures, over one connection."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def keep(self, sha256: str, content: bytes, media_type: str, at_ms: int) -> None:
        """Make a picture durable, under the SHA-256 of its bytes; one that is here stays as it is."""
        values = {"sha256": sha256, "media_type": media_type, "size": len(content), "at": at_ms}
        with self._db.write():
            number = self._db.value(PUT_PICTURE, values)
            self._db.run(PUT_CONTENT, {"number": number, "content": content})

    def get(self, sha256: str) -> StoredPicture | None:
        """A picture; None when it is not on this laptop."""
        row = self._db.row(SELECT_PICTURE, {"sha256": sha256})
        return None if row is None else StoredPicture(*row)

    def is_kept(self, sha256: str) -> bool:
        """Whether there is to be such a picture on this laptop, be its bytes there or not."""
        return self._db.value("SELECT 1 FROM picture WHERE sha256 = :sha256", {"sha256": sha256}) is not None

    def waiting(
        self, limit: int, tracks: Collection[Track], after: int = 0, *, with_leads: bool = False
    ) -> list[WaitingPicture]:
        """The oldest pictures to send, with numbers greater than ``after``.

        They are of leads that the hub holds in full; ``with_leads`` also of those that travel along.
        """
        values = {"limit": limit, "after": after, "tracks": track_numbers(tracks), "with_leads": with_leads}
        return [WaitingPicture(*row) for row in self._db.rows(SELECT_WAITING, values)]

    def count_waiting(self, tracks: Collection[Track]) -> int:
        """How many pictures of leads that travel are not at the hub in full, whatever holds them up."""
        return int(self._db.value(COUNT_WAITING, {"tracks": track_numbers(tracks)}))

    def note(self, held: Mapping[str, int]) -> None:
        """The hub holds so many bytes from the start of these."""
        with self._db.write():
            self._db.run_many(NOTE_HELD, [(received, name) for name, received in held.items()])

    def note_refused(self, names: Iterable[str], code: str) -> None:
        """These are not sent any more: ``erased`` at the hub, or ``damaged`` here."""
        with self._db.write():
            self._db.run_many(NOTE_REFUSED, [(code, name) for name in names])

    def drop_orphans(self, before_ms: int) -> int:
        """Delete the pictures kept before a moment that no lead, past or present, draft or prize entry names.

        Gives their number. Where there may be some, it reads all changes: tenths of a second in a big show.
        """
        orphans = self._not_shown(before_ms)
        if not orphans:
            return 0
        orphans -= self._named(SELECT_CHANGES_NAMING)
        with self._db.write():
            # Somebody may have written while we looked.
            orphans = (orphans & self._not_shown(before_ms)) - self._named(SELECT_DRAFTS_NAMING)
            self._db.run(DELETE_PICTURES, {"names": json.dumps(sorted(orphans))})
        return len(orphans)

    def _not_shown(self, before_ms: int) -> set[str]:
        return {name for (name,) in self._db.rows(SELECT_NOT_SHOWN, {"before": before_ms})}

    def _named(self, query: str) -> set[str]:
        """What stands in these texts in the place of a picture's name, and may be one."""
        return {name.decode() for (text,) in self._db.rows(query) for name in _SHA256.findall(text)}


# Constants of this file are all that the statements are put together from.
# ruff: noqa: S608
_TRAVELS = "(acked > 0 OR track IN (SELECT value FROM json_each(:tracks)))"
_NAMING = "identity JOIN lead USING (lead_no) WHERE kind = 'picture' AND identity.value = sha256"
_NOT_SHOWN = """
    NOT EXISTS (SELECT 1 FROM identity WHERE kind = 'picture' AND identity.value = sha256)
    AND NOT EXISTS (SELECT 1 FROM prize_entry WHERE prize_entry.picture = sha256)
"""
SELECT_WAITING = f"""
    SELECT picture_no, sha256, size, at_hub FROM picture
    WHERE at_hub < size AND refused = '' AND picture_no > :after AND EXISTS (
        SELECT 1 FROM {_NAMING} AND rejected = 0 AND {_TRAVELS} AND (:with_leads OR pending = 0)
    )
    ORDER BY picture_no LIMIT :limit
"""
COUNT_WAITING = f"""
    SELECT count(*) FROM picture
    WHERE at_hub < size AND refused <> 'erased' AND EXISTS (SELECT 1 FROM {_NAMING} AND {_TRAVELS})
"""
NOTE_HELD = "UPDATE picture SET at_hub = min(?, size) WHERE sha256 = ?"
NOTE_REFUSED = "UPDATE picture SET refused = ? WHERE sha256 = ?"
OFFER_THESE = """
    UPDATE picture SET at_hub = 0, refused = ''
    WHERE sha256 IN (SELECT value FROM json_each(:names)) AND refused <> 'damaged'
"""
OFFER_PICTURES = "UPDATE picture SET at_hub = 0, refused = '' WHERE at_hub > 0 OR refused <> ''"


def named_by(database: Database, numbers: Sequence[int], lead_ids: Sequence[str]) -> set[str]:
    """The pictures that these leads name, or ever did, or drafts of edits of them, or their prize entries."""
    wanted = {"numbers": json.dumps(list(numbers)), "lead_ids": json.dumps(list(lead_ids))}
    texts = (*database.rows(SELECT_BODIES_NAMING, wanted), *database.rows(SELECT_THEIR_OTHERS, wanted))
    return {name.decode() for (text,) in texts for name in _SHA256.findall(text)}


def delete_unnamed(database: Database, names: Collection[str]) -> None:
    """Delete those of these pictures that nothing shows any more, in the caller's transaction.

    The hub is asked about the others again: it may have forgotten them before it heard of who shows them.
    """
    if names:
        for statement in (DELETE_UNSHOWN, OFFER_THESE):
            database.run(statement, {"names": json.dumps(sorted(names))})


def unsound(database: Database) -> tuple[int, int]:
    """How many pictures are not what their name says, and how many that were kept here are missing.

    Reads all of them. One that came to be named by another laptop is not missed: it is there.
    """
    damaged = 0
    for number, sha256 in database.rows("SELECT picture_no, sha256 FROM picture"):
        content = database.value(SELECT_CONTENT, {"number": number})
        damaged += content is None or hashlib.sha256(content).hexdigest() != sha256
    here = {name for (name,) in database.rows(SELECT_OWN_SHOWN)}
    elsewhere = {
        name.decode() for (text,) in database.rows(SELECT_PULLED_NAMING) for name in _SHA256.findall(text)
    }
    return damaged, len(here - elsewhere)


PUT_PICTURE = """
    INSERT INTO picture (sha256, media_type, size, kept_at) VALUES (:sha256, :media_type, :size, :at)
    ON CONFLICT (sha256) DO UPDATE SET kept_at = max(kept_at, excluded.kept_at)
    RETURNING picture_no
"""
PUT_CONTENT = """
    INSERT INTO picture_content (picture_no, content) VALUES (:number, :content) ON CONFLICT DO NOTHING
"""
SELECT_PICTURE = """
    SELECT content, media_type FROM picture JOIN picture_content USING (picture_no) WHERE sha256 = :sha256
"""
SELECT_NOT_SHOWN = f"SELECT sha256 FROM picture WHERE kept_at < :before AND {_NOT_SHOWN}"
SELECT_DRAFTS_NAMING = """SELECT form FROM draft WHERE instr(form, CAST('"sha256"' AS BLOB))"""
SELECT_CHANGES_NAMING = """
    SELECT body FROM change WHERE instr(body, CAST('"attachments"' AS BLOB))
    UNION ALL
    SELECT body FROM pulled WHERE instr(body, CAST('"attachments"' AS BLOB))
"""
_IN = "IN (SELECT value FROM json_each(:numbers))"
SELECT_BODIES_NAMING = f"""
    SELECT body FROM (
        SELECT body FROM change WHERE change_no {_IN} AND lead_no = change_no
        UNION ALL SELECT body FROM change WHERE lead_no {_IN} AND lead_no <> change_no
        UNION ALL SELECT body FROM pulled WHERE change_no {_IN} AND lead_no = change_no
        UNION ALL SELECT body FROM pulled WHERE lead_no {_IN} AND lead_no <> change_no
    ) WHERE instr(body, CAST('"attachments"' AS BLOB))
"""
SELECT_THEIR_OTHERS = """
    SELECT form FROM draft
    WHERE EXISTS (SELECT 1 FROM json_each(:lead_ids) WHERE instr(form, CAST(value AS BLOB)))
    UNION ALL
    SELECT CAST(picture AS BLOB) FROM prize_entry WHERE lead_id IN (SELECT value FROM json_each(:lead_ids))
"""
DELETE_UNSHOWN = f"""
    DELETE FROM picture
    WHERE sha256 IN (SELECT value FROM json_each(:names)) AND {_NOT_SHOWN}
        AND NOT EXISTS (SELECT 1 FROM draft WHERE instr(form, CAST(sha256 AS BLOB)))
"""
SELECT_CONTENT = "SELECT content FROM picture_content WHERE picture_no = :number"
SELECT_OWN_SHOWN = """
    SELECT identity.value FROM identity
    WHERE kind = 'picture' AND identity.value NOT IN (SELECT sha256 FROM picture)
        AND lead_no IN (SELECT lead_no FROM change WHERE instr(body, CAST('"attachments"' AS BLOB)))
    UNION
    SELECT picture FROM prize_entry WHERE picture <> '' AND picture NOT IN (SELECT sha256 FROM picture)
"""
SELECT_PULLED_NAMING = "SELECT body FROM pulled WHERE instr(body, CAST('\"attachments\"' AS BLOB))"
DELETE_PICTURES = "DELETE FROM picture WHERE sha256 IN (SELECT value FROM json_each(:names))"
