"""Reconcile after the show: the organiser's list fills the blanks of badges that nobody could name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from boothapp.domain.badge_match import BadgeMatcher, Found
from boothapp.domain.change import Change, Edit, JsonValue
from boothapp.domain.fold import edits
from boothapp.domain.ids import ChangeId, LeadId
from boothapp.domain.likeness import Ratio
from boothapp.domain.reconciliation import (
    Difference,
    Filling,
    contradicts,
    fill_blanks,
)
from boothapp.errors import InputError, ListBatchError
from boothapp.intake.column_mapping import values_of
from boothapp.intake.column_names import ListField
from boothapp.intake.table import Row
from boothapp.services.capturing import Capturing, OpenedLead, edits_between
from boothapp.services.list_reading import TELL_EVERY, ListReading, OpenedList, Progress
from boothapp.store.badges import BadgeRow
from boothapp.store.leads import LeadStore
from boothapp.store.list_batches import ListBatch, ListBatches

_ListedAs = tuple[tuple[ListField, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedBadge:
    """A badge that the list names: what it would fill, and where it differs from what staff typed."""

    badge: BadgeRow
    opened: OpenedLead
    filling: Filling

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Where list and card differ; the card stays as it is."""
        return self.filling.differences


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcilePlan:
    """What a list would do; nothing is done yet.

    ``unmatched`` badges nobody is named for and the list does not know; of ``ambiguous`` ones it knows
    several. ``refused`` rows cannot be read.
    """

    source: OpenedList
    matched: Sequence[MatchedBadge]
    unmatched: Sequence[BadgeRow]
    ambiguous: Sequence[BadgeRow]
    rows: int
    refused: Sequence[Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What taking a batch back did: leads changed back, and fields that somebody has changed since."""

    leads: int
    kept_fields: int


def _in_silence(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


class Reconciling:
    """Matches lists with the leads here; used on the thread of its services."""

    def __init__(
        self,
        *,
        leads: LeadStore,
        capturing: Capturing,
        reading: ListReading,
        batches: ListBatches,
        badges: Callable[[], list[BadgeRow]],
        ratio: Ratio,
    ) -> None:
        self._leads, self._capturing, self._reading = leads, capturing, reading
        self._batches, self._badges, self._ratio = batches, badges, ratio

    def unresolved(self) -> list[BadgeRow]:
        """The badges on leads that name nobody."""
        return [badge for badge in self._badges() if not badge.is_named]

    def plan(self, source: OpenedList, progress: Progress = _in_silence) -> ReconcilePlan:
        """What the list would fill; raises InputError when no column of it holds badge ids."""
        places = source.mapping.places(source.table)
        if ListField.BADGE_ID not in places:
            raise InputError(
                f"{source.path}: no column is known to hold badge ids; say which one, as badge=COLUMN. There "
                f"are: {', '.join(source.table.headers)}"
            )
        badges = self._badges()
        matcher = BadgeMatcher[_ListedAs](badge.badge_id for badge in badges)
        refused: list[Row] = []
        count = 0
        for count, row in enumerate(source.table.rows(), start=1):
            if count % TELL_EVERY == 0:
                progress(count, 0)
            if row.fault is not None:
                refused.append(row)
            else:
                matcher.offer(row.cells[places[ListField.BADGE_ID]], partial(_listed_as, row, places))
        matched: list[MatchedBadge] = []
        unmatched: list[BadgeRow] = []
        ambiguous: list[BadgeRow] = []
        for done, badge in enumerate(badges, start=1):
            if done % TELL_EVERY == 0:
                progress(done, len(badges))
            found = matcher.found(badge.badge_id)
            opened = self._unmatched_lead(badge) if len(found.rows) == 1 else None
            match = self._match(badge, opened, found) if opened else None
            if match:
                matched.append(match)
            elif not badge.is_named and (opened or len(found.rows) != 1):
                (ambiguous if len(found.rows) > 1 else unmatched).append(badge)
        return ReconcilePlan(
            source=source, matched=matched, unmatched=unmatched, ambiguous=ambiguous, rows=count,
            refused=refused,
        )  # fmt: skip

    def _match(self, badge: BadgeRow, opened: OpenedLead, found: Found[_ListedAs]) -> MatchedBadge | None:
        """The match with the one row found, unless the badge is only like it and the person is not."""
        listed = self._reading.person(dict(found.rows[0]))
        if not found.is_exact and contradicts(opened.lead, listed, self._ratio):
            return None
        return MatchedBadge(badge=badge, opened=opened, filling=fill_blanks(opened.lead, listed, self._ratio))

    def _unmatched_lead(self, badge: BadgeRow) -> OpenedLead | None:
        """The lead of a badge, unless it is gone or a list has named its badge before."""
        opened = self._capturing.open_lead(badge.lead_id)
        if opened is None or opened.lead.badge_scan is None or opened.lead.badge_scan.matched:
            return None
        return opened

    def apply(self, plan: ReconcilePlan, *, by: str, progress: Progress = _in_silence) -> int:
        """Fills the blanks as planned, in one step that can be undone; gives the batch, or 0."""
        edited: list[tuple[OpenedLead, dict[str, Edit]]] = []
        for done, match in enumerate(plan.matched, start=1):
            if done % TELL_EVERY == 0:
                progress(done, len(plan.matched))
            if match.filling.is_resolved:
                edited.append((match.opened, edits_between(match.opened, match.filling.lead)))
        self._reading.remember(plan.source)
        numbers: list[int] = []

        def noting(changes: Sequence[Change]) -> None:
            numbers.append(
                self._batches.add(
                    at=self._at(), by=by, file_name=plan.source.path.name,
                    changes=[(_lead_id(change), change.change_id) for change in changes],
                )
            )  # fmt: skip

        if not edited:
            return 0
        self._capturing.save_many(edited, by=by, noting=noting)
        return numbers[0]

    def batches(self) -> list[ListBatch]:
        """The lists that were matched, the newest first."""
        return self._batches.all()

    def undo(self, batch_no: int, *, by: str) -> Undone:
        """Takes back what a batch filled, but for fields that were changed since; raises ListBatchError."""
        batch = self._batches.batch(batch_no)
        if batch is None:
            raise ListBatchError(f"there is no batch {batch_no}")
        if batch.undone_at:
            raise ListBatchError(f"batch {batch_no} was taken back already, at {batch.undone_at}")
        edited: list[tuple[OpenedLead, dict[str, Edit]]] = []
        kept = 0
        for lead_id, change_id in batch.changes:
            history = self._leads.history(lead_id)
            opened = self._capturing.open_as_of(lead_id, history)
            if opened is None:
                continue
            wanted, changed_since = _before(opened, history, change_id)
            kept += changed_since
            if values := edits(opened.state, wanted):
                edited.append((opened, values))
        self._capturing.save_many(edited, by=by)
        self._batches.undone(batch_no, self._at())
        return Undone(leads=len(edited), kept_fields=kept)

    def _at(self) -> str:
        return self._capturing.show_time().isoformat(timespec="seconds")


def _listed_as(row: Row, places: Mapping[ListField, int]) -> _ListedAs:
    return tuple(values_of(row, places).items())


def _lead_id(change: Change) -> LeadId:
    return LeadId(change.entity_id)


def _before(
    opened: OpenedLead, history: Sequence[Change], change_id: ChangeId
) -> tuple[dict[str, JsonValue], int]:
    """What the fields of a change held before it, where they still hold what it wrote; how many do not."""
    values = {change.stamp: change.set for change in history}
    made = next((change for change in history if change.change_id == change_id), None)
    if made is None:
        return {}, 0
    wanted: dict[str, JsonValue] = {}
    for name, edit in made.set.items():
        if set(opened.state.cells.get(name, ())) == {made.stamp}:
            seen = [stamp for stamp in edit.seen if stamp in values and name in values[stamp]]
            wanted[name] = values[max(seen)][name].value if seen else None
    return wanted, len(made.set) - len(wanted)
