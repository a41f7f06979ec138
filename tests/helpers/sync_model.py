"""Laptops and a hub in a few lines each, on the real fold: what sync promises, without files or networks.

`Rules` holds the decisions that the promises rest on. Each can be replaced by a wrong one, so that tests
can prove that they would notice.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from boothapp.domain import fold
from boothapp.domain.change import Change, same_content
from boothapp.domain.ids import ChangeId, DeviceId, ShowId
from boothapp.domain.stamp import HybridClock, Stamp
from boothapp.errors import ChangeError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from boothapp.domain.change import Edit, JsonValue
    from boothapp.domain.fold import EntityState

SHOW = ShowId("show")

Key = tuple[str, str, str]
Json = dict[str, "JsonValue"]


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The decisions of sync; the defaults are the right ones."""

    apply: Callable[[EntityState, Change], None] = fold.apply
    identity: Callable[[Change], Hashable] = lambda change: change.change_id
    same_content: Callable[[Change, Change], bool] = same_content
    tie_break: Callable[[Change], str] = lambda change: change.change_id
    reoffer_on_new_epoch: bool = True
    rebuild_on_new_epoch: bool = True
    settle_what_is_folded: bool = True


def key_of(change: Change) -> Key:
    """Name the entity that the change is of."""
    return change.show_id, change.entity, change.entity_id


def copy_of(state: EntityState) -> EntityState:
    """Copy a state the way it travels, so that the copies share nothing."""
    return fold.state_from_json(fold.state_to_json(state))


class Row(NamedTuple):
    """The current state of one entity as the hub hands it out, and the changes that went into it."""

    key: Key
    state: Json
    folded: frozenset[ChangeId]


class Cursor(NamedTuple):
    """How far a laptop has read which feed."""

    epoch: int
    seq: int


@dataclass(kw_only=True)
class Hub:
    """The central store: pushes are appended to the log, and folded later in any order."""

    rules: Rules
    epoch: int = 1
    seq: int = 0
    log: dict[ChangeId, Change] = field(default_factory=dict)
    arrived: dict[Hashable, Change] = field(default_factory=dict)
    numbers: set[tuple[DeviceId, int]] = field(default_factory=set)
    unfolded: list[Change] = field(default_factory=list)
    states: dict[Key, EntityState] = field(default_factory=dict)
    folded: dict[Key, set[ChangeId]] = field(default_factory=dict)
    feed: dict[Key, int] = field(default_factory=dict)

    def push(self, batch: Sequence[Change | Json]) -> list[str]:
        """Append what is new, and answer for each change what became of it."""
        return [self._receive(each) for each in batch]

    def _receive(self, sent: Change | Json) -> str:
        try:
            change = sent if isinstance(sent, Change) else Change.from_json_ready(sent)
        except ChangeError:
            return "rejected"
        known = self.arrived.get(self.rules.identity(change))
        if known:
            return "duplicate" if self.rules.same_content(known, change) else "id_reuse"
        if (change.device_id, change.device_seq) in self.numbers:
            return "forked"
        self.log[change.change_id] = self.arrived[self.rules.identity(change)] = change
        self.numbers.add((change.device_id, change.device_seq))
        self.unfolded.append(change)
        return "received"

    def fold_some(self, count: int, shuffle: random.Random) -> None:
        """Fold up to `count` of the waiting changes, picked at random."""
        shuffle.shuffle(self.unfolded)
        for _ in range(min(count, len(self.unfolded))):
            change = self.unfolded.pop()
            key = key_of(change)
            state = self.states.setdefault(key, fold.EntityState())
            self.rules.apply(state, change)
            self.folded.setdefault(key, set()).add(change.change_id)
            settled = self.folded[key] if self.rules.settle_what_is_folded else self.log
            fold.settle(state, settled.__contains__)
            self.seq += 1
            self.feed[key] = self.seq

    def pull(self, cursor: Cursor, limit: int) -> tuple[list[Row], Cursor]:
        """Hand out up to `limit` rows that are newer than the cursor, oldest first, and the next cursor."""
        newer = sorted((seq, key) for key, seq in self.feed.items() if seq > cursor.seq)[:limit]
        rows = [
            Row(key, fold.state_to_json(self.states[key]), frozenset(self.folded[key])) for _, key in newer
        ]
        return rows, Cursor(self.epoch, newer[-1][0] if newer else cursor.seq)

    def backup(self) -> Hub:
        """Copy everything, as a file would."""
        return replace(
            self,
            log=dict(self.log),
            arrived=dict(self.arrived),
            numbers=set(self.numbers),
            unfolded=list(self.unfolded),
            states={key: copy_of(state) for key, state in self.states.items()},
            folded={key: set(ids) for key, ids in self.folded.items()},
            feed=dict(self.feed),
        )

    def restored(self, epoch: int) -> Hub:
        """Start again from this backup, as a new epoch."""
        return replace(self.backup(), epoch=epoch)


@dataclass(kw_only=True)
class Laptop:
    """One laptop: its own log, what of it is acknowledged, and the state it shows."""

    rules: Rules
    clock: HybridClock
    device_id: DeviceId
    next_seq: int = 1
    last_stamp: Stamp | None = None
    log: dict[ChangeId, Change] = field(default_factory=dict)
    pending: set[ChangeId] = field(default_factory=set)
    cursor: Cursor = field(default_factory=lambda: Cursor(0, 0))
    states: dict[Key, EntityState] = field(default_factory=dict)
    known: dict[Key, set[ChangeId]] = field(default_factory=dict)

    def state(self, lead: str) -> EntityState:
        """Give what this laptop holds of a lead."""
        return self.states.get((SHOW, "lead", lead), fold.EntityState())

    def save(self, change_id: ChangeId, lead: str, edits: Mapping[str, Edit]) -> Change:
        """Record an edit: log, outbox and state at once."""
        change = Change(
            change_id=change_id,
            device_id=self.device_id,
            device_seq=self.next_seq,
            stamp=self.clock.tick(change_id),
            show_id=SHOW,
            entity="lead",
            entity_id=lead,
            actor="ana",
            captured_at="2026-11-24T11:02:00+01:00",
            definition=("standard", 1),
            set=edits,
        )
        change = replace(change, stamp=Stamp(change.stamp.replace(change_id, self.rules.tie_break(change))))
        self.next_seq += 1
        self.last_stamp = change.stamp
        self.log[change_id] = change
        self.pending.add(change_id)
        self._put(change)
        return change

    def _put(self, change: Change) -> None:
        key = key_of(change)
        self.rules.apply(self.states.setdefault(key, fold.EntityState()), change)
        self.known.setdefault(key, set()).add(change.change_id)

    def greet(self, hub: Hub) -> None:
        """Take note of the hub's epoch: of a restored hub, nothing that it said before holds."""
        if self.cursor.epoch == hub.epoch:
            return
        seq = self.cursor.seq
        if self.rules.rebuild_on_new_epoch:
            seq = 0
            self.states.clear()
            self.known.clear()
            for change in self.log.values():
                self._put(change)
        if self.rules.reoffer_on_new_epoch:
            self.pending = set(self.log)
        self.cursor = Cursor(hub.epoch, seq)

    def outbox(self) -> list[Change]:
        """List what the hub has not acknowledged, in the order of its making."""
        return [change for change in self.log.values() if change.change_id in self.pending]

    def hear(self, batch: Sequence[Change], codes: Sequence[str], new_device_id: DeviceId) -> None:
        """Take the hub's answer: strike off what it has; if our numbers are taken, take a new name."""
        for change, code in zip(batch, codes, strict=True):
            if code in {"received", "duplicate"}:
                self.pending.discard(change.change_id)
        if "forked" in codes:
            self.device_id = new_device_id
            for seq, change in enumerate(self.outbox(), start=1):
                self.log[change.change_id] = replace(change, device_id=new_device_id, device_seq=seq)
            self.next_seq = len(self.pending) + 1

    def take(self, rows: Sequence[Row], cursor: Cursor) -> None:
        """Replace the pulled rows, and put the own changes that they do not hold yet on top."""
        for row in rows:
            self.states[row.key] = fold.state_from_json(row.state)
            self.known[row.key] = set(row.folded)
            for change in self.log.values():
                if key_of(change) == row.key and change.change_id not in row.folded:
                    self._put(change)
            for live in self.states[row.key].cells.values():
                for stamp in live:
                    self.clock.observe(stamp)
        self.cursor = cursor

    def profile(self) -> Laptop:
        """Copy the profile folder; the clock on the wall is not in it."""
        return replace(
            self,
            log=dict(self.log),
            pending=set(self.pending),
            states={key: copy_of(state) for key, state in self.states.items()},
            known={key: set(ids) for key, ids in self.known.items()},
        )

    def started_from(self, profile: Laptop, now_ms: Callable[[], int]) -> Laptop:
        """Run a copy of a profile on this machine."""
        return replace(profile.profile(), clock=HybridClock(now_ms, profile.last_stamp))
