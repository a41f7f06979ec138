"""The fold stays behind the pushes, but never far."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from boothapp.hub.service.folder import Folder
from boothapp.hub.store import CentralStore
from tests.helpers.hub_samples import lead_change, push_of, sales_ready_lead


class Clock:
    """The hub's time."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time."""
        return self.time


@pytest.fixture
def clock() -> Clock:
    """A clock that the test sets."""
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[CentralStore]:
    """A store with one change that waits, pushed right now."""
    with closing(CentralStore.open(tmp_path / "central.db", now=clock)) as store:
        store.append(push_of(lead_change(1, sales_ready_lead(1))))
        yield store


def turns_until_folded(store: CentralStore) -> int:
    """How many turns it takes until nothing waits."""
    folder = Folder(store, "2026-11-24")
    for turn in range(1, 100):
        folder.take_turn()
        if not store.waiting_shows():
            return turn
    raise AssertionError("it never folds")


def test_folds_at_once_when_it_is_quiet(store: CentralStore, clock: Clock) -> None:
    """A lone lead is in the views at the next turn."""
    clock.time += timedelta(seconds=0.2)
    assert turns_until_folded(store) == 1


def test_lets_pushes_go_first(store: CentralStore) -> None:
    """While laptops push it keeps back, half a second at the most."""
    assert turns_until_folded(store) == 6
