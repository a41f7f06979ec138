"""An idle laptop's question on a connection that stays open is answered in short, and never wrongly."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass

import pytest

from boothapp.hub.accounts import Accounts
from boothapp.hub.service.rates import Rate, Rates
from boothapp.wire.messages import PullRequest
from tests.helpers.bare_http import Asker
from tests.helpers.hub_samples import SHOW_ID, lead_change, nurture_lead, push_of
from tests.helpers.served import PLENTY

NEWS = b"HTTP/1.1 200"
NO_NEWS = b"HTTP/1.1 304"


@dataclass
class Line:
    """A connection in the clear; what it asks is the same to the byte each time."""

    to_hub: socket.socket
    asker: Asker
    request: bytes

    def ask(self, request: bytes = b"") -> bytes:
        """The answer, which comes in one piece as it is short."""
        self.to_hub.sendall(request or self.request)
        return self.to_hub.recv(65536)


def request_of(asker: Asker) -> bytes:
    """What an idle laptop asks that was told all there is."""
    asker.store.push(push_of(lead_change(1, nurture_lead(1))))
    pull = PullRequest(device_id="laptop-a", show_id=SHOW_ID)
    cursor = asker.store.pull(pull).cursor
    reply = asker.store.push(push_of())
    assert reply.held
    return (
        f"GET /v1/idle?{SHOW_ID}&laptop-a HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {asker.token}\r\n"
        f'If-None-Match: "{cursor}-{reply.held.changes}-{reply.held.sum}"\r\n\r\n'
    ).encode()


@pytest.fixture
def line_of(asker_of: Callable[..., Asker]) -> Iterator[Callable[..., Line]]:
    """Starts a service with these options, and a line to it."""
    stack = ExitStack()

    def start(**options: object) -> Line:
        asker = asker_of(files=None, **options)
        to_hub = socket.create_connection(("127.0.0.1", asker.served.port), timeout=30)
        stack.enter_context(closing(to_hub))
        return Line(to_hub, asker, request_of(asker))

    with stack:
        yield start


@pytest.fixture
def line(line_of: Callable[..., Line]) -> Line:
    """A line to a service as it comes."""
    return line_of()


def test_it_says_the_same_each_time(line: Line) -> None:
    """The first answer, in full, and those after it are the same to the byte."""
    answers = {line.ask() for _ in range(5)}
    assert len(answers) == 1
    assert answers.pop().startswith(NO_NEWS)


def test_news_ends_it(line: Line) -> None:
    """Once another laptop's change is there, the same question is answered otherwise."""
    assert [line.ask()[:12] for _ in range(3)] == [NO_NEWS] * 3
    line.asker.store.push(push_of(lead_change(9, nurture_lead(9), device_id="laptop-b", device_seq=1)))
    assert [line.ask()[:12] for _ in range(2)] == [NEWS] * 2


def test_revoking_ends_it(line: Line) -> None:
    """A token that is revoked is turned away at the very next question."""
    assert [line.ask()[:12] for _ in range(3)] == [NO_NEWS] * 3
    Accounts(line.asker.store).revoke(SHOW_ID, "laptop-a")
    assert line.ask().startswith(b"HTTP/1.1 401")


def test_it_is_limited_and_counted(line_of: Callable[..., Line]) -> None:
    """Each question uses up what a device may ask, however it was answered, and shows in the metrics."""
    line = line_of(rates=Rates(device=Rate(burst=4, per_second=0.001), address=PLENTY, enrolling=PLENTY))
    assert [line.ask()[9:12] for _ in range(5)] == [b"304"] * 4 + [b"429"]
    told = line.ask(b"GET /metrics HTTP/1.1\r\nHost: hub\r\n\r\n").decode()
    assert 'boothapp_hub_requests_total{status="304",verb="idle"} 4.0' in told


@pytest.mark.parametrize("cut", [1, 30, -1])
def test_in_pieces(line: Line, cut: int) -> None:
    """However the network cuts the questions up, each gets its answer, and only its own."""
    assert [line.ask()[:12] for _ in range(2)] == [NO_NEWS] * 2
    line.to_hub.sendall(line.request[:cut])
    assert line.ask(line.request[cut:] + line.request[:cut]).startswith(NO_NEWS)
    assert line.ask(line.request[cut:]).startswith(NO_NEWS)
    assert line.ask().startswith(NO_NEWS)


def test_behind_another_request(line: Line) -> None:
    """A question that follows on the heels of another request waits for its answer."""
    assert [line.ask()[:12] for _ in range(2)] == [NO_NEWS] * 2
    other = b"GET /healthz HTTP/1.1\r\nHost: hub\r\n\r\n"
    line.to_hub.sendall(other)
    line.to_hub.sendall(line.request)
    told = b""
    while told.count(b"\r\n\r\n") < 2:
        told += line.to_hub.recv(65536)
    assert told.startswith(NEWS)
    assert told.partition(b'{"alive":true}')[2].startswith(NO_NEWS)


def test_an_unknown_tag(line: Line) -> None:
    """Who was told something else hears that there is news, as often as it asks."""
    request = line.request.replace(b'"1.', b'"1.9')
    assert [line.ask(request)[:12] for _ in range(3)] == [NEWS] * 3
