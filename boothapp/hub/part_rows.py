"""The readable rows of the parts of a lead: contacts, answers, encounters, consents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from boothapp.domain.consent import ConsentDecision, ConsentRecord, Purpose, may_use
from boothapp.domain.definition import LeadDefinition, Question
from boothapp.domain.lead import Answer, Contact, ContactPoint, Encounter
from boothapp.wire.messages import encode_json

if TYPE_CHECKING:
    from boothapp.domain.change import JsonValue

WITHDRAWN = "withdrawn"
_AMOUNTS = 10.0**16

Row = dict[str, Any]
"""One row to write, by column."""


def text(value: str) -> str:
    """The text without NUL, which PostgreSQL has no place for."""
    return value.replace("\0", "") if "\0" in value else value


def contact_row(ids: Row, contact: Contact) -> Row:
    """A person: the address and the numbers that can be right, each beside what was typed."""
    address = contact.address
    row = {
        **ids,
        "contact_id": text(contact.contact_id),
        "name": text(contact.name),
        "given_name": text(contact.given_name),
        "family_name": text(contact.family_name),
        "job_title": text(contact.job_title),
        "department": text(contact.department),
        "decision_role": contact.decision_role.value,
        "language": text(contact.language),
        "street": text(address.street) if address else "",
        "city": text(address.city) if address else "",
        "region": text(address.region) if address else "",
        "postal_code": text(address.postal_code) if address else "",
        "country": text(address.country) if address else "",
    }
    row["email"], row["email_as_typed"] = _reach(contact.email)
    row["phone"], row["phone_as_typed"] = _reach(contact.phone)
    row["mobile"], row["mobile_as_typed"] = _reach(contact.mobile)
    return row


def _reach(point: ContactPoint | None) -> tuple[str, str]:
    return (text(point.normalised or ""), text(point.raw)) if point else ("", "")


def answer_row(ids: Row, question_id: str, answer: Answer, definition: LeadDefinition | None) -> Row:
    """An answer in the definition's words; a question that it does not know has none, and says so."""
    question = definition.question_by_id.get(question_id) if definition else None
    values: Sequence[str] = (answer.value,) if isinstance(answer.value, str) else answer.value or ()
    amount = answer.amount
    return {
        **ids,
        "question_id": text(question_id),
        "is_known_question": question is not None,
        "question": question.label if question else "",
        "state": answer.state.value,
        "value": text(", ".join(values)),
        "choice": ", ".join(_labels(question, values)),
        "amount": _number(amount.value) if amount else None,
        "amount_upper": _number(amount.upper) if amount else None,
        "currency": text(amount.currency) if amount else "",
        "is_approved": amount.approved if amount else None,
        "note": text(answer.note),
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
    return round(number, 2) if abs(number) < _AMOUNTS else None


def unreadable_answer_row(ids: Row, question_id: str, value: JsonValue) -> Row:
    """An answer that this version cannot read, word for word as it came."""
    row = answer_row(ids, question_id, Answer(), None)
    return {**row, "state": "", "value": text(encode_json(value).decode())}


def encounter_row(ids: Row, encounter: Encounter) -> Row:
    """One conversation."""
    return {
        **ids,
        "encounter_id": text(encounter.encounter_id),
        "staff": text(encounter.staff),
        "at": text(encounter.at),
        "note": text(encounter.note),
    }


def consent_row(ids: Row, record: ConsentRecord) -> Row:
    """One decision, with what the person was told."""
    return {
        **ids,
        "consent_id": text(record.consent_id),
        "purpose": record.purpose.value,
        "channel": text(record.channel),
        "decision": record.decision.value,
        "lawful_basis": text(record.lawful_basis),
        "method": text(record.method),
        "text_version": text(record.text_version),
        "text_snapshot": text(record.text_snapshot),
        "language": text(record.language),
        "captured_at": text(record.captured_at),
        "captured_by": text(record.captured_by),
        "withdrawn_at": text(record.withdrawn_at),
        "retain_until": text(record.retain_until),
    }


def decision_on(consents: Sequence[ConsentRecord], purpose: Purpose, channel: str) -> str:
    """What stands of a purpose and channel: granted (it may be used), declined, withdrawn or not_asked."""
    told = [c for c in consents if c.purpose is purpose and c.channel in (channel, "any")]
    if not told:
        return ConsentDecision.NOT_ASKED.value
    if may_use(told, purpose, channel):
        return ConsentDecision.GRANTED.value
    if any(c.withdrawn_at for c in told):
        return WITHDRAWN
    asked = any(c.decision is not ConsentDecision.NOT_ASKED for c in told)
    return (ConsentDecision.DECLINED if asked else ConsentDecision.NOT_ASKED).value
