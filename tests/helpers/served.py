"""The service in a process of its own, over TLS on this machine, with made-up tokens."""

from __future__ import annotations

import functools
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from boothapp.errors import AccessReason, EnrolmentError, HubAccessError
from boothapp.hub.certificates import LocalAuthority
from boothapp.hub.service.rates import Rate, Rates
from boothapp.hub.service.serving import Serving, listen, own_files, own_hosts, serve, uvicorn_config
from boothapp.hub.store import CentralStore
from boothapp.sync.https import HttpsHub
from boothapp.wire.messages import EnrolReply, EnrolRequest
from tests.helpers.hub_samples import SHOW_ID

ANY_DEVICE = ""
PLENTY = Rate(burst=1e9, per_second=1e9)
NO_LIMITS = Rates(device=PLENTY, address=PLENTY, enrolling=PLENTY)


@dataclass(frozen=True)
class Pass:
    """What a token is good for."""

    show_id: str = SHOW_ID
    device_id: str = ANY_DEVICE
    scopes: tuple[str, ...] = ("push", "pull")
    fault: AccessReason | None = None


@dataclass(frozen=True)
class TokenBook:
    """A fake of the accounts: the tokens are told beforehand."""

    passes: Mapping[str, Pass]

    def check(self, show_id: str, token: str, scope: str, device_id: str) -> None:
        """As the port says."""
        found = self.passes.get(token)
        if found is None:
            raise HubAccessError("unknown", AccessReason.UNKNOWN)
        if found.fault:
            raise HubAccessError("faulty", found.fault)
        if found.show_id != show_id:
            raise HubAccessError("of another show", AccessReason.OTHER_SHOW)
        if scope not in found.scopes:
            raise HubAccessError("of another scope", AccessReason.SCOPE)
        if found.device_id not in (ANY_DEVICE, device_id):
            raise HubAccessError("of another device", AccessReason.OTHER_DEVICE)

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """One code is known: ``good``."""
        if request.code != "good":
            raise EnrolmentError("used", AccessReason.USED)
        return EnrolReply(
            hub_id="hub",
            epoch=1,
            token="token",
            expires_at="2027-01-01T00:00:00+00:00",
            scopes=["push", "pull"],
            show_id=SHOW_ID,
            sign_key="",
            seal_key="",
        )


def book_of(passes: Mapping[str, Pass], _: CentralStore) -> TokenBook:
    """The book; the store is not asked."""
    return TokenBook(passes)


@dataclass(frozen=True)
class Served:
    """A hub that listens."""

    port: int
    ca_sha256: str | None
    pid: int
    scheme: str = "https"

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def hub(self, token: str = "token", *, url: str = "", **options: Any) -> HttpsHub:
        """A client of it."""
        return HttpsHub(url or self.url, token, self.ca_sha256, **options)


@contextmanager
def served_here(serving: Serving) -> Iterator[int]:
    """Serve on a thread of this very process; gives the port. The folder is not started."""
    listening = listen(serving)
    server = uvicorn.Server(uvicorn_config(serving))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@contextmanager
def served(
    store: Path | str,
    folder: Path,
    passes: Mapping[str, Pass] | None = None,
    *,
    rates: Rates = NO_LIMITS,
    workers: int = 1,
    plain: bool = False,
) -> Iterator[Served]:
    """Serve the store until the block ends, then stop as SIGTERM does."""
    passes = {"token": Pass()} if passes is None else passes
    files = None if plain else own_files(folder, own_hosts("127.0.0.1"))
    serving = Serving(
        store=str(store),
        accounts=functools.partial(book_of, dict(passes)),
        files=files,
        workers=workers,
        rates=rates,
    )
    listening = listen(serving)
    port = listening.getsockname()[1]
    process = multiprocessing.get_context("spawn").Process(
        target=_serve_quietly, args=(serving, listening, str(folder / "hub.log"))
    )
    process.start()
    assert process.pid is not None
    listening.close()
    try:
        fingerprint = None if plain else LocalAuthority(folder).fingerprint
        yield Served(port, fingerprint, process.pid, "http" if plain else "https")
    finally:
        if process.is_alive():
            os.kill(process.pid, signal.SIGTERM)
        process.join(30)
        if process.is_alive():
            process.kill()
        assert process.exitcode is not None


def _serve_quietly(serving: Serving, listening: Any, log: str) -> None:
    """With the log in a file."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 2)
    serve(serving, listening)
