"""Report: a show's numbers, qualified against the goal first."""

from __future__ import annotations

from boothapp.domain.scoreboard import Scoreboard, scoreboard
from boothapp.domain.show import Show
from boothapp.store.leads import LeadStore


class Reporting:
    """The scoreboard of what this laptop holds."""

    def __init__(self, *, leads: LeadStore, show: Show) -> None:
        self._leads, self._show = leads, show

    def scoreboard(self) -> Scoreboard:
        """The numbers as they stand now."""
        return scoreboard(
            self._leads.counts(),
            goal=self._show.goal,
            cost=self._show.cost,
            currency=self._show.currency,
            answers=self._leads.answer_counts(),
        )
