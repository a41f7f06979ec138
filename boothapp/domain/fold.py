"""The fold: from a set of changes to the current state, whatever the order in which they arrive.

For each field, the values whose stamps appear in no `seen` are live. The one with the greatest stamp is
shown; two or more distinct ones are an open conflict, which a person settles by saving. So of all values
written, each is shown, or is a live sibling, or was in front of a later editor.

Field names are flat paths (`company.name`, `contacts/<id>/email`). What is only ever added to is a field
of its own id (`encounters/<id>`, `consents/<id>`), so additions of two laptops never meet; a withdrawn
consent is a field beside it (`consents/<id>/withdrawn_at`), so a grant elsewhere cannot undo it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from boothapp.domain.change import Edit, same
from boothapp.domain.stamp import change_id_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from boothapp.domain.change import JsonValue
    from boothapp.domain.ids import ChangeId
    from boothapp.domain.stamp import Stamp


class FoldableEdit(Protocol):
    """A new value of a field, and the stamps of the values that its editor had in front of them."""

    @property
    def value(self) -> JsonValue:
        """What the field is to hold."""

    @property
    def seen(self) -> Sequence[Stamp]:
        """What it replaces."""


class Foldable(Protocol):
    """As much of a change as the fold looks at, however it was read."""

    @property
    def change_id(self) -> ChangeId:
        """Which change it is."""

    @property
    def show_id(self) -> str:
        """The show that it is of."""

    @property
    def entity(self) -> str:
        """What kind of thing it changes."""

    @property
    def entity_id(self) -> str:
        """Which of these it changes."""

    @property
    def stamp(self) -> Stamp:
        """When it was made."""

    @property
    def set(self) -> Mapping[str, FoldableEdit]:
        """The edit of each field."""


DELETED = "_deleted"
"""Null, or the list of stamps that the person who deleted had in front of them."""


@dataclass(slots=True)
class EntityState:
    """What the changes of one entity come to; the values are shared with the changes, so never alter one.

    `cells`: for each field, its live values by stamp; never empty.
    `awaited`: for each field, stamps known to be superseded whose change may still arrive; never empty.
    """

    cells: dict[str, dict[Stamp, JsonValue]] = field(default_factory=dict)
    awaited: dict[str, set[Stamp]] = field(default_factory=dict)


def apply(state: EntityState, change: Foldable) -> None:
    """Put one more change into the state, in place; it must not have been put there before.

    Where two editors saw the same value, the second finds its stamp gone and cannot tell whether it was
    here, so the stamp stays awaited until `settle`. That costs room, never correctness.
    """
    stamp, cells, awaited = change.stamp, state.cells, state.awaited
    for name, edit in change.set.items():
        if not awaited and not edit.seen and name not in cells:
            cells[name] = {stamp: edit.value}
            continue
        live = cells.get(name, {})
        for old in edit.seen:
            if old in live:
                del live[old]
            else:
                awaited.setdefault(name, set()).add(old)
        if stamp in awaited.get(name, ()):
            _forget(awaited, name, stamp)
        else:
            live[stamp] = edit.value
        if live:
            cells[name] = live
        else:
            cells.pop(name, None)


def settle(state: EntityState, is_applied: Callable[[ChangeId], bool]) -> None:
    """Drop the awaited stamps whose change is in this state already, and so cannot come again.

    Received is not enough: a change that waits to be folded must still find its stamp here.
    """
    for name, stamps in list(state.awaited.items()):
        for stamp in [stamp for stamp in stamps if is_applied(change_id_of(stamp))]:
            _forget(state.awaited, name, stamp)


def _forget(awaited: dict[str, set[Stamp]], name: str, stamp: Stamp) -> None:
    stamps = awaited[name]
    stamps.remove(stamp)
    if not stamps:
        del awaited[name]


def fold(changes: Iterable[Foldable]) -> dict[tuple[str, str, str], EntityState]:
    """Give the state of each (show id, entity, entity id): the same for any order and any repetitions."""
    states: dict[tuple[str, str, str], EntityState] = {}
    applied: set[ChangeId] = set()
    for change in changes:
        if change.change_id not in applied:
            applied.add(change.change_id)
            key = (change.show_id, change.entity, change.entity_id)
            apply(states.setdefault(key, EntityState()), change)
    for state in states.values():
        settle(state, applied.__contains__)
    return states


def shown(state: EntityState) -> dict[str, JsonValue]:
    """Choose the value to show of each field: the live one with the greatest stamp."""
    return {
        name: next(iter(live.values())) if len(live) == 1 else live[max(live)]
        for name, live in state.cells.items()
    }


def conflicts(state: EntityState) -> dict[str, list[tuple[Stamp, JsonValue]]]:
    """List the fields that a person has to settle, with all their live values, the shown one first.

    A field is in conflict if its live values are not all the same as JSON. `_deleted` is in conflict if
    someone deleted the entity while someone else went on with it (see `deleted`).
    """
    found = {}
    for name, live in state.cells.items():
        if name == DELETED:
            open_conflict = _has_delete(state) and not deleted(state)
        else:
            first, *others = live.values()
            open_conflict = not all(same(first, other) for other in others)
        if open_conflict:
            found[name] = sorted(live.items(), key=_stamp_of, reverse=True)
    return found


def _stamp_of(sibling: tuple[Stamp, JsonValue]) -> Stamp:
    return sibling[0]


def edits(state: EntityState, wanted: Mapping[str, JsonValue]) -> dict[str, Edit]:
    """Make each value in `wanted` the only live one of its field; fields not named stay as they are.

    A field whose live values all equal the wanted one needs no edit; a field that is absent counts as
    null. Whoever changes a deleted entity wants it back, so such edits also take the deletion back.
    """
    made = {}
    for name, value in wanted.items():
        live = state.cells.get(name)
        if live is None:
            if value is not None:
                made[name] = Edit(value)
        elif not all(same(value, other) for other in live.values()):
            made[name] = Edit(value, tuple(sorted(live)))
    if made and DELETED not in wanted and _has_delete(state):
        made[DELETED] = Edit(None, tuple(sorted(state.cells[DELETED])))
    return made


def deletion(state: EntityState) -> dict[str, Edit]:
    """Delete the entity, by naming every live value, so that what nobody had seen can be told from them."""
    before: list[JsonValue] = [*sorted(_live_stamps(state))]
    return {DELETED: Edit(before, tuple(sorted(state.cells.get(DELETED, ()))))}


def deleted(state: EntityState) -> bool:
    """Whether the entity is deleted, beyond dispute.

    It is when someone deleted it, no one took that back unseen by them, and each live value of its other
    fields was in front of someone who deleted it. A value that none of them saw, written at the same time
    on another laptop or later, keeps the entity, and `conflicts` then names `_deleted`. Stamps are only
    looked up, never compared, so no clock decides; and a delete that arrives before the values it saw
    holds for them as well.
    """
    lists = state.cells.get(DELETED)
    if not lists:
        return False
    covered: set[JsonValue] = set()
    for before in lists.values():
        if not isinstance(before, list):
            return False
        covered.update(stamp for stamp in before if isinstance(stamp, str))
    return _live_stamps(state) <= covered


def _has_delete(state: EntityState) -> bool:
    return any(value is not None for value in state.cells.get(DELETED, {}).values())


def _live_stamps(state: EntityState) -> set[Stamp]:
    return {stamp for name, live in state.cells.items() if name != DELETED for stamp in live}


def canonical(links: Mapping[str, str | None]) -> dict[str, str]:
    """Tell for each entity named in the links where it belongs now: to itself, if merged into none.

    `links` holds the `_merged_into` shown for each entity; null, a merge taken back, is no link. Links
    are followed to the end; a circle, which two laptops can close between them, ends in its smallest id.
    """
    roots: dict[str, str] = {}
    for start in links:
        trail: list[str] = []
        here = start
        while here not in roots and here not in trail and (target := links.get(here)) is not None:
            trail.append(here)
            here = target
        root = min(trail[trail.index(here) :]) if here in trail else roots.get(here, here)
        roots.update(dict.fromkeys([*trail, here], root))
    return roots


def _in_order(live: dict[Stamp, JsonValue]) -> Iterable[tuple[Stamp, JsonValue]]:
    return live.items() if len(live) == 1 else sorted(live.items(), key=_stamp_of)


def state_to_json(state: EntityState) -> dict[str, JsonValue]:
    """Write the state as plain dicts and lists, in one order: equal states give equal text."""
    cells: dict[str, JsonValue] = {
        name: [[stamp, value] for stamp, value in _in_order(live)]
        for name, live in sorted(state.cells.items())
    }
    awaited: dict[str, JsonValue] = {
        name: [*sorted(stamps)] for name, stamps in sorted(state.awaited.items())
    }
    return {"cells": cells, "awaited": awaited}


def state_from_json(raw: Mapping[str, Any]) -> EntityState:
    """Read what `state_to_json` wrote; it is our own, so it is not checked."""
    return EntityState(
        cells={name: dict(live) for name, live in raw["cells"].items()},
        awaited={name: set(stamps) for name, stamps in raw["awaited"].items()},
    )
