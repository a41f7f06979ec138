"""Changes made in one line, for tests that are not about how they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boothapp.domain.change import Change, Edit
from boothapp.domain.ids import ChangeId, DeviceId, ShowId
from boothapp.domain.stamp import Stamp

if TYPE_CHECKING:
    from collections.abc import Mapping


def change_id(number: int) -> ChangeId:
    """Give the id of the change of that number."""
    return ChangeId(f"00000000-0000-7000-8000-{number:012x}")


def stamp(number: int, ms: int | None = None) -> Stamp:
    """Give the stamp of the change of that number; its milliseconds are the number, unless told."""
    return Stamp(f"{number if ms is None else ms:012x}.0000.{change_id(number)}")


def change(number: int, edits: Mapping[str, Edit], *, ms: int | None = None, lead: str = "lead") -> Change:
    """Make the change of that number."""
    return Change(
        change_id=change_id(number),
        device_id=DeviceId("laptop"),
        device_seq=number,
        stamp=stamp(number, ms),
        show_id=ShowId("show"),
        entity="lead",
        entity_id=lead,
        actor="ana@exhibitor.example",
        captured_at="2026-11-24T11:02:00+01:00",
        definition=("standard", 1),
        set=edits,
    )
