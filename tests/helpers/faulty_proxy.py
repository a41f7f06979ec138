"""A bad network between a client and a hub: each connection gets the next fault of a plan.

Bytes pass as they are, so TLS passes through; only what answers in the hub's place speaks plain HTTP.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum

_PIECE = 16 << 10
_SEGMENT = 1448
"""Bytes that TCP puts into one packet of Ethernet's size."""
RETRANSMITTED_AFTER = 0.2
"""Seconds: the least that Linux waits before it sends again what was not acknowledged (RFC 6298 has 1 s)."""
_AT_ONCE = struct.pack("ii", 1, 0)
PORTAL_PAGE = b"<!doctype html><title>Welcome</title><p>Sign in to the hotel's Wi-Fi.</p>"


class Kind(StrEnum):
    """What goes wrong once so many bytes of the answer have passed.

    half_said: the line is cut once so many bytes of the request have passed. narrow: it is reset whenever so
    many bytes have gone up since the last answer. unheard: the request arrives,
    the answer is lost. half_close: the answer ends early, the line stays open. twice: the request is
    delivered a second time, on a line of its own. html, portal: something else answers, with a page or a
    redirect.
    """

    SOUND = "sound"
    RESET = "reset"
    HALF_SAID = "half_said"
    NARROW = "narrow"
    STALL = "stall"
    HALF_CLOSE = "half_close"
    TRUNCATE = "truncate"
    UNHEARD = "unheard"
    TWICE = "twice"
    HTML = "html"
    PORTAL = "portal"


_SOUND_ANSWERS = (Kind.SOUND, Kind.TWICE, Kind.HALF_SAID, Kind.NARROW)


@dataclass(frozen=True)
class Fault:
    """``after`` counts bytes of the answer, for half_said and narrow of the request, TLS and all."""

    kind: Kind = Kind.SOUND
    after: int = 0


class FaultyProxy:
    """Listens on a port of its own; counts what passed."""

    def __init__(self, target: int, plan: Iterable[Fault], delay: float, loss: float, seed: int) -> None:
        """``delay`` is one way, in seconds. Once the plan is used up, all is sound.

        ``loss`` is the share of TCP's segments that get lost. Bytes cannot be lost here, so each such segment
        holds up its line for as long as it takes until it would be sent again: the worst that one loss does,
        since a receiver that hears of later segments asks for it sooner.
        """
        self._target = target
        self._plan = iter(plan)
        self._delay = delay
        self._loss = loss
        self._dice = random.Random(seed)
        self.lost = 0
        self._open: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []
        self.port = 0
        self.up = self.down = self.connections = 0

    @property
    def total(self) -> int:
        """Bytes, both ways."""
        return self.up + self.down

    async def run(self, ready: threading.Event, ended: asyncio.Event) -> None:
        """Serve until ``ended`` is set."""
        server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await ended.wait()
        server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        for writer in self._writers:
            writer.transport.abort()
            with suppress(OSError):
                await writer.wait_closed()

    def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._between(reader, writer, next(self._plan, Fault())))
        self._open.add(task)
        self._writers.append(writer)
        self.connections += 1

    async def _between(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fault: Fault
    ) -> None:
        with suppress(OSError, asyncio.CancelledError):
            if fault.kind in (Kind.HTML, Kind.PORTAL):
                await self._answer_instead(reader, writer, fault.kind)
                return
            hub_reader, hub_writer = await self._reach_hub()
            if fault.kind is Kind.NARROW:
                up = self._up_narrowly(reader, hub_writer, writer, fault.after)
            else:
                up = self._up(reader, hub_writer, fault)
            lines = [
                asyncio.ensure_future(up),
                asyncio.ensure_future(self._down(hub_reader, writer, fault)),
            ]
            try:
                await asyncio.wait(lines, return_when=asyncio.FIRST_COMPLETED)
                if fault.kind is Kind.HALF_CLOSE:
                    await asyncio.wait(lines)
            finally:
                for line in lines:
                    line.cancel()
                await asyncio.gather(*lines, return_exceptions=True)
                hub_writer.close()
        writer.close()

    async def _reach_hub(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers.append(writer)
        return reader, writer

    async def _answer_instead(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kind: Kind
    ) -> None:
        await reader.read(_PIECE)
        if kind is Kind.HTML:
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n" % len(PORTAL_PAGE)
        else:
            head = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/login\r\nContent-Length: 0\r\n"
        writer.write(head + b"Connection: close\r\n\r\n" + (PORTAL_PAGE if kind is Kind.HTML else b""))
        await writer.drain()
        writer.close()

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fault: Fault) -> None:
        again = None
        if fault.kind is Kind.TWICE:
            again = (await self._reach_hub())[1]
        left = fault.after if fault.kind is Kind.HALF_SAID else None
        async for piece in self._delayed(reader):
            self.up += len(piece)
            if left is not None:
                writer.write(piece[:left])
                await writer.drain()
                left -= len(piece)
                if left <= 0:
                    return
                continue
            for line in (writer, again):
                if line:
                    line.write(piece)
                    await line.drain()

    async def _up_narrowly(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        back: asyncio.StreamWriter,
        most: int,
    ) -> None:
        """Pass on what is not too large; how much came down tells where a request begins."""
        since, answered = 0, self.down
        async for piece in self._delayed(reader):
            if self.down != answered:
                since, answered = 0, self.down
            since += len(piece)
            if since > most:
                await self._go_wrong(back, Kind.RESET)
                return
            writer.write(piece)
            await writer.drain()

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fault: Fault) -> None:
        passed = 0
        async for piece in self._delayed(reader):
            self.down += len(piece)
            if fault.kind in _SOUND_ANSWERS:
                writer.write(piece)
            else:
                writer.write(piece[: max(0, fault.after - passed)])
            await writer.drain()
            passed += len(piece)
            if passed > fault.after and fault.kind not in _SOUND_ANSWERS:
                await self._go_wrong(writer, fault.kind)
                return

    async def _go_wrong(self, writer: asyncio.StreamWriter, kind: Kind) -> None:
        if kind is Kind.STALL:
            await asyncio.Event().wait()
        if kind is Kind.HALF_CLOSE:
            writer.write_eof()
        if kind in (Kind.RESET, Kind.UNHEARD):
            line: socket.socket = writer.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            writer.transport.abort()

    async def _delayed(self, reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
        """What is read, each piece when its time has come; reading goes on meanwhile."""
        if not self._delay and not self._loss:
            while piece := await reader.read(_PIECE):
                yield piece
            return
        loop = asyncio.get_running_loop()
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def read() -> None:
            due = 0.0
            while True:
                piece = await reader.read(_PIECE)
                due = max(due, loop.time() + self._delay) + self._held_up(len(piece))
                pieces.put_nowait((due, piece))
                if not piece:
                    return

        reading = asyncio.ensure_future(read())
        try:
            while True:
                due, piece = await pieces.get()
                await asyncio.sleep(due - loop.time())
                if not piece:
                    return
                yield piece
        finally:
            reading.cancel()

    def _held_up(self, size: int) -> float:
        """The seconds that losses cost so many bytes."""
        if not self._loss:
            return 0.0
        lost = sum(self._dice.random() < self._loss for _ in range(0, size, _SEGMENT))
        self.lost += lost
        return lost * RETRANSMITTED_AFTER


@contextmanager
def faulty_proxy(
    target: int, plan: Iterable[Fault] = (), delay: float = 0.0, *, loss: float = 0.0, seed: int = 0
) -> Iterator[FaultyProxy]:
    """A proxy in front of a port of this machine, on a thread of its own."""
    proxy = FaultyProxy(target, plan, delay, loss, seed)
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    ended = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(proxy.run(ready, ended),))
    thread.start()
    ready.wait()
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()
