"""Leads out to a target: the good rows to its files, the refused ones to a reject file, all or nothing."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from boothapp.domain.definition import LeadDefinition, Track
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import Lead
from boothapp.domain.show import Show
from boothapp.domain.verdict import Verdict
from boothapp.errors import ExportError
from boothapp.handoff.cells import HandoffLead
from boothapp.handoff.crm import Preset
from boothapp.handoff.csv_file import CsvFile, ExportFile, file_name
from boothapp.handoff.preflight import (
    REJECT_HEADERS,
    Refusal,
    refusals_of_cells,
    refusals_of_lead,
    reject_row,
)

HANDED_OFF = (Track.SALES_READY, Track.NURTURE)
"""The tracks that may leave: borrowed and disqualified leads are in no hand-off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportBatch:
    """The record of one export, by which an erasure finds the files that hold a person.

    ``at`` is ISO 8601 with offset; ``by`` the staff member's email. The reject file is among the files, and
    ``refused_ids`` are the leads in it.
    """

    number: int
    at: str
    by: str
    preset: str
    lead_ids: tuple[LeadId, ...]
    refused_ids: tuple[LeadId, ...]
    files: tuple[ExportFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export did; ``left_out`` counts the leads of the tracks that were not asked for."""

    batch: ExportBatch
    paths: tuple[Path, ...]
    refusals: tuple[Refusal, ...]
    left_out: Mapping[Track, int]


def export_leads(
    leads: Iterable[tuple[Lead, Verdict]],
    preset: Preset,
    *,
    show: Show,
    definition: LeadDefinition,
    folder: Path,
    number: int,
    at: str,
    by: str,
    tracks: Sequence[Track] = (Track.SALES_READY,),
    machine: bool | None = None,
    bom: bool = False,
    record: Callable[[ExportBatch], None] = lambda _batch: None,
) -> Exported:
    """Write the files of a preset into a folder, replacing an earlier export's, or none of them.

    ``machine`` overrides the preset on whether cells are left as they are. The reject file is always written,
    empty too, so that an old one is not taken for this export's; it is for people, so it is neutralised.
    ``record`` is given the batch when all is on disk and nothing has its name yet: no file is ever found that
    was not recorded. Memory grows by the ids only. Raises ExportError.
    """
    if not_ours := [track for track in tracks if track not in HANDED_OFF]:
        raise ExportError(f"{not_ours[0]} leads are not handed off; choose from: {', '.join(HANDED_OFF)}")
    _make(folder)
    with ExitStack() as stack:
        outlet = _Outlet(
            preset,
            definition,
            folder,
            stack,
            machine=preset.for_machine if machine is None else machine,
            bom=bom,
        )
        left_out: Counter[Track] = Counter()
        for lead, verdict in leads:
            if verdict.track in tracks:
                outlet.take(HandoffLead(lead=lead, verdict=verdict, show=show, definition=definition))
            else:
                left_out[verdict.track] += 1
        batch = ExportBatch(
            number=number,
            at=at,
            by=by,
            preset=preset.name,
            lead_ids=tuple(outlet.taken),
            refused_ids=tuple(dict.fromkeys(refusal.lead_id for refusal in outlet.refusals)),
            files=tuple(file.close() for file in outlet.files),
        )
        record(batch)
        _publish(folder, outlet.files)
    return Exported(
        batch=batch,
        paths=tuple(folder / file.name for file in batch.files),
        refusals=tuple(outlet.refusals),
        left_out=dict(left_out),
    )


class _Outlet:
    """The open files of a preset and its reject file; every lead goes to the one or to the other."""

    def __init__(
        self,
        preset: Preset,
        definition: LeadDefinition,
        folder: Path,
        stack: ExitStack,
        *,
        machine: bool,
        bom: bool,
    ) -> None:
        self.taken: list[LeadId] = []
        self.refusals: list[Refusal] = []
        self._seen: set[str] = set()
        self._plans = [(plan, plan.columns_for(definition)) for plan in preset.files]
        self._targets = [
            stack.enter_context(
                CsvFile(
                    folder,
                    file_name(plan.stem, machine=machine),
                    [column.header for column in columns],
                    machine=machine,
                    bom=bom,
                )
            )
            for plan, columns in self._plans
        ]
        rejects = CsvFile(folder, file_name(f"{preset.name}_rejects", machine=False), REJECT_HEADERS, bom=bom)
        self._rejects = stack.enter_context(rejects)

    @property
    def files(self) -> tuple[CsvFile, ...]:
        """All files, the reject file last."""
        return (*self._targets, self._rejects)

    def take(self, item: HandoffLead) -> None:
        """Write a lead's row into each file, or its reasons into the reject file."""
        rows = [[column.cell(item) for column in columns] for _, columns in self._plans]
        why = list(refusals_of_lead(item.lead, self._seen))
        for (plan, columns), row in zip(self._plans, rows, strict=True):
            if plan.strict:
                why += refusals_of_cells(item.lead, columns, row)
        if why:
            self.refusals += why
            for refusal in why:
                self._rejects.add(reject_row(item, refusal))
            return
        self._seen.add(item.lead.lead_id.casefold())
        self.taken.append(item.lead.lead_id)
        for file, row in zip(self._targets, rows, strict=True):
            file.add(row)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"the folder {folder} could not be made: {error.strerror or error}") from error


def _publish(folder: Path, files: Sequence[CsvFile]) -> None:
    """Give all files their names, and make the names durable where a folder can be opened for that."""
    for file in files:
        file.publish()
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
