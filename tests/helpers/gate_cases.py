"""The standard definition, a lead that passes its gate, and the truth table of what that gate says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from boothapp.domain.definition import LeadDefinition
from boothapp.domain.definition_file import read_definition
from boothapp.domain.ids import ContactId, LeadId, ShowId
from boothapp.domain.lead import (
    NOT_ASKED,
    Answer,
    AnswerState,
    Channel,
    Contact,
    ContactPoint,
    Disqualification,
    FollowUp,
    InterestBasis,
    Lead,
    Stage,
)
from boothapp.domain.verdict import Verdict

Judge = Callable[[Lead, LeadDefinition, datetime], Verdict]

STANDARD_FILE = Path(__file__).parents[2] / "resources" / "definitions" / "standard.toml"
STANDARD = read_definition(STANDARD_FILE.read_text(encoding="utf-8"), STANDARD_FILE.name)
NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)

DECLINED = Answer(state=AnswerState.DECLINED)
UNKNOWN = Answer(state=AnswerState.UNKNOWN)


def said(value: str | tuple[str, ...]) -> Answer:
    """An answer."""
    return Answer(state=AnswerState.ANSWERED, value=value)


MAIL = ContactPoint("zoe@lumiere.example", "zoe@lumiere.example")
PHONE = ContactPoint("+33 1 99 00 11 21", "+33199001121")
HALF_A_NUMBER = ContactPoint("01 99 0", None)
ZOE = Contact(contact_id=ContactId("c1"), given_name="Zoë", email=MAIL)
PROMISE = FollowUp(
    due_at="2026-11-25T14:30",
    zone="Europe/Paris",
    channel=Channel.VIDEO,
    owner="ana@hummline.example",
    confirmed_by_visitor=True,
)
READY = Lead(
    lead_id=LeadId("lead"),
    show_id=ShowId("show"),
    definition=STANDARD.ref,
    contacts=(ZOE,),
    interest_basis=InterestBasis.PRODUCT,
    answers={
        "need": said("Two of five packing lines stop every week."),
        "authority": said("decision_maker"),
        "timeline": said("3_months"),
        "budget": said("planned"),
    },
    follow_up=PROMISE,
    captured_at="2026-11-24T11:02:00+01:00",
)


class Case(NamedTuple):
    """A lead that differs from the ready one, and the verdict on it; an answer of None was never given."""

    name: str
    track: str
    missing: tuple[str, ...]
    blocked_by: tuple[str, ...]
    ask_next: str | None
    changes: Mapping[str, Any]
    answers: Mapping[str, Answer | None]

    @property
    def lead(self) -> Lead:
        """The lead of this case."""
        answers = {key: answer for key, answer in {**READY.answers, **self.answers}.items() if answer}
        return replace(READY, answers=answers, **self.changes)

    def holds(self, judge: Judge) -> bool:
        """Whether a judge says just that."""
        verdict = judge(self.lead, STANDARD, NOW)
        got = (verdict.track, verdict.missing, verdict.blocked_by, verdict.ask_next)
        return got == (self.track, self.missing, self.blocked_by, self.ask_next)


Changes = Mapping[str, Any]


def _ready(name: str, changes: Changes = MappingProxyType({}), **answers: Answer | None) -> Case:
    return Case(name, "sales_ready", (), (), None, changes, answers)


def _nurture(
    name: str,
    missing: str,
    ask_next: str | None,
    changes: Changes = MappingProxyType({}),
    **answers: Answer | None,
) -> Case:
    return Case(name, "nurture", tuple(missing.split()), (), ask_next, changes, answers)


def _borrowed(
    name: str, missing: str, why: str, ask_next: str | None, changes: Changes, **answers: Answer | None
) -> Case:
    return Case(name, "borrowed", tuple(missing.split()), (why,), ask_next, changes, answers)


def _disqualified(
    name: str, why: str, changes: Changes = MappingProxyType({}), **answers: Answer | None
) -> Case:
    missing = ("interest_basis",) if "borrowed_interest" in why and changes.get("interest_basis") else ()
    return Case(name, "disqualified", missing, tuple(why.split()), None, changes, answers)


def _promised(**changes: Any) -> Changes:
    return {"follow_up": replace(PROMISE, **changes)}


def _staff_say(reason: str) -> Changes:
    return {"disqualification": Disqualification(reason=reason)}


def _met(*people: Contact) -> Changes:
    return {"contacts": people}


BORROWED = {"interest_basis": InterestBasis.BORROWED}
UNJUDGED = {"interest_basis": InterestBasis.UNKNOWN}
DRAFT = {**UNJUDGED, "stage": Stage.DRAFT}
NOTHING = {**DRAFT, "contacts": (), "follow_up": None}
NOT_AGREED = _promised(confirmed_by_visitor=False)
DATE_ONLY = {"follow_up": FollowUp(due_at="2026-11-25")}
NO_MAIL = replace(ZOE, email=None)
WRONG = replace(ZOE, email=ContactPoint("zoe@lumiere"), phone=HALF_A_NUMBER)
USER, EXPLORING = said("user"), said("exploring")

CASES = (
    _ready("all there"),
    # What drew the visitor
    _borrowed("a prize drew them", "interest_basis", "borrowed_interest", None, BORROWED),
    _nurture("nobody said what drew them", "interest_basis", "interest_basis", UNJUDGED),
    _nurture("nobody has said yet", "interest_basis", "interest_basis", DRAFT),
    _borrowed("nor which problem", "need interest_basis", "no_need_recorded", "need", UNJUDGED, need=None),
    _borrowed(
        "the problem is kept back", "need interest_basis", "no_need_recorded", "interest_basis", UNJUDGED,
        need=DECLINED,
    ),
    _nurture("nor yet which problem", "need interest_basis", "need", DRAFT, need=None),
    # The problem
    _nurture("no problem", "need", "need", need=None),
    _nurture("problem declined", "need", "need", need=DECLINED),
    _nurture("blank problem", "need", "need", need=said(" \n")),
    # The follow-up
    _nurture("no promise", "follow_up", "follow_up", {"follow_up": None}),
    _nurture("no date", "follow_up", "follow_up", _promised(due_at="")),
    _nurture("no hour", "follow_up.time", "follow_up.time", _promised(due_at="2026-11-25")),
    _nurture("no zone", "follow_up.zone", "follow_up.zone", _promised(zone="")),
    _nurture("no channel", "follow_up.channel", "follow_up.channel", _promised(channel=None)),
    _nurture("no owner", "follow_up.owner", "follow_up.owner", _promised(owner="")),
    _nurture("not agreed", "follow_up.confirmed", "follow_up.confirmed", NOT_AGREED),
    _nurture(
        "a date and no more",
        "follow_up.time follow_up.zone follow_up.channel follow_up.owner follow_up.confirmed",
        "follow_up.time",
        DATE_ONLY,
    ),
    # Two of budget, timeline and authority
    _ready("budget declined", budget=DECLINED),
    _ready("budget unknown", budget=UNKNOWN),
    _ready("budget not asked", budget=None),
    _ready("budget neutral", budget=EXPLORING),
    _ready("authority neutral", authority=USER),
    _ready("timeline neutral", timeline=said("later")),
    _nurture("two open", "authority budget", "authority", budget=None, authority=NOT_ASKED),
    _nurture(
        "three open", "authority timeline budget", "authority", budget=None, authority=None, timeline=None
    ),
    _nurture("declined is asked last", "authority budget", "budget", authority=DECLINED, budget=None),
    _nurture("unknown is asked after", "authority budget", "budget", authority=UNKNOWN, budget=None),
    _nurture("unknown before declined", "authority budget", "budget", authority=DECLINED, budget=UNKNOWN),
    _nurture("both declined", "authority budget", "authority", authority=DECLINED, budget=DECLINED),
    _nurture("one neutral, one open", "budget", "budget", authority=USER, budget=None),
    _nurture("two neutral", "favourable", None, authority=USER, budget=EXPLORING),
    _nurture(
        "two neutral, one open", "timeline favourable", "timeline",
        authority=USER, budget=EXPLORING, timeline=None,
    ),
    _nurture("a choice that is not offered", "budget", "budget", authority=said("boss"), budget=None),
    # Disqualified
    _disqualified("no money", "no_money", budget=said("none")),
    _disqualified("never", "no_time", timeline=said("none")),
    _disqualified("no say", "cannot_decide", authority=said("cannot_decide")),
    _disqualified("no sense", "outrageous_expectations", expectations=said("outrageous")),
    _ready("realistic", expectations=said("realistic")),
    _disqualified("competitor", "competitor", _staff_say("competitor")),
    _disqualified("a reason that reads like a track", "borrowed_interest", _staff_say("borrowed_interest")),
    _disqualified("one reason, given twice", "no_money", _staff_say("no_money"), budget=said("none")),
    _disqualified("two reasons", "student no_money", _staff_say("student"), budget=said("none")),
    _disqualified("in the draw too", "student borrowed_interest", {**BORROWED, **_staff_say("student")}),
    # Somebody to reach
    _nurture("nobody", "reachable", "reachable", _met()),
    _nurture("a name", "reachable", "reachable", _met(NO_MAIL)),
    _nurture("addresses that cannot be right", "reachable", "reachable", _met(WRONG)),
    _ready("by phone", _met(replace(NO_MAIL, phone=PHONE))),
    _ready("by mobile", _met(replace(WRONG, mobile=PHONE))),
    _ready("by a colleague", _met(NO_MAIL, ZOE)),
    # All at once, and what is none of the gate's business
    _nurture(
        "nothing at all", "need authority timeline budget follow_up reachable interest_basis", "need",
        NOTHING, **dict.fromkeys(READY.answers),
    ),
    _ready("unknown questions", shoe_size=said("none"), follow_up=DECLINED),
    _nurture("one called like a rule", "follow_up", "follow_up", {"follow_up": None}, follow_up=DECLINED),
)  # fmt: skip
