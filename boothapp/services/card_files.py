"""LeadCards from files: JSON, one a line, judged, and captured so that each is durable before it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from boothapp.domain.definition import LeadDefinition
from boothapp.domain.ids import DeviceId, LeadId
from boothapp.domain.lead import Lead
from boothapp.domain.show import Show
from boothapp.domain.verdict import Verdict, judge
from boothapp.errors import CardError, NotIdentifiedError
from boothapp.services.capturing import Capturing, NewLead, SavedLead, check_identified
from boothapp.store.leads import LeadStore
from boothapp.wire.card import read_card
from boothapp.wire.card_lead import ReadEmail, ReadPhone, card_to_lead

MAX_BATCH = 2_000
"""Lines that share one commit: more gain little, and a reader at the other end waits for all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineResult:
    """What became of one line: a lead with its verdict, or an error about the line in ``text``.

    ``known`` says that its external id was captured before, so that nothing was done.
    """

    line: int
    lead_id: str = ""
    verdict: Verdict | None = None
    known: bool = False
    error: str = ""
    text: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardContext:
    """What a card is read with: show, definition, how mail and phones are read, the clock and part ids."""

    show: Show
    definition: LeadDefinition
    read_email: ReadEmail
    read_phone: ReadPhone
    show_time: Callable[[], datetime]
    new_part_id: Callable[[], str]
    staff: str = ""

    def lead(self, line: bytes) -> Lead:
        """The lead on one line, without an id; raises CardError naming the key and what is wrong with it."""
        card = read_card(line)
        return card_to_lead(
            card,
            lead_id=LeadId(""),
            show_id=self.show.show_id,
            definition=self.definition.ref,
            country=self.show.country,
            captured_at=card.captured_at or self.show_time().isoformat(timespec="seconds"),
            captured_by=self.staff,
            device_id=DeviceId(""),
            read_email=self.read_email,
            read_phone=self.read_phone,
            new_part_id=self.new_part_id,
        )


def judge_lines(lines: Sequence[tuple[int, bytes]], context: CardContext) -> Iterator[LineResult]:
    """The verdict on each line, with no store at all."""
    for number, text in lines:
        try:
            lead = context.lead(text)
        except CardError as error:
            yield LineResult(line=number, error=str(error), text=text)
            continue
        yield LineResult(line=number, verdict=judge(lead, context.definition, context.show_time()))


class CardCapture:
    """Captures batches of lines; a bad line is told and stands in nobody's way."""

    def __init__(self, *, context: CardContext, capturing: Capturing, leads: LeadStore) -> None:
        self._context, self._capturing, self._leads = context, capturing, leads

    def capture(self, lines: Sequence[tuple[int, bytes]]) -> list[LineResult]:
        """The results of numbered lines, in their order, once every good one of them is durable."""
        results: list[LineResult | None] = []
        good: list[tuple[int, Lead]] = []
        for place, (number, text) in enumerate(lines):
            results.append(None)
            try:
                lead = self._context.lead(text)
                check_identified(lead)
            except (CardError, NotIdentifiedError) as error:
                results[place] = LineResult(line=number, error=str(error), text=text)
            else:
                good.append((place, lead))
        new, repeats = self._told_apart(good)
        saved = self._capturing.save_new([NewLead(lead) for _, lead in new])
        for (place, _), item in zip(new, saved, strict=True):
            results[place] = _result(lines[place][0], item)
        for place, lead in repeats:
            results[place] = self._known(lines[place][0], lead.external_id)
        return [result for result in results if result is not None]

    def _told_apart(
        self, good: list[tuple[int, Lead]]
    ) -> tuple[list[tuple[int, Lead]], list[tuple[int, Lead]]]:
        """The new leads, and those whose external id was captured before or stands earlier in this batch."""
        seen: set[str] = set(self._leads.known_external_ids(lead.external_id for _, lead in good))
        new: list[tuple[int, Lead]] = []
        repeats: list[tuple[int, Lead]] = []
        for place, lead in good:
            (repeats if lead.external_id in seen else new).append((place, lead))
            if lead.external_id:
                seen.add(lead.external_id)
        return new, repeats

    def _known(self, number: int, external_id: str) -> LineResult:
        """The result of a line whose external id was captured before."""
        lead_id = self._leads.lead_id_of(external_id)
        opened = self._capturing.open_lead(lead_id) if lead_id else None
        if opened is None:
            return LineResult(line=number, error=f"external_id: {external_id!r} was captured and taken back")
        return LineResult(line=number, lead_id=opened.lead.lead_id, verdict=opened.verdict, known=True)


def _result(number: int, saved: SavedLead) -> LineResult:
    return LineResult(line=number, lead_id=saved.lead.lead_id, verdict=saved.verdict)
