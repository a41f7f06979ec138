"""The fold gives one state for one set of changes, and loses no value that nobody replaced knowingly."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.change import Change, Edit, JsonValue
from boothapp.domain.fold import (
    DELETED,
    EntityState,
    apply,
    canonical,
    conflicts,
    deleted,
    deletion,
    edits,
    fold,
    settle,
    shown,
    state_from_json,
    state_to_json,
)
from tests.helpers.changes import change, change_id, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable

KEY = ("show", "lead", "lead")
small_values: st.SearchStrategy[JsonValue] = st.sampled_from(["a", "b", None, 1, True, ["a"]])
names = st.sampled_from(["company.name", "rating"])


def state_of(*changes: Change) -> EntityState:
    """Apply changes in the order given."""
    state = EntityState()
    for each in changes:
        apply(state, each)
    return state


@st.composite
def any_changes(draw: st.DrawFn) -> list[Change]:
    """Draw changes that name any stamps as seen: earlier, later, their own, missing ones."""
    count = draw(st.integers(1, 6))
    clocks = draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))
    all_stamps = [stamp(at, ms) for at, ms in enumerate(clocks)] + [stamp(99)]
    made = st.builds(
        Edit, small_values, st.lists(st.sampled_from(all_stamps), unique=True, max_size=3).map(tuple)
    )
    sets = st.dictionaries(names, made, min_size=1)
    leads = st.sampled_from(["lead", "other"])
    return [change(at, draw(sets), ms=ms, lead=draw(leads)) for at, ms in enumerate(clocks)]


@st.composite
def honest_changes(draw: st.DrawFn) -> list[Change]:
    """Draw a history: each editor saw a part of the earlier changes, on a clock that may be wrong."""
    history: list[Change] = []
    for at in range(draw(st.integers(1, 7))):
        known = [each for each in history if draw(st.booleans())]
        state = fold(known).get(KEY, EntityState())
        wanted = draw(st.dictionaries(names, small_values, min_size=1))
        made = edits(state, wanted)
        if made:
            history.append(change(at, made, ms=draw(st.integers(0, 3))))
    return history


def by_definition(changes: Iterable[Change]) -> dict[tuple[str, str], dict[str, str]]:
    """Give the live values of each lead and field in the words of the rule: those that are in no `seen`."""
    changes = list(changes)
    live: dict[tuple[str, str], dict[str, str]] = {}
    for each in changes:
        for name, edit in each.set.items():
            rivals = [other for other in changes if other.entity_id == each.entity_id and name in other.set]
            if not any(each.stamp in other.set[name].seen for other in rivals):
                live.setdefault((each.entity_id, name), {})[each.stamp] = json.dumps(edit.value)
    return live


@given(any_changes())
def test_what_is_live_is_what_nobody_replaced(changes: list[Change]) -> None:
    """Even of changes that no honest editor makes, the live values are those in no `seen`."""
    folded = {
        (lead, name): {each: json.dumps(value) for each, value in live.items()}
        for (_, _, lead), state in fold(changes).items()
        for name, live in state.cells.items()
    }
    assert folded == by_definition(changes)


@given(any_changes(), st.data())
def test_order_and_repetition_say_nothing(changes: list[Change], data: st.DataObject) -> None:
    """Any order of the same changes, some of them twice, gives the same state to the last byte."""
    again = data.draw(st.lists(st.sampled_from(changes)))
    shuffled = data.draw(st.permutations(changes + again))
    one, other = fold(changes), fold(shuffled)
    assert {key: json.dumps(state_to_json(state)) for key, state in one.items()} == {
        key: json.dumps(state_to_json(state)) for key, state in other.items()
    }


@given(honest_changes())
def test_a_later_edit_never_conflicts_whatever_the_clocks_say(changes: list[Change]) -> None:
    """Who saves with a state in front of them leaves one live value, however small their stamp is."""
    state = fold(changes).get(KEY, EntityState())
    for name in list(state.cells):
        last = change(50, edits(state, {name: "settled"}), ms=0)
        apply(state, last)
        assert state.cells[name] == {last.stamp: "settled"}
    assert not conflicts(state)
    assert not state.awaited


@given(honest_changes(), st.dictionaries(st.sampled_from(["company.name", "rating", "tags"]), small_values))
def test_edits_bring_about_what_is_wanted(changes: list[Change], wanted: dict[str, JsonValue]) -> None:
    """After the edits the wanted values are shown and settled, the others as before, and no edit is left."""
    state = fold(changes).get(KEY, EntityState())
    before = shown(state)
    made = edits(state, wanted)
    apply(state, change(50, made))
    after = shown(state)
    for name in before.keys() | wanted.keys():
        expected = wanted.get(name, before.get(name))
        assert json.dumps(after.get(name)) == json.dumps(expected)
    assert not conflicts(state).keys() & wanted.keys()
    assert not edits(state, wanted)


@given(any_changes())
def test_a_state_survives_json(changes: list[Change]) -> None:
    """Written, stored as text and read, a state is the same."""
    for state in fold(changes).values():
        assert state_from_json(json.loads(json.dumps(state_to_json(state)))) == state


def test_the_greatest_stamp_is_shown_and_no_sibling_is_lost() -> None:
    """Two who knew nothing of each other: one value is shown, both are put to a person, greatest first."""
    state = state_of(
        change(1, {"rating": Edit("hot")}, ms=9), change(2, {"rating": Edit("cold"), "tags": Edit(["x"])})
    )
    assert shown(state) == {"rating": "hot", "tags": ["x"]}
    assert conflicts(state) == {"rating": [(stamp(1, 9), "hot"), (stamp(2), "cold")]}


def test_the_same_value_twice_is_no_conflict() -> None:
    """Where both typed the same there is nothing to settle; True and 1 are not the same."""
    assert not conflicts(state_of(change(1, {"a": Edit({"x": 1})}), change(2, {"a": Edit({"x": 1})})))
    assert conflicts(state_of(change(1, {"a": Edit(True)}), change(2, {"a": Edit(1)})))


def test_equal_siblings_need_no_edit_and_others_do() -> None:
    """Saving what is shown settles a conflict; saving what all agree on changes nothing."""
    state = state_of(change(1, {"a": Edit("x"), "b": Edit("y")}), change(2, {"a": Edit("x"), "b": Edit("z")}))
    assert edits(state, {"a": "x", "b": "z"}) == {"b": Edit("z", (stamp(1), stamp(2)))}


def test_a_field_nobody_filled_in_needs_no_null() -> None:
    """An empty field that was never set is left out; one that was set is set to null."""
    state = state_of(change(1, {"a": Edit("x")}))
    assert edits(state, {"a": None, "b": None, "c": 0}) == {"a": Edit(None, (stamp(1),)), "c": Edit(0)}


def test_a_superseded_stamp_is_forgotten_when_its_change_comes() -> None:
    """The later change may come first; its stamp list is kept as long as it is needed, and no longer."""
    first, second = change(1, {"a": Edit("x")}), change(2, {"a": Edit("y", (stamp(1),))})
    state = state_of(second)
    assert state.awaited == {"a": {stamp(1)}}
    apply(state, first)
    assert state == state_of(first, second)
    assert not state.awaited


def test_settling_drops_what_cannot_come_again() -> None:
    """Of two who replaced one value, the second waits for a stamp that was here; only that is dropped."""
    state = state_of(
        change(1, {"a": Edit("x")}),
        change(2, {"a": Edit("y", (stamp(1),))}),
        change(3, {"a": Edit("z", (stamp(1), stamp(7)))}),
    )
    assert state.awaited == {"a": {stamp(1), stamp(7)}}
    settle(state, {change_id(1), change_id(2), change_id(3)}.__contains__)
    assert state.awaited == {"a": {stamp(7)}}
    assert shown(state) == {"a": "z"}


def test_additions_of_two_laptops_stand_side_by_side() -> None:
    """An encounter or a consent is a field of its own id, so no one need settle two laptops' additions."""
    state = state_of(change(1, {"encounters/e1": Edit("one")}), change(2, {"encounters/e2": Edit("two")}))
    assert shown(state) == {"encounters/e1": "one", "encounters/e2": "two"}
    assert not conflicts(state)


def test_a_withdrawal_beats_a_grant_at_the_same_time() -> None:
    """The withdrawal is a field beside the consent: no later edit of the consent touches it."""
    granted = change(1, {"consents/c": Edit({"decision": "granted"})})
    withdrawn = change(2, {"consents/c/withdrawn_at": Edit("2026-11-24T12:00:00+01:00")})
    again = change(3, {"consents/c": Edit({"decision": "granted", "method": "spoken"}, (stamp(1),))}, ms=99)
    for order in ([granted, withdrawn, again], [again, withdrawn, granted]):
        assert shown(state_of(*order))["consents/c/withdrawn_at"] == "2026-11-24T12:00:00+01:00"


class TestDeletion:
    """A delete takes what its author saw, and nothing else."""

    written = change(1, {"a": Edit("x"), "b": Edit("y")})

    def delete(self, number: int, *seen: Change, ms: int | None = None) -> Change:
        """Delete on a laptop that has these changes."""
        return change(number, deletion(state_of(*seen)), ms=ms)

    def test_a_delete_that_saw_everything_holds_in_any_order(self) -> None:
        """Also on a clock that runs behind, and also where the delete comes first."""
        gone = self.delete(2, self.written, ms=0)
        for state in (state_of(self.written, gone), state_of(gone, self.written), state_of(gone)):
            assert deleted(state)
            assert not conflicts(state)

    def test_what_nobody_deleted_is_there(self) -> None:
        """Neither an empty state nor one with values is deleted."""
        assert not deleted(EntityState())
        assert not deleted(state_of(self.written))

    @pytest.mark.parametrize("ms", [0, 99], ids=["by an earlier clock", "by a later clock"])
    @pytest.mark.parametrize(
        "edit", [{"a": Edit("z", (stamp(1),))}, {"encounters/e": Edit("came back")}], ids=["edit", "addition"]
    )
    def test_work_on_another_laptop_keeps_the_lead(self, ms: int, edit: dict[str, Edit]) -> None:
        """An edit that the author of the delete never saw is not lost: a person is asked."""
        gone = self.delete(2, self.written)
        state = state_of(self.written, gone, change(3, edit, ms=ms))
        assert not deleted(state)
        assert conflicts(state) == {DELETED: [(stamp(2), [stamp(1)])]}

    def test_deleting_again_settles_it(self) -> None:
        """The person who was asked may say: yes, delete."""
        gone = self.delete(2, self.written)
        edited = change(3, {"a": Edit("z", (stamp(1),))})
        state = state_of(self.written, gone, edited, self.delete(4, self.written, gone, edited))
        assert deleted(state)
        assert not conflicts(state)

    def test_editing_a_deleted_lead_brings_it_back(self) -> None:
        """Who changes a lead that was deleted wants it, and is not asked again."""
        state = state_of(self.written, self.delete(2, self.written))
        assert not edits(state, {"a": "x"})
        apply(state, change(3, edits(state, {"a": "z"})))
        assert not deleted(state)
        assert not conflicts(state)
        assert shown(state) == {"a": "z", "b": "y", DELETED: None}

    def test_a_delete_can_be_taken_back_by_itself(self) -> None:
        """Restoring is an edit of one field, and all values are still there."""
        state = state_of(self.written, self.delete(2, self.written))
        apply(state, change(3, edits(state, {DELETED: None})))
        assert not deleted(state)
        assert edits(state, {"a": "z"}).keys() == {"a"}

    def test_a_delete_beside_a_restoration_is_put_to_a_person(self) -> None:
        """One laptop restored what another deleted once more: the lead stays until someone decides."""
        gone = self.delete(2, self.written)
        back = change(3, edits(state_of(self.written, gone), {DELETED: None}))
        state = state_of(self.written, gone, back, self.delete(4, self.written, gone))
        assert not deleted(state)
        assert conflicts(state).keys() == {DELETED}

    def test_two_deletes_need_no_one_to_settle_them(self) -> None:
        """Both wanted it gone, though one of them had seen more."""
        edited = change(2, {"a": Edit("z", (stamp(1),))})
        state = state_of(
            self.written, edited, self.delete(3, self.written), self.delete(4, self.written, edited)
        )
        assert deleted(state)
        assert not conflicts(state)

    def test_a_delete_that_says_not_what_it_saw_takes_nothing(self) -> None:
        """Anything but a list of stamps in the field is put to a person."""
        assert not deleted(state_of(self.written, change(2, {DELETED: Edit(True)})))
        assert conflicts(state_of(self.written, change(2, {DELETED: Edit([1, ["x"]])}))).keys() == {DELETED}


class TestMerging:
    """Merged leads belong where their links end."""

    def test_links_are_followed_to_the_end(self) -> None:
        """Each lead named belongs to the last one; what was merged into none belongs to itself."""
        assert canonical({"a": "b", "b": "c", "d": "c", "e": "f"}) == {
            "a": "c",
            "b": "c",
            "c": "c",
            "d": "c",
            "e": "f",
            "f": "f",
        }

    def test_a_merge_taken_back_is_no_link(self) -> None:
        """Null undoes it."""
        assert canonical({"a": "b", "b": None, "c": None}) == {"a": "b", "b": "b", "c": "c"}

    def test_a_circle_ends_in_its_smallest_id(self) -> None:
        """Two laptops may merge two leads into each other; all agree on which one stays."""
        assert canonical({"b": "c", "c": "b", "a": "c"}) == {"a": "b", "b": "b", "c": "b"}
        assert canonical({"a": "a"}) == {"a": "a"}

    @given(st.dictionaries(st.sampled_from("abcdef"), st.none() | st.sampled_from("abcdef")), st.randoms())
    def test_all_who_are_linked_agree(self, links: dict[str, str | None], shuffle: object) -> None:
        """In any order of the links, a lead and the one it was merged into belong to the same one."""
        roots = canonical(links)
        items = list(links.items())
        shuffle.shuffle(items)  # type: ignore[attr-defined]
        assert canonical(dict(items)) == roots
        for one, other in links.items():
            assert roots[one] == (roots[other] if other is not None else one)
        assert all(roots[root] == root for root in roots.values())
