"""Photos of the bowl: each is an entry with its picture first, and is read after, so that none is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from boothapp.domain.lead import AttachmentKind
from boothapp.domain.visitor_field import VisitorField
from boothapp.errors import CardReaderError, NoCardReaderError, NotEnteredError, PictureError
from boothapp.intake.understood import Kind, Note, Understood
from boothapp.services.prize_entering import UNREAD, BowlCard

if TYPE_CHECKING:
    from boothapp.services.card_photographing import CardPhotographing
    from boothapp.services.picture_codes import CodeSays
    from boothapp.services.picturing import Picturing
    from boothapp.services.prize_entering import Asked
    from boothapp.services.prize_entries import PrizeEntries
    from boothapp.store.draws import DrawStore

_WHO = (
    VisitorField.DISPLAY_NAME, VisitorField.GIVEN_NAME, VisitorField.FAMILY_NAME, VisitorField.EMAIL,
    VisitorField.PHONE, VisitorField.MOBILE,
)  # fmt: skip
_NOTHING = Understood(kind=Kind.EMPTY, raw="")


class KeptPhoto(NamedTuple):
    """The ticket of a photo, and whether it was in the bowl before."""

    ticket: int
    was_here: bool


class PrizePhotos:
    """The photos of one connection; used on one thread."""

    def __init__(
        self,
        *,
        entries: PrizeEntries,
        draws: DrawStore,
        picturing: Picturing,
        photographing: CardPhotographing,
        codes: Callable[[bytes], list[CodeSays]],
    ) -> None:
        self._entries, self._draws, self._picturing = entries, draws, picturing
        self._photographing, self._codes = photographing, codes

    def keep(self, path: Path, asked: Asked) -> KeptPhoto:
        """Make a photo durable as an entry to be read, with what was said; the same picture twice is one.

        Raises PictureError for a file that shows no picture, so there is nothing to type from, and
        NotEnteredError for one that cannot be opened or is of another kind.
        """
        from boothapp.intake.foreign_file import HEAD_BYTES, foreign_problem  # noqa: PLC0415
        from boothapp.intake.picture import kept_picture, open_picture  # noqa: PLC0415 - Pillow
        from boothapp.intake.picture_kind import LARGEST_FILE  # noqa: PLC0415

        try:
            with path.open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
        except OSError as error:
            raise NotEnteredError((path.name, f"cannot be read: {error.strerror}")) from error
        if (problem := foreign_problem(content[:HEAD_BYTES], path.suffix.lower())) is not None:
            raise NotEnteredError((path.name, problem))
        picture = kept_picture(open_picture(content))
        known = self._draws.ticket_with(picture.sha256)
        if known is not None:
            return KeptPhoto(known, was_here=True)
        self._picturing.keep(picture, AttachmentKind.CARD_PHOTO)
        return KeptPhoto(self._entries.put_photo(picture.sha256, (UNREAD,), asked), was_here=False)

    def unread(self) -> list[int]:
        """The tickets whose pictures nobody has looked at yet."""
        return [row.ticket for row in self._draws.entries() if UNREAD in row.doubts and row.lead_id is None]

    def read(self, ticket: int) -> BowlCard:
        """What a photo says: the code on it if it names somebody, else the print of the card.

        A photo that says nothing gives an empty card. Raises NoCardReaderError where no code helps and what
        reads cards is not installed: it may be read later.
        """
        row = self._draws.entry(ticket)
        content = self._picturing.content(row.picture) if row is not None else None
        if row is None or content is None:
            return BowlCard(read=_NOTHING)
        try:
            said = next((said for said in self._codes(content) if _says_who(said.read)), None)
            if said is not None:
                return BowlCard(
                    read=said.read, picture=row.picture, is_scan=True, symbology=said.code.symbology
                )
            reading = self._photographing.read(content)
        except NoCardReaderError:
            raise
        except (PictureError, CardReaderError):
            return BowlCard(read=_NOTHING, picture=row.picture)
        return BowlCard(
            read=reading.understood, picture=row.picture, is_doubtful=Note.NO_CARD in reading.notes
        )


def _says_who(read: Understood) -> bool:
    """Whether a code names somebody or is a badge; the link to a company's site is neither."""
    return bool(read.badge_id) or any(read.first(name) for name in _WHO)
