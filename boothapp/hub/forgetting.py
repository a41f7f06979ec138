"""Erasing leads for good: out of the tables, out of SQLite's own log, and out of every backup put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from boothapp.hub import audit
from boothapp.hub.appending import fixed
from boothapp.hub.beside import Beside, note_beside
from boothapp.hub.erasure import Erased, Erasing
from boothapp.hub.keys import read_keys
from boothapp.hub.refused_bundles import drop_naming, folder_beside

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from boothapp.hub.store import CentralStore


def forget(store: CentralStore, show_id: str, lead_ids: Sequence[str], *, by: str, reason: str) -> Erased:
    """Erase leads of a show; those that were erased before are passed over.

    It is noted beside the store first: a crash in between leaves a note to erase, never an erasure without.
    """
    now = store.now()
    row = {"show_id": show_id, "at": fixed(now), "by": by, "reason": reason}
    note_beside(store.database, Beside.ERASURES, [{**row, "lead_id": lead_id} for lead_id in lead_ids])

    def erase(connection: Connection) -> Erased:
        done = Erasing(connection, show_id).erase(lead_ids, at=fixed(now), by=by, reason=reason)
        for lead_id in done.lead_ids:
            audit.note(connection, show_id, now=now, actor=by, verb="erase", subject=lead_id)
        return done

    dropped = _drop_refused(store, lead_ids)
    done = store.database.write(erase)
    store.database.empty_write_ahead_log()
    return replace(done, dropped=tuple(dropped))


def _drop_refused(store: CentralStore, lead_ids: Sequence[str]) -> list[str]:
    folder = folder_beside(store.place, is_file=not store.database.is_postgresql)
    if not lead_ids or not folder.is_dir():
        return []
    with store.database.reading() as connection:
        keys = read_keys(connection)
    return [str(copy) for copy in drop_naming(folder, lead_ids, keys.seal)]
