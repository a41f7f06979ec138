"""A bare uvicorn over TLS that tells every laptop that there is no news: the hub is measured beside it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import urllib3
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from boothapp.hub.service.serving import Serving, listen, uvicorn_config

TAG = '"1.10000-10000-0123456789abcdef"'
_PATH = "/v1/idle?hall-of-many&laptop"


class BareIdle:
    """Asks a bare service over one connection."""

    def __init__(self, pid: int, port: int, authority: Path) -> None:
        self.pid = pid
        self._url = f"https://127.0.0.1:{port}{_PATH}"
        self._pool = urllib3.PoolManager(ca_certs=str(authority), maxsize=1)
        self._headers = {
            "Accept-Encoding": "zstd",
            "If-None-Match": TAG,
            "Authorization": f"Bearer {'x' * 43}",
        }

    def ask(self) -> None:
        """Whether there is news."""
        response = self._pool.request("GET", self._url, headers=self._headers)
        assert response.status == 304
        assert response.headers["etag"] == TAG

    def close(self) -> None:
        """Close the connection."""
        self._pool.clear()


@contextmanager
def bare_idle(serving: Serving) -> Iterator[BareIdle]:
    """In a process of its own, with the settings of the hub's own uvicorn."""
    assert serving.files
    assert serving.files.ca
    listening = listen(serving)
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(serving, listening))
    process.start()
    assert process.pid is not None
    asking = BareIdle(process.pid, listening.getsockname()[1], serving.files.ca)
    try:
        yield asking
    finally:
        asking.close()
        listening.close()
        os.kill(process.pid, signal.SIGKILL)
        process.join()


def _serve(serving: Serving, listening: Any) -> None:
    config = uvicorn_config(serving)
    config.app, config.http, config.lifespan = _application, HttpToolsProtocol, "off"
    config.log_level = "critical"
    config.configure_logging()
    uvicorn.Server(config).run(sockets=[listening])


def _application() -> Any:
    async def answer(scope: Any, _: Any, send: Any) -> None:
        headers = [(b"etag", dict(scope["headers"])[b"if-none-match"])]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return answer
