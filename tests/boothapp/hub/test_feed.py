"""The feed is read on while others write: nothing is missed, nothing comes twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from boothapp.domain.tally import tally_of
from boothapp.hub.store import CentralStore
from boothapp.wire.messages import PullRequest
from tests.helpers.hub_samples import SHOW_ID, lead_change, number_id, nurture_lead, push_of

WRITERS = 6
PUSHES = 6
CHANGES = 5


def numbers_of(writer: int, push: int) -> range:
    """The numbers of the leads of one push."""
    first = 1 + (writer * PUSHES + push) * CHANGES
    return range(first, first + CHANGES)


def write(store: CentralStore, writer: int) -> None:
    """One laptop's pushes, each followed by a fold, as several workers of a hub do it side by side."""
    for push in range(PUSHES):
        changes = [
            lead_change(
                number,
                nurture_lead(number),
                device_id=f"writer-{writer}",
                device_seq=1 + push * CHANGES + at,
            )
            for at, number in enumerate(numbers_of(writer, push))
        ]
        codes = [r.code for r in store.append(push_of(*changes, device_id=f"writer-{writer}")).receipts]
        assert codes == ["received"] * CHANGES
        store.fold_pending(limit=7)


def read_on(store: CentralStore, is_over: Callable[[], bool]) -> list[str]:
    """The changes that the feed tells, page by page, until nothing comes after the last was written."""
    told: list[str] = []
    cursor = ""
    while True:
        was_over = is_over()
        page = store.pull(PullRequest(device_id="reader", show_id=SHOW_ID, cursor=cursor, limit=9))
        told += [item.item_id for item in page.items]
        cursor = page.cursor
        if not page.more:
            tally = tally_of(told)
            assert page.others is not None
            assert (page.others.changes, page.others.sum) == (tally.changes, tally.hex_sum)
            if was_over:
                return told


def check_a_reader_beside_writers(place: Path | str) -> None:
    """A reader ends with all that was written; at each pause its tally is that of the cursor."""
    over = threading.Event()
    with (
        closing(CentralStore.open(place)) as store,
        closing(CentralStore.open(place)) as other,
        ThreadPoolExecutor(WRITERS + 1) as pool,
    ):
        reading = pool.submit(read_on, other, over.is_set)
        writing = [pool.submit(write, (store, other)[writer % 2], writer) for writer in range(WRITERS)]
        try:
            for one in writing:
                one.result(timeout=120)
            store.fold_pending()
        finally:
            over.set()
        told = reading.result(timeout=120)
        assert sorted(told) == [number_id(number) for number in range(1, 1 + WRITERS * PUSHES * CHANGES)]
        assert store.verify().differences == []


def test_a_reader_misses_nothing_on_sqlite(tmp_path: Path) -> None:
    """Six laptops push and fold into one file while another reads the feed."""
    check_a_reader_beside_writers(tmp_path / "central.db")


def test_a_reader_misses_nothing_on_postgresql(postgres_url: str) -> None:
    """On PostgreSQL the six write and fold truly at once, over two stores with connections of their own."""
    check_a_reader_beside_writers(postgres_url)
