"""The central store in process keeps what every hub promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from boothapp.hub.store import CentralStore
from boothapp.sync.hub_port import Hub
from tests.contracts.hub_contract import HubContract


class TestCentralStore(HubContract):
    """On a SQLite file."""

    @pytest.fixture
    def opened(self) -> Iterator[list[CentralStore]]:
        """The stores to close."""
        stores: list[CentralStore] = []
        yield stores
        for store in stores:
            store.close()

    @pytest.fixture
    def hub(self, again: Callable[[], Hub]) -> Hub:
        """A new file."""
        return again()

    @pytest.fixture
    def again(self, tmp_path: Path, opened: list[CentralStore]) -> Callable[[], Hub]:
        """Opens the file once more."""

        def open_once_more() -> Hub:
            opened.append(CentralStore.open(tmp_path / "central.db"))
            return opened[-1]

        return open_once_more
