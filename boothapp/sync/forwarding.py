"""One hub's store goes to another hub by what laptops say: a booth's to the office's, as often as one likes.

Changes are offered as their own laptops would offer them, and answered change by change; with them goes what
the laptops said beside, and the pictures follow. Whatever cuts it short, the next time goes over it again,
and nothing is there twice. What either hub was to forget is forgotten at the other as well: there at once
where it takes this hub's word, else its owner is asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from boothapp.domain.tally import tally_of
from boothapp.errors import (
    AccessReason,
    HubAccessError,
    HubCutError,
    HubRefusedError,
    HubReplyError,
    HubTooLargeError,
    HubWaitError,
)
from boothapp.sync.forwarded import Forwarded
from boothapp.sync.held_pictures import HeldPictures, Speaker
from boothapp.sync.holdings_port import Brought, HeldChange, Holdings
from boothapp.sync.hub_port import OtherHub
from boothapp.sync.picture_run import LONGEST_REST_SECONDS, PictureRun
from boothapp.sync.report import SETTLED, SyncReport
from boothapp.wire.messages import (
    MAX_BATCH_BYTES,
    MAX_BATCH_CHANGES,
    MAX_SAID_AT_ONCE,
    RENAMED,
    Code,
    ErasureNote,
    HelloRequest,
    HubWordRequest,
    ProvisionRequest,
    PushRequest,
    Receipt,
    decode_json,
    encode_json,
)

_T = TypeVar("_T")


def forward(
    holdings: Holdings,
    hub: OtherHub,
    *,
    now: Callable[[], datetime],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
    rest: Callable[[float], None] = time.sleep,
) -> Forwarded:
    """Bring all that is held of a show to the hub; raises HubError, and what was acknowledged stays there.

    ``progress`` is told how many changes and pictures are done, and of how many; ``cancelled`` is asked
    between round trips.
    """
    run = _Forwarding(holdings, hub, now, progress, cancelled, rest)
    run.greet()
    run.bring_erasures()
    for device_id in holdings.devices():
        if run.is_stopped():
            break
        run.bring_word(device_id)
        run.bring_changes(device_id)
    run.bring_said()
    run.bring_pictures()
    run.forget()
    run.keep()
    return run.done


@dataclass(slots=True)
class _Forwarding:
    """The state of one run."""

    holdings: Holdings
    hub: OtherHub
    now: Callable[[], datetime]
    progress: Callable[[int, int], None]
    cancelled: Callable[[], bool]
    rest: Callable[[float], None]
    done: Forwarded = field(default_factory=Forwarded)
    _epoch: int = 0
    _takes_hub_word: bool = False
    _total: int = 0
    _most: int = MAX_BATCH_CHANGES
    _to_forget: set[str] = field(default_factory=set)

    def greet(self) -> None:
        """Learn which hub it is, and bring what it lacks of the show's texts; its own show text stays."""
        held, texts, shows = self.holdings, self.holdings.definitions(), self.holdings.shows()
        if held.show_id not in shows:
            raise HubRefusedError(
                f"This store has nothing of the show {held.show_id}. Nothing was sent. "
                f"It has: {', '.join(shows) or 'no show at all'}."
            )
        self.done.other_shows = [show_id for show_id in shows if show_id != held.show_id]
        self.done.size = held.size()
        told = HelloRequest(
            device_id=held.hub_id,
            show_id=held.show_id,
            definitions=[(*text.ref, text.sha256) for text in texts],
        )
        reply = self.hub.hello(told)
        if reply.hub_id == held.hub_id:
            raise HubRefusedError("This is the same hub. Nothing was sent. Connect to the other one first.")
        self.done.hub_id, self._epoch = reply.hub_id, reply.epoch
        self._takes_hub_word = reply.takes_hub_word
        self._total = held.count_changes() + len(held.pictures())
        wanted = set(reply.needs_definitions)
        request = ProvisionRequest(
            device_id=held.hub_id,
            show_id=held.show_id,
            show=held.show() if reply.needs_show else "",
            definitions=[text.source for text in texts if text.ref in wanted],
        )
        if request.show or request.definitions:
            self.done.problems += self.hub.provision(request).problems

    def bring_erasures(self) -> None:
        """What was erased here, before all else: no copy of it is to be taken there first."""
        held = self.holdings.erasures()
        self.done.erasures = len(held)
        if not self._takes_hub_word:
            self.done.untold = [one.lead_id for one in held if one.is_own]
            return
        notes = [ErasureNote(lead_id=one.lead_id, by=one.by, reason=one.reason) for one in held]
        self._say(notes, lambda some: self._say_itself(erasures=some))

    def bring_said(self) -> None:
        """What sales said at this hub, and who its staff is."""
        dispositions, staff = self.holdings.dispositions(), self.holdings.staff()
        if not self._takes_hub_word:
            self.done.untaken = len(dispositions) + len(staff)
            return
        self._say(dispositions, lambda some: self._say_itself(dispositions=some))
        self._say(staff, lambda some: self._say_itself(staff=some))

    def _say_itself(self, **said: Any) -> None:  # noqa: ANN401 - fields of HubWordRequest
        """Say something in the name of this hub."""
        told = HubWordRequest(device_id=self.holdings.hub_id, show_id=self.holdings.show_id, **said)
        reply, done = self._patiently(lambda: self.hub.hub_word(told)), self.done
        done.erased_there += len(reply.erased)
        done.asked += reply.asked
        done.files += [file for file in reply.files if file not in done.files]
        done.untaken += reply.untaken
        done.problems += reply.problems

    def bring_word(self, device_id: str) -> None:
        """What a laptop said beside its changes; the hub keeps the later word."""
        word = self.holdings.word(device_id)
        if word.withheld_at:
            self._push(device_id, (), at=word.withheld_at, withheld=list(word.withheld))
        try:
            self._say(word.erased, lambda some: self._push(device_id, (), erased=some))
        except HubAccessError as error:
            if error.reason is not AccessReason.SCOPE:
                raise
            self.done.unsaid += len(word.erased)
        self._say(word.exports, lambda some: self._push(device_id, (), exports=some))

    def _say(self, words: Sequence[_T], say: Callable[[list[_T]], object]) -> None:
        """Say these in pieces that get through; one that never will keeps nothing else back."""
        start, most = 0, MAX_SAID_AT_ONCE
        while start < len(words) and not self.is_stopped():
            some = list(words[start : start + most])
            try:
                say(some)
            except (HubTooLargeError, HubCutError) as error:
                if len(some) > 1:
                    most = len(some) // 2
                    continue
                if isinstance(error, HubCutError):
                    raise
                self.done.problems.append(str(error))
            start += len(some)

    def bring_changes(self, device_id: str) -> None:
        """All changes of a laptop, in the order of their numbers."""
        after = 0
        while not self.is_stopped():
            batch = _as_one_holds(self.holdings.changes(device_id, after, self._most))
            if not batch:
                return
            try:
                receipts = self._push(device_id, [change.body for change in batch])
            except (HubTooLargeError, HubCutError):
                if len(batch) == 1:
                    raise
                self._most = max(1, len(batch) // 2)
                continue
            after = batch[-1].device_seq
            self._settle(device_id, batch, receipts)
            self.progress(self.done.offered.changes + self.done.pictures, self._total)

    def _settle(self, device_id: str, batch: Sequence[HeldChange], receipts: Sequence[Receipt]) -> None:
        forked = [change for change, told in zip(batch, receipts, strict=True) if told.code == Code.FORKED]
        if forked:
            # As the laptop itself would do: under another name the number is free, and the id stays.
            other = f"{device_id}{RENAMED}{self.holdings.hub_id}"
            again = self._push(other, [_renamed(change.body, other) for change in forked])
            anew = dict(zip((change.change_id for change in forked), again, strict=True))
            pairs = zip(batch, receipts, strict=True)
            receipts = [anew.get(change.change_id, told) for change, told in pairs]
            self.done.renamed += len(forked)
        done, arrived = self.done, list[str]()
        for change, told in zip(batch, receipts, strict=True):
            done.codes[told.code] += 1
            if told.code in SETTLED:
                arrived.append(change.change_id)
            else:
                done.refused.append(msgspec.structs.replace(told, change_id=change.change_id))
            if told.code == Code.ERASED:
                self._to_forget.add(change.lead_id)
        done.offered = done.offered.plus(tally_of(change.change_id for change in batch))
        done.arrived = done.arrived.plus(tally_of(arrived))

    def _push(
        self,
        device_id: str,
        bodies: Sequence[bytes],
        *,
        at: str = "",
        **beside: Any,  # noqa: ANN401 - fields of PushRequest
    ) -> list[Receipt]:
        """Push in a laptop's name; the receipts, if they are this hub's and about these changes."""
        request = PushRequest(
            device_id=device_id,
            show_id=self.holdings.show_id,
            device_now=at or self.now().isoformat(),
            changes=[msgspec.Raw(body) for body in bodies],
            hub_id=self.done.hub_id,
            epoch=self._epoch,
            brought_by=self.holdings.hub_id,
            **beside,
        )
        reply = self._patiently(lambda: self.hub.push(request))
        is_meant = (reply.hub_id, reply.epoch) == (self.done.hub_id, self._epoch)
        if not is_meant or len(reply.receipts) != len(bodies):
            raise HubReplyError("The answer is not about what was sent. Nothing of it counts. Try again.")
        return reply.receipts

    def _patiently(self, ask: Callable[[], _T]) -> _T:
        """Ask, again after a short wait where the hub wants one."""
        while True:
            try:
                return ask()
            except HubWaitError as error:
                if error.seconds > LONGEST_REST_SECONDS or self.cancelled():
                    raise
                self.rest(error.seconds)

    def bring_pictures(self) -> None:
        """The pictures that are whole, after the leads: by those the hub knows which were to be forgotten."""
        held = HeldPictures(self.holdings, Speaker(self.holdings.hub_id, self.done.hub_id, self._epoch))
        report = SyncReport(hub_id=self.done.hub_id)
        run = PictureRun(
            held, self.hub, show_id=self.holdings.show_id, tracks=(), report=report, rest=self.rest
        )
        while not self.is_stopped() and not run.step():
            self.done.pictures = report.pictures
            self.progress(self.done.offered.changes + self.done.pictures, self._total)
        self.done.pictures = report.pictures
        self.done.pictures_left = len(held.waiting) - len(held.never) - report.pictures
        self.done.problems += report.problems

    def forget(self) -> None:
        """What was erased at the other hub is erased here."""
        fresh = sorted(self._to_forget.difference(one.lead_id for one in self.holdings.erasures()))
        self.done.forgotten = len(fresh)
        self.done.erasures += len(fresh)
        if fresh:
            self.holdings.forget(fresh)

    def keep(self) -> None:
        """Note with the store what came of it, for whoever asks whether all of it is there."""
        done = self.done
        brought = Brought(
            at=self.now().isoformat(timespec="seconds"),
            hub_id=done.hub_id,
            epoch=self._epoch,
            show_id=self.holdings.show_id,
            size=done.size,
            arrived=done.arrived.changes,
            is_whole=done.is_whole,
            erasures=done.erasures,
            asked=done.asked,
            untold=done.untold,
        )
        self.holdings.note(done.hub_id, encode_json(brought).decode())

    def is_stopped(self) -> bool:
        """Whether whoever waits for it wants no more."""
        self.done.was_cancelled = self.done.was_cancelled or self.cancelled()
        return self.done.was_cancelled


def _as_one_holds(changes: Sequence[HeldChange]) -> Sequence[HeldChange]:
    size = 0
    for count, change in enumerate(changes):
        size += len(change.body)
        if size > MAX_BATCH_BYTES:
            return changes[: max(1, count)]
    return changes


def _renamed(body: bytes, device_id: str) -> bytes:
    """The change under another device's name, all else as it was."""
    given: Any = decode_json(body)
    return encode_json({**given, "device_id": device_id})
