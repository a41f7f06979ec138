"""What is left of a profile after an accident, looked at only once every check of it has passed."""

from __future__ import annotations

from pathlib import Path

from boothapp.app import Booth
from tests.helpers.booths import MemoryKeyring

_NO_DAMAGE = {"backups", "disk"}
"""A profile is not damaged by want of a copy, or of room."""


def sound_lead_ids(
    folder: Path, *, keyring: MemoryKeyring | None = None, passphrase: str | None = None
) -> list[str]:
    """The ids of all leads, the oldest first; fails unless the doctor finds the profile sound."""
    with Booth.open(folder, passphrase=passphrase, keyring=keyring) as booth:
        with booth.safeguarding() as safeguarding:
            faults = [one for one in safeguarding.examine() if not one.sound and one.check not in _NO_DAMAGE]
            assert not faults, faults
        with booth.services() as services:
            rows = services.browsing.rows(services.browsing.find(""))
            return [row.lead_id for row in reversed(rows)]
