"""Which laptops have not said to have forgotten what was erased: so that every laptop of the show can see it.

It stands in the feed as one item. A word of it would go stale, so the item only says that something is new:
what it holds is looked up when it is read. News of it wakes every laptop, and there may be as many as there
are laptops in one minute: so it is only noted here, and said for all of them a little later.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from sqlalchemy import Connection, bindparam, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from boothapp.hub.bulk import among
from boothapp.hub.schema import DEVICE, ERASURE, ERASURE_ACK, HUB_META, TOKEN
from boothapp.wire.messages import RENAMED, UnconfirmedErasures

_NEWS = "confirmed:"
"""Names the shows in `hub_meta` whose laptops have still to hear who has confirmed."""
_FIRST_LOOK = 8


def is_anything_erased(connection: Connection, show_id: str) -> bool:
    """Whether the show has erasures at all, so that somebody may have to confirm them."""
    return connection.execute(SELECT_ANY_ERASURE, {"show_id": show_id}).first() is not None


def note_news(connection: Connection, show_id: str) -> None:
    """Keep in mind that others have to confirm than before."""
    name = _NEWS + show_id
    if connection.execute(select(HUB_META.c.name).where(HUB_META.c.name == name)).first() is None:
        # Another worker may note the same in this very moment, and the push must not fail for it.
        with suppress(IntegrityError), connection.begin_nested():
            connection.execute(insert(HUB_META), {"name": name, "value": ""})


def drop_news(connection: Connection, show_id: str) -> None:
    """It is said."""
    connection.execute(delete(HUB_META).where(HUB_META.c.name == _NEWS + show_id))


def shows_with_news(connection: Connection) -> list[str]:
    """The shows of which it was noted."""
    query = select(HUB_META.c.name).where(HUB_META.c.name.startswith(_NEWS, autoescape=True))
    return sorted(name.removeprefix(_NEWS) for name in connection.execute(query).scalars())


def waited_for(connection: Connection, show_id: str) -> dict[str, str]:
    """The laptops that are to confirm, in the order of their ids, and their names where they have one.

    Not the name that a merge gave to a copied profile's changes, for the laptop confirms by its own; nor a
    laptop that was shut out, which never will.
    """
    query = select(TOKEN.c.device_id, TOKEN.c.device_name, TOKEN.c.revoked_at).where(
        TOKEN.c.show_id == show_id
    )
    tokens = connection.execute(query.order_by(TOKEN.c.created_at)).all()
    names = {row.device_id: row.device_name for row in tokens}
    out = names.keys() - {row.device_id for row in tokens if not row.revoked_at}
    heard = select(DEVICE.c.device_id).where(
        DEVICE.c.show_id == show_id, ~DEVICE.c.device_id.contains(RENAMED, autoescape=True)
    )
    ids = set(connection.execute(heard).scalars()) - out
    return {device_id: names.get(device_id, "") for device_id in sorted(ids)}


def count_unconfirmed(connection: Connection, show_id: str) -> dict[str, int]:
    """How many erasures each of these laptops has still to confirm; those with none are left out."""
    erased = connection.execute(COUNT_ERASURES, {"show_id": show_id}).scalar_one()
    done = {row.device_id: row.leads for row in connection.execute(COUNT_CONFIRMED, {"show_id": show_id})}
    left = {device_id: erased - done.get(device_id, 0) for device_id in waited_for(connection, show_id)}
    return {device_id: count for device_id, count in left.items() if count > 0}


def unconfirmed(connection: Connection, show_id: str) -> list[UnconfirmedErasures]:
    """The laptops that have still to confirm, in the order of their ids."""
    left = count_unconfirmed(connection, show_id)
    names, since = waited_for(connection, show_id), _since(connection, show_id, left)
    return [
        UnconfirmedErasures(device_id=device_id, leads=leads, since=since[device_id], name=names[device_id])
        for device_id, leads in left.items()
    ]


def _since(connection: Connection, show_id: str, counts: Mapping[str, int]) -> dict[str, str]:
    """When the first of the erasures was that each laptop has still to confirm.

    Most lack the newest alone, so the newest are looked at first; a laptop whose count is reached is done.
    """
    query = select(ERASURE.c.lead_id, ERASURE.c.at).where(ERASURE.c.show_id == show_id)
    erased = connection.execute(query.order_by(ERASURE.c.at.desc(), ERASURE.c.lead_id)).all()
    since = {device_id: erased[-1].at for device_id, count in counts.items() if count == len(erased)}
    left = {device_id: count for device_id, count in counts.items() if device_id not in since}
    start, size = 0, _FIRST_LOOK
    while left and start < len(erased):
        some = erased[start : start + size]
        acks = select(ERASURE_ACK.c.device_id, ERASURE_ACK.c.lead_id).where(
            ERASURE_ACK.c.show_id == show_id,
            among(connection, ERASURE_ACK.c.lead_id, [row.lead_id for row in some]),
            among(connection, ERASURE_ACK.c.device_id, list(left)),
        )
        done = {tuple(row) for row in connection.execute(acks)}
        for device_id, count in list(left.items()):
            lacking = [row.at for row in some if (device_id, row.lead_id) not in done]
            left[device_id] = count - len(lacking)
            if left[device_id] <= 0:
                since[device_id] = lacking[count - 1]
                del left[device_id]
        start, size = start + size, 2 * size
    return since


SELECT_ANY_ERASURE = select(ERASURE.c.lead_id).where(ERASURE.c.show_id == bindparam("show_id")).limit(1)
COUNT_ERASURES = select(func.count()).select_from(ERASURE).where(ERASURE.c.show_id == bindparam("show_id"))
COUNT_CONFIRMED = (
    select(ERASURE_ACK.c.device_id, func.count().label("leads"))
    .where(ERASURE_ACK.c.show_id == bindparam("show_id"))
    .group_by(ERASURE_ACK.c.device_id)
)
