"""A service over TLS, and a client that says whatever it likes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from boothapp.hub.store import CentralStore
from tests.helpers.bare_http import Asker
from tests.helpers.served import enrolled, served_here, serving_of


@pytest.fixture
def asker_of(tmp_path: Path) -> Iterator[Callable[..., Asker]]:
    """Starts a service with these options; it ends with the test."""
    with ExitStack() as stack:

        def start(**options: Any) -> Asker:
            file = tmp_path / "central.db"
            store = CentralStore.open(file)
            stack.callback(store.close)
            token = enrolled(store)
            served = stack.enter_context(served_here(serving_of(file, tmp_path / "hub", **options)))
            asker = Asker(served, store, token)
            stack.callback(asker.pool.clear)
            return asker

        yield start


@pytest.fixture
def asker(asker_of: Callable[..., Asker]) -> Asker:
    """A service as it comes."""
    return asker_of()
