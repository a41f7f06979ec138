"""The fold behind the log: changes not yet folded become states, and states become readable rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, Table, and_, bindparam, delete, select, update

from boothapp.domain.change import Change
from boothapp.domain.definition import LeadDefinition
from boothapp.domain.definition_file import read_definition
from boothapp.domain.fold import EntityState, apply, canonical, settle, state_from_json, state_to_json
from boothapp.domain.ids import ChangeId, LeadId, ShowId
from boothapp.domain.stamp import change_id_of
from boothapp.hub.bulk import insert_all
from boothapp.hub.change_log import logged_change
from boothapp.hub.lead_rows import LeadRows, rows_of
from boothapp.hub.schema import CHANGE, DEFINITION, LEAD, LEAD_STATE, LEAD_TABLES, SHOW, UNFOLDED
from boothapp.wire.messages import decode_json, encode_json

LEAD_ENTITY = "lead"
_IN = 500
"""How many values one IN may hold: every database takes that many."""

EntityKey = tuple[str, str]
"""An entity and its id, within a show."""

T = TypeVar("T")


def in_pieces(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """The items, as many at a time as one IN may hold."""
    return (items[at : at + _IN] for at in range(0, len(items), _IN))


class Folder:
    """Folds one show's changes within a transaction of the caller's, which is the only one to do so."""

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

    def fold(self, limit: int) -> int:
        """Fold up to ``limit`` of the waiting changes; gives how many there were."""
        changes = self._waiting(limit)
        if not changes:
            return 0
        states = self._states({(change.entity, change.entity_id) for change in changes})
        known = set(states)
        for change in changes:
            apply(states.setdefault((change.entity, change.entity_id), EntityState()), change)
        self._strike_off([change.change_id for change in changes])
        self._settle(states)
        self._write_states(states, known)
        self.derive(states, known)
        return len(changes)

    def _waiting(self, limit: int) -> list[Change]:
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
        for some in in_pieces(change_ids):
            folded = delete(UNFOLDED).where(
                UNFOLDED.c.show_id == self._show_id, UNFOLDED.c.change_id.in_(some)
            )
            self._connection.execute(folded)

    def _states(self, keys: Iterable[EntityKey]) -> dict[EntityKey, EntityState]:
        """The states of these entities, as far as there are any."""
        by_entity: dict[str, list[str]] = {}
        for entity, entity_id in keys:
            by_entity.setdefault(entity, []).append(entity_id)
        states = {}
        for entity, ids in by_entity.items():
            for some in in_pieces(ids):
                query = select(LEAD_STATE.c.entity_id, LEAD_STATE.c.state).where(
                    LEAD_STATE.c.show_id == self._show_id,
                    LEAD_STATE.c.entity == entity,
                    LEAD_STATE.c.entity_id.in_(some),
                )
                for row in self._connection.execute(query):
                    states[entity, row.entity_id] = read_state(row.state)
        return states

    def _settle(self, states: Mapping[EntityKey, EntityState]) -> None:
        """Forget the awaited stamps whose changes are folded already."""
        awaited = {
            change_id_of(stamp)
            for state in states.values()
            for stamps in state.awaited.values()
            for stamp in stamps
        }
        if not awaited:
            return
        folded = self._folded_of(sorted(awaited))
        for state in states.values():
            if state.awaited:
                settle(state, folded.__contains__)

    def _folded_of(self, change_ids: Sequence[str]) -> set[str]:
        """Which of these are in the log and no longer waiting."""
        folded: set[str] = set()
        for some in in_pieces(change_ids):
            for table, change in ((CHANGE, folded.update), (UNFOLDED, folded.difference_update)):
                query = select(table.c.change_id).where(
                    table.c.show_id == self._show_id, table.c.change_id.in_(some)
                )
                change(self._connection.execute(query).scalars())
        return folded

    def _write_states(self, states: Mapping[EntityKey, EntityState], known: set[EntityKey]) -> None:
        new, changed = [], []
        for key, state in states.items():
            text = write_state(state)
            if key in known:
                changed.append({"the_entity": key[0], "the_id": key[1], "state": text})
            else:
                new.append({"show_id": self._show_id, "entity": key[0], "entity_id": key[1], "state": text})
        insert_all(self._connection, LEAD_STATE, new)
        if changed:
            statement = update(LEAD_STATE).where(
                LEAD_STATE.c.show_id == self._show_id,
                LEAD_STATE.c.entity == bindparam("the_entity"),
                LEAD_STATE.c.entity_id == bindparam("the_id"),
            )
            self._connection.execute(statement, changed)

    def rows_of(self, lead_id: str, state: EntityState) -> LeadRows:
        """The readable rows of a lead, as this show judges it now."""
        return rows_of(self._show_id, LeadId(lead_id), state, self._definitions, self._zone)

    def derive(self, states: Mapping[EntityKey, EntityState], known: set[EntityKey]) -> None:
        """Write the readable rows of these leads, in place of those of the known ones."""
        leads = {key[1]: state for key, state in states.items() if key[0] == LEAD_ENTITY}
        if not leads:
            return
        had_links = self._delete_rows([lead_id for lead_id in leads if (LEAD_ENTITY, lead_id) in known])
        rows: dict[Table, list[dict[str, Any]]] = {table: [] for table in LEAD_TABLES}
        for lead_id, state in leads.items():
            for table, some in self.rows_of(lead_id, state).by_table():
                rows[table] += some
        for table, some in rows.items():
            insert_all(self._connection, table, some)
        if had_links or any(row["merged_into"] for row in rows[LEAD]):
            self._relink()

    def _delete_rows(self, lead_ids: Sequence[str]) -> bool:
        """Delete what these leads have; gives whether one of them was merged."""
        if not lead_ids:
            return False
        merged = False
        for some in in_pieces(lead_ids):
            query = select(LEAD.c.lead_id).where(
                LEAD.c.show_id == self._show_id, LEAD.c.lead_id.in_(some), LEAD.c.merged_into.is_not(None)
            )
            merged = merged or self._connection.execute(query).first() is not None
            for table in LEAD_TABLES:
                self._connection.execute(
                    delete(table).where(table.c.show_id == self._show_id, table.c.lead_id.in_(some))
                )
        return merged

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
        for some in in_pieces(lead_ids):
            states = self._states([(LEAD_ENTITY, lead_id) for lead_id in some])
            self.derive(states, set(states))


def read_state(text: str) -> EntityState:
    """The state that `write_state` wrote."""
    raw: Any = decode_json(text)
    return state_from_json(raw)


def write_state(state: EntityState) -> str:
    """A state as JSON: equal states give equal text."""
    return encode_json(state_to_json(state)).decode()


def _zone(name: str | None) -> ZoneInfo:
    """The zone; UTC while the show is unknown here, or its zone to this machine."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
