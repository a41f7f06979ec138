"""One sync: push what the outbox holds, and take in what the hub holds, until nothing is left on either side.

Pictures go last, and a lead that is saved meanwhile goes before the next piece of one.

Only a receipt strikes a change off the outbox, and the cursor moves only with what it stands behind. So
whatever stops a sync, a lost answer, a pulled plug, a killed process, the next one goes on, and what arrives
twice is there once.

The hub tells with each push, and at the end of its feed, how many changes it holds and a sum over their ids.
Where the laptop comes to another sum, everything is offered and read again, once.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from boothapp.domain.definition import LeadDefinition, Track
from boothapp.domain.show import Show
from boothapp.domain.tally import ChangeTally
from boothapp.errors import HubCutError, HubEpochError, HubRefusedError, HubReplyError, HubTooLargeError
from boothapp.sync.hub_port import Hub, PreparingHub
from boothapp.sync.laptop_port import Laptop, PendingChange
from boothapp.sync.picture_run import PictureRun
from boothapp.sync.report import LeadReceipt, SyncReport
from boothapp.wire.messages import (
    MAX_BATCH_BYTES,
    MAX_BATCH_CHANGES,
    PROTOCOL,
    Code,
    ExportNote,
    HelloReply,
    HelloRequest,
    ProvisionReply,
    ProvisionRequest,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    Receipt,
    Tally,
    WithheldCount,
    encode_json,
)

Progress = Callable[[int], None]
"""Is told how many changes have been answered, and pictures sent, so far."""

_MOST_FORKS = 3
"""How many new device ids one sync takes: the second is as good as unused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTexts:
    """The show at hand, and the definitions that its leads were captured under."""

    show: Show
    definitions: Sequence[LeadDefinition]

    @property
    def digest(self) -> str:
        """Tells whether the hub was told of these very texts."""
        return _digest("\0".join(map(_digest, [self.show.source, *(d.source for d in self.definitions)])))


def exchange(
    laptop: Laptop,
    hub: Hub,
    *,
    texts: ShowTexts,
    tracks: Sequence[Track],
    now: Callable[[], datetime],
    progress: Progress = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    rest: Callable[[float], None] = time.sleep,
) -> SyncReport:
    """Send what the outbox of a show holds, keep the hub's receipts, and take in what it holds.

    ``tracks`` is the show's policy: leads on other tracks are sent as counts only. ``cancelled`` is asked
    before each round trip, and ``rest`` is how a short wait that the hub asks for is waited out. Raises
    HubError; what was acknowledged and taken in until then stays so.
    """
    run = _Exchange(laptop, hub, texts, tracks, now, rest)
    run.start()
    while not cancelled():
        if run.step():
            return run.report
        progress(run.report.sent + run.report.pictures)
    run.report.was_cancelled = True
    return run.report


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """The push that is to be sent once all up to ``after`` is settled."""

    after: int
    batch: Sequence[PendingChange]
    request: PushRequest


class _Exchange:
    """The state of one sync."""

    def __init__(
        self,
        laptop: Laptop,
        hub: Hub,
        texts: ShowTexts,
        tracks: Sequence[Track],
        now: Callable[[], datetime],
        rest: Callable[[float], None],
    ) -> None:
        self._laptop, self._hub, self._texts, self._tracks, self._now = laptop, hub, texts, tracks, now
        self._after = 0
        self._most = MAX_BATCH_CHANGES
        self._forks = 0
        self._restarts = 0
        self._has_read_again = False
        self._all_sent = self._all_read = self._has_given_way = False
        self._ready: _Ready | None = None
        self._runs: tuple[str, str, str] | None = None
        self._held: Tally | None = None
        self._others: Tally | None = None
        self._withheld: list[WithheldCount] = []
        self.report = SyncReport(hub_id="")
        self._pictures = PictureRun(
            laptop, hub, show_id=texts.show.show_id, tracks=tracks, report=self.report, rest=rest
        )

    def start(self) -> None:
        """Greet the hub, unless it is known and knows the show as it is."""
        counts = self._laptop.withheld_counts(self._tracks)
        self._withheld = [
            WithheldCount(hour=count.hour, staff=count.staff, track=count.track, leads=count.leads)
            for count in counts
        ]
        self.report.withheld = sum(count.leads for count in counts)
        memory = self._laptop.memory()
        self.report.hub_id = memory.hub_id
        if not memory.hub_id or self._laptop.told_texts() != self._texts.digest:
            self._greet()

    def step(self) -> bool:
        """One round trip; True when nothing is left to do."""
        try:
            if not self._all_sent:
                self._pictures.let_go()
                self._push()
            elif not self._all_read:
                self._pull()
            elif self._is_equal():
                return self._send_pictures()
        except HubEpochError:
            self._restarts += 1
            if self._restarts > 1:
                raise
            self._after, self._all_sent, self._all_read, self._ready = 0, False, False, None
            self._greet()
        return False

    def _send_pictures(self) -> bool:
        """The next piece of one, or what was saved meanwhile, in turn; True when nothing is left to do."""
        may_give_way = self._pictures.is_under_way and not self._has_given_way
        self._has_given_way = may_give_way and bool(self._laptop.pending(1, self._tracks, self._after))
        if self._has_given_way:
            self._all_sent = False
            return False
        return self._pictures.step()

    def _greet(self) -> None:
        show, definitions = self._texts.show, self._texts.definitions
        device_id = self._laptop.memory().device_id
        reply = self._hub.hello(
            HelloRequest(
                device_id=device_id,
                show_id=show.show_id,
                show_sha256=_digest(show.source),
                definitions=[(*definition.ref, _digest(definition.source)) for definition in definitions],
            )
        )
        if reply.oldest_protocol > PROTOCOL:
            raise HubRefusedError(
                "The hub is too new for this boothapp. Every lead is still here. Install the new one."
            )
        self._measure(reply.server_time)
        self._laptop.meet(reply.hub_id, reply.epoch)
        self.report.hub_id = reply.hub_id
        self._provision(reply)

    def _provision(self, reply: HelloReply) -> None:
        """Send the texts that the hub asked for.

        A show text that came from the hub itself is not sent back: the hub has a newer one by now. One that
        was made of an older text than the hub's is passed over there: then that one comes with the feed, and
        whoever takes it puts the layouts of both together, or sets ours apart.
        """
        show, wanted = self._texts.show, set(reply.needs_definitions)
        last = self._laptop.hub_show()
        needs_show = reply.needs_show and show.source != last
        texts = [d.source for d in self._texts.definitions if tuple(d.ref) in wanted]
        told = ProvisionReply()
        if needs_show or texts:
            request = ProvisionRequest(
                device_id=self._laptop.memory().device_id,
                show_id=show.show_id,
                show=show.source if needs_show else "",
                definitions=texts,
                builds_on=_digest(last) if last else "",
            )
            told = self._hub.provision(request)
        self.report.problems += told.problems
        if told.is_behind and not last and self._laptop.memory().cursor:
            self._laptop.read_again()  # else the hub's text, which the feed brought long ago, never comes
        if not told.problems and not told.is_behind:
            self._laptop.keep_told(self._texts.digest, show.source)

    def _push(self) -> None:
        """Send the next batch, which may be empty, and take in the page that comes with the last answer.

        What is to follow is put into words while the hub is at work on this one, and sent only when that one
        is settled: so after a cut no more than one batch goes twice.
        """
        ready, self._ready = self._ready, None
        erased, exports = self._laptop.untold_erasures(), self._laptop.untold_exports()
        if ready and not (erased or exports) and ready.after == self._after:
            batch, request = ready.batch, ready.request
        else:
            batch, request = self._next_batch(), None
        following = self._following(batch)
        if request is None or not following:
            request = self._request(batch, erased, exports, with_page=not following)
        self._make_ready(following, batch)
        answer = self._sent(request, batch)
        if answer is None:
            return
        receipts = self._receipts(answer, batch)
        self._measure(answer.server_time)
        self._laptop.settle(receipts)
        if answer.is_copy:
            self._go_on_as_another(batch, receipts)
            return
        if answer.server_time:  # else it was an idle question, which says no word
            self._laptop.keep_run(answer.hub_id)
        self._laptop.mark_told(erased, exports)
        if request.withheld is not None:
            self._laptop.keep_told_counts(self._counts_digest())
        self._held = answer.held
        self.report.missing_ranges = answer.missing_ranges
        self._after = batch[-1].change_no if batch else self._after
        self._all_sent = not following
        if any(receipt.code == Code.ERASED for receipt in receipts):
            self._ready = None  # what is to follow may be of the same leads
        self._note(batch, receipts)
        if answer.page is not None:
            self._take(answer.page)
        elif request.pull is not None:
            self._all_read = True

    def _sent(self, request: PushRequest, batch: Sequence[PendingChange]) -> PushReply | None:
        """The answer; None where less is to be sent at a time."""
        try:
            return self._hub.push(request)
        except HubTooLargeError:
            self._send_less(batch)
        except HubCutError:
            if len(batch) <= 1:
                raise
            self._send_less(batch)  # so it is tried no more often than a batch can be halved
        return None

    def _request(
        self,
        batch: Sequence[PendingChange],
        erased: Sequence[str] = (),
        exports: Sequence[ExportNote] = (),
        *,
        with_page: bool,
        tells_counts: bool = True,
    ) -> PushRequest:
        memory = self._laptop.memory()
        before, run = self._run_words(memory.hub_id)
        return PushRequest(
            device_id=memory.device_id,
            show_id=self._texts.show.show_id,
            device_now=self._now().isoformat(),
            changes=[msgspec.Raw(change.change_json) for change in batch],
            withheld=self._untold_counts() if tells_counts else None,
            hub_id=memory.hub_id,
            epoch=memory.epoch,
            erased=list(erased),
            exports=list(exports),
            pull=self._pull_request() if with_page else None,
            run=run,
            run_before=before,
        )

    def _run_words(self, hub_id: str) -> tuple[str, str]:
        """The word that this hub heard last, and that of this sync."""
        if self._runs is None or self._runs[0] != hub_id:
            self._runs = (hub_id, *self._laptop.begin_run(hub_id))
        return self._runs[1:]

    def _untold_counts(self) -> list[WithheldCount] | None:
        """What stays here, where the hub was not told just that: else a sync without news can be idle."""
        return None if self._laptop.told_counts() == self._counts_digest() else self._withheld

    def _counts_digest(self) -> str:
        return _digest(encode_json(self._withheld).decode())

    def _following(self, batch: Sequence[PendingChange]) -> Sequence[PendingChange]:
        """What is to be sent after this batch, as much as is of use to know now; empty when that is all."""
        if not batch:
            return ()
        limit = self._most if isinstance(self._hub, PreparingHub) else 1
        return self._laptop.pending(limit, self._tracks, batch[-1].change_no)

    def _make_ready(self, following: Sequence[PendingChange], batch: Sequence[PendingChange]) -> None:
        """Let the hub's port prepare the push after this one, unless that is the last: it asks for a page."""
        next_batch = _as_one_holds(following)
        if len(following) < self._most or not next_batch or not isinstance(self._hub, PreparingHub):
            return
        request = self._request(next_batch, with_page=False, tells_counts=False)  # the one before tells them
        self._ready = _Ready(after=batch[-1].change_no, batch=next_batch, request=request)
        self._hub.prepare(request)

    def _send_less(self, batch: Sequence[PendingChange]) -> None:
        """Halve what is sent at a time; a change that is too large by itself stays here, with that reason."""
        if len(batch) > 1:
            self._most = max(1, len(batch) // 2)
        elif batch:
            self._refuse(batch[0], "is larger than the hub takes at once")
        else:
            raise HubReplyError("The hub calls a message without changes too large. Nothing of it counts.")

    def _refuse(self, change: PendingChange, reason: str) -> None:
        receipts = [Receipt(change_id=change.change_id, code=Code.REJECTED, reason=reason)]
        self._laptop.settle(receipts)
        self._after = change.change_no
        self._note([change], receipts)

    def _next_batch(self) -> Sequence[PendingChange]:
        """The next changes not yet tried in this sync, as many as one push may hold."""
        waiting = self._laptop.pending(self._most, self._tracks, self._after)
        while waiting and len(waiting[0].change_json) > MAX_BATCH_BYTES:
            self._refuse(waiting[0], "is larger than 4 MiB")
            waiting = waiting[1:]
        return _as_one_holds(waiting)

    def _pull_request(self) -> PullRequest:
        memory = self._laptop.memory()
        return PullRequest(
            device_id=memory.device_id,
            show_id=self._texts.show.show_id,
            cursor=memory.cursor,
            with_own=memory.with_own,
        )

    def _pull(self) -> None:
        self._take(self._hub.pull(self._pull_request()))

    def _take(self, page: PullReply) -> None:
        """Take in a page, if it is of the hub that was asked."""
        memory = self._laptop.memory()
        if (page.hub_id, page.epoch) != (memory.hub_id, memory.epoch):
            raise HubReplyError(_ANOTHER_HUB)
        if page.more and page.cursor == memory.cursor:
            raise HubReplyError("The hub hands out the same page again and again. Sync again.")
        texts = self._laptop.take_texts(page)
        taken = self._laptop.take(page)
        report = self.report
        report.has_new_texts |= texts.are_new
        report.kept_show = texts.kept_show or report.kept_show
        report.problems += texts.problems
        report.pulled += taken.changes
        report.new_leads += taken.leads
        report.erased += taken.erased
        report.set_apart += taken.set_apart
        self._all_read, self._others = not page.more, page.others

    def _receipts(self, answer: PushReply, batch: Sequence[PendingChange]) -> list[Receipt]:
        """The receipts, if the answer is this hub's and about these changes; else nothing in it counts."""
        memory = self._laptop.memory()
        if (answer.hub_id, answer.epoch) != (memory.hub_id, memory.epoch):
            raise HubReplyError(_ANOTHER_HUB)
        if len(answer.receipts) != len(batch) or any(
            receipt.change_id not in (change.change_id, "")
            for receipt, change in zip(answer.receipts, batch, strict=True)
        ):
            raise HubReplyError("The hub answered about other changes. Nothing of it counts. Sync again.")
        return [
            Receipt(change_id=change.change_id, code=receipt.code, reason=receipt.reason)
            for receipt, change in zip(answer.receipts, batch, strict=True)
        ]

    def _note(self, batch: Sequence[PendingChange], receipts: Sequence[Receipt]) -> None:
        """Keep the receipts for the report; where another laptop used our numbers, begin under a new name."""
        is_forked = any(receipt.code == Code.FORKED for receipt in receipts) and self._forks < _MOST_FORKS
        for change, receipt in zip(batch, receipts, strict=True):
            if is_forked and receipt.code == Code.FORKED:
                continue  # it goes again at once
            self.report.receipts.append(
                LeadReceipt(
                    lead_id=change.lead_id,
                    lead_no=change.lead_no,
                    change_id=change.change_id,
                    code=receipt.code,
                    reason=receipt.reason,
                )
            )
        if is_forked:
            self._fork()

    def _go_on_as_another(self, batch: Sequence[PendingChange], receipts: Sequence[Receipt]) -> None:
        """Begin under a new name, since another profile speaks under ours; nothing of this push was taken."""
        if self._forks >= _MOST_FORKS:
            raise HubReplyError("The hub takes this laptop for a copy under every name. Sync again.")
        if not any(receipt.code == Code.FORKED for receipt in receipts):
            self._fork()
        self._note(batch, receipts)

    def _fork(self) -> None:
        self._forks += 1
        self._laptop.fork()
        self._after, self._all_sent, self._all_read = 0, False, False
        self._held = self._ready = None

    def _is_equal(self) -> bool:
        """Whether both sides come to the same sums; a difference that stays is said, and left at that."""
        memory = self._laptop.memory()
        held, others = _told(self._held, memory.held), _told(self._others, memory.others)
        if held != memory.held and self._laptop.counted_held() == held:
            self._laptop.believe(held=held)
            memory = self._laptop.memory()
        if (held, others) == (memory.held, memory.others):
            return True
        if not self._has_read_again:
            self._has_read_again = True
            self._laptop.read_again()
            self._after, self._all_sent, self._all_read = 0, False, False
            return False
        if others == memory.others and self._laptop.let_go_of_erased(held):
            return True
        self._laptop.believe(held=held, others=others)
        self.report.problems.append(
            f"The hub counts {held.changes} changes of this laptop and {others.changes} of others; this "
            f"laptop counts {memory.held.changes} and {memory.others.changes}. Everything was sent and read "
            "again. Every lead is still here. Have someone run `boothapp hub verify`."
        )
        return True

    def _measure(self, server_time: str) -> None:
        """How far the hub's clock is ahead; half of the way there and back is not told apart from it."""
        try:
            theirs = datetime.fromisoformat(server_time)
        except ValueError:
            return
        if theirs.tzinfo is not None:
            self.report.clock_ahead_ms = int((theirs - self._now()).total_seconds() * 1000)


def _as_one_holds(changes: Sequence[PendingChange]) -> Sequence[PendingChange]:
    """As many of these as one push may hold."""
    size = 0
    for count, change in enumerate(changes):
        size += len(change.change_json)
        if size > MAX_BATCH_BYTES:
            return changes[:count]
    return changes


_ANOTHER_HUB = "Another hub answered than the one that was asked. Nothing of it counts. Sync again."


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _told(tally: Tally | None, ours: ChangeTally) -> ChangeTally:
    """What the hub counts; where it does not count, it is taken to agree."""
    if tally is None:
        return ours
    try:
        return ChangeTally(tally.changes, int(tally.sum, 16))
    except ValueError as error:
        raise HubReplyError(f"The hub's sum {tally.sum!r} is none. Sync again.") from error
