"""One sync: greet the hub, tell it of the show, and push what the outbox holds until nothing is left.

Only a receipt strikes a change off the outbox. So whatever stops a sync, a lost answer, a pulled plug, a
killed process, the next one sends those changes again, and the hub calls them duplicates.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import msgspec

from boothapp.domain.definition import LeadDefinition, Track
from boothapp.domain.ids import DeviceId
from boothapp.domain.scoreboard import TrackCount
from boothapp.domain.show import Show
from boothapp.errors import HubRefusedError, HubReplyError
from boothapp.sync.hub_port import Hub
from boothapp.wire.messages import (
    MAX_BATCH_BYTES,
    MAX_BATCH_CHANGES,
    PROTOCOL,
    Code,
    HelloReply,
    HelloRequest,
    ProvisionRequest,
    PushReply,
    PushRequest,
    Receipt,
    WithheldCount,
)

SETTLED = frozenset({Code.RECEIVED, Code.DUPLICATE, Code.ERASED})
"""The answers after which a change need never be sent again."""


class PendingChange(Protocol):
    """A change that waits in the outbox."""

    @property
    def change_json(self) -> bytes:
        """The change as JSON in UTF-8."""

    @property
    def change_id(self) -> str:
        """Its id."""

    @property
    def lead_id(self) -> str:
        """The lead that it is of."""

    @property
    def lead_no(self) -> int:
        """The number of that lead on this laptop."""


class OutboxPort(Protocol):
    """What the engine needs of the laptop's outbox."""

    def meet(self, hub_id: str, epoch: int) -> None:
        """Offer everything again if this is another hub, or another epoch of it, than the last one met."""

    def pending(self, limit: int, tracks: Sequence[Track]) -> Sequence[PendingChange]:
        """The oldest changes not yet acknowledged, of leads that are, or once were, on these tracks."""

    def settle(self, receipts: Sequence[Receipt]) -> None:
        """Keep what the hub said of each change, in one durable step."""

    def withheld_counts(self, tracks: Sequence[Track]) -> Sequence[TrackCount]:
        """How many leads stay on the laptop while these tracks leave it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadReceipt:
    """What the hub said of one change of one lead; ``reason`` is for people."""

    lead_id: str
    lead_no: int
    change_id: str
    code: str
    reason: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether the change need never be sent again."""
        return self.code in SETTLED


@dataclass(slots=True, kw_only=True)
class SyncReport:
    """What one sync came to; changes are counted, and ``withheld`` are leads that stay here by policy.

    ``problems`` are words of the hub about the show and its definitions. ``was_cancelled`` tells that
    something may be left to send.
    """

    hub_id: str
    withheld: int = 0
    receipts: list[LeadReceipt] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    missing_ranges: list[tuple[int, int]] = field(default_factory=list)
    was_cancelled: bool = False

    @property
    def sent(self) -> int:
        """Changes that were answered for, one way or the other."""
        return len(self.receipts)

    @property
    def by_code(self) -> Counter[str]:
        """How many changes were answered with each code."""
        return Counter(receipt.code for receipt in self.receipts)

    @property
    def received(self) -> int:
        """Changes that were new to the hub."""
        return self.by_code[Code.RECEIVED]

    @property
    def duplicate(self) -> int:
        """Changes that the hub had already."""
        return self.by_code[Code.DUPLICATE]

    @property
    def refused(self) -> list[LeadReceipt]:
        """What the hub did not take, each with its reason; it stays on the laptop."""
        return [receipt for receipt in self.receipts if not receipt.is_settled]


Progress = Callable[[int], None]
"""Is told how many changes have been answered so far."""


def push_all(
    outbox: OutboxPort,
    hub: Hub,
    *,
    device_id: DeviceId,
    show: Show,
    definitions: Sequence[LeadDefinition],
    tracks: Sequence[Track],
    now: Callable[[], datetime],
    progress: Progress = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> SyncReport:
    """Send what the outbox of a show holds, and keep the hub's receipts.

    ``tracks`` is the show's policy: leads on other tracks are sent as counts only. ``definitions`` are those
    that the show's leads were captured under. ``cancelled`` is asked before each batch. Raises HubError;
    what was acknowledged until then stays so.
    """
    reply = _greet(hub, device_id, show, definitions)
    outbox.meet(reply.hub_id, reply.epoch)
    report = SyncReport(hub_id=reply.hub_id)
    report.problems += _provision(hub, reply, device_id, show, definitions)
    counts = [
        WithheldCount(hour=count.hour, staff=count.staff, track=count.track, leads=count.leads)
        for count in outbox.withheld_counts(tracks)
    ]
    report.withheld = sum(count.leads for count in counts)
    withheld: list[WithheldCount] | None = counts
    tried: set[str] = set()
    while True:
        if cancelled():
            report.was_cancelled = True
            break
        batch = _next_batch(outbox, tracks, tried, len(report.refused))
        if not batch and withheld is None:
            break
        if len(batch) == 1 and len(batch[0].change_json) > MAX_BATCH_BYTES:
            receipts = [
                Receipt(change_id=batch[0].change_id, code=Code.REJECTED, reason="is larger than 4 MiB")
            ]
        else:
            request = PushRequest(
                device_id=device_id,
                show_id=show.show_id,
                device_now=now().isoformat(),
                changes=[msgspec.Raw(change.change_json) for change in batch],
                withheld=withheld,
            )
            answer = hub.push(request)
            receipts = _receipts(answer, reply, batch)
            report.missing_ranges = answer.missing_ranges
            withheld = None
        outbox.settle(receipts)
        tried.update(change.change_id for change in batch)
        _note(report, batch, receipts)
        progress(len(report.receipts))
    return report


def _greet(hub: Hub, device_id: DeviceId, show: Show, definitions: Sequence[LeadDefinition]) -> HelloReply:
    reply = hub.hello(
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
    return reply


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _provision(
    hub: Hub, reply: HelloReply, device_id: DeviceId, show: Show, definitions: Sequence[LeadDefinition]
) -> list[str]:
    """Send the texts that the hub asked for; gives what it could not take, in words."""
    wanted = set(reply.needs_definitions)
    texts = [definition.source for definition in definitions if tuple(definition.ref) in wanted]
    if not (reply.needs_show or texts):
        return []
    request = ProvisionRequest(
        device_id=device_id,
        show_id=show.show_id,
        show=show.source if reply.needs_show else "",
        definitions=texts,
    )
    return hub.provision(request).problems


def _next_batch(
    outbox: OutboxPort, tracks: Sequence[Track], tried: set[str], refused: int
) -> list[PendingChange]:
    """The next changes not yet tried in this sync, as many as one push may hold; at least one if any is left.

    What the hub refused may still be pending: it stands in the way, and is passed over.
    """
    size = 0
    batch: list[PendingChange] = []
    for change in outbox.pending(MAX_BATCH_CHANGES + refused, tracks):
        if change.change_id in tried:
            continue
        size += len(change.change_json)
        if batch and (size > MAX_BATCH_BYTES or len(batch) == MAX_BATCH_CHANGES):
            break
        batch.append(change)
    return batch


def _receipts(answer: PushReply, hub: HelloReply, batch: Sequence[PendingChange]) -> list[Receipt]:
    """The receipts, if the answer is this hub's and about these changes; else nothing in it counts."""
    if answer.hub_id != hub.hub_id or answer.epoch != hub.epoch:
        raise HubReplyError(
            "Another hub answered than the one that was asked. Nothing of it counts. Sync again."
        )
    if len(answer.receipts) != len(batch) or any(
        receipt.change_id not in (change.change_id, "")
        for receipt, change in zip(answer.receipts, batch, strict=True)
    ):
        raise HubReplyError("The hub answered about other changes. Nothing of it counts. Sync again.")
    return [
        Receipt(change_id=change.change_id, code=receipt.code, reason=receipt.reason)
        for receipt, change in zip(answer.receipts, batch, strict=True)
    ]


def _note(report: SyncReport, batch: Sequence[PendingChange], receipts: Sequence[Receipt]) -> None:
    for change, receipt in zip(batch, receipts, strict=True):
        report.receipts.append(
            LeadReceipt(
                lead_id=change.lead_id,
                lead_no=change.lead_no,
                change_id=change.change_id,
                code=receipt.code,
                reason=receipt.reason,
            )
        )
