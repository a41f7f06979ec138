"""Leads whose time is over: what their people were told has run out, so nobody may keep them any longer."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from boothapp.domain.retention import last_day
from boothapp.hub.folding import Folder
from boothapp.hub.forgetting import forget
from boothapp.hub.schema import CONSENT
from boothapp.hub.store import CentralStore

REASON = "retention"


class Overdue(NamedTuple):
    """A lead to be forgotten; ``until`` is the last of its days, ISO 8601."""

    show_id: str
    lead_id: str
    until: str


def overdue(connection: Connection, today: str) -> list[Overdue]:
    """The leads whose last day is over; ``today`` is a day in ISO 8601.

    A lead without such a day is kept until somebody erases it, and so is one that cannot be read for certain:
    what is erased does not come back.
    """
    query = (
        select(CONSENT.c.show_id, CONSENT.c.lead_id)
        .group_by(CONSENT.c.show_id, CONSENT.c.lead_id)
        .having(func.max(CONSENT.c.retain_until) > "", func.max(CONSENT.c.retain_until) < today)
    )
    dated: dict[str, list[str]] = {}
    for show_id, lead_id in connection.execute(query):
        dated.setdefault(show_id, []).append(lead_id)
    found = [
        Overdue(show_id, lead.lead_id, last_day(lead))
        for show_id, lead_ids in dated.items()
        for lead in Folder(connection, show_id, {}).leads(lead_ids)
    ]
    return sorted(one for one in found if one.until)


def run_retention(store: CentralStore, by: str) -> list[Overdue]:
    """Erase what is overdue by the hub's clock; gives what that was."""
    with store.database.reading() as connection:
        found = overdue(connection, store.now().date().isoformat())
    for show_id in sorted({one.show_id for one in found}):
        leads = [one.lead_id for one in found if one.show_id == show_id]
        forget(store, show_id, leads, by=by, reason=REASON)
    return found
