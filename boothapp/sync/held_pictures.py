"""The pictures of a hub's store, as a laptop shows its own to `PictureRun`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from boothapp.sync.holdings_port import Holdings


class Speaker(NamedTuple):
    """In whose name pictures are sent, and to which hub."""

    device_id: str
    hub_id: str
    epoch: int


class _Waiting(NamedTuple):
    """A picture as `PictureRun` asks for it."""

    picture_no: int
    sha256: str
    size: int
    at_hub: int = 0


class HeldPictures:
    """The pictures of a store, as a laptop shows its own to `PictureRun`."""

    def __init__(self, holdings: Holdings, speaker: Speaker) -> None:
        self._holdings, self._speaker = holdings, speaker
        self.waiting = [
            _Waiting(number, picture.sha256, picture.size)
            for number, picture in enumerate(holdings.pictures(), start=1)
        ]
        self.never = set[str]()

    def memory(self) -> Speaker:
        """Who speaks to whom."""
        return self._speaker

    def waiting_pictures(
        self, limit: int, _tracks: Sequence[object], after: int, *, with_leads: bool
    ) -> Sequence[_Waiting]:
        """The next ones; their leads are there."""
        assert not with_leads  # noqa: S101 - only a bundle asks so
        return self.waiting[after : after + limit]

    def picture(self, sha256: str) -> bytes | None:
        """Its bytes; None when it is gone."""
        return self._holdings.picture(sha256)

    def note_pictures(self, _received: Mapping[str, int], erased: Sequence[str]) -> None:
        """Those that the hub will never take are not missed."""
        self.never.update(erased)
