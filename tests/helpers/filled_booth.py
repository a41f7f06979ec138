"""A profile with the sample show's visitors in it."""

from __future__ import annotations

from pathlib import Path

from boothapp.paths import resources_dir
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth

SAMPLE_LEADS = 66


def fill_with_sample(folder: Path, keyring: MemoryKeyring) -> None:
    """Capture the sample show's visitors, as its file has them."""
    lines = (resources_dir() / "demo" / "visitors.jsonl").read_bytes().splitlines()
    with sample_booth(folder, keyring, HandClock()) as booth, booth.services() as services:
        results = services.card_capture().capture(list(enumerate(lines, start=1)))
    assert not [result.error for result in results if result.error]
