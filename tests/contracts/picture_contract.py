"""What every hub promises about pictures, whatever happens on the way: a class to inherit from."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from boothapp.domain.change import Edit
from boothapp.errors import HubRefusedError
from boothapp.hub.erasure import Erasing
from boothapp.hub.store import CentralStore
from boothapp.sync.engine import ShowTexts, exchange
from boothapp.sync.hub_port import Hub
from boothapp.sync.picture_run import FIRST_CHUNK_BYTES
from boothapp.sync.report import SyncReport
from boothapp.wire.messages import MAX_BLOB_BYTES, MAX_CHUNK_BYTES, BlobChunk, BlobReply, BlobRequest
from tests.helpers.bystander import Bystander, LineCutError
from tests.helpers.hub_samples import (
    SHOW_ID,
    edit_change,
    fixed_now,
    number_id,
    push_of,
    sample_show,
    standard,
)
from tests.helpers.list_laptop import SYNCED, ListLaptop

PHOTOS = (bytes(range(256)) * 3000, b"\xff\xd8 small", bytes(reversed(range(256))) * 7000)
"""One of several pieces, one of a few bytes, one that ends within a piece."""


class PictureContract(ABC):
    """Inherit, and give the fixtures of `HubContract`."""

    @pytest.fixture
    @abstractmethod
    def hub(self) -> Hub:
        """A hub that knows nothing yet."""

    @pytest.fixture
    @abstractmethod
    def again(self) -> Callable[[], Hub]:
        """Reaches the hub of this test anew."""

    @pytest.fixture
    def place(self, tmp_path: Path) -> Path | str:
        """The store that is behind the hub."""
        return tmp_path / "central.db"

    def test_takes_a_picture_in_pieces(self, hub: Hub) -> None:
        """Pieces that follow are taken, others are not, and a second time nothing is twice."""
        data = bytes(range(256)) * 8
        name = named(data)
        assert hub.blob_progress(blobs_of(name)).received == {name: 0}
        assert put(hub, name, data, 0, 1000) == 1000
        assert put(hub, name, data, 0, 1000) == 1000
        assert put(hub, name, data, 1500, 2048) == 1000
        assert put(hub, name, data, 1000, 2048) == 2048
        assert put(hub, name, data, 0, 2048) == 2048
        assert hub.blob_progress(blobs_of(name)).received == {name: 2048}

    def test_forgets_a_picture_that_is_another(self, hub: Hub) -> None:
        """Bytes that are not what their name says do not stay."""
        name = named(b"this")
        assert put(hub, name, b"that", 0, 4) == 0
        assert put(hub, name, b"this", 0, 4) == 4

    def test_begins_anew_where_the_size_was_a_lie(self, hub: Hub) -> None:
        """Who says another size than whoever began is believed while the picture is not whole."""
        name = named(b"this")
        assert put(hub, name, b"this is longer", 0, 5) == 5
        assert put(hub, name, b"this", 0, 4) == 4
        assert put(hub, name, b"this is longer", 0, 5) == 4
        assert hub.blob_progress(blobs_of(name)).received == {name: 4}

    @pytest.mark.parametrize(
        ("sha256", "size", "offset"),
        [("x", 4, 0), ("0" * 64, MAX_BLOB_BYTES + 1, 0), ("0" * 64, 4, -1), ("0" * 64, 4, 2)],
    )
    def test_refuses_what_is_no_piece(self, hub: Hub, sha256: str, size: int, offset: int) -> None:
        """A piece without a name, of too large a picture, or outside of it is refused."""
        chunk = BlobChunk(
            device_id="laptop-a", show_id=SHOW_ID, sha256=sha256, size=size, offset=offset, data=b"data"
        )
        with pytest.raises(HubRefusedError):
            hub.put_blob(chunk)

    def test_pictures_follow_the_leads(self, hub: Hub) -> None:
        """All are there to the last byte after the leads are, and the next sync asks for none."""
        laptop, line = laptop_with_photos(), PictureLine(hub)
        report = sync(laptop, line)
        assert (report.received, report.pictures, report.problems) == (2, 3, [])
        assert line.said[0] == "push"
        assert held(hub) == [len(photo) for photo in PHOTOS]
        line.said.clear()
        assert sync(laptop, line).pictures == 0
        assert line.said == ["push"]

    @pytest.mark.parametrize("is_heard", [True, False])
    def test_goes_on_where_it_was_cut(self, hub: Hub, *, is_heard: bool) -> None:
        """Cut at every piece, before or after the hub heard it: all comes, and at most one piece twice."""
        laptop, sent = laptop_with_photos(), 0
        while True:
            line = PictureLine(hub, cut_at=2, is_heard=is_heard)
            try:
                sync(laptop, line)
            except LineCutError:
                sent += line.bytes_sent
                assert line.bytes_again <= MAX_CHUNK_BYTES
            else:
                break
        assert held(hub) == [len(photo) for photo in PHOTOS]
        assert all(photo.at_hub == photo.size for photo in laptop.photos)
        whole = sum(map(len, PHOTOS))
        assert whole <= sent + line.bytes_sent <= whole + (0 if is_heard else 30 * FIRST_CHUNK_BYTES * 2)

    def test_a_piece_that_comes_twice_is_there_once(self, hub: Hub) -> None:
        """A line that delivers each piece again alters nothing."""
        laptop = laptop_with_photos()
        assert sync(laptop, PictureLine(hub, twice=True)).pictures == 3
        assert held(hub) == [len(photo) for photo in PHOTOS]

    def test_a_beginning_that_was_wrong_is_mended(self, hub: Hub) -> None:
        """What another laptop sent wrongly under the same name is found at the end, and all is sent anew."""
        name = named(PHOTOS[0])
        assert put(hub, name, bytes(len(PHOTOS[0])), 0, 1000) == 1000
        assert sync(laptop_with_photos(), hub).pictures == 3
        assert held(hub) == [len(photo) for photo in PHOTOS]

    def test_an_erased_picture_is_not_taken_back(
        self, hub: Hub, again: Callable[[], Hub], place: Path | str
    ) -> None:
        """With its lead it goes; a late piece changes nothing, and the laptop ceases to try."""
        picture: Any = [{"kind": "card_photo", "sha256": named(photo)} for photo in PHOTOS[:2]]
        laptop = laptop_with_photos()
        sync(laptop, hub)
        edit = edit_change(9, {"attachments": Edit(picture)}, lead_id=number_id(1))
        hub.push(push_of(edit))
        erase(place, number_id(1))

        reply = hub.blob_progress(blobs_of(*map(named, PHOTOS)))
        assert reply.received == dict(zip(map(named, PHOTOS), [0, 0, len(PHOTOS[2])], strict=True))
        assert reply.erased == sorted(map(named, PHOTOS[:2]))
        assert put(again(), named(PHOTOS[1]), PHOTOS[1], 0, 8) == 0
        laptop.photos = ListLaptop().add_photos(*PHOTOS).photos
        assert sync(laptop, again()).pictures == 1
        assert laptop.unwanted == {*map(named, PHOTOS[:2])}

    def test_a_picture_of_a_lead_that_was_erased_before(self, hub: Hub, place: Path | str) -> None:
        """The lead comes only after it was to be forgotten: its picture is not taken either."""
        sync(ListLaptop().add(1), hub)
        erase(place, number_id(2))
        picture: Any = [{"kind": "card_photo", "sha256": named(PHOTOS[0])}]
        late = edit_change(9, {"attachments": Edit(picture)}, lead_id=number_id(2))
        assert [receipt.code for receipt in hub.push(push_of(late)).receipts] == ["erased"]
        assert put(hub, named(PHOTOS[0]), PHOTOS[0], 0, 1000) == 0
        assert hub.blob_progress(blobs_of(named(PHOTOS[0]))).erased == [named(PHOTOS[0])]


@dataclass
class PictureLine(Bystander):
    """A line to a hub that may be cut at a piece of a picture, or deliver each piece twice."""

    cut_at: int = 0
    is_heard: bool = False
    twice: bool = False
    pieces: int = 0
    bytes_sent: int = 0
    bytes_again: int = 0

    def put_blob(self, chunk: BlobChunk) -> BlobReply:
        """Pass it on, or what the fault makes of it."""
        self.pieces += 1
        is_cut = self.pieces == self.cut_at
        if is_cut and not self.is_heard:
            self.bytes_again = len(chunk.data)
            raise LineCutError
        self.bytes_sent += len(chunk.data)
        if self.twice:
            super().put_blob(chunk)
        reply = super().put_blob(chunk)
        if is_cut:
            raise LineCutError
        return reply


def laptop_with_photos() -> ListLaptop:
    """A laptop with leads and pictures to send."""
    return ListLaptop().add(1, 2).add_photos(*PHOTOS)


def sync(laptop: ListLaptop, hub: Hub) -> SyncReport:
    """One sync of the sample show."""
    texts = ShowTexts(show=sample_show(), definitions=[standard()])
    return exchange(laptop, hub, texts=texts, tracks=SYNCED, now=fixed_now)


def erase(place: Path | str, lead_id: str) -> None:
    """What somebody at the hub does."""
    with closing(CentralStore.open(place)) as store, store.database.writing() as connection:
        Erasing(connection, SHOW_ID).erase([lead_id], at="2026-11-25T09:00", by="mia", reason="asked")


def held(hub: Hub) -> list[int]:
    """How much is there of each photo."""
    return list(hub.blob_progress(blobs_of(*map(named, PHOTOS))).received.values())


def named(data: bytes) -> str:
    """The name of a picture."""
    return hashlib.sha256(data).hexdigest()


def blobs_of(*names: str) -> BlobRequest:
    """Asks for these pictures."""
    return BlobRequest(device_id="laptop-a", show_id=SHOW_ID, blobs=[(name, 0) for name in names])


def put(hub: Hub, name: str, data: bytes, start: int, end: int) -> int:
    """Sends a piece; gives how much is there."""
    piece = data[start:end]
    chunk = BlobChunk(
        device_id="laptop-a", show_id=SHOW_ID, sha256=name, size=len(data), offset=start, data=piece
    )
    return hub.put_blob(chunk).received[name]
