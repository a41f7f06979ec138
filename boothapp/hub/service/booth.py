"""A hub for one booth, run as a child by the window of a laptop: lines of JSON in, lines of JSON out.

``python -m boothapp.hub.service.booth STORE PORT`` is first told ``{"show_id", "show", "definitions",
"host"}``; the host is the device id of the laptop that runs it. It answers ``{"urls", "fingerprint"}`` once
it listens, or ``{"error"}``; then ``{"code": URL}`` by ``{"text", "until"}`` and ``{"laptops": true}`` by
``{"laptops": [[name, last seen, changes], ...]}``. It ends, orderly, when its input does: so also when the
window is gone.
"""

from __future__ import annotations

import ipaddress
import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boothapp.errors import HubError
from boothapp.hub.accounts import CODE_LIFE, Accounts
from boothapp.hub.certificates import LocalAuthority
from boothapp.hub.device_list import devices
from boothapp.hub.keys import read_keys
from boothapp.hub.service.serving import Serving, listen, own_files, own_hosts, serve
from boothapp.hub.store import CentralStore
from boothapp.wire.enrolment import Enrolment, encode_enrolment

if TYPE_CHECKING:
    from collections.abc import Sequence

EVERYWHERE = "0.0.0.0"  # noqa: S104 - the booth's other laptops are to reach it; nothing is let in without a code


class BoothHub:
    """Answers the window's lines about the store that is being served."""

    def __init__(self, store: CentralStore, show_id: str, fingerprint: str, host: str) -> None:
        """``host`` is the device id of the laptop that runs it, which is no guest of its own."""
        self._store, self._show_id, self._fingerprint, self._host = store, show_id, fingerprint, host
        self._accounts = Accounts(store)

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to one line."""
        return self._code(asked["code"]) if "code" in asked else self._laptops()

    def _code(self, url: str) -> dict[str, Any]:
        with self._store.database.reading() as connection:
            keys = read_keys(connection)
        enrolment = Enrolment(
            code=self._accounts.new_code(self._show_id),
            hub_id=self._store.identity.hub_id,
            show_id=self._show_id,
            sign=keys.sign_public,
            seal=keys.seal_public,
            url=url,
            ca=self._fingerprint,
        )
        until = self._store.now() + CODE_LIFE
        return {"text": encode_enrolment(enrolment), "until": until.isoformat(timespec="seconds")}

    def _laptops(self) -> dict[str, Any]:
        with self._store.database.reading() as connection:
            rows = devices(connection, self._show_id, self._store.now())
        # A copied profile comes in by another's token, so it has no name of its own.
        guests = [row for row in rows if row.device_id != self._host]
        return {"laptops": [[row.name or row.device_id, row.last_seen, row.changes] for row in guests]}


def main(arguments: Sequence[str]) -> None:
    """Serve until the input ends."""
    place, port = Path(arguments[0]), int(arguments[1])
    texts = json.loads(sys.stdin.readline())
    host = texts.pop("host")
    try:
        store = CentralStore.open(place)
        _log_into(place.with_name(f"{place.name}.log"))
        store.put_texts(**texts)
        folder, hosts = place.with_name(f"{place.name}.tls"), own_hosts(EVERYWHERE)
        serving = Serving(store=str(place), files=own_files(folder, hosts), host=EVERYWHERE, port=port)
        listening = listen(serving)
    except HubError as error:
        _say({"error": str(error)})
        return
    port = listening.getsockname()[1]
    fingerprint = LocalAuthority(folder).fingerprint
    hub = BoothHub(store, texts["show_id"], fingerprint, host)
    _say({"urls": [f"https://{host}:{port}" for host in _reachable(hosts)], "fingerprint": fingerprint})
    threading.Thread(target=_listen, args=(hub,), name="boothapp-booth", daemon=True).start()
    try:
        serve(serving, listening)
    except KeyboardInterrupt:  # uvicorn raises what stopped it once more
        pass
    finally:
        store.close()


def _log_into(file: Path) -> None:
    """Send this process's log there, and that of its children."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, sys.stderr.fileno())


def _reachable(hosts: Sequence[str]) -> list[str]:
    """The addresses that other laptops can use; this laptop's own where it is on no network."""
    found = []
    for host in hosts:
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            continue  # a name, which a booth's network seldom knows
        if address.version == 4 and not address.is_loopback:  # noqa: PLR2004 - IPv4
            found.append(host)
    return found or ["127.0.0.1"]


def _listen(hub: BoothHub) -> None:
    for line in sys.stdin:
        try:
            _say(hub.answer(json.loads(line)))
        except HubError as error:
            _say({"problem": str(error)})
    signal.raise_signal(signal.SIGINT)


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
