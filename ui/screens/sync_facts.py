"""All that the Sync screen shows, looked up in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from boothapp.app import Services
    from boothapp.services.booth_hosting import HostedStore
    from boothapp.services.syncing import HubPlace
    from boothapp.services.syncing import SyncFacts as KnownOfHub
    from boothapp.store.outbox import OutboxRow, OutboxSummary, ReceiptRow

_ROWS, _RECEIPTS = 500, 100


class SyncFacts(NamedTuple):
    """What waits and why, what arrived, where it goes, what is known of the hub."""

    summary: OutboxSummary
    rows: Sequence[OutboxRow]
    receipts: Sequence[ReceiptRow]
    place: HubPlace
    hub: KnownOfHub
    hosted: Sequence[HostedStore]
    auto: bool
    last_sync: datetime | None
    conflicts: int


def sync_facts(services: Services) -> SyncFacts:
    """The facts as they are now."""
    syncing = services.syncing
    return SyncFacts(
        syncing.summary(),
        syncing.rows(_ROWS),
        syncing.last_receipts(_RECEIPTS),
        syncing.hub,
        syncing.facts(),
        services.booth_hosting.stores(),
        syncing.auto,
        syncing.last_sync,
        services.browsing.conflict_count(),
    )
