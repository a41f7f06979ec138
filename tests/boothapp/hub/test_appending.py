"""Pushes that wait at the same time share a transaction, and none fails for another."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from boothapp.domain.definition import Track
from boothapp.hub.appending import Answer, Appender
from boothapp.hub.store import CentralStore
from boothapp.wire.messages import WithheldCount
from tests.helpers.hub_samples import fixed_now, lead_change, nurture_lead, push_of

LAPTOPS = 40


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CentralStore]:
    """A store that nobody has pushed to."""
    with closing(CentralStore.open(tmp_path / "central.db", now=fixed_now)) as store:
        yield store


def submit(appender: Appender, store: CentralStore, number: int, leads: int = 1) -> Future[Answer]:
    """One laptop's push of one lead, with a count of leads that stay with it."""
    name = f"laptop-{number}"
    change = lead_change(number, nurture_lead(number), device_id=name, device_seq=1)
    counts = [WithheldCount(hour="2026-11-24T10", staff="ana", track=Track.BORROWED, leads=leads)]
    return appender.submit(store.read(push_of(change, device_id=name, withheld=counts)))


def codes(answer: Answer) -> list[str]:
    """What became of each change."""
    return [receipt.code for receipt in answer.receipts]


def test_pushes_that_wait_share_a_commit(store: CentralStore) -> None:
    """While one holds the write lock, all others gather; each is answered, in far fewer commits."""
    commits: list[object] = []
    with closing(Appender(store.database, store.now)) as appender:
        with store.database.writing():
            answers = [submit(appender, store, number) for number in range(1, LAPTOPS + 1)]
            event.listen(store.database.engine, "commit", commits.append)
        assert [codes(answer.result(timeout=60)) for answer in answers] == [["received"]] * LAPTOPS
    assert len(commits) < LAPTOPS / 4
    assert store.fold_pending() == LAPTOPS
    assert store.verify().differences == []


def test_none_fails_for_another(store: CentralStore) -> None:
    """A push that the database cannot take is told so alone; its neighbours are appended."""
    with closing(Appender(store.database, store.now)) as appender:
        with store.database.writing():
            answers = [submit(appender, store, at, leads=1 << 70 if at == 3 else 1) for at in range(1, 6)]
        with pytest.raises(OverflowError):
            answers[2].result(timeout=60)
        others = [answer for at, answer in enumerate(answers, 1) if at != 3]
        assert [codes(answer.result(timeout=60)) for answer in others] == [["received"]] * 4


def test_what_waits_is_appended_before_the_end(store: CentralStore) -> None:
    """An appender that is closed has answered all that it was given."""
    appender = Appender(store.database, store.now)
    answers = [submit(appender, store, number) for number in range(1, 6)]
    appender.close()
    assert all(answer.done() for answer in answers)
