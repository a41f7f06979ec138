"""Nobody keeps a connection of the hub's for nothing, and nobody who goes on sending is cut off."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from boothapp.wire.messages import encode
from tests.helpers.bare_http import Asker
from tests.helpers.hub_samples import lead_change, nurture_lead, push_of

PATIENCE = 0.4
HEADER = b"POST /v1/push HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\n"
ALIVE = b"GET /healthz HTTP/1.1\r\nHost: hub\r\n\r\n"


@pytest.fixture
def asker(asker_of: Callable[..., Asker]) -> Asker:
    """A service that waits for little."""
    return asker_of(files=None, patience=PATIENCE)


@pytest.fixture
def line(asker: Asker) -> Iterator[socket.socket]:
    """A connection to it, in the clear."""
    with closing(socket.create_connection(("127.0.0.1", asker.served.port), timeout=30)) as line:
        yield line


def is_cut(line: socket.socket) -> bool:
    """Whether the hub ends the connection, whatever it says before."""
    try:
        while line.recv(65536):
            pass
    except ConnectionResetError:
        pass
    return True  # else it times out


def in_pieces(line: socket.socket, pieces: Iterator[bytes], seconds: float) -> None:
    """Send the pieces with so long between them: a slow line, no waiting for something."""
    for piece in pieces:
        line.sendall(piece)
        time.sleep(seconds)


@pytest.mark.parametrize("said", [b"", b"P", HEADER, HEADER + b"Content-Length: 9\r\n\r\n{"])
def test_who_begins_and_does_not_go_on(line: socket.socket, said: bytes) -> None:
    """Silence before a request, within its header or within its body ends the connection."""
    line.sendall(said)
    assert is_cut(line)


def test_a_header_that_drips(line: socket.socket) -> None:
    """A header may not take for ever, though something comes all the time."""
    with pytest.raises(OSError, match=r"[Pp]ipe|reset|abort"):
        in_pieces(line, (b"%d" % (at % 10) for at in range(100)), PATIENCE / 8)


def test_a_slow_body_is_taken(asker: Asker, line: socket.socket) -> None:
    """A batch that comes slowly, but comes, takes several times the patience and is answered."""
    body = encode(push_of(lead_change(1, nurture_lead(1))))
    head = b"Authorization: Bearer %b\r\nContent-Length: %d\r\n\r\n" % (asker.token.encode(), len(body))
    line.sendall(HEADER + head)
    step = len(body) // 12 + 1
    in_pieces(line, (body[at : at + step] for at in range(0, len(body), step)), PATIENCE / 4)
    assert line.recv(65536).startswith(b"HTTP/1.1 200")


def test_between_requests_a_laptop_may_rest(line: socket.socket) -> None:
    """A connection that waits for its next question stays, however short the patience."""
    for _ in range(3):
        line.sendall(ALIVE)
        assert line.recv(65536).startswith(b"HTTP/1.1 200")
        time.sleep(PATIENCE * 1.5)
