"""Capture: judge the card while it is typed, keep drafts, save leads, undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from boothapp.domain.change import Change, Edit, JsonValue
from boothapp.domain.definition import LeadDefinition
from boothapp.domain.fold import DELETED, EntityState, apply, deleted, deletion, edits, shown
from boothapp.domain.ids import ChangeId, DeviceId, LeadId, part_id, uuid7
from boothapp.domain.lead import DefinitionRef, InterestBasis, Lead, Stage, identifies_someone
from boothapp.domain.lead_fields import from_fields, to_fields
from boothapp.domain.prize import BURST_COUNT, BorrowedSign, borrowed_sign, has_answers, may_promote, promote
from boothapp.domain.show import Show
from boothapp.domain.stamp import HybridClock, Stamp
from boothapp.domain.verdict import Verdict, judge
from boothapp.errors import NoProblemStatedError, NotIdentifiedError, OtherDeviceError
from boothapp.noise import random_bits
from boothapp.store.drafts import Draft, Drafts
from boothapp.store.leads import LeadStore, Recorded
from boothapp.store.rebuilding import state_of

ENTITY = "lead"
UNNAMED = "unknown"
"""The actor of a change that nobody signed; a change must name one."""

Now = Callable[[], datetime]
"""The time as an aware datetime; passed in, so that tests own the clock."""

DefinitionLookup = Callable[[DefinitionRef], LeadDefinition]


class SavedLead(NamedTuple):
    """A durable lead: its number on this laptop, the lead as saved, and its verdict."""

    lead_no: int
    lead: Lead
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class OpenedLead:
    """A lead as an editor has it in front of them, with the state that tells which values they saw."""

    lead: Lead
    state: EntityState
    verdict: Verdict


class NewLead(NamedTuple):
    """A lead to save for the first time, and how long its capture took."""

    lead: Lead
    capture_seconds: float | None = None


def check_identified(lead: Lead) -> None:
    """Raises NotIdentifiedError for a card that names nobody, which cannot be saved."""
    if not identifies_someone(lead):
        raise NotIdentifiedError("nobody on this card has a name, an email, a phone or a badge id")


def edits_between(opened: OpenedLead, lead: Lead) -> dict[str, Edit]:
    """What differs from the opened lead, each edit with the values seen."""
    before, after = to_fields(opened.lead), to_fields(replace(lead, stage=Stage.FINAL))
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    changed |= {name: None for name in before if name not in after}
    return edits(opened.state, changed)


class PartIds:
    """Hands out part ids in ascending order, however quickly they are asked for."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._last_ms = 0

    def __call__(self) -> str:
        """The next id."""
        self._last_ms = max(self._last_ms + 1, _milliseconds(self._now()))
        return part_id(self._last_ms, random_bits)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


class Capturing:
    """The writer of leads; one per open profile, used on one thread."""

    def __init__(
        self,
        *,
        leads: LeadStore,
        drafts: Drafts,
        show: Show,
        definition: DefinitionLookup,
        now: Now,
        in_draw: Callable[[Lead], bool] = lambda _lead: False,
    ) -> None:
        """``in_draw`` tells whether somebody on a lead is an entrant of the prize draw."""
        self._leads, self._drafts, self._in_draw = leads, drafts, in_draw
        self._show, self._definition, self._now = show, definition, now
        self._zone = ZoneInfo(show.zone)
        self._take_up_device()

    def _take_up_device(self) -> None:
        """Goes on from the last change this laptop made durable."""
        device = self._leads.device()
        self.device_id: DeviceId = device.device_id
        self._next_seq = device.next_seq
        self._clock = HybridClock(lambda: _milliseconds(self._now()), device.last_stamp)

    def show_time(self) -> datetime:
        """The time on the show's clocks."""
        return self._now().astimezone(self._zone)

    def judge(self, lead: Lead) -> Verdict:
        """The verdict on a lead, by the definition it was captured under."""
        return judge(lead, self._definition(lead.definition), self.show_time())

    def save_new(self, new: Sequence[NewLead], *, draft_id: str | None = None) -> list[SavedLead]:
        """Makes new leads durable, all in one transaction; each comes back with its verdict.

        The draft that became one of them is discarded with it. Raises NotIdentifiedError when a card names
        nobody, before anything is written.
        """
        for item in new:
            check_identified(item.lead)
        now = self.show_time()
        return self._record([self._first_change(item, now) for item in new], draft_id)

    def _first_change(self, item: NewLead, now: datetime) -> Recorded:
        lead = replace(
            item.lead,
            lead_id=item.lead.lead_id or LeadId(uuid7(_milliseconds(now), random_bits)),
            stage=Stage.FINAL,
            captured_at=item.lead.captured_at or now.isoformat(timespec="seconds"),
            device_id=self.device_id,
        )
        values = {name: Edit(value) for name, value in to_fields(lead).items()}
        change = self._change(lead, values, by=lead.captured_by, now=now)
        state = EntityState()
        apply(state, change)
        return Recorded(
            change=change,
            state=state,
            lead=lead,
            verdict=judge(lead, self._definition(lead.definition), now),
            capture_seconds=item.capture_seconds,
        )

    def _change(self, lead: Lead, values: dict[str, Edit], *, by: str, now: datetime) -> Change:
        """The next change of this laptop."""
        change_id = ChangeId(uuid7(_milliseconds(now), random_bits))
        self._next_seq += 1
        return Change(
            change_id=change_id,
            device_id=self.device_id,
            device_seq=self._next_seq - 1,
            stamp=self._clock.tick(change_id),
            show_id=self._show.show_id,
            entity=ENTITY,
            entity_id=lead.lead_id,
            actor=by or UNNAMED,
            captured_at=now.isoformat(timespec="seconds"),
            definition=lead.definition,
            set=values,
        )

    def _record(self, batch: list[Recorded], discard_draft: str | None) -> list[SavedLead]:
        try:
            try:
                numbers = self._leads.record(batch, discard_draft=discard_draft)
            except OtherDeviceError:  # a sync gave this laptop another id since
                self._take_up_device()
                batch = [self._renumbered(item) for item in batch]
                numbers = self._leads.record(batch, discard_draft=discard_draft)
        except BaseException:
            self._take_up_device()
            raise
        return [
            SavedLead(number, item.lead, item.verdict) for number, item in zip(numbers, batch, strict=True)
        ]

    def _renumbered(self, item: Recorded) -> Recorded:
        self._next_seq += 1
        return replace(
            item,
            change=replace(item.change, device_id=self.device_id, device_seq=self._next_seq - 1),
        )

    def open_lead(self, lead_id: LeadId) -> OpenedLead | None:
        """A saved lead, ready to be edited; None when there is none of this id."""
        return self.open_as_of(lead_id, self._leads.history(lead_id))

    def open_as_of(self, lead_id: LeadId, history: Sequence[Change]) -> OpenedLead | None:
        """The same, by all changes of the lead where they are read already."""
        state = state_of(history)
        if state is None or deleted(state):
            return None
        lead = from_fields(lead_id, self._show.show_id, shown(state))
        return OpenedLead(lead, state, self.judge(lead))

    def save_many(
        self,
        edited: Sequence[tuple[OpenedLead, dict[str, Edit]]],
        *,
        by: str,
        noting: Callable[[Sequence[Change]], None] = lambda _changes: None,
    ) -> list[SavedLead]:
        """Makes edits of many leads durable, a change of each, all at once or none.

        ``noting`` is given the changes just before, so that no change is there that nobody took down.
        """
        try:
            made = [self._edited(opened, values, by=by) for opened, values in edited]
            noting([one.change for one in made])
        except BaseException:
            self._take_up_device()
            raise
        return self._record(made, None)

    def save_edit(self, opened: OpenedLead, lead: Lead, *, by: str, draft_id: str | None = None) -> SavedLead:
        """Makes durable what differs from the opened lead, as one change that names the values seen."""
        return self._save_values(opened, edits_between(opened, lead), by=by, draft_id=draft_id)

    def _save_values(
        self, opened: OpenedLead, values: dict[str, Edit], *, by: str, draft_id: str | None = None
    ) -> SavedLead:
        """Makes edits durable; where nothing differs, only the draft goes."""
        if values:
            return self._record([self._edited(opened, values, by=by)], draft_id)[0]
        number = self._leads.lead_no(opened.lead.lead_id)
        if number is None:
            raise LookupError(opened.lead.lead_id)
        self._record([], draft_id)
        return SavedLead(number, opened.lead, opened.verdict)

    def _edited(self, opened: OpenedLead, values: dict[str, Edit], *, by: str) -> Recorded:
        """The next change of this laptop, and what its lead is with it."""
        lead_id = opened.lead.lead_id
        number = self._leads.lead_no(lead_id)
        state = self._leads.state(lead_id) if number is not None else None
        if number is None or state is None:
            raise LookupError(lead_id)
        for live in state.cells.values():
            for stamp in live:
                self._clock.observe(stamp)
        change = self._change(opened.lead, values, by=by, now=self.show_time())
        apply(state, change)
        lead = from_fields(lead_id, self._show.show_id, shown(state))
        return Recorded(change=change, state=state, lead=lead, verdict=self.judge(lead), lead_no=number)

    def promote(self, lead_id: LeadId, *, by: str, reason: str) -> SavedLead | None:
        """Makes a borrowed-interest card one of real interest; raises NoProblemStatedError without a need."""
        opened = self.open_lead(lead_id)
        if opened is None:
            return None
        if not may_promote(opened.lead, self._definition(opened.lead.definition)):
            raise NoProblemStatedError("a promoted card needs the visitor's problem on it first")
        at = self.show_time().isoformat(timespec="seconds")
        return self.save_edit(opened, promote(opened.lead, by=by, at=at, reason=reason), by=by)

    def undo(self, lead_id: LeadId, *, by: str) -> None:
        """Takes back a saved lead: it leaves every list, and its changes stay as history."""
        opened = self.open_lead(lead_id)
        if opened is not None:
            self._save_values(opened, deletion(opened.state), by=by)

    def restore(self, lead_id: LeadId, *, by: str) -> SavedLead | None:
        """Takes a deletion back; None when there is no lead of this id."""
        state = self._leads.state(lead_id)
        if state is None:
            return None
        lead = from_fields(lead_id, self._show.show_id, shown(state))
        values = {DELETED: Edit(None, tuple(sorted(state.cells.get(DELETED, ()))))}
        return self._save_values(OpenedLead(lead, state, self.judge(lead)), values, by=by)

    def settle(
        self, lead_id: LeadId, field: str, value: JsonValue, *, seen: Iterable[Stamp], by: str
    ) -> SavedLead | None:
        """Ends a conflict: of the values in front of a person, by their stamps, this one is kept.

        A value that came meanwhile was not seen, so it stays live beside the one kept.
        """
        opened = self.open_lead(lead_id)
        if opened is None:
            return None
        return self._save_values(opened, {field: Edit(value, tuple(sorted(seen)))}, by=by)

    def keep_draft(self, draft_id: str, form: bytes, title: str) -> None:
        """Keeps a half-typed card through a crash; called as one types."""
        self._drafts.keep(draft_id, form, title, self.show_time().isoformat(timespec="seconds"))

    def drafts(self) -> list[Draft]:
        """The cards that wait to be finished, the oldest first."""
        return self._drafts.all()

    def discard_draft(self, draft_id: str) -> None:
        """Forgets a half-typed card."""
        self._drafts.discard(draft_id)

    def borrowed_sign(self, lead: Lead) -> BorrowedSign | None:
        """Why this card looks like borrowed interest, if it does; never applied without a person."""
        since = (self.show_time() - timedelta(minutes=1)).isoformat(timespec="seconds")
        recent = [datetime.fromisoformat(at) for at in self._leads.unanswered_since(since, BURST_COUNT)]
        if not has_answers(lead) and lead.captured_at:
            recent.append(datetime.fromisoformat(lead.captured_at))
        unjudged = lead.interest_basis is InterestBasis.UNKNOWN and not has_answers(lead)
        return borrowed_sign(lead, recent, in_draw=unjudged and self._in_draw(lead))
