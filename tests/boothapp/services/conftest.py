"""The services of the sample show over a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from boothapp.app import Services
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth


@pytest.fixture
def clock() -> HandClock:
    """The test's own clock."""
    return HandClock()


@pytest.fixture
def services(tmp_path: Path, clock: HandClock) -> Iterator[Services]:
    """The services of one thread."""
    with sample_booth(tmp_path / "profile", MemoryKeyring(), clock) as booth, booth.services() as services:
        yield services
