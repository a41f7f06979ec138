"""Bundles come in here: the sound are taken, the others refused whole, and receipts go back beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from boothapp.errors import BundleError, HubAccessError, HubError, HubFileError, HubWaitError
from boothapp.hub.accounts import Accounts
from boothapp.hub.keys import HubKeys, read_keys
from boothapp.hub.schema import TOKEN
from boothapp.hub.speakers import Standing, note_speaker, standing_of
from boothapp.wire.bundle_file import read_file, receipt_path, write_file
from boothapp.wire.bundle_messages import (
    BundleAnswer,
    BundleRequest,
    Refusal,
    pack_answer,
    unpack_request,
)
from boothapp.wire.messages import (
    BlobReply,
    EnrolReply,
    EnrolRequest,
    HelloRequest,
    ProvisionRequest,
    PullReply,
    PullRequest,
    Receipt,
)
from boothapp.wire.sealed_frame import FrameHeader, FrameKind, read_frame, read_seal_key, seal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    from boothapp.hub.store import CentralStore

MAX_PAGES_BYTES = 48 << 20
"""Of the feed, in one receipts file; the laptop asks for the rest with its next bundle."""


_OTHER_LAPTOP = (
    "This bundle speaks for another laptop or another show than the one that signed it. "
    "Nothing of it was taken."
)


class Sender(NamedTuple):
    """A laptop as the hub knows it."""

    seal_key: str
    is_revoked: bool
    device_ids: tuple[str, ...]
    """Under which it was let in, the last at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of one bundle. ``receipts`` is the file written beside it, None when that failed.

    ``problem`` are words about what was not taken, or about the receipts that could not be written.
    """

    bundle: Path
    header: FrameHeader
    answer: BundleAnswer
    receipts: Path | None
    problem: str = ""

    @property
    def of_changes(self) -> Iterator[Receipt]:
        """The receipt of each change."""
        return (receipt for push in self.answer.pushed for receipt in push.receipts)


def known_sender(connection: Connection, show_id: str, sign_key: str) -> Sender | None:
    """The laptop that signs with this key; it goes by its key, for a copied profile takes another id.

    Once a token of it is valid again, it is. That a token expired closes the network's door alone: whoever
    brings a bundle is a person, and the leads in it were captured.
    """
    query = select(TOKEN.c.seal_key, TOKEN.c.revoked_at, TOKEN.c.device_id).where(
        TOKEN.c.show_id == show_id, TOKEN.c.sign_key == sign_key
    )
    rows = connection.execute(query.order_by(TOKEN.c.created_at)).all()
    valid = [row for row in rows if not row.revoked_at]
    if not rows:
        return None
    ids = tuple(row.device_id for row in valid or rows)
    return Sender((valid or rows)[-1].seal_key, is_revoked=not valid, device_ids=ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleIntake:
    """Takes bundles into a central store; a laptop that is new there is let in by the code that it brings."""

    store: CentralStore

    def take(self, bundle: Path) -> Imported:
        """Take one bundle; raises BundleError or HubAccessError, and then nothing of it was taken.

        Each batch in it is one transaction, and only what is durable has a receipt: whatever stops this, the
        same bundle may come in again.
        """
        frame = read_frame(read_file(bundle))
        header = frame.header
        if header.kind != FrameKind.CHANGES:
            raise BundleError(
                "This file holds receipts, not changes. Bring it back to the laptop that it is for."
            )
        hub_id = self.store.identity.hub_id
        if header.hub_id != hub_id:
            raise BundleError(
                f"This bundle was sealed for another hub ({header.hub_id}), not for this one ({hub_id}). "
                "Nothing of it was taken. Bring it there."
            )
        with self.store.database.reading() as connection:
            keys = read_keys(connection)
            sender = known_sender(connection, header.show_id, header.sign_key)
        if sender is not None and sender.is_revoked:
            raise HubAccessError(
                "The laptop that wrote this bundle may no longer come in. Nothing of it was taken. "
                "Enrol it anew, then write the bundle again."
            )
        request = unpack_request(frame.unseal(keys.seal))
        _check_names(header, request)
        if sender:
            self._check_speaker(sender, header)
        enrolled = None if sender else self._enrolled(header, request)
        seal_key = sender.seal_key if sender else _enrol_request(request).seal_key
        recipient = read_seal_key(seal_key)
        answer = _answer(self.store, request, enrolled)
        return self._with_receipts(bundle, header, answer, keys, recipient)

    def _check_speaker(self, sender: Sender, header: FrameHeader) -> None:
        """Refuse a bundle that speaks for another laptop than its key; a copied profile goes by a new id."""
        show_id, device_id = header.show_id, header.device_id
        standing = standing_of(self.store.database, show_id, sender.device_ids, device_id)
        if standing is Standing.OTHERS:
            raise BundleError(_OTHER_LAPTOP)
        if standing is Standing.NEW:
            own_id = sender.device_ids[-1]
            self.store.database.write(lambda connection: note_speaker(connection, show_id, own_id, device_id))

    def _enrolled(self, header: FrameHeader, request: BundleRequest) -> EnrolReply:
        """Let in a laptop that nobody knows, if the key in its code is the one that signed."""
        asked = _enrol_request(request)
        if asked.sign_key != header.sign_key:
            raise BundleError(_OTHER_LAPTOP)
        return Accounts(self.store).enrol(asked)

    def _with_receipts(
        self,
        bundle: Path,
        header: FrameHeader,
        answer: BundleAnswer,
        keys: HubKeys,
        recipient: X25519PublicKey,
    ) -> Imported:
        """Seal the answer beside the bundle; the leads are in, whether that succeeds or not."""
        place = receipt_path(bundle)
        back = FrameHeader(
            kind=FrameKind.RECEIPTS,
            hub_id=self.store.identity.hub_id,
            epoch=self.store.identity.epoch,
            show_id=header.show_id,
            device_id=header.device_id,
            sign_key=keys.sign_public,
            first_seq=header.first_seq,
            last_seq=header.last_seq,
            created_at=self.store.now().isoformat(),
        )
        problem = answer.refusal.words if answer.refusal else ""
        try:
            write_file(place, seal(back, pack_answer(answer), signer=keys.sign, recipient=recipient))
        except BundleError as error:
            problem = f"{problem} The leads are in, but their receipts could not be written: {error}".strip()
            return Imported(bundle=bundle, header=header, answer=answer, receipts=None, problem=problem)
        return Imported(bundle=bundle, header=header, answer=answer, receipts=place, problem=problem)


def _enrol_request(request: BundleRequest) -> EnrolRequest:
    if request.enrol is None:
        raise HubAccessError(
            "The hub does not know the laptop that wrote this bundle. Nothing of it was taken. "
            "Make a code for it with `boothapp hub enrol --offline 14`, and write the bundle again with it."
        )
    return request.enrol


def _check_names(header: FrameHeader, request: BundleRequest) -> None:
    """Refuse a bundle that speaks for another laptop or show than its header does."""
    asked = (
        request.hello, request.provision, *request.pushes, request.pull, request.certify, request.blobs,
        *request.chunks, *(push.pull for push in request.pushes),
    )  # fmt: skip
    for message in asked:
        if message and (message.device_id, message.show_id) != (header.device_id, header.show_id):
            raise BundleError(_OTHER_LAPTOP)
    if request.enrol and (request.enrol.device_id, request.enrol.show_id) != (
        header.device_id,
        header.show_id,
    ):
        raise BundleError(_OTHER_LAPTOP)


def _answer(store: CentralStore, asked: BundleRequest, enrolled: EnrolReply | None) -> BundleAnswer:
    """Ask the store what a bundle asks, in turn; a refusal ends it, and what was answered before stands.

    Raises what the laptop can do nothing about, such as a full disk here.
    """
    answer = BundleAnswer(enrolled=enrolled)
    try:
        _ask(store, asked, answer)
    except (HubFileError, HubWaitError):
        raise
    except HubError as error:
        answer.refusal = Refusal(error=type(error).__name__, words=str(error))
    return answer


def _ask(store: CentralStore, asked: BundleRequest, answer: BundleAnswer) -> None:
    """The order is that of the fields."""
    if asked.hello:
        answer.hello = store.hello(asked.hello)
    if asked.provision:
        answer.provisioned = store.provision(_without_old_show(store, asked.provision))
    for push in asked.pushes:
        answer.pushed.append(store.push(push))
        answer.erased += push.erased
        answer.exports += [note.batch_no for note in push.exports]
    if asked.pull:
        store.fold_pending()
        answer.pulled = asked.pull
        answer.pages = list(_pages(store, asked.pull))
    if asked.certify:
        answer.certified = store.certify(asked.certify)
    if asked.blobs:
        answer.blobs = store.blob_progress(asked.blobs)
    for chunk in asked.chunks:
        answer.blobs = _together(answer.blobs, store.put_blob(chunk))


def _together(before: BlobReply | None, after: BlobReply) -> BlobReply:
    """Both answers about pictures as one; of the same picture, the later counts."""
    if before is None:
        return after
    return msgspec.structs.replace(
        after,
        received={**before.received, **after.received},
        erased=sorted({*before.erased, *after.erased}),
    )


def _without_old_show(store: CentralStore, asked: ProvisionRequest) -> ProvisionRequest:
    """Leave the show's text out where the hub has one: nobody can tell which of them is the older."""
    known = store.hello(HelloRequest(device_id=asked.device_id, show_id=asked.show_id))
    return asked if known.needs_show else msgspec.structs.replace(asked, show="")


def _pages(store: CentralStore, asked: PullRequest) -> Iterator[PullReply]:
    """Page after page, until the feed ends or the file has enough."""
    size = 0
    while True:
        page = store.pull(asked)
        yield page
        size += sum(len(bytes(item.body)) for item in page.items)
        if not page.more or size > MAX_PAGES_BYTES:
            return
        asked = msgspec.structs.replace(asked, cursor=page.cursor)
