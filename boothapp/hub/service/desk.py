"""Answers what laptops ask: lets pass who may, appends pushes together, and never folds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import select

from boothapp.errors import HubAccessError
from boothapp.hub.accounts import HUB_SCOPE, Accounts
from boothapp.hub.appending import Appender, Batch
from boothapp.hub.hub_word import take_word
from boothapp.hub.schema import DEVICE, FEED_HEAD, UNFOLDED
from boothapp.hub.service.rates import Allowance, Rates
from boothapp.hub.service.verbs import PULL, PUSH, Verb
from boothapp.hub.speakers import Standing, check_speaker, standing_of
from boothapp.hub.store import CentralStore
from boothapp.wire.messages import HubWordRequest, PushReply, PushRequest

_READERS = 4
_MOST_COUNTED = 10_000

T = TypeVar("T")


class Desk:
    """One worker's. Its coroutines are for one event loop; what they wait for runs on a few threads."""

    def __init__(self, store: CentralStore, rates: Rates) -> None:
        self._store = store
        self._accounts = Accounts(store)
        self._threads = ThreadPoolExecutor(_READERS, thread_name_prefix="boothapp-desk")
        self._appender = Appender(store.database, store.now)
        self._devices = Allowance(rates.device, time.monotonic)
        self._addresses = Allowance(rates.address, time.monotonic)
        self._enrolling = Allowance(rates.enrolling, time.monotonic)
        # What laptops would hear that have nothing to say, as long as nothing is committed.
        self._idle = (-1, dict[tuple[str, str], str]())

    def close(self) -> None:
        """Append what still waits, then end the threads; the store stays open."""
        self._appender.close()
        self._threads.shutdown()

    def admit(self, address: str, token: str, verb: Verb | None = None) -> None:
        """Raise HubWaitError for a token, or an address, that asks too often; looks nothing up."""
        self._addresses.take(address)
        if verb and not verb.scope:
            self._enrolling.take(address)
        elif not token:
            raise HubAccessError("There is no token with this request. Enrol this laptop.")
        else:
            self._devices.take(hash(token))

    async def answer(self, verb: Verb, token: str, request: Any, *, is_short: bool) -> Any:  # noqa: ANN401 - the messages of the verb
        """The reply; raises HubError. ``is_short`` tells that the request is read in a moment."""
        if isinstance(request, PushRequest):
            return await self._push(token, request, is_short=is_short)
        return await self._on_a_thread(lambda: self._answer(verb, token, request))

    def _answer(self, verb: Verb, token: str, request: Any) -> Any:  # noqa: ANN401 - the messages of the verb
        if not verb.scope:
            return self._accounts.enrol(request)
        access = self._accounts.check(request.show_id, token, verb.scope, request.device_id)
        if isinstance(request, HubWordRequest):
            return take_word(
                self._store, request, speaker=access.device_id, is_believed=HUB_SCOPE in access.scopes
            )
        return getattr(self._store, verb.method)(request)

    async def _push(self, token: str, request: PushRequest, *, is_short: bool) -> PushReply:
        if is_short and not self._store.database.is_postgresql:  # there it is another machine that is asked
            batch = self._read(token, request)
        else:
            batch = await self._on_a_thread(lambda: self._read(token, request))
        answer = await asyncio.wrap_future(self._appender.submit(batch))
        if request.pull is None:
            return self._store.reply(request, answer)
        return await self._on_a_thread(lambda: self._store.reply(request, answer))

    def _read(self, token: str, request: PushRequest) -> Batch:
        access = self._accounts.check(request.show_id, token, PUSH, request.device_id)
        own = (access.device_id,)
        standing = standing_of(self._store.database, request.show_id, own, request.device_id)
        check_speaker(standing, request, is_hub=HUB_SCOPE in access.scopes)
        pull = request.pull
        if pull is not None:
            self._accounts.check(pull.show_id, token, PULL, pull.device_id)
        is_first = standing is Standing.NEW and not request.brought_by
        return self._store.read(request)._replace(was=access.device_id if is_first else "")

    async def is_idle(self, token: str, show_id: str, device_id: str, told: str) -> bool:
        """Whether a laptop that was told this much before would hear the same again.

        ``told`` is ``<cursor>-<held changes>-<held sum>``, from its last push reply.
        """
        if self.is_known_idle(token, show_id, device_id, told):
            return True
        version = self._store.database.version()
        return await self._on_a_thread(lambda: self._is_idle(token, show_id, device_id, told, version))

    def is_known_idle(self, token: str, show_id: str, device_id: str, told: str) -> bool:
        """Whether that is so and in memory; raises HubError for a token that is no longer good."""
        version = self._store.database.version()
        as_of, tags = self._idle
        if version != as_of or not told or tags.get((show_id, device_id)) != told:
            return False
        self._accounts.check(show_id, token, PULL, device_id)
        return True

    def _is_idle(self, token: str, show_id: str, device_id: str, told: str, version: int | None) -> bool:
        self._accounts.check(show_id, token, PULL, device_id)
        query = select(FEED_HEAD.c.seq, DEVICE.c.held_changes, DEVICE.c.held_sum).where(
            FEED_HEAD.c.show_id == show_id,
            DEVICE.c.show_id == FEED_HEAD.c.show_id,
            DEVICE.c.device_id == device_id,
        )
        with self._store.database.reading() as connection:
            row = connection.execute(query).one_or_none()
        tag = f"{self._store.identity.epoch}.{row[0]}-{row[1]}-{row[2]}" if row else ""
        if version is not None:
            as_of, tags = self._idle
            self._idle = (version, {**(tags if version == as_of else {}), (show_id, device_id): tag})
        return told == tag != ""

    async def changes_waiting(self) -> int:
        """How many changes wait for the fold, counted to ten thousand; raises HubError."""
        return await self._on_a_thread(self._changes_waiting)

    def _changes_waiting(self) -> int:
        self._store.database.check_room()
        with self._store.database.reading() as connection:
            return len(connection.execute(select(UNFOLDED.c.show_id).limit(_MOST_COUNTED)).all())

    async def _on_a_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)
