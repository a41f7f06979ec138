"""A hub over HTTPS keeps what every hub promises."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from boothapp.hub.certificates import LocalAuthority
from boothapp.hub.service.serving import Serving, own_files
from boothapp.hub.store import CentralStore
from boothapp.sync.https import HttpsHub
from boothapp.sync.hub_port import Hub
from boothapp.wire.messages import PushReply, PushRequest
from tests.contracts.hub_contract import HubContract
from tests.helpers.served import NO_LIMITS, Pass, book_of, served_here


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
        file, folder = tmp_path / "central.db", tmp_path / "hub"
        serving = Serving(
            store=str(file),
            accounts=functools.partial(book_of, {"token": Pass()}),
            files=own_files(folder, ["127.0.0.1"]),
            rates=NO_LIMITS,
        )
        port = stack.enter_context(served_here(serving))
        store = CentralStore.open(file)
        stack.callback(store.close)

        def connect() -> Hub:
            client = Settled(f"https://127.0.0.1:{port}", "token", LocalAuthority(folder).fingerprint)
            client.fold = store.fold_pending
            stack.callback(client.close)
            return client

        return connect
