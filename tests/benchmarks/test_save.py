"""One durable save, beside the same rows written by bare SQLite."""

from __future__ import annotations

import gc
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from boothapp.domain.ids import LeadId
from boothapp.domain.lead import Lead
from boothapp.services.capturing import NewLead
from tests.benchmarks.bare_sqlite import Tap, bare_file, write_again
from tests.benchmarks.figures import Figure, in_ms, quantile, ratio_of_pairs, times_of
from tests.benchmarks.halls import ROOT, environment, open_booth, python
from tests.helpers.many_leads import many_leads

LEADS = 1_000
FSYNC_LEADS = 200


def nameless(leads: Iterator[Lead]) -> Iterator[Lead]:
    """The leads as a form hands them over: the save gives them their ids."""
    return (replace(lead, lead_id=LeadId("")) for lead in leads)


def test_saving_one_lead(
    benchmark: BenchmarkFixture, tell: Callable[[Figure], None], tmp_path: Path, monkeypatch
) -> None:
    """A durable save takes at most twice what bare SQLite takes for the same rows, turn by turn."""
    tap, bare_times, saved = Tap(), list[float](), list[NewLead]()
    leads = nameless(many_leads(LEADS))
    with (
        open_booth(tmp_path / "profile") as booth,
        booth.services() as services,
        open_booth(tmp_path / "twin") as twin_booth,
        twin_booth.services() as twin,  # is listened to, which takes time, so it is not timed
        bare_file(twin._database, tmp_path / "bare.db") as bare,
    ):
        tap.listen(twin._database, monkeypatch)
        gc.freeze()  # as the window does once it is there: what pytest holds is not boothapp's

        def bare_first() -> tuple[tuple[Any, ...], dict[str, Any]]:
            saved.append(NewLead(next(leads), 21.5))
            twin.capturing.save_new(saved[-1:])
            bare_times.append(write_again(bare, tap.take()))
            return (saved[-1:],), {}

        benchmark.pedantic(services.capturing.save_new, setup=bare_first, rounds=LEADS)
        for table in ("change", "outbox", "lead", "lead_card", "identity"):
            counting = f"SELECT count(*) FROM {table}"  # noqa: S608 - a name from the line above
            written = bare.execute(counting).fetchone()[0]
            assert written == services._database.value(counting) == twin._database.value(counting) > 0
    times = times_of(benchmark)
    ratio = ratio_of_pairs(times, bare_times)
    tell(Figure(
        what="save one lead, durable",
        target="median ≤ 2 × bare sqlite3",
        measured=f"{ratio:.2f} ×",
        met=ratio <= 2,
        notes=f"{in_ms(median(times))} (p99 {in_ms(quantile(times, 0.99))}) beside "
        f"{in_ms(median(bare_times))} (p99 {in_ms(quantile(bare_times, 0.99))}); "
        "encrypted beside plain, domain work included",
    ))  # fmt: skip


def test_as_durable_as_bare_sqlite(tell: Callable[[Figure], None], tmp_path: Path) -> None:
    """A save waits for the disk as often as the same rows in bare SQLite do: no oftener, and no less."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed, so the fsyncs cannot be counted")
    none, some = fsyncs_by_file(tmp_path / "none", 0), fsyncs_by_file(tmp_path / "some", FSYNC_LEADS)
    ours, bare = ((some[name] - none[name]) / FSYNC_LEADS for name in ("leads.db", "bare.db"))
    tell(Figure(
        what="fsyncs a save",
        target="as many as bare sqlite3",
        measured=f"{ours:.2f}",
        met=abs(ours - bare) < 0.05,  # a page of an encrypted file holds 2 % less, so checkpoints come sooner
        notes=f"bare {bare:.2f}; over {FSYNC_LEADS} saves, checkpoints included",
    ))  # fmt: skip
    assert min(ours, bare) >= 1


def fsyncs_by_file(folder: Path, count: int) -> Counter[str]:
    """How often each SQLite file, or its WAL, is made durable while so many leads are saved both ways."""
    folder.mkdir()
    program = python(ROOT / "tests" / "benchmarks" / "programs" / "save_leads.py", folder, count)
    subprocess.run(
        ["strace", "-f", "-y", "-e", "trace=fsync,fdatasync", "-o", str(folder / "trace"), *program],
        check=True,
        cwd=ROOT,
        env=environment(),
    )
    paths = re.findall(r"\bf(?:data)?sync\(\d+<([^>]+)>", (folder / "trace").read_text())
    return Counter(Path(path).name.removesuffix("-wal") for path in paths)
