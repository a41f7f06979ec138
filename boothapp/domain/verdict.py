"""The gate: which track a lead is on, why, and the one thing to ask next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from boothapp.domain.timeline import NOW, horizon_of, horizons_from

INTEREST_BASIS = "interest_basis"
FOLLOW_UP = "follow_up"
REACHABLE = "reachable"
FAVOURABLE = "favourable"
BORROWED_INTEREST = "borrowed_interest"
NO_NEED = "no_need_recorded"

# A visitor is asked a second time only when nothing else is left to ask.
_ASKED_BEFORE = {AnswerState.UNKNOWN: 1, AnswerState.DECLINED: 2}
_Chosen = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The gate's outcome for one lead.

    ``passed`` and ``missing`` hold requirement codes in the order to ask: question ids, ``interest_basis``,
    ``follow_up`` or ``follow_up.<part>``, ``reachable``, and ``favourable`` when more must be favourable than
    the open questions can bring. ``blocked_by`` holds disqualifier codes, ``borrowed_interest`` or
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
    chosen = _given_answers(lead, definition, captured_on)
    disqualified_by = _disqualifiers(lead, definition, chosen)
    borrowed_by = _borrowed(lead, definition, chosen)
    passed, missing = _requirements(lead, definition, chosen)
    if disqualified_by:
        track = Track.DISQUALIFIED
    elif borrowed_by:
        track = Track.BORROWED
    else:
        track = Track.NURTURE if missing else Track.SALES_READY
    hopeless = disqualified_by or lead.interest_basis is InterestBasis.BORROWED
    return Verdict(
        track=track,
        passed=tuple(passed),
        missing=tuple(missing),
        blocked_by=(*disqualified_by, *borrowed_by),
        ask_next=None if hopeless else _ask_next(lead, definition, missing),
        moment_of_interest=not disqualified_by and _wants_to_buy_now(lead, definition, chosen),
    )


def is_answered(lead: Lead, definition: LeadDefinition, topic: Topic) -> bool:
    """Whether any question on a topic was answered."""
    return any(_is_given(q, lead.answer(q.question_id)) for q in definition.questions_by_topic[topic])


def answer_effect(question: Question, answer: Answer, captured_on: date) -> Effect:
    """What an answered question does to the lead; of several values the worst counts, then the best."""
    return _effect(question, _values(question, answer, captured_on))


def _given_answers(lead: Lead, definition: LeadDefinition, captured_on: date) -> _Chosen:
    """The values of each answered question; what the definition doesn't ask is kept, and does not count."""
    questions = definition.question_by_id
    return {
        question_id: _values(questions[question_id], answer, captured_on)
        for question_id, answer in lead.answers.items()
        if question_id in questions and _is_given(questions[question_id], answer)
    }


def _is_given(question: Question, answer: Answer) -> bool:
    """Whether something was answered: a blank is nothing, and an amount does not pick a choice."""
    if answer.state is not AnswerState.ANSWERED:
        return False
    value = answer.value
    if value.strip() if isinstance(value, str) else value:
        return True
    return answer.amount is not None and not question.choices


def _values(question: Question, answer: Answer, captured_on: date) -> tuple[str, ...]:
    """The chosen values; a timeline's date becomes the first offered horizon that it falls in."""
    value = answer.value
    if value is None:
        return ()
    if isinstance(value, tuple):
        return value
    if question.kind is QuestionKind.HORIZON and value not in question.choice_by_value:
        horizons = horizons_from(horizon_of(value, captured_on))
        return tuple(horizon for horizon in horizons if horizon in question.choice_by_value)[:1]
    return (value,)


def _effect(question: Question, values: Iterable[str]) -> Effect:
    choices = question.choice_by_value
    if not choices:
        return Effect.FAVOURABLE
    effects = [choices[value].effect for value in values if value in choices]
    if Effect.DISQUALIFYING in effects:
        return Effect.DISQUALIFYING
    return Effect.FAVOURABLE if Effect.FAVOURABLE in effects else Effect.NEUTRAL


def _disqualifiers(lead: Lead, definition: LeadDefinition, chosen: _Chosen) -> tuple[str, ...]:
    """The codes that hand the lead to nobody: the one that staff set, and those of the answers."""
    by_staff = () if lead.disqualification is None else (lead.disqualification.reason,)
    by_answers = (
        choice.disqualifies or question_id
        for question_id, values in sorted(chosen.items())
        for choice in map(definition.question_by_id[question_id].choice_by_value.get, values)
        if choice is not None and choice.effect is Effect.DISQUALIFYING
    )
    return tuple(dict.fromkeys((*by_staff, *by_answers)))


def _borrowed(lead: Lead, definition: LeadDefinition, chosen: _Chosen) -> tuple[str, ...]:
    """Why the card counts as borrowed interest: somebody said so, or it is finished with no problem on it."""
    if lead.interest_basis is InterestBasis.BORROWED:
        return (BORROWED_INTEREST,)
    unjudged = lead.stage is Stage.FINAL and lead.interest_basis is InterestBasis.UNKNOWN
    if unjudged and not any(q.question_id in chosen for q in definition.questions_by_topic[Topic.NEED]):
        return (NO_NEED,)
    return ()


def _requirements(
    lead: Lead, definition: LeadDefinition, chosen: _Chosen
) -> tuple[Iterable[str], Iterable[str]]:
    """The requirement codes that are met, and those that are not, each in the order to ask."""
    gate = definition.gate
    favourable, open_questions = _favourable(definition, chosen)
    passed, missing = dict.fromkeys(favourable), dict.fromkeys(open_questions)
    for topic in gate.required:
        answered = [q.question_id for q in definition.questions_by_topic[topic] if q.question_id in chosen]
        if answered:
            passed |= dict.fromkeys(answered)
        else:
            missing[definition.main_question(topic)] = None
    if gate.follow_up:
        lacking = _lacking_follow_up(lead.follow_up, gate)
        passed |= {} if lacking else {FOLLOW_UP: None}
        missing |= dict.fromkeys(lacking)
    if gate.reachable:
        (passed if _reachable(lead, gate) else missing)[REACHABLE] = None
    if gate.interest_basis:
        (passed if lead.interest_basis in gate.interest_basis else missing)[INTEREST_BASIS] = None
    return sorted(passed, key=definition.order_of), sorted(missing, key=definition.order_of)


def _favourable(definition: LeadDefinition, chosen: _Chosen) -> tuple[list[str], list[str]]:
    """The favourable answers on the topics that count, and the questions to ask while those are too few."""
    gate = definition.gate
    favourable: list[str] = []
    to_ask: list[str] = []
    met = within_reach = 0
    for topic in gate.favourable_of:
        questions = definition.questions_by_topic[topic]
        found = [
            q.question_id
            for q in questions
            if q.question_id in chosen and _effect(q, chosen[q.question_id]) is Effect.FAVOURABLE
        ]
        unasked = [] if found else [q.question_id for q in questions if _is_open(q, definition, chosen)]
        favourable += found
        to_ask += unasked
        met += bool(found)
        within_reach += bool(found or unasked)
    if met >= gate.favourable_count:
        return favourable, []
    return favourable, to_ask if within_reach >= gate.favourable_count else [*to_ask, FAVOURABLE]


def _is_open(question: Question, definition: LeadDefinition, chosen: _Chosen) -> bool:
    """Whether a question is on the form, not behind a toggle, and has no answer yet."""
    return (
        question.question_id not in chosen and not question.optional and definition.is_shown(question, chosen)
    )


def _lacking_follow_up(follow_up: FollowUp | None, gate: GateRules) -> tuple[str, ...]:
    """The parts of the promise that are still to be agreed."""
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


def _ask_next(lead: Lead, definition: LeadDefinition, missing: Iterable[str]) -> str | None:
    """The first thing missing; what the visitor did not know or declined to say comes last."""

    def times_asked(code: str) -> int:
        if code not in definition.question_by_id:
            return 0
        return _ASKED_BEFORE.get(lead.answer(code).state, 0)

    return min((code for code in missing if code != FAVOURABLE), key=times_asked, default=None)


def _wants_to_buy_now(lead: Lead, definition: LeadDefinition, chosen: _Chosen) -> bool:
    """Moment of interest: wants to buy, and the timeline is now."""
    return lead.prospect_wants is ProspectWants.PURCHASE and any(
        NOW in chosen.get(question.question_id, ())
        for question in definition.questions_by_topic[Topic.TIMELINE]
    )
