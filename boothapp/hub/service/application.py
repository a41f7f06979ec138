"""The service as an ASGI application: bytes in, bytes out; the desk does the rest."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

import zstandard
from litestar import Litestar, Request, Response, asgi
from litestar.exceptions import HTTPException

from boothapp.errors import BoothappError, HubError, MessageError
from boothapp.hub.service.answers import Said, certificate, in_json, refused
from boothapp.hub.service.bodies import ZSTD, CutOffError, Receive, read_body
from boothapp.hub.service.idle_lane import Question
from boothapp.hub.service.metrics import Metrics
from boothapp.hub.service.refusals import BUG, Refusal, refusal_of
from boothapp.hub.service.verbs import VERBS, Verb
from boothapp.wire.messages import PushReply, decode, encode

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from litestar.types import HTTPScope, Scope, Send

    from boothapp.hub.service.desk import Desk

IDLE = "/v1/idle"
_STRAIGHT = ("/v1/push", IDLE)
_SHORT = 128 << 10
"""Bytes of a request that is read before the next is looked at: a thread of its own would take longer."""
_NOT_MODIFIED = 304
_AT_ONCE = 24
"""Messages that are taken apart at a time: a batch takes some four times the room that it came in."""
_PAYS_FROM = 400
"""Bytes below which packing an answer saves less than the header that says so."""

_LOG = logging.getLogger("boothapp.hub.service")

Door = Callable[["Scope", Receive, "Send"], Awaitable[None]]
Answering = Callable[["HTTPScope", Receive, dict[bytes, bytes]], Awaitable[Said]]


class Entrance:
    """The service as uvicorn calls it: what is asked most goes straight to its door, all else by Litestar."""

    def __init__(self, desk: Desk, ca: bytes | None, close: Callable[[], None]) -> None:
        """``ca`` is the DER of the hub's own authority, ``close`` is called when the service ends."""
        self._service = _Service(desk, ca)
        doors = _doors(self._service)

        @asynccontextmanager
        async def lifespan(_: Litestar) -> AsyncIterator[None]:
            yield
            close()

        self._litestar = Litestar(
            [asgi(path, name=door.__name__, copy_scope=False)(door) for path, door in doors.items()],
            lifespan=[lifespan],
            openapi_config=None,
            logging_config=None,
            exception_handlers={HTTPException: _not_here, Exception: _bug},
        )
        self._straight = {path: doors[path] for path in _STRAIGHT}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or follow the service's life."""
        door = self._straight.get(scope.get("path", ""))
        await (door or self._litestar)(scope, receive, send)

    @staticmethod
    def question_of(scope: HTTPScope) -> Question:
        """What a request for IDLE asks."""
        return _question_of(scope, dict(scope["headers"]))

    def knows_no_news(self, question: Question) -> bool:
        """Whether the answer is no, and in memory; it is counted then."""
        return self._service.knows_no_news(question)


def _doors(service: _Service) -> dict[str, Door]:
    """What is behind each path."""
    doors = {verb.path: _door(service, verb.name, "POST", service.verb(verb)) for verb in VERBS}
    doors[IDLE] = _door(service, "idle", "GET", service.idle)
    doors["/v1/ca"] = _door(service, "ca", "GET", service.ca)
    doors["/healthz"] = _door(service, "healthz", "GET", service.healthz)
    doors["/readyz"] = _door(service, "readyz", "GET", service.readyz)
    doors["/metrics"] = _door(service, "metrics", "GET", service.metrics_text)
    return doors


def _door(service: _Service, name: str, method: str, answering: Answering) -> Door:
    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        begun = time.perf_counter()
        asked = cast("HTTPScope", scope)  # nothing else is served
        try:
            if asked["method"] != method:
                said = refused(Refusal(405, "method", f"This is asked by {method}."))
                said.headers.append((b"allow", method.encode()))
            else:
                said = await answering(asked, receive, dict(asked["headers"]))
        except CutOffError:
            return
        except BoothappError as error:
            said = refused(refusal_of(error))
        except Exception as error:  # noqa: BLE001 - the last place that can say so to whoever asked
            _log_bug(error)
            said = in_json(BUG.body, BUG.status)
        await send({"type": "http.response.start", "status": said.status, "headers": said.headers})
        await send({"type": "http.response.body", "body": said.body, "more_body": False})
        service.note(name, said.status, time.perf_counter() - begun)

    door.__name__ = name
    return door


class _Service:
    """What each path answers."""

    def __init__(self, desk: Desk, ca: bytes | None) -> None:
        self._desk = desk
        self._ca = ca
        self._metrics = Metrics()
        self._at_work = asyncio.Semaphore(_AT_ONCE)

    def verb(self, verb: Verb) -> Answering:
        """Answers one verb."""

        async def answering(scope: HTTPScope, receive: Receive, headers: dict[bytes, bytes]) -> Said:
            token = _token(headers)
            self._desk.admit(_address(scope), token, verb)
            body = await read_body(headers, receive, verb.max_bytes)
            async with self._at_work:
                is_short = len(body) <= _SHORT
                reply = await self._desk.answer(verb, token, decode(body, verb.request), is_short=is_short)
            if isinstance(reply, PushReply):
                self._metrics.note_changes(receipt.code for receipt in reply.receipts)
            return _packed(encode(reply), headers)

        return answering

    async def idle(self, scope: HTTPScope, _: Receive, headers: dict[bytes, bytes]) -> Said:
        """304 when a sync would bring nothing new, by ``If-None-Match`` and the query ``show&device``."""
        asked = _question_of(scope, headers)
        self._desk.admit(asked.address, asked.token)
        query: bytes = scope["query_string"]
        if b"%00" in query or b"\0" in query:
            raise MessageError("No show and no laptop has a NUL in its name.")
        told = asked.tag.strip('"')
        if await self._desk.is_idle(asked.token, asked.show_id, asked.device_id, told):
            return Said(_NOT_MODIFIED, headers=[(b"etag", headers.get(b"if-none-match", b""))])
        return in_json(b'{"idle":false}')

    def knows_no_news(self, asked: Question) -> bool:
        """Whether `idle` would say 304 without looking anything up; it is admitted and counted then."""
        begun = time.perf_counter()
        told = asked.tag.strip('"')
        try:
            if not self._desk.is_known_idle(asked.token, asked.show_id, asked.device_id, told):
                return False
            self._desk.admit(asked.address, asked.token)
        except HubError:
            return False  # in full, it is told what is wrong
        self.note("idle", _NOT_MODIFIED, time.perf_counter() - begun)
        return True

    async def ca(self, scope: HTTPScope, _: Receive, __: dict[bytes, bytes]) -> Said:
        """The certificate of the hub's own authority, as DER."""
        self._desk.admit(_address(scope), "anyone")
        if self._ca is None:
            return refused(Refusal(404, "no_own_authority", "A public authority vouches for this hub."))
        return certificate(self._ca)

    async def healthz(self, _: Scope, __: Receive, ___: dict[bytes, bytes]) -> Said:
        """Whether this worker lives."""
        return in_json(b'{"alive":true}')

    async def readyz(self, _: Scope, __: Receive, ___: dict[bytes, bytes]) -> Said:
        """Whether the store answers, and how many changes wait to be folded."""
        waiting = await self._desk.changes_waiting()
        return in_json(b'{"ready":true,"waiting":%d}' % waiting)

    async def metrics_text(self, scope: HTTPScope, _: Receive, __: dict[bytes, bytes]) -> Said:
        """What was counted; for this machine alone, as it tells how the show goes."""
        if not is_loopback(_address(scope)):
            return refused(Refusal(403, "loopback", "The hub tells this on its own machine alone."))
        text = self._metrics.text()
        media_type = b"text/plain; version=0.0.4; charset=utf-8"
        return Said(200, text, [(b"content-type", media_type), (b"content-length", b"%d" % len(text))])

    def note(self, name: str, status: int, seconds: float) -> None:
        """Count a request, and log it unless it came to nothing."""
        self._metrics.note(name, status, seconds)
        if status == _NOT_MODIFIED or name.endswith("z"):
            return
        _LOG.info("", extra={"verb": name, "status": status, "ms": round(seconds * 1000, 1)})


def is_loopback(host: str) -> bool:
    """Whether nobody but this very machine can reach the host, or is it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _token(headers: Mapping[bytes, bytes]) -> str:
    scheme, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _address(scope: HTTPScope) -> str:
    client = scope["client"]
    return client[0] if client else ""


def _question_of(scope: HTTPScope, headers: Mapping[bytes, bytes]) -> Question:
    query: bytes = scope["query_string"]
    show_id, device_id, *_rest = *query.decode("latin-1").split("&"), ""
    tag = headers.get(b"if-none-match", b"").decode("latin-1")
    return Question(_address(scope), _token(headers), unquote(show_id), unquote(device_id), tag)


def _packed(body: bytes, headers: Mapping[bytes, bytes]) -> Said:
    if len(body) < _PAYS_FROM or ZSTD not in headers.get(b"accept-encoding", b""):
        return in_json(body)
    level = 9 if len(body) < 64 << 10 else 3
    packed = zstandard.ZstdCompressor(level=level).compress(body)
    said = in_json(packed)
    said.headers.append((b"content-encoding", ZSTD))
    return said


def _not_here(_: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    body = Refusal(error.status_code, "not_here", "There is nothing at this address.").body
    return Response(body, status_code=error.status_code, media_type="application/json")


def _bug(_: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    _log_bug(error)
    return Response(BUG.body, status_code=BUG.status, media_type="application/json")


def _log_bug(error: Exception) -> None:
    """A fault of the program: the log gets its kind and place, not its words, which may hold names."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
    _LOG.error("", extra={"bug": type(error).__name__, "place": place})
