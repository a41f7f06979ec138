"""The leads of this laptop: their changes, recorded for good, and what is derived from them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from boothapp.domain import fold
from boothapp.domain.change import Change
from boothapp.domain.definition import Track
from boothapp.domain.fold import EntityState
from boothapp.domain.ids import DeviceId, LeadId
from boothapp.domain.lead import AnswerState, Lead
from boothapp.domain.lead_fields import from_fields
from boothapp.domain.scoreboard import AnswerCount, TrackCount
from boothapp.domain.stamp import Stamp
from boothapp.domain.verdict import Verdict
from boothapp.errors import OtherDeviceError
from boothapp.store import derived_rows, rebuilding
from boothapp.store.database import Database
from boothapp.store.derived import TRACKS, Identity, derive, hour_text, identities_of
from boothapp.store.derived_rows import Rows
from boothapp.store.rebuilding import Definitions

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One save: the change, and what the lead is once it is applied.

    ``lead_no`` is None for a lead that is new to this laptop; ``capture_seconds`` is None unless timed.
    """

    change: Change
    state: EntityState
    lead: Lead
    verdict: Verdict
    capture_seconds: float | None = None
    lead_no: int | None = None


class DeviceRow(NamedTuple):
    """This laptop: who it is, the number of its next change, the stamp of its last one."""

    device_id: DeviceId
    next_seq: int
    last_stamp: Stamp | None


class VerdictRow(NamedTuple):
    """The verdict as it was when the lead was last saved."""

    track: Track
    missing: tuple[str, ...]


class DispositionRow(NamedTuple):
    """What sales said last of a lead; ``at`` is ISO 8601, what was not said is empty."""

    status: str
    reason: str
    outcome: str
    note: str
    at: str
    by: str


class LeadStore:
    """The leads, over one connection."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def device(self) -> DeviceRow:
        """This laptop as the next change must name it."""
        return self.tail()[0]

    def tail(self) -> tuple[DeviceRow, int]:
        """This laptop as the next change must name it, and the change_no that it will get."""
        device_id, first_no, first_seq, last_pulled = self._db.rows(SELECT_DEVICE)[0]
        last = self._db.row(SELECT_LAST_CHANGE)
        if last is None:
            return DeviceRow(device_id, first_seq, None), max(last_pulled + 1, first_no)
        change_no, device_seq, clock, change_id = last
        next_seq = device_seq + 1 if change_no >= first_no else first_seq
        return DeviceRow(device_id, next_seq, Stamp(f"{clock}.{change_id}")), max(
            change_no + 1, last_pulled + 1, first_no
        )

    def record(self, batch: Sequence[Recorded], *, discard_draft: str | None = None) -> list[int]:
        """Save all of the batch, durably and at once, or nothing of it; gives each lead's number.

        The changes must bear this device's id and its next numbers. A draft that became one of the leads is
        discarded in the same transaction.
        """
        with self._db.write():
            before = self._identities_before(batch)
            numbers = self._append(batch)
            latest = {
                number: Rows(derive(one.lead, one.verdict, one.state), is_new=one.lead_no is None)
                for number, one in zip(numbers, batch, strict=True)
            }
            derived_rows.write(self._db, latest, before)
            self._db.run_many(COUNT_PENDING, [(number,) for number in numbers])
            if discard_draft is not None:
                self._db.run(DELETE_DRAFT, {"draft_id": discard_draft})
        return numbers

    def _identities_before(self, batch: Sequence[Recorded]) -> dict[int, frozenset[Identity]]:
        """What the edited leads are known by so far, so that what an edit takes away is forgotten."""
        before: dict[int, frozenset[Identity]] = {}
        for one in batch:
            if one.lead_no is not None and one.lead_no not in before:
                before[one.lead_no] = self._identities(one.lead.lead_id)
        return before

    def _identities(self, lead_id: LeadId) -> frozenset[Identity]:
        changes = self.history(lead_id)
        state = rebuilding.state_of(changes)
        if state is None or fold.deleted(state):
            return frozenset()
        return identities_of(from_fields(lead_id, changes[0].show_id, fold.shown(state)), state)

    def _append(self, batch: Sequence[Recorded]) -> list[int]:
        """Append the changes to the log and the outbox, and number the leads that are new."""
        device, first_no = self.tail()
        numbers: list[int] = []
        changes: list[dict[str, Any]] = []
        for offset, one in enumerate(batch):
            change = one.change
            if (change.device_id, change.device_seq) != (device.device_id, device.next_seq + offset):
                raise OtherDeviceError(
                    f"change {change.change_id} is number {change.device_seq} of {change.device_id}; the "
                    f"next must be number {device.next_seq + offset} of {device.device_id}"
                )
            numbers.append(first_no + offset if one.lead_no is None else one.lead_no)
            changes.append({
                "change_no": first_no + offset, "change_id": change.change_id, "lead_no": numbers[-1],
                "device_seq": change.device_seq, "clock": change.stamp.removesuffix(f".{change.change_id}"),
                "seconds": one.capture_seconds, "body": _encode(change.to_json_ready()),
            })  # fmt: skip
        self._db.run_many(INSERT_CHANGE, changes)
        self._db.run_many(INSERT_OUTBOX, changes)
        return numbers

    def lead_no(self, lead_id: LeadId) -> int | None:
        """The number of a lead on this laptop."""
        number: int | None = self._db.value(SELECT_LEAD_NO, {"lead_id": lead_id})
        return number

    def lead_id_of(self, external_id: str) -> LeadId | None:
        """The lead that was captured from the line with this external id."""
        lead_id: LeadId | None = self._db.value(SELECT_LEAD_OF_EXTERNAL, {"external_id": external_id})
        return lead_id

    def known_external_ids(self, external_ids: Iterable[str]) -> dict[str, LeadId]:
        """The leads of those lines that were captured before."""
        return dict(
            self._db.rows(SELECT_LEADS_OF_EXTERNALS, {"external_ids": json.dumps(list(external_ids))})
        )

    def has_any(self) -> bool:
        """Whether any lead was ever saved here, or came here."""
        return self._db.value(SELECT_ANY_CHANGE) is not None

    def unanswered_since(self, since: str, limit: int) -> list[str]:
        """When the newest leads without an answer were captured here, back to a moment: at most so many."""
        rows = self._db.rows(SELECT_UNANSWERED, {"since": since, "limit": limit})
        return [captured_at for (captured_at,) in rows]

    def history(self, lead_id: LeadId) -> list[Change]:
        """All changes of a lead, in the order in which they came to this laptop."""
        rows = self._db.rows(SELECT_HISTORY, {"lead_id": lead_id})
        return [rebuilding.read_change(body) for (body,) in rows]

    def state(self, lead_id: LeadId) -> EntityState | None:
        """The live values of a lead, to make the next edit of; None when there is no such lead."""
        return rebuilding.state_of(self.history(lead_id))

    def lead(self, lead_id: LeadId) -> Lead | None:
        """The lead as it is shown; None when there is none, or it is deleted."""
        changes = self.history(lead_id)
        state = rebuilding.state_of(changes)
        if state is None or fold.deleted(state):
            return None
        return from_fields(lead_id, changes[0].show_id, fold.shown(state))

    def verdict_row(self, lead_id: LeadId) -> VerdictRow | None:
        """The verdict of the last save."""
        row = self._db.row(SELECT_VERDICT, {"lead_id": lead_id})
        return None if row is None else VerdictRow(TRACKS[row[0]], tuple(row[1].split()))

    def disposition(self, lead_id: LeadId) -> DispositionRow | None:
        """What sales said of a lead; None while they said nothing."""
        row = self._db.row(SELECT_DISPOSITION, {"lead_id": lead_id})
        return DispositionRow(*row) if row is not None else None

    def counts(self) -> list[TrackCount]:
        """How many leads there are by hour, staff and track, and how long their captures took."""
        return track_counts(self._db.rows(COUNT_TRACKS))

    def answer_counts(self) -> list[AnswerCount]:
        """How many leads gave each answer; answers in the visitor's own words are counted together."""
        totals: dict[tuple[str, str, str], int] = {}
        for answers, leads in self._db.rows(COUNT_ANSWERS):
            for answer in json.loads(answers):
                totals[tuple(answer)] = totals.get(tuple(answer), 0) + leads
        return [AnswerCount(*answer, leads) for answer, leads in sorted(totals.items())]

    def asked_counts(self) -> dict[str, int]:
        """How many leads were asked each question, whatever they said: a lead may give several answers."""
        totals: dict[str, int] = {}
        for answers, leads in self._db.rows(COUNT_ANSWERS):
            given = json.loads(answers)
            for question_id in {question for question, state, _ in given if state != AnswerState.NOT_ASKED}:
                totals[question_id] = totals.get(question_id, 0) + leads
        return totals

    def rebuild(self, definitions: Definitions) -> int:
        """Make all derived tables again, from the changes alone; gives the number of leads."""
        with self._db.write():
            return rebuilding.rebuild(self._db, definitions)


SELECT_DEVICE = """
    SELECT device_id, first_no, first_seq, (SELECT coalesce(max(change_no), 0) FROM pulled) FROM device
"""
SELECT_LAST_CHANGE = """
    SELECT change_no, device_seq, clock, change_id FROM change ORDER BY change_no DESC LIMIT 1
"""
INSERT_CHANGE = """
    INSERT INTO change (change_no, change_id, lead_no, device_seq, clock, seconds, body)
    VALUES (:change_no, :change_id, :lead_no, :device_seq, :clock, :seconds, :body)
"""
INSERT_OUTBOX = "INSERT INTO outbox (change_no, lead_no, state) VALUES (:change_no, :lead_no, 'pending')"
DELETE_DRAFT = "DELETE FROM draft WHERE draft_id = :draft_id"
SELECT_LEAD_NO = "SELECT lead_no FROM lead_card WHERE lead_id = :lead_id"
SELECT_LEAD_OF_EXTERNAL = """
    SELECT lead_id FROM identity JOIN lead_card USING (lead_no)
    WHERE kind = 'external' AND value = :external_id
"""
SELECT_LEADS_OF_EXTERNALS = """
    SELECT identity.value, lead_id
    FROM json_each(:external_ids) AS asked
    CROSS JOIN identity ON kind = 'external' AND identity.value = asked.value
    JOIN lead_card USING (lead_no)
"""
SELECT_ANY_CHANGE = "SELECT 1 FROM change UNION ALL SELECT 1 FROM pulled LIMIT 1"
SELECT_UNANSWERED = """
    SELECT captured_at FROM (SELECT lead_no, answers, deleted FROM lead ORDER BY lead_no DESC LIMIT 100)
    JOIN lead_card USING (lead_no) JOIN term ON term_no = answers
    WHERE captured_at >= :since AND NOT deleted AND text NOT LIKE '%"answered"%'
        AND EXISTS (SELECT 1 FROM change WHERE change_no = lead_no)
    ORDER BY lead_no DESC LIMIT :limit
"""
SELECT_HISTORY = """
    WITH wanted AS (SELECT lead_no AS number FROM lead_card WHERE lead_id = :lead_id)
    SELECT body FROM (
        SELECT change_no, body FROM wanted JOIN change ON change_no = number
        UNION ALL
        SELECT change_no, body FROM wanted JOIN change ON lead_no = number AND lead_no <> change_no
        UNION ALL
        SELECT change_no, body FROM wanted JOIN pulled ON change_no = number
        UNION ALL
        SELECT change_no, body FROM wanted JOIN pulled ON lead_no = number AND lead_no <> change_no
    ) ORDER BY change_no
"""
SELECT_VERDICT = "SELECT track, missing FROM lead_card JOIN lead USING (lead_no) WHERE lead_id = :lead_id"
SELECT_DISPOSITION = "SELECT status, reason, outcome, note, at, by FROM disposition WHERE lead_id = :lead_id"
COUNT_TRACKS = """
    SELECT hour, text, track, leads, seconds, timed
    FROM (
        SELECT hour, staff, track, count(*) AS leads, total(seconds) AS seconds, count(seconds) AS timed
        FROM lead WHERE NOT deleted GROUP BY hour, staff, track
    ) JOIN term ON term_no = staff
    ORDER BY hour, text, track
"""
COUNT_ANSWERS = """
    SELECT text, leads
    FROM (SELECT answers, count(*) AS leads FROM lead WHERE NOT deleted GROUP BY answers)
    JOIN term ON term_no = answers
"""


COUNT_PENDING = "UPDATE lead SET pending = pending + 1 WHERE lead_no = ?"


def track_counts(rows: Iterable[tuple[Any, ...]]) -> list[TrackCount]:
    """Rows of hour, staff, track, leads, seconds, timed as the scoreboard takes them."""
    return [
        TrackCount(hour_text(hour), staff, TRACKS[track], *numbers) for hour, staff, track, *numbers in rows
    ]
