"""Sync over a long and lossy way, and how soon what arrives can be read."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy import func, select

from boothapp.hub.schema import LEAD
from boothapp.hub.store import CentralStore
from tests.benchmarks.figures import Figure, in_ms, quantile
from tests.benchmarks.test_sync_https import Tell, changes_of, hub_at, push_of, pushes_of, send
from tests.helpers.faulty_proxy import RETRANSMITTED_AFTER, faulty_proxy

LEADS = 1_000
ROUNDS = 5
LOSSY_ROUNDS = 15
ONE_WAY_SECONDS = 0.05
PUSHES, LEADS_A_PUSH = 60, 20
PUSH_EVERY_SECONDS = 0.1
LOOK_EVERY_SECONDS = 0.02
LONGEST_SECONDS = 60.0


@pytest.mark.parametrize("loss", [0.0, 0.02])
def test_a_thousand_leads_far_away(tell: Tell, tmp_path: Path, loss: float) -> None:
    """1,000 leads at 100 ms of round trip, warm; also where two segments in a hundred get lost."""
    rounds = LOSSY_ROUNDS if loss else ROUNDS
    pushes = [
        pushes_of(f"laptop-{turn}", changes_of(f"laptop-{turn}", LEADS, turn)) for turn in range(rounds)
    ]
    taken = []
    with (
        hub_at(tmp_path / "central.db", tmp_path) as (served, token),
        faulty_proxy(served.port, delay=ONE_WAY_SECONDS, loss=loss, seed=7) as proxy,
        closing(served.hub(token, url=f"https://127.0.0.1:{proxy.port}")) as hub,
    ):
        hub.push(push_of("laptop", []))
        for turn in pushes:
            begun = time.perf_counter()
            assert send(hub, turn) == LEADS
            taken.append(time.perf_counter() - begun)
        lost = proxy.lost
    limit = 1.0 if loss else 0.5
    lossy = (
        f"{lost} segments lost in {rounds} rounds, each a stall of {in_ms(RETRANSMITTED_AFTER)}; "
        f"{in_ms(min(taken))} to {in_ms(max(taken))}"
    )
    tell(Figure(
        what=f"1,000 leads at 100 ms of round trip and {loss:.0%} loss, warm connection",
        target=f"≤ {limit} s",
        measured=in_ms(median(taken)),
        met=median(taken) <= limit,
        notes=lossy if loss else "one round trip; the delay is a proxy's, which models no slow start",
    ))  # fmt: skip


def test_how_far_the_fold_is_behind(tell: Tell, tmp_path: Path) -> None:
    """While laptops push all the time, each lead can be read in the views a second later at most."""
    store = tmp_path / "central.db"
    changes = changes_of("laptop", PUSHES * LEADS_A_PUSH, 1)
    told: list[float] = []
    seen: list[float] = []

    def look() -> None:
        """Note when each lead came into sight."""
        deadline = time.perf_counter() + LONGEST_SECONDS
        with closing(CentralStore.open(store)) as central:
            while len(seen) < len(changes) and time.perf_counter() < deadline:
                with central.database.reading() as connection:
                    count = connection.execute(select(func.count()).select_from(LEAD)).scalar_one()
                seen.extend([time.perf_counter()] * (count - len(seen)))
                time.sleep(LOOK_EVERY_SECONDS)

    with hub_at(store, tmp_path) as (served, token), closing(served.hub(token)) as hub:
        hub.push(push_of("laptop", []))
        thread = threading.Thread(target=look)
        thread.start()
        for at in range(0, len(changes), LEADS_A_PUSH):
            begun = time.perf_counter()
            some = changes[at : at + LEADS_A_PUSH]
            assert send(hub, [push_of("laptop", some)]) == len(some)
            told += [time.perf_counter()] * len(some)
            time.sleep(max(0.0, begun + PUSH_EVERY_SECONDS - time.perf_counter()))
        thread.join()
    assert len(seen) == len(changes)
    behind = [there - here for here, there in zip(told, seen, strict=True)]
    tell(Figure(
        what="from the receipt into the views while laptops push all the time, SQLite",
        target="≤ 1 s",
        measured=in_ms(max(behind)),
        met=max(behind) <= 1,
        notes=f"median {in_ms(median(behind))}, p99 {in_ms(quantile(behind, 0.99))}; "
        f"{LEADS_A_PUSH / PUSH_EVERY_SECONDS:.0f} leads/s in pushes of {LEADS_A_PUSH}",
    ))  # fmt: skip
