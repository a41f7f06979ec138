"""A sync in two halves, for a laptop that waits days for the answer: ask for everything, take in what came.

Only receipts strike a change off the outbox, so a bundle may be lost, or written again; it holds all that has
no receipt yet. Receipts may come late, twice and in any order: each counts for the changes that it names, and
the feed goes on only from where this laptop stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from boothapp.domain.definition import Track
from boothapp.domain.tally import ChangeTally
from boothapp.errors import BundleError, PictureError
from boothapp.sync.bundle import Receipts
from boothapp.sync.engine import ShowTexts
from boothapp.sync.laptop_port import Laptop, PendingChange, WaitingPicture
from boothapp.wire.bundle_messages import BundleRequest
from boothapp.wire.messages import (
    MAX_BATCH_BYTES,
    MAX_BATCH_CHANGES,
    MAX_CHUNK_BYTES,
    BlobChunk,
    CertifyReply,
    CertifyRequest,
    Code,
    EnrolRequest,
    ProvisionRequest,
    PullReply,
    PullRequest,
    PushRequest,
    Receipt,
    Tally,
    WithheldCount,
)

_PICTURES_AT_A_TIME = 100
TOO_LARGE = "is larger than 4 MiB"
MAX_BUNDLE_BYTES = 48 << 20
"""Of the changes and pictures in one bundle; what is left waits for the receipts of this one."""


@dataclass(slots=True, kw_only=True)
class CarriedBack:
    """What receipts came to: how each change was answered, and what the hub handed out.

    ``codes`` counts changes, ``pictures`` those that the hub answered for. ``has_forked`` tells that another
    laptop used this one's numbers, so that what waits has new ones now: write a bundle again. ``problems``
    are words for people.
    """

    codes: Counter[str] = field(default_factory=Counter)
    pulled: int = 0
    new_leads: int = 0
    erased: int = 0
    set_apart: int = 0
    pictures: int = 0
    has_new_texts: bool = False
    has_forked: bool = False
    certified: CertifyReply | None = None
    problems: list[str] = field(default_factory=list)


def ask_all(
    laptop: Laptop,
    *,
    texts: ShowTexts,
    tracks: Sequence[Track],
    now: Callable[[], datetime],
    enrol: EnrolRequest | None = None,
) -> BundleRequest:
    """Everything that a sync would say: what waits, what is held back, the wish to hear what others said."""
    memory = laptop.memory()
    show_id, device_now = texts.show.show_id, now().isoformat()
    counts = [
        WithheldCount(hour=count.hour, staff=count.staff, track=count.track, leads=count.leads)
        for count in laptop.withheld_counts(tracks)
    ]
    batches = _batches(laptop, tracks)
    room = MAX_BUNDLE_BYTES - sum(len(change.change_json) for batch in batches for change in batch)
    pushes = [
        PushRequest(
            device_id=memory.device_id,
            show_id=show_id,
            device_now=device_now,
            changes=[msgspec.Raw(change.change_json) for change in batch],
        )
        for batch in batches or [[]]
    ]
    pushes[0] = msgspec.structs.replace(
        pushes[0], withheld=counts, erased=laptop.untold_erasures(), exports=laptop.untold_exports()
    )
    return BundleRequest(
        enrol=enrol,
        provision=ProvisionRequest(
            device_id=memory.device_id,
            show_id=show_id,
            show=texts.show.source,
            definitions=[definition.source for definition in texts.definitions],
        ),
        pushes=pushes,
        pull=_pull_request(laptop, show_id),
        certify=CertifyRequest(device_id=memory.device_id, show_id=show_id, device_now=device_now),
        chunks=list(_chunks(laptop, tracks, show_id, room)),
    )


def _batches(laptop: Laptop, tracks: Sequence[Track]) -> list[list[PendingChange]]:
    """What waits, cut into pushes; what is too large for any stays here, with that reason."""
    batches: list[list[PendingChange]] = []
    after = whole = size = 0
    while some := laptop.pending(MAX_BATCH_CHANGES, tracks, after):
        batch: list[PendingChange] = []
        size = 0
        for change in some:
            length = len(change.change_json)
            if length > MAX_BATCH_BYTES:
                refusal = Receipt(change_id=change.change_id, code=Code.REJECTED, reason=TOO_LARGE)
                laptop.settle([refusal])
            elif size + length > MAX_BATCH_BYTES:
                break
            else:
                size += length
                batch.append(change)
            after = change.change_no
        whole += size
        if batch:
            batches.append(batch)
        if whole > MAX_BUNDLE_BYTES:
            break
    return batches


def _chunks(laptop: Laptop, tracks: Sequence[Track], show_id: str, room: int) -> Iterator[BlobChunk]:
    """What the hub lacks of the pictures, those of the leads in the same bundle too, as far as there is room.

    Each goes whole or not at all: half of one helps nobody.
    """
    device_id = laptop.memory().device_id
    after = 0
    while some := laptop.waiting_pictures(_PICTURES_AT_A_TIME, tracks, after, with_leads=True):
        for picture in some:
            after = picture.picture_no
            room -= picture.size - picture.at_hub
            if room < 0:
                return
            content = _content(laptop, picture)
            for offset in range(picture.at_hub, picture.size if content else 0, MAX_CHUNK_BYTES):
                yield BlobChunk(
                    device_id=device_id,
                    show_id=show_id,
                    sha256=picture.sha256,
                    size=picture.size,
                    offset=offset,
                    data=(content or b"")[offset : offset + MAX_CHUNK_BYTES],
                )


def _content(laptop: Laptop, picture: WaitingPicture) -> bytes | None:
    """The bytes, if they are there and are what their name says."""
    try:
        return laptop.picture(picture.sha256)
    except PictureError:
        return None


def _pull_request(laptop: Laptop, show_id: str) -> PullRequest:
    memory = laptop.memory()
    return PullRequest(
        device_id=memory.device_id, show_id=show_id, cursor=memory.cursor, with_own=memory.with_own
    )


def take_back(laptop: Laptop, receipts: Receipts) -> CarriedBack:
    """Take in what the hub answered; raises BundleError for an answer from before it was restored."""
    header, answer = receipts.header, receipts.answer
    memory = laptop.memory()
    if header.hub_id == memory.hub_id and header.epoch < memory.epoch:
        raise BundleError(
            "These receipts are from before the hub was restored from its backup. Nothing in them counts. "
            "Write a new bundle."
        )
    laptop.meet(header.hub_id, header.epoch)
    back = CarriedBack(certified=answer.certified)
    if answer.refusal:
        back.problems.append(answer.refusal.words)
    if answer.provisioned:
        back.problems += answer.provisioned.problems
    for push in answer.pushed:
        laptop.settle(push.receipts)
        back.codes.update(receipt.code for receipt in push.receipts)
    exports = [note for note in laptop.untold_exports() if note.batch_no in set(answer.exports)]
    laptop.mark_told(answer.erased, exports)
    if answer.blobs:
        laptop.note_pictures(answer.blobs.received, answer.blobs.erased)
        back.pictures = len(answer.blobs.received) - len(answer.blobs.erased)
    if header.device_id != laptop.memory().device_id:
        return back  # asked under an id that this laptop has given up since
    if back.codes[Code.FORKED]:
        laptop.fork()
        back.has_forked = True
    elif answer.pages and answer.pulled == _pull_request(laptop, header.show_id):
        held = answer.pushed[-1].held if answer.pushed else None
        _read(laptop, answer.pages, back)
        _compare(laptop, held, answer.pages[-1], answer.pulled, back)
    return back


def _read(laptop: Laptop, pages: Sequence[PullReply], back: CarriedBack) -> None:
    for page in pages:
        texts = laptop.take_texts(page)
        taken = laptop.take(page)
        back.has_new_texts |= texts.are_new
        back.problems += texts.problems
        back.pulled += taken.changes
        back.new_leads += taken.leads
        back.erased += taken.erased
        back.set_apart += taken.set_apart


def _compare(
    laptop: Laptop, held: Tally | None, last: PullReply, asked: PullRequest, back: CarriedBack
) -> None:
    """Where the hub comes to another sum than this laptop, ask for everything anew; once, then say so."""
    memory = laptop.memory()
    theirs = _tally(held, memory.held), _tally(last.others, memory.others)
    if last.more or theirs == (memory.held, memory.others):
        return
    if theirs[0] == laptop.counted_held() and theirs[1] == memory.others:
        laptop.believe(held=theirs[0])
        return
    if asked.with_own:
        laptop.believe(held=theirs[0], others=theirs[1])
        back.problems.append(
            "The hub and this laptop still count differently, though everything was sent and read again. "
            "Every lead is still here. Have someone run `boothapp hub verify`."
        )
        return
    laptop.read_again()
    back.problems.append(
        "The hub counts other changes than this laptop. Nothing is lost. Write a new bundle: "
        "everything goes into it."
    )


def _tally(told: Tally | None, ours: ChangeTally) -> ChangeTally:
    """What the hub counts; where it does not count, it is taken to agree."""
    if told is None:
        return ours
    try:
        return ChangeTally(told.changes, int(told.sum, 16))
    except ValueError as error:
        raise BundleError(f"The hub's sum {told.sum!r} is none.") from error
