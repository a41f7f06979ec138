"""Who did what to the central store, and who looked at whose data: by ids, never by names or addresses."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from boothapp.domain.ids import uuid7
from boothapp.hub.appending import fixed
from boothapp.hub.schema import AUDIT
from boothapp.noise import random_bits


class Act(NamedTuple):
    """One act; ``subject`` is what it was done to, by its id."""

    at: str
    actor: str
    verb: str
    subject: str


def note(connection: Connection, show_id: str, *, now: datetime, actor: str, verb: str, subject: str) -> None:
    """Keep an act, in the transaction that does it; the show is empty for acts on the whole store."""
    row = {
        "show_id": show_id,
        "audit_id": uuid7(int(now.timestamp() * 1000), random_bits),
        "at": fixed(now),
        "actor": actor,
        "verb": verb,
        "subject": subject,
    }
    connection.execute(insert(AUDIT), row)


def acts(connection: Connection, show_id: str) -> list[Act]:
    """What was done, the oldest first."""
    query = select(AUDIT.c.at, AUDIT.c.actor, AUDIT.c.verb, AUDIT.c.subject)
    rows = connection.execute(query.where(AUDIT.c.show_id == show_id).order_by(AUDIT.c.at, AUDIT.c.audit_id))
    return [Act(*row) for row in rows]
