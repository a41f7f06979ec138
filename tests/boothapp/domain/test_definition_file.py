"""A definition file gives a definition, or one error that says where and how to mend it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.definition import LeadDefinition, QuestionKind, Topic, Track
from boothapp.domain.definition_file import read_definition
from boothapp.errors import DefinitionError

ROOT = Path(__file__).parents[3]
STANDARD = (ROOT / "resources" / "definitions" / "standard.toml").read_text(encoding="utf-8")

SMALL = """\
id = "small"
version = 2
title = "Small"

[signed]
sales = { name = "Ana", on = 2026-11-02 }

[[question]]
id = "need"
label = "What problem?"
kind = "text"
key = "1"
answers = "need"

[[question]]
id = "budget"
label = "Is there money?"
kind = "single_choice"
key = "2"
answers = "budget"

[[question.choice]]
value = "planned"
label = "Planned"
effect = "favourable"

[[question.choice]]
value = "none"
label = "None"
effect = "disqualifying"
disqualifies = "no_money"

[[question]]
id = "when"
label = "When?"
kind = "horizon"
optional = true
shown_when = { question = "budget", values = ["planned"] }
choice = [
    { value = "now", label = "Now" },
    { value = "none", label = "Never" },
]

[[disqualifier]]
code = "no_money"
label = "No money"

[gate]
required = ["need"]
favourable_at_least = { count = 1, of = ["budget"] }
order = ["need", "budget"]

[sync]
tracks = ["sales_ready"]

[service_level]
first_touch_hours = 8
"""


def test_a_small_file_says_what_it_says() -> None:
    """What is written is read; what is left out is as documented."""
    definition = read_definition(SMALL, "small.toml")
    assert definition.ref == ("small", 2)
    assert [question.question_id for question in definition.questions] == ["need", "budget", "when"]
    when = definition.question_by_id["when"]
    assert when.shown_when is not None
    assert (when.shown_when.question, when.shown_when.values) == ("budget", ("planned",))
    assert when.optional
    assert definition.disqualifier_by_code["no_money"].label == "No money"
    assert definition.signed_for_sales is not None
    assert (definition.signed_for_sales.name, definition.signed_for_sales.on) == ("Ana", "2026-11-02")
    assert definition.signed_for_marketing is None
    assert definition.gate.order == (
        "need", "budget", "timeline", "authority", "follow_up", "reachable", "interest_basis",
    )  # fmt: skip
    assert definition.gate.interest_basis == ("product",)
    assert definition.gate.follow_up == ("date", "time", "zone", "channel", "owner", "confirmed")
    assert definition.gate.reachable == ("email", "phone")
    assert definition.synced_tracks == (Track.SALES_READY,)
    assert (definition.first_touch_hours, definition.moment_of_interest_hours) == (8, 1)
    assert definition.source == SMALL


def test_the_shipped_definition_is_the_one_described() -> None:
    """The standard definition asks need, budget, timeline, authority and, in doubt, expectations."""
    definition = read_definition(STANDARD, "standard.toml")
    assert [question.question_id for question in definition.questions] == [
        "need", "budget", "timeline", "authority", "expectations",
    ]  # fmt: skip
    assert [question.key for question in definition.questions] == ["1", "2", "3", "4", "5"]
    assert [definition.main_question(topic) for topic in Topic] == ["need", "budget", "timeline", "authority"]
    assert definition.question_by_id["timeline"].kind is QuestionKind.HORIZON
    assert definition.question_by_id["expectations"].optional
    assert set(definition.disqualifier_by_code) >= {
        "outrageous_expectations", "no_money", "cannot_decide", "no_time",
    }  # fmt: skip
    assert definition.gate.favourable_count == 2
    assert definition.synced_tracks == (Track.SALES_READY, Track.NURTURE)
    assert definition.signed_for_sales is not None
    assert definition.signed_for_marketing is not None


def test_a_file_that_says_little_has_a_gate_all_the_same() -> None:
    """An empty gate asks for interest in the product, a follow-up and a way to be reached."""
    definition = read_definition(
        'id = "a"\nversion = 1\ntitle = "A"\n[[question]]\nid = "q"\nlabel = "Q"\nkind = "text"\n[gate]\n'
    )
    assert definition.gate.required == ()
    assert definition.gate.favourable_count == 0
    assert definition.synced_tracks == (Track.SALES_READY, Track.NURTURE)


def test_a_yes_or_no_needs_no_choices_and_may_have_its_own() -> None:
    """Yes is favourable and no is not, unless the author says otherwise."""
    text = SMALL.replace('kind = "text"', 'kind = "yes_no"')
    choices = read_definition(text).question_by_id["need"].choices
    assert [(choice.value, choice.effect) for choice in choices] == [("yes", "favourable"), ("no", "neutral")]
    own = text.replace('answers = "need"', 'answers = "need"\nchoice = [{ value = "no", label = "Nein" }]')
    assert [choice.label for choice in read_definition(own).question_by_id["need"].choices] == ["Nein"]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    """Editors add both."""
    definition = read_definition("\ufeff" + SMALL.replace("\n", "\r\n"))
    assert definition.ref == ("small", 2)
    with pytest.raises(DefinitionError) as raised:
        read_definition("\ufeff" + SMALL.replace("\n", "\r\n").replace("horizon", "horizont"))
    assert raised.value.line == 36


def test_a_condition_is_met_by_one_of_its_answers() -> None:
    """A question appears once the other has such an answer, and stays while it has one of its own."""
    definition = read_definition(SMALL)
    when = definition.question_by_id["when"]
    assert definition.is_shown(definition.question_by_id["need"], {})
    assert not definition.is_shown(when, {})
    assert not definition.is_shown(when, {"budget": "none"})
    assert definition.is_shown(when, {"budget": "planned"})
    assert definition.is_shown(when, {"budget": ("none", "planned")})
    assert definition.is_shown(when, {"budget": "none", "when": "now"})


class Broken(NamedTuple):
    """One thing wrong with a file, and the error that tells it."""

    name: str
    old: str
    new: str
    line: int
    key: str
    problem: str
    mend: str


CASES = (
    Broken("no quotes", '"Small"', "Small", 3, "", "this is not TOML: Invalid value", '= "value"'),
    Broken("a quote left open", '"Small"', '"Small', 3, "", "this is not TOML", '= "value"'),
    Broken("text left open to the end", "first_touch_hours = 8", 'x = """\n', 59, "", "this is not TOML",
           "= "),
    Broken("a bracket missing", "[sync]", "[sync", 53, "", "this is not TOML", "[table]"),
    Broken("a key twice", "version = 2", "version = 2\nversion = 3", 3, "", "Cannot overwrite", "= "),
    Broken("no id", 'id = "small"\n', "", 1, "id", "missing", 'add id = "…"'),
    Broken("no version", "version = 2\n", "", 1, "version", "missing", "add version = 1"),
    Broken("version 0", "version = 2", "version = 0", 2, "version", "0 is not a whole number from 1",
           "= 1"),
    Broken("version yes", "version = 2", "version = true", 2, "version", "true is not a whole number",
           "= 1"),
    Broken("version text", "version = 2", 'version = "2"', 2, "version", "'2' is not a whole number",
           "= 1"),
    Broken("title is a date", '"Small"', "2026-11-02", 3, "title", "2026-11-02 is not a text",
           'title = "…"'),
    Broken("title empty", '"Small"', '" "', 3, "title", "empty", 'title = "…"'),
    Broken("misspelled on top", 'title = "Small"', 'titel = "Small"', 3, "titel", "not known", "title"),
    Broken("misspelled side", "sales = {", "sale = {", 6, "signed.sale", "not known", "sales, marketing"),
    Broken("no signature", 'name = "Ana", ', "", 6, "signed.sales.name", "missing", 'add name = "…"'),
    Broken("no day", ", on = 2026-11-02", "", 6, "signed.sales.on", "missing", "on = 2026-11-24"),
    Broken("no date", "2026-11-02 }", '"soon" }', 6, "signed.sales.on", "'soon' is not a date",
           "2026-11-24"),
    Broken("a moment", "2026-11-02 }", "2026-11-02T10:00:00 }", 6, "signed.sales.on", "not a date",
           "= 2026"),
    Broken("signed by a text", "sales = { name", 'marketing = "Jonas"\nsales = { name', 6,
           "signed.marketing", "'Jonas' is not a table", "[signed.marketing]"),
    Broken("question is no array", '[[question]]\nid = "need"', '[question]\nid = "need"', 15, "",
           "this is not TOML", "[[table]]"),
    Broken("misspelled in a question", 'label = "What problem?"', 'lable = "What problem?"', 10,
           "question[0].lable", "not known", "label"),
    Broken("no label", 'label = "What problem?"\n', "", 8, "question[0].label", "missing",
           'add label = "…"'),
    Broken("unknown kind", '"single_choice"', '"choose"', 18, "question[1].kind", "'choose' is not known",
           "single_choice"),
    Broken("no kind", 'kind = "text"\n', "", 8, "question[0].kind", "missing", "text, single_choice"),
    Broken("id of two words", 'id = "need"', 'id = "the need"', 9, "question[0].id", "not one word",
           "letters"),
    Broken("id of a rule", 'id = "need"', 'id = "follow_up"', 9, "question[0].id", "rule", "another id"),
    Broken("id twice", 'id = "when"', 'id = "need"', 34, "question[2].id", "'need' is used twice",
           "its own"),
    Broken("key twice", 'key = "2"', 'key = "1"', 19, "question[1].key", "'1' is used twice", "its own"),
    Broken("key is a number", 'key = "2"', "key = 2", 19, "question[1].key", "2 is not a text",
           "in quotes"),
    Broken("key is a letter", 'key = "2"', 'key = "b"', 19, "question[1].key", "not one digit",
           '"1" to "9"'),
    Broken("key of two digits", 'key = "2"', 'key = "12"', 19, "question[1].key", "not one digit", '"1"'),
    Broken("unknown topic", 'answers = "budget"', 'answers = "money"', 20, "question[1].answers",
           "'money' is not known", "need, budget, timeline, authority"),
    Broken("optional is a text", "optional = true", 'optional = "yes"', 37, "question[2].optional",
           "neither true nor false", "= true"),
    Broken("choices for a text", 'kind = "single_choice"', 'kind = "text"', 22, "question[1].choice",
           "a text question has no choices", "single_choice"),
    Broken("no choices", 'kind = "text"', 'kind = "multiple_choice"', 8, "question[0].choice",
           "needs choices", "[[question.choice]]"),
    Broken("choice is no table", '{ value = "now", label = "Now" },\n', '"now",\n', 39,
           "question[2].choice", "not an array of tables", "[[question.choice]]"),
    Broken("misspelled in a choice", 'effect = "disqualifying"', 'efect = "disqualifying"', 30,
           "question[1].choice[1].efect", "not known", "effect"),
    Broken("unknown effect", 'effect = "favourable"', 'effect = "good"', 25, "question[1].choice[0].effect",
           "'good' is not known", "favourable, neutral, disqualifying"),
    Broken("effect in the inline array", 'label = "Never" }', 'label = "Never", effect = 1 }', 41,
           "question[2].choice[1].effect", "1 is not known", "favourable"),
    Broken("no value", 'value = "none"\nlabel = "None"', 'label = "None"', 27,
           "question[1].choice[1].value", "missing", 'add value = "…"'),
    Broken("value twice", 'value = "none"\nlabel = "None"', 'value = "planned"\nlabel = "None"', 28,
           "question[1].choice[1].value", "'planned' is used twice", "its own"),
    Broken("no horizon", 'value = "now"', 'value = "soon"', 40, "question[2].choice[0].value",
           "'soon' is no answer of a horizon question", "now, 3_months"),
    Broken("disqualifies for nothing", 'disqualifies = "no_money"\n', "", 27,
           "question[1].choice[1].disqualifies", "for no reason", "no_money"),
    Broken("unknown disqualifier", 'disqualifies = "no_money"', 'disqualifies = "poor"', 31,
           "question[1].choice[1].disqualifies", "no disqualifier 'poor'", "no_money"),
    Broken("reason without effect", 'effect = "disqualifying"\n', "", 30,
           "question[1].choice[1].disqualifies", "does not disqualify", 'effect = "disqualifying"'),
    Broken("condition misspelled", 'values = ["planned"] }', 'value = ["planned"] }', 38,
           "question[2].shown_when.value", "not known", "question, values"),
    Broken("condition on nothing", 'question = "budget"', 'question = "mood"', 38,
           "question[2].shown_when.question", "'mood'", "by its id"),
    Broken("condition on itself", 'question = "budget"', 'question = "when"', 38,
           "question[2].shown_when.question", "no question above", "by its id"),
    Broken("condition on no answer", 'values = ["planned"]', 'values = ["some"]', 38,
           "question[2].shown_when.values", "budget has no answer 'some'", "planned, none"),
    Broken("condition never met", 'values = ["planned"]', "values = []", 38,
           "question[2].shown_when.values", "ever", 'values = ["…"]'),
    Broken("condition is a text", '{ question = "budget", values = ["planned"] }', '"budget"', 38,
           "question[2].shown_when", "'budget' is not a table", "[question[2].shown_when]"),
    Broken("disqualifier twice", "[gate]", '[[disqualifier]]\ncode = "no_money"\nlabel = "L"\n[gate]', 49,
           "disqualifier[1].code", "'no_money' is used twice", "its own"),
    Broken("a code of the verdict's", "[gate]",
           '[[disqualifier]]\ncode = "borrowed_interest"\nlabel = "L"\n[gate]', 49, "disqualifier[1].code",
           "itself", "another"),
    Broken("no gate", SMALL[SMALL.index("[gate]") : SMALL.index("[sync]")], "", 1, "gate", "no gate",
           "[gate]"),
    Broken("misspelled rule", 'required = ["need"]', 'requires = ["need"]', 49, "gate.requires",
           "not known", "required"),
    Broken("required is a text", 'required = ["need"]', 'required = "need"', 49, "gate.required",
           "'need' is not a list", 'required = ["need"]'),
    Broken("unknown in required", 'required = ["need"]', 'required = ["want"]', 49, "gate.required",
           "'want' is not known", "need"),
    Broken("required twice", 'required = ["need"]', 'required = ["need", "need"]', 49, "gate.required",
           "'need' stands there twice", "once"),
    Broken("required and not asked", 'required = ["need"]', 'required = ["authority"]', 49, "gate.required",
           "everybody is asked answers authority", 'answers = "authority"'),
    Broken("required and optional", "optional = true", 'optional = true\nanswers = "timeline"', 50,
           "gate.required", "everybody is asked answers timeline", "neither optional nor conditional"),
    Broken("counted and not asked", 'of = ["budget"]', 'of = ["timeline"]', 50,
           "gate.favourable_at_least.of", "everybody is asked answers timeline", 'answers = "timeline"'),
    Broken("more than there are", "count = 1", "count = 2", 50, "gate.favourable_at_least.count",
           "2 of 1 can never be met", "at most 1"),
    Broken("no count", "count = 1, ", "", 50, "gate.favourable_at_least.count", "missing", "add count = 0"),
    Broken("misspelled count", "count = 1", "cuont = 1", 50, "gate.favourable_at_least.cuont", "not known",
           "count, of"),
    Broken("nothing favourable", 'effect = "favourable"\n', "", 49, "gate.favourable_at_least.of",
           "no answer on budget is favourable", 'effect = "favourable"'),
    Broken("borrowed at the gate", "[gate]", '[gate]\ninterest_basis = ["borrowed"]', 49,
           "gate.interest_basis", "never sales-ready", '["product"]'),
    Broken("unknown rule in the order", 'order = ["need"', 'order = ["wish"', 51, "gate.order",
           "'wish' is no rule", "need, budget"),
    Broken("order of numbers", 'order = ["need", "budget"]', "order = [1, 2]", 51, "gate.order",
           "not a list of texts", 'order = ["…", "…"]'),
    Broken("unknown track", 'tracks = ["sales_ready"]', 'tracks = ["hot"]', 54, "sync.tracks",
           "'hot' is not known", "sales_ready"),
    Broken("misspelled track list", "tracks = [", "track = [", 54, "sync.track", "not known", "tracks"),
    Broken("no hours", "first_touch_hours = 8", "first_touch_hours = 0.5", 57,
           "service_level.first_touch_hours", "0.5 is not a whole number from 1", "= 1"),
    Broken("misspelled hours", "first_touch_hours", "first_tuch_hours", 57,
           "service_level.first_tuch_hours", "not known", "first_touch_hours"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_is_wrong_is_told_once_and_where(case: Broken) -> None:
    """One error: this file, this line, this key, what is wrong and what to write instead."""
    assert case.old in SMALL
    text = SMALL.replace(case.old, case.new, 1)
    if case.name == "required and optional":
        text = text.replace('required = ["need"]', 'required = ["timeline"]')
    with pytest.raises(DefinitionError) as raised:
        read_definition(text, "our show.toml")
    error = raised.value
    assert (error.file, error.line, error.key) == ("our show.toml", case.line, case.key)
    assert case.problem in error.problem
    assert case.mend in error.mend
    assert str(error).startswith(f"our show.toml:{case.line}: ")


@pytest.mark.parametrize(
    ("text", "key", "problem"),
    [
        ("", "question", "there is no question"),
        ("question = 5", "question", "not an array of tables"),
        ("signed = 5\n", "question", "there is no question"),
        ("x = " + "[" * 5000, "", "far too long or deep"),
        ("x = " + "9" * 5000, "", "far too long or deep"),
    ],
)
def test_what_is_hardly_a_file_is_told_too(text: str, key: str, problem: str) -> None:
    """Nothing at all, the wrong thing altogether, and what would stall the reader."""
    with pytest.raises(DefinitionError) as raised:
        read_definition(text)
    assert (raised.value.line, raised.value.key) == (1, key)
    assert problem in raised.value.problem


def test_a_long_value_is_cut_in_the_error() -> None:
    """A novel in the wrong place does not fill the screen."""
    with pytest.raises(DefinitionError) as raised:
        read_definition(SMALL.replace('"text"', f'"{"x" * 500}"'))
    assert len(str(raised.value)) < 250


def readable(text: str) -> LeadDefinition | None:
    """The definition, or None where the file says otherwise; anything else is raised."""
    try:
        return read_definition(text)
    except DefinitionError as error:
        told = error
    assert 1 <= told.line <= text.count("\n") + 1
    return None


LINES = STANDARD.splitlines()
BITS = st.sampled_from(
    ["", "[", "]", "[[", "{", "}", '"', "'", '"""', "=", ",", ".", "#", "\n", "true", "1", "é", "\0"]
)


@given(st.data())
def test_a_mutilated_file_is_a_definition_or_an_error(data: st.DataObject) -> None:
    """Cutting, repeating, swapping and sprinkling a file never gives anything else."""
    lines = [*LINES]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["cut", "repeat", "swap", "sprinkle", "value"])):
            case "cut":
                lines[at : at + data.draw(st.integers(1, 6))] = [""]
            case "repeat":
                lines.insert(data.draw(st.integers(0, len(lines))), lines[at])
            case "swap":
                other = data.draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case "sprinkle":
                place = data.draw(st.integers(0, len(lines[at])))
                lines[at] = lines[at][:place] + data.draw(BITS) + lines[at][place:]
            case _:
                value = data.draw(
                    st.sampled_from(["1", "true", '""', '"x"', "[]", "{}", "[{}]", "2026-01-01", "nan"])
                )
                lines[at] = f"{lines[at].partition('=')[0]} = {value}"
    readable("\n".join(lines))


VALUES = st.recursive(
    st.one_of(
        st.booleans().map(lambda value: str(value).lower()),
        st.integers(-2, 9).map(str),
        st.sampled_from(['"need"', '"1"', '"choice"', '""', "2026-11-02", "1.5", "inf", "07:30:00"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda values: f"[{', '.join(values)}]"),
        st.dictionaries(st.sampled_from(["id", "value", "label", "name", "on"]), inner, max_size=2).map(
            lambda table: "{" + ", ".join(f"{key} = {value}" for key, value in table.items()) + "}"
        ),
    ),
    max_leaves=4,
)
KEYS = [number for number, line in enumerate(SMALL.splitlines()) if "=" in line and "{ value" not in line]


@given(st.sampled_from(KEYS), VALUES)
def test_any_value_in_any_place_is_a_definition_or_an_error(place: int, value: str) -> None:
    """Whatever type of value stands behind a key, it is taken or told."""
    lines = SMALL.splitlines()
    key = lines[place].partition("=")[0]
    text = "\n".join([*lines[:place], f"{key} = {value}", *lines[place + 1 :]])
    readable(text)
