"""The pictures of one sync: a piece at a time, after the leads, from where the hub says that it has got.

Only what the hub says it holds counts as sent, so a sync that is cut off anywhere goes on there.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from boothapp.domain.definition import Track
from boothapp.errors import (
    HubCutError,
    HubRefusedError,
    HubReplyError,
    HubTooLargeError,
    HubVersionError,
    HubWaitError,
    PictureError,
)
from boothapp.sync.hub_port import Hub
from boothapp.sync.laptop_port import WaitingPicture
from boothapp.sync.report import SyncReport
from boothapp.wire.messages import MAX_CHUNK_BYTES, BlobChunk, BlobReply, BlobRequest

MOST_ASKED = 100
"""How many pictures the hub is asked about at a time."""

FIRST_CHUNK_BYTES, LEAST_CHUNK_BYTES = 128 << 10, 16 << 10
_QUICK_SECONDS, _SLOW_SECONDS = 1.0, 4.0
"""A piece that took less is followed by one of twice the size; one that took more, by one of half."""

LONGEST_REST_SECONDS = 5.0
"""A hub that asks to be left alone for longer ends the sync; the next one goes on."""

_MOST_STALLS = 3


class Speaker(Protocol):
    """Who speaks, and which hub is meant."""

    @property
    def device_id(self) -> str:
        """Who."""

    @property
    def hub_id(self) -> str:
        """To whom."""

    @property
    def epoch(self) -> int:
        """In which epoch of it."""


class PictureHolder(Protocol):
    """Whoever has pictures to send: a `boothapp.sync.laptop_port.Laptop`, or a hub's store."""

    def memory(self) -> Speaker:
        """Who speaks, and which hub is meant."""

    def waiting_pictures(
        self, limit: int, tracks: Sequence[Track], after: int, *, with_leads: bool
    ) -> Sequence[WaitingPicture]:
        """The oldest pictures to send."""

    def picture(self, sha256: str) -> bytes | None:
        """A picture's bytes; None when it is gone; raises PictureError when it is no longer what it was."""

    def note_pictures(self, received: Mapping[str, int], erased: Sequence[str]) -> None:
        """The hub holds so much of these; and those it will never take."""


class PictureRun:
    """Sends what waits; ``step`` is one round trip."""

    def __init__(
        self,
        laptop: PictureHolder,
        hub: Hub,
        *,
        show_id: str,
        tracks: Sequence[Track],
        report: SyncReport,
        rest: Callable[[float], None] = time.sleep,
    ) -> None:
        self._laptop, self._hub, self._show_id, self._tracks = laptop, hub, show_id, tracks
        self._report, self._rest = report, rest
        self._queue: deque[WaitingPicture] = deque()
        self._here: dict[str, int] = {}
        self._content: bytes | None = None
        self._after = self._stalls = 0
        self._was_cut = False
        self._chunk_bytes, self._most_bytes = FIRST_CHUNK_BYTES, MAX_CHUNK_BYTES

    @property
    def is_under_way(self) -> bool:
        """Whether some are known to be left."""
        return bool(self._queue)

    def step(self) -> bool:
        """One round trip; True when nothing is left to send."""
        if not self._queue:
            return not self._ask()
        picture = self._queue[0]
        try:
            content = self._content = self._content or self._laptop.picture(picture.sha256)
        except PictureError:
            self._pass_over("A picture is no longer what it was when it was kept, so it was not sent.")
            return False
        if content is None:
            self._next()  # its lead was erased meanwhile
        else:
            self._send(picture, content)
        return False

    def let_go(self) -> None:
        """Others go first, and what they bring may erase what is under way: that is looked for again then."""
        self._content = None

    def _ask(self) -> bool:
        """Ask how much of the next ones is there; False when none waits."""
        found = self._laptop.waiting_pictures(MOST_ASKED, self._tracks, self._after, with_leads=False)
        if not found:
            return False
        asked = BlobRequest(
            device_id=self._laptop.memory().device_id,
            show_id=self._show_id,
            blobs=[(picture.sha256, picture.size) for picture in found],
        )
        reply = self._meant(self._hub.blob_progress(asked))
        self._after = found[-1].picture_no
        self._here = {picture.sha256: _held(reply, picture, 0) for picture in found}
        self._laptop.note_pictures(self._here, reply.erased)
        for picture in found:
            if self._here[picture.sha256] >= picture.size:
                self._report.pictures += 1
            elif picture.sha256 not in reply.erased:
                self._queue.append(picture)
        return True

    def _send(self, picture: WaitingPicture, content: bytes) -> None:
        offset = self._here[picture.sha256]
        chunk = BlobChunk(
            device_id=self._laptop.memory().device_id,
            show_id=self._show_id,
            sha256=picture.sha256,
            size=picture.size,
            offset=offset,
            data=content[offset : offset + self._chunk_bytes],
        )
        since = time.monotonic()
        try:
            reply = self._meant(self._hub.put_blob(chunk))
        except HubVersionError:
            raise
        except HubTooLargeError as error:
            if not self._can_send_less(chunk):
                self._pass_over(str(error))
        except HubCutError:
            if self._was_cut and not self._can_send_less(chunk):
                raise
            self._was_cut = True  # once may be chance: that is no reason to go on in small pieces
        except HubRefusedError as error:
            self._pass_over(str(error))
        except HubWaitError as error:
            if error.seconds > LONGEST_REST_SECONDS:
                raise
            self._rest(error.seconds)
        else:
            self._was_cut = False
            self._fit_chunks(time.monotonic() - since)
            self._take(picture, reply, offset)

    def _can_send_less(self, chunk: BlobChunk) -> bool:
        """Whether half of it can be tried: whatever lies between will not take so much later either."""
        if len(chunk.data) <= LEAST_CHUNK_BYTES:
            return False
        self._most_bytes = self._chunk_bytes = max(LEAST_CHUNK_BYTES, len(chunk.data) // 2)
        return True

    def _take(self, picture: WaitingPicture, reply: BlobReply, offset: int) -> None:
        """Go on from where the hub says that it is."""
        held = _held(reply, picture, offset)
        self._here[picture.sha256] = held
        self._laptop.note_pictures({picture.sha256: held}, reply.erased)
        if picture.sha256 in reply.erased:
            self._next()
        elif held == picture.size:
            self._report.pictures += 1
            self._next()
        elif held <= offset:  # another one sent it as well, or the whole was not what its name says
            self._stalls += 1
            if self._stalls == _MOST_STALLS:
                self._pass_over("The hub does not get a picture to its end. It is still here. Sync again.")

    def _fit_chunks(self, seconds: float) -> None:
        if seconds < _QUICK_SECONDS:
            self._chunk_bytes = min(self._most_bytes, self._chunk_bytes * 2)
        elif seconds > _SLOW_SECONDS:
            self._chunk_bytes = max(LEAST_CHUNK_BYTES, self._chunk_bytes // 2)

    def _pass_over(self, problem: str) -> None:
        """Leave this one for the next sync."""
        if problem not in self._report.problems:
            self._report.problems.append(problem)
        self._next()

    def _next(self) -> None:
        self._queue.popleft()
        self._content, self._stalls = None, 0

    def _meant(self, reply: BlobReply) -> BlobReply:
        """The answer, if it is of the hub that was asked."""
        memory = self._laptop.memory()
        if (reply.hub_id, reply.epoch) != (memory.hub_id, memory.epoch):
            raise HubReplyError(
                "Another hub answered about the pictures than the one that was asked. Nothing of it counts. "
                "Sync again."
            )
        return reply


def _held(reply: BlobReply, picture: WaitingPicture, before: int) -> int:
    """How much the hub says to hold; what it does not tell is as before."""
    return min(max(0, reply.received.get(picture.sha256, before)), picture.size)
