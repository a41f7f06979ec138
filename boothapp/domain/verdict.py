"""The gate: which track a lead is on, why, and the one thing to ask next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from boothapp.domain.definition import (
    Effect,
    FollowUpPart,
    GateRules,
    LeadDefinition,
    Question,
    QuestionKind,
    ReachChannel,
    Topic,
    Track,
)
from boothapp.domain.lead import Answer, AnswerState, FollowUp, InterestBasis, Lead, ProspectWants, Stage
from boothapp.domain.timeline import NOW, horizon_of

INTEREST_BASIS = "interest_basis"
FOLLOW_UP = "follow_up"
REACHABLE = "reachable"
FAVOURABLE = "favourable"
BORROWED_INTEREST = "borrowed_interest"
NO_NEED = "no_need_recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The gate's outcome for one lead.

    ``passed`` and ``missing`` hold requirement codes: question ids, ``interest_basis``, ``follow_up`` or
    ``follow_up.<part>``, ``reachable``, and ``favourable`` when all was asked and too little was favourable.
    ``missing`` is in the order to ask. ``blocked_by`` holds disqualifier codes, ``borrowed_interest`` or
    ``no_need_recorded``. ``ask_next`` is one of ``missing``, or None when no question would help.
    """

    track: Track
    passed: tuple[str, ...]
    missing: tuple[str, ...]
    blocked_by: tuple[str, ...]
    ask_next: str | None
    moment_of_interest: bool = False


def judge(lead: Lead, definition: LeadDefinition, now: datetime) -> Verdict:
    """The verdict on a lead under a definition; total and deterministic.

    ``now`` stands in for the capture time of a card that is still being typed.
    """
    captured_on = datetime.fromisoformat(lead.captured_at).date() if lead.captured_at else now.date()
    effects = dict(_effects(lead, definition, captured_on))
    passed, missing = _requirements(lead, definition, effects)
    blocked_by = _blocks(lead, definition, effects, captured_on)
    track = _track(blocked_by, missing)
    askable = track is not Track.DISQUALIFIED and lead.interest_basis is not InterestBasis.BORROWED
    return Verdict(
        track=track,
        passed=tuple(passed),
        missing=tuple(missing),
        blocked_by=tuple(blocked_by),
        ask_next=_ask_next(lead, missing) if askable else None,
        moment_of_interest=_wants_to_buy_now(lead, definition, captured_on),
    )


def _effects(lead: Lead, definition: LeadDefinition, captured_on: date) -> Iterator[tuple[str, Effect]]:
    """The effect of each answered question of the definition; unknown questions have none."""
    questions = definition.question_by_id
    for question_id, answer in lead.answers.items():
        if answer.state is AnswerState.ANSWERED and answer.value and question_id in questions:
            yield question_id, answer_effect(questions[question_id], answer, captured_on)


def answer_effect(question: Question, answer: Answer, captured_on: date) -> Effect:
    """What an answered question does to the lead; of several chosen values the worst counts, then the best."""
    choices = question.choice_by_value
    if not choices:
        return Effect.FAVOURABLE
    effects = {choices[value].effect for value in _chosen(question, answer, captured_on) if value in choices}
    for effect in (Effect.DISQUALIFYING, Effect.FAVOURABLE):
        if effect in effects:
            return effect
    return Effect.NEUTRAL


def _chosen(question: Question, answer: Answer, captured_on: date) -> tuple[str, ...]:
    """The chosen values; a timeline's date becomes the horizon it falls in."""
    value = answer.value
    if value is None:
        return ()
    if isinstance(value, tuple):
        return value
    if question.kind is QuestionKind.HORIZON and value not in question.choice_by_value:
        return (horizon_of(value, captured_on),)
    return (value,)


def _requirements(
    lead: Lead, definition: LeadDefinition, effects: dict[str, Effect]
) -> tuple[list[str], list[str]]:
    """The requirement codes that are met, and those that are not, in the order to ask."""
    passed: list[str] = []
    missing: list[str] = []
    for rule in definition.gate.order:
        if rule == FOLLOW_UP:
            lacking = _lacking_follow_up(lead.follow_up, definition.gate)
        elif rule == REACHABLE:
            lacking = () if _reachable(lead, definition.gate) else (REACHABLE,)
        elif rule == INTEREST_BASIS:
            lacking = () if lead.interest_basis in definition.gate.interest_basis else (INTEREST_BASIS,)
        else:
            continue
        missing += lacking
        if not lacking:
            passed.append(rule)
    _add_topics(definition, effects, lead, passed, missing)
    missing.sort(key=definition.order_of)
    return passed, missing


def _add_topics(
    definition: LeadDefinition, effects: dict[str, Effect], lead: Lead, passed: list[str], missing: list[str]
) -> None:
    """Sorts the questions behind the required and the counted topics into passed and missing."""
    gate = definition.gate
    for topic in gate.required:
        answered = [q.question_id for q in definition.questions_by_topic[topic] if q.question_id in effects]
        passed += answered
        if not answered:
            missing.append(definition.main_question(topic))
    favourable: list[str] = []
    open_questions: list[str] = []
    for topic in gate.favourable_of:
        questions = [q.question_id for q in definition.questions_by_topic[topic]]
        if any(effects.get(q) is Effect.FAVOURABLE for q in questions):
            favourable.append(definition.main_question(topic))
        else:
            open_questions += [q for q in questions if q not in effects]
    passed += [code for code in favourable if code not in passed]
    if len(favourable) < gate.favourable_count:
        missing += [code for code in open_questions if code not in missing] or [FAVOURABLE]


def _lacking_follow_up(follow_up: FollowUp | None, gate: GateRules) -> tuple[str, ...]:
    """The parts of the promise that are still to be agreed."""
    if not gate.follow_up:
        return ()
    if follow_up is None or not follow_up.has_date:
        return (FOLLOW_UP,)
    present = {
        FollowUpPart.DATE: True,
        FollowUpPart.TIME: follow_up.has_time,
        FollowUpPart.ZONE: bool(follow_up.zone),
        FollowUpPart.CHANNEL: follow_up.channel is not None,
        FollowUpPart.OWNER: bool(follow_up.owner),
        FollowUpPart.CONFIRMED: follow_up.confirmed_by_visitor,
    }
    return tuple(f"{FOLLOW_UP}.{part}" for part in gate.follow_up if not present[part])


def _reachable(lead: Lead, gate: GateRules) -> bool:
    """Whether somebody on the card can be reached."""
    by_email = ReachChannel.EMAIL in gate.reachable
    by_phone = ReachChannel.PHONE in gate.reachable
    return any(
        (by_email and contact.reachable_by_email) or (by_phone and contact.reachable_by_phone)
        for contact in lead.contacts
    )


def _blocks(
    lead: Lead, definition: LeadDefinition, effects: dict[str, Effect], captured_on: date
) -> list[str]:
    """Everything that keeps the lead from sales whatever else is answered."""
    blocks = [lead.disqualification.reason] if lead.disqualification is not None else []
    for question_id, effect in effects.items():
        if effect is Effect.DISQUALIFYING:
            question = definition.question_by_id[question_id]
            chosen = _chosen(question, lead.answers[question_id], captured_on)
            code = definition.disqualifier_of(question_id, chosen)
            if code not in blocks:
                blocks.append(code)
    if lead.interest_basis is InterestBasis.BORROWED:
        blocks.append(BORROWED_INTEREST)
    elif _has_no_problem(lead, definition, effects):
        blocks.append(NO_NEED)
    return blocks


def _has_no_problem(lead: Lead, definition: LeadDefinition, effects: dict[str, Effect]) -> bool:
    """A finished card of unknown interest with no need on it is not a lead."""
    return (
        lead.stage is Stage.FINAL
        and lead.interest_basis is InterestBasis.UNKNOWN
        and not any(q.question_id in effects for q in definition.questions_by_topic[Topic.NEED])
    )


def _track(blocked_by: list[str], missing: list[str]) -> Track:
    """The table of tracks, in its order."""
    if any(code not in (BORROWED_INTEREST, NO_NEED) for code in blocked_by):
        return Track.DISQUALIFIED
    if blocked_by:
        return Track.BORROWED
    return Track.NURTURE if missing else Track.SALES_READY


def _ask_next(lead: Lead, missing: list[str]) -> str | None:
    """The first thing missing; what the visitor declined to say comes last, what was asked in full never."""
    askable = [code for code in missing if code != FAVOURABLE]
    fresh = [code for code in askable if lead.answer(code).state is not AnswerState.DECLINED]
    return next(iter(fresh or askable), None)


def _wants_to_buy_now(lead: Lead, definition: LeadDefinition, captured_on: date) -> bool:
    """Moment of interest: wants to buy, and the timeline is now."""
    if lead.prospect_wants is not ProspectWants.PURCHASE:
        return False
    return any(
        NOW in _chosen(question, lead.answer(question.question_id), captured_on)
        for question in definition.questions_by_topic[Topic.TIMELINE]
        if lead.answer(question.question_id).state is AnswerState.ANSWERED
    )
