"""A hub over HTTPS keeps what every hub promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from boothapp.hub.store import CentralStore
from boothapp.sync.https import HttpsHub
from boothapp.sync.hub_port import Hub
from boothapp.wire.messages import PushReply, PushRequest
from tests.contracts.hub_contract import HubContract
from tests.helpers.served import enrolled, served_here, serving_of


class Settled(HttpsHub):
    """Gives a push back once the fold behind it is done, as it is a moment later anyhow."""

    fold: Callable[[], object]

    def push(self, request: PushRequest) -> PushReply:
        """As the port says."""
        reply = super().push(request)
        self.fold()
        return reply


class TestHttpsHub(HubContract):
    """The real service over TLS, on a SQLite file."""

    @pytest.fixture
    def stack(self) -> Iterator[ExitStack]:
        """What is to be closed."""
        with ExitStack() as stack:
            yield stack

    @pytest.fixture
    def hub(self, again: Callable[[], Hub]) -> Hub:
        """A first client."""
        return again()

    @pytest.fixture
    def again(self, tmp_path: Path, stack: ExitStack) -> Callable[[], Hub]:
        """Another client of a service with a new store."""
        file = tmp_path / "central.db"
        served = stack.enter_context(served_here(serving_of(file, tmp_path / "hub")))
        store = CentralStore.open(file)
        stack.callback(store.close)
        token = enrolled(store)

        def connect() -> Hub:
            client = Settled(served.url, token, served.ca_sha256)
            client.fold = store.fold_pending
            stack.callback(client.close)
            return client

        return connect
