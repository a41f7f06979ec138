"""What stands in the cells of an export: from a lead to the text of a column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from boothapp.domain.consent import ConsentRecord, Purpose
from boothapp.domain.definition import LeadDefinition, Question, Track
from boothapp.domain.follow_up import moment
from boothapp.domain.ids import ContactId
from boothapp.domain.lead import (
    Address,
    Answer,
    AnswerState,
    Channel,
    Contact,
    FollowUp,
    Lead,
    ProspectWants,
)
from boothapp.domain.person_name import NameParts, name_parts
from boothapp.domain.show import Show
from boothapp.domain.verdict import Verdict
from boothapp.handoff.contactable import (
    latest_record,
    may_mail,
    may_phone,
    may_post,
    usable_email,
    usable_phone,
)
from boothapp.handoff.content_line import shortened

_DESCRIPTION_OCTETS = 255
_NOBODY = Contact(contact_id=ContactId(""))
_NOWHERE = Address()
_NO_PROMISE = FollowUp()
_WANTS = {
    ProspectWants.INFORMATION: "wants information",
    ProspectWants.DEMONSTRATION: "wants a demonstration",
    ProspectWants.PURCHASE: "wants to buy",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffLead:
    """A lead with all that its cells are made from."""

    lead: Lead
    verdict: Verdict
    show: Show
    definition: LeadDefinition

    @property
    def contact(self) -> Contact:
        """The main contact; an empty one where nobody was recorded."""
        return self.lead.main_contact or _NOBODY

    @property
    def names(self) -> NameParts:
        """Given and family name of the main contact."""
        return name_parts(self.contact)

    @property
    def address(self) -> Address:
        """The main contact's address; an empty one where there is none or post was refused."""
        return (self.contact.address or _NOWHERE) if may_post(self.lead) else _NOWHERE

    @property
    def follow_up(self) -> FollowUp:
        """The promise; an empty one where there is none."""
        return self.lead.follow_up or _NO_PROMISE

    @property
    def owner(self) -> str:
        """The name of the person whose lead this is: the follow-up's owner, else who captured it."""
        return self.show.staff_named(self.follow_up.owner or self.lead.captured_by).name


def as_typed(item: HandoffLead) -> str:
    """The addresses that can't be right, for somebody to make out; none that was refused."""
    contact = item.contact
    points = [(contact.email, may_mail), (contact.phone, may_phone), (contact.mobile, may_phone)]
    return "; ".join(
        point.raw
        for point, may in points
        if point is not None and point.normalised is None and may(item.lead)
    )


def employees_of(item: HandoffLead) -> str:
    """The company's size if one number was told; a range such as "51-200" is no number of employees."""
    size = item.lead.company.size.strip()
    return size if size.isascii() and size.isdigit() and len(size) <= len("99999999") else ""


def description_of(item: HandoffLead) -> str:
    """One line on where the lead comes from and what was promised; the answers have columns of their own."""
    lead = item.lead
    wants = _WANTS.get(lead.prospect_wants, "") if lead.prospect_wants is not None else ""
    facts = filter(None, (item.show.name, lead.captured_at[:10], wants, item.follow_up.promise))
    return shortened("; ".join(facts), _DESCRIPTION_OCTETS)


def member_status_of(item: HandoffLead) -> str:
    """How far the visitor came, in the words that the show's campaign must know."""
    follow_up = item.follow_up
    if follow_up.has_time and follow_up.confirmed_by_visitor and follow_up.channel is not Channel.EMAIL:
        return "Meeting Booked"
    if follow_up.has_date:
        return "Follow-up Requested"
    return "Qualified" if item.verdict.track is Track.SALES_READY else "Visited Booth"


def due_of(item: HandoffLead) -> str:
    """When the follow-up is due, on the clocks of its own zone: ``2026-11-25 14:30``, or the day alone."""
    return item.follow_up.due_at.replace("T", " ")


def due_utc_of(item: HandoffLead) -> str:
    """The instant of the follow-up, ``2026-11-25T13:30:00Z``; empty while time or zone is missing."""
    at = moment(item.follow_up)
    return "" if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def minutes_of(item: HandoffLead) -> str:
    """How long the follow-up takes; empty while it has no date."""
    return str(item.follow_up.duration_minutes) if item.follow_up.has_date else ""


def answer_of(item: HandoffLead, question: Question) -> str:
    """What was answered, in the definition's words; empty unless the state is answered."""
    answer = item.lead.answer(question.question_id)
    if answer.state is not AnswerState.ANSWERED:
        return ""
    return ";".join(
        question.choice_by_value[value].label if value in question.choice_by_value else value
        for value in _values(answer)
    )


def amount_of(item: HandoffLead, question: Question) -> str:
    """The amount told, or the range: ``80000`` or ``60000-80000``."""
    amount = item.lead.answer(question.question_id).amount
    if amount is None:
        return ""
    return f"{amount.value}-{amount.upper}" if amount.upper else amount.value


def currency_of(item: HandoffLead, question: Question) -> str:
    """The amount's currency by ISO 4217."""
    amount = item.lead.answer(question.question_id).amount
    return "" if amount is None else amount.currency


def other_answers_of(item: HandoffLead) -> str:
    """The answers to questions that the definition does not know, kept word by word."""
    return "\n".join(
        f"{question_id}: {';'.join(_values(answer)) or answer.state}"
        for question_id, answer in item.lead.answers.items()
        if question_id not in item.definition.question_by_id
    )


def _values(answer: Answer) -> tuple[str, ...]:
    if answer.value is None:
        return ()
    return answer.value if isinstance(answer.value, tuple) else (answer.value,)


def team_of(item: HandoffLead) -> str:
    """The other people of the buying team, one a line."""
    return "\n".join(", ".join(_person(item, contact)) for contact in item.lead.contacts[1:])


def _person(item: HandoffLead, contact: Contact) -> Iterator[str]:
    role = contact.decision_role.replace("_", " ")
    phones = (usable_phone(item.lead, contact.phone), usable_phone(item.lead, contact.mobile))
    parts = (contact.name, contact.job_title, role, usable_email(item.lead, contact.email), *phones)
    return (part for part in parts if part)


def notes_of(item: HandoffLead) -> str:
    """What staff noted, a conversation a line, each with its time and who had it."""
    name_of = item.show.staff_named
    return "\n".join(
        f"{talk.at[:16].replace('T', ' ')} {name_of(talk.staff).name}: {talk.note}"
        for talk in item.lead.encounters
        if talk.note
    )


def consent_on(item: HandoffLead, purpose: Purpose) -> str:
    """When the latest decision on a purpose was taken or withdrawn."""
    record = latest_record(item.lead, purpose)
    return "" if record is None else record.withdrawn_at or record.captured_at


def consent_wording(item: HandoffLead, purpose: Purpose) -> str:
    """How the visitor was asked and in which words: ``spoken, 2026-1 (fr)``."""
    record = latest_record(item.lead, purpose)
    return "" if record is None else _wording(record)


def _wording(record: ConsentRecord) -> str:
    version = f"{record.text_version} ({record.language})" if record.language else record.text_version
    return ", ".join(filter(None, (record.method, version)))
