"""A show's badge layout: what separates the pieces of a badge, and which piece is what."""

from __future__ import annotations

from dataclasses import dataclass

from boothapp.domain.visitor_field import VisitorField

UNWRITTEN = ("^", "~", "|", "\t")
SEPARATORS = (*UNWRITTEN, ";", ",", "\n", "$", "/")
"""What badges put between their pieces, the least likely to stand within one first.

People write no text with the ``UNWRITTEN`` ones; with the others they do.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeLayout:
    """``columns`` names each piece in its order; None for one that nobody needs."""

    name: str
    separator: str
    columns: tuple[VisitorField | None, ...]
