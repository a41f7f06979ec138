"""What the open app holds in memory, on a full hall and on an empty profile."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.benchmarks.figures import Figure
from tests.benchmarks.halls import LEADS, ROOT, Hall, environment, open_booth, python

PROGRAM = ROOT / "tests" / "benchmarks" / "programs" / "open_app.py"
STATES = ("capture", "leads", "search")
MIB = 1 << 20


def memory_by_state(profile: Path) -> dict[str, int]:
    """Bytes that the app holds in each state: its processes' own, and their share of what others use too."""
    held = {}
    with subprocess.Popen(
        python(PROGRAM, profile),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=environment(),
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in process.stdout:
            held[line.strip()] = sum(map(proportional_set_size, process_tree(process.pid)))
            process.stdin.write("go on\n")
            process.stdin.flush()
    assert process.returncode == 0
    return held


def process_tree(pid: int) -> Iterator[int]:
    """The process and all that it has started."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from process_tree(int(child))


def proportional_set_size(pid: int) -> int:
    """The process's PSS in bytes (proc(5), smaps_rollup)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    found = re.search(r"^Pss:\s+(\d+) kB$", rollup, re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024


def test_memory(tell: Callable[[Figure], None], hall: Hall, tmp_path: Path) -> None:
    """The app on a hundred thousand leads holds at most one and a half times what it holds on none."""
    if not sys.platform.startswith("linux"):
        pytest.skip("memory is read from /proc, which only Linux has")
    open_booth(tmp_path / "empty").close()
    empty, full = memory_by_state(tmp_path / "empty"), memory_by_state(hall.profile)
    assert tuple(empty) == tuple(full) == STATES
    ratios = {state: full[state] / empty[state] for state in STATES}
    worst = max(ratios.values())
    each = (f"{state} {full[state] / MIB:.0f} beside {empty[state] / MIB:.0f}" for state in STATES)
    tell(Figure(
        what=f"memory of the open app on {LEADS:,} leads",
        target="≤ 1.5 × an empty profile",
        measured=f"{worst:.2f} ×",
        met=worst <= 1.5,
        notes="PSS of the process tree in MiB: " + ", ".join(each),
    ))  # fmt: skip
