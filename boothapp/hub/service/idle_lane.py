"""The way to the hub's socket on which an idle laptop's question costs the hub next to nothing.

Most of what laptops ask most of the time is whether there is news. On a connection that stays open that
question is the same to the byte each time, so what it holds need be taken apart only once. And when the hub
stops, those connections are what it would wait for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

if TYPE_CHECKING:
    from asyncio import TimerHandle, Transport

    from litestar.types import HTTPScope

    from boothapp.hub.service.application import Entrance

_BEGINS = b"GET /v1/idle?"
_ENDS = b"\r\n\r\n"
_LONGEST = 2_000
_LET_GO_SECONDS = 0.1
PATIENCE_SECONDS = 30.0
"""No laptop is silent for so long within a request, and its header is a matter of one or two packets."""


class Question(NamedTuple):
    """What a laptop asks when it has nothing to say; ``tag`` is what it was told last, quoted."""

    address: str
    token: str
    show_id: str
    device_id: str
    tag: str


class IdleLane(HttpToolsProtocol):
    """Uvicorn's connection, but for a question that is to the byte the one that was asked here last.

    That one is answered at once if the application has the answer in memory. Everything else, and each
    question's first time, goes uvicorn's own way.

    It ends when a request is begun and not gone on with, or its header takes for ever, so that nobody keeps
    the hub's connections for nothing. A body may take as long as it likes, while there is more of it.
    """

    _asked = b""
    _question: Question | None = None
    _is_within_message = False
    _is_stopping = False
    _is_new = True

    def __init__(self, *args: Any, patience: float = PATIENCE_SECONDS, **options: Any) -> None:  # noqa: ANN401
        """``patience`` is in seconds; the rest is uvicorn's own."""
        super().__init__(*args, **options)
        self._patience = patience
        self._begun_at = self._heard_at = self.loop.time()
        self._watch: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Somebody is there."""
        super().connection_made(transport)
        self._watch_soon(self._patience)

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        if self._watch:
            self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Answer, or pass it on."""
        is_next = self._is_next()
        if is_next and self._question and data == self._asked and self._answer(self._question):
            return
        super().data_received(data)
        if self._is_within_message:
            self._heard_at = self.loop.time()
            if self._watch is None:
                self._watch_soon(self._patience)
        if is_next and data.startswith(_BEGINS) and _is_one_request(data) and not self._is_within_message:
            scope = cast("HTTPScope", self.scope)
            self._asked, self._question = data, cast("Entrance", self.app).question_of(scope)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._is_within_message, self._is_new = True, False
        self._begun_at = self.loop.time()
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """It is whole."""
        self._is_within_message = False
        super().on_message_complete()

    def shutdown(self) -> None:
        """The hub stops: an idle connection ends now, any other one after its answer."""
        self._is_stopping = True
        super().shutdown()
        self._let_go_soon()

    def on_response_complete(self) -> None:
        """An answer is said."""
        super().on_response_complete()
        self._let_go_soon()

    def _let_go_soon(self) -> None:
        """Closed politely, TLS would wait for a laptop that has no reason to look at its line."""
        if self._is_stopping and self.transport.is_closing():
            self.loop.call_later(_LET_GO_SECONDS, self._let_go)

    def _let_go(self) -> None:
        if self.transport.get_write_buffer_size():
            self._let_go_soon()  # the end of an answer is still on its way
        else:
            self.transport.abort()

    def _watch_soon(self, seconds: float) -> None:
        self._watch = self.loop.call_later(seconds, self._look)

    def _look(self) -> None:
        """End the connection if what was begun on it does not go on; look again where it is not whole yet."""
        self._watch = None
        if not (self._is_within_message or self._is_new):
            return
        now = self.loop.time()
        if self._is_within_message and self.flow.read_paused:
            self._heard_at = self._begun_at = now  # it is we who do not listen
        has_header = self._is_within_message and "path" in self.scope
        left = (self._heard_at if has_header else self._begun_at) + self._patience - now
        if left > 0:
            self._watch_soon(left)
        else:
            self.transport.abort()

    def _is_next(self) -> bool:
        """Whether what comes now begins a request, and none is waiting to be answered."""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        is_answered = cycle is None or cycle.response_complete
        return is_answered and not self._is_within_message and not self.pipeline

    def _answer(self, question: Question) -> bool:
        """Say that there is no news, if that is known."""
        if self.transport.is_closing() or not cast("Entrance", self.app).knows_no_news(question):
            return False
        self._unset_keepalive_if_required()
        tag = question.tag.encode("latin-1")
        self.transport.write(b"HTTP/1.1 304 Not Modified\r\netag: %b\r\n\r\n" % tag)
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )
        return True


def _is_one_request(data: bytes) -> bool:
    return len(data) <= _LONGEST and data.find(_ENDS) == len(data) - len(_ENDS)
