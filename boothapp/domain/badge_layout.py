"""A show's badge layout: what separates the pieces of a badge, and which piece is what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from boothapp.domain.visitor_field import VisitorField

SEPARATORS = ("^", "~", "|", "\t", ";", ",", "\n")
"""What badges put between their pieces, the least likely to stand within one first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeLayout:
    """``columns`` names each piece in its order; None for one that nobody needs."""

    name: str
    separator: str
    columns: tuple[VisitorField | None, ...]

    def to_values(self) -> dict[str, Any]:
        """The layout as JSON holds it."""
        return {"name": self.name, "separator": self.separator, "columns": list(self.columns)}


def layout_from_values(values: Mapping[str, Any]) -> BadgeLayout | None:
    """The layout that ``to_values`` gave; None for what is none, say from a newer version.

    A column whose name is not known here is one that nobody needs.
    """
    name, separator, columns = (values.get(key) for key in ("name", "separator", "columns"))
    if not isinstance(name, str) or separator not in SEPARATORS or not isinstance(columns, list):
        return None
    known = {field.value: field for field in VisitorField}
    return BadgeLayout(
        name=name, separator=separator, columns=tuple(known.get(str(each)) for each in columns)
    )
