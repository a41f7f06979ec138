"""A lead definition read from its TOML file."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

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
from boothapp.domain.toml_source import TomlTable, parse_toml, refuse_shared
from boothapp.domain.verdict import (
    BORROWED_INTEREST,
    FAVOURABLE,
    FOLLOW_UP,
    INTEREST_BASIS,
    NO_NEED,
    REACHABLE,
)

_OTHER_RULES = (FOLLOW_UP, REACHABLE, INTEREST_BASIS)
_YES_NO = (Choice(value="yes", label="Yes", effect=Effect.FAVOURABLE), Choice(value="no", label="No"))
# The values that the choices of a question may have; None where they are the author's own.
_CHOICE_VALUES: dict[QuestionKind, Sequence[str] | None] = {
    QuestionKind.SINGLE_CHOICE: None,
    QuestionKind.MULTIPLE_CHOICE: None,
    QuestionKind.HORIZON: HORIZONS,
    QuestionKind.YES_NO: tuple(choice.value for choice in _YES_NO),
}


def read_definition(text: str, file: str = "definition.toml") -> LeadDefinition:
    """The definition a TOML text describes; raises DefinitionError naming file, line, key and mend."""
    root = parse_toml(text, file)
    root.only(
        "id", "version", "title", "language", "signed", "question", "disqualifier", "gate", "sync",
        "service_level",
    )  # fmt: skip
    disqualifiers = _disqualifiers(root)
    questions = _questions(root, [disqualifier.code for disqualifier in disqualifiers])
    signed, service, sync = root.table("signed"), root.table("service_level"), root.table("sync")
    signed.only("sales", "marketing")
    service.only("first_touch_hours", "moment_of_interest_hours")
    sync.only("tracks")
    return LeadDefinition(
        ref=DefinitionRef(DefinitionId(root.text("id")), root.whole_number("version", least=1)),
        title=root.text("title"),
        language=root.text("language", "en"),
        questions=questions,
        disqualifiers=disqualifiers,
        gate=_gate(root, questions),
        synced_tracks=sync.choices("tracks", Track, (Track.SALES_READY, Track.NURTURE)),
        signed_for_sales=_signature(signed, "sales"),
        signed_for_marketing=_signature(signed, "marketing"),
        first_touch_hours=service.whole_number("first_touch_hours", 24, least=1),
        moment_of_interest_hours=service.whole_number("moment_of_interest_hours", 1, least=1),
        source=text,
    )


def _disqualifiers(root: TomlTable) -> tuple[Disqualifier, ...]:
    tables = root.tables("disqualifier")
    for table in tables:
        table.only("code", "label")
        if _code(table, "code") in (BORROWED_INTEREST, NO_NEED):
            table.fail("code", "the verdict uses this code itself", "choose another")
    refuse_shared(tables, "code")
    return tuple(Disqualifier(code=table.text("code"), label=table.text("label")) for table in tables)


def _code(table: TomlTable, key: str) -> str:
    """A name that stands in field paths, columns and reports."""
    code = table.text(key)
    if not re.fullmatch(r"[\w-]+", code):
        table.fail(key, f"{code!r} is not one word", "use letters, digits, _ and -")
    return code


def _questions(root: TomlTable, codes: Collection[str]) -> tuple[Question, ...]:
    tables = root.tables("question")
    if not tables:
        root.fail("question", "there is no question", "add at least one [[question]]")
    questions: list[Question] = []
    for table in tables:
        questions.append(_question(table, codes, above=questions))
    refuse_shared(tables, "id")
    refuse_shared(tables, "key")
    return tuple(questions)


def _question(table: TomlTable, codes: Collection[str], above: Sequence[Question]) -> Question:
    table.only(
        "id", "label", "hint", "kind", "key", "ask", "answers", "choice", "with_amount", "optional",
        "shown_when",
    )  # fmt: skip
    question_id = _code(table, "id")
    if question_id in (*_OTHER_RULES, FAVOURABLE):
        table.fail("id", f"the gate calls a rule of its own {question_id}", "choose another id")
    key = table.text("key", "")
    if key and (len(key) != 1 or key not in "123456789"):
        table.fail("key", f"{key!r} is not one digit", 'write a digit from "1" to "9"')
    kind = table.choice("kind", QuestionKind)
    return Question(
        question_id=question_id,
        label=table.text("label"),
        kind=kind,
        hint=table.text("hint", ""),
        key=key,
        ask=table.text("ask", ""),
        topic=table.choice("answers", Topic) if "answers" in table.values else None,
        choices=_choices(table, kind, codes),
        with_amount=table.yes_no("with_amount"),
        optional=table.yes_no("optional"),
        shown_when=_shown_when(table, above) if "shown_when" in table.values else None,
    )


def _choices(table: TomlTable, kind: QuestionKind, codes: Collection[str]) -> tuple[Choice, ...]:
    tables = table.tables("choice")
    if kind not in _CHOICE_VALUES:
        if tables:
            table.fail(
                "choice", f"a {kind} question has no choices", 'leave them out, or use "single_choice"'
            )
        return ()
    if not tables and kind is QuestionKind.YES_NO:
        return _YES_NO
    if not tables:
        table.fail("choice", f"a {kind} question needs choices", "add at least one [[question.choice]]")
    choices = tuple(_choice(choice, codes) for choice in tables)
    refuse_shared(tables, "value")
    allowed = _CHOICE_VALUES[kind]
    for choice_table, choice in zip(tables, choices, strict=True):
        if allowed is not None and choice.value not in allowed:
            choice_table.fail(
                "value",
                f"{choice.value!r} is no answer of a {kind} question",
                f"use one of: {', '.join(allowed)}",
            )
    return choices


def _choice(table: TomlTable, codes: Collection[str]) -> Choice:
    table.only("value", "label", "effect", "disqualifies")
    effect = table.choice("effect", Effect, Effect.NEUTRAL)
    disqualifies = table.text("disqualifies", "")
    known = ", ".join(codes) or "none is defined yet, add a [[disqualifier]]"
    if effect is Effect.DISQUALIFYING and not disqualifies:
        table.fail("disqualifies", "this choice disqualifies for no reason", f"name a disqualifier: {known}")
    if disqualifies and disqualifies not in codes:
        table.fail("disqualifies", f"there is no disqualifier {disqualifies!r}", f"name one of: {known}")
    if disqualifies and effect is not Effect.DISQUALIFYING:
        table.fail("disqualifies", "this choice does not disqualify", 'add effect = "disqualifying"')
    return Choice(
        value=table.text("value"), label=table.text("label"), effect=effect, disqualifies=disqualifies
    )


def _shown_when(table: TomlTable, above: Sequence[Question]) -> ShownWhen:
    """The condition of a question, which only one further up can meet: so no two can wait for each other."""
    condition = table.table("shown_when")
    condition.only("question", "values")
    asked, values = condition.text("question"), condition.texts("values")
    other = next((question for question in above if question.question_id == asked), None)
    if other is None:
        condition.fail("question", f"no question above this one is called {asked!r}", "name one by its id")
    if not values:
        condition.fail("values", "no answer would ever show this question", 'write values = ["…"]')
    for value in values:
        if other.choices and value not in other.choice_by_value:
            known = ", ".join(other.choice_by_value)
            condition.fail("values", f"{asked} has no answer {value!r}", f"use one of: {known}")
    return ShownWhen(question=asked, values=values)


def _gate(root: TomlTable, questions: Sequence[Question]) -> GateRules:
    if "gate" not in root.values:
        root.fail("gate", "there is no gate", "add a [gate] table")
    table = root.table("gate")
    table.only("interest_basis", "required", "favourable_at_least", "follow_up", "reachable", "order")
    bases = table.choices("interest_basis", InterestBasis, (InterestBasis.PRODUCT,))
    if InterestBasis.BORROWED in bases:
        table.fail("interest_basis", "borrowed interest is never sales-ready", 'write ["product"]')
    required = table.choices("required", Topic)
    _check_asked(table, "required", required, questions)
    count, counted = _favourable(table, questions)
    return GateRules(
        interest_basis=bases,
        required=required,
        favourable_count=count,
        favourable_of=counted,
        follow_up=table.choices("follow_up", FollowUpPart, tuple(FollowUpPart)),
        reachable=table.choices("reachable", ReachChannel, tuple(ReachChannel)),
        order=_order(table),
    )


def _favourable(gate: TomlTable, questions: Sequence[Question]) -> tuple[int, tuple[Topic, ...]]:
    """How many of which topics must be answered favourably."""
    if "favourable_at_least" not in gate.values:
        return 0, ()
    table = gate.table("favourable_at_least")
    table.only("count", "of")
    count, topics = table.whole_number("count"), table.choices("of", Topic)
    _check_asked(table, "of", topics, questions)
    if count > len(topics):
        table.fail("count", f"{count} of {len(topics)} can never be met", f"write at most {len(topics)}")
    for topic in topics:
        if not any(_can_be_favourable(question) for question in questions if question.topic is topic):
            table.fail("of", f"no answer on {topic} is favourable", 'give a choice effect = "favourable"')
    return count, topics


def _can_be_favourable(question: Question) -> bool:
    return not question.choices or any(choice.effect is Effect.FAVOURABLE for choice in question.choices)


def _check_asked(table: TomlTable, key: str, topics: Sequence[Topic], questions: Sequence[Question]) -> None:
    """Fails when the gate wants to know what not every visitor is asked."""
    for topic in topics:
        if not any(q.topic is topic and not q.optional and q.shown_when is None for q in questions):
            table.fail(
                key,
                f"no question that everybody is asked answers {topic}",
                f'give one that is neither optional nor conditional answers = "{topic}"',
            )


def _order(table: TomlTable) -> tuple[str, ...]:
    """The rules in the order to ask; one left out of it is still a rule, asked for last."""
    rules = (*(topic.value for topic in Topic), *_OTHER_RULES)
    order = table.texts("order", rules)
    for rule in order:
        if rule not in rules:
            table.fail("order", f"{rule!r} is no rule", f"use: {', '.join(rules)}")
    return (*order, *(rule for rule in rules if rule not in order))


def _signature(signed: TomlTable, side: str) -> Signature | None:
    if side not in signed.values:
        return None
    table = signed.table(side)
    table.only("name", "on")
    return Signature(name=table.text("name"), on=table.day("on"))
