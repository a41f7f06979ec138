"""A CRM's customers: how long they take to come in, and whether the look-up as one types stays quick."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from boothapp.store.known_contacts import ListKind
from tests.benchmarks.figures import FRAME_MS, Figure, in_ms, quantile
from tests.benchmarks.halls import open_booth
from tests.benchmarks.test_look_up import cards_being_typed
from tests.helpers.many_leads import many_leads

CUSTOMERS = 50_000
TYPED = 30


def test_known_contacts(tmp_path: Path, tell: Callable[[Figure], None]) -> None:
    """The customers are in within a minute; who may be one is there before the next frame."""
    path = tmp_path / "customers.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("First Name,Last Name,Account Name,Email,Phone,Account Owner\n")
        for lead in many_leads(CUSTOMERS):
            contact = lead.contacts[0]
            points = (point.raw if point else "" for point in (contact.email, contact.phone))
            cells = (contact.given_name, contact.family_name, lead.company.name, *points, lead.captured_by)
            file.write(",".join(cells) + "\n")
    some = [lead for number, lead in enumerate(many_leads(CUSTOMERS)) if number % (CUSTOMERS // TYPED) == 0]
    with open_booth(tmp_path / "profile") as booth, booth.services() as services:
        begun = time.perf_counter()
        done = services.importing.import_known(services.list_reading.open(path), ListKind.CUSTOMERS)
        taken = time.perf_counter() - begun
        assert (done.taken, done.refused) == (CUSTOMERS, [])
        times = []
        for card in (card for lead in some for card in cards_being_typed(lead)):
            begun = time.perf_counter()
            services.browsing.acquaintances(card)
            times.append(time.perf_counter() - begun)
    tell(Figure(
        what=f"{CUSTOMERS:,} customers taken in", target="", measured=f"{taken:.1f} s",
        notes="in transactions of a thousand; cards can be saved meanwhile",
    ))  # fmt: skip
    p99 = quantile(times, 0.99)
    tell(Figure(
        what="known contacts, per keystroke",
        target=f"p99 ≤ {FRAME_MS:.0f} ms",
        measured=in_ms(p99),
        met=p99 <= FRAME_MS / 1000,
        notes=f"median {in_ms(quantile(times, 0.5))}; {len(times):,} keystrokes, {CUSTOMERS:,} customers",
    ))  # fmt: skip
