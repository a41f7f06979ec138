"""Taking leads out of the laptop's file: those to be erased, and those that came from a hub that is gone."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

import msgspec

from boothapp.domain.tally import tally_of
from boothapp.store import derived_rows, hub_memory, known_contacts, pictures, rebuilding
from boothapp.store.database import Database
from boothapp.store.leads import LeadStore
from boothapp.store.rebuilding import Definitions
from boothapp.store.settings import PUT_SETTING, Settings
from boothapp.wire.messages import UnconfirmedDocument, UnconfirmedErasures, encode

if TYPE_CHECKING:
    from boothapp.domain.ids import LeadId

_UNCONFIRMED = "unconfirmed_erasures"


def erase(database: Database, lead_ids: Collection[str]) -> int:
    """Delete all that is known of these leads, for good, in the caller's transaction; how many were here.

    They are remembered as erased. The file itself is clean once `Erasures.purge` has run.
    """
    if not lead_ids:
        return 0
    wanted = {"lead_ids": json.dumps(sorted(lead_ids))}
    numbers = [number for (number,) in database.rows(SELECT_NUMBERS, wanted)]
    device, next_no = LeadStore(database).tail()
    database.run(KEEP_NUMBERS, {"first_no": next_no, "first_seq": device.next_seq})  # none is used twice
    _forget_tallies(database, numbers)
    own = [lead_id for (lead_id,) in database.rows(SELECT_OWN, wanted)]
    named = pictures.named_by(database, numbers, sorted(lead_ids))
    known_contacts.forget_same(database, numbers)
    _delete(database, DELETE_LEAD, numbers)
    derived_rows.remove(database, numbers)
    # One that was gone already need not be purged and told anew: late receipts say it again and again.
    remember = INSERT_ERASED if numbers else INSERT_ERASED_NEW
    for statement in (DELETE_DRAFTS, DELETE_DISPOSITION, DELETE_APART, FORGET_ENTRIES, remember):
        database.run(statement, wanted)
    database.run(MARK_OWN, {"lead_ids": json.dumps(own)})
    pictures.delete_unnamed(database, named)
    database.run(DELETE_TERMS)
    if numbers:
        database.run(OPTIMISE_SEARCH)  # else the words stay in the index, only marked as gone
    return len(numbers)


def _forget_tallies(database: Database, numbers: list[int]) -> None:
    """The hub counts what was erased of this device still, and of others no more."""
    memory = hub_memory.recall(database)
    gone = database.rows(SELECT_TAKEN, {"numbers": json.dumps(numbers)})
    own = tally_of(change_id for change_id, device in gone if device == memory.device_id)
    others = tally_of(change_id for change_id, device in gone if device != memory.device_id)
    hub_memory.remember(
        database, memory._replace(gone=memory.gone.plus(own), others=memory.others.minus(others))
    )


def drop_pulled(database: Database, definitions: Definitions) -> None:
    """Forget all that came from the hub, in the caller's transaction; what was made here stays, and shows.

    A lead that came from elsewhere and was edited here goes on as what those edits alone say of it.
    """
    numbers = [number for (number,) in database.rows(SELECT_PULLED_LEADS)]
    for statement in DROP_PULLED:
        database.run(statement)
    keep_unconfirmed(database, UnconfirmedDocument(laptops=[]))
    derived_rows.remove(database, numbers)
    left = [number for (number,) in database.rows(SELECT_UNDERIVED)]
    again = {
        number: rebuilding.derive_again(changes, definitions)
        for number, changes in rebuilding.changes_of(database, left).items()
    }
    derived_rows.write(database, again, {})
    derived_rows.count_outbox(database)


def keep_unconfirmed(database: Database, document: UnconfirmedDocument) -> None:
    """Keep who has still to confirm an erasure, as the hub told, in the caller's transaction."""
    database.run(PUT_SETTING, {"name": _UNCONFIRMED, "value": encode(document).decode()})


def _delete(database: Database, statements: Iterable[str], numbers: Collection[int]) -> None:
    for statement in statements:
        database.run(statement, {"numbers": json.dumps(list(numbers))})


class Erasures:
    """Which leads were erased, and how far that has got."""

    def __init__(self, database: Database, replace_backups: Callable[[], object]) -> None:
        self._db, self._replace_backups = database, replace_backups

    def purge(self) -> bool:
        """Take what was erased out of the write-ahead log and the backups; False while others read.

        The backups that may hold it are deleted once there is a new one. Raises BackupError; then it is
        tried again with the next sync.
        """
        if self._db.value(SELECT_UNPURGED) is None:
            return True
        if self._db.rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0] != 0:
            return False
        self._replace_backups()
        with self._db.write():
            self._db.run(MARK_PURGED)
        return True

    def untold(self) -> list[str]:
        """The leads that are erased here, files and all, while the hub was not told."""
        return [lead_id for (lead_id,) in self._db.rows(SELECT_UNTOLD)]

    def mark_told(self, lead_ids: Collection[str]) -> None:
        """The hub knows it of these."""
        with self._db.write():
            self._db.run_many(MARK_TOLD, [(lead_id,) for lead_id in lead_ids])

    def counts(self) -> tuple[int, int]:
        """How many leads were erased here, and how many of them the hub does not know of yet."""
        erased, untold = self._db.rows(COUNT_ERASED)[0]
        return int(erased), int(untold)

    def unconfirmed(self) -> list[UnconfirmedErasures]:
        """The laptops that have still to confirm, as the hub told last."""
        kept = Settings(self._db).get(_UNCONFIRMED)
        return msgspec.convert(kept, UnconfirmedDocument).laptops if kept else []

    def holds(self, lead_id: LeadId) -> bool:
        """Whether this lead was erased."""
        return self._db.value(SELECT_ERASED, {"lead_id": lead_id}) is not None


# Constants of this file are all that the statements are put together from.
# ruff: noqa: S608
_IN = "IN (SELECT value FROM json_each(:numbers))"
_LEADS = "IN (SELECT value FROM json_each(:lead_ids))"
SELECT_NUMBERS = f"SELECT lead_no FROM lead_card WHERE lead_id {_LEADS}"
SELECT_OWN = f"""
    SELECT lead_id FROM lead_card WHERE lead_id {_LEADS} AND (
        EXISTS (SELECT 1 FROM change WHERE change_no = lead_card.lead_no)
        OR EXISTS (SELECT 1 FROM change WHERE lead_no = lead_card.lead_no AND lead_no <> change_no)
    )
"""
SELECT_TAKEN = f"""
    SELECT change_id, CAST(body AS TEXT) ->> 'device_id' FROM change JOIN receipt USING (change_no)
    WHERE (change.change_no {_IN} OR lead_no {_IN})
        AND change_no NOT IN (SELECT change_no FROM outbox WHERE lead_no {_IN})
    UNION ALL
    SELECT change_id, CAST(body AS TEXT) ->> 'device_id' FROM pulled
    WHERE change_no {_IN} OR (lead_no {_IN} AND lead_no <> change_no)
"""
DELETE_LEAD = (
    f"""
    DELETE FROM receipt WHERE change_no IN (
        SELECT change_no FROM change WHERE change_no {_IN} AND lead_no = change_no
        UNION ALL
        SELECT change_no FROM change WHERE lead_no {_IN} AND lead_no <> change_no
    )
    """,
    f"DELETE FROM outbox WHERE lead_no {_IN}",
    f"DELETE FROM change WHERE lead_no {_IN} AND lead_no <> change_no",
    f"DELETE FROM change WHERE change_no {_IN} AND lead_no = change_no",
    f"DELETE FROM pulled WHERE lead_no {_IN} AND lead_no <> change_no",
    f"DELETE FROM pulled WHERE change_no {_IN} AND lead_no = change_no",
)
DELETE_DRAFTS = """
    DELETE FROM draft WHERE EXISTS (SELECT 1 FROM json_each(:lead_ids) WHERE instr(form, CAST(value AS BLOB)))
"""
DELETE_DISPOSITION = f"DELETE FROM disposition WHERE lead_id {_LEADS}"
DELETE_APART = """
    DELETE FROM set_apart WHERE EXISTS (
        SELECT 1 FROM json_each(:lead_ids) WHERE instr(body, CAST(value AS BLOB))
    )
"""
FORGET_ENTRIES = f"""
    UPDATE prize_entry SET lead_id = NULL, salt = x'', raw = '', doubts = '', picture = '', is_erased = 1
    WHERE lead_id {_LEADS}
"""
KEEP_NUMBERS = "UPDATE device SET first_no = :first_no, first_seq = :first_seq"
INSERT_ERASED = """
    INSERT INTO erased (lead_id, stage) SELECT value, 'gone' FROM json_each(:lead_ids) WHERE true
    ON CONFLICT (lead_id) DO UPDATE SET stage = 'gone'
"""
INSERT_ERASED_NEW = """
    INSERT INTO erased (lead_id, stage) SELECT value, 'gone' FROM json_each(:lead_ids) WHERE true
    ON CONFLICT (lead_id) DO NOTHING
"""
MARK_OWN = f"UPDATE erased SET is_own = 1 WHERE lead_id {_LEADS}"
DELETE_TERMS = """
    DELETE FROM term
    WHERE term_no NOT IN (SELECT staff FROM lead) AND term_no NOT IN (SELECT answers FROM lead)
"""
OPTIMISE_SEARCH = "INSERT INTO lead_search (lead_search) VALUES ('optimize')"
SELECT_PULLED_LEADS = "SELECT DISTINCT lead_no FROM pulled"
DROP_PULLED = (
    "DELETE FROM pulled",
    "DELETE FROM set_apart",
    "DELETE FROM disposition",
    "DELETE FROM staff",
    """
    UPDATE change SET lead_no = first FROM (
        SELECT lead_no AS number, min(change_no) AS first FROM change GROUP BY lead_no HAVING first <> number
    ) WHERE lead_no = number
    """,
    "UPDATE outbox SET lead_no = (SELECT lead_no FROM change WHERE change.change_no = outbox.change_no)",
)
SELECT_UNDERIVED = """
    SELECT change_no FROM change
    WHERE change_no = lead_no AND change_no NOT IN (SELECT lead_no FROM lead)
"""
SELECT_UNPURGED = "SELECT 1 FROM erased WHERE stage = 'gone' LIMIT 1"
MARK_PURGED = "UPDATE erased SET stage = 'purged' WHERE stage = 'gone'"
SELECT_UNTOLD = "SELECT lead_id FROM erased WHERE stage = 'purged' ORDER BY lead_id"
MARK_TOLD = "UPDATE erased SET stage = 'told' WHERE lead_id = ? AND stage = 'purged'"
COUNT_ERASED = "SELECT count(*), count(*) FILTER (WHERE stage <> 'told') FROM erased"
SELECT_ERASED = "SELECT 1 FROM erased WHERE lead_id = :lead_id"
