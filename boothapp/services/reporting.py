"""Report: a show's numbers, qualified against the goal first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from boothapp.domain.scoreboard import Scoreboard, scoreboard
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
            answers=self._leads.answer_counts(),
        )

    def report(self, form: ReportFormat) -> str:
        """The numbers on paper: for a terminal, for programs, or for a document (Markdown)."""
        from boothapp.handoff import report  # noqa: PLC0415 - the window shows the numbers without it

        writers = {"text": report.as_text, "json": report.as_json, "md": report.as_markdown}
        return writers[form](self.scoreboard(), self._setup.show, self._setup.definition)
