"""A hub that is reached by files: what is asked is sealed in a bundle, and the answer lies beside it."""

from __future__ import annotations

import contextlib
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec

from boothapp.errors import BundleError, HubReplyError
from boothapp.wire.bundle_file import new_bundle_path, read_file, receipt_path, write_file
from boothapp.wire.bundle_messages import BundleAnswer, BundleRequest, pack_request, unpack_answer
from boothapp.wire.sealed_frame import FrameHeader, FrameKind, key_text, read_frame, seal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    from boothapp.wire.messages import (
        BlobChunk,
        BlobReply,
        BlobRequest,
        CertifyReply,
        CertifyRequest,
        HelloReply,
        HelloRequest,
        ProvisionReply,
        ProvisionRequest,
        PullReply,
        PullRequest,
        PushReply,
        PushRequest,
    )


_R = TypeVar("_R")


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleParties:
    """Who writes and who reads: the laptop with both its private keys, the hub with its public ones.

    ``hub_sign_key`` is in base64, as headers name it.
    """

    device_id: str
    show_id: str
    sign: Ed25519PrivateKey
    seal: X25519PrivateKey
    hub_id: str
    hub_sign_key: str
    hub_seal_key: X25519PublicKey


def write_bundle(folder: Path, request: BundleRequest, parties: BundleParties, now: datetime) -> Path:
    """Seal a request in a new file of the folder; gives its path, raises BundleError."""
    numbers = _numbers(request)
    header = FrameHeader(
        kind=FrameKind.CHANGES,
        hub_id=parties.hub_id,
        show_id=parties.show_id,
        device_id=parties.device_id,
        sign_key=key_text(parties.sign.public_key()),
        first_seq=min(numbers, default=0),
        last_seq=max(numbers, default=0),
        created_at=now.isoformat(),
    )
    frame = seal(header, pack_request(request), signer=parties.sign, recipient=parties.hub_seal_key)
    path = new_bundle_path(folder, parties.device_id, header.first_seq, header.last_seq)
    write_file(path, frame)
    return path


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """A hub's answer, and the header that tells to whom, and in which epoch, it was given."""

    header: FrameHeader
    answer: BundleAnswer


def read_receipts(path: Path, parties: BundleParties) -> Receipts:
    """The hub's answer in a receipts file; raises BundleError when it is not this hub's to this laptop.

    The device id is left to the caller: a laptop that took a new one may still read what it asked before.
    """
    frame = read_frame(read_file(path))
    header = frame.header
    if header.kind != FrameKind.RECEIPTS:
        raise BundleError("This file holds changes, not receipts. Bring it to the hub.")
    if header.sign_key != parties.hub_sign_key:
        raise BundleError(
            "These receipts are not signed by the hub that this laptop was enrolled at. "
            "Nothing in them counts."
        )
    if header.show_id != parties.show_id:
        raise BundleError("These receipts are of another show. Nothing in them counts.")
    return Receipts(header=header, answer=unpack_answer(frame.unseal(parties.seal)))


class _Numbered(msgspec.Struct):
    """Of a change, its number."""

    device_seq: Annotated[int, msgspec.Meta(ge=1, le=(1 << 63) - 1)]


def _numbers(request: BundleRequest) -> list[int]:
    """The numbers of the changes, of those that have one: the rest is for the hub to judge."""
    numbers = []
    for raw in itertools.chain.from_iterable(push.changes for push in request.pushes):
        with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            numbers.append(msgspec.json.decode(raw, type=_Numbered).device_seq)
    return numbers


class BundleHub:
    """Answers as any hub, once ``carry`` has taken the bundle to the hub and its receipts back."""

    def __init__(
        self, folder: Path, parties: BundleParties, carry: Callable[[Path], None], now: Callable[[], datetime]
    ) -> None:
        """``carry`` is given the bundle, and returns when the receipts lie beside it or raises a HubError."""
        self._folder, self._parties, self._carry, self._now = folder, parties, carry, now

    def hello(self, request: HelloRequest) -> HelloReply:
        """Ask who it is."""
        return _there(self._asked(BundleRequest(hello=request)).hello)

    def provision(self, request: ProvisionRequest) -> ProvisionReply:
        """Bring the show and its definitions."""
        return _there(self._asked(BundleRequest(provision=request)).provisioned)

    def push(self, request: PushRequest) -> PushReply:
        """Bring a batch of changes."""
        return _there(next(iter(self._asked(BundleRequest(pushes=[request])).pushed), None))

    def pull(self, request: PullRequest) -> PullReply:
        """Fetch a page of what it holds."""
        return _there(next(iter(self._asked(BundleRequest(pull=request)).pages), None))

    def certify(self, request: CertifyRequest) -> CertifyReply:
        """Fetch its signed statement."""
        return _there(self._asked(BundleRequest(certify=request)).certified)

    def blob_progress(self, request: BlobRequest) -> BlobReply:
        """Ask how much of each blob is there."""
        return _there(self._asked(BundleRequest(blobs=request)).blobs)

    def put_blob(self, chunk: BlobChunk) -> BlobReply:
        """Bring more of a blob."""
        return _there(self._asked(BundleRequest(chunks=[chunk])).blobs)

    def _asked(self, request: BundleRequest) -> BundleAnswer:
        path = write_bundle(self._folder, request, self._parties, self._now())
        self._carry(path)
        answer = read_receipts(receipt_path(path), self._parties).answer
        answer.raise_refusal()
        return answer


def _there(reply: _R | None) -> _R:
    if reply is None:
        raise HubReplyError("The receipts do not answer what was asked. Nothing in them counts.")
    return reply
