"""The central store in process: appending and folding, on SQLite and PostgreSQL, as durable as the bare work.

Run with ``BOOTHAPP_BENCHMARK_STORED=1000000`` to see what a million stored changes cost an append (minutes).
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
import psycopg
import pytest
from sqlalchemy import select
from sqlcipher3 import dbapi2 as sqlite3

from boothapp.domain.change import Change
from boothapp.domain.ids import DeviceId, uuid7
from boothapp.hub.bulk import column_names
from boothapp.hub.folding import collect_seldom
from boothapp.hub.schema import CHANGE, UNFOLDED
from boothapp.hub.store import CentralStore
from boothapp.noise import random_bits
from boothapp.store.leads import DeviceRow
from boothapp.wire.messages import MAX_BATCH_CHANGES, ProvisionRequest, PushRequest, encode_json
from tests.benchmarks.figures import Figure, ratio_of_pairs
from tests.helpers.many_leads import SHOW, Recorder, many_leads, standard_definition
from tests.helpers.postgres import Server, server

BATCHES = 15
STORED = int(os.environ.get("BOOTHAPP_BENCHMARK_STORED", "100000"))
FEW = 10_000
DEVICE = "019a0000-0000-7000-8000-0123456789ab"
_Row = tuple[Any, ...]


@pytest.fixture(scope="module")
def changes() -> list[Change]:
    """A thousand first saves for each batch."""
    recorder = Recorder(DeviceRow(DeviceId(DEVICE), 1, None))
    return [recorder.new(lead).change for lead in many_leads(BATCHES * MAX_BATCH_CHANGES)]


@pytest.fixture(scope="module")
def durable_postgres() -> Iterator[Server]:
    """A PostgreSQL server that waits for the disk."""
    with server(durable=True) as running:
        yield running


@dataclass
class Spent:
    """What each batch took: seconds of ours, of the bare work, and seconds of CPU of this process."""

    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def time(self, work: Callable[[], object]) -> None:
        """Do our work, and note what it took."""
        begun, cpu = time.perf_counter(), time.process_time()
        work()
        self.cpu.append(time.process_time() - cpu)
        self.ours.append(time.perf_counter() - begun)

    def time_bare(self, work: Callable[[], object]) -> None:
        """Do the bare work, and note what it took."""
        begun = time.perf_counter()
        work()
        self.bare.append(time.perf_counter() - begun)

    @property
    def rate(self) -> float:
        """Our leads a second."""
        return MAX_BATCH_CHANGES / median(self.ours)

    @property
    def cpu_us(self) -> float:
        """Microseconds of CPU a lead."""
        return median(self.cpu) / MAX_BATCH_CHANGES * 1e6


def batches_of(changes: Sequence[Change]) -> Iterator[PushRequest]:
    """The changes as full pushes."""
    left = iter(changes)
    while some := list(islice(left, MAX_BATCH_CHANGES)):
        yield push([change.to_json_ready() for change in some])


def push(ready: Sequence[Any]) -> PushRequest:
    """A push of these changes."""
    return PushRequest(
        device_id=DEVICE,
        show_id=SHOW,
        device_now="2026-11-24T18:00:00+01:00",
        changes=[msgspec.Raw(encode_json(change)) for change in ready],
    )


@contextmanager
def opened(place: Path | str) -> Iterator[CentralStore]:
    """A store that knows the definition by which leads are judged."""
    with closing(CentralStore.open(place)) as store:
        definition = standard_definition().source
        store.provision(ProvisionRequest(device_id=DEVICE, show_id=SHOW, definitions=[definition]))
        yield store


def logged_rows(store: CentralStore, first: int) -> list[_Row]:
    """The rows of the log from this number of the device on."""
    with store.database.reading() as connection:
        query = select(CHANGE).where(CHANGE.c.device_seq >= first).order_by(CHANGE.c.device_seq)
        return [tuple(row) for row in connection.execute(query)]


def appended(
    store: CentralStore, changes: Sequence[Change], write_bare: Callable[[list[_Row]], object]
) -> Spent:
    """Append the changes, and after each batch write the same rows the bare way."""
    spent = Spent()
    for number, request in enumerate(batches_of(changes)):
        spent.time(lambda request=request: store.append(request))  # type: ignore[misc]
        rows = logged_rows(store, 1 + number * MAX_BATCH_CHANGES)
        assert len(rows) == MAX_BATCH_CHANGES
        spent.time_bare(lambda rows=rows: write_bare(rows))  # type: ignore[misc]
    return spent


def test_append_to_sqlite(tell: Callable[[Figure], None], changes: list[Change], tmp_path: Path) -> None:
    """Reading, checking and appending a lead takes at most 25 µs of CPU, the writing of its row included."""
    CentralStore.open(tmp_path / "bare.db").close()
    with (
        opened(tmp_path / "central.db") as store,
        closing(sqlite3.connect(str(tmp_path / "bare.db"), isolation_level=None)) as bare,
    ):
        bare.execute("PRAGMA synchronous = FULL")
        marks = ", ".join("?" * len(CHANGE.columns))
        statement = f"INSERT INTO change VALUES ({marks})"  # noqa: S608

        def write_bare(rows: list[_Row]) -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.executemany(statement, rows)
            bare.executemany("INSERT INTO unfolded VALUES (?, ?)", [row[:2] for row in rows])
            bare.execute("COMMIT")

        spent = appended(store, changes, write_bare)
    tell(Figure(
        what="append a push at the central store, SQLite, durable",
        target="≤ 25 µs of CPU a lead",
        measured=f"{spent.cpu_us:.1f} µs",
        met=spent.cpu_us <= 25,
        notes=f"{spent.rate:,.0f} leads/s; {ratio_of_pairs(spent.ours, spent.bare):.2f} × the time of a bare "
        f"executemany of the same rows, pushes of {MAX_BATCH_CHANGES:,}",
    ))  # fmt: skip


def test_append_to_postgresql(
    tell: Callable[[Figure], None], changes: list[Change], durable_postgres: Server
) -> None:
    """Appending is at least half as fast as the fastest idempotent insert of the same rows."""
    place, twin = (durable_postgres.make_database(name) for name in ("ours", "bare"))
    CentralStore.open(twin).close()
    names = column_names(CHANGE)
    with opened(place) as store, psycopg.connect(twin) as bare:

        def write_bare(rows: list[_Row]) -> None:
            told = encode_json([dict(zip(names, row, strict=True)) for row in rows]).decode()
            for table in (CHANGE.name, UNFOLDED.name):
                statement = (
                    f"INSERT INTO {table} SELECT * FROM "  # noqa: S608
                    f"jsonb_populate_recordset(NULL::{table}, %s::jsonb) ON CONFLICT DO NOTHING"
                )
                bare.execute(statement.encode(), (told,))
            bare.commit()

        spent = appended(store, changes, write_bare)
    share = 1 / ratio_of_pairs(spent.ours, spent.bare)
    tell(Figure(
        what="append a push at the central store, PostgreSQL, durable",
        target="≥ 50 % of bare `jsonb_populate_recordset`",
        measured=f"{share:.0%}",
        met=share >= 0.5,
        notes=f"{spent.rate:,.0f} leads/s, {spent.cpu_us:.1f} µs of the hub's CPU a lead",
    ))  # fmt: skip


def folded(store: CentralStore, changes: Sequence[Change]) -> Spent:
    """Append all, then fold it, a thousand a transaction."""
    for request in batches_of(changes):
        store.append(request)
    spent = Spent()
    thresholds = gc.get_threshold()
    collect_seldom()  # as the process does that folds
    for _ in range(BATCHES):
        spent.time(lambda: store.fold_some(SHOW))
    gc.set_threshold(*thresholds)
    gc.unfreeze()
    assert store.fold_some(SHOW) == 0
    return spent


def tell_fold(tell: Callable[[Figure], None], spent: Spent, database: str) -> None:
    """The figure of a fold."""
    tell(Figure(
        what=f"fold new leads, {database}, durable",
        target="≥ 5,000 leads/s",
        measured=f"{spent.rate:,.0f} leads/s",
        met=spent.rate >= 5_000,
        notes=f"one worker; {spent.cpu_us:.0f} µs of its CPU a lead: judged, readable rows, on the feed",
    ))  # fmt: skip


def test_fold_on_sqlite(tell: Callable[[Figure], None], changes: list[Change], tmp_path: Path) -> None:
    """One worker folds at least 5,000 new leads a second into a SQLite file."""
    with opened(tmp_path / "central.db") as store:
        tell_fold(tell, folded(store, changes), "SQLite")


def test_fold_on_postgresql(
    tell: Callable[[Figure], None], changes: list[Change], durable_postgres: Server
) -> None:
    """One worker folds at least 5,000 new leads a second into PostgreSQL."""
    with opened(durable_postgres.make_database("folded")) as store:
        tell_fold(tell, folded(store, changes), "PostgreSQL")


def test_what_is_stored_slows_nothing(
    tell: Callable[[Figure], None], changes: list[Change], tmp_path: Path
) -> None:
    """An append costs about the same, however many changes the log holds: turn by turn, to either."""
    templates = [dict(change.to_json_ready()) for change in changes[:MAX_BATCH_CHANGES]]

    def next_push(stored: int) -> PushRequest:
        return push([anew(template, stored + at) for at, template in enumerate(templates, 1)])

    few, many = Spent(), Spent()
    with opened(tmp_path / "few.db") as small, opened(tmp_path / "many.db") as large:
        for store, held in ((small, FEW), (large, STORED)):
            for stored in range(0, held, MAX_BATCH_CHANGES):
                store.append(next_push(stored))
        for turn in range(BATCHES):
            for store, held, spent in ((small, FEW, few), (large, STORED, many)):
                request = next_push(held + turn * MAX_BATCH_CHANGES)
                spent.time(lambda store=store, request=request: store.append(request))  # type: ignore[misc]
    share = 1 / ratio_of_pairs(many.ours, few.ours)
    tell(Figure(
        what=f"append with {STORED:,} changes stored, beside {FEW:,}",
        target="≥ 80 % of the rate",
        measured=f"{share:.0%}",
        met=share >= 0.8,
        notes=f"{many.rate:,.0f} and {few.rate:,.0f} leads/s; "
        f"{many.cpu_us:.1f} and {few.cpu_us:.1f} µs of CPU a lead",
    ))  # fmt: skip


def anew(ready: dict[str, Any], number: int) -> dict[str, Any]:
    """The same change of another lead: it has ids and a number of its own, of a later time."""
    change_id, lead_id = (uuid7(1_795_503_600_000 + number, random_bits) for _ in range(2))
    stamp = ready["stamp"][: -len(change_id)] + change_id
    return {**ready, "change_id": change_id, "entity_id": lead_id, "stamp": stamp, "device_seq": number}
