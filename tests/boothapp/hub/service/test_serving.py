"""Where the hub listens, and with what."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import urllib3
from cryptography.hazmat.primitives import serialization

from boothapp.cli import main
from boothapp.errors import HubAddressError, InputError
from boothapp.hub.certificates import LocalAuthority, ServerFiles
from boothapp.hub.service.serving import Serving, listen, own_files, uvicorn_config
from boothapp.hub.store import CentralStore


def test_a_port_that_is_taken_is_said() -> None:
    """The error names the address, and what to do; it speaks of no file."""
    with listen(Serving(store="leads.db")) as first:
        port = first.getsockname()[1]
        with pytest.raises(HubAddressError, match=f"127.0.0.1:{port}: another program listens there"):
            listen(Serving(store="leads.db", port=port))


def test_a_certificate_that_is_none(tmp_path: Path) -> None:
    """What is no pair of certificate and key, or is not there, is said before anybody is served."""
    good, other = own_files(tmp_path / "one", ["hub.example"]), own_files(tmp_path / "two", ["hub.example"])
    junk = tmp_path / "junk.pem"
    junk.write_text("no PEM")
    locked = tmp_path / "locked.pem"
    key = serialization.load_pem_private_key(good.key.read_bytes(), password=None)
    locked.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )
    with listen(Serving(store="leads.db", files=good)):
        pass
    for certificate, own in ((junk, good.key), (good.certificate, junk), (good.certificate, other.key),
                             (good.certificate, locked)):  # fmt: skip
        with pytest.raises(InputError, match="Nothing was started"):
            listen(Serving(store="leads.db", files=ServerFiles(certificate=certificate, key=own)))
    with pytest.raises(InputError, match="cannot be read"):
        listen(Serving(store="leads.db", files=ServerFiles(certificate=tmp_path / "none", key=good.key)))


@pytest.mark.parametrize(
    "options",
    [
        ("--certificate", "{junk}", "--key", "{junk}"),
        ("--certificate", "nowhere.pem", "--key", "nowhere.pem"),
        ("--port", "99999"),
        ("--port", "-1"),
        ("--workers", "0"),
    ],
)
def test_what_cannot_be_served_is_said_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    """A usage fault is told in words, and "serving" is not."""
    place, junk = tmp_path / "leads.db", tmp_path / "junk.pem"
    junk.write_text("no PEM")
    CentralStore.open(place).close()
    given = [one.format(junk=junk) for one in options]
    code: object = 0
    try:
        code = main(["hub", "serve", "--store", str(place), *given])
    except SystemExit as ended:
        code = ended.code
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert said.err
    assert "Traceback" not in said.err


def test_workers_may_take_their_time(tmp_path: Path) -> None:
    """A worker that is slow to come up is not taken for one that hangs, and two of them answer."""
    place = tmp_path / "leads.db"
    with closing(CentralStore.open(place)):
        config = uvicorn_config(Serving(store=str(place)))
    assert config.timeout_worker_healthcheck >= 60
    LocalAuthority(tmp_path / "leads.db.tls").make("boothapp hub", datetime.now(UTC))
    command = [sys.executable, "-m", "boothapp", "hub", "serve", "--store", str(place), "--plain", "--json"]
    with subprocess.Popen(
        [*command, "--port", "0", "--workers", "2"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as serving:
        assert serving.stdout
        url = json.loads(serving.stdout.readline())["url"]
        answer = urllib3.request("GET", f"{url}/healthz", timeout=60.0, retries=False)
        os.kill(serving.pid, signal.SIGTERM)
    assert answer.status == 200
