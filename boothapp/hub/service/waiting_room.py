"""Before the database answers: the hub listens, says that it is not ready, and tries again, ever later."""

from __future__ import annotations

import logging
import random
import socket
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

import uvicorn

from boothapp.errors import HubBusyError, HubServerError
from boothapp.hub.service.answers import Said, certificate, in_json, refused
from boothapp.hub.service.refusals import Refusal

if TYPE_CHECKING:
    from litestar.types import HTTPScope, Receive, Scope, Send

FIRST_SECONDS, LONGEST_SECONDS = 0.5, 5.0
_SAID_AGAIN_SECONDS = 60.0
_NOT_YET = Refusal(503, "store", "The hub waits for its database. Nothing of this request counts.", 5)


class WaitingRoom:
    """Answers in the hub's place until its store can be opened."""

    def __init__(self, open_store: Callable[[], None], ca: bytes | None) -> None:
        """``open_store`` raises HubServerError or HubBusyError while the database is not there.

        ``ca`` is the DER of the hub's own authority: without it, laptops would take the hub for another.
        """
        self._open_store, self._ca = open_store, ca
        self._error: BaseException | None = None

    def wait(self, config: uvicorn.Config, listening: socket.socket) -> None:
        """Give back once the store opens; what it raises meanwhile that no waiting mends is raised.

        Nothing is answered by anybody where it opens at once. SIGTERM and SIGINT end the process, as they end
        the hub.
        """
        if self._is_open():
            return
        config.app = self._answer
        server = uvicorn.Server(config)
        trying = threading.Thread(target=self._try, args=(server,), name="boothapp-waiting", daemon=True)
        trying.start()
        with listening.dup() as door:  # uvicorn closes what it was given
            server.run(sockets=[door])
        if self._error is not None:
            raise self._error

    def _is_open(self) -> bool:
        try:
            self._open_store()
        except (HubServerError, HubBusyError):
            return False
        return True

    def _try(self, server: uvicorn.Server) -> None:
        longest, said_at = FIRST_SECONDS, -_SAID_AGAIN_SECONDS
        log = logging.getLogger("boothapp.hub.service")
        try:
            while True:
                if time.monotonic() - said_at >= _SAID_AGAIN_SECONDS:
                    log.warning("the database does not answer, or lets nobody in; it is tried again")
                    said_at = time.monotonic()
                time.sleep(random.uniform(longest / 2, longest))  # noqa: S311 - so that hubs come apart
                longest = min(LONGEST_SECONDS, 2 * longest)
                if self._is_open():
                    log.info("the database answers")
                    return
        except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
            self._error = error
        finally:
            server.should_exit = True

    async def _answer(self, scope: Scope, _: Receive, send: Send) -> None:
        said = self._said(cast("HTTPScope", scope)["path"])  # nothing but HTTP is served
        await send({"type": "http.response.start", "status": said.status, "headers": said.headers})
        await send({"type": "http.response.body", "body": said.body, "more_body": False})

    def _said(self, path: str) -> Said:
        if path == "/healthz":
            return in_json(b'{"alive":true}')
        if path == "/v1/ca" and self._ca is not None:
            return certificate(self._ca)
        return refused(_NOT_YET)
