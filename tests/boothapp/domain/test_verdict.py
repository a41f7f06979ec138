"""The gate says which track a lead is on, why, and what to ask next."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.definition import Effect, LeadDefinition, Question, QuestionKind, Topic, Track
from boothapp.domain.definition_file import read_definition
from boothapp.domain.lead import (
    Answer,
    AnswerState,
    ContactPoint,
    Disqualification,
    InterestBasis,
    Lead,
    Money,
    ProspectWants,
)
from boothapp.domain.verdict import Verdict, answer_effect, is_answered, judge
from tests.helpers.gate_cases import CASES, DECLINED, NOW, PROMISE, READY, STANDARD, UNKNOWN, ZOE, Case, said
from tests.helpers.lead_strategies import definition_answers, leads

BEST_FIRST = (Track.SALES_READY, Track.NURTURE, Track.BORROWED, Track.DISQUALIFIED)
FAVOURABLE = {"need": "Lines stop.", "budget": "approved", "timeline": "now", "authority": "economic_buyer"}
JUDGED_LEADS = leads(
    definition_answers(STANDARD),
    # Most leads are not disqualified outright, or nothing else would be looked at.
    disqualification=st.none() | st.none() | st.builds(Disqualification, reason=st.text()),
)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_gate_says(case: Case) -> None:
    """Each rule alone, each order of precedence, and each thing to ask."""
    verdict = judge(case.lead, STANDARD, NOW)
    assert (verdict.track, verdict.missing) == (case.track, case.missing)
    assert (verdict.blocked_by, verdict.ask_next) == (case.blocked_by, case.ask_next)


ANSWERS = {
    "favourable": {"budget": said("planned"), "timeline": said("6_months"), "authority": said("influencer")},
    "neutral": {"budget": said("exploring"), "timeline": said("later"), "authority": said("user")},
    "disqualifying": {"budget": said("none"), "timeline": said("none"), "authority": said("cannot_decide")},
    **{state: dict.fromkeys(("budget", "timeline", "authority"), Answer(state=AnswerState(state)))
       for state in ("declined", "unknown", "not_asked")},
}  # fmt: skip


@pytest.mark.parametrize("states", list(product(ANSWERS, repeat=3)), ids="-".join)
def test_two_of_budget_timeline_and_authority(states: tuple[str, str, str]) -> None:
    """Any two favourable ones let a lead through, unless the third disqualifies; nothing else does."""
    topics = ("budget", "timeline", "authority")
    answers = {topic: ANSWERS[state][topic] for topic, state in zip(topics, states, strict=True)}
    verdict = judge(replace(READY, answers={**READY.answers, **answers}), STANDARD, NOW)
    if "disqualifying" in states:
        assert verdict.track is Track.DISQUALIFIED
    elif states.count("favourable") >= 2:
        assert verdict.track is Track.SALES_READY
    else:
        assert verdict.track is Track.NURTURE
        unsaid = {topic for topic, state in zip(topics, states, strict=True) if state in list(ANSWERS)[3:]}
        assert set(verdict.missing) - {"favourable"} == unsaid
        enough = states.count("favourable") + len(unsaid) >= 2
        assert ("favourable" in verdict.missing) is not enough


def test_what_passed_stands_in_the_order_to_ask() -> None:
    """The screen shows what passed as it shows what is missing."""
    passed = judge(READY, STANDARD, NOW).passed
    assert passed == ("need", "authority", "timeline", "budget", "follow_up", "reachable", "interest_basis")


@given(JUDGED_LEADS)
def test_every_lead_has_one_verdict_and_always_the_same(lead: Lead) -> None:
    """Whatever is on the card, the gate comes to one track, and its parts agree with one another."""
    verdict = judge(lead, STANDARD, NOW)
    assert judge(lead, STANDARD, NOW) == verdict
    assert verdict.track in BEST_FIRST
    assert verdict.ask_next is None or verdict.ask_next in verdict.missing
    assert not set(verdict.passed) & set(verdict.missing)
    assert len({*verdict.passed, *verdict.missing}) == len(verdict.passed) + len(verdict.missing)
    assert (verdict.track is Track.SALES_READY) == (not verdict.missing and not verdict.blocked_by)
    assert (verdict.track in {Track.BORROWED, Track.DISQUALIFIED}) == bool(verdict.blocked_by)


def asked(lead: Lead, rule: str) -> Lead:
    """The lead once a missing rule was asked for, and the answer was favourable."""
    if rule in FAVOURABLE:
        return replace(lead, answers={**lead.answers, rule: said(FAVOURABLE[rule])})
    if rule == "interest_basis":
        return replace(lead, interest_basis=InterestBasis.PRODUCT)
    if rule == "reachable":
        return replace(lead, contacts=(*lead.contacts, ZOE))
    if rule == "follow_up":
        return replace(lead, follow_up=PROMISE)
    if rule == "favourable":
        return replace(lead, answers={**lead.answers, **{key: said(FAVOURABLE[key]) for key in FAVOURABLE}})
    part = rule.removeprefix("follow_up.")
    field = {"time": "due_at", "confirmed": "confirmed_by_visitor"}.get(part, part)
    assert lead.follow_up is not None
    return replace(lead, follow_up=replace(lead.follow_up, **{field: getattr(PROMISE, field)}))


@given(JUDGED_LEADS, st.data())
def test_a_favourable_answer_never_makes_it_worse(lead: Lead, data: st.DataObject) -> None:
    """Asking for anything missing and hearing what one hoped for never worsens the track."""
    before = judge(lead, STANDARD, NOW)
    if not before.missing:
        return
    rule = data.draw(st.sampled_from(before.missing))
    after = judge(asked(lead, rule), STANDARD, NOW)
    assert BEST_FIRST.index(after.track) <= BEST_FIRST.index(before.track)
    assert rule not in after.missing


@given(JUDGED_LEADS)
def test_asking_on_and_on_ends_at_the_gate(lead: Lead) -> None:
    """Who follows ask_next, and hears what one hoped for, ends with a sales-ready lead or is told to stop."""
    verdict = judge(lead, STANDARD, NOW)
    for _ in range(16):
        if verdict.ask_next is not None:
            lead = asked(lead, verdict.ask_next)
            verdict = judge(lead, STANDARD, NOW)
    assert verdict.ask_next is None
    stuck = verdict.blocked_by or verdict.missing == ("favourable",)
    assert verdict.track is Track.SALES_READY or stuck


@given(JUDGED_LEADS, st.sampled_from((DECLINED, UNKNOWN, Answer())), st.sampled_from(sorted(FAVOURABLE)))
def test_silence_is_never_held_against_anyone(lead: Lead, silence: Answer, question: str) -> None:
    """Declined, unknown and not asked neither help nor disqualify, and are all the same to the track."""
    quiet = replace(lead, answers={**lead.answers, question: silence})
    never = replace(lead, answers={key: answer for key, answer in lead.answers.items() if key != question})
    heard, unheard = judge(quiet, STANDARD, NOW), judge(never, STANDARD, NOW)
    assert replace(heard, ask_next=None) == replace(unheard, ask_next=None)


@pytest.mark.parametrize(
    ("day", "track"),
    [
        ("2026-11-24", Track.SALES_READY),
        ("2026-01-01", Track.SALES_READY),
        ("2027-05-26", Track.SALES_READY),  # 183 days
        ("2027-05-27", Track.NURTURE),
        ("2030-01-01", Track.NURTURE),
        ("some day", Track.NURTURE),
    ],
)
def test_a_date_is_counted_from_the_day_of_capture(day: str, track: Track) -> None:
    """A date for the timeline means the horizon it fell in when it was said, however much later one looks."""
    lead = replace(READY, answers={**READY.answers, "budget": DECLINED, "timeline": said(day)})
    assert judge(lead, STANDARD, NOW).track is track
    assert judge(lead, STANDARD, NOW.replace(year=2031)).track is track


def test_a_card_being_typed_is_counted_from_now() -> None:
    """Before it is saved a card has no day of capture but today."""
    lead = replace(
        READY, captured_at="", answers={**READY.answers, "budget": DECLINED, "timeline": said("2027-05-26")}
    )
    assert judge(lead, STANDARD, NOW).track is Track.SALES_READY
    assert judge(lead, STANDARD, NOW.replace(month=10)).track is Track.NURTURE


def test_the_day_of_capture_is_the_day_at_the_show() -> None:
    """Half past midnight in Tokyo is the day before in London; the day written at the show counts."""
    lead = replace(
        READY,
        captured_at="2026-11-25T00:30:00+09:00",
        answers={**READY.answers, "budget": DECLINED, "timeline": said("2027-05-27")},
    )
    assert judge(lead, STANDARD, NOW).track is Track.SALES_READY


@pytest.mark.parametrize(
    ("wants", "timeline", "alert"),
    [
        ("purchase", said("now"), True),
        ("purchase", said("2026-12-10"), True),
        ("purchase", said("3_months"), False),
        ("purchase", DECLINED, False),
        ("purchase", Answer(state=AnswerState.DECLINED, value="now"), False),
        ("demonstration", said("now"), False),
    ],
)
def test_the_moment_of_interest(wants: str, timeline: Answer, *, alert: bool) -> None:
    """Who wants to buy, and now, is worth an alert."""
    lead = replace(
        READY, prospect_wants=ProspectWants(wants), answers={**READY.answers, "timeline": timeline}
    )
    assert judge(lead, STANDARD, NOW).moment_of_interest is alert
    assert not judge(replace(lead, prospect_wants=None), STANDARD, NOW).moment_of_interest


def test_nobody_is_alerted_to_a_lead_that_nobody_gets() -> None:
    """A competitor who says they would buy now is no moment of interest."""
    lead = replace(
        READY, prospect_wants=ProspectWants.PURCHASE, answers={**READY.answers, "timeline": said("now")}
    )
    competitor = replace(lead, disqualification=Disqualification(reason="competitor"))
    assert judge(lead, STANDARD, NOW).moment_of_interest
    assert not judge(competitor, STANDARD, NOW).moment_of_interest


# --- Definitions that differ from the standard one ---

OTHER = """
id = "other"
version = 1
title = "Other"

[[question]]
id = "pain"
label = "What hurts?"
kind = "multiple_choice"
answers = "need"
choice = [
    { value = "speed", label = "Too slow", effect = "favourable" },
    { value = "price", label = "Too dear" },
    { value = "thesis", label = "A thesis", effect = "disqualifying", disqualifies = "student" },
    { value = "article", label = "An article", effect = "disqualifying", disqualifies = "press" },
]

[[question]]
id = "money"
label = "How much?"
kind = "money"
answers = "budget"

[[question]]
id = "soon"
label = "This year?"
kind = "yes_no"
answers = "timeline"

[[question]]
id = "when"
label = "When, then?"
kind = "horizon"
answers = "timeline"
shown_when = { question = "soon", values = ["no"] }
choice = [
    { value = "6_months", label = "Half a year", effect = "favourable" },
    { value = "none", label = "Never" },
]

[[question]]
id = "aside"
label = "By the way?"
kind = "yes_no"
answers = "timeline"
optional = true

[[disqualifier]]
code = "student"
label = "Student"

[[disqualifier]]
code = "press"
label = "Press"

[gate]
interest_basis = []
required = ["need"]
favourable_at_least = { count = 2, of = ["need", "budget", "timeline"] }
follow_up = []
reachable = []
"""


@pytest.fixture(scope="module")
def other() -> LeadDefinition:
    """A definition with every kind of question that the standard one lacks, and a bare gate."""
    return read_definition(OTHER)


def verdict_on(other: LeadDefinition, **answers: Answer) -> Verdict:
    """The verdict on a lead with these answers and nothing else."""
    lead = replace(READY, answers=answers, contacts=(), follow_up=None)
    return judge(lead, other, NOW)


def test_what_the_gate_does_not_ask_for_is_neither_passed_nor_missing(other: LeadDefinition) -> None:
    """An empty rule asks for nothing."""
    verdict = verdict_on(other, pain=said(("speed",)), soon=said("yes"))
    assert (verdict.track, verdict.passed, verdict.missing) == (Track.SALES_READY, ("pain", "soon"), ())


def test_an_amount_answers_a_question_about_money_and_no_other(other: LeadDefinition) -> None:
    """Eighty thousand is an answer to how much, and picks no choice where one is to be picked."""
    amount = Answer(state=AnswerState.ANSWERED, amount=Money(value="80000", currency="EUR"))
    assert verdict_on(other, pain=said(("speed",)), money=amount).track is Track.SALES_READY
    lead = replace(READY, answers={**READY.answers, "timeline": DECLINED, "budget": amount})
    assert judge(lead, STANDARD, NOW).missing == ("timeline", "budget")


def test_of_several_choices_the_worst_counts_then_the_best(other: LeadDefinition) -> None:
    """Every disqualifying choice is named; without one a favourable choice outweighs a neutral one."""
    assert verdict_on(other, pain=said(("price", "article", "thesis"))).blocked_by == ("press", "student")
    assert verdict_on(other, pain=said(("price", "speed")), soon=said("yes")).track is Track.SALES_READY
    assert verdict_on(other, pain=said(("price",)), soon=said("yes")).missing == ("money",)
    assert verdict_on(other, pain=said(())).missing == ("pain", "money", "soon")


def test_a_question_is_missing_only_once_it_is_on_the_form(other: LeadDefinition) -> None:
    """One that waits for another's answer is asked after that answer; one behind a toggle never is."""
    pain = said(("speed",))
    assert verdict_on(other, pain=pain).missing == ("money", "soon")
    assert verdict_on(other, pain=pain, soon=said("no")).missing == ("money", "when")
    assert verdict_on(other, pain=pain, soon=said("no"), when=said("none"), money=DECLINED).missing == (
        "money",
    )
    assert verdict_on(other, pain=pain, aside=said("yes")).passed == ("pain", "aside")


def test_an_answer_counts_even_when_what_brought_it_up_was_changed(other: LeadDefinition) -> None:
    """What was answered stays on the form and stays an answer."""
    verdict = verdict_on(other, pain=said(("speed",)), soon=DECLINED, when=said("6_months"))
    assert verdict.track is Track.SALES_READY


def test_a_date_falls_in_the_first_horizon_that_is_offered(other: LeadDefinition) -> None:
    """Where only half a year can be picked, next week is within half a year, and in two years is nothing."""
    pain = said(("speed",))
    assert verdict_on(other, pain=pain, when=said("2026-12-01")).track is Track.SALES_READY
    assert verdict_on(other, pain=pain, when=said("2028-12-01")).track is Track.NURTURE


def test_a_definition_made_by_hand_may_leave_out_what_a_file_may_not() -> None:
    """Without questions the gate falls back on the names of the topics, and a reason on the question's."""
    questions = tuple(replace(q, choices=()) if q.topic is Topic.NEED else q for q in STANDARD.questions)
    bare = replace(STANDARD, questions=tuple(q for q in questions if q.topic is not Topic.NEED))
    assert judge(READY, bare, NOW).missing == ("need",)
    budget = STANDARD.question_by_id["budget"]
    nameless = replace(budget, choices=tuple(replace(choice, disqualifies="") for choice in budget.choices))
    definition = replace(STANDARD, questions=(nameless,))
    assert judge(replace(READY, answers={"budget": said("none")}), definition, NOW).blocked_by == ("budget",)


def test_the_effect_of_one_answer() -> None:
    """A form can colour a choice before the whole lead is judged."""
    budget = STANDARD.question_by_id["budget"]
    today = NOW.date()
    assert answer_effect(budget, said("planned"), today) is Effect.FAVOURABLE
    assert answer_effect(budget, said("none"), today) is Effect.DISQUALIFYING
    assert answer_effect(budget, Answer(), today) is Effect.NEUTRAL
    text = Question(question_id="why", label="Why?", kind=QuestionKind.TEXT)
    assert answer_effect(text, said("Because."), today) is Effect.FAVOURABLE


def test_a_topic_is_answered_by_any_of_its_questions() -> None:
    """Promotion asks this of the need."""
    assert is_answered(READY, STANDARD, Topic.NEED)
    assert not is_answered(replace(READY, answers={"need": DECLINED}), STANDARD, Topic.NEED)


def test_a_way_to_be_reached_counts_only_where_the_gate_wants_it() -> None:
    """A gate that wants a phone number is not content with an address, and the reverse."""
    file = STANDARD.source.replace('reachable = ["email", "phone"]', 'reachable = ["phone"]')
    by_phone = read_definition(file)
    assert judge(READY, by_phone, NOW).missing == ("reachable",)
    phone = replace(ZOE, email=None, mobile=ContactPoint("+33", "+33"))
    assert judge(replace(READY, contacts=(phone,)), by_phone, NOW).track is Track.SALES_READY
    by_mail = read_definition(
        STANDARD.source.replace('reachable = ["email", "phone"]', 'reachable = ["email"]')
    )
    assert judge(replace(READY, contacts=(phone,)), by_mail, NOW).missing == ("reachable",)
