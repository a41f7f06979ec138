"""What makes a lead worth calling: questions, disqualifiers and gate, signed by sales and marketing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from boothapp.domain.lead import DefinitionRef, InterestBasis


class QuestionKind(StrEnum):
    """What an answer looks like."""

    TEXT = "text"
    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    MONEY = "money"
    HORIZON = "horizon"
    DATE = "date"
    NUMBER = "number"
    YES_NO = "yes_no"


class Topic(StrEnum):
    """Which of need, budget, timeline and authority (BANT) a question answers."""

    NEED = "need"
    BUDGET = "budget"
    TIMELINE = "timeline"
    AUTHORITY = "authority"


class Effect(StrEnum):
    """What a chosen answer does to the lead."""

    FAVOURABLE = "favourable"
    NEUTRAL = "neutral"
    DISQUALIFYING = "disqualifying"


class Track(StrEnum):
    """Where a lead goes: to sales, to marketing's nurture list, to the prize register, to nobody."""

    SALES_READY = "sales_ready"
    NURTURE = "nurture"
    BORROWED = "borrowed"
    DISQUALIFIED = "disqualified"


class FollowUpPart(StrEnum):
    """What the gate may ask of a follow-up."""

    DATE = "date"
    TIME = "time"
    ZONE = "zone"
    CHANNEL = "channel"
    OWNER = "owner"
    CONFIRMED = "confirmed"


class ReachChannel(StrEnum):
    """A way to reach somebody that the gate may count."""

    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer to pick; ``disqualifies`` names the disqualifier that a disqualifying choice sets."""

    value: str
    label: str
    effect: Effect = Effect.NEUTRAL
    disqualifies: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWhen:
    """A question that appears only once another has one of these answers."""

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Question:
    """One qualifying question; ``key`` is its Alt+digit, ``ask`` the sentence staff can say aloud.

    ``optional`` questions are offered behind a toggle and are never counted as missing. A yes/no question's
    choices have the values ``yes`` and ``no``, a horizon's those of ``timeline.HORIZONS``.
    """

    question_id: str
    label: str
    kind: QuestionKind
    hint: str = ""
    key: str = ""
    ask: str = ""
    topic: Topic | None = None
    choices: tuple[Choice, ...] = ()
    with_amount: bool = False
    optional: bool = False
    shown_when: ShownWhen | None = None

    @cached_property
    def choice_by_value(self) -> Mapping[str, Choice]:
        """The choices, looked up by value."""
        return {choice.value: choice for choice in self.choices}


@dataclass(frozen=True, slots=True, kw_only=True)
class Disqualifier:
    """A reason to hand the lead to nobody."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRules:
    """What a sales-ready lead must have; an empty part asks for nothing.

    ``order`` names the rules in the order in which staff should ask for what is missing: topics,
    ``follow_up``, ``reachable``, ``interest_basis``.
    """

    interest_basis: tuple[InterestBasis, ...]
    required: tuple[Topic, ...]
    favourable_count: int
    favourable_of: tuple[Topic, ...]
    follow_up: tuple[FollowUpPart, ...]
    reachable: tuple[ReachChannel, ...]
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed the definition, and on which day (ISO 8601)."""

    name: str
    on: str


@dataclass(frozen=True, kw_only=True)
class LeadDefinition:
    """A signed, versioned agreement on what a lead is.

    ``synced_tracks`` leave the laptop as rows, the other tracks as counts only. ``source`` is the TOML text
    it was read from, kept so that every copy of the definition is the same to the letter.
    """

    ref: DefinitionRef
    title: str
    questions: tuple[Question, ...]
    disqualifiers: tuple[Disqualifier, ...]
    gate: GateRules
    synced_tracks: tuple[Track, ...]
    language: str = "en"
    signed_for_sales: Signature | None = None
    signed_for_marketing: Signature | None = None
    first_touch_hours: int = 24
    moment_of_interest_hours: int = 1
    source: str = ""

    @cached_property
    def question_by_id(self) -> Mapping[str, Question]:
        """The questions, looked up by id."""
        return {question.question_id: question for question in self.questions}

    @cached_property
    def disqualifier_by_code(self) -> Mapping[str, Disqualifier]:
        """The disqualifiers, looked up by code."""
        return {disqualifier.code: disqualifier for disqualifier in self.disqualifiers}

    @cached_property
    def questions_by_topic(self) -> Mapping[Topic, tuple[Question, ...]]:
        """The questions that answer each topic, in their order."""
        return {topic: tuple(q for q in self.questions if q.topic is topic) for topic in Topic}

    @cached_property
    def _rank(self) -> Mapping[str, int]:
        """The place of each requirement code in the order to ask."""
        ranks = {rule: place for place, rule in enumerate(self.gate.order)}
        by_topic = {q.question_id: ranks.get(q.topic, len(ranks)) for q in self.questions if q.topic}
        return ranks | by_topic

    def order_of(self, code: str) -> int:
        """The place of a requirement code in the order to ask; parts of a follow-up share its place."""
        ranks = self._rank
        return ranks.get(code.partition(".")[0] if "." in code else code, len(ranks))

    @cached_property
    def topic_by_main_question(self) -> Mapping[str, Topic]:
        """The topic of each main question."""
        return {self.main_question(topic): topic for topic in Topic}

    @cached_property
    def _main_questions(self) -> Mapping[Topic, str]:
        asked = [q for q in self.questions if q.topic and not q.optional and q.shown_when is None]
        return {q.topic: q.question_id for q in reversed(asked) if q.topic}

    def main_question(self, topic: Topic) -> str:
        """The id of the first question for a topic that everybody is asked; the topic's name if none is."""
        return self._main_questions.get(topic, topic.value)

    def is_shown(self, question: Question, chosen: Mapping[str, str | tuple[str, ...]]) -> bool:
        """Whether a question is on the form, given the value or values chosen for each answered question.

        One that is answered stays, even when what brought it up was changed: no answer counts unseen.
        """
        condition = question.shown_when
        if condition is None or question.question_id in chosen:
            return True
        values = chosen.get(condition.question, ())
        return any(value in condition.values for value in ((values,) if isinstance(values, str) else values))
