"""From the command to a form that one can type in, beside the least window PySide6 can open."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from boothapp.app import Booth
from boothapp.paths import resources_dir
from boothapp.services.show_setup import sample_setup
from tests.benchmarks.figures import Figure, in_ms, ratio_of_pairs
from tests.benchmarks.halls import PASSPHRASE, ROOT, environment, python

ROUNDS = 15
PATIENCE_SECONDS = 30
PROGRAMS = ROOT / "tests" / "benchmarks" / "programs"
BARE = python(PROGRAMS / "bare_window.py")


def start(command: list[str]) -> tuple[float, float]:
    """Seconds until the process says that it is usable, and until it has ended."""
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env=environment()) as process:
        assert process.stdout is not None
        too_late = threading.Timer(PATIENCE_SECONDS, process.kill)
        too_late.start()
        line = process.stdout.readline()
        usable = time.perf_counter() - begun
        process.wait()
        too_late.cancel()
    assert line.strip() == b"usable"
    assert process.returncode == 0
    return usable, time.perf_counter() - begun


@pytest.fixture
def used_profile(tmp_path: Path) -> Path:
    """A profile with the sample show, as after the first start."""
    with Booth.open(tmp_path / "profile", passphrase=PASSPHRASE) as booth:
        booth.use(sample_setup(resources_dir()))
    return tmp_path / "profile"


def beside_bare(
    benchmark: BenchmarkFixture, tell: Callable[[Figure], None], what: str, command: list[str]
) -> None:
    """Start the bare window and ours by turns."""
    ours, bare = list[tuple[float, float]](), list[tuple[float, float]]()

    def bare_first() -> tuple[tuple[Any, ...], dict[str, Any]]:
        bare.append(start(BARE))
        return (), {}

    start(BARE), start(command)  # what is read from the disk once is read now
    benchmark.pedantic(lambda: ours.append(start(command)), setup=bare_first, rounds=ROUNDS)
    usable, ended = (ratio_of_pairs([o[at] for o in ours], [b[at] for b in bare]) for at in (0, 1))
    tell(Figure(
        what=what,
        target="≤ 1.6 × a bare PySide6 window",
        measured=f"{usable:.2f} ×",
        met=usable <= 1.6,
        notes=f"{in_ms(median(o[0] for o in ours))} beside {in_ms(median(b[0] for b in bare))} until usable; "
        f"whole processes to their end {ended:.2f} ×, {in_ms(median(o[1] for o in ours))} beside "
        f"{in_ms(median(b[1] for b in bare))}",
    ))  # fmt: skip


def test_start_to_the_form(
    benchmark: BenchmarkFixture, tell: Callable[[Figure], None], used_profile: Path
) -> None:
    """The capture form is ready to type in at most 1.6 times as late as one bare line edit."""
    command = python("-m", "ui.application", "--report-usable", "--profile", used_profile)
    beside_bare(benchmark, tell, "start to usable form", command)


def test_first_start(benchmark: BenchmarkFixture, tell: Callable[[Figure], None], tmp_path: Path) -> None:
    """The welcome of a first start keeps to the same."""
    command = python(PROGRAMS / "first_start.py", tmp_path / "new")
    beside_bare(benchmark, tell, "first start to welcome", command)
