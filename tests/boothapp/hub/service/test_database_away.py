"""`boothapp hub serve` and a PostgreSQL that comes late, goes away and comes back: real processes and TLS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import urllib3

from boothapp.errors import HubWaitError
from boothapp.hub.store import CentralStore
from boothapp.sync.https import HttpsHub
from tests.helpers.hub_samples import lead_change, number_id, push_of, sales_ready_lead
from tests.helpers.postgres import Cluster
from tests.helpers.served import Served, enrolled

PATIENCE = 60.0


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A server of our own, with an empty database, that does not run."""
    with tempfile.TemporaryDirectory(prefix="boothapp-postgres-") as folder:
        cluster = Cluster(Path(folder), durable=False)
        cluster.start()
        place = f"postgresql://boothapp@127.0.0.1:{cluster.port}/postgres"
        with psycopg.connect(place, autocommit=True) as connection:
            connection.execute("CREATE DATABASE leads")
        cluster.stop()
        yield cluster
        cluster.stop()


@pytest.fixture
def url(cluster: Cluster) -> str:
    """The database."""
    return f"postgresql://boothapp@127.0.0.1:{cluster.port}/leads"


@pytest.fixture
def served(url: str, tmp_path: Path) -> Iterator[Served]:
    """The command, which listens though nothing answers there."""
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "boothapp", "hub", "serve", "--store", url, "--port", "0", "--json"],
            stdout=subprocess.PIPE,
            stderr=log,
            env={**os.environ, "XDG_DATA_HOME": str(tmp_path)},
        )
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    try:
        yield Served(told["port"], told["ca_sha256"], process.pid)
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def until(is_so: Callable[[], bool]) -> None:
    """Wait for it."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)  # another process has no way of telling us


def asked(served: Served, path: str) -> tuple[int, str]:
    """What the hub says to whoever watches it, who trusts anybody."""
    with urllib3.PoolManager(cert_reqs="CERT_NONE") as pool:
        response = pool.request("GET", f"{served.url}{path}", retries=False)
        return response.status, response.data.decode()


def pushed(hub: HttpsHub, number: int) -> bool:
    """Whether a lead was taken, as far as the hub says."""
    try:
        lead = lead_change(number, sales_ready_lead(number))
        return hub.push(push_of(lead)).receipts[0].code in ("received", "duplicate")
    except HubWaitError:
        return False


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
def test_a_database_that_comes_late_and_goes_away(
    cluster: Cluster, url: str, served: Served, tmp_path: Path
) -> None:
    """The hub says that it is not ready, begins by itself, has laptops wait meanwhile, and loses nothing."""
    assert asked(served, "/healthz") == (200, '{"alive":true}')
    assert asked(served, "/readyz")[0] == 503
    with closing(served.hub("any")) as early, pytest.raises(HubWaitError, match="waits for its database"):
        early.push(push_of())
    cluster.start()
    until(lambda: asked(served, "/readyz")[0] == 200)
    with closing(CentralStore.open(url)) as store:
        token = enrolled(store)
    with closing(served.hub(token)) as hub:
        assert pushed(hub, 1)
        cluster.kill()
        assert not pushed(hub, 2)
        assert asked(served, "/readyz")[0] == 503
        assert asked(served, "/healthz")[0] == 200
        cluster.start()
        until(lambda: pushed(hub, 2))
        assert pushed(hub, 1)
    with psycopg.connect(url, autocommit=True) as connection:
        query = b"SELECT lead_id FROM lead ORDER BY lead_id"
        until(lambda: len(connection.execute(query).fetchall()) == 2)
        rows = connection.execute(query).fetchall()
    assert [row[0] for row in rows] == [number_id(1), number_id(2)]
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert log.count("does not answer, or lets nobody in") == 1
    assert log.count("HubServerError") < 20
