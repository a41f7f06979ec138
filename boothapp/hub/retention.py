"""Leads whose time is over: all their consents ran out, so nobody may keep them any longer."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, select

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
    """The leads that have consents, each with a day until which to keep them, all of them over.

    ``today`` is a day in ISO 8601. A lead without such a day is kept until somebody erases it.
    """
    query = (
        select(CONSENT.c.show_id, CONSENT.c.lead_id, func.max(CONSENT.c.retain_until))
        .group_by(CONSENT.c.show_id, CONSENT.c.lead_id)
        .having(func.min(CONSENT.c.retain_until) > "", func.max(CONSENT.c.retain_until) < today)
        .order_by(CONSENT.c.show_id, CONSENT.c.lead_id)
    )
    return [Overdue(*row) for row in connection.execute(query)]


def run_retention(store: CentralStore, by: str) -> list[Overdue]:
    """Erase what is overdue by the hub's clock; gives what that was."""
    with store.database.reading() as connection:
        found = overdue(connection, store.now().date().isoformat())
    for show_id in sorted({one.show_id for one in found}):
        leads = [one.lead_id for one in found if one.show_id == show_id]
        forget(store, show_id, leads, by=by, reason=REASON)
    return found
