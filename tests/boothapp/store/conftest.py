"""A real profile for each test, its key in a keyring that lives as long as the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from boothapp.store.database import Database
from boothapp.store.leads import LeadStore
from boothapp.store.profile import Profile
from tests.helpers.booths import MemoryKeyring
from tests.helpers.many_leads import Recorder


@pytest.fixture
def keyring() -> MemoryKeyring:
    """A keyring that keeps what it is given."""
    return MemoryKeyring()


@pytest.fixture
def profile(tmp_path: Path, keyring: MemoryKeyring) -> Iterator[Profile]:
    """An open profile."""
    profile = Profile.open(tmp_path / "profile", keyring=keyring)
    yield profile
    profile.close()


@pytest.fixture
def database(profile: Profile) -> Iterator[Database]:
    """A connection to it."""
    database = profile.connect()
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> LeadStore:
    """Its leads."""
    return LeadStore(database)


@pytest.fixture
def recorder(store: LeadStore) -> Recorder:
    """What makes this laptop's changes."""
    return Recorder(store.device())
