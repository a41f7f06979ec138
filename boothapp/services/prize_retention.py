"""What the bowl may keep no longer: the draw's terms say until when."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from boothapp.domain.ids import LeadId
from boothapp.domain.prize import kept_until
from boothapp.domain.retention import is_real, last_day
from boothapp.domain.show import Show
from boothapp.store.draws import DrawStore, EntryRow
from boothapp.store.leads import LeadStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """An entry to be forgotten: its ticket, its lead if it names somebody, and the last of its days."""

    ticket: int
    lead_id: LeadId | None
    until: str


class PrizeRetention:
    """Forgets entries whose time is over; used on one thread.

    ``erase`` deletes leads for good in the caller's transaction, ``purge`` cleans files and backups of them.
    """

    def __init__(
        self,
        *,
        draws: DrawStore,
        leads: LeadStore,
        show: Show,
        show_time: Callable[[], datetime],
        erase: Callable[[Collection[str]], object],
        purge: Callable[[], object],
    ) -> None:
        self._draws, self._leads, self._show = draws, leads, show
        self._show_time, self._erase, self._purge = show_time, erase, purge

    def overdue(self) -> list[Overdue]:
        """The entries that are kept longer than the terms say, of every draw and of none yet.

        A lead of real interest stays, and so does whoever agreed to something that has no end.
        """
        today = self._show_time().date().isoformat()
        numbers = [None, *(draw.draw_no for draw in self._draws.draws())]
        rows = [row for number in numbers for row in self._draws.entries(number) if not row.is_erased]
        found = [Overdue(ticket=row.ticket, lead_id=row.lead_id, until=self._until(row)) for row in rows]
        return sorted((one for one in found if one.until and one.until < today), key=lambda one: one.ticket)

    def _until(self, row: EntryRow) -> str:
        """The last day of an entry; "" for one that stays."""
        lead = self._leads.lead(row.lead_id) if row.lead_id is not None and not row.is_gone else None
        if lead is None:
            return kept_until(self._show, "")
        return "" if is_real(lead) else last_day(lead, kept_until(self._show, ""))

    def forget(self, overdue: Sequence[Overdue]) -> None:
        """Erase these for good: file, search, pictures and backups. Their tickets stay, as erased.

        Raises BackupError where no new backup can be made; the old ones go with the next sync then.
        """
        self._erase([one.lead_id for one in overdue if one.lead_id is not None])
        for one in overdue:
            if one.lead_id is None:
                self._draws.discard(one.ticket)
        self._purge()
