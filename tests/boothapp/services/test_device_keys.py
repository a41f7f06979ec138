"""A laptop's keys are made once, kept in its encrypted file, and nowhere else."""

from __future__ import annotations

from pathlib import Path

from boothapp.services.device_keys import device_keys
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth


def test_are_made_once(tmp_path: Path) -> None:
    """The next start has the same keys, and another profile has others."""
    keyring, clock = MemoryKeyring(), HandClock()
    seen = []
    for name in ("one", "one", "two"):
        with sample_booth(tmp_path / name, keyring, clock) as booth, booth.services() as services:
            first, second = device_keys(services.settings), device_keys(services.settings)
            assert (first.sign_public, first.seal_public) == (second.sign_public, second.seal_public)
            seen.append((first.sign_public, first.seal_public))
    assert seen[0] == seen[1]
    assert len({*seen[0], *seen[2]}) == 4


def test_lie_in_no_file_unencrypted(tmp_path: Path) -> None:
    """Neither key can be read in any file of the profile."""
    with sample_booth(tmp_path, MemoryKeyring(), HandClock()) as booth, booth.services() as services:
        keys = device_keys(services.settings)
        written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for raw in (keys.sign.private_bytes_raw(), keys.seal.private_bytes_raw()):
        assert raw not in written
