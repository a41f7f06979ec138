"""What each target calls its columns and asks of them: presets as tables, and nothing else.

Salesforce's labels are those of its lead import ("Field Mapping for Importing Leads"), its limits those of
the Lead object ("Salesforce Field Reference"). Columns that begin with "boothapp" are custom fields to make
there once; "boothapp Id" is the external id by which a second import updates instead of adding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from boothapp.domain.consent import Purpose
from boothapp.domain.definition import LeadDefinition, Question
from boothapp.domain.lead import Lead
from boothapp.handoff import cells
from boothapp.handoff.cells import HandoffLead
from boothapp.handoff.contactable import (
    do_not_call,
    opted_out_of_email,
    standing_of,
    usable_email,
    usable_phone,
)
from boothapp.handoff.countries import COUNTRIES

CellOf = Callable[[HandoffLead], str]

LONG_TEXT = 32_000
"""Characters in Salesforce's Description, and in a custom long text as it is best made for an answer."""
_TEXT = 255
_HANDED_ON = {Purpose.SALES_FOLLOW_UP: "Sales Follow-up", Purpose.MARKETING_EMAIL: "Marketing Email"}


@dataclass(frozen=True, slots=True)
class Column:
    """A header, the cell under it, and what its target asks: so many characters, one of these values."""

    header: str
    cell: CellOf
    limit: int | None = None
    required: bool = False
    allowed: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePlan:
    """One file of a preset: its columns before and after those of the definition's questions.

    ``strict``: the target refuses a row that breaks what a column asks, so preflight refuses it first.
    """

    stem: str
    columns: tuple[Column, ...]
    strict: bool = False
    answer_columns: Callable[[Question], tuple[Column, ...]] | None = None
    last_columns: tuple[Column, ...] = ()

    def columns_for(self, definition: LeadDefinition) -> tuple[Column, ...]:
        """All columns, for leads captured under a definition."""
        answers: Iterator[Column] = iter(())
        if self.answer_columns is not None:
            answers = (
                column for question in definition.questions for column in self.answer_columns(question)
            )
        return (*self.columns, *answers, *self.last_columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """The files that one target takes; the first one holds a row a lead and decides what is refused.

    ``for_machine``: the target reads every cell as it stands, so none is neutralised unless asked for.
    """

    name: str
    files: tuple[FilePlan, ...]
    for_machine: bool


def _flag(is_set: Callable[[Lead], bool]) -> CellOf:
    return lambda item: "1" if is_set(item.lead) else "0"


def _question_name(question: Question) -> str:
    return question.question_id.replace("_", " ").capitalize()


def _answer_columns(prefix: str) -> Callable[[Question], tuple[Column, ...]]:
    """Columns for an answer: what, in which of the four states, the amount where one is asked, the note."""

    def columns(question: Question) -> tuple[Column, ...]:
        name = f"{prefix}{_question_name(question)}"
        long = LONG_TEXT if not question.choices else _TEXT
        amount = (
            Column(f"{name} Amount", lambda item: cells.amount_of(item, question), _TEXT),
            Column(f"{name} Currency", lambda item: cells.currency_of(item, question), _TEXT),
        )
        return (
            Column(name, lambda item: cells.answer_of(item, question), long),
            Column(f"{name} State", lambda item: item.lead.answer(question.question_id).state, _TEXT),
            *(amount if question.with_amount else ()),
            Column(f"{name} Note", lambda item: item.lead.answer(question.question_id).note, LONG_TEXT),
        )

    return columns


def _consent_columns(prefix: str, purpose: Purpose, name: str) -> tuple[Column, ...]:
    """Columns for a purpose: what stands, since when, and how it was asked in which words."""
    header = f"{prefix}Consent {name}"
    return (
        Column(header, lambda item: standing_of(item.lead, purpose), _TEXT),
        Column(f"{header} At", lambda item: cells.consent_on(item, purpose), _TEXT),
        Column(f"{header} Wording", lambda item: cells.consent_wording(item, purpose), _TEXT),
    )


def _follow_up_columns(prefix: str) -> tuple[Column, ...]:
    """Columns for the promise."""
    header = f"{prefix}Follow-up"
    return (
        Column(f"{header} Due", cells.due_of, _TEXT),
        Column(f"{header} Zone", lambda item: item.follow_up.zone, _TEXT),
        Column(f"{header} Due UTC", cells.due_utc_of, _TEXT),
        Column(f"{header} Minutes", cells.minutes_of),
        Column(f"{header} Channel", lambda item: item.follow_up.channel or "", _TEXT),
        Column(f"{header} Owner", lambda item: item.follow_up.owner, _TEXT),
        Column(f"{header} Promise", lambda item: item.follow_up.promise, LONG_TEXT),
        Column(f"{header} Confirmed", lambda item: "1" if item.follow_up.confirmed_by_visitor else "0"),
    )


_BOOTHAPP_ID = Column("boothapp Id", lambda item: item.lead.lead_id, _TEXT, required=True)

_SALESFORCE_LEADS = FilePlan(
    stem="salesforce_leads",
    strict=True,
    columns=(
        _BOOTHAPP_ID,
        Column("First Name", lambda item: item.names.given, 40),
        Column("Last Name", lambda item: item.names.family, 80, required=True),
        Column("Company", lambda item: item.lead.company.name.strip(), 255, required=True),
        Column("Title", lambda item: item.contact.job_title, 128),
        Column("Email", lambda item: usable_email(item.lead, item.contact.email), 80),
        Column("Phone", lambda item: usable_phone(item.lead, item.contact.phone), 40),
        Column("Mobile Phone", lambda item: usable_phone(item.lead, item.contact.mobile), 40),
        Column("Street", lambda item: item.address.street, 255),
        Column("City", lambda item: item.address.city, 40),
        Column("State/Province", lambda item: item.address.region, 80),
        Column("Postal Code", lambda item: item.address.postal_code, 20),
        Column("Country", lambda item: item.address.country.upper(), 80, allowed=COUNTRIES),
        Column("Website", lambda item: item.lead.company.website, 255),
        Column("Industry", lambda item: item.lead.company.industry, 255),
        Column("No. of Employees", cells.employees_of, 8),
        Column("Lead Source", lambda _: "Trade Show", 255),
        Column("Lead Status", lambda _: "Open - Not Contacted", 255),
        Column("Rating", lambda item: (item.lead.rating or "").title(), 255),
        Column("Description", cells.description_of, LONG_TEXT),
        Column("Email Opt Out", _flag(opted_out_of_email)),
        Column("Do Not Call", _flag(do_not_call)),
        Column("Record Owner", lambda item: item.owner, 255),
        Column("boothapp Track", lambda item: item.verdict.track, _TEXT),
        Column("boothapp Show", lambda item: item.show.name, _TEXT),
        Column("boothapp Captured At", lambda item: item.lead.captured_at, _TEXT),
        Column("boothapp Wants", lambda item: item.lead.prospect_wants or "", _TEXT),
        Column("boothapp Decision Role", lambda item: item.contact.decision_role, _TEXT),
        Column("boothapp Company Size", lambda item: item.lead.company.size, _TEXT),
    ),
    answer_columns=_answer_columns("boothapp "),
    last_columns=(
        Column("boothapp Other Answers", cells.other_answers_of, LONG_TEXT),
        *_follow_up_columns("boothapp "),
        Column("boothapp Buying Team", cells.team_of, LONG_TEXT),
        Column("boothapp Notes", cells.notes_of, LONG_TEXT),
        *(c for purpose, name in _HANDED_ON.items() for c in _consent_columns("boothapp ", purpose, name)),
    ),
)

_SALESFORCE_MEMBERS = FilePlan(
    stem="salesforce_campaign_members",
    columns=(_BOOTHAPP_ID, Column("Campaign Member Status", cells.member_status_of)),
)

_EVERYTHING = FilePlan(
    stem="leads",
    columns=(
        Column("Lead Id", lambda item: item.lead.lead_id),
        Column("External Id", lambda item: item.lead.external_id),
        Column("Track", lambda item: item.verdict.track),
        Column("Missing", lambda item: ", ".join(item.verdict.missing)),
        Column("Show", lambda item: item.show.name),
        Column("Captured At", lambda item: item.lead.captured_at),
        Column("Captured By", lambda item: item.lead.captured_by),
        Column("Capture Source", lambda item: item.lead.capture_source),
        Column("Badge Id", lambda item: item.lead.badge_scan.badge_id if item.lead.badge_scan else ""),
        Column("Name", lambda item: item.contact.name),
        Column("Given Name", lambda item: item.names.given),
        Column("Family Name", lambda item: item.names.family),
        Column("Job Title", lambda item: item.contact.job_title),
        Column("Department", lambda item: item.contact.department),
        Column("Decision Role", lambda item: item.contact.decision_role),
        Column("Language", lambda item: item.contact.language),
        Column("Company", lambda item: item.lead.company.name),
        Column("Website", lambda item: item.lead.company.website),
        Column("Industry", lambda item: item.lead.company.industry),
        Column("Company Size", lambda item: item.lead.company.size),
        Column("Email", lambda item: usable_email(item.lead, item.contact.email)),
        Column("Phone", lambda item: usable_phone(item.lead, item.contact.phone)),
        Column("Mobile", lambda item: usable_phone(item.lead, item.contact.mobile)),
        Column("Not Usable As Typed", cells.as_typed),
        Column("Street", lambda item: item.address.street),
        Column("Postal Code", lambda item: item.address.postal_code),
        Column("City", lambda item: item.address.city),
        Column("Region", lambda item: item.address.region),
        Column("Country", lambda item: item.address.country),
        Column("Interest", lambda item: item.lead.interest_basis),
        Column("Wants", lambda item: item.lead.prospect_wants or ""),
        Column("Rating", lambda item: item.lead.rating or ""),
        Column("Tags", lambda item: ", ".join(item.lead.tags)),
        Column("Pictures", lambda item: str(len(item.lead.attachments) or "")),
    ),
    answer_columns=_answer_columns(""),
    last_columns=(
        Column("Other Answers", cells.other_answers_of),
        *_follow_up_columns(""),
        Column("Buying Team", cells.team_of),
        Column("Notes", cells.notes_of),
        Column("Promoted By", lambda item: item.lead.promotion.by if item.lead.promotion else ""),
        Column("Promoted Because", lambda item: item.lead.promotion.reason if item.lead.promotion else ""),
        Column("Email Opt Out", _flag(opted_out_of_email)),
        Column("Do Not Call", _flag(do_not_call)),
        *(c for purpose, name in _HANDED_ON.items() for c in _consent_columns("", purpose, name)),
    ),
)

SALESFORCE = Preset(name="salesforce", files=(_SALESFORCE_LEADS, _SALESFORCE_MEMBERS), for_machine=True)
CSV = Preset(name="csv", files=(_EVERYTHING,), for_machine=False)
PRESETS = {preset.name: preset for preset in (SALESFORCE, CSV)}
