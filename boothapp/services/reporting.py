"""Report: a show's numbers, qualified against the goal first."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from boothapp.domain.definition import QuestionKind
from boothapp.domain.lead import AnswerState
from boothapp.domain.scoreboard import AnswerCount, Scoreboard, scoreboard
from boothapp.store.leads import LeadStore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from boothapp.services.show_setup import ShowSetup

ReportFormat = Literal["text", "json", "md"]


class Reporting:
    """The scoreboard of what this laptop holds."""

    def __init__(self, *, leads: LeadStore, setup: ShowSetup) -> None:
        self._leads, self._setup = leads, setup

    def scoreboard(self) -> Scoreboard:
        """The numbers as they stand now."""
        show, asked = self._setup.show, self._leads.asked_counts()
        return scoreboard(
            self._leads.counts(),
            goal=show.goal,
            cost=show.cost,
            currency=show.currency,
            answers=self._answers(asked),
            asked=asked,
        )

    def _answers(self, asked: Mapping[str, int]) -> list[AnswerCount]:
        """The answers that can be counted: what visitors said in their own words counts as answered, once."""
        questions = self._setup.definition.questions
        choosable = {
            q.question_id for q in questions if q.kind not in (QuestionKind.TEXT, QuestionKind.MONEY)
        }
        counts: list[AnswerCount] = []
        in_own_words: set[str] = set()
        silent: Counter[str] = Counter()
        for count in self._leads.answer_counts():
            if count.state in (AnswerState.DECLINED, AnswerState.UNKNOWN):
                silent[count.question_id] += count.leads
            if count.state == AnswerState.ANSWERED and count.question_id not in choosable:
                in_own_words.add(count.question_id)
            else:
                counts.append(count)
        return sorted(
            [
                *counts,
                *(
                    AnswerCount(key, AnswerState.ANSWERED, "", asked[key] - silent[key])
                    for key in in_own_words
                ),
            ]
        )

    def report(self, form: ReportFormat) -> str:
        """The numbers on paper: for a terminal, for programs, or for a document (Markdown)."""
        from boothapp.handoff import report  # noqa: PLC0415 - the window shows the numbers without it

        writers = {"text": report.as_text, "json": report.as_json, "md": report.as_markdown}
        return writers[form](self.scoreboard(), self._setup.show, self._setup.definition)
