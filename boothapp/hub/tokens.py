"""Tokens that are no longer good."""

from __future__ import annotations

from sqlalchemy import Connection, update

from boothapp.hub.schema import TOKEN


def shut_out(connection: Connection, show_id: str, device_id: str, at: str) -> int:
    """Revoke the tokens that a laptop was given until then; gives how many were good until now."""
    good = update(TOKEN).where(
        TOKEN.c.show_id == show_id,
        TOKEN.c.device_id == device_id,
        TOKEN.c.revoked_at == "",
        TOKEN.c.created_at <= at,
    )
    return connection.execute(good.values(revoked_at=at)).rowcount
