"""Serves the central store: a socket, one or more workers on it, and the process that folds behind them."""

from __future__ import annotations

import functools
import multiprocessing
import os
import socket
import ssl
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.supervisors import Multiprocess

from boothapp.errors import HubAddressError, HubRefusedError, InputError
from boothapp.hub.certificates import LocalAuthority, ServerFiles, der_of
from boothapp.hub.service.application import Entrance, is_loopback
from boothapp.hub.service.desk import Desk
from boothapp.hub.service.folder import fold_forever
from boothapp.hub.service.idle_lane import PATIENCE_SECONDS, IdleLane
from boothapp.hub.service.log_lines import LOGGING
from boothapp.hub.service.metrics import SHARED_FOLDER
from boothapp.hub.service.rates import Rates
from boothapp.hub.service.waiting_room import WaitingRoom
from boothapp.hub.store import CentralStore

_GRACE_SECONDS = 5
_KEEP_ALIVE_SECONDS = 120
_WORKER_SECONDS = 60
"""So long may a worker be busy, or on its way up, before it is taken for hung."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What is served where; ``store`` is a file or a PostgreSQL URL, and no ``files`` means plain HTTP.

    ``patience`` is how many seconds a request that is not whole may be silent.
    """

    store: str
    files: ServerFiles | None = None
    host: str = "127.0.0.1"
    port: int = 0
    workers: int = 1
    rates: Rates = field(default_factory=Rates)
    patience: float = PATIENCE_SECONDS


def own_files(folder: Path, hosts: list[str]) -> ServerFiles:
    """A certificate for these hosts, by the hub's own authority, which is made if need be."""
    authority = LocalAuthority(folder)
    now = datetime.now(UTC)
    authority.make("boothapp hub", now)
    return authority.server_files(hosts, now)


def own_hosts(host: str) -> list[str]:
    """The names and addresses that this machine is reached by when it listens on ``host``."""
    names = dict.fromkeys(["localhost", "127.0.0.1", "::1"])
    if host not in ("0.0.0.0", "::", ""):  # noqa: S104 - it is asked here, not bound
        return list(dict.fromkeys([host, *names]))
    names[socket.gethostname()] = None
    try:
        found = socket.getaddrinfo(socket.gethostname(), None)
        names |= dict.fromkeys(str(info[4][0]).partition("%")[0] for info in found)
    except OSError:
        pass  # a machine that does not know its own name is reached by the others
    return [*names, *_route_address()]


def _route_address() -> list[str]:
    """The address that packets to elsewhere leave by; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return []
        return [str(probe.getsockname()[0])]


def listen(serving: Serving) -> socket.socket:
    """The socket; raises HubRefusedError for plain HTTP that others could reach.

    Raises InputError where there is no certificate to show there.
    """
    if serving.files is None and not is_loopback(serving.host):
        raise HubRefusedError(
            f"Plain HTTP on {serving.host} could be read by anybody. Nothing was started. Give a certificate "
            "and its key, or let `boothapp hub init` make them."
        )
    if serving.files is not None:
        _check_certificate(serving.files)
    family = socket.AF_INET6 if ":" in serving.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name != "nt":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((serving.host, serving.port))
        listening.listen(1024)
    except OSError as error:
        listening.close()
        raise HubAddressError(f"{serving.host}:{serving.port}") from error
    listening.set_inheritable(True)  # the workers take it over
    return listening


def _check_certificate(files: ServerFiles) -> None:
    """Find out now what each worker would find out."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    pair = f"{files.certificate}, {files.key}"
    try:
        # The key's passphrase would be asked for by every worker, at a terminal that it may not have.
        context.load_cert_chain(files.certificate, files.key, password="")
    except ssl.SSLError as error:
        raise InputError(
            f"{pair}: are no certificate and the key that belongs to it, both PEM, the key without a "
            "passphrase. Nothing was started."
        ) from error
    except OSError as error:
        raise InputError(f"{pair}: cannot be read ({error.strerror}). Nothing was started.") from error


def serve(serving: Serving, listening: socket.socket) -> None:
    """Answer until SIGTERM or SIGINT; requests under way are finished, and what was taken is durable.

    While the database does not answer, everybody is told to come back. Raises HubError for a store that will
    not do.

    Once, from the main thread of a process that does nothing else.
    """
    _open_once(serving, listening)
    with tempfile.TemporaryDirectory(prefix="boothapp-metrics-") as folder:
        if serving.workers > 1:
            os.environ[SHARED_FOLDER] = folder
        folding = multiprocessing.get_context("spawn").Process(
            target=fold_forever, args=(serving.store,), name="boothapp-folder", daemon=True
        )
        folding.start()
        try:
            config = uvicorn_config(serving)
            if serving.workers > 1:
                Multiprocess(config, sockets=[listening]).run()
            else:
                uvicorn.Server(config).run(sockets=[listening])
        finally:
            folding.terminate()
            folding.join()


def _open_once(serving: Serving, listening: socket.socket) -> None:
    """Make the store, or refuse it, before anybody is answered by it; a database may be waited for."""

    def open_store() -> None:
        CentralStore.open(_place(serving)).close()

    if isinstance(_place(serving), Path):
        open_store()
    else:
        config = _config(serving, http="httptools", lifespan="off", interface="asgi3")
        WaitingRoom(open_store, _own_authority(serving)).wait(config, listening)


def uvicorn_config(serving: Serving) -> uvicorn.Config:
    """How uvicorn is to serve it; this sets up the log of the process, too."""
    return _config(
        serving,
        app=functools.partial(make_application, serving),
        factory=True,
        workers=serving.workers,
        http=functools.partial(IdleLane, patience=serving.patience),
        lifespan="on",
    )


def _config(serving: Serving, **options: Any) -> uvicorn.Config:  # noqa: ANN401 - uvicorn's own
    files = serving.files
    tls: dict[str, Any] = {"ssl_certfile": files.certificate, "ssl_keyfile": files.key} if files else {}
    return uvicorn.Config(
        **{
            "app": "",
            "log_config": LOGGING,
            "access_log": False,
            "ws": "none",
            "proxy_headers": False,
            "server_header": False,
            "date_header": False,
            "timeout_keep_alive": _KEEP_ALIVE_SECONDS,
            "timeout_graceful_shutdown": _GRACE_SECONDS,
            "timeout_worker_healthcheck": _WORKER_SECONDS,
            **tls,
            **options,
        }
    )


def make_application(serving: Serving) -> Entrance:
    """The application of one worker, with the store open."""
    store = CentralStore.open(_place(serving))
    store.database.checkpoint_seldom()
    desk = Desk(store, serving.rates)

    def close() -> None:
        desk.close()
        store.close()

    return Entrance(desk, _own_authority(serving), close)


def _own_authority(serving: Serving) -> bytes | None:
    """The DER of the hub's own authority, if it has one."""
    files = serving.files
    return der_of(files.ca) if files and files.ca else None


def _place(serving: Serving) -> Path | str:
    return serving.store if "://" in serving.store else Path(serving.store)
