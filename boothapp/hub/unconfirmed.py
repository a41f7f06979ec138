"""Which laptops have not said to have forgotten what was erased: so that every laptop of the show can see it.

It stands in the feed as one item. A word of it would go stale, so the item only says that something is new:
what it holds is looked up when it is read.
"""

from __future__ import annotations

from sqlalchemy import Connection, and_, bindparam, func, select

from boothapp.hub.schema import DEVICE, ERASURE, ERASURE_ACK, TOKEN
from boothapp.wire.messages import RENAMED, UnconfirmedErasures


def is_anything_erased(connection: Connection, show_id: str) -> bool:
    """Whether the show has erasures at all, so that somebody may have to confirm them."""
    return connection.execute(SELECT_ANY_ERASURE, {"show_id": show_id}).first() is not None


def unconfirmed(connection: Connection, show_id: str) -> list[UnconfirmedErasures]:
    """The laptops that have still to confirm, in the order of their ids."""
    rows = connection.execute(SELECT_UNCONFIRMED, {"show_id": show_id}).all()
    query = select(TOKEN.c.device_id, TOKEN.c.device_name).where(TOKEN.c.show_id == show_id)
    names = {row.device_id: row.device_name for row in connection.execute(query.order_by(TOKEN.c.created_at))}
    return [
        UnconfirmedErasures(
            device_id=row.device_id, leads=row.leads, since=row.since, name=names.get(row.device_id, "")
        )
        for row in rows
    ]


IS_A_LAPTOP = ~DEVICE.c.device_id.contains(RENAMED, autoescape=True)
"""A copied profile's changes go by a made-up name after a merge; the laptop itself confirms by its own."""

SELECT_ANY_ERASURE = select(ERASURE.c.lead_id).where(ERASURE.c.show_id == bindparam("show_id")).limit(1)
_IS_CONFIRMED = and_(
    ERASURE_ACK.c.show_id == ERASURE.c.show_id,
    ERASURE_ACK.c.lead_id == ERASURE.c.lead_id,
    ERASURE_ACK.c.device_id == DEVICE.c.device_id,
)
SELECT_UNCONFIRMED = (
    select(DEVICE.c.device_id, func.count().label("leads"), func.min(ERASURE.c.at).label("since"))
    .select_from(
        ERASURE.join(DEVICE, DEVICE.c.show_id == ERASURE.c.show_id).outerjoin(ERASURE_ACK, _IS_CONFIRMED)
    )
    .where(ERASURE.c.show_id == bindparam("show_id"), ERASURE_ACK.c.lead_id.is_(None), IS_A_LAPTOP)
    .group_by(DEVICE.c.device_id)
    .order_by(DEVICE.c.device_id)
)
