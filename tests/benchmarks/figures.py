"""What a benchmark tells: figures beside their targets, and the small sums that they come from."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from pytest_benchmark.fixture import BenchmarkFixture

FRAME_MS = 16.0
"""What a person does not notice: a frame of a screen that shows sixty a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row of the table; ``met`` is None where nothing was promised."""

    what: str
    target: str
    measured: str
    met: bool | None = None
    notes: str = ""

    def row(self) -> str:
        """The row as Markdown."""
        verdict = {True: "met", False: "**missed**", None: ""}[self.met]
        return f"| {self.what} | {self.target} | {self.measured} | {verdict} | {self.notes} |"


HEAD = ("| what | target | measured | | notes |", "|---|---|---|---|---|")


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ratio_of_pairs(ours: Sequence[float], bare: Sequence[float]) -> float:
    """The median of the ratios of what was measured turn by turn: noise that hits both cancels out."""
    return median(one / other for one, other in zip(ours, bare, strict=True))


def times_of(benchmark: BenchmarkFixture) -> list[float]:
    """The seconds that each round took."""
    assert benchmark.stats is not None
    times: list[float] = benchmark.stats.stats.data
    return times


def in_ms(seconds: float) -> str:
    """A time to three digits."""
    milliseconds = seconds * 1000
    return f"{milliseconds:.0f} ms" if milliseconds >= 100 else f"{milliseconds:.3g} ms"


def machine() -> str:
    """What the figures were measured on, with the limit that a durable save cannot beat here."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores{load}; 600 bytes made durable in {in_ms(median(_durable_appends(50)))}"


def _durable_appends(times: int) -> list[float]:
    taken = []
    with tempfile.TemporaryDirectory(prefix="boothapp-probe-") as folder:
        descriptor = os.open(Path(folder, "probe"), os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        sync = getattr(os, "fdatasync", os.fsync)
        for _ in range(times):
            begun = time.perf_counter()
            os.write(descriptor, bytes(600))
            sync(descriptor)
            taken.append(time.perf_counter() - begun)
        os.close(descriptor)
    return taken
