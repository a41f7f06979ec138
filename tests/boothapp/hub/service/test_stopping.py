"""A hub that is told to stop, with laptops on the line: a real process, real TLS."""

from __future__ import annotations

import http.client
import multiprocessing
import os
import signal
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from boothapp.hub.store import CentralStore
from boothapp.wire.messages import HelloRequest, encode
from tests.helpers.hub_samples import SHOW_ID, lead_change, push_of, sales_ready_lead
from tests.helpers.served import Served, enrolled, served_apart, serving_of

LAPTOPS = 12
STARTS = 60.0
"""Seconds: two workers take their time to start on a busy machine."""
HELLO = HelloRequest(device_id="laptop-a", show_id=SHOW_ID)


@pytest.fixture(params=[1, 2], ids=["one worker", "two workers"])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    """The hub; its store is made before."""
    CentralStore.open(tmp_path / "central.db").close()
    serving = serving_of(tmp_path / "central.db", tmp_path / "hub", workers=request.param)
    with served_apart(serving, tmp_path / "log") as served:
        yield served


@pytest.fixture
def token(served: Served, tmp_path: Path) -> str:
    """A laptop's."""
    assert served.port
    with closing(CentralStore.open(tmp_path / "central.db")) as store:
        return enrolled(store)


def is_gone(pid: int) -> bool:
    """Whether the process, which is a child of this one, has ended."""
    return all(child.pid != pid for child in multiprocessing.active_children())


def test_idle_laptops_do_not_keep_it(served: Served, token: str) -> None:
    """Their lines are closed at once; what was under way is answered before the hub ends."""
    anyone = ssl.create_default_context()
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    body = encode(push_of(lead_change(1, sales_ready_lead(1))))
    with ExitStack() as stack:
        for _ in range(LAPTOPS):
            hub = served.hub(token, connect_seconds=STARTS, read_seconds=STARTS)
            stack.enter_context(closing(hub)).hello(HELLO)
        line = http.client.HTTPSConnection("127.0.0.1", served.port, context=anyone, timeout=STARTS)
        stack.enter_context(closing(line))
        line.putrequest("POST", "/v1/push")
        for name, value in (("Authorization", f"Bearer {token}"), ("Content-Length", str(len(body)))):
            line.putheader(name, value)
        line.endheaders(body[:100])
        time.sleep(0.5)  # the hub has no way of telling that it has the first half
        os.kill(served.pid, signal.SIGTERM)
        time.sleep(0.5)
        line.send(body[100:])
        answer = line.getresponse()
        assert answer.status == 200
        assert b'"code":"received"' in answer.read()
        answered = time.monotonic()
        while not is_gone(served.pid):
            assert time.monotonic() - answered < 2.5
            time.sleep(0.02)  # as above
