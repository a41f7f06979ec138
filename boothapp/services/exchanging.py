"""Exchange: hand the qualified leads to a CRM as files, and keep the record of what left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from boothapp.domain.definition import Track
from boothapp.domain.lead import Lead
from boothapp.domain.verdict import Verdict
from boothapp.handoff.crm import PRESETS
from boothapp.handoff.export import ExportBatch, Exported, export_leads
from boothapp.services.capturing import Now
from boothapp.services.show_setup import ShowSetup
from boothapp.store.leads import LeadStore
from boothapp.store.search import LeadFilter, LeadSearch
from boothapp.store.settings import ExportBatches

_PAGE = 500


class Exchanging:
    """The way out; each file that leaves is recorded with the leads in it."""

    def __init__(
        self,
        *,
        leads: LeadStore,
        search: LeadSearch,
        batches: ExportBatches,
        setup: ShowSetup,
        judge: Callable[[Lead], Verdict],
        now: Now,
    ) -> None:
        self._leads, self._search, self._batches = leads, search, batches
        self._setup, self._judge, self._now = setup, judge, now

    def export(
        self,
        preset: str,
        folder: Path,
        *,
        tracks: Sequence[Track] = (Track.SALES_READY,),
        progress: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> Exported:
        """Writes the files of a preset (``salesforce`` or ``csv``); raises ExportError, then none of them.

        ``progress`` is told how many leads are done, and of how many. A file for people starts with a byte
        order mark: without it Excel takes UTF-8 for something else, and "Zoé" is "ZoÃ©".
        """
        at = self._now().astimezone(ZoneInfo(self._setup.show.zone)).isoformat(timespec="seconds")
        exported = export_leads(
            self._chosen(tracks, progress),
            PRESETS[preset],
            show=self._setup.show,
            definition=self._setup.definition,
            folder=folder,
            number=self._batches.next_number(),
            at=at,
            by=self._setup.staff,
            tracks=tracks,
            bom=not PRESETS[preset].for_machine,
            record=self._record,
        )
        return replace(exported, left_out=self._left_out(tracks))

    def _left_out(self, tracks: Sequence[Track]) -> dict[Track, int]:
        """How many leads are on each of the other tracks; those are not even read."""
        counts: Counter[Track] = Counter()
        for count in self._leads.counts():
            counts[count.track] += count.leads
        return {track: counts[track] for track in Track if counts[track] and track not in tracks}

    def _chosen(
        self, tracks: Sequence[Track], progress: Callable[[int, int], None]
    ) -> Iterator[tuple[Lead, Verdict]]:
        """The leads of these tracks, the oldest first, a page in memory at a time."""
        numbers = self._search.find("", LeadFilter(tracks=tuple(tracks)))
        numbers.reverse()
        for start in range(0, len(numbers), _PAGE):
            for row in self._search.rows(numbers[start : start + _PAGE]):
                lead = self._leads.lead(row.lead_id)
                if lead is not None:
                    yield lead, self._judge(lead)
            progress(min(start + _PAGE, len(numbers)), len(numbers))

    def _record(self, batch: ExportBatch) -> None:
        """Keeps which leads are in which file, the reject file included, for a later erasure."""
        for file in batch.files:
            self._batches.add(
                at=batch.at,
                by=batch.by,
                preset=batch.preset,
                file_name=file.name,
                sha256=file.sha256,
                lead_ids=(*batch.lead_ids, *batch.refused_ids),
            )
