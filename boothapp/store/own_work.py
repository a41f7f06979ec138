"""What was captured on this laptop, and where each lead of it is: for the certificate at pack-up."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from boothapp.domain.definition import Track
from boothapp.domain.tally import ChangeTally, tally_of
from boothapp.store import hub_memory
from boothapp.store.database import Database
from boothapp.store.derived import TRACKS, track_numbers
from boothapp.store.pictures import Pictures


class OwnCounts(NamedTuple):
    """Leads with a change made here: at the hub in full, or with one that waits to go there; and changes.

    ``captured_leads`` are here still, ``erased_leads`` are no more.
    """

    captured_leads: int
    captured_changes: int
    received_leads: int
    received_changes: int
    waiting_leads: int
    erased_leads: int


class OwnWork(NamedTuple):
    """``stays`` are leads by track; ``refused`` leads with the hub's reason; ``held`` what should be there.

    ``held`` has a tally for each device id that this laptop went by, as far as the hub has something of it.
    ``pictures`` are still to go there; ``drafts`` are cards that were begun and not saved.
    """

    counts: OwnCounts
    stays: dict[Track, int]
    refused: list[tuple[str, str]]
    pictures: int
    drafts: int
    held: dict[str, ChangeTally]


def own_work(database: Database, tracks: Collection[Track]) -> OwnWork:
    """All of it, of one moment; reads every change, so some tenths of a second for a big show."""
    values = {"tracks": track_numbers(tracks)}
    with database.snapshot():
        counts = OwnCounts(*database.rows(COUNT_OWN, values)[0])
        stays = {TRACKS[track]: leads for track, leads in database.rows(COUNT_STAYING, values)}
        refused = [(lead_id, reason) for lead_id, reason in database.rows(SELECT_REFUSED)]
        pictures = Pictures(database).count_waiting(tracks)
        drafts = database.rows(COUNT_DRAFTS)[0][0]
        return OwnWork(counts, stays, refused, pictures, drafts, _held(database))


def _held(database: Database) -> dict[str, ChangeTally]:
    memory = hub_memory.recall(database)
    ids: dict[str, list[str]] = {memory.device_id: []}
    for device_id, change_id in database.rows(SELECT_HELD):
        ids.setdefault(device_id, []).append(change_id)
    held = {device_id: tally_of(change_ids) for device_id, change_ids in ids.items()}
    held[memory.device_id] = held[memory.device_id].plus(memory.gone)
    return {device_id: tally for device_id, tally in held.items() if tally.changes or len(held) == 1}


# Constants of this file are all that the statements are put together from.
# ruff: noqa: S608
_OWN = "(SELECT DISTINCT lead_no FROM change)"
_TRAVELS = "(acked > 0 OR track IN (SELECT value FROM json_each(:tracks)))"
COUNT_OWN = f"""
    SELECT
        (SELECT count(*) FROM {_OWN}),
        (SELECT count(*) FROM change),
        (SELECT count(*) FROM lead WHERE lead_no IN {_OWN} AND pending = 0 AND rejected = 0),
        (SELECT count(*) FROM receipt WHERE change_no NOT IN (SELECT change_no FROM outbox)),
        (SELECT count(*) FROM lead WHERE pending > 0 AND rejected = 0 AND {_TRAVELS}),
        (SELECT count(*) FROM erased WHERE is_own)
"""
COUNT_STAYING = f"""
    SELECT track, count(*) FROM lead WHERE pending > 0 AND rejected = 0 AND NOT {_TRAVELS} GROUP BY track
"""
SELECT_REFUSED = """
    SELECT lead_id, min(iif(reason = '', last_code, reason))
    FROM outbox JOIN lead_card USING (lead_no) WHERE state = 'rejected' GROUP BY lead_id ORDER BY lead_id
"""
COUNT_DRAFTS = "SELECT count(*) FROM draft"
SELECT_HELD = """
    SELECT CAST(body AS TEXT) ->> 'device_id', change_id FROM change JOIN receipt USING (change_no)
    WHERE change_no NOT IN (SELECT change_no FROM outbox)
    UNION ALL
    SELECT device, change_id
    FROM (SELECT CAST(body AS TEXT) ->> 'device_id' AS device, change_id FROM pulled)
    WHERE device IN (SELECT DISTINCT CAST(body AS TEXT) ->> 'device_id' FROM change)
        OR device = (SELECT device_id FROM device)
"""
