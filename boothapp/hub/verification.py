"""Checks that what the central store shows is what its log of changes comes to."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, func, select

from boothapp.domain.definition import LeadDefinition
from boothapp.domain.fold import EntityState, canonical, fold
from boothapp.domain.tally import ChangeTally, tally_of
from boothapp.hub.change_log import ERASED_BODY
from boothapp.hub.change_reading import logged_change
from boothapp.hub.folding import LEAD_ENTITY, Folder, text_of
from boothapp.hub.schema import (
    CHANGE,
    FEED,
    FEED_DEVICE,
    FEED_HEAD,
    LEAD,
    LEAD_STATE,
    LEAD_TABLES,
    UNFOLDED,
)
from boothapp.wire.messages import FeedKind

_AT_A_TIME = 500
_MAX_DIFFERENCES = 100


@dataclass(slots=True)
class Verification:
    """How much was compared, and where store and log differ: the first hundred places, by ids alone."""

    changes: int = 0
    entities: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether the store is what its log comes to."""
        return not self.differences

    def differs(self, *place: str) -> None:
        """Note a difference."""
        if len(self.differences) < _MAX_DIFFERENCES:
            self.differences.append(" ".join(place))


def verify(connection: Connection, read: dict[str, LeadDefinition]) -> Verification:
    """Fold every change anew and compare with states and readable rows; all within one view of the store.

    Memory stays small: the changes of one entity at a time, the rows of some hundred leads.
    """
    found = Verification()
    for show_id in connection.execute(select(CHANGE.c.show_id).distinct()).scalars().all():
        _ShowCheck(connection, show_id, read, found).run()
    shows_of_states = set(connection.execute(select(LEAD_STATE.c.show_id).distinct()).scalars())
    for show_id in shows_of_states - set(connection.execute(select(CHANGE.c.show_id).distinct()).scalars()):
        found.differs(show_id, "has states but no changes")
    return found


class _ShowCheck:
    """The check of one show."""

    def __init__(
        self, connection: Connection, show_id: str, read: dict[str, LeadDefinition], found: Verification
    ) -> None:
        self._connection = connection
        self._show_id = show_id
        self._folder = Folder(connection, show_id, read)
        self._found = found
        self._links: dict[str, str | None] = {}

    def run(self) -> None:
        leads: list[tuple[str, EntityState]] = []
        entities = 0
        for entity, entity_id, state, text in self._folded():
            entities += 1
            self._check_state(entity, entity_id, text)
            if entity == LEAD_ENTITY:
                leads.append((entity_id, state))
            if len(leads) == _AT_A_TIME:
                self._check_rows(leads)
                leads = []
        self._check_rows(leads)
        self._check_links()
        self._check_feed()
        self._found.entities += entities
        states = select(LEAD_STATE.c.entity_id).where(LEAD_STATE.c.show_id == self._show_id)
        if len(self._connection.execute(states).all()) != entities:
            self._found.differs(self._show_id, "has states without changes")

    def _folded(self) -> Iterator[tuple[str, str, EntityState, str]]:
        """Each entity with the state that all its changes come to, and how that is kept."""
        query = _alive(self._show_id).order_by(CHANGE.c.entity, CHANGE.c.entity_id)
        rows = self._connection.execute(query.execution_options(yield_per=_AT_A_TIME))
        for (entity, entity_id), group in groupby(rows, key=lambda row: (row.entity, row.entity_id)):
            changes = [logged_change(row.body) for row in group]
            self._found.changes += len(changes)
            (state,) = fold(changes).values()
            yield entity, entity_id, state, text_of(state, changes)

    def _check_state(self, entity: str, entity_id: str, text: str) -> None:
        query = select(LEAD_STATE.c.state).where(
            LEAD_STATE.c.show_id == self._show_id,
            LEAD_STATE.c.entity == entity,
            LEAD_STATE.c.entity_id == entity_id,
        )
        if self._connection.execute(query).scalar() != text:
            self._found.differs(self._show_id, entity, entity_id, "state")

    def _check_rows(self, leads: Sequence[tuple[str, EntityState]]) -> None:
        ids = [lead_id for lead_id, _ in leads]
        expected: dict[str, list[Mapping[str, Any]]] = {table.name: [] for table in LEAD_TABLES}
        for lead_id, state in leads:
            for table, rows in self._folder.rows_of(lead_id, state).by_table():
                expected[table.name] += rows
        for row in expected[LEAD.name]:
            if row["merged_into"]:
                self._links[row["lead_id"]] = row["merged_into"]
        for table in LEAD_TABLES:
            query = select(table).where(table.c.show_id == self._show_id, table.c.lead_id.in_(ids))
            actual = [dict(row) for row in self._connection.execute(query).mappings()]
            for lead_id in _differing(expected[table.name], actual):
                self._found.differs(self._show_id, lead_id, f"rows of {table.name}")

    def _check_links(self) -> None:
        """Where merged leads belong depends on all of them."""
        roots = canonical(self._links)
        query = select(LEAD.c.lead_id, LEAD.c.canonical_id).where(
            LEAD.c.show_id == self._show_id, LEAD.c.canonical_id != LEAD.c.lead_id
        )
        actual = {row.lead_id: row.canonical_id for row in self._connection.execute(query)}
        expected = {lead_id: roots[lead_id] for lead_id in self._links if roots[lead_id] != lead_id}
        for lead_id in sorted(set(actual.items()) ^ set(expected.items())):
            self._found.differs(self._show_id, lead_id[0], "canonical lead")

    def _check_feed(self) -> None:
        """The feed holds each folded change once, below its head, and is counted as what it holds."""
        is_this_show = FEED.c.show_id == self._show_id
        items = select(FEED.c.device_id, FEED.c.item_id).where(
            is_this_show, FEED.c.kind == FeedKind.CHANGE.value
        )
        folded = _alive(self._show_id).with_only_columns(CHANGE.c.device_id, CHANGE.c.change_id)
        counted = select(FEED_DEVICE).where(FEED_DEVICE.c.show_id == self._show_id)
        log, feed = self._tallies(folded), self._tallies(items)
        told = {row.device_id: _tally(row) for row in self._connection.execute(counted)}
        nothing = ChangeTally()
        for device_id in sorted(log.keys() | feed.keys() | told.keys()):
            expected = log.get(device_id, nothing)
            if feed.get(device_id, nothing) != expected:
                self._found.differs(self._show_id, device_id, "feed")
            if told.get(device_id, nothing) != expected:
                self._found.differs(self._show_id, device_id, "tally of the feed")
        head = self._connection.execute(select(FEED_HEAD).where(FEED_HEAD.c.show_id == self._show_id)).first()
        total = functools.reduce(ChangeTally.plus, log.values(), nothing)
        last = self._connection.execute(select(func.max(FEED.c.seq)).where(is_this_show)).scalar() or 0
        if (_tally(head) if head else nothing) != total or last > (head.seq if head else 0):
            self._found.differs(self._show_id, "head of the feed")

    def _tallies(self, changes: Select[Any]) -> dict[str, ChangeTally]:
        """The tally of each device's changes, given as (device, change id)."""
        tallies: dict[str, ChangeTally] = {}
        for device_id, change_id in self._connection.execute(changes.execution_options(yield_per=_AT_A_TIME)):
            tallies[device_id] = tallies.get(device_id, ChangeTally()).plus(tally_of([change_id]))
        return tallies


def _alive(show_id: str) -> Select[Any]:
    """The changes that were folded, and not forgotten since."""
    waits = exists().where(UNFOLDED.c.show_id == CHANGE.c.show_id, UNFOLDED.c.change_id == CHANGE.c.change_id)
    return select(CHANGE.c.entity, CHANGE.c.entity_id, CHANGE.c.body).where(
        CHANGE.c.show_id == show_id, CHANGE.c.body != ERASED_BODY, ~waits
    )


def _tally(row: Row[Any]) -> ChangeTally:
    return ChangeTally(row.changes, int(row.sum, 16))


def _differing(expected: Iterable[Mapping[str, Any]], actual: Iterable[Mapping[str, Any]]) -> list[str]:
    """The leads whose rows are not the same, where they belong aside."""
    differing = {_comparable(row) for row in expected} ^ {_comparable(row) for row in actual}
    return sorted({dict(row)["lead_id"] for row in differing})


def _comparable(row: Mapping[str, Any]) -> frozenset[tuple[str, Any]]:
    return frozenset((name, value) for name, value in row.items() if name != "canonical_id")
