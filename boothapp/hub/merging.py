"""One hub's store goes into another's: the store of a booth into that of the office, once or again and again.

Changes are offered as their own laptops would offer them, and answered change by change. The rest is what
no laptop can say: what was set apart, what left in files, who was seen to forget. Nothing is taken away on
either side, and whatever cuts it short, the next merge goes over it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from boothapp.domain.definition import Track
from boothapp.domain.tally import ChangeTally, tally_of
from boothapp.hub.bulk import among
from boothapp.hub.change_log import ERASED_BODY
from boothapp.hub.hub_rows import HubRows
from boothapp.hub.schema import CHANGE, DEFINITION, DEVICE, DEVICE_TALLY, SHOW
from boothapp.hub.store import CentralStore
from boothapp.wire.messages import (
    MAX_BATCH_BYTES,
    MAX_BATCH_CHANGES,
    RENAMED,
    Code,
    HelloRequest,
    ProvisionRequest,
    PushRequest,
    Receipt,
    WithheldCount,
    decode_json,
    encode_json,
)


@dataclass(slots=True, kw_only=True)
class Merged:
    """What a merge came to: how each change was answered, and what is in both stores now, by tally.

    ``renamed`` counts changes of copied profiles: two laptops used one number, so the later one goes by
    another device's name. ``offered`` and ``arrived`` are equal when all is there; ``refused`` says what was
    not taken.
    """

    shows: list[str] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    renamed: int = 0
    offered: ChangeTally = field(default_factory=ChangeTally)
    arrived: ChangeTally = field(default_factory=ChangeTally)
    refused: list[Receipt] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether every change of the one store is in the other."""
        return self.offered == self.arrived and not self.refused


def merge(
    source: CentralStore, target: CentralStore, progress: Callable[[int], None] = lambda _: None
) -> Merged:
    """Take all of the source into the target; ``progress`` is told how many changes were answered so far."""
    merged = Merged()
    with source.database.reading() as connection:
        merged.shows = sorted(
            {
                *connection.execute(select(CHANGE.c.show_id).distinct()).scalars(),
                *connection.execute(select(DEVICE.c.show_id).distinct()).scalars(),
                *connection.execute(select(SHOW.c.show_id)).scalars(),
            }
        )
        for show_id in merged.shows:
            _ShowMerge(connection, source.identity.hub_id, target, show_id, merged, progress).run()
    target.fold_pending()
    return merged


@dataclass(frozen=True, slots=True)
class _ShowMerge:
    """The merge of one show, out of one view of the source."""

    source: Connection
    source_id: str
    target: CentralStore
    show_id: str
    merged: Merged
    progress: Callable[[int], None]

    def run(self) -> None:
        self._bring_texts()
        rows = HubRows(self.source, self.target, self.show_id)
        rows.bring()
        devices = select(CHANGE.c.device_id).where(CHANGE.c.show_id == self.show_id).distinct()
        for device_id in sorted(self.source.execute(devices).scalars()):
            self._bring_changes(device_id)
            self._compare(device_id)
        rows.bring_pictures()
        self._bring_counts()

    def _bring_texts(self) -> None:
        """The definitions that the target lacks, and the show where it has none: its own text stays."""
        target_hello = self.target.hello(HelloRequest(device_id=self.source_id, show_id=self.show_id))
        shows = self.source.execute(select(SHOW.c.source).where(SHOW.c.show_id == self.show_id)).scalars()
        texts = select(DEFINITION.c.source).where(DEFINITION.c.show_id == self.show_id)
        request = ProvisionRequest(
            device_id=self.source_id,
            show_id=self.show_id,
            show=next(shows, "") if target_hello.needs_show else "",
            definitions=list(self.source.execute(texts).scalars()),
        )
        self.merged.problems += self.target.provision(request).problems

    def _bring_changes(self, device_id: str) -> None:
        for batch in self._batches(device_id):
            receipts = self._push(device_id, [row.body.encode() for row in batch])
            forked = [
                row for row, receipt in zip(batch, receipts, strict=True) if receipt.code == Code.FORKED
            ]
            if forked:
                # As the laptop itself would do: under another name the number is free, and the id stays.
                other = f"{device_id}{RENAMED}{self.source_id}"
                self._push(other, [_renamed(row.body, other) for row in forked])
                self.merged.renamed += len(forked)
                self.merged.codes[Code.FORKED] -= len(forked)
            self.progress(self.merged.codes.total())

    def _batches(self, device_id: str) -> Iterator[list[Row[*tuple[Any, ...]]]]:
        """The device's changes in the order of their numbers, as many at a time as a push may hold."""
        after = 0
        while True:
            query = (
                select(CHANGE.c.device_seq, CHANGE.c.body)
                .where(
                    CHANGE.c.show_id == self.show_id,
                    CHANGE.c.device_id == device_id,
                    CHANGE.c.device_seq > after,
                    CHANGE.c.body != ERASED_BODY,
                )
                .order_by(CHANGE.c.device_seq)
                .limit(MAX_BATCH_CHANGES)
            )
            batch: list[Row[*tuple[Any, ...]]] = []
            size = 0
            for row in self.source.execute(query):
                size += len(row.body.encode())
                if batch and size > MAX_BATCH_BYTES:
                    break
                batch.append(row)
            if not batch:
                return
            yield batch
            after = batch[-1].device_seq

    def _push(self, device_id: str, bodies: Sequence[bytes]) -> list[Receipt]:
        reply = self.target.append(
            PushRequest(
                device_id=device_id,
                show_id=self.show_id,
                device_now=self.target.now().isoformat(),
                changes=[msgspec.Raw(body) for body in bodies],
            )
        )
        self.merged.codes.update(receipt.code for receipt in reply.receipts)
        self.merged.refused += [
            receipt
            for receipt in reply.receipts
            if receipt.code in (Code.REJECTED, Code.ID_REUSE, Code.UNSUPPORTED)
        ]
        return reply.receipts

    def _compare(self, device_id: str) -> None:
        """Tally what the source holds of the device, and what of that the target holds."""
        after = ""
        while True:
            query = select(CHANGE.c.change_id).where(
                CHANGE.c.show_id == self.show_id, CHANGE.c.device_id == device_id, CHANGE.c.change_id > after
            )
            ids = list(
                self.source.execute(query.order_by(CHANGE.c.change_id).limit(MAX_BATCH_CHANGES)).scalars()
            )
            if not ids:
                return
            with self.target.database.reading() as connection:
                there = select(CHANGE.c.change_id).where(
                    CHANGE.c.show_id == self.show_id, among(connection, CHANGE.c.change_id, ids)
                )
                arrived = tally_of(connection.execute(there).scalars())
            self.merged.offered = self.merged.offered.plus(tally_of(ids))
            self.merged.arrived = self.merged.arrived.plus(arrived)
            after = ids[-1]

    def _bring_counts(self) -> None:
        """How many leads stay on each laptop, if the target does not know it of a later time."""
        devices = select(DEVICE.c.device_id, DEVICE.c.tally_at).where(
            DEVICE.c.show_id == self.show_id, DEVICE.c.tally_at != ""
        )
        for device in self.source.execute(devices):
            counts = select(DEVICE_TALLY).where(
                DEVICE_TALLY.c.show_id == self.show_id, DEVICE_TALLY.c.device_id == device.device_id
            )
            withheld = [
                WithheldCount(hour=row.hour, staff=row.staff, track=Track(row.track), leads=row.leads)
                for row in self.source.execute(counts)
            ]
            self.target.append(
                PushRequest(
                    device_id=device.device_id,
                    show_id=self.show_id,
                    device_now=device.tally_at,
                    withheld=withheld,
                )
            )


def _renamed(body: str, device_id: str) -> bytes:
    """The change under another device's name, all else as it was."""
    given: Any = decode_json(body)
    return encode_json({**given, "device_id": device_id})
