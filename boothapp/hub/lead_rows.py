"""The readable rows of one lead: what its folded state, its show and its definition come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from boothapp.domain.consent import ConsentDecision, ConsentRecord, Purpose, may_use
from boothapp.domain.definition import LeadDefinition, Question, Topic
from boothapp.domain.fold import EntityState, conflicts, deleted, shown
from boothapp.domain.follow_up import moment
from boothapp.domain.ids import LeadId, ShowId
from boothapp.domain.lead import Answer, Contact, ContactPoint, FollowUp, Lead
from boothapp.domain.stamp import reading_of
from boothapp.domain.verdict import Verdict, judge
from boothapp.hub import schema
from boothapp.hub.legible import read_lead
from boothapp.wire.messages import encode_json

if TYPE_CHECKING:
    from sqlalchemy import Table

    from boothapp.domain.change import JsonValue

MERGED_INTO = "_merged_into"
WITHDRAWN = "withdrawn"

_LAST_MS = 253_402_214_400_000  # the start of the last day of year 9999
_INTEGERS = 1 << 31
_AMOUNTS = 10.0**16

Row = dict[str, Any]
"""One row to write, by column."""


@dataclass(slots=True)
class LeadRows:
    """The rows of one lead, by table; `lead` always has one."""

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
    merged_into = fields.get(MERGED_INTO)
    ids = {"show_id": show_id, "lead_id": lead_id}
    links = {"merged_into": _text(merged_into) or None, "canonical_id": lead_id}
    if deleted(state):
        return LeadRows({**_EMPTY_LEAD, **ids, **links, "is_deleted": True})
    lead, unreadable = read_lead(lead_id, show_id, fields)
    definition = definition_of.get((lead.definition.definition_id, lead.definition.version))
    row = _EMPTY_LEAD | ids | links | _origin(lead, state, zone) | _people(lead) | _promise(lead.follow_up)
    row |= _consent_columns(lead.consents)
    row["conflicting_fields"] = ", ".join(sorted(conflicts(state))) if _may_conflict(state) else ""
    row["unreadable_fields"] = ", ".join(unreadable)
    if definition is not None:
        row |= _judged(judge(lead, definition, _made_at(state)), definition)
        row |= _topics(lead, definition)
    return LeadRows(
        lead=row,
        contacts=[ids | _contact(contact) for contact in lead.contacts],
        answers=[ids | _answer(key, answer, definition) for key, answer in lead.answers.items()]
        + [
            ids | _unreadable_answer(path, fields[path]) for path in unreadable if path.startswith("answers/")
        ],
        encounters=[
            ids
            | {
                "encounter_id": _text(e.encounter_id),
                "staff": _text(e.staff),
                "at": _text(e.at),
                "note": _text(e.note),
            }
            for e in lead.encounters
        ],
        consents=[ids | _consent(record) for record in lead.consents],
    )


_EMPTY_LEAD: Row = {
    column.name: (
        None
        if column.nullable
        else False
        if column.type.python_type is bool
        else 0
        if column.type.python_type is int
        else ""
    )
    for column in schema.LEAD.columns
}


def _text(value: object) -> str:
    """The text, without NUL, which PostgreSQL has no place for; empty when it is none."""
    if not isinstance(value, str):
        return ""
    return value.replace("\0", "") if "\0" in value else value


def _may_conflict(state: EntityState) -> bool:
    return any(len(live) > 1 for live in state.cells.values()) or "_deleted" in state.cells


def _made_at(state: EntityState) -> datetime:
    """The time of the newest stamp: it stands in for a capture time that is missing."""
    newest = max((reading_of(stamp).ms for live in state.cells.values() for stamp in live), default=0)
    return datetime.fromtimestamp(min(newest, _LAST_MS) / 1000, UTC)


def _judged(verdict: Verdict, definition: LeadDefinition) -> Row:
    return {
        "track": verdict.track.value,
        "shown_as_row": verdict.track in definition.synced_tracks,
        "missing": ", ".join(verdict.missing),
        "blocked_by": _text(", ".join(verdict.blocked_by)),
        "ask_next": verdict.ask_next or "",
        "moment_of_interest": verdict.moment_of_interest,
    }


def _origin(lead: Lead, state: EntityState, zone: ZoneInfo) -> Row:
    """What was captured, when and by whom, and the remarks."""
    captured = datetime.fromisoformat(lead.captured_at) if lead.captured_at else _made_at(state)
    try:
        local = captured.astimezone(zone).isoformat()
    except OverflowError:  # the first or the last day of the calendar
        local = captured.isoformat()
    return {
        "company": _text(lead.company.name),
        "website": _text(lead.company.website),
        "industry": _text(lead.company.industry),
        "company_size": _text(lead.company.size),
        "interest_basis": lead.interest_basis.value,
        "prospect_wants": lead.prospect_wants.value if lead.prospect_wants else "",
        "rating": lead.rating.value if lead.rating else "",
        "disqualification": _text(lead.disqualification.reason) if lead.disqualification else "",
        "disqualification_note": _text(lead.disqualification.note) if lead.disqualification else "",
        "notes": "\n".join(_text(e.note) for e in lead.encounters if e.note),
        "tags": _text(", ".join(lead.tags)),
        "capture_source": lead.capture_source.value,
        "badge_id": _text(lead.badge_scan.badge_id) if lead.badge_scan else "",
        "captured_at": lead.captured_at,
        "captured_day": local[:10],
        "captured_hour": local[:13],
        "captured_by": _text(lead.captured_by),
        "device_id": _text(lead.device_id),
        "definition_id": _text(lead.definition.definition_id),
        "definition_version": lead.definition.version if abs(lead.definition.version) < _INTEGERS else 0,
        "external_id": _text(lead.external_id),
    }


def _people(lead: Lead) -> Row:
    """The columns of the first person of the buying team."""
    main = lead.main_contact
    if main is None:
        return {}
    contact = _contact(main)
    named = (
        "given_name",
        "family_name",
        "job_title",
        "decision_role",
        "email",
        "phone",
        "mobile",
        "city",
        "country",
    )
    return {"contact_name": contact["name"], "contacts": len(lead.contacts)} | {
        name: contact[name] for name in named
    }


def _contact(contact: Contact) -> Row:
    address = contact.address
    row = {
        "contact_id": _text(contact.contact_id),
        "name": _text(contact.name),
        "given_name": _text(contact.given_name),
        "family_name": _text(contact.family_name),
        "job_title": _text(contact.job_title),
        "department": _text(contact.department),
        "decision_role": contact.decision_role.value,
        "language": _text(contact.language),
        "street": _text(address.street) if address else "",
        "city": _text(address.city) if address else "",
        "region": _text(address.region) if address else "",
        "postal_code": _text(address.postal_code) if address else "",
        "country": _text(address.country) if address else "",
    }
    for name, point in (("email", contact.email), ("phone", contact.phone), ("mobile", contact.mobile)):
        row[name], row[f"{name}_as_typed"] = _reach(point)
    return row


def _reach(point: ContactPoint | None) -> tuple[str, str]:
    """The address or number that can be right, or nothing, and what was typed."""
    return (_text(point.normalised), _text(point.raw)) if point else ("", "")


def _promise(follow_up: FollowUp | None) -> Row:
    if follow_up is None:
        return {}
    try:
        at = moment(follow_up)
        at_utc = at.astimezone(UTC).isoformat() if at else ""
    except (ValueError, OverflowError, OSError):  # a zone that is a path, a year beyond the calendar
        at_utc = ""
    return {
        "follow_up_at": _text(follow_up.due_at),
        "follow_up_zone": _text(follow_up.zone),
        "follow_up_at_utc": at_utc,
        "follow_up_minutes": follow_up.duration_minutes
        if abs(follow_up.duration_minutes) < _INTEGERS
        else None,
        "follow_up_channel": follow_up.channel.value if follow_up.channel else "",
        "follow_up_owner": _text(follow_up.owner),
        "follow_up_promise": _text(follow_up.promise),
        "follow_up_confirmed": follow_up.confirmed_by_visitor,
    }


def _consent_columns(consents: Sequence[ConsentRecord]) -> Row:
    return {
        "consent_sales_email": decision(consents, Purpose.SALES_FOLLOW_UP, "email"),
        "consent_sales_phone": decision(consents, Purpose.SALES_FOLLOW_UP, "phone"),
        "consent_marketing_email": decision(consents, Purpose.MARKETING_EMAIL, "email"),
        "consent_prize_draw": decision(consents, Purpose.PRIZE_DRAW, "any"),
    }


def decision(consents: Sequence[ConsentRecord], purpose: Purpose, channel: str) -> str:
    """What stands of a purpose and channel: granted (it may be used), declined, withdrawn or not_asked."""
    if may_use(consents, purpose, channel):
        return ConsentDecision.GRANTED.value
    told = [c for c in consents if c.purpose is purpose and c.channel in (channel, "any")]
    if any(c.withdrawn_at for c in told):
        return WITHDRAWN
    asked = any(c.decision is not ConsentDecision.NOT_ASKED for c in told)
    return (ConsentDecision.DECLINED if asked else ConsentDecision.NOT_ASKED).value


def _consent(record: ConsentRecord) -> Row:
    texts = (
        "consent_id", "channel", "lawful_basis", "method", "text_version", "text_snapshot", "language",
        "captured_at", "captured_by", "withdrawn_at", "retain_until",
    )  # fmt: skip
    row: Row = {name: _text(getattr(record, name)) for name in texts}
    return row | {"purpose": record.purpose.value, "decision": record.decision.value}


def _topics(lead: Lead, definition: LeadDefinition) -> Row:
    """The answers to need, budget, timeline and authority as columns: the words of the definition."""
    row: Row = {}
    for topic in Topic:
        question_id = definition.main_question(topic)
        answer = lead.answers.get(question_id)
        if answer is None:
            continue
        asked = _answer(question_id, answer, definition)
        row[topic.value] = asked["choice"] or asked["value"] or asked["state"]
        if topic is Topic.BUDGET:
            row["budget_amount"], row["budget_currency"] = asked["amount"], asked["currency"]
    return row


def _answer(question_id: str, answer: Answer, definition: LeadDefinition | None) -> Row:
    question = definition.question_by_id.get(question_id) if definition else None
    values = (
        () if answer.value is None else (answer.value,) if isinstance(answer.value, str) else answer.value
    )
    amount = answer.amount
    return {
        "question_id": _text(question_id),
        "is_known_question": question is not None,
        "question": question.label if question else "",
        "state": answer.state.value,
        "value": _text(", ".join(values)),
        "choice": ", ".join(_labels(question, values)),
        "amount": _number(amount.value) if amount else None,
        "amount_upper": _number(amount.upper) if amount else None,
        "currency": _text(amount.currency) if amount else "",
        "is_approved": amount.approved if amount else None,
        "note": _text(answer.note),
    }


def _labels(question: Question | None, values: Sequence[str]) -> list[str]:
    choices = question.choice_by_value if question else {}
    return [choices[value].label for value in values if value in choices]


def _number(decimal: str | None) -> float | None:
    """The amount as a number of the size that the column takes; None when it is none."""
    try:
        number = float(decimal or "")
    except ValueError:
        return None
    return number if abs(number) < _AMOUNTS else None


def _unreadable_answer(path: str, value: JsonValue) -> Row:
    """An answer that this version cannot read, word for word as it came."""
    row = _answer(path.partition("/")[2], Answer(), None)
    return row | {"state": "", "value": _text(encode_json(value).decode())}
