"""The change log is all the truth about a lead: what is derived is made from it again, and checked by it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

from boothapp.domain import fold
from boothapp.domain.change import Change
from boothapp.domain.definition import LeadDefinition
from boothapp.domain.fold import EntityState
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import DefinitionRef
from boothapp.domain.lead_fields import from_fields
from boothapp.domain.stamp import Stamp
from boothapp.domain.verdict import judge
from boothapp.store import derived_rows
from boothapp.store.database import Database
from boothapp.store.derived import derive
from boothapp.store.derived_rows import Rows

_decode = msgspec.json.Decoder().decode
_BATCH = 1_000

Definitions = Callable[[DefinitionRef], LeadDefinition]
"""Gives the definition that a lead is judged by; of one that never came here, what stands in for it."""


def read_change(body: bytes) -> Change:
    """A change as the log holds it."""
    return Change.from_json_ready(_decode(body))


def state_of(changes: Sequence[Change]) -> EntityState | None:
    """The live values that all changes of a lead come to; None when there are none."""
    if not changes:
        return None
    state = EntityState()
    for change in changes:
        fold.apply(state, change)
    known = {change.change_id for change in changes}
    fold.settle(state, known.__contains__)
    return state


def rebuild(database: Database, definitions: Definitions) -> int:
    """Make all derived rows again, in the caller's transaction; gives the number of leads."""
    leads = 0
    derived_rows.empty(database)
    for batch in _logged_leads(database):
        again = {number: derive_again(changes, definitions) for number, changes in batch.items()}
        derived_rows.write(database, again, {})
        leads += len(again)
    derived_rows.count_outbox(database)
    return leads


def strays(database: Database, definitions: Definitions) -> list[int]:
    """The numbers of the leads whose derived rows are not what the log says, or that the log has not."""
    wrong: list[int] = []
    last = 0
    for batch in _logged_leads(database):
        held = derived_rows.read(database, last + 1, max(batch))
        wanted = {number: derive_again(changes, definitions).derived for number, changes in batch.items()}
        wrong += [
            number for number in sorted(held.keys() | wanted.keys())
            if number not in held or number not in wanted or not held[number].is_of(wanted[number])
        ]  # fmt: skip
        last = max(batch)
    return wrong + sorted(derived_rows.read(database, last + 1, _LARGEST))


def _logged_leads(database: Database) -> Iterator[dict[int, list[Change]]]:
    """The changes of each lead by its number, a bounded number of leads at a time."""
    last = 0
    while numbers := database.rows(SELECT_SOME_LEADS, {"after": last, "limit": _BATCH}):
        first, last = numbers[0][0], numbers[-1][0]
        changes: dict[int, list[Change]] = {number: [] for (number,) in numbers}
        for lead_no, body in database.rows(SELECT_CHANGES_OF_SOME, {"first": first, "last": last}):
            changes[lead_no].append(read_change(body))
        yield changes


def derive_again(changes: Sequence[Change], definitions: Definitions) -> Rows:
    """The rows of a lead, of all its changes; judged as of its first one, in whatever order they came."""
    first = min(changes, key=_stamp)
    state = state_of(changes) or EntityState()
    lead = from_fields(LeadId(first.entity_id), first.show_id, fold.shown(state))
    verdict = judge(lead, definitions(lead.definition), datetime.fromisoformat(first.captured_at))
    return Rows(derive(lead, verdict, state), is_new=True)


def changes_of(database: Database, numbers: Iterable[int]) -> dict[int, list[Change]]:
    """All changes of these leads, by number, in the order in which they came here."""
    changes: dict[int, list[Change]] = {}
    for lead_no, body in database.rows(SELECT_CHANGES_OF, {"numbers": json.dumps(list(numbers))}):
        changes.setdefault(lead_no, []).append(read_change(body))
    return changes


def _stamp(change: Change) -> Stamp:
    return change.stamp


_LARGEST = (1 << 63) - 1
SELECT_SOME_LEADS = """
    SELECT change_no FROM change WHERE lead_no = change_no AND change_no > :after
    UNION ALL
    SELECT change_no FROM pulled WHERE lead_no = change_no AND change_no > :after
    ORDER BY change_no LIMIT :limit
"""
SELECT_CHANGES_OF_SOME = """
    SELECT lead_no, body FROM (
        SELECT change_no, lead_no, body FROM change
        WHERE change_no BETWEEN :first AND :last AND lead_no = change_no
        UNION ALL
        SELECT change_no, lead_no, body FROM change
        WHERE lead_no BETWEEN :first AND :last AND lead_no <> change_no
        UNION ALL
        SELECT change_no, lead_no, body FROM pulled
        WHERE change_no BETWEEN :first AND :last AND lead_no = change_no
        UNION ALL
        SELECT change_no, lead_no, body FROM pulled
        WHERE lead_no BETWEEN :first AND :last AND lead_no <> change_no
    ) ORDER BY change_no
"""
SELECT_CHANGES_OF = """
    WITH wanted AS (SELECT value AS number FROM json_each(:numbers))
    SELECT lead_no, body FROM (
        SELECT change_no, lead_no, body FROM wanted JOIN change ON change_no = number
        UNION ALL
        SELECT change_no, lead_no, body FROM wanted JOIN change ON lead_no = number AND lead_no <> change_no
        UNION ALL
        SELECT change_no, lead_no, body FROM wanted JOIN pulled ON change_no = number
        UNION ALL
        SELECT change_no, lead_no, body FROM wanted JOIN pulled ON lead_no = number AND lead_no <> change_no
    ) ORDER BY change_no
"""
