"""The fold behind the log: changes not yet folded become states, and states become readable rows."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from sqlalchemy import Column, Connection, Table, and_, bindparam, delete, select, update

from boothapp.domain.definition import LeadDefinition
from boothapp.domain.definition_file import read_definition
from boothapp.domain.fold import EntityState, apply, canonical, conflicts, settle, shown
from boothapp.domain.ids import ChangeId, LeadId, ShowId
from boothapp.domain.lead import Lead
from boothapp.domain.stamp import Stamp, change_id_of
from boothapp.hub.bulk import among, insert_all
from boothapp.hub.change_reading import SentChange, logged_change
from boothapp.hub.feed import Feed, FeedChange
from boothapp.hub.lead_rows import LeadRows, rows_of
from boothapp.hub.legible import read_lead
from boothapp.hub.schema import CHANGE, DEFINITION, LEAD, LEAD_STATE, LEAD_TABLES, SHOW, UNFOLDED

LEAD_ENTITY = "lead"
_OBJECTS_BETWEEN = 100_000
"""How many more objects there must be before they are looked through."""
EntityKey = tuple[str, str]
"""An entity and its id, within a show."""


class Folded(NamedTuple):
    """What a batch of waiting changes comes to, read and reckoned, but not yet written.

    ``head`` is the number of the feed's last item when it was read; ``known`` are the entities that have
    rows already, ``rows`` the readable rows of each lead.
    """

    head: int
    changes: list[SentChange]
    states: dict[EntityKey, EntityState]
    known: set[EntityKey]
    texts: dict[EntityKey, str]
    rows: dict[Table, list[dict[str, Any]]]


class Folder:
    """Folds one show's changes within transactions of the caller's."""

    def __init__(self, connection: Connection, show_id: str, read: dict[str, LeadDefinition]) -> None:
        """Reads the show's zone and definitions, by which leads are judged.

        ``read`` keeps definitions by their digest, so that none is read twice; it is added to.
        """
        self._connection = connection
        self._show_id = ShowId(show_id)
        self._zone = _zone(connection.execute(select(SHOW.c.zone).where(SHOW.c.show_id == show_id)).scalar())
        self._definitions = dict(self._read_definitions(read))

    def _read_definitions(
        self, read: dict[str, LeadDefinition]
    ) -> Iterator[tuple[tuple[str, int], LeadDefinition]]:
        query = select(DEFINITION).where(DEFINITION.c.show_id == self._show_id)
        for row in self._connection.execute(query):
            if row.source_sha256 not in read:
                read[row.source_sha256] = read_definition(row.source)
            yield (row.definition_id, row.version), read[row.source_sha256]

    def reckon(self, limit: int) -> Folded | None:
        """What up to ``limit`` of the waiting changes come to; None when none waits. Writes nothing."""
        head = Feed(self._connection, self._show_id).head()
        changes = self._waiting(limit)
        if not changes:
            return None
        states = self._states({(change.entity, change.entity_id) for change in changes})
        known = set(states)
        fresh: dict[EntityKey, list[SentChange]] = {}
        for change in changes:
            key = (change.entity, change.entity_id)
            state = states.get(key)
            if state is None:
                state = states[key] = EntityState()
            if key not in known:
                fresh.setdefault(key, []).append(change)
            apply(state, change)
        self._settle(states, {change.change_id for change in changes})
        texts = {
            key: text_of(state, fresh[key]) if key in fresh else write_state(state)
            for key, state in states.items()
        }
        return Folded(head, changes, states, known, texts, self._rows(states))

    def write(self, folded: Folded) -> bool:
        """Write it, and put the changes on the feed; false, and nothing is, if others wrote meanwhile.

        Whoever folds, forgets or says something of the show moves its feed, so the head tells.
        """
        feed = Feed(self._connection, self._show_id)
        if not feed.claim() or feed.head() != folded.head:
            return False
        self._strike_off([change.change_id for change in folded.changes])
        self._write_states(folded)
        self._write_rows(folded.rows, [key[1] for key in folded.known if key[0] == LEAD_ENTITY])
        feed.add_changes([FeedChange(change.change_id, change.device_id) for change in folded.changes])
        return True

    def _waiting(self, limit: int) -> list[SentChange]:
        query = (
            select(CHANGE.c.body)
            .join(
                UNFOLDED,
                and_(UNFOLDED.c.show_id == CHANGE.c.show_id, UNFOLDED.c.change_id == CHANGE.c.change_id),
            )
            .where(UNFOLDED.c.show_id == self._show_id)
            .order_by(UNFOLDED.c.change_id)
            .limit(limit)
        )
        return [logged_change(body) for body in self._connection.execute(query).scalars()]

    def _strike_off(self, change_ids: Sequence[ChangeId]) -> None:
        self._connection.execute(
            delete(UNFOLDED).where(
                UNFOLDED.c.show_id == self._show_id, among(self._connection, UNFOLDED.c.change_id, change_ids)
            )
        )

    def _states(self, keys: Iterable[EntityKey]) -> dict[EntityKey, EntityState]:
        """The states of these entities, as far as there are any."""
        by_entity: dict[str, list[str]] = {}
        for entity, entity_id in keys:
            by_entity.setdefault(entity, []).append(entity_id)
        states: dict[EntityKey, EntityState] = {}
        for entity, ids in by_entity.items():
            query = select(LEAD_STATE.c.entity_id, LEAD_STATE.c.state).where(
                LEAD_STATE.c.show_id == self._show_id,
                LEAD_STATE.c.entity == entity,
                among(self._connection, LEAD_STATE.c.entity_id, ids),
            )
            alone: dict[str, EntityKey] = {}
            for entity_id, text in self._connection.execute(query):
                if text.startswith("{"):
                    states[entity, entity_id] = read_state(text)
                else:
                    alone[text] = (entity, entity_id)
            states |= self._states_of_one(alone)
        return states

    def _states_of_one(self, alone: Mapping[str, EntityKey]) -> dict[EntityKey, EntityState]:
        """The states of entities that had one change each, by its id."""
        if not alone:
            return {}
        query = select(CHANGE.c.body).where(
            CHANGE.c.show_id == self._show_id, among(self._connection, CHANGE.c.change_id, list(alone))
        )
        states = {}
        for body in self._connection.execute(query).scalars():
            change = logged_change(body)
            states[alone[change.change_id]] = state = EntityState()
            apply(state, change)
        return states

    def _settle(self, states: Mapping[EntityKey, EntityState], now_folded: set[ChangeId]) -> None:
        """Forget the awaited stamps whose changes are folded already, or with this batch."""
        awaited = {
            change_id_of(stamp)
            for state in states.values()
            for stamps in state.awaited.values()
            for stamp in stamps
        }
        if not awaited:
            return
        folded = self._folded_of(sorted(awaited)) | now_folded
        for state in states.values():
            if state.awaited:
                settle(state, folded.__contains__)

    def _folded_of(self, change_ids: Sequence[str]) -> set[str]:
        """Which of these are in the log and no longer waiting."""
        folded: set[str] = set()
        for table, change in ((CHANGE, folded.update), (UNFOLDED, folded.difference_update)):
            query = select(table.c.change_id).where(
                table.c.show_id == self._show_id, among(self._connection, table.c.change_id, change_ids)
            )
            change(self._connection.execute(query).scalars())
        return folded

    def _write_states(self, folded: Folded) -> None:
        self._delete(LEAD_STATE, LEAD_STATE.c.entity_id, {key[1] for key in folded.known})
        rows = [
            {"show_id": self._show_id, "entity": entity, "entity_id": entity_id, "state": text}
            for (entity, entity_id), text in folded.texts.items()
        ]
        insert_all(self._connection, LEAD_STATE, rows)

    def _delete(self, table: Table, column: Column[str], ids: Collection[str]) -> None:
        if ids:
            gone = among(self._connection, column, list(ids))
            self._connection.execute(delete(table).where(table.c.show_id == self._show_id, gone))

    def rows_of(self, lead_id: str, state: EntityState) -> LeadRows:
        """The readable rows of a lead, as this show judges it now."""
        return rows_of(self._show_id, LeadId(lead_id), state, self._definitions, self._zone)

    def leads(self, lead_ids: Sequence[str]) -> Iterator[Lead]:
        """Those of these leads that are certain: this version reads each field, and none is in conflict."""
        for (_, lead_id), state in self._states([(LEAD_ENTITY, lead_id) for lead_id in lead_ids]).items():
            fields = shown(state)
            lead, unreadable = read_lead(LeadId(lead_id), self._show_id, fields)
            consents = [path for path in fields if path.startswith("consents/") and path.count("/") == 1]
            if not unreadable and len(consents) == len(lead.consents) and not conflicts(state):
                yield lead

    def _rows(self, states: Mapping[EntityKey, EntityState]) -> dict[Table, list[dict[str, Any]]]:
        """The readable rows of those entities that are leads."""
        rows: dict[Table, list[dict[str, Any]]] = {table: [] for table in LEAD_TABLES}
        for (entity, lead_id), state in states.items():
            if entity == LEAD_ENTITY:
                for table, some in self.rows_of(lead_id, state).by_table():
                    rows[table] += some
        return rows

    def _write_rows(self, rows: Mapping[Table, list[dict[str, Any]]], known: Sequence[str]) -> None:
        """Write readable rows, in place of those that the known leads have."""
        had_links = self._delete_rows(known)
        for table, some in rows.items():
            insert_all(self._connection, table, some)
        if had_links or any(row["merged_into"] for row in rows[LEAD]):
            self._relink()

    def _delete_rows(self, lead_ids: Sequence[str]) -> bool:
        """Delete what these leads have; gives whether one of them was merged."""
        if not lead_ids:
            return False
        query = select(LEAD.c.lead_id).where(
            LEAD.c.show_id == self._show_id,
            among(self._connection, LEAD.c.lead_id, lead_ids),
            LEAD.c.merged_into.is_not(None),
        )
        merged = self._connection.execute(query).first() is not None
        for table in LEAD_TABLES:
            self._delete(table, table.c.lead_id, lead_ids)
        return merged

    def forget(self, lead_ids: Sequence[str]) -> None:
        """Delete states and readable rows of leads."""
        self._delete(LEAD_STATE, LEAD_STATE.c.entity_id, lead_ids)
        if self._delete_rows(lead_ids):
            self._relink()

    def _relink(self) -> None:
        """Point every merged lead of the show at the one that it belongs to now."""
        query = select(LEAD.c.lead_id, LEAD.c.merged_into, LEAD.c.canonical_id).where(
            LEAD.c.show_id == self._show_id, LEAD.c.merged_into.is_not(None)
        )
        merged = self._connection.execute(query).all()
        roots = canonical({row.lead_id: row.merged_into for row in merged})
        moved = [
            {"the_id": row.lead_id, "root": roots[row.lead_id]}
            for row in merged
            if roots[row.lead_id] != row.canonical_id
        ]
        if moved:
            statement = (
                update(LEAD)
                .where(LEAD.c.show_id == self._show_id, LEAD.c.lead_id == bindparam("the_id"))
                .values(canonical_id=bindparam("root"))
            )
            self._connection.execute(statement, moved)

    def derive_again(self, lead_ids: Sequence[str]) -> None:
        """Judge these leads anew, from their states."""
        states = self._states([(LEAD_ENTITY, lead_id) for lead_id in lead_ids])
        self._write_rows(self._rows(states), [lead_id for _, lead_id in states])


class _State(msgspec.Struct, gc=False):
    """An `EntityState` as it is kept."""

    cells: dict[str, dict[Stamp, Any]]
    awaited: dict[str, set[Stamp]]


_READER = msgspec.json.Decoder(_State)
_WRITER = msgspec.json.Encoder()


def collect_seldom() -> None:
    """Look for circular garbage seldom in this process: a fold makes none, but thousands of objects a batch.

    That saves a fifth of a folder's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN)


def text_of(state: EntityState, changes: Sequence[SentChange]) -> str:
    """How the state that these changes come to is kept: of one that says it all, the id is enough.

    Most leads are never touched again, and so their values are written no second time.
    """
    if len(changes) == 1 and not state.awaited:
        return changes[0].change_id
    return write_state(state)


def read_state(text: str) -> EntityState:
    """The state that `write_state` wrote."""
    kept = _READER.decode(text)
    return EntityState(kept.cells, kept.awaited)


def write_state(state: EntityState) -> str:
    """A state as JSON, in one order: equal states give equal text. The values stay as they came."""
    cells = {
        name: live if len(live) == 1 else dict(sorted(live.items(), key=_stamp_of))
        for name, live in sorted(state.cells.items())
    }
    awaited = {name: sorted(stamps) for name, stamps in sorted(state.awaited.items())}
    return _WRITER.encode({"cells": cells, "awaited": awaited}).decode()


def _stamp_of(sibling: tuple[Stamp, Any]) -> Stamp:
    return sibling[0]


def _zone(name: str | None) -> ZoneInfo:
    """The zone; UTC while the show is unknown here, or its zone to this machine."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
