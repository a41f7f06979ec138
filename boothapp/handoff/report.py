"""A show's numbers on paper: qualified against the goal first, and the total only as the sum under them."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from boothapp.domain.definition import LeadDefinition, Question
from boothapp.domain.lead import AnswerState
from boothapp.domain.scoreboard import TOO_FEW, AnswerCount, Scoreboard, Tally, wilson_interval
from boothapp.domain.show import Show

_STATE_WORDS = {
    AnswerState.ANSWERED: "answered",
    AnswerState.DECLINED: "declined to say",
    AnswerState.UNKNOWN: "does not know",
}
_HEADERS = ("qualified", "nurture", "borrowed", "disqualified", "all")
_BAR_WIDTH = 24
_WIDE = ("W", "F")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerShare:
    """One answer's share of all that were given; ``interval`` is None when they are too few to tell."""

    label: str
    state: str
    value: str
    leads: int
    share: float
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionReport:
    """What came of one question: of ``asked`` times asked, so many of each answer."""

    question_id: str
    label: str
    asked: int
    not_asked: int
    answers: tuple[AnswerShare, ...]


def question_reports(board: Scoreboard, definition: LeadDefinition) -> tuple[QuestionReport, ...]:
    """The answers, question by question in the order of the form, each question's most frequent first.

    Questions that the definition does not know come last, under their id.
    """
    ids = dict.fromkeys((*definition.question_by_id, *(count.question_id for count in board.by_answer)))
    return tuple(_question_report(board, question_id, definition) for question_id in ids)


def _question_report(board: Scoreboard, question_id: str, definition: LeadDefinition) -> QuestionReport:
    question = definition.question_by_id.get(question_id)
    counts = [
        count
        for count in board.by_answer
        if count.question_id == question_id and count.state != AnswerState.NOT_ASKED
    ]
    asked = board.asked.get(question_id) or sum(count.leads for count in counts)
    return QuestionReport(
        question_id=question_id,
        label=question.label if question else question_id,
        asked=asked,
        not_asked=max(0, board.tally.total - asked),
        answers=tuple(
            AnswerShare(
                label=_answer_label(count, question),
                state=count.state,
                value=count.value,
                leads=count.leads,
                share=count.leads / asked,
                interval=wilson_interval(count.leads, asked),
            )
            for count in sorted(counts, key=lambda count: -count.leads)
        ),
    )


def _answer_label(count: AnswerCount, question: Question | None) -> str:
    if not count.value:
        return _STATE_WORDS.get(AnswerState(count.state), count.state)
    choice = question.choice_by_value.get(count.value) if question else None
    return choice.label if choice else count.value


# --- text ----------------------------------------------------------------------------------------------


def as_text(board: Scoreboard, show: Show, definition: LeadDefinition) -> str:
    """The report for a terminal."""
    return "\n".join(
        (*_text_head(board, show), *_text_groups(board, show), *_text_answers(board, definition))
    )


def _text_head(board: Scoreboard, show: Show) -> Iterator[str]:
    tally = board.tally
    filled = round(min(1.0, _ratio(board)) * _BAR_WIDTH)
    bar = f"{'█' * filled}{'░' * (_BAR_WIDTH - filled)}"
    goal = f"of {board.goal:,}  {bar}  {_percent(_ratio(board))} of the goal"
    borrowed = f"{_percent(tally.borrowed_share)} of all cards, drawn by a prize, gift or meal"
    yield from (show.name, "")
    yield f"  QUALIFIED     {tally.sales_ready:>7,} {goal}"
    yield f"  nurture       {tally.nurture:>7,}"
    yield f"  borrowed      {tally.borrowed:>7,}  {borrowed}"
    yield f"  disqualified  {tally.disqualified:>7,}"
    yield f"                {'─' * 7}"
    yield f"  all cards     {tally.total:>7,}  the sum of these"
    costs = [f"  {name}: {value}" for name, value in _costs(board)]
    if costs:
        yield from ("", *costs)


def _ratio(board: Scoreboard) -> float:
    return board.tally.sales_ready / board.goal if board.goal else 0.0


def _costs(board: Scoreboard) -> Iterator[tuple[str, str]]:
    """What a qualified lead cost, in money and time."""
    each = board.cost_per_qualified
    if board.cost is not None:
        price = "no qualified lead yet" if each is None else _money(each, board.currency)
        yield "cost per qualified lead", f"{price} (the show cost {_money(board.cost, board.currency)})"
    if board.seconds_per_capture is not None:
        yield "time per capture", f"{board.seconds_per_capture:.0f} s"


def _text_groups(board: Scoreboard, show: Show) -> Iterator[str]:
    for title, groups in _groups(board, show):
        yield ""
        yield from _aligned([(title, *_HEADERS), *((name, *_cells(tally)) for name, tally in groups)])


def _text_answers(board: Scoreboard, definition: LeadDefinition) -> Iterator[str]:
    for report in question_reports(board, definition):
        yield ""
        yield f"  {report.label}  {_asked(report)}"
        yield from _aligned(
            [(answer.label, f"{answer.leads:,}", *_shares(answer)) for answer in report.answers], indent=4
        )


def _aligned(rows: Sequence[tuple[str, ...]], indent: int = 2) -> Iterator[str]:
    """The rows as columns: the first to the left, the others to the right."""
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        cells = (
            f"{' ' * (width - _width(cell))}{cell}" for cell, width in zip(rest, widths[1:], strict=True)
        )
        yield f"{' ' * indent}{'  '.join((first + ' ' * (widths[0] - _width(first)), *cells))}".rstrip()


def _width(text: str) -> int:
    """How many terminal cells a text fills: wide letters two, combining marks none."""
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in _WIDE)
        for letter in text
    )


# --- Markdown ------------------------------------------------------------------------------------------


def as_markdown(board: Scoreboard, show: Show, definition: LeadDefinition) -> str:
    """The report for a document (GitHub-flavoured tables)."""
    tally = board.tally
    lines = [
        f"# {show.name}",
        "",
        f"**{tally.sales_ready:,} of {board.goal:,} qualified** ({_percent(_ratio(board))} of the goal)",
        "",
        *_table(
            ("track", "leads"),
            [
                ("qualified", f"{tally.sales_ready:,}"),
                ("nurture", f"{tally.nurture:,}"),
                ("borrowed", f"{tally.borrowed:,} ({_percent(tally.borrowed_share)})"),
                ("disqualified", f"{tally.disqualified:,}"),
                ("*sum of these*", f"*{tally.total:,}*"),
            ],
        ),
    ]
    if costs := [f"- {name}: {value}" for name, value in _costs(board)]:
        lines += [*costs, ""]
    for title, groups in _groups(board, show):
        lines += [f"## By {title}", ""]
        lines += _table((title, *_HEADERS), [(name, *_cells(tally)) for name, tally in groups])
    lines += ["## Answers", ""]
    for report in question_reports(board, definition):
        lines += [f"### {report.label}", "", _asked(report), ""]
        if report.answers:
            rows = [(answer.label, f"{answer.leads:,}", *_shares(answer)) for answer in report.answers]
            lines += _table(("answer", "leads", "share", "95 % interval"), rows)
    return "\n".join(lines).rstrip() + "\n"


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table and the empty line after it."""
    rule = "|".join(("---", *("---:" for _ in headers[1:])))
    return [_table_row(headers), f"|{rule}|", *(_table_row(row) for row in rows), ""]


def _table_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in cells)} |"


# --- JSON ----------------------------------------------------------------------------------------------


def as_json(board: Scoreboard, show: Show, definition: LeadDefinition) -> str:
    """The report as one JSON object on one line; money as decimal text."""
    tally = board.tally
    report: dict[str, Any] = {
        "show": show.name,
        "goal": board.goal,
        **_tally_values(tally),
        "borrowed_share": round(tally.borrowed_share, 4),
        "cost": None if board.cost is None else str(board.cost),
        "cost_per_qualified": None if board.cost_per_qualified is None else str(board.cost_per_qualified),
        "currency": board.currency,
        "seconds_per_capture": board.seconds_per_capture,
        "by_day": {day: _tally_values(tally) for day, tally in board.by_day.items()},
        "by_hour": {hour: _tally_values(tally) for hour, tally in board.by_hour.items()},
        "by_staff": {staff: _tally_values(tally) for staff, tally in board.by_staff.items()},
        "questions": [_question_values(report) for report in question_reports(board, definition)],
    }
    return json.dumps(report, ensure_ascii=False)


def _tally_values(tally: Tally) -> dict[str, int]:
    return {
        "qualified": tally.sales_ready,
        "nurture": tally.nurture,
        "borrowed": tally.borrowed,
        "disqualified": tally.disqualified,
        "total": tally.total,
    }


def _question_values(report: QuestionReport) -> dict[str, Any]:
    return {
        "question": report.question_id,
        "label": report.label,
        "asked": report.asked,
        "not_asked": report.not_asked,
        "too_few": report.asked < TOO_FEW,
        "answers": [
            {
                "state": answer.state,
                "value": answer.value,
                "leads": answer.leads,
                "share": None if answer.interval is None else round(answer.share, 4),
                "interval": None if answer.interval is None else [round(end, 4) for end in answer.interval],
            }
            for answer in report.answers
        ],
    }


# --- words all of them share ---------------------------------------------------------------------------


def _groups(board: Scoreboard, show: Show) -> Iterator[tuple[str, list[tuple[str, Tally]]]]:
    """The breakdowns that there is anything to say about."""
    hours = [(f"{hour[:10]} {hour[11:]}:00", tally) for hour, tally in board.by_hour.items()]
    staff = [
        (show.staff_named(email).name or "nobody named", tally) for email, tally in board.by_staff.items()
    ]
    for title, groups in (("day", list(board.by_day.items())), ("hour", hours), ("staff", staff)):
        if groups:
            yield title, groups


def _cells(tally: Tally) -> tuple[str, ...]:
    return tuple(f"{leads:,}" for leads in _tally_values(tally).values())


def _asked(report: QuestionReport) -> str:
    few = "; too few to tell" if 0 < report.asked < TOO_FEW else ""
    return f"asked {report.asked:,}, not asked {report.not_asked:,}{few}"


def _shares(answer: AnswerShare) -> tuple[str, str]:
    """The share and its interval; neither is worth a number while the answers are too few."""
    if answer.interval is None:
        return "too few", ""
    low, high = answer.interval
    return _percent(answer.share), f"{low * 100:.0f} to {high * 100:.0f} %"


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _money(amount: Decimal, currency: str) -> str:
    return f"{amount:,.2f} {currency}".rstrip()
