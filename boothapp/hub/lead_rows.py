"""The readable rows of one lead: what its folded state, its show and its definition come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from boothapp.domain.consent import ConsentRecord, Purpose
from boothapp.domain.definition import LeadDefinition, Topic
from boothapp.domain.fold import EntityState, conflicts, deleted, shown
from boothapp.domain.follow_up import moment
from boothapp.domain.ids import LeadId, ShowId
from boothapp.domain.lead import AnswerState, FollowUp, Lead
from boothapp.domain.stamp import reading_of
from boothapp.domain.verdict import Verdict, judge
from boothapp.hub import schema
from boothapp.hub.legible import ReadLead, read_lead
from boothapp.hub.part_rows import (
    Row,
    answer_row,
    consent_row,
    contact_row,
    decision_on,
    encounter_row,
    text,
    unreadable_answer_row,
)

if TYPE_CHECKING:
    from sqlalchemy import Column, Table

    from boothapp.domain.change import JsonValue

MERGED_INTO = "_merged_into"

_ANSWERS = "answers/"
_MAIN_CONTACT = (
    "given_name", "family_name", "job_title", "decision_role", "email", "phone", "mobile", "city", "country",
)  # fmt: skip
_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)  # the gate looks at it only where a capture time is missing
_LAST_MS = 253_402_214_400_000  # the start of the last day of year 9999
_INTEGERS = 1 << 31


@dataclass(slots=True)
class LeadRows:
    """The rows of one lead, by table."""

    lead: Row
    contacts: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)
    encounters: list[Row] = field(default_factory=list)
    consents: list[Row] = field(default_factory=list)

    def by_table(self) -> Iterator[tuple[Table, list[Row]]]:
        """Each table with its rows."""
        yield schema.LEAD, [self.lead]
        yield schema.CONTACT, self.contacts
        yield schema.ANSWER, self.answers
        yield schema.ENCOUNTER, self.encounters
        yield schema.CONSENT, self.consents


def rows_of(
    show_id: ShowId,
    lead_id: LeadId,
    state: EntityState,
    definition_of: Mapping[tuple[str, int], LeadDefinition],
    zone: ZoneInfo,
) -> LeadRows:
    """The rows of a lead, the same whenever and wherever they are made.

    ``zone`` is the show's: days and hours of capture are local to it. Of a deleted lead only ids are left.
    """
    fields = shown(state)
    ids = {"show_id": show_id, "lead_id": lead_id}
    merged_into = fields.get(MERGED_INTO)
    row = {
        **_EMPTY_LEAD,
        **ids,
        "canonical_id": lead_id,
        # An empty id names no lead, so it is a merge taken back.
        "merged_into": (text(merged_into) or None) if isinstance(merged_into, str) else None,
    }
    if deleted(state):
        row["is_deleted"] = True
        return LeadRows(row)
    read = read_lead(lead_id, show_id, fields)
    definition = definition_of.get((read.lead.definition.definition_id, read.lead.definition.version))
    rows = _parts(ids, row, read, fields, definition)
    _add_origin(row, read.lead, state, zone)
    _add_main_contact(row, rows.contacts)
    _add_promise(row, read.lead.follow_up)
    _add_consents(row, read.lead.consents)
    row["unreadable_fields"] = ", ".join(map(text, read.unreadable))
    if _may_conflict(state):
        row["conflicting_fields"] = ", ".join(map(text, sorted(conflicts(state))))
    if definition is not None:
        now = _BEFORE_ALL if read.lead.captured_at else _made_at(state)
        _add_verdict(row, judge(read.lead, definition, now), definition)
        _add_topics(row, rows.answers, definition)
    return rows


def _empty(column: Column[Any]) -> object:
    return None if column.nullable else column.type.python_type()


_EMPTY_LEAD: Row = {column.name: _empty(column) for column in schema.LEAD.columns}


def _may_conflict(state: EntityState) -> bool:
    """Whether it is worth looking for conflicts: hardly ever."""
    return "_deleted" in state.cells or max(map(len, state.cells.values()), default=0) > 1


def _made_at(state: EntityState) -> datetime:
    """The time of the newest stamp: it stands in for a capture time that is missing."""
    newest = max((reading_of(stamp).ms for live in state.cells.values() for stamp in live), default=0)
    return datetime.fromtimestamp(min(newest, _LAST_MS) / 1000, UTC)


def _parts(
    ids: Row,
    row: Row,
    read: ReadLead,
    fields: Mapping[str, JsonValue],
    definition: LeadDefinition | None,
) -> LeadRows:
    """The rows of all parts; an answer that cannot be read has one too."""
    lead = read.lead
    answers = [answer_row(ids, key, answer, definition) for key, answer in lead.answers.items()]
    answers += [
        unreadable_answer_row(ids, path.removeprefix(_ANSWERS), fields[path])
        for path in read.unreadable
        if path.startswith(_ANSWERS)
    ]
    return LeadRows(
        lead=row,
        contacts=[contact_row(ids, contact) for contact in lead.contacts],
        answers=answers,
        encounters=[encounter_row(ids, encounter) for encounter in lead.encounters],
        consents=[consent_row(ids, record) for record in lead.consents],
    )


def _add_origin(row: Row, lead: Lead, state: EntityState, zone: ZoneInfo) -> None:
    """What was captured, when and by whom, and the remarks."""
    captured = datetime.fromisoformat(lead.captured_at) if lead.captured_at else _made_at(state)
    try:
        local = captured.astimezone(zone).isoformat()
    except OverflowError:  # the first or the last day of the calendar
        local = captured.isoformat()
    row["company"] = text(lead.company.name)
    row["website"] = text(lead.company.website)
    row["industry"] = text(lead.company.industry)
    row["company_size"] = text(lead.company.size)
    row["interest_basis"] = lead.interest_basis.value
    row["prospect_wants"] = lead.prospect_wants.value if lead.prospect_wants else ""
    row["rating"] = lead.rating.value if lead.rating else ""
    if lead.disqualification:
        row["disqualification"] = text(lead.disqualification.reason)
        row["disqualification_note"] = text(lead.disqualification.note)
    row["notes"] = "\n".join(text(encounter.note) for encounter in lead.encounters if encounter.note)
    row["tags"] = text(", ".join(lead.tags))
    row["capture_source"] = lead.capture_source.value
    row["badge_id"] = text(lead.badge_scan.badge_id) if lead.badge_scan else ""
    row["captured_at"] = lead.captured_at
    row["captured_day"] = local[:10]
    row["captured_hour"] = local[:13]
    row["captured_by"] = text(lead.captured_by)
    row["device_id"] = text(lead.device_id)
    row["definition_id"] = text(lead.definition.definition_id)
    row["definition_version"] = lead.definition.version if abs(lead.definition.version) < _INTEGERS else 0
    row["external_id"] = text(lead.external_id)


def _add_main_contact(row: Row, contacts: Sequence[Row]) -> None:
    """The first person of the buying team."""
    row["contacts"] = len(contacts)
    if contacts:
        row["contact_name"] = contacts[0]["name"]
        for name in _MAIN_CONTACT:
            row[name] = contacts[0][name]


def _add_promise(row: Row, follow_up: FollowUp | None) -> None:
    if follow_up is None:
        return
    try:
        at = moment(follow_up)
        row["follow_up_at_utc"] = at.astimezone(UTC).isoformat() if at else ""
    except (ValueError, OverflowError, OSError):
        pass  # a zone that is a path, a year beyond the calendar: the local time still stands
    row["follow_up_at"] = text(follow_up.due_at)
    row["follow_up_zone"] = text(follow_up.zone)
    row["follow_up_minutes"] = (
        follow_up.duration_minutes if abs(follow_up.duration_minutes) < _INTEGERS else None
    )
    row["follow_up_channel"] = follow_up.channel.value if follow_up.channel else ""
    row["follow_up_owner"] = text(follow_up.owner)
    row["follow_up_promise"] = text(follow_up.promise)
    row["follow_up_confirmed"] = follow_up.confirmed_by_visitor


def _add_consents(row: Row, consents: Sequence[ConsentRecord]) -> None:
    row["consent_sales_email"] = decision_on(consents, Purpose.SALES_FOLLOW_UP, "email")
    row["consent_sales_phone"] = decision_on(consents, Purpose.SALES_FOLLOW_UP, "phone")
    row["consent_marketing_email"] = decision_on(consents, Purpose.MARKETING_EMAIL, "email")
    row["consent_prize_draw"] = decision_on(consents, Purpose.PRIZE_DRAW, "any")


def _add_verdict(row: Row, verdict: Verdict, definition: LeadDefinition) -> None:
    row["track"] = verdict.track.value
    row["shown_as_row"] = verdict.track in definition.synced_tracks
    row["missing"] = ", ".join(verdict.missing)
    row["blocked_by"] = text(", ".join(verdict.blocked_by))
    row["ask_next"] = verdict.ask_next or ""
    row["moment_of_interest"] = verdict.moment_of_interest


def _add_topics(row: Row, answers: Sequence[Row], definition: LeadDefinition) -> None:
    """What was answered to need, budget, timeline and authority, in the definition's words, or not asked."""
    topics = definition.topic_by_main_question
    for question_id, asked in topics.items():
        row[asked.value] = AnswerState.NOT_ASKED.value if question_id in definition.question_by_id else ""
    for answer in answers:
        topic = topics.get(answer["question_id"])
        if topic is None:
            continue
        row[topic.value] = answer["choice"] or answer["value"] or answer["state"]
        if topic is Topic.BUDGET:
            row["budget_amount"], row["budget_currency"] = answer["amount"], answer["currency"]
