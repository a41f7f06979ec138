"""A save while ten thousand leads come and go."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from boothapp.app import Services
from boothapp.services.capturing import NewLead
from tests.benchmarks.figures import Figure, in_ms, quantile
from tests.benchmarks.halls import open_booth
from tests.benchmarks.test_save import nameless
from tests.helpers.many_leads import many_leads

LEADS = 10_000
SAVES = 500
PAUSE_SECONDS = 0.01
"""Between two saves: nobody types faster, and the sync gets on."""


def test_saving_while_a_sync_runs(tell: Callable[[Figure], None], tmp_path: Path) -> None:
    """The slowest saves take at most twice as long while 10,000 leads of another laptop are taken in."""
    store = tmp_path / "central.db"
    with open_booth(tmp_path / "other") as booth, booth.services() as services:
        services.syncing.use_store(store)
        services.capturing.save_new([NewLead(lead) for lead in nameless(many_leads(LEADS))])
        sent = services.syncing.sync_now().received
    with open_booth(tmp_path / "profile") as booth, booth.services() as services:
        services.syncing.use_store(store)
        gc.freeze()
        leads = nameless(many_leads(2 * SAVES))
        alone = [timed_save(services, NewLead(next(leads))) for _ in range(SAVES)]
        done, pulled = threading.Event(), list[int]()

        def take_in() -> None:
            with booth.services() as syncing:
                pulled.append(syncing.syncing.sync_now().pulled)
            done.set()

        sys.setswitchinterval(0.0005)  # as the window does
        thread = threading.Thread(target=take_in)
        started = time.perf_counter()
        thread.start()
        beside = list[float]()
        while not done.is_set() and len(beside) < SAVES:
            beside.append(timed_save(services, NewLead(next(leads))))
        thread.join()
        seconds = time.perf_counter() - started
    assert pulled == [sent]
    ratio = quantile(beside, 0.99) / quantile(alone, 0.99)
    tell(Figure(
        what="save while 10,000 leads are taken in",
        target="p99 ≤ 2 × that of a save alone",
        measured=f"{ratio:.1f} ×",
        met=ratio <= 2,
        notes=f"p99 {in_ms(quantile(beside, 0.99))} beside {in_ms(quantile(alone, 0.99))}, median "
        f"{in_ms(quantile(beside, 0.5))} beside {in_ms(quantile(alone, 0.5))}; {len(beside)} saves; "
        f"{sent} changes in {seconds:.1f} s",
    ))  # fmt: skip


def timed_save(services: Services, lead: NewLead) -> float:
    """Seconds of one save, after a short rest."""
    time.sleep(PAUSE_SECONDS)
    start = time.perf_counter()
    services.capturing.save_new([lead])
    return time.perf_counter() - start
