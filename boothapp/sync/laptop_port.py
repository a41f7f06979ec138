"""The port that a laptop's store answers at in a sync."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from boothapp.domain.definition import Track
from boothapp.domain.ids import DeviceId
from boothapp.domain.scoreboard import TrackCount
from boothapp.domain.tally import ChangeTally
from boothapp.errors import ShowKeptError
from boothapp.wire.messages import ExportNote, PullReply, Receipt


class PendingChange(Protocol):
    """A change that waits in the outbox."""

    @property
    def change_json(self) -> bytes:
        """The change as JSON in UTF-8."""

    @property
    def change_id(self) -> str:
        """Its id."""

    @property
    def change_no(self) -> int:
        """Its place among all changes on this laptop."""

    @property
    def lead_id(self) -> str:
        """The lead that it is of."""

    @property
    def lead_no(self) -> int:
        """The number of that lead on this laptop."""


class WaitingPicture(Protocol):
    """A picture that the hub does not hold in full."""

    @property
    def picture_no(self) -> int:
        """Its place among the pictures of this laptop."""

    @property
    def sha256(self) -> str:
        """Its name: of its bytes, in hex."""

    @property
    def size(self) -> int:
        """How many bytes it has."""

    @property
    def at_hub(self) -> int:
        """How many of them, from the start, the hub is known to hold."""


class Memory(Protocol):
    """What the laptop remembers of the hub; the id and the cursor are empty before the first sync."""

    @property
    def device_id(self) -> DeviceId:
        """Who this laptop is."""

    @property
    def hub_id(self) -> str:
        """The hub met last."""

    @property
    def epoch(self) -> int:
        """Its epoch then."""

    @property
    def cursor(self) -> str:
        """How far its feed was read."""

    @property
    def with_own(self) -> bool:
        """Whether the feed is to bring this device's own changes as well."""

    @property
    def held(self) -> ChangeTally:
        """The changes of this device that are at the hub."""

    @property
    def others(self) -> ChangeTally:
        """The changes of other devices that came by the feed."""


class Taken(Protocol):
    """What a page brought."""

    @property
    def changes(self) -> int:
        """Changes that are new here."""

    @property
    def leads(self) -> int:
        """Leads that are new here."""

    @property
    def erased(self) -> int:
        """Leads that were here and are erased."""

    @property
    def set_apart(self) -> int:
        """Items that this program could not use."""


class Texts(Protocol):
    """What became of the show and the definitions that a page brought."""

    @property
    def are_new(self) -> bool:
        """Whether the show or the definition in force is another than before."""

    @property
    def kept_show(self) -> ShowKeptError | None:
        """Where the show's text of here is kept, if it gave way to the one that came."""

    @property
    def problems(self) -> list[str]:
        """What could not be used, in words."""


class Laptop(Protocol):
    """What the engine needs of the laptop; each call is one durable step, or several that may be repeated."""

    def memory(self) -> Memory:
        """What is remembered of the hub."""

    def meet(self, hub_id: str, epoch: int) -> None:
        """Start over if this is another hub, or another epoch of it, than the last one met."""

    def told_texts(self) -> str:
        """The digest of the show and the definitions that the hub was told of last."""

    def hub_show(self) -> str:
        """The show's text that the hub had last; empty when that is not known."""

    def keep_told(self, texts: str, show: str) -> None:
        """Keep that digest, and the show's text as the hub has it."""

    def pending(self, limit: int, tracks: Sequence[Track], after: int) -> Sequence[PendingChange]:
        """The oldest changes not yet acknowledged, of leads that are, or once were, on these tracks."""

    def settle(self, receipts: Sequence[Receipt]) -> None:
        """Keep what the hub said of each change."""

    def told_counts(self) -> str:
        """The digest of the withheld counts that the hub was told last; empty when it was told none."""

    def keep_told_counts(self, digest: str) -> None:
        """Keep that digest: the hub was told of these counts."""

    def withheld_counts(self, tracks: Sequence[Track]) -> Sequence[TrackCount]:
        """How many leads stay on the laptop while these tracks leave it."""

    def begin_run(self, hub_id: str) -> tuple[str, str]:
        """The word of the last sync that this hub answered, and a new one, kept until it is answered."""

    def keep_run(self, hub_id: str) -> None:
        """That hub has heard the new one."""

    def fork(self) -> None:
        """Go on under another device id, and number what waits anew."""

    def take(self, page: PullReply) -> Taken:
        """Take in a page of the feed."""

    def take_texts(self, page: PullReply) -> Texts:
        """Take the show and the definitions of a page, before its changes."""

    def counted_held(self) -> ChangeTally:
        """The changes of this device that are at the hub, counted one by one."""

    def believe(self, *, held: ChangeTally | None = None, others: ChangeTally | None = None) -> None:
        """Take these sums for the laptop's own."""

    def let_go_of_erased(self, held: ChangeTally) -> bool:
        """Whether the hub lacks nothing but changes erased here since: then they count no longer.

        A hub that was restored knows nothing of what was captured after its backup and erased before it was
        put back. To be asked once all that is here was offered again and acknowledged.
        """

    def read_again(self) -> None:
        """Offer everything again, and read the feed from its beginning."""

    def untold_erasures(self) -> list[str]:
        """Leads that were erased here while the hub was not told."""

    def untold_exports(self) -> list[ExportNote]:
        """Files that left while the hub was not told."""

    def mark_told(self, erased: Sequence[str], exports: Sequence[ExportNote]) -> None:
        """The hub knows of these."""

    def waiting_pictures(
        self, limit: int, tracks: Sequence[Track], after: int, *, with_leads: bool
    ) -> Sequence[WaitingPicture]:
        """The oldest pictures to send; ``with_leads`` also those of leads that are still to go themselves."""

    def picture(self, sha256: str) -> bytes | None:
        """A picture's bytes; None when it is gone.

        Raises PictureError when it is no longer what its name says: then it is not sent.
        """

    def note_pictures(self, received: Mapping[str, int], erased: Sequence[str]) -> None:
        """The hub holds so much of these; and those it will never take."""
