"""Who staffs the booth, as the hub tells it to the laptops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, delete, insert, select

from boothapp.hub import audit
from boothapp.hub.feed import Feed
from boothapp.hub.schema import STAFF
from boothapp.wire.messages import FeedKind

if TYPE_CHECKING:
    from boothapp.hub.store import CentralStore


class Member(NamedTuple):
    """A member of the booth staff; whoever left is not active, and stays named on what they captured."""

    email: str
    name: str
    is_active: bool


def put_member(connection: Connection, show_id: str, member: Member) -> bool:
    """Keep a member, in place of what was known under the address; false when nothing changed."""
    is_this = (STAFF.c.show_id == show_id, STAFF.c.email == member.email)
    known = connection.execute(select(STAFF.c.email, STAFF.c.name, STAFF.c.is_active).where(*is_this)).first()
    if known is not None and Member(known.email, known.name, bool(known.is_active)) == member:
        return False
    connection.execute(delete(STAFF).where(*is_this))
    connection.execute(insert(STAFF), {"show_id": show_id, **member._asdict()})
    Feed(connection, show_id).put(FeedKind.STAFF, member.email)
    return True


def members(connection: Connection, show_id: str) -> list[Member]:
    """The staff, by address."""
    query = select(STAFF.c.email, STAFF.c.name, STAFF.c.is_active).where(STAFF.c.show_id == show_id)
    return [
        Member(row.email, row.name, bool(row.is_active))
        for row in connection.execute(query.order_by(STAFF.c.email))
    ]


def put_members(store: CentralStore, show_id: str, wanted: Sequence[Member], by: str) -> list[Member]:
    """Keep these members, each under the name known before where none is given; gives all there are."""

    def put(connection: Connection) -> list[Member]:
        names = {member.email: member.name for member in members(connection, show_id)}
        for member in wanted:
            put_member(connection, show_id, member._replace(name=member.name or names.get(member.email, "")))
        if wanted:
            subject = f"{len(wanted)} members"
            audit.note(connection, show_id, now=store.now(), actor=by, verb="staff", subject=subject)
        return members(connection, show_id)

    return store.database.write(put)
