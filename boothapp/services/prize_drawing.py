"""The prize draw: close the entries, draw, pass over who is not there. Over the entries of this laptop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from boothapp.domain.draw import SEED_BYTES, Exclusion, draw_list
from boothapp.domain.draw_record import (
    DrawRecord,
    Pass,
    PassedOver,
    closed_record,
    drawn_record,
    passed_record,
    read_record,
    record_text,
)
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import Lead
from boothapp.domain.person_name import name_parts
from boothapp.domain.show import PrizeDraw, Show
from boothapp.errors import DrawError, DrawProblem
from boothapp.services.capturing import Now
from boothapp.services.prize_entries import PrizeEntries
from boothapp.store.draws import DrawRow, DrawStore
from boothapp.store.leads import LeadStore

_GONE = {
    Exclusion.ERASED: PassedOver.ERASED,
    Exclusion.TAKEN_BACK: PassedOver.WITHDRAWN,
    Exclusion.REFUSED: PassedOver.WITHDRAWN,
}


class Person(NamedTuple):
    """Who holds a ticket: the name for the wall, their company, and the lead; all empty once erased."""

    ticket: int
    wall_name: str
    company: str
    lead_id: LeadId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawView:
    """A draw that was closed, with who holds the tickets that were drawn, winners first."""

    draw_no: int
    record: DrawRecord
    winners: tuple[Person, ...] = ()
    reserves: tuple[Person, ...] = ()


class PrizeDrawing:
    """The draws, over one connection; used on one thread."""

    def __init__(
        self,
        *,
        entries: PrizeEntries,
        draws: DrawStore,
        leads: LeadStore,
        show: Show,
        show_time: Now,
        new_secret: Callable[[int], bytes],
    ) -> None:
        self._entries, self._draws, self._leads = entries, draws, leads
        self._show, self._show_time, self._new_secret = show, show_time, new_secret

    @property
    def draw(self) -> PrizeDraw:
        """The show's draw; raises DrawError(NO_DRAW)."""
        if self._show.draw is None:
            raise DrawError(DrawProblem.NO_DRAW)
        return self._show.draw

    def close(self) -> DrawView:
        """Close the entries: list and seed are fixed and committed to, durably, before anything is shown.

        What comes later is for the next draw, and so is what is still to be typed. Raises DrawError.
        """
        draw = self.draw
        self._entries.take_in()
        rows = self._draws.entries()
        entries = self._entries.prize_entries(rows, None)
        listed = draw_list(entries, self._draws.earlier_tickets())
        if not listed.tickets:
            raise DrawError(DrawProblem.NO_ENTRANTS)
        seed = self._new_secret(SEED_BYTES)
        record = closed_record(
            listed,
            seed,
            show=self._show.name,
            draw=draw.title,
            prize=draw.prize,
            terms_version=draw.terms_version,
            closed_at=self._at(),
            winners=draw.winners,
            reserves=draw.reserves,
        )
        typed = [entry.ticket for entry in entries if entry.card_out is not Exclusion.NOT_TYPED]
        draw_no = self._draws.close(seed, record_text(record), typed)
        return DrawView(draw_no=draw_no, record=record)

    def run(self, draw_no: int, word: str = "") -> DrawView:
        """Hold a draw, once: the result is durable before it is told. ``word`` is what the audience said.

        Whoever was erased or withdrew since the close is passed over, and the record says so.
        """
        row, record = self._drawn_from(draw_no)
        if record.order:
            raise DrawError(DrawProblem.ALREADY_DRAWN)
        drawn = drawn_record(record, row.seed, word, self._after(record.closed_at))
        while (passed := self._next_gone(draw_no, drawn)) is not None:
            drawn = passed_record(drawn, passed)
        self._draws.keep_record(draw_no, record_text(drawn))
        return self._draw_view(draw_no, drawn)

    def _next_gone(self, draw_no: int, drawn: DrawRecord) -> Pass | None:
        """The first winner or reserve whose entry is no longer one."""
        states = {view.ticket: view.excluded for view in self._entries.entries(draw_no)}
        for ticket in (*drawn.winning, *drawn.waiting):
            excluded = states.get(ticket)
            if excluded in _GONE:
                return Pass(ticket=ticket, reason=_GONE[excluded], at=self._at())
        return None

    def pass_over(self, draw_no: int, ticket: int, reason: PassedOver) -> DrawView:
        """Pass over a winner or reserve; the next one moves up. Durable before it is told."""
        _, record = self._drawn_from(draw_no)
        passed = passed_record(record, Pass(ticket=ticket, reason=reason, at=self._at()))
        self._draws.keep_record(draw_no, record_text(passed))
        return self._draw_view(draw_no, passed)

    def draws(self) -> list[DrawView]:
        """The draws that were closed, the newest first."""
        return [self._draw_view(row.draw_no, read_record(row.record)) for row in self._draws.draws()]

    def view(self, draw_no: int) -> DrawView:
        """One draw; raises DrawError(NO_SUCH_DRAW)."""
        return self._draw_view(draw_no, self._drawn_from(draw_no)[1])

    def _drawn_from(self, draw_no: int) -> tuple[DrawRow, DrawRecord]:
        row = self._draws.draw(draw_no)
        if row is None:
            raise DrawError(DrawProblem.NO_SUCH_DRAW)
        return row, read_record(row.record)

    def _draw_view(self, draw_no: int, record: DrawRecord) -> DrawView:
        return DrawView(
            draw_no=draw_no,
            record=record,
            winners=tuple(map(self._person, record.winning)),
            reserves=tuple(map(self._person, record.waiting)),
        )

    def _person(self, ticket: int) -> Person:
        row = self._draws.entry(ticket)
        lead = self._leads.lead(row.lead_id) if row is not None and row.lead_id is not None else None
        if lead is None:
            return Person(ticket, "", "", None)
        return Person(ticket, wall_name(lead), lead.company.name, lead.lead_id)

    def commitment_code(self, view: DrawView) -> list[list[bool]]:
        """The QR of what is published before the draw."""
        from boothapp.handoff.qr import matrix  # noqa: PLC0415 - only when a code is shown

        return matrix(view.record.published)

    def _after(self, closed_at: str) -> str:
        """Now, or the time of the close where the clock was set back since."""
        now = self._show_time()
        return closed_at if now < datetime.fromisoformat(closed_at) else now.isoformat(timespec="seconds")

    def _at(self) -> str:
        return self._show_time().isoformat(timespec="seconds")


def wall_name(lead: Lead) -> str:
    """A name for a wall that everybody reads: the given name and the family name's first letter."""
    contact = lead.main_contact
    parts = name_parts(contact) if contact else None
    if parts is None or not (parts.given or parts.family):
        return ""
    return (
        f"{parts.given} {parts.family[:1]}." if parts.given and parts.family else parts.given or parts.family
    )
