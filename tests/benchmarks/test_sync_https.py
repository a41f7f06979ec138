"""Sync over HTTPS on this machine: leads to durable receipts, by one laptop and by two hundred.

The hub is a process of its own, with the folder beside it; its CPU is that of the process that answers.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import zip_longest
from pathlib import Path
from statistics import median

import msgspec
import pytest
from sqlalchemy import select

from boothapp.domain.change import Edit
from boothapp.domain.ids import DeviceId
from boothapp.domain.lead_fields import to_fields
from boothapp.hub.schema import UNFOLDED
from boothapp.hub.store import CentralStore
from boothapp.store.leads import DeviceRow
from boothapp.sync.https import HttpsHub
from boothapp.wire.messages import MAX_BATCH_CHANGES, PullRequest, PushRequest, encode_json
from tests.benchmarks.bare_idle import bare_idle
from tests.benchmarks.figures import Figure, in_ms
from tests.helpers.faulty_proxy import faulty_proxy
from tests.helpers.hub_samples import NOW
from tests.helpers.many_leads import SHOW, Recorder, many_leads
from tests.helpers.postgres import server
from tests.helpers.served import Served, enrolled, served_apart, serving_of

LEADS = 10_000
LAPTOPS, LEADS_EACH = 200, 50
ROUNDS = 5
IDLE_SYNCS = 2_000

Tell = Callable[[Figure], None]


def changes_of(device_id: str, count: int, seed: int) -> list[msgspec.Raw]:
    """What a laptop that captured so many leads has to send."""
    recorder = Recorder(DeviceRow(DeviceId(device_id), 1, None))
    changes = []
    for lead in many_leads(count, seed=seed, device_id=device_id):
        edits = {name: Edit(value) for name, value in to_fields(lead).items()}
        changes.append(msgspec.Raw(encode_json(recorder.change(lead, edits).to_json_ready())))
    return changes


def push_of(device_id: str, changes: list[msgspec.Raw], pull: PullRequest | None = None) -> PushRequest:
    """A push of these changes."""
    return PushRequest(device_id=device_id, show_id=SHOW, device_now=NOW, changes=changes, pull=pull)


def pushes_of(device_id: str, changes: list[msgspec.Raw]) -> list[PushRequest]:
    """The fewest pushes that carry them."""
    return [
        push_of(device_id, changes[at : at + MAX_BATCH_CHANGES])
        for at in range(0, len(changes), MAX_BATCH_CHANGES)
    ]


def send(hub: HttpsHub, pushes: list[PushRequest]) -> int:
    """Send them as the engine does, each packed while the one before is under way; gives what is durable."""
    received = 0
    for push, following in zip_longest(pushes, pushes[1:]):
        if following:
            hub.prepare(following)
        received += sum(receipt.code == "received" for receipt in hub.push(push).receipts)
    return received


def cpu_seconds(pid: int) -> float:
    """The processor time that a process took so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mb(pid: int) -> float:
    """The most memory that a process had."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


@contextmanager
def hub_at(store: Path | str, folder: Path, workers: int = 1) -> Iterator[tuple[Served, str]]:
    """A hub with an empty store, and a token for it."""
    with closing(CentralStore.open(store)) as central:
        token = enrolled(central, show_id=SHOW)
    with served_apart(serving_of(store, folder, workers=workers), folder / "hub.log") as served:
        yield served, token


def wait_until_folded(store: Path | str) -> None:
    """Until the folder is done."""
    with closing(CentralStore.open(store)) as central:
        while True:
            with central.database.reading() as connection:
                if connection.execute(select(UNFOLDED.c.show_id).limit(1)).first() is None:
                    return
            threading.Event().wait(0.02)


def test_ten_thousand_leads_of_one_laptop(tell: Tell, tmp_path: Path) -> None:
    """One laptop sends 10,000 leads to durable receipts."""
    changes = changes_of("laptop", LEADS, 1)
    pushes = pushes_of("laptop", changes)
    rates, cpus, up, down = [], [], 0, 0
    for turn in range(ROUNDS):
        folder = tmp_path / str(turn)
        with (
            hub_at(folder / "central.db", folder) as (served, token),
            closing(served.hub(token)) as hub,
        ):
            hub.push(push_of("laptop", []))
            cpu, begun = cpu_seconds(served.pid), time.perf_counter()
            assert send(hub, pushes) == LEADS
            rates.append(LEADS / (time.perf_counter() - begun))
            cpus.append((cpu_seconds(served.pid) - cpu) / LEADS * 1e6)
    folder = tmp_path / "counted"
    with (
        hub_at(folder / "central.db", folder) as (served, token),
        faulty_proxy(served.port) as proxy,
        closing(served.hub(token, url=f"https://127.0.0.1:{proxy.port}")) as hub,
    ):
        hub.push(push_of("laptop", []))
        up, down = proxy.up, proxy.down
        assert send(hub, pushes) == LEADS
        up, down = proxy.up - up, proxy.down - down
    tell(Figure(
        what=f"{LEADS:,} leads of one laptop over HTTPS to durable receipts, SQLite",
        target="≥ 20,000 leads/s",
        measured=f"{median(rates):,.0f} leads/s",
        met=median(rates) >= 20_000,
        notes=f"{min(rates):,.0f} to {max(rates):,.0f} in {ROUNDS} rounds, the folder at work beside it",
    ))  # fmt: skip
    tell(Figure(
        what="CPU of the hub's request path",
        target="≤ 25 µs a lead",
        measured=f"{median(cpus):.1f} µs",
        met=median(cpus) <= 25,
        notes="TLS, zstd, append; not the fold",
    ))  # fmt: skip
    tell(Figure(
        what="bytes on the wire, headers and TLS included",
        target="≤ 150 a lead",
        measured=f"{up / LEADS:.0f} up",
        met=up / LEADS <= 150,
        notes=f"{len(b''.join(map(bytes, changes))) // LEADS} as JSON; receipts take {down / LEADS:.0f} down",
    ))  # fmt: skip


def crowd(tell: Tell, store: Path | str, folder: Path, name: str, workers: int = 1) -> None:
    """Two hundred laptops send fifty leads each, all at once."""
    with hub_at(store, folder, workers) as (served, token):
        all_pushes = [
            pushes_of(f"laptop-{number}", changes_of(f"laptop-{number}", LEADS_EACH, number))
            for number in range(LAPTOPS)
        ]
        hubs = [served.hub(token) for _ in range(LAPTOPS)]
        for hub in hubs:
            hub.push(push_of("greeter", []))
        taken = [0.0] * LAPTOPS
        received = [0] * LAPTOPS
        gate = threading.Barrier(LAPTOPS + 1)

        def sync(number: int) -> None:
            gate.wait()
            begun = time.perf_counter()
            received[number] = send(hubs[number], all_pushes[number])
            taken[number] = time.perf_counter() - begun

        threads = [threading.Thread(target=sync, args=(number,)) for number in range(LAPTOPS)]
        for thread in threads:
            thread.start()
        cpu = cpu_seconds(served.pid)
        gate.wait()
        begun = time.perf_counter()
        for thread in threads:
            thread.join()
        rate = LAPTOPS * LEADS_EACH / (time.perf_counter() - begun)
        cpu = (cpu_seconds(served.pid) - cpu) / sum(received) * 1e6
        memory = peak_mb(served.pid)
        for hub in hubs:
            hub.close()
    assert received == [LEADS_EACH] * LAPTOPS
    slowest = max(taken) / median(taken)
    tell(Figure(
        what=f"{LAPTOPS} laptops × {LEADS_EACH} leads at once over HTTPS, {workers} worker(s), {name}",
        target="≥ 15,000 leads/s",
        measured=f"{rate:,.0f} leads/s",
        met=rate >= 15_000 if workers == 1 else None,
        notes=f"no error; {cpu:.1f} µs of CPU a lead in its first process; laptops are threads",
    ))  # fmt: skip
    tell(Figure(
        what=f"slowest of them against the median, {workers} worker(s), {name}",
        target="≤ 3 ×",
        measured=f"{slowest:.2f} ×",
        met=slowest <= 3,
        notes=f"{in_ms(median(taken))} and {in_ms(max(taken))}",
    ))  # fmt: skip
    tell(Figure(
        what=f"memory of the hub's first process, {workers} worker(s), {name}",
        target="≤ 150 MB",
        measured=f"{memory:.0f} MB",
        met=memory <= 150,
        notes="the most that the process that answers ever had",
    ))  # fmt: skip


def test_two_hundred_laptops(tell: Tell, tmp_path: Path) -> None:
    """Into a SQLite file."""
    crowd(tell, tmp_path / "central.db", tmp_path, "SQLite")


def test_two_hundred_laptops_into_postgresql(tell: Tell, tmp_path: Path) -> None:
    """Into PostgreSQL, durable."""
    with server(durable=True) as database:
        name = f"crowd_{os.getpid()}"
        crowd(tell, database.make_database(name), tmp_path, "PostgreSQL")
        database.drop_database(name)


def test_two_hundred_laptops_and_four_workers(tell: Tell, tmp_path: Path) -> None:
    """Into PostgreSQL, durable, over more workers than this machine may have cores."""
    with server(durable=True) as database:
        name = f"crowd_of_four_{os.getpid()}"
        crowd(tell, database.make_database(name), tmp_path, "PostgreSQL", workers=4)
        database.drop_database(name)


@pytest.mark.parametrize("leads", [100, LEADS])
def test_an_idle_sync(tell: Tell, tmp_path: Path, leads: int) -> None:
    """Nothing to say on either side: one round trip of a few bytes, whatever is stored."""
    store = tmp_path / "central.db"
    with hub_at(store, tmp_path) as (served, token), closing(served.hub(token)) as hub:
        send(hub, pushes_of("laptop", changes_of("laptop", leads, 1)))
        wait_until_folded(store)
        cursor = ""
        while (page := hub.pull(PullRequest(device_id="laptop", show_id=SHOW, cursor=cursor))).more:
            cursor = page.cursor
        idle = push_of("laptop", [], PullRequest(device_id="laptop", show_id=SHOW, cursor=page.cursor))
        hub.push(idle)
        cpu, begun = cpu_seconds(served.pid), time.perf_counter()
        for _ in range(IDLE_SYNCS):
            hub.push(idle)
        taken = (time.perf_counter() - begun) / IDLE_SYNCS
        cpu = (cpu_seconds(served.pid) - cpu) / IDLE_SYNCS
    with bare_idle(serving_of(store, tmp_path)) as bare:
        bare.ask()
        floor = cpu_seconds(bare.pid)
        for _ in range(IDLE_SYNCS):
            bare.ask()
        floor = (cpu_seconds(bare.pid) - floor) / IDLE_SYNCS
    plain = serving_of(store, tmp_path, files=None)
    with (
        served_apart(plain, tmp_path / "plain.log") as served,
        faulty_proxy(served.port) as proxy,
        closing(served.hub(token, url=f"http://127.0.0.1:{proxy.port}")) as hub,
    ):
        hub.push(idle)
        before = proxy.total
        hub.push(idle)
        size = proxy.total - before
    tell(Figure(
        what=f"idle sync, {leads:,} leads stored: bytes both ways, headers included",
        target="≤ 400",
        measured=str(size),
        met=size <= 400,
        notes="one round trip; TLS adds some 60",
    ))  # fmt: skip
    tell(Figure(
        what=f"idle sync, {leads:,} leads stored: hub CPU",
        target="≤ 100 µs",
        measured=f"{cpu * 1e6:.0f} µs",
        met=cpu <= 100e-6,
        notes=f"{in_ms(taken)} as the laptop sees it; a bare uvicorn over TLS, which knows nobody and looks "
        f"nothing up, takes {floor * 1e6:.0f} µs",
    ))  # fmt: skip
