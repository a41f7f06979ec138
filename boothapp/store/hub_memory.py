"""What this laptop remembers of the hub: which one, how far its feed was read, what should be there."""

from __future__ import annotations

from typing import NamedTuple

from boothapp.domain.ids import DeviceId
from boothapp.domain.tally import ChangeTally, tally_of
from boothapp.store.database import Database


class HubMemory(NamedTuple):
    """One row; ``hub_id`` and ``cursor`` are empty before the first sync.

    ``held`` counts the changes of this device that are at the hub, ``gone`` those of them that were erased
    here since, which the hub counts still, ``others`` those that came by the feed
    from other devices; ``with_own`` tells that the feed is to bring this device's own changes as well.
    """

    device_id: DeviceId
    hub_id: str
    epoch: int
    cursor: str
    with_own: bool
    held: ChangeTally
    gone: ChangeTally
    others: ChangeTally

    @property
    def has_hub(self) -> bool:
        """Whether a hub was ever met."""
        return bool(self.hub_id)


def recall(database: Database) -> HubMemory:
    """What is remembered."""
    device_id, hub_id, epoch, cursor, with_own, *tallies = database.rows(SELECT_HUB)[0]
    held, gone, others = (ChangeTally(tallies[at], int(tallies[at + 1], 16)) for at in (0, 2, 4))
    return HubMemory(device_id, hub_id, epoch, cursor, bool(with_own), held, gone, others)


def remember(database: Database, memory: HubMemory) -> None:
    """Keep it, in the caller's transaction; the device id is not altered by this."""
    database.run(
        UPDATE_HUB,
        {
            "hub_id": memory.hub_id, "epoch": memory.epoch,
            "cursor": memory.cursor, "with_own": int(memory.with_own),
            "held_changes": memory.held.changes, "held_sum": memory.held.hex_sum,
            "gone_changes": memory.gone.changes, "gone_sum": memory.gone.hex_sum,
            "others_changes": memory.others.changes, "others_sum": memory.others.hex_sum,
        },
    )  # fmt: skip


def counted_held(database: Database) -> ChangeTally:
    """The changes of this device that are at the hub, counted one by one: slow, for when sums differ."""
    return recall(database).gone.plus(tally_of(change_id for (change_id,) in database.rows(SELECT_HELD)))


def counted_others(database: Database) -> ChangeTally:
    """The changes that came from other devices and are kept apart from our own, counted one by one."""
    return tally_of(change_id for (change_id,) in database.rows(SELECT_OTHERS))


def rename(database: Database, device_id: DeviceId, first_seq: int) -> None:
    """Go on under another device id, from this number on, in the caller's transaction.

    The feed is read again from its beginning: it left out what was made under the old id.
    """
    database.run(RENAME_DEVICE, {"device_id": device_id, "first_seq": first_seq})
    remember(
        database,
        recall(database)._replace(
            cursor="", held=ChangeTally(), gone=ChangeTally(), others=counted_others(database)
        ),
    )


RENAME_DEVICE = """
    UPDATE device
    SET device_id = :device_id, first_seq = :first_seq,
        first_no = max(
            first_no,
            (SELECT coalesce(max(change_no), 0) + 1 FROM change),
            (SELECT coalesce(max(change_no), 0) + 1 FROM pulled)
        )
"""
SELECT_OTHERS = """
    SELECT change_id FROM pulled, device WHERE CAST(body AS TEXT) ->> 'device_id' <> device_id
    UNION ALL
    SELECT item_id FROM set_apart WHERE kind = 'change'
"""
SELECT_HUB = """
    SELECT device_id, hub_id, hub_epoch, cursor, with_own, held_changes, held_sum, gone_changes, gone_sum,
           others_changes, others_sum
    FROM device
"""
UPDATE_HUB = """
    UPDATE device
    SET hub_id = :hub_id, hub_epoch = :epoch, cursor = :cursor, with_own = :with_own,
        held_changes = :held_changes, held_sum = :held_sum,
        gone_changes = :gone_changes, gone_sum = :gone_sum,
        others_changes = :others_changes, others_sum = :others_sum
"""
SELECT_HELD = """
    SELECT change_id FROM receipt JOIN change USING (change_no), device
    WHERE change_no NOT IN (SELECT change_no FROM outbox) AND CAST(body AS TEXT) ->> 'device_id' = device_id
    UNION ALL
    SELECT change_id FROM pulled, device WHERE CAST(body AS TEXT) ->> 'device_id' = device_id
"""
