"""Tokens that are no longer good."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from boothapp.hub.schema import DEVICE, TOKEN


def shut_out(connection: Connection, show_id: str, device_id: str, at: str) -> int:
    """Revoke the tokens that a laptop was given until then; gives how many were good until now.

    One that was heard of and never had a token gets one that is revoked, and counts: it is struck off, too.
    """
    is_its = (TOKEN.c.show_id == show_id, TOKEN.c.device_id == device_id)
    good = update(TOKEN).where(*is_its, TOKEN.c.revoked_at == "", TOKEN.c.created_at <= at)
    count = connection.execute(good.values(revoked_at=at)).rowcount
    if connection.execute(select(TOKEN.c.device_id).where(*is_its)).first() is not None:
        return count
    heard = select(DEVICE.c.device_id).where(DEVICE.c.show_id == show_id, DEVICE.c.device_id == device_id)
    if connection.execute(heard).first() is None:
        return 0
    row = dict.fromkeys(TOKEN.c.keys(), "")
    no_token = f"none {device_id}"  # no SHA-256, so that nothing opens by it
    told = {"show_id": show_id, "device_id": device_id, "token_sha256": no_token, "revoked_at": at}
    connection.execute(insert(TOKEN), {**row, **told, "created_at": at, "expires_at": at})
    return 1


def shut_out_devices(connection: Connection, show_id: str) -> set[str]:
    """The laptops all of whose tokens were revoked."""
    query = select(TOKEN.c.device_id, TOKEN.c.revoked_at).where(TOKEN.c.show_id == show_id)
    tokens = connection.execute(query).all()
    return {row.device_id for row in tokens} - {row.device_id for row in tokens if not row.revoked_at}
