"""Report: a show's numbers, qualified against the goal first."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from boothapp.domain.definition import QuestionKind
from boothapp.domain.scoreboard import AnswerCount, Scoreboard, scoreboard
from boothapp.store.leads import LeadStore

if TYPE_CHECKING:
    from boothapp.services.show_setup import ShowSetup

ReportFormat = Literal["text", "json", "md"]


class Reporting:
    """The scoreboard of what this laptop holds."""

    def __init__(self, *, leads: LeadStore, setup: ShowSetup) -> None:
        self._leads, self._setup = leads, setup

    def scoreboard(self) -> Scoreboard:
        """The numbers as they stand now."""
        show = self._setup.show
        return scoreboard(
            self._leads.counts(),
            goal=show.goal,
            cost=show.cost,
            currency=show.currency,
            answers=self._answers(),
        )

    def _answers(self) -> list[AnswerCount]:
        """The answers that can be counted: what visitors said in their own words counts as answered."""
        questions = self._setup.definition.question_by_id
        totals: Counter[tuple[str, str, str]] = Counter()
        for question_id, state, value, leads in self._leads.answer_counts():
            question = questions.get(question_id)
            in_own_words = question is None or question.kind in (QuestionKind.TEXT, QuestionKind.MONEY)
            totals[question_id, state, "" if in_own_words else value] += leads
        return [AnswerCount(*answer, leads) for answer, leads in sorted(totals.items())]

    def report(self, form: ReportFormat) -> str:
        """The numbers on paper: for a terminal, for programs, or for a document (Markdown)."""
        from boothapp.handoff import report  # noqa: PLC0415 - the window shows the numbers without it

        writers = {"text": report.as_text, "json": report.as_json, "md": report.as_markdown}
        return writers[form](self.scoreboard(), self._setup.show, self._setup.definition)
