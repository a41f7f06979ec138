"""Picture: keep what was photographed beside the card, and give it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from boothapp.domain.lead import Attachment

if TYPE_CHECKING:
    from boothapp.intake.picture import KeptPicture
    from boothapp.store.pictures import Pictures

ORPHAN_AFTER_MS = 24 * 60 * 60 * 1000
"""Milliseconds for which a picture stays that neither a lead nor a draft names: its card may still come."""


class Picturing:
    """The pictures of one profile."""

    def __init__(self, *, pictures: Pictures, now: Callable[[], datetime]) -> None:
        self._pictures, self._now = pictures, now

    def keep(self, picture: KeptPicture, kind: str) -> Attachment:
        """Makes a picture durable at once, before any card names it; the same one twice is kept once.

        ``kind`` is an `AttachmentKind`. Put what comes back on a form with `CardForm.attach`, or on a lead,
        within a day.
        """
        self._pictures.keep(picture.sha256, picture.content, picture.media_type, self._now_ms())
        return Attachment(kind=str(kind), sha256=picture.sha256, media_type=picture.media_type)

    def content(self, sha256: str) -> bytes | None:
        """A picture's bytes; None when it is not on this laptop: kept by another one, or never."""
        picture = self._pictures.get(sha256)
        return None if picture is None else picture.content

    def drop_orphans(self) -> int:
        """Deletes the pictures older than a day that no card names, now or before; gives their number."""
        return self._pictures.drop_orphans(self._now_ms() - ORPHAN_AFTER_MS)

    def _now_ms(self) -> int:
        return int(self._now().timestamp() * 1000)
