"""In whose name a laptop may speak: its own, and the id that its profile took when it was found to be a copy.

A booth's hub brings what other laptops said: their changes from anybody of the show, since those can alter
nothing that is there; that they have forgotten a lead only by a token that was given to a hub, since an
erasure is taken for done by that word.
"""

from __future__ import annotations

from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from boothapp.errors import AccessReason, HubAccessError
from boothapp.hub.schema import DEVICE, HUB_META, TOKEN

if TYPE_CHECKING:
    from collections.abc import Collection

    from boothapp.hub.database import HubDatabase
    from boothapp.wire.messages import PushRequest

_SPEAKS = "speaks:"
"""Names in `hub_meta` the ids that copied profiles took; the value is the id that a token was given to."""


class Standing(Enum):
    """OWN: it is the same laptop. NEW: nobody was heard under that id. OTHERS: another laptop is it."""

    OWN = "own"
    NEW = "new"
    OTHERS = "others"


def standing_of(database: HubDatabase, show_id: str, own_ids: Collection[str], device_id: str) -> Standing:
    """How a laptop, which was let in under these ids, stands to a device id."""
    if device_id in own_ids:
        return Standing.OWN
    owner = database.glance(SELECT_OWNER, {"name": _name(show_id, device_id)})
    if owner is not None:
        return Standing.OWN if owner[0] in own_ids else Standing.OTHERS
    asked = {"show_id": show_id, "device_id": device_id}
    is_known = any(database.glance(query, asked) is not None for query in _SELECT_KNOWN)
    return Standing.OTHERS if is_known else Standing.NEW


def check_speaker(standing: Standing, request: PushRequest, *, is_hub: bool) -> None:
    """Raise HubAccessError where a push says what its bearer may not; ``is_hub`` may say all."""
    if is_hub or standing is not Standing.OTHERS:
        return
    if not request.brought_by:
        raise HubAccessError(
            "This laptop's access was given to another laptop, and the hub knows this one apart from it. "
            "Nothing was taken. Every lead is still on it. Ask who keeps the hub for a new code, and enrol "
            "the laptop with that.",
            AccessReason.OTHER_DEVICE,
        )
    if request.erased:
        raise HubAccessError(
            "This token does not allow to say that another laptop has forgotten a lead. Nothing was taken. "
            "Ask who keeps the hub for a code of `boothapp hub enrol --for-hub`.",
            AccessReason.SCOPE,
        )


def note_speaker(connection: Connection, show_id: str, own_id: str, device_id: str) -> None:
    """Keep that a laptop goes on under an id that nobody had, in the caller's transaction."""
    # Of two who come with the same id at once, one is it; the other is told so the next time.
    with suppress(IntegrityError), connection.begin_nested():
        connection.execute(insert(HUB_META), {"name": _name(show_id, device_id), "value": own_id})


def _name(show_id: str, device_id: str) -> str:
    return f"{_SPEAKS}{show_id}:{device_id}"


SELECT_OWNER = select(HUB_META.c.value).where(HUB_META.c.name == bindparam("name"))
_SELECT_KNOWN = tuple(
    select(table.c.device_id)
    .where(table.c.show_id == bindparam("show_id"), table.c.device_id == bindparam("device_id"))
    .distinct()
    for table in (DEVICE, TOKEN)
)
