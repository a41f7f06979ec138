"""The laptops of a show as the hub's owner sees them: how far each has got, and whether it may come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from boothapp.hub.accounts import HUB_SCOPE
from boothapp.hub.appending import fixed
from boothapp.hub.laptops import Gap, held_of
from boothapp.hub.schema import DEVICE, TOKEN
from boothapp.hub.unconfirmed import count_unconfirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """One laptop.

    ``token`` is good, expired, revoked, or none: a copied profile goes on with the token of the laptop that
    it was copied from, and a laptop may come by bundle or through another hub. ``last_seen`` is when the hub
    last heard of it, by itself or through others. ``is_for_hub`` tells that
    what its hub says of a booth is believed: see HUB_SCOPE. ``clock_offset`` is how many
    seconds its clock was ahead of the hub's then, transport included; None where others brought the last.
    """

    show_id: str
    device_id: str
    name: str
    last_seen: str
    changes: int
    contiguous: int
    missing: list[Gap]
    clock_offset: float | None
    token: str
    unconfirmed: int
    is_for_hub: bool


def devices(connection: Connection, show_id: str, now: datetime) -> list[DeviceRow]:
    """Every device that has pushed or was enrolled, in the order of their ids."""
    pushed = {
        row.device_id: row for row in connection.execute(select(DEVICE).where(DEVICE.c.show_id == show_id))
    }
    query = select(TOKEN).where(TOKEN.c.show_id == show_id).order_by(TOKEN.c.created_at)
    tokens = {row.device_id: row for row in connection.execute(query)}
    unconfirmed = count_unconfirmed(connection, show_id)
    rows = []
    for device_id in sorted({*pushed, *tokens}):
        held = held_of(connection, show_id, device_id)
        seen, token = pushed.get(device_id), tokens.get(device_id)
        rows.append(
            DeviceRow(
                show_id=show_id,
                device_id=device_id,
                name=token.device_name if token else "",
                last_seen=seen.last_push_at if seen else "",
                changes=held.tally.changes,
                contiguous=held.contiguous,
                missing=held.gaps,
                clock_offset=_offset(seen) if seen else None,
                token=_state(token, fixed(now)) if token else "none",
                unconfirmed=unconfirmed.get(device_id, 0),
                is_for_hub=token is not None and HUB_SCOPE in token.scopes.split(),
            )
        )
    return rows


def _offset(device: Row[Any]) -> float | None:
    """None where another brought the last that was heard of it."""
    if not device.device_now:
        return None
    ahead = datetime.fromisoformat(device.device_now) - datetime.fromisoformat(device.last_push_at)
    return ahead.total_seconds()


def _state(token: Row[Any], now: str) -> str:
    if token.revoked_at:
        return "revoked"
    return "expired" if token.expires_at <= now else "good"
