"""Three laptops and a hub under everything that happens to them at a show, with what must stay true."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from boothapp.domain import fold
from boothapp.domain.ids import ChangeId, DeviceId, uuid7
from boothapp.domain.stamp import HybridClock
from tests.helpers.sync_model import SHOW, Hub, Laptop, Rules, key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from boothapp.domain.change import Change, Edit, JsonValue
    from boothapp.domain.fold import EntityState
    from boothapp.domain.stamp import Stamp
    from tests.helpers.sync_model import Json, Key

HOUR_MS = 3_600_000
POISON: Json = {"v": 1, "set": {"company.name": {"value": "no id, no stamp"}}}

laptops = st.integers(0, 2)
leads = st.sampled_from(["lead 1", "lead 2"])
names = st.sampled_from(["company.name", "rating"])
shuffles = st.integers(0, 99).map(Random)


class SyncMachine(RuleBasedStateMachine):
    """Anything may happen in any order; `everyone_syncs` at the end must bring all to one truth."""

    sync_rules: ClassVar[Rules] = Rules()

    def __init__(self) -> None:
        super().__init__()
        self.made = 0
        self.wall = [1_800_000_000_000] * 3
        self.laptops = [
            Laptop(rules=self.sync_rules, clock=HybridClock(self.wall_of(at)), device_id=self.new_device_id())
            for at in range(3)
        ]
        self.hub = Hub(rules=self.sync_rules)
        self.epochs = 1
        self.backups = [self.hub.backup()]
        self.profiles = [self.laptops[0].profile()]
        self.sent: list[list[Change]] = []
        self.past: dict[ChangeId, frozenset[ChangeId]] = {}

    def wall_of(self, at: int) -> Callable[[], int]:
        """Give the wall clock of one machine."""
        return lambda: self.wall[at]

    def new_id(self) -> str:
        """Make an id, the same one in every replay."""
        self.made += 1
        return uuid7(self.made, Random(self.made).getrandbits)

    def new_device_id(self) -> DeviceId:
        """Make a device id."""
        return DeviceId(self.new_id())

    # --- what people do -----------------------------------------------------------------------------------

    @rule(at=laptops, lead=leads, name=names)
    def edit(self, at: int, lead: str, name: str) -> None:
        """Someone types a value that was never typed before."""
        change = self.save(at, lead, fold.edits(self.laptops[at].state(lead), {name: f"value {self.made}"}))
        live = self.laptops[at].state(lead).cells[name]
        assert list(live) == [change.stamp], "saving settles a field, whatever the clocks say"

    @rule(at=laptops, lead=leads)
    def delete(self, at: int, lead: str) -> None:
        """Someone deletes a lead they know."""
        state = self.laptops[at].state(lead)
        if state.cells and not fold.deleted(state):
            self.save(at, lead, fold.deletion(state))
            assert fold.deleted(self.laptops[at].state(lead)), "who deletes a lead sees it deleted"

    def save(self, at: int, lead: str, edits: dict[str, Edit]) -> Change:
        """Save on one laptop, and remember for ourselves what its user could have seen."""
        laptop = self.laptops[at]
        change_id = ChangeId(self.new_id())
        self.past[change_id] = frozenset(laptop.known.get((SHOW, "lead", lead), ()))
        return laptop.save(change_id, lead, edits)

    # --- what happens to clocks, wires and disks ----------------------------------------------------------

    @rule(at=laptops, by=st.sampled_from([1, 1000, 3 * HOUR_MS, -1, -3 * HOUR_MS]))
    def clock_moves(self, at: int, by: int) -> None:
        """Time goes on, or someone sets the clock."""
        self.wall[at] += by

    @rule(
        at=laptops,
        size=st.integers(1, 4),
        shuffle=shuffles,
        answer_is_lost=st.booleans(),
        poison=st.booleans(),
    )
    def push(self, at: int, size: int, shuffle: Random, *, answer_is_lost: bool, poison: bool) -> None:
        """A laptop sends some of its outbox, in any order; the answer may be lost."""
        laptop = self.laptops[at]
        laptop.greet(self.hub)
        batch = laptop.outbox()
        shuffle.shuffle(batch)
        del batch[size:]
        codes = self.hub.push([*([POISON] if poison else []), *batch])
        if poison:
            assert codes.pop(0) == "rejected", "a broken change is refused by itself"
        assert not {"rejected", "id_reuse"} & set(codes), "and no good one with it"
        self.sent.append(batch)
        if not answer_is_lost:
            laptop.hear(batch, codes, self.new_device_id())

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def deliver_again(self, data: st.DataObject) -> None:
        """An old batch arrives once more: a retry, or a stick found in a pocket."""
        self.hub.push(data.draw(st.sampled_from(self.sent)))

    @rule(count=st.integers(1, 3), shuffle=shuffles)
    def fold_some(self, count: int, shuffle: Random) -> None:
        """The hub folds a part of what it has received."""
        before = set(self.hub.states)
        self.hub.fold_some(count, shuffle)
        assert set(self.hub.states) >= before, "the hub never loses a lead"

    @rule(at=laptops, limit=st.integers(1, 3))
    def pull(self, at: int, limit: int) -> None:
        """A laptop reads on in the feed."""
        laptop = self.laptops[at]
        laptop.greet(self.hub)
        before = set(laptop.states)
        laptop.take(*self.hub.pull(laptop.cursor, limit))
        assert set(laptop.states) >= before, "a pull never takes a lead away"

    @rule()
    def back_up_hub(self) -> None:
        """The hub is copied."""
        self.backups.append(self.hub.backup())

    @rule(data=st.data())
    def restore_hub(self, data: st.DataObject) -> None:
        """The hub starts again from some backup."""
        self.epochs += 1
        self.hub = data.draw(st.sampled_from(self.backups)).restored(self.epochs)

    @rule(at=laptops)
    def copy_profile(self, at: int) -> None:
        """A laptop's profile folder is copied."""
        self.profiles.append(self.laptops[at].profile())

    @rule(at=laptops, data=st.data())
    def start_from_copy(self, at: int, data: st.DataObject) -> None:
        """A laptop starts from some old copy, its own or another's: device id and numbers are used twice."""
        profile = data.draw(st.sampled_from(self.profiles))
        self.laptops[at] = profile.started_from(profile, self.wall_of(at))

    # --- what must stay true ------------------------------------------------------------------------------

    @invariant()
    def own_work_stays(self) -> None:
        """What was saved on a laptop is in its state, acknowledged or not."""
        for laptop in self.laptops:
            for change in laptop.log.values():
                assert change.change_id in laptop.known[key_of(change)], "own work stays on the laptop"

    @rule()
    def everyone_syncs(self) -> None:
        """When all have pushed and pulled, all hold one truth, and that is the fold of all changes."""
        for laptop in self.laptops * 2:
            laptop.greet(self.hub)
            for _ in range(2):  # the second time under a new name, should the first find its numbers taken
                batch = laptop.outbox()
                laptop.hear(batch, self.hub.push(batch), self.new_device_id())
            assert not laptop.pending, "the hub acknowledges all it is sent"
            self.hub.fold_some(len(self.hub.unfolded), Random(0))
            laptop.take(*self.hub.pull(laptop.cursor, 99))
        for laptop in self.laptops:
            assert laptop.log.keys() <= self.hub.log.keys(), "all that any laptop saved is at the hub"
            assert texts(laptop.states) == texts(self.hub.states), "all laptops show what the hub holds"
        self.no_value_is_lost()
        self.later_edits_do_not_conflict()
        self.deletes_lose_nothing()
        self.hub_is_the_fold_of_its_log()

    def teardown(self) -> None:
        """However a run went, it ends in one truth."""
        self.everyone_syncs()

    def hub_is_the_fold_of_its_log(self) -> None:
        """Invariant 3: state = fold(all changes), in another order and with repetitions."""
        changes = [*self.hub.log.values(), *self.hub.log.values()]
        Random(1).shuffle(changes)
        assert texts(self.hub.states) == texts(fold.fold(changes)), "the hub holds the fold of its log"

    def no_value_is_lost(self) -> None:
        """Invariant 4: a value is live, or was in front of someone who then wrote the same field."""
        log = self.hub.log
        for change, name, edit in self.written():
            live = self.hub.states[key_of(change)].cells[name].values()
            replaced = any(
                change.stamp in other.set[name].seen and change.change_id in self.past[other.change_id]
                for other in log.values()
                if name in other.set and key_of(other) == key_of(change)
            )
            assert edit.value in live or replaced, "no value goes that no later editor saw"

    def later_edits_do_not_conflict(self) -> None:
        """Invariant 5: of two live siblings, neither writer could have seen the other's.

        A change that both a hub and a laptop lost to their backups takes with it what it had replaced; so
        this is asked only of writers of whose past nothing is lost.
        """
        for key, state in self.hub.states.items():
            for name, live in state.cells.items():
                writers = [change.change_id for change in self.bearers(key, name, live)]
                whole = [writer for writer in writers if self.past[writer] <= self.hub.log.keys()]
                later = [other for other in whole if self.past[other] & set(writers)]
                assert not later, "a causally later edit never conflicts"

    def deletes_lose_nothing(self) -> None:
        """A lead is deleted only if each live value was known to one who deleted it."""
        for key, state in self.hub.states.items():
            if fold.deleted(state):
                deleters = list(self.bearers(key, fold.DELETED, state.cells[fold.DELETED]))
                for name, live in state.cells.items():
                    for change in self.bearers(key, name, live):
                        known = any(change.change_id in self.past[deleter.change_id] for deleter in deleters)
                        assert known or change in deleters, "no delete takes what its author never saw"
            elif fold.DELETED in state.cells and fold.shown(state)[fold.DELETED] is not None:
                assert fold.DELETED in fold.conflicts(state), "a delete that does not hold is put to a person"

    def written(self) -> Iterator[tuple[Change, str, Edit]]:
        """Go through all values that the hub ever received."""
        return ((change, name, edit) for change in self.hub.log.values() for name, edit in change.set.items())

    def bearers(self, key: Key, name: str, live: dict[Stamp, JsonValue]) -> Iterator[Change]:
        """Find the changes that the live values come from."""
        for change in self.hub.log.values():
            if key_of(change) == key and name in change.set and change.stamp in live:
                yield change


def texts(states: dict[Key, EntityState]) -> dict[Key, str]:
    """Write states in a form in which equal ones are equal."""
    return {key: json.dumps(fold.state_to_json(state)) for key, state in states.items()}
