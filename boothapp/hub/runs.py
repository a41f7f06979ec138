"""Two profiles under one device id: each sync says a random word, and the one that the sync before it said.

A profile that was copied, or put back from a backup, knows another word before than the hub heard last. It is
told so, and goes on under an id of its own, whether or not its numbers clash with the other's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, delete, insert, select

from boothapp.hub.schema import HUB_META

if TYPE_CHECKING:
    from boothapp.wire.messages import PushRequest

_RUN = "run:"
"""Names in `hub_meta` the last word of each laptop; the value is the hub's epoch then, and the word."""


def is_of_a_copy(connection: Connection, request: PushRequest) -> bool:
    """Whether another profile spoke under this id since; else what it says is kept, for the next time.

    A hub that was put back from a backup has another epoch, and asks nobody for what it heard before it. What
    another hub brings, and what came in a bundle, bears no word.
    """
    if not request.run or not request.hub_id or request.brought_by:
        return False
    name, said = f"{_RUN}{request.show_id}:{request.device_id}", f"{request.epoch} {request.run}"
    known = connection.execute(SELECT_RUN, {"name": name}).scalar()
    if known == said:
        return False
    if known is not None:
        epoch, _, word = known.partition(" ")
        if epoch == str(request.epoch) and word != request.run_before:
            return True
        connection.execute(DELETE_RUN, {"name": name})
    connection.execute(insert(HUB_META), {"name": name, "value": said})
    return False


SELECT_RUN = select(HUB_META.c.value).where(HUB_META.c.name == bindparam("name"))
DELETE_RUN = delete(HUB_META).where(HUB_META.c.name == bindparam("name"))
