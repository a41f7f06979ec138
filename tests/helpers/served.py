"""The service over TLS on this machine: in a process of its own, or on a thread of this one."""

from __future__ import annotations

import base64
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from boothapp.hub.accounts import Accounts
from boothapp.hub.certificates import LocalAuthority
from boothapp.hub.keys import read_keys
from boothapp.hub.service.rates import Rate, Rates
from boothapp.hub.service.serving import Serving, listen, own_files, serve, uvicorn_config
from boothapp.hub.store import CentralStore
from boothapp.sync.https import HttpsHub
from boothapp.wire.enrolment import Enrolment, encode_enrolment
from boothapp.wire.messages import EnrolRequest
from tests.helpers.hub_samples import SHOW_ID

PLENTY = Rate(burst=1e9, per_second=1e9)
NO_LIMITS = Rates(device=PLENTY, address=PLENTY, enrolling=PLENTY)
KEY = base64.b64encode(bytes([9, *bytes(31)])).decode()  # the base point: of no small order


def enrolled(
    store: CentralStore, device_id: str = "laptop-a", *, show_id: str = SHOW_ID, **options: Any
) -> str:
    """The token of a laptop that was let in."""
    accounts = Accounts(store)
    code = accounts.new_code(show_id, **options)
    return accounts.enrol(enrol_request(code, device_id, show_id)).token


def enrol_request(code: str, device_id: str = "laptop-a", show_id: str = SHOW_ID) -> EnrolRequest:
    """A laptop's request to be let in."""
    return EnrolRequest(
        code=code, show_id=show_id, device_id=device_id, device_name="Ana", sign_key=KEY, seal_key=KEY
    )


def enrolment_text(store: CentralStore, served: Served) -> str:
    """The text of a QR code of this hub, good for one laptop."""
    with store.database.reading() as connection:
        keys = read_keys(connection)
    return encode_enrolment(
        Enrolment(
            code=Accounts(store).new_code(SHOW_ID),
            hub_id=store.identity.hub_id,
            show_id=SHOW_ID,
            sign=keys.sign_public,
            seal=keys.seal_public,
            url=served.url,
            ca=served.ca_sha256 or "",
        )
    )


@dataclass(frozen=True)
class Served:
    """A hub that listens; ``pid`` is the process that answers."""

    port: int
    ca_sha256: str | None
    pid: int

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{'https' if self.ca_sha256 else 'http'}://127.0.0.1:{self.port}"

    def hub(self, token: str, *, url: str = "", **options: Any) -> HttpsHub:
        """A client of it."""
        return HttpsHub(url or self.url, token, self.ca_sha256, **options)


def serving_of(store: Path | str, folder: Path, **options: Any) -> Serving:
    """That store over TLS, with a certificate in that folder, and without limits unless they are given."""
    files = own_files(folder, ["127.0.0.1"])
    return Serving(**{"store": str(store), "files": files, "rates": NO_LIMITS, **options})


@contextmanager
def served_here(serving: Serving) -> Iterator[Served]:
    """Serve on a thread of this very process. Nothing is folded."""
    listening = listen(serving)
    server = uvicorn.Server(uvicorn_config(serving))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.01)
    assert server.started, "the service did not start"
    try:
        yield _served(serving, listening.getsockname()[1], os.getpid())
    finally:
        server.should_exit = True
        thread.join(30)  # a client that a failed test left open keeps it from ending
        listening.close()


@contextmanager
def served_apart(serving: Serving, log: Path) -> Iterator[Served]:
    """Serve in a process of its own, with the folder beside it, and stop it by SIGTERM."""
    listening = listen(serving)
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_serve_quietly, args=(serving, listening, str(log)))
    process.start()
    assert process.pid is not None
    try:
        yield _served(serving, listening.getsockname()[1], process.pid)
    finally:
        listening.close()
        if process.is_alive():
            os.kill(process.pid, signal.SIGTERM)
        process.join(30)
        ended = process.exitcode is not None
        process.kill()
        assert ended, "the service did not end"


def _served(serving: Serving, port: int, pid: int) -> Served:
    files = serving.files
    fingerprint = LocalAuthority(files.key.parent).fingerprint if files else None
    return Served(port, fingerprint, pid)


def _serve_quietly(serving: Serving, listening: Any, log: str) -> None:
    """With the log in a file."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 2)
    serve(serving, listening)
