"""The codes on a picture, each with what it says of a visitor; the best contact first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from boothapp.domain.symbology import USUAL
from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.barcode import ReadCode, read_codes
from boothapp.intake.payload import read_payload
from boothapp.intake.payload_text import text_of
from boothapp.intake.picture import open_picture
from boothapp.intake.understood import LIKELY, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from boothapp.domain.badge_layout import BadgeLayout
    from boothapp.intake.understood import Understood

_SAY_NOTHING = (Kind.UNKNOWN, Kind.EMPTY, Kind.EVENT)
_CONTACT_CODES = (Kind.VCARD, Kind.MECARD, Kind.BIZCARD)
_SAY_LITTLE = (Kind.LINK, Kind.BADGE_ID)
_WHO = (
    VisitorField.DISPLAY_NAME,
    VisitorField.GIVEN_NAME,
    VisitorField.FAMILY_NAME,
    VisitorField.EMAIL,
    VisitorField.PHONE,
    VisitorField.MOBILE,
)


class CodeSays(NamedTuple):
    """A code on a picture and what is understood of it."""

    code: ReadCode
    read: Understood

    @property
    def tells_who(self) -> bool:
        """Whether it names a visitor, or gives the id of a badge: a card's website does neither."""
        least = 0.0 if self.read.kind in _CONTACT_CODES else LIKELY
        named = any(self.read.first(name, at_least=least) for name in _WHO)
        return self.read.kind not in _SAY_NOTHING and bool(named or self.read.badge_id)


def codes_on_picture(
    content: bytes,
    *,
    country: str,
    layouts: Sequence[BadgeLayout] = (),
    symbologies: Collection[str] = USUAL,
) -> list[CodeSays]:
    """What the codes on a picture's file say, the best contact first; raises PictureError."""
    return best_first(read_codes(open_picture(content), symbologies), country=country, layouts=layouts)


def contact_in_file(content: bytes, *, country: str, layouts: Sequence[BadgeLayout] = ()) -> CodeSays | None:
    """What a file says that is the text of one contact or badge (.vcf, .txt); None when it is none.

    A list of many is none: it is imported, or entered into the draw.
    """
    text = text_of(content)
    read = read_payload(content, country=country, layouts=layouts)
    is_list = text.count("@") > 1 and read.kind not in (*_CONTACT_CODES, Kind.PAIRS, Kind.JSON)
    said = CodeSays(ReadCode(text, "", ()), read)
    return said if said.tells_who and "\x00" not in text and not is_list else None


def best_first(
    codes: Sequence[ReadCode], *, country: str, layouts: Sequence[BadgeLayout] = ()
) -> list[CodeSays]:
    """What each code says; the one first that says most of a visitor."""
    said = [CodeSays(code, read_payload(code.text, country=country, layouts=layouts)) for code in codes]
    return sorted(said, key=_worth, reverse=True)


def _worth(said: CodeSays) -> tuple[int, bool, int]:
    """A contact before an id, an id before a mere link; among equals the one with more fields."""
    kind = said.read.kind
    rank = 0 if kind in _SAY_NOTHING else 1 if kind in _SAY_LITTLE else 2
    return rank, said.tells_who, len(said.read.fields)
