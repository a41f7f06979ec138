"""A client that says to a service whatever it likes, in bare HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import urllib3

from boothapp.hub.store import CentralStore
from boothapp.wire.messages import decode_json
from tests.helpers.served import Served


@dataclass
class Asker:
    """Asks a service in bare HTTP."""

    served: Served
    store: CentralStore
    token: str
    pool: urllib3.PoolManager = field(init=False)

    def __post_init__(self) -> None:
        certificate = Path(self.store.place).with_name("hub") / "ca.pem"
        self.pool = urllib3.PoolManager(ca_certs=str(certificate), timeout=30.0)

    def ask(
        self,
        path: str,
        body: Any = b"",
        *,
        method: str = "POST",
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> urllib3.BaseHTTPResponse:
        """One exchange, as it is."""
        sent = {"Content-Type": "application/json", "Authorization": f"Bearer {token or self.token}"}
        return self.pool.request(
            method, self.served.url + path, body=body, headers={**sent, **(headers or {})}, retries=False
        )


def code_of(response: urllib3.BaseHTTPResponse) -> str:
    """The word of a refusal, which always comes with a sentence."""
    assert response.headers["content-type"] == "application/json"
    told: Any = decode_json(response.data)
    assert set(told) == {"code", "message"}
    assert told["message"]
    return str(told["code"])
