"""The truth table of the gate notes each wrong gate that could have been built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from boothapp.domain.definition import (
    Choice,
    Effect,
    FollowUpPart,
    GateRules,
    LeadDefinition,
    ReachChannel,
    Topic,
)
from boothapp.domain.lead import Answer, AnswerState, Contact, ContactPoint, InterestBasis, Lead, Stage
from boothapp.domain.verdict import Verdict, judge
from tests.helpers.gate_cases import CASES, Judge, said


def gate_with(change: Callable[[GateRules], GateRules]) -> Judge:
    """A judge whose gate is another."""
    return lambda lead, definition, now: judge(lead, replace(definition, gate=change(definition.gate)), now)


def lead_seen_as(change: Callable[[Lead], Lead]) -> Judge:
    """A judge who sees something else on the card than what is there."""
    return lambda lead, definition, now: judge(change(lead), definition, now)


def choices_seen_as(change: Callable[[Choice], Choice]) -> Judge:
    """A judge to whom the choices mean something else."""

    def altered(definition: LeadDefinition) -> LeadDefinition:
        questions = tuple(replace(q, choices=tuple(map(change, q.choices))) for q in definition.questions)
        return replace(definition, questions=questions)

    return lambda lead, definition, now: judge(lead, altered(definition), now)


def verdict_seen_as(change: Callable[[Verdict], Verdict]) -> Judge:
    """A judge who tells something else than the verdict."""
    return lambda lead, definition, now: change(judge(lead, definition, now))


def without(part: FollowUpPart) -> Judge:
    """A gate that does not ask for one part of the follow-up."""
    return gate_with(lambda gate: replace(gate, follow_up=tuple(p for p in gate.follow_up if p is not part)))


def answers_as(state: AnswerState, answer: Answer) -> Judge:
    """A judge who takes one state of an answer for something else."""

    def altered(lead: Lead) -> Lead:
        favourable = {"budget": "planned", "timeline": "now", "authority": "influencer", "need": "A problem."}
        answers = {
            key: replace(answer, value=favourable.get(key)) if given.state is state else given
            for key, given in lead.answers.items()
        }
        return replace(lead, answers=answers)

    return lead_seen_as(altered)


def any_address(lead: Lead) -> Lead:
    """The lead as if every address typed could be right."""

    def valid(point: ContactPoint | None) -> ContactPoint | None:
        return point and ContactPoint(point.raw, point.raw)

    def reachable(contact: Contact) -> Contact:
        return replace(
            contact, email=valid(contact.email), phone=valid(contact.phone), mobile=valid(contact.mobile)
        )

    return replace(lead, contacts=tuple(map(reachable, lead.contacts)))


def neutral(choice: Choice) -> Choice:
    """A disqualifying choice that does nothing."""
    return replace(choice, effect=Effect.NEUTRAL) if choice.effect is Effect.DISQUALIFYING else choice


ANY_BASIS = tuple(InterestBasis)
MUTANTS: dict[str, Judge] = {
    **{f"no {part} needed": without(part) for part in FollowUpPart if part is not FollowUpPart.DATE},
    "no follow-up needed": gate_with(lambda gate: replace(gate, follow_up=())),
    "no need needed": gate_with(lambda gate: replace(gate, required=())),
    "nobody to reach": gate_with(lambda gate: replace(gate, reachable=())),
    "mail only": gate_with(lambda gate: replace(gate, reachable=(ReachChannel.EMAIL,))),
    "phone only": gate_with(lambda gate: replace(gate, reachable=(ReachChannel.PHONE,))),
    "unknown interest let through": gate_with(lambda gate: replace(gate, interest_basis=ANY_BASIS)),
    "one favourable is enough": gate_with(lambda gate: replace(gate, favourable_count=1)),
    "all three must be favourable": gate_with(lambda gate: replace(gate, favourable_count=3)),
    **{
        f"{topic} does not count": gate_with(
            lambda gate, topic=topic: replace(  # type: ignore[misc]
                gate, favourable_of=tuple(t for t in gate.favourable_of if t is not topic)
            )
        )
        for topic in (Topic.BUDGET, Topic.TIMELINE, Topic.AUTHORITY)
    },
    "another order": gate_with(lambda gate: replace(gate, order=tuple(reversed(gate.order)))),
    "declined is favourable": answers_as(AnswerState.DECLINED, said("")),
    "unknown is favourable": answers_as(AnswerState.UNKNOWN, said("")),
    "declined is not asked": answers_as(AnswerState.DECLINED, Answer()),
    "neutral is favourable": choices_seen_as(
        lambda choice: (
            replace(choice, effect=Effect.FAVOURABLE) if choice.effect is Effect.NEUTRAL else choice
        )
    ),
    "nothing disqualifies": choices_seen_as(neutral),
    "staff may not disqualify": lead_seen_as(lambda lead: replace(lead, disqualification=None)),
    "borrowed is product": lead_seen_as(
        lambda lead: (
            replace(lead, interest_basis=InterestBasis.PRODUCT)
            if lead.interest_basis is InterestBasis.BORROWED
            else lead
        )
    ),
    "unknown is borrowed": lead_seen_as(
        lambda lead: (
            replace(lead, interest_basis=InterestBasis.BORROWED)
            if lead.interest_basis is InterestBasis.UNKNOWN
            else lead
        )
    ),
    "a draft is final": lead_seen_as(lambda lead: replace(lead, stage=Stage.FINAL)),
    "a final card is a draft": lead_seen_as(lambda lead: replace(lead, stage=Stage.DRAFT)),
    "any address will do": lead_seen_as(any_address),
    "only the first contact": lead_seen_as(lambda lead: replace(lead, contacts=lead.contacts[:1])),
    "ask the last first": verdict_seen_as(
        lambda verdict: replace(verdict, ask_next=verdict.missing[-1] if verdict.ask_next else None)
    ),
    "ask the first, declined or not": verdict_seen_as(
        lambda verdict: replace(verdict, ask_next=verdict.missing[0] if verdict.ask_next else None)
    ),
    "always ask": verdict_seen_as(
        lambda verdict: replace(verdict, ask_next=next(iter(verdict.missing), None))
    ),
}


def test_the_right_gate_passes_its_table() -> None:
    """Without a mutation every case holds, so a mutant that fails is noticed for its mutation."""
    assert [case.name for case in CASES if not case.holds(judge)] == []


@pytest.mark.parametrize("mutant", list(MUTANTS.values()), ids=list(MUTANTS))
def test_a_wrong_gate_is_noticed(mutant: Judge) -> None:
    """At least one case of the truth table fails under each wrong gate."""
    assert not all(case.holds(mutant) for case in CASES)
