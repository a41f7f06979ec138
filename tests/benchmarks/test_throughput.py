"""Leads by the thousand: captured by the command, judged by the gate."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from pytest_benchmark.fixture import BenchmarkFixture

from boothapp.domain.verdict import judge
from boothapp.services.card_files import MAX_BATCH
from tests.benchmarks.figures import Figure, times_of
from tests.benchmarks.halls import LEADS, ROOT, Hall, capture_command, environment, python, setup
from tests.helpers.many_leads import FIRST_CAPTURE, many_leads

CAPTURE_ROUNDS = 3
JUDGED = 5_000


def lines_of(command: list[str], output: Path) -> tuple[int, float, float]:
    """How many lines a process prints, how long it runs, how much CPU it takes."""
    begun = time.perf_counter()
    with output.open("wb") as file:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=file)
        if hasattr(os, "wait4"):
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            cpu = usage.ru_utime + usage.ru_stime
        else:
            process.wait()
            cpu = float("nan")
    taken = time.perf_counter() - begun
    assert process.returncode == 0
    return output.read_bytes().count(b"\n"), taken, cpu


def test_a_hundred_thousand_leads_captured(
    benchmark: BenchmarkFixture, tell: Callable[[Figure], None], hall: Hall, tmp_path: Path
) -> None:
    """The command takes at least 4,000 leads a second in, its start and end included."""
    runs: list[tuple[int, float, float]] = []

    def next_profile() -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (capture_command(hall, tmp_path / f"profile-{len(runs)}"),), {}

    benchmark.pedantic(
        lambda command: runs.append(lines_of(command, tmp_path / "printed")),
        setup=next_profile,
        rounds=CAPTURE_ROUNDS,
    )
    assert all(lines == LEADS for lines, *_ in runs)
    rate = median(lines / taken for lines, taken, _ in runs)
    tell(Figure(
        what=f"{LEADS:,} leads by `boothapp capture`, whole process",
        target="≥ 4,000 leads/s",
        measured=f"{rate:,.0f} leads/s",
        met=rate >= 4_000,
        notes=f"{median(cpu / lines for lines, _, cpu in runs) * 1e6:.0f} µs of CPU a lead; "
        f"cards of {hall.cards.stat().st_size // LEADS} bytes, up to {MAX_BATCH:,} a commit",
    ))  # fmt: skip


def test_judging(benchmark: BenchmarkFixture, tell: Callable[[Figure], None]) -> None:
    """The gate gives at least 50,000 verdicts a second."""
    definition = setup().definition
    leads = list(many_leads(JUDGED))

    def judge_all() -> None:
        for lead in leads:
            judge(lead, definition, FIRST_CAPTURE)

    benchmark.pedantic(judge_all, rounds=15, warmup_rounds=1)
    rate = JUDGED / median(times_of(benchmark))
    tell(Figure(
        what="verdicts",
        target="≥ 50,000/s",
        measured=f"{rate:,.0f}/s",
        met=rate >= 50_000,
        notes=f"{1e6 / rate:.1f} µs each, on {JUDGED:,} different leads",
    ))  # fmt: skip


def test_judging_from_a_file(tell: Callable[[Figure], None], hall: Hall, tmp_path: Path) -> None:
    """How many cards a second the command reads, judges and prints."""
    lines, taken, cpu = lines_of(python("-m", "boothapp", "verdict", hall.cards), tmp_path / "printed")
    assert lines == LEADS
    tell(Figure(
        what="cards judged by `boothapp verdict`, whole process",
        target="",
        measured=f"{lines / taken:,.0f} lines/s",
        notes=f"{cpu / lines * 1e6:.0f} µs of CPU a line",
    ))  # fmt: skip
