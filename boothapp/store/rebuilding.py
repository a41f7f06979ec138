"""The change log is all the truth about a lead: what is derived is made from it again, and checked by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from boothapp.domain import fold
from boothapp.domain.change import Change
from boothapp.domain.definition import LeadDefinition
from boothapp.domain.fold import EntityState
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import DefinitionRef
from boothapp.domain.lead_fields import from_fields
from boothapp.domain.verdict import judge
from boothapp.errors import StoreError
from boothapp.store import derived_rows
from boothapp.store.database import Database
from boothapp.store.derived import derive
from boothapp.store.derived_rows import Rows

_decode = msgspec.json.Decoder().decode
_BATCH = 1_000

Definitions = Mapping[DefinitionRef, LeadDefinition]


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
        again = {number: _derive_again(changes, definitions) for number, changes in batch.items()}
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
        wanted = {number: _derive_again(changes, definitions).derived for number, changes in batch.items()}
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


def _derive_again(changes: Sequence[Change], definitions: Definitions) -> Rows:
    first = changes[0]  # a lead has the change that it is numbered by
    state = state_of(changes) or EntityState()
    lead = from_fields(LeadId(first.entity_id), first.show_id, fold.shown(state))
    definition = definitions.get(lead.definition)
    if definition is None:
        raise StoreError(f"lead {lead.lead_id}: its definition {tuple(lead.definition)} is not at hand")
    verdict = judge(lead, definition, datetime.fromisoformat(first.captured_at))
    return Rows(derive(lead, verdict, state), is_new=True)


_LARGEST = (1 << 63) - 1
SELECT_SOME_LEADS = """
    SELECT change_no FROM change WHERE lead_no = change_no AND change_no > :after
    ORDER BY change_no LIMIT :limit
"""
SELECT_CHANGES_OF_SOME = """
    SELECT lead_no, body FROM (
        SELECT change_no, lead_no, body FROM change
        WHERE change_no BETWEEN :first AND :last AND lead_no = change_no
        UNION ALL
        SELECT change_no, lead_no, body FROM change
        WHERE lead_no BETWEEN :first AND :last AND lead_no <> change_no
    ) ORDER BY change_no
"""
