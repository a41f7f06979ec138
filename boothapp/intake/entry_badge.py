"""Whether a line that somebody typed is a badge of a layout, or words with commas between them."""

from __future__ import annotations

from boothapp.domain.badge_layout import BadgeLayout
from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.layout import fits, pieces_of
from boothapp.intake.piece_reading import is_like_a_name, is_like_a_phone, is_like_an_email, is_like_an_id

_TYPED = (",", ";", "\t", "|")
"""What people put between the pieces of a card, too; nobody types the others."""
_NAMES = (VisitorField.GIVEN_NAME, VisitorField.FAMILY_NAME, VisitorField.DISPLAY_NAME)
_PHONES = (VisitorField.PHONE, VisitorField.MOBILE)


def is_badge_of(text: str, layout: BadgeLayout) -> bool:
    """Whether each piece can be what its column says, and one, an id or a mail, can be nothing else."""
    if not fits(text, layout):
        return False
    if layout.separator not in _TYPED:
        return True
    pairs = [
        (column, piece)
        for column, piece in zip(layout.columns, pieces_of(text, layout.separator), strict=False)
        if column is not None and piece
    ]
    tells = any(column in (VisitorField.BADGE_ID, VisitorField.EMAIL, *_PHONES) for column, _ in pairs)
    return tells and all(_can_be(column, piece) for column, piece in pairs)


def _can_be(column: VisitorField, piece: str) -> bool:
    if column == VisitorField.BADGE_ID:
        return is_like_an_id(piece)
    if column == VisitorField.EMAIL:
        return is_like_an_email(piece)
    if column in _PHONES:
        return is_like_a_phone(piece) or piece.isdecimal()
    return column not in _NAMES or is_like_a_name(piece)
