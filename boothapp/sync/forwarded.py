"""What came of it when one hub's store went to another hub."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from boothapp.domain.tally import ChangeTally
from boothapp.wire.messages import LeftFile, Receipt


@dataclass(slots=True, kw_only=True)
class Forwarded:
    """What it came to: ``offered`` and ``arrived`` are equal when every change is there.

    ``codes`` counts how the changes were answered, ``renamed`` those of copied profiles, which go by another
    device's name there. ``pictures`` are there in full, ``pictures_left`` are not. ``forgotten`` leads were
    erased here, as that hub told; ``erased_there`` were erased there, as this one told, and ``files`` hold
    such leads. ``asked`` were erased here, and the owner of that hub has still to erase them; a hub that is
    too old to be asked was not: ``untold``. ``untaken`` words of sales and members of the staff it did not
    take: whoever brought them may not say so there, nor that other laptops have forgotten leads: ``unsaid``
    such words were left out. ``other_shows`` are in the store as well, and were not
    brought. ``size`` and ``erasures`` are those of the store as the run found it, but for what was forgotten.
    """

    hub_id: str = ""
    size: tuple[int, int] = (0, 0)
    other_shows: list[str] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    renamed: int = 0
    offered: ChangeTally = field(default_factory=ChangeTally)
    arrived: ChangeTally = field(default_factory=ChangeTally)
    refused: list[Receipt] = field(default_factory=list)
    pictures: int = 0
    pictures_left: int = 0
    forgotten: int = 0
    erasures: int = 0
    erased_there: int = 0
    asked: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    files: list[LeftFile] = field(default_factory=list)
    untaken: int = 0
    unsaid: int = 0
    problems: list[str] = field(default_factory=list)
    was_cancelled: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether all that can go there is there."""
        is_there = self.offered == self.arrived and not self.refused and not self.pictures_left
        return is_there and not self.was_cancelled

    def plus(self, other: Forwarded) -> Forwarded:
        """This and what came to the same hub after it, together."""
        return Forwarded(
            hub_id=other.hub_id,
            size=(self.size[0] + other.size[0], self.size[1] + other.size[1]),
            other_shows=sorted({*self.other_shows, *other.other_shows}),
            codes=self.codes + other.codes,
            renamed=self.renamed + other.renamed,
            offered=self.offered.plus(other.offered),
            arrived=self.arrived.plus(other.arrived),
            refused=self.refused + other.refused,
            pictures=self.pictures + other.pictures,
            pictures_left=self.pictures_left + other.pictures_left,
            forgotten=self.forgotten + other.forgotten,
            erasures=self.erasures + other.erasures,
            erased_there=self.erased_there + other.erased_there,
            asked=sorted({*self.asked, *other.asked}),
            untold=sorted({*self.untold, *other.untold}),
            untaken=self.untaken + other.untaken,
            unsaid=self.unsaid + other.unsaid,
            files=self.files + [file for file in other.files if file not in self.files],
            problems=self.problems + other.problems,
            was_cancelled=self.was_cancelled or other.was_cancelled,
        )
