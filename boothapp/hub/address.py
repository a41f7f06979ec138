"""Where laptops reach this hub, as its owner said."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from boothapp.hub.schema import HUB_META

_URL = "url"


def read_url(connection: Connection) -> str:
    """The address; empty while nobody has said it."""
    return connection.execute(select(HUB_META.c.value).where(HUB_META.c.name == _URL)).scalar() or ""


def write_url(connection: Connection, url: str) -> None:
    """Keep the address in place of the one before."""
    connection.execute(delete(HUB_META).where(HUB_META.c.name == _URL))
    connection.execute(insert(HUB_META), {"name": _URL, "value": url})
