"""The central store in process keeps what every hub promises, on either database."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from boothapp.hub.store import CentralStore
from boothapp.sync.hub_port import Hub
from tests.contracts.hub_contract import HubContract


class _InProcess(HubContract):
    @pytest.fixture
    @abstractmethod
    def place(self) -> Path | str:
        """Where the store is."""

    @pytest.fixture
    def hub(self, again: Callable[[], Hub]) -> Hub:
        """A new store."""
        return again()

    @pytest.fixture
    def again(self, place: Path | str) -> Iterator[Callable[[], Hub]]:
        """Opens the store once more."""
        opened: list[CentralStore] = []

        def open_once_more() -> Hub:
            opened.append(CentralStore.open(place))
            return opened[-1]

        yield open_once_more
        for store in opened:
            store.close()


class TestOnSqlite(_InProcess):
    """A SQLite file."""

    @pytest.fixture
    def place(self, tmp_path: Path) -> Path | str:
        """A file that is not there yet."""
        return tmp_path / "central.db"


class TestOnPostgresql(_InProcess):
    """A PostgreSQL database."""

    @pytest.fixture
    def place(self, postgres_url: str) -> Path | str:
        """An empty database."""
        return postgres_url
