"""Pictures over a real network connection, and a bad one."""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from boothapp.domain.change import Edit
from boothapp.errors import HubCutError, HubPortalError, HubUnreachableError
from boothapp.hub.service.rates import Rate, Rates
from boothapp.hub.store import CentralStore
from boothapp.sync.engine import ShowTexts, exchange
from boothapp.sync.picture_run import FIRST_CHUNK_BYTES, LONGEST_REST_SECONDS
from boothapp.wire.messages import BlobChunk, BlobReply, BlobRequest, HelloRequest
from tests.helpers.faulty_proxy import Fault, Kind, faulty_proxy
from tests.helpers.hub_samples import (
    SHOW_ID,
    edit_change,
    fixed_now,
    in_json,
    number_id,
    sample_show,
    standard,
)
from tests.helpers.list_laptop import SYNCED, ListLaptop
from tests.helpers.narrow_proxy import narrow_proxy
from tests.helpers.served import Served, enrolled, served_here, serving_of


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CentralStore]:
    """The store that is served."""
    with closing(CentralStore.open(tmp_path / "central.db")) as store:
        yield store


@pytest.fixture
def token(store: CentralStore) -> str:
    """A laptop's."""
    return enrolled(store)


@pytest.fixture
def served(store: CentralStore, tmp_path: Path) -> Iterator[Served]:
    """The service over TLS."""
    with served_here(serving_of(store.place, tmp_path / "hub")) as served:
        yield served


def test_pictures_over_a_line_that_is_cut_in_every_piece(served: Served, token: str) -> None:
    """However often a request breaks off in the middle, the picture comes to its end, to the byte."""
    data = random.Random(1).randbytes(900_000)
    name = hashlib.sha256(data).hexdigest()
    laptop = ListLaptop().add(1).add_photos(data)
    texts = ShowTexts(show=sample_show(), definitions=[standard()])
    # A first connection asks for the authority; a sync opens one of its own, and one more after each cut.
    cuts = [Fault(Kind.HALF_SAID, 150_000 + 40_000 * number) for number in range(8)]
    with faulty_proxy(served.port, [Fault(), *cuts]) as proxy:
        url = f"https://127.0.0.1:{proxy.port}"
        while True:
            with (
                closing(served.hub(token, url=url, read_seconds=5)) as hub,
                suppress(HubUnreachableError),
            ):
                exchange(laptop, hub, texts=texts, tracks=SYNCED, now=fixed_now)
                break
        assert proxy.up < len(data) * 4
        assert proxy.connections > 4
    with closing(served.hub(token)) as hub:
        asked = BlobRequest(device_id="laptop-a", show_id=SHOW_ID, blobs=[(name, len(data))])
        assert hub.blob_progress(asked).received == {name: len(data)}


def test_a_hub_that_asks_for_a_short_rest_gets_it(store: CentralStore, tmp_path: Path) -> None:
    """Many small pictures are more than a device may ask at once: the sync goes on."""
    few = Rates(device=Rate(burst=5, per_second=20))
    photos = [bytes([number]) * 100 for number in range(30)]
    rests: list[float] = []

    token = enrolled(store)
    texts = ShowTexts(show=sample_show(), definitions=[standard()])
    with (
        served_here(serving_of(store.place, tmp_path / "slow", files=None, rates=few)) as served,
        closing(served.hub(token)) as hub,
    ):
        laptop = ListLaptop().add(1).add_photos(*photos)
        report = exchange(laptop, hub, texts=texts, tracks=SYNCED, now=fixed_now, rest=rests.append)
    assert report.pictures == 30
    assert rests
    assert max(rests) <= LONGEST_REST_SECONDS


def test_a_proxy_that_takes_no_large_pieces(store: CentralStore, tmp_path: Path) -> None:
    """It says so on a page of its own: smaller pieces go on, and no larger one is tried after that."""
    photos = [random.Random(number).randbytes(700_000) for number in range(2)]
    token = enrolled(store)
    texts = ShowTexts(show=sample_show(), definitions=[standard()])
    with (
        served_here(serving_of(store.place, tmp_path / "plain", files=None)) as served,
        narrow_proxy(served.url, 100_000) as proxy,
        closing(served.hub(token, url=proxy.url)) as hub,
    ):
        laptop = ListLaptop().add(1).add_photos(*photos)
        report = exchange(laptop, hub, texts=texts, tracks=SYNCED, now=fixed_now)
    assert (report.pictures, report.problems) == (2, [])
    assert proxy.refused == ["/v1/blob-chunk"]


def test_a_proxy_that_takes_no_picture_at_all(store: CentralStore, tmp_path: Path) -> None:
    """The leads go; that the pictures cannot is said once, in words that blame no Wi-Fi."""
    photos = [random.Random(number).randbytes(50_000) for number in range(2)]
    token = enrolled(store)
    texts = ShowTexts(show=sample_show(), definitions=[standard()])
    with (
        served_here(serving_of(store.place, tmp_path / "plain", files=None)) as served,
        narrow_proxy(served.url, 12_000) as proxy,
        closing(served.hub(token, url=proxy.url)) as hub,
    ):
        laptop = ListLaptop().add(1).add_photos(*photos)
        report = exchange(laptop, hub, texts=texts, tracks=SYNCED, now=fixed_now)
    assert (report.received, report.pictures) == (1, 0)
    assert len(report.problems) == 1
    assert "before the hub" in report.problems[0]


def test_a_page_that_calls_leads_too_large_settles_none(store: CentralStore, tmp_path: Path) -> None:
    """Of a push, only the hub itself says that: the leads wait, and none is set aside."""
    token = enrolled(store)
    texts = ShowTexts(show=sample_show(), definitions=[standard()])
    laptop = ListLaptop().add(1)
    with (
        served_here(serving_of(store.place, tmp_path / "plain", files=None)) as served,
        closing(served.hub(token)) as hub,
    ):
        exchange(laptop, hub, texts=texts, tracks=SYNCED, now=fixed_now)
        laptop.add(2)
        with (
            narrow_proxy(served.url, 10) as proxy,
            closing(served.hub(token, url=proxy.url)) as narrow,
            pytest.raises(HubPortalError),
        ):
            exchange(laptop, narrow, texts=texts, tracks=SYNCED, now=fixed_now)
    assert proxy.refused == ["/v1/push"]
    assert len(laptop.settled) == 1


def test_what_resets_large_requests_gets_smaller_ones(served: Served, token: str) -> None:
    """Something between lets no more than 20 KB through: one sync sends every lead and picture."""
    dice = random.Random(3)

    def lead(number: int) -> bytes:
        edits = {"company.name": Edit(dice.randbytes(100).hex())}
        return in_json(edit_change(number, edits, lead_id=number_id(number)))

    laptop = ListLaptop().add(*range(1, 701), body=lead).add_photos(dice.randbytes(200_000))
    texts = ShowTexts(show=sample_show(), definitions=[standard()])
    with (
        faulty_proxy(served.port, itertools.repeat(Fault(Kind.NARROW, 20_000))) as proxy,
        closing(served.hub(token, url=f"https://127.0.0.1:{proxy.port}")) as hub,
    ):
        report = exchange(laptop, hub, texts=texts, tracks=SYNCED, now=fixed_now)
        assert proxy.connections > 5
        assert proxy.up < 1_000_000  # what was in vain is no more than was sent
    assert (report.received, report.pictures, report.problems) == (700, 1, [])


class CutAtATail:
    """A hub whose line is reset once, while the short end of a picture is on it."""

    def __init__(self, store: CentralStore) -> None:
        self._store, self.pieces = store, list[int]()

    def __getattr__(self, name: str) -> object:
        """The store's own."""
        return getattr(self._store, name)

    def put_blob(self, chunk: BlobChunk) -> BlobReply:
        """Take a piece, but for the second one that comes."""
        self.pieces.append(len(chunk.data))
        if len(self.pieces) == 2:
            raise HubCutError("reset")
        return self._store.put_blob(chunk)


def test_one_reset_of_a_short_end_makes_no_piece_smaller(store: CentralStore) -> None:
    """It may have been chance: what follows goes in large pieces as before."""
    dice, hub = random.Random(2), CutAtATail(store)
    laptop = (
        ListLaptop().add(1).add_photos(dice.randbytes(FIRST_CHUNK_BYTES + 20_000), dice.randbytes(900_000))
    )
    texts = ShowTexts(show=sample_show(), definitions=[standard()])
    report = exchange(laptop, hub, texts=texts, tracks=SYNCED, now=fixed_now)  # type: ignore[arg-type]
    assert report.pictures == 2
    assert hub.pieces[:3] == [FIRST_CHUNK_BYTES, 20_000, 20_000]
    assert max(hub.pieces) > 2 * FIRST_CHUNK_BYTES


def test_what_resets_everything_is_no_answer(served: Served, token: str) -> None:
    """After a few tries it is said, and every lead waits."""
    texts = ShowTexts(show=sample_show(), definitions=[standard()])
    laptop = ListLaptop().add(*range(1, 301))
    with closing(served.hub(token)) as hub:
        hub.hello(HelloRequest(device_id="laptop-a", show_id=SHOW_ID))
    with (
        faulty_proxy(served.port, [Fault(), *[Fault(Kind.NARROW, 4_000)] * 50]) as proxy,
        closing(served.hub(token, url=f"https://127.0.0.1:{proxy.port}")) as hub,
    ):
        with pytest.raises(HubUnreachableError):
            exchange(laptop, hub, texts=texts, tracks=SYNCED, now=fixed_now)
        assert proxy.connections < 15
    assert len(laptop.pending(1000, SYNCED, 0)) == 300
