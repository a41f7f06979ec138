"""The laptop as a sync meets it: outbox, inbox, erasures, exports and the show's texts, as one."""

from __future__ import annotations

import hashlib
import itertools
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from boothapp.domain.definition import Track
from boothapp.domain.ids import DeviceId, uuid7
from boothapp.domain.layout_tables import differ_by_layouts_alone
from boothapp.domain.lead import DefinitionRef
from boothapp.domain.scoreboard import TrackCount
from boothapp.domain.tally import ChangeTally
from boothapp.errors import (
    BoothappError,
    ExportError,
    MessageError,
    PictureError,
    PictureProblem,
    ShowKeptError,
)
from boothapp.noise import random_bits
from boothapp.services.form_view import SHOW_FILE
from boothapp.services.layout_keeping import with_own_layouts
from boothapp.services.show_setup import ShowSetting, with_file
from boothapp.store import hub_memory
from boothapp.store.database import Database
from boothapp.store.forgetting import Erasures
from boothapp.store.hub_memory import HubMemory
from boothapp.store.inbox import Inbox, Taken
from boothapp.store.outbox import Outbox, OutboxItem
from boothapp.store.pictures import Pictures, WaitingPicture
from boothapp.store.settings import ExportBatches, Settings
from boothapp.wire.messages import Code, ExportNote, FeedKind, PullReply, Receipt, TextDocument

_TOLD_TEXTS, _HUB_SHOW, _TOLD_COUNTS = "hub_texts", "hub_show_text", "hub_counts"
_RUN = "hub_run:"
_KEPT_SHOW = "show-kept-*.toml"


@dataclass(slots=True)
class TakenTexts:
    """What became of the show and the definitions of a page; ``problems`` are in words.

    ``kept_show`` tells where the show's text of here was put when the one that came is in its place.
    """

    are_new: bool = False
    problems: list[str] = field(default_factory=list)
    kept_show: ShowKeptError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaptopSide:
    """What `boothapp.sync.laptop_port` asks for, over one connection; ``folder`` is the profile's."""

    database: Database
    outbox: Outbox
    inbox: Inbox
    erasures: Erasures
    exports: ExportBatches
    pictures: Pictures
    settings: Settings
    setting: ShowSetting
    folder: Path

    def memory(self) -> HubMemory:
        """What is remembered of the hub."""
        return hub_memory.recall(self.database)

    def meet(self, hub_id: str, epoch: int) -> None:
        """Start over if this is another hub, or another epoch of it, than the last one met."""
        memory = self.memory()
        if (memory.hub_id, memory.epoch) != (hub_id, epoch):
            self.settings.put_all({_TOLD_TEXTS: "", _HUB_SHOW: "", _TOLD_COUNTS: ""})
        self.outbox.meet(hub_id, epoch)

    def told_texts(self) -> str:
        """The digest of the show and the definitions that the hub was told of last."""
        return str(self.settings.get(_TOLD_TEXTS) or "")

    def hub_show(self) -> str:
        """The show's text that the hub had last; empty when that is not known."""
        return str(self.settings.get(_HUB_SHOW) or "")

    def keep_told(self, texts: str, show: str) -> None:
        """Keep both; where the hub is told of them, it may not know what stays here either."""
        self.settings.put_all({_TOLD_TEXTS: texts, _HUB_SHOW: show, _TOLD_COUNTS: ""})

    def told_counts(self) -> str:
        """The digest of what stays here by policy, as the hub was told it last."""
        return str(self.settings.get(_TOLD_COUNTS) or "")

    def keep_told_counts(self, digest: str) -> None:
        """Keep that digest."""
        self.settings.put(_TOLD_COUNTS, digest)

    def pending(self, limit: int, tracks: Sequence[Track], after: int) -> list[OutboxItem]:
        """The oldest changes not yet acknowledged, of leads that travel."""
        return self.outbox.pending(limit, tracks, after)

    def settle(self, receipts: Sequence[Receipt]) -> None:
        """Keep what the hub said of each change."""
        self.outbox.settle(receipts)

    def withheld_counts(self, tracks: Sequence[Track]) -> list[TrackCount]:
        """How many leads stay on the laptop while these tracks leave it."""
        return self.outbox.withheld_counts(tracks)

    def begin_run(self, hub_id: str) -> tuple[str, str]:
        """The word of the last sync that this hub answered, and of this one; a lost answer alters none."""
        before, word, is_heard = self._run_words(hub_id)
        if is_heard or not word:
            before, word = word, f"{random_bits(128):032x}"
            self.settings.put(_RUN + hub_id, [before, word, False])
        return before, word

    def keep_run(self, hub_id: str) -> None:
        """That hub has heard the new one."""
        before, word, is_heard = self._run_words(hub_id)
        if not is_heard:
            self.settings.put(_RUN + hub_id, [before, word, True])

    def _run_words(self, hub_id: str) -> tuple[str, str, bool]:
        kept = self.settings.get(_RUN + hub_id)
        match kept:
            case [str(before), str(word), bool(is_heard)]:
                return before, word, is_heard
        return "", "", False

    def fork(self) -> None:
        """Go on under another device id, and number what waits anew."""
        self.settings.put(_TOLD_COUNTS, "")
        self.outbox.fork(DeviceId(uuid7(time.time_ns() // 1_000_000, random_bits)))

    def take(self, page: PullReply) -> Taken:
        """Take in a page of the feed; what it brings back of our own need not be sent again."""
        taken = self.inbox.take(page)
        self.outbox.settle(
            [Receipt(change_id=change_id, code=Code.DUPLICATE) for change_id in sorted(taken.made_here)]
        )
        return taken

    def take_texts(self, page: PullReply) -> TakenTexts:
        """Take the show and the definitions of a page, before its changes."""
        told = TakenTexts()
        for item in page.items:
            if item.kind not in (FeedKind.SHOW, FeedKind.DEFINITION):
                continue
            try:
                source = _text_of(bytes(item.body))
                if item.kind == FeedKind.SHOW:
                    told.are_new |= self._take_show(source, told)
                else:
                    told.are_new |= self._take_definition(source)
            except BoothappError as error:
                told.problems.append(str(error))
        return told

    def _take_show(self, source: str, told: TakenTexts) -> bool:
        """Put the hub's show text in force, with what was done to the badge layouts here since.

        Where more was changed here since, ours goes there: as it is if the hub's is the one that it was made
        of, with the hub's layouts if those alone are new there. Else both said something new: the hub's comes
        in force, and ours is kept in a file, for a person to choose. So it is where nobody knows what ours
        was made of, as with a show that was set up here before the hub was met.
        """
        current, before = self.setting.current(), self.hub_show()
        ours = current.show.source if current else ""
        text = with_own_layouts(source, current, before)
        if current and ours != source and not differ_by_layouts_alone(ours, before or source):
            if source == before:
                return False
            if before and differ_by_layouts_alone(source, before):
                text = with_own_layouts(ours, with_file(current, source, SHOW_FILE), before)
            else:
                with_file(current, text, SHOW_FILE)  # raises where it can't be taken, before anything is done
                told.kept_show = ShowKeptError(str(self._keep_aside(ours)))
                told.problems.append(str(told.kept_show))
        changed = self.setting.take_show(text)
        if text != source:
            self.settings.put(_TOLD_TEXTS, "")  # the hub has another one by now than it was told of
        self.settings.put(_HUB_SHOW, source)
        return changed

    def kept_shows(self) -> list[Path]:
        """The texts of the show that were put aside, and not deleted since."""
        return sorted(self.folder.glob(_KEPT_SHOW))

    def _keep_aside(self, text: str) -> Path:
        """A new file with this text of the show; raises ExportError."""
        for number in itertools.count(1):
            path = self.folder / _KEPT_SHOW.replace("*", str(number))
            try:
                with path.open("x", encoding="utf-8") as file:
                    file.write(text)
                    file.flush()
                    os.fsync(file.fileno())
            except FileExistsError:
                continue
            except OSError as error:
                raise ExportError(f"{path}: cannot be written: {error.strerror}") from error
            return path
        raise AssertionError  # the numbers never end

    def _take_definition(self, source: str) -> bool:
        ref, is_new, is_in_force = self.setting.take_definition(source)
        if is_new:
            self.inbox.judge_again([DefinitionRef(*ref)])
        return is_in_force

    def counted_held(self) -> ChangeTally:
        """The changes of this device that are at the hub, counted one by one."""
        return hub_memory.counted_held(self.database)

    def believe(self, *, held: ChangeTally | None = None, others: ChangeTally | None = None) -> None:
        """Take these sums for the laptop's own."""
        self.outbox.believe(held=held, others=others)

    def let_go_of_erased(self, held: ChangeTally) -> bool:
        """Whether the hub lacks nothing but changes erased here since: then they count no longer."""
        return self.outbox.let_go_of_erased(held)

    def read_again(self) -> None:
        """Offer everything again, and read the feed from its beginning."""
        self.outbox.read_again()

    def untold_erasures(self) -> list[str]:
        """Leads that were erased here, files and all, while the hub was not told."""
        self.erasures.purge()
        return self.erasures.untold()

    def untold_exports(self) -> list[ExportNote]:
        """Files that left while the hub was not told."""
        return [
            ExportNote(
                batch_no=batch.batch_no, at=batch.at, by=batch.by, preset=batch.preset,
                file_name=batch.file_name, sha256=batch.sha256, lead_ids=list(batch.lead_ids),
            )
            for batch in self.exports.untold()
        ]  # fmt: skip

    def mark_told(self, erased: Sequence[str], exports: Sequence[ExportNote]) -> None:
        """The hub knows of these."""
        if erased:
            self.erasures.mark_told(erased)
        if exports:
            self.exports.mark_told([note.batch_no for note in exports])

    def waiting_pictures(
        self, limit: int, tracks: Sequence[Track], after: int, *, with_leads: bool
    ) -> list[WaitingPicture]:
        """The oldest pictures to send."""
        return self.pictures.waiting(limit, tracks, after, with_leads=with_leads)

    def picture(self, sha256: str) -> bytes | None:
        """A picture's bytes; None when it is gone.

        One that is no longer what its name says stays here, for the doctor to tell; PictureError says so.
        """
        picture = self.pictures.get(sha256)
        if picture is None and not self.pictures.is_kept(sha256):
            return None
        if picture is None or hashlib.sha256(picture.content).hexdigest() != sha256:
            self.pictures.note_refused([sha256], "damaged")
            raise PictureError(PictureProblem.DAMAGED)
        return picture.content

    def note_pictures(self, received: Mapping[str, int], erased: Sequence[str]) -> None:
        """The hub holds so much of these; and those it will never take."""
        self.pictures.note(received)
        if erased:
            self.pictures.note_refused(erased, "erased")


def _text_of(body: bytes) -> str:
    try:
        return msgspec.json.decode(body, type=TextDocument).source
    except msgspec.MsgspecError as error:
        raise MessageError(f"The hub handed out a text that cannot be read: {error}") from error
