"""Exchanging: what leaves is recorded, and nothing leaves unrecorded."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from boothapp.app import Services, card_context
from boothapp.domain.definition import Track
from boothapp.errors import ExportError
from boothapp.paths import resources_dir
from boothapp.services.capturing import NewLead
from boothapp.services.show_setup import sample_setup
from boothapp.store.settings import ExportBatches

CONTEXT = card_context(sample_setup(resources_dir()))
VISITORS = (resources_dir() / "demo" / "visitors.jsonl").read_bytes().splitlines()


@pytest.fixture
def captured(services: Services) -> Services:
    """The sample visitors, saved."""
    services.capturing.save_new([NewLead(CONTEXT.lead(line)) for line in VISITORS])
    return services


def test_every_file_that_left_is_on_record_with_its_leads(captured: Services, tmp_path: Path):
    """An erasure can name each file that holds a person."""
    exported = captured.exchanging.export("csv", tmp_path)
    batches = ExportBatches(captured._database)
    assert {batch.file_name for batch in batches.all()} == {path.name for path in exported.paths}
    lead_id = exported.batch.lead_ids[0]
    assert {batch.file_name for batch in batches.holding(lead_id)} == {path.name for path in exported.paths}


def test_the_oldest_lead_comes_first_and_progress_is_told(captured: Services, tmp_path: Path):
    """Rows are in the order of capture; the last progress is all of them."""
    told: list[tuple[int, int]] = []
    tracks = (Track.SALES_READY, Track.NURTURE)
    exported = captured.exchanging.export(
        "csv", tmp_path, tracks=tracks, progress=lambda *facts: told.append(facts)
    )
    with exported.paths[0].open(encoding="utf-8", newline="") as file:
        numbers = [row["External Id"] for row in csv.DictReader(file)]
    assert numbers == sorted(numbers)
    assert told[-1] == (34, 34)


def test_a_folder_that_takes_no_files_is_told_and_nothing_is_recorded(captured: Services, tmp_path: Path):
    """No file, no record."""
    (tmp_path / "out").write_text("a file stands here", encoding="utf-8")
    with pytest.raises(ExportError):
        captured.exchanging.export("csv", tmp_path / "out")
    assert ExportBatches(captured._database).all() == []
