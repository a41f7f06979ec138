"""A lead definition read from its TOML file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from boothapp.domain.definition import (
    Choice,
    Disqualifier,
    Effect,
    FollowUpPart,
    GateRules,
    LeadDefinition,
    Question,
    QuestionKind,
    ReachChannel,
    ShownWhen,
    Signature,
    Topic,
    Track,
)
from boothapp.domain.ids import DefinitionId
from boothapp.domain.lead import DefinitionRef, InterestBasis
from boothapp.domain.timeline import HORIZONS
from boothapp.domain.toml_source import TomlTable, parse_toml

_CHOICE_KINDS = (QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE, QuestionKind.HORIZON)
_OTHER_RULES = ("follow_up", "reachable", "interest_basis")


def read_definition(text: str, file: str = "definition.toml") -> LeadDefinition:
    """The definition a TOML text describes; raises DefinitionError naming file, line, key and mend."""
    root = parse_toml(text, file)
    root.only(
        "id", "version", "title", "language", "signed", "question", "disqualifier", "gate", "sync",
        "service_level",
    )  # fmt: skip
    disqualifiers = tuple(_disqualifier(table) for table in root.tables("disqualifier"))
    codes = {disqualifier.code for disqualifier in disqualifiers}
    questions = _questions(root, codes)
    service = root.table("service_level")
    sync = root.table("sync")
    signed = root.table("signed")
    return LeadDefinition(
        ref=DefinitionRef(DefinitionId(root.text("id")), root.whole_number("version", least=1)),
        title=root.text("title"),
        language=root.text("language", "en"),
        questions=questions,
        disqualifiers=disqualifiers,
        gate=_gate(root, questions),
        synced_tracks=_synced_tracks(sync),
        signed_for_sales=_signature(signed, "sales"),
        signed_for_marketing=_signature(signed, "marketing"),
        first_touch_hours=service.whole_number("first_touch_hours", 24, least=1) if service else 24,
        moment_of_interest_hours=service.whole_number("moment_of_interest_hours", 1, least=1) if service else 1,
        source=text,
    )


def _questions(root: TomlTable, codes: set[str]) -> tuple[Question, ...]:
    tables = list(root.tables("question"))
    if not tables:
        root.fail("question", "there is no question", "add at least one [[question]]")
    questions = tuple(_question(table, codes) for table in tables)
    _refuse_repeats(tables, (question.question_id for question in questions), "id")
    _refuse_repeats(tables, (question.key for question in questions if question.key), "key")
    for table, question in zip(tables, questions, strict=True):
        _check_condition(table, question, questions)
    return questions


def _refuse_repeats(tables: list[TomlTable], values: Iterable[str], key: str) -> None:
    repeated = {value for value, count in Counter(values).items() if count > 1}
    for table in reversed(tables):
        if (value := table.values.get(key)) in repeated:
            table.fail(key, f"{value!r} is used twice", "give each question its own")


def _question(table: TomlTable, codes: set[str]) -> Question:
    table.only(
        "id", "label", "hint", "kind", "key", "ask", "answers", "choice", "with_amount", "optional", "shown_when",
    )  # fmt: skip
    kind = table.choice("kind", QuestionKind)
    choices = tuple(_choice(choice, codes) for choice in table.tables("choice"))
    if kind in _CHOICE_KINDS and not choices:
        table.fail("choice", f"a {kind} question needs choices", "add at least one [[question.choice]]")
    if kind is QuestionKind.HORIZON:
        for choice_table, choice in zip(table.tables("choice"), choices, strict=True):
            if choice.value not in HORIZONS:
                choice_table.fail("value", f"{choice.value!r} is no horizon", f"use one of: {', '.join(HORIZONS)}")
    key = table.text("key", "")
    if key and (len(key) != 1 or key not in "123456789"):
        table.fail("key", f"{key!r} is not one digit", 'write a digit from "1" to "9"')
    return Question(
        question_id=table.text("id"),
        label=table.text("label"),
        kind=kind,
        hint=table.text("hint", ""),
        key=key,
        ask=table.text("ask", ""),
        topic=table.choice("answers", Topic) if "answers" in table.values else None,
        choices=choices,
        with_amount=table.yes_no("with_amount"),
        optional=table.yes_no("optional"),
        shown_when=_shown_when(table),
    )


def _choice(table: TomlTable, codes: set[str]) -> Choice:
    table.only("value", "label", "effect", "disqualifies")
    effect = table.choice("effect", Effect, Effect.NEUTRAL)
    disqualifies = table.text("disqualifies", "")
    if effect is Effect.DISQUALIFYING and disqualifies not in codes:
        known = ", ".join(sorted(codes)) or "none is defined yet"
        table.fail("disqualifies", "this choice disqualifies for no known reason", f"name a disqualifier: {known}")
    return Choice(
        value=table.text("value"), label=table.text("label"), effect=effect, disqualifies=disqualifies
    )


def _shown_when(table: TomlTable) -> ShownWhen | None:
    condition = table.table("shown_when")
    if condition is None:
        return None
    condition.only("question", "values")
    return ShownWhen(question=condition.text("question"), values=condition.texts("values"))


def _check_condition(table: TomlTable, question: Question, questions: tuple[Question, ...]) -> None:
    condition = question.shown_when
    if condition is None:
        return
    other = next((q for q in questions if q.question_id == condition.question), None)
    if other is None or other is question:
        table.fail("shown_when", f"there is no other question {condition.question!r}", "name one by its id")
    unknown = [value for value in condition.values if other.choices and value not in other.choice_by_value]
    if unknown:
        known = ", ".join(other.choice_by_value)
        table.fail("shown_when", f"{other.question_id} has no answer {unknown[0]!r}", f"use one of: {known}")


def _disqualifier(table: TomlTable) -> Disqualifier:
    table.only("code", "label")
    return Disqualifier(code=table.text("code"), label=table.text("label"))


def _gate(root: TomlTable, questions: tuple[Question, ...]) -> GateRules:
    table = root.table("gate")
    if table is None:
        root.fail("gate", "there is no gate", "add a [gate] table")
    table.only("interest_basis", "required", "favourable_at_least", "follow_up", "reachable", "order")
    favourable = table.table("favourable_at_least")
    count = favourable.whole_number("count") if favourable else 0
    topics = favourable.choices("of", Topic) if favourable else ()
    if favourable and count > len(topics):
        favourable.fail("count", f"{count} of {len(topics)} can never be met", f"write at most {len(topics)}")
    required = table.choices("required", Topic)
    asked = {question.topic for question in questions}
    for topic in (*required, *topics):
        if topic not in asked:
            table.fail("required", f"no question answers {topic}", f'give a question answers = "{topic}"')
    rules = (*(topic.value for topic in Topic), *_OTHER_RULES)
    order = table.texts("order", rules)
    for rule in order:
        if rule not in rules:
            table.fail("order", f"{rule!r} is no rule", f"use: {', '.join(rules)}")
    return GateRules(
        interest_basis=table.choices("interest_basis", InterestBasis, (InterestBasis.PRODUCT,)),
        required=required,
        favourable_count=count,
        favourable_of=topics,
        follow_up=table.choices("follow_up", FollowUpPart, tuple(FollowUpPart)),
        reachable=table.choices("reachable", ReachChannel, tuple(ReachChannel)),
        # A rule left out of the order is still a rule: it is asked for last.
        order=(*order, *(rule for rule in rules if rule not in order)),
    )


def _synced_tracks(sync: TomlTable | None) -> tuple[Track, ...]:
    default = (Track.SALES_READY, Track.NURTURE)
    return default if sync is None else sync.choices("tracks", Track, default)


def _signature(signed: TomlTable | None, side: str) -> Signature | None:
    table = signed.table(side) if signed else None
    return None if table is None else Signature(name=table.text("name"), on=table.day("on"))
