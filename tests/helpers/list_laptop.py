"""A laptop's side of a sync in lists: it keeps all that the engine told it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from boothapp.domain.definition import Track
from boothapp.domain.ids import DeviceId
from boothapp.domain.tally import ChangeTally, tally_of
from boothapp.errors import ShowKeptError
from boothapp.wire.messages import ExportNote, FeedKind, PullReply, Receipt
from tests.helpers.hub_samples import in_json, lead_change, number_id, sales_ready_lead

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from boothapp.domain.scoreboard import TrackCount

NOTHING = ChangeTally()
SYNCED = (Track.SALES_READY, Track.NURTURE)


@dataclass(frozen=True)
class Item:
    """A change in the outbox."""

    change_json: bytes
    change_id: str
    lead_id: str
    lead_no: int

    @property
    def change_no(self) -> int:
        """Its place: that of its lead."""
        return self.lead_no


@dataclass(frozen=True)
class KeptPhoto:
    """A picture, and how much of it the hub is known to hold."""

    picture_no: int
    content: bytes
    at_hub: int = 0

    @property
    def sha256(self) -> str:
        """Its name."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.content)


@dataclass(frozen=True)
class Remembered:
    """What is remembered of the hub."""

    device_id: DeviceId
    hub_id: str = ""
    epoch: int = 0
    cursor: str = ""
    with_own: bool = False
    held: ChangeTally = NOTHING
    others: ChangeTally = NOTHING


@dataclass(frozen=True)
class Brought:
    """What a page brought."""

    changes: int = 0
    leads: int = 0
    erased: int = 0
    set_apart: int = 0


@dataclass
class NoTexts:
    """The texts of a page, passed over."""

    are_new: bool = False
    problems: list[str] = field(default_factory=list)
    kept_show: ShowKeptError | None = None


@dataclass
class ListLaptop:
    """Nothing in it is durable; what `boothapp.sync.laptop_port` asks for is."""

    device_id: DeviceId = DeviceId("laptop-a")
    items: list[Item] = field(default_factory=list)
    counts: list[TrackCount] = field(default_factory=list)
    settled: dict[str, str] = field(default_factory=dict)
    met: list[tuple[str, int]] = field(default_factory=list)
    pulled: dict[str, bytes] = field(default_factory=dict)
    erasures: list[str] = field(default_factory=list)
    exports: list[ExportNote] = field(default_factory=list)
    photos: list[KeptPhoto] = field(default_factory=list)
    noted: list[dict[str, int]] = field(default_factory=list)
    unwanted: set[str] = field(default_factory=set)
    read_anew: int = 0
    forks: int = 0

    def __post_init__(self) -> None:
        self._memory = Remembered(self.device_id)
        self._told = ("", "")
        self.counts_told = ""

    def add(self, *numbers: int, body: Callable[[int], bytes] | None = None) -> ListLaptop:
        """Put changes that record leads into the outbox."""
        for number in numbers:
            raw = (
                body(number)
                if body
                else in_json(lead_change(number, sales_ready_lead(number), device_id=self.device_id))
            )
            self.items.append(Item(raw, number_id(number), f"lead-{number}", number))
        return self

    def add_photos(self, *contents: bytes) -> ListLaptop:
        """Keep pictures that are to be sent."""
        self.photos += [KeptPhoto(number, content) for number, content in enumerate(contents, 1)]
        return self

    def memory(self) -> Remembered:
        """What is remembered."""
        return self._memory

    def meet(self, hub_id: str, epoch: int) -> None:
        """Keep whom it met; another one is told everything."""
        self.met.append((hub_id, epoch))
        if (self._memory.hub_id, self._memory.epoch) != (hub_id, epoch):
            self._memory = Remembered(
                self._memory.device_id, hub_id, epoch, with_own=bool(self._memory.hub_id)
            )
            self.settled.clear()
            self.pulled.clear()

    def told_texts(self) -> str:
        """As kept."""
        return self._told[0]

    def hub_show(self) -> str:
        """As kept."""
        return self._told[1]

    def keep_told(self, texts: str, show: str) -> None:
        """Keep both."""
        self._told = (texts, show)

    def pending(self, limit: int, tracks: Sequence[Track], after: int) -> Sequence[Item]:
        """What is not settled for good."""
        assert tuple(tracks) == SYNCED
        for_good = {"received", "duplicate", "erased", "rejected", "id_reuse"}
        waiting = [i for i in self.items if self.settled.get(i.change_id) not in for_good]
        return [item for item in waiting if item.change_no > after][:limit]

    def settle(self, receipts: Sequence[Receipt]) -> None:
        """Keep the answers."""
        self.settled.update({receipt.change_id: receipt.code for receipt in receipts})
        self._memory = replace(self._memory, held=self.counted_held())

    def told_counts(self) -> str:
        """What was kept."""
        return self.counts_told

    def keep_told_counts(self, digest: str) -> None:
        """Keep it."""
        self.counts_told = digest

    def withheld_counts(self, tracks: Sequence[Track]) -> Sequence[TrackCount]:
        """The counts it was given."""
        assert tuple(tracks) == SYNCED
        return self.counts

    def begin_run(self, hub_id: str) -> tuple[str, str]:
        """It says no words, as an older laptop."""
        assert hub_id
        return "", ""

    def keep_run(self, hub_id: str) -> None:
        """Nothing is kept."""
        assert hub_id

    def fork(self) -> None:
        """Keep that it was asked to."""
        self.forks += 1

    def take(self, page: PullReply) -> Brought:
        """Keep the changes and the cursor."""
        changes = {item.item_id: bytes(item.body) for item in page.items if item.kind == FeedKind.CHANGE}
        others = {change_id for change_id in changes if change_id not in self.settled}
        self.pulled.update(changes)
        self._memory = replace(
            self._memory, cursor=page.cursor, others=self._memory.others.plus(tally_of(others))
        )
        return Brought(changes=len(changes))

    def take_texts(self, page: PullReply) -> NoTexts:
        """Pass them over."""
        assert page.hub_id == self._memory.hub_id
        return NoTexts()

    def counted_held(self) -> ChangeTally:
        """What was taken."""
        return tally_of(i for i, code in self.settled.items() if code in ("received", "duplicate", "erased"))

    def believe(self, *, held: ChangeTally | None = None, others: ChangeTally | None = None) -> None:
        """Take the sums."""
        self._memory = replace(
            self._memory, held=held or self._memory.held, others=others or self._memory.others
        )

    def let_go_of_erased(self, held: ChangeTally) -> bool:
        """Nothing was ever erased here."""
        assert held != self._memory.held
        return False

    def read_again(self) -> None:
        """Offer everything again."""
        self.read_anew += 1
        self.settled.clear()
        self._memory = replace(self._memory, cursor="", held=NOTHING, others=NOTHING, with_own=True)

    def untold_erasures(self) -> list[str]:
        """Those it was given."""
        return self.erasures

    def untold_exports(self) -> list[ExportNote]:
        """Those it was given."""
        return self.exports

    def mark_told(self, erased: Sequence[str], exports: Sequence[ExportNote]) -> None:
        """Strike them off."""
        self.erasures = [lead_id for lead_id in self.erasures if lead_id not in erased]
        self.exports = [note for note in self.exports if note not in exports]

    def waiting_pictures(
        self, limit: int, tracks: Sequence[Track], after: int, *, with_leads: bool
    ) -> Sequence[KeptPhoto]:
        """The next pictures that the hub lacks; all of its leads travel."""
        assert (tuple(tracks), type(with_leads)) == (SYNCED, bool)
        waiting = [one for one in self.photos if one.at_hub < one.size and one.sha256 not in self.unwanted]
        return [one for one in waiting if one.picture_no > after][:limit]

    def picture(self, sha256: str) -> bytes | None:
        """A picture's bytes; None once it is struck from the list."""
        return next((one.content for one in self.photos if one.sha256 == sha256), None)

    def note_pictures(self, received: Mapping[str, int], erased: Sequence[str]) -> None:
        """Keep it."""
        self.noted.append(dict(received))
        self.unwanted.update(erased)
        self.photos = [replace(one, at_hub=received.get(one.sha256, one.at_hub)) for one in self.photos]
