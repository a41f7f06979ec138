"""The organiser's list after a big show, against the badges that nobody could name."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

from boothapp.domain.ids import LeadId, ShowId
from boothapp.domain.lead import BadgeScan, CaptureSource, Lead
from boothapp.services.capturing import NewLead
from tests.benchmarks.figures import Figure
from tests.benchmarks.halls import open_booth
from tests.helpers.many_leads import many_leads, standard_definition
from tests.helpers.xlsx_files import list_xlsx

LISTED = 20_000
UNRESOLVED = 2_000
SECONDS = 3.0
HEADERS = ("Badge ID", "First Name", "Last Name", "Job Title", "Company", "Email", "Phone", "Country")


def rows() -> list[tuple[str, ...]]:
    """As many attendees as a big hall has."""
    listed: list[tuple[str, ...]] = []
    for number, lead in enumerate(many_leads(LISTED), start=1):
        contact = lead.contacts[0]
        points = (contact.email.raw if contact.email else "", contact.phone.raw if contact.phone else "")
        listed.append(
            (f"{number:07d}", contact.given_name, contact.family_name, contact.job_title, lead.company.name,
             *points, "DE")
        )  # fmt: skip
    return listed


def test_reconcile(tmp_path: Path, tell: Callable[[Figure], None]) -> None:
    """Every badge is named, from opening the list to the last durable change, and taken back again."""
    listed = rows()
    files = {"CSV": tmp_path / "list.csv", "XLSX": list_xlsx(tmp_path / "list.xlsx", [HEADERS, *listed])}
    files["CSV"].write_text("\n".join(";".join(row) for row in [HEADERS, *listed]), encoding="utf-8")
    badges = random.Random(1).sample(range(1, LISTED + 1), UNRESOLVED)
    for kind, file in files.items():
        with open_booth(tmp_path / kind) as booth, booth.services() as services:
            services.capturing.save_new([NewLead(scanned(number)) for number in badges])
            begun, worked = time.perf_counter(), time.process_time()
            plan = services.reconciling.plan(services.list_reading.open(file))
            planned = time.perf_counter() - begun
            batch = services.reconciling.apply(plan, by="ana@exhibitor.example")
            taken, worked = time.perf_counter() - begun, time.process_time() - worked
            assert services.reconciling.unresolved() == []
            undone = services.reconciling.undo(batch, by="ana@exhibitor.example")
            took_back = time.perf_counter() - begun - taken
        assert undone.leads == UNRESOLVED
        tell(Figure(
            what=f"{LISTED:,} rows of {kind} against {UNRESOLVED:,} unresolved badges",
            target=f"≤ {SECONDS:.0f} s",
            measured=f"{taken:.2f} s",
            met=taken <= SECONDS,
            notes=f"{worked:.2f} s of processor time; {planned:.2f} s for the plan; "
            f"taken back in {took_back:.2f} s",
        ))  # fmt: skip


def scanned(number: int) -> Lead:
    """A badge and nothing else, as a scanner that knows no zeros reads it."""
    return Lead(
        lead_id=LeadId(""),
        show_id=ShowId("hall-of-many"),
        definition=standard_definition().ref,
        capture_source=CaptureSource.BADGE_SCAN,
        badge_scan=BadgeScan(raw_payload=str(number), badge_id=str(number)),
    )
