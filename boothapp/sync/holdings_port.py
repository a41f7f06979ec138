"""The port that a hub's store answers at when it goes to another hub."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from boothapp.wire.messages import DispositionDocument, ExportNote, StaffDocument, WithheldCount


class HeldText(Protocol):
    """A lead definition as the store has it."""

    @property
    def ref(self) -> tuple[str, int]:
        """Its id and version."""

    @property
    def sha256(self) -> str:
        """Of its text, in hex."""

    @property
    def source(self) -> str:
        """Its text."""


class HeldChange(Protocol):
    """A change in the log."""

    @property
    def device_seq(self) -> int:
        """Its number among those of its device."""

    @property
    def change_id(self) -> str:
        """Its id."""

    @property
    def lead_id(self) -> str:
        """The lead that it is of."""

    @property
    def body(self) -> bytes:
        """It as JSON, as its laptop sent it."""


class LaptopWord(Protocol):
    """What a laptop said beside its changes."""

    @property
    def withheld(self) -> Sequence[WithheldCount]:
        """What stays on it by policy."""

    @property
    def withheld_at(self) -> str:
        """When it counted that, by its clock; empty where it never did."""

    @property
    def erased(self) -> Sequence[str]:
        """The leads that it has said to have forgotten."""

    @property
    def exports(self) -> Sequence[ExportNote]:
        """The files that left it."""


class HeldErasure(Protocol):
    """A lead that was erased."""

    @property
    def lead_id(self) -> str:
        """Which."""

    @property
    def by(self) -> str:
        """By whom."""

    @property
    def reason(self) -> str:
        """Why."""

    @property
    def is_own(self) -> bool:
        """Whether the owner of this hub said so, and not another hub."""


class HeldPicture(Protocol):
    """A picture that is whole."""

    @property
    def sha256(self) -> str:
        """Its name."""

    @property
    def size(self) -> int:
        """How many bytes it has."""


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """What the last time came to: when (ISO 8601), of which show, to which hub, how many changes arrived.

    ``epoch`` is the hub's then: where it has another by now, it was restored, and may lack some of it.
    ``size`` is that of the store then, in changes and pictures, and ``erasures`` how many leads were erased
    in it. ``asked`` are leads that the hub's owner has still to erase there, as the hub knows; of ``untold``
    it could not be told.
    """

    at: str
    hub_id: str
    epoch: int
    show_id: str
    size: tuple[int, int]
    arrived: int
    is_whole: bool
    erasures: int = 0
    asked: list[str] = []
    untold: list[str] = []


class Holdings(Protocol):
    """What a hub's store holds of one show; each call reads what is there then."""

    @property
    def hub_id(self) -> str:
        """Whose store it is."""

    @property
    def show_id(self) -> str:
        """The show."""

    def shows(self) -> Sequence[str]:
        """All shows that the store knows, this one or not."""

    def size(self) -> tuple[int, int]:
        """How many changes ever came, erased ones too, and how many pictures are whole.

        More than before means that something was added since.
        """

    def show(self) -> str:
        """The show's text; empty where there is none."""

    def definitions(self) -> Sequence[HeldText]:
        """Its lead definitions."""

    def count_changes(self) -> int:
        """How many changes can be handed on."""

    def devices(self) -> Sequence[str]:
        """The laptops that were heard of."""

    def changes(self, device_id: str, after: int, limit: int) -> Sequence[HeldChange]:
        """The changes of a laptop behind a number, in their order, but for those of erased leads."""

    def word(self, device_id: str) -> LaptopWord:
        """What it said beside."""

    def dispositions(self) -> Sequence[DispositionDocument]:
        """All that sales ever said here, the oldest first."""

    def staff(self) -> Sequence[StaffDocument]:
        """The booth's staff."""

    def pictures(self) -> Sequence[HeldPicture]:
        """The pictures that are whole."""

    def picture(self, sha256: str) -> bytes | None:
        """One of them; None when it is gone."""

    def erasures(self) -> Sequence[HeldErasure]:
        """The leads that were erased here."""

    def note(self, hub_id: str, text: str) -> None:
        """Keep with the store what was brought of it to a hub."""

    def noted(self, hub_id: str) -> str:
        """What was kept last of that hub; empty where nothing was."""

    def forget(self, lead_ids: Sequence[str]) -> None:
        """Erase leads here, too."""
