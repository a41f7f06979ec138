"""A booth for tests: a real profile in a folder, a clock of the test's own, the sample show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from boothapp.app import Booth
from boothapp.paths import resources_dir
from boothapp.services.show_setup import sample_setup

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class MemoryKeyring:
    """A keyring that forgets everything with the test."""

    secrets: dict[tuple[str, str], str] = field(default_factory=dict)

    def get(self, service: str, account: str) -> str | None:
        """The secret, or None when there is none."""
        return self.secrets.get((service, account))

    def put(self, service: str, account: str, secret: str) -> None:
        """Keep the secret."""
        self.secrets[service, account] = secret


@dataclass
class HandClock:
    """A clock that a test sets; it stands still in between."""

    at: datetime = datetime(2026, 11, 24, 10, 2, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time."""
        return self.at

    def forward(self, **span: float) -> None:
        """Let time pass, in timedelta's words."""
        self.at += timedelta(**span)


def sample_booth(folder: Path, keyring: MemoryKeyring, clock: HandClock) -> Booth:
    """The booth of the sample show."""
    booth = Booth.open(folder, keyring=keyring, now=clock)
    booth.use(sample_setup(resources_dir()))
    return booth
