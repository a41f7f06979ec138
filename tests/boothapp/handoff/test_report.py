"""Numbers that do not flatter: qualified first, the total last, and no share of too few."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from boothapp.domain.definition import Track
from boothapp.domain.scoreboard import AnswerCount, Scoreboard, TrackCount, scoreboard, wilson_interval
from boothapp.domain.show import Staff
from boothapp.handoff.report import as_json, as_markdown, as_text, question_reports
from tests.helpers.handoff_samples import DEFINITION, SHOW

ANA, HANA = "ana@hummline.example", "hana@hummline.example"
COUNTS = [
    TrackCount("2026-11-24T11", ANA, Track.SALES_READY, 9, seconds=180.0, timed=9),
    TrackCount("2026-11-24T11", ANA, Track.BORROWED, 41),
    TrackCount("2026-11-25T09", HANA, Track.NURTURE, 22),
    TrackCount("2026-11-25T09", "", Track.DISQUALIFIED, 3),
]
ANSWERS = [
    AnswerCount("budget", "answered", "planned", 12),
    AnswerCount("budget", "answered", "none", 3),
    AnswerCount("budget", "declined", "", 5),
    AnswerCount("budget", "not_asked", "", 2),
    AnswerCount("authority", "answered", "user", 9),
    AnswerCount("need", "answered", "", 30),
    AnswerCount("plc", "answered", "S7|1500", 1),
]


@pytest.fixture
def board() -> Scoreboard:
    """Nine of thirty qualified, and many more who were not."""
    return scoreboard(COUNTS, goal=30, cost="48500.00", currency="EUR", answers=ANSWERS)


@pytest.fixture
def empty() -> Scoreboard:
    """The first minute of a show."""
    return scoreboard([], goal=30)


def test_text_opens_with_the_qualified_and_sums_up_last(board: Scoreboard) -> None:
    """Qualified against the goal is the first number; the total is the last of its block, as a sum."""
    lines = as_text(board, SHOW, DEFINITION).split("\n")
    assert lines[0] == SHOW.name
    assert re.fullmatch(r"  QUALIFIED +9 of 30  █{7}░{17}  30 % of the goal", lines[2])
    assert [line.split()[0] for line in lines[3:6]] == ["nurture", "borrowed", "disqualified"]
    assert re.fullmatch(r"  borrowed +41  55 % of all cards, drawn by a prize, gift or meal", lines[4])
    assert re.fullmatch(r"  all cards +75  the sum of these", lines[7])
    assert "  cost per qualified lead: 5,388.89 EUR (the show cost 48,500.00 EUR)" in lines
    assert "  time per capture: 20 s" in lines


def test_text_breaks_down_by_day_hour_and_staff(board: Scoreboard) -> None:
    """Each breakdown has qualified first and its sum last; staff are named, and the best comes first."""
    text = as_text(board, SHOW, DEFINITION)
    assert re.search(
        r"  day +qualified +nurture +borrowed +disqualified +all\n  2026-11-24 +9 +0 +41 +0 +50\n", text
    )
    assert re.search(r"  2026-11-25 09:00 +0 +22 +0 +3 +25\n", text)
    assert text.index("Ana Ferreira") < text.index("Hana Kobayashi")
    assert "nobody named" in text


def test_columns_line_up_under_wide_letters(board: Scoreboard) -> None:
    """A name in Japanese fills two cells a letter; the numbers beside it stay in line."""
    show = replace(SHOW, staff=(Staff(email=ANA, name="小林 花"), Staff(email=HANA, name="Zoe\u0308")))
    lines = as_text(board, show, DEFINITION).split("\n")
    first = next(line for line in lines if "小林 花" in line)
    second = next(line for line in lines if "Zoe\u0308" in line)
    # Three letters of the first are wide; the second has one mark that fills no cell.
    assert len(first) + 3 == len(second) - 1


def test_two_of_one_name_stay_two(board: Scoreboard) -> None:
    """Members of staff who share a name keep their own rows."""
    show = replace(SHOW, staff=(Staff(email=ANA, name="Ana"), Staff(email=HANA, name="Ana")))
    assert len(re.findall(r"^  Ana ", as_text(board, show, DEFINITION), re.MULTILINE)) == 2


def test_a_share_has_its_interval_or_none_at_all(board: Scoreboard) -> None:
    """From ten on a share comes with its 95 % Wilson interval; below, the words are "too few"."""
    budget = next(q for q in question_reports(board, DEFINITION) if q.question_id == "budget")
    assert (budget.asked, budget.not_asked) == (20, 55)
    assert [(a.label, a.leads) for a in budget.answers] == [
        ("Planned", 12), ("declined to say", 5), ("No money", 3),
    ]  # fmt: skip
    assert budget.answers[0].share == 0.6
    assert budget.answers[0].interval == wilson_interval(12, 20)
    text = as_text(board, SHOW, DEFINITION)
    assert re.search(r"    Planned +12 +60 % +39 to 78 %\n", text)
    assert "Who decides?  asked 9, not asked 66; too few to tell\n    Would use it  9  too few\n" in text


def test_questions_come_in_the_order_of_the_form(board: Scoreboard) -> None:
    """Questions nobody was asked are shown too; those the definition does not know come last, by their id."""
    reports = question_reports(board, DEFINITION)
    assert [report.question_id for report in reports] == [*DEFINITION.question_by_id, "plc"]
    assert next(r for r in reports if r.question_id == "expectations").asked == 0


def test_markdown_is_made_of_whole_tables(board: Scoreboard) -> None:
    """Every row of a table has as many cells as its header; what is in a cell cannot break it."""
    text = as_markdown(board, SHOW, DEFINITION)
    assert text.startswith(f"# {SHOW.name}\n\n**9 of 30 qualified** (30 % of the goal)\n")
    assert "| S7\\|1500 | 1 | too few |  |" in text
    for table in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
        assert len(widths) == 1, table


def test_json_is_one_line_with_the_same_numbers(board: Scoreboard) -> None:
    """Programs get counts, money as text, and no share where there are too few."""
    text = as_json(board, SHOW, DEFINITION)
    assert "\n" not in text
    report = json.loads(text)
    assert (report["qualified"], report["goal"], report["total"]) == (9, 30, 75)
    assert report["cost_per_qualified"] == "5388.89"
    assert report["by_staff"][ANA]["borrowed"] == 41
    shares = {question["question"]: question for question in report["questions"]}
    assert shares["budget"]["answers"][0]["interval"] == [0.3866, 0.7812]
    assert shares["authority"]["too_few"] is True
    assert shares["authority"]["answers"][0]["share"] is None


def test_the_first_minute_of_a_show_reports_too(empty: Scoreboard) -> None:
    """With no lead and no cost there is nothing to divide by, and nothing is said of it."""
    text = as_text(empty, SHOW, DEFINITION)
    assert "0 of 30" in text
    assert "cost" not in text
    assert "0 of 30 qualified" in as_markdown(empty, SHOW, DEFINITION)
    assert json.loads(as_json(empty, SHOW, DEFINITION))["cost_per_qualified"] is None
    spent = scoreboard([], goal=30, cost="48500", currency="EUR")
    assert "no qualified lead yet (the show cost 48,500.00 EUR)" in as_text(spent, SHOW, DEFINITION)


def test_more_than_the_goal_is_said(board: Scoreboard) -> None:
    """The bar ends at the goal, the number does not."""
    text = as_text(replace(board, goal=6), SHOW, DEFINITION)
    assert f"{'█' * 24}  150 % of the goal" in text


def test_a_question_with_several_answers_a_lead_was_asked_once_a_lead() -> None:
    """Shares are of the leads that were asked, so those of several choices may be more than all together."""
    answers = [AnswerCount("use", "answered", "lab", 12), AnswerCount("use", "answered", "plant", 6)]
    board = scoreboard(COUNTS, goal=30, answers=answers, asked={"use": 12})
    (use,) = (report for report in question_reports(board, DEFINITION) if report.question_id == "use")
    assert (use.asked, use.not_asked) == (12, 75 - 12)
    assert [answer.share for answer in use.answers] == [1.0, 0.5]
