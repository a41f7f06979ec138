"""What a bundle carries to the hub and back: the messages of a sync, asked and answered all at once."""

from __future__ import annotations

import itertools
import struct
from typing import TYPE_CHECKING, TypeVar

import msgspec

from boothapp import errors
from boothapp.errors import BundleError, HubError
from boothapp.wire.messages import (
    BlobChunk,
    BlobReply,
    BlobRequest,
    CertifyReply,
    CertifyRequest,
    EnrolReply,
    EnrolRequest,
    HelloReply,
    HelloRequest,
    ProvisionReply,
    ProvisionRequest,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


class BundleRequest(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """What a laptop asks, in the order in which the hub answers; what is None is not asked.

    ``enrol`` lets a laptop in that the hub does not know yet. ``pull`` asks for all beyond its cursor, in as
    many pages as it takes. ``chunks`` are pictures, or what the hub lacks of them.
    """

    enrol: EnrolRequest | None = None
    hello: HelloRequest | None = None
    provision: ProvisionRequest | None = None
    pushes: list[PushRequest] = []
    pull: PullRequest | None = None
    certify: CertifyRequest | None = None
    blobs: BlobRequest | None = None
    chunks: list[BlobChunk] = []


class Refusal(msgspec.Struct, kw_only=True, frozen=True):
    """Why the hub went no further: the name of one of our errors, and its words."""

    error: str
    words: str


class BundleAnswer(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The hub's answers; with a ``refusal``, what stands here was answered before it.

    ``pages`` follow one upon the other from where ``pulled`` asked. ``erased`` and ``exports`` (by number)
    are what the pushes told the hub of, for the laptop may have more to tell by now.
    """

    enrolled: EnrolReply | None = None
    hello: HelloReply | None = None
    provisioned: ProvisionReply | None = None
    pushed: list[PushReply] = []
    erased: list[str] = []
    exports: list[int] = []
    pulled: PullRequest | None = None
    pages: list[PullReply] = []
    certified: CertifyReply | None = None
    blobs: BlobReply | None = None
    refusal: Refusal | None = None

    def raise_refusal(self) -> None:
        """Raise the hub's refusal as the error that it was there."""
        if self.refusal is not None:
            kind = _REFUSALS.get(self.refusal.error, errors.HubRefusedError)
            raise kind(self.refusal.words)


_REFUSALS: dict[str, type[HubError]] = {
    kind.__name__: kind
    for kind in (
        errors.HubRefusedError,
        errors.HubTooLargeError,
        errors.HubVersionError,
        errors.HubEpochError,
        errors.HubAccessError,
        errors.EnrolmentError,
        errors.BundleError,
    )
}


class _Parts(msgspec.Struct, kw_only=True, frozen=True):
    """A request but for its changes and pictures, and how many bytes each of them has."""

    request: BundleRequest
    sizes: list[list[int]] = []
    chunks: list[int] = []


_T = TypeVar("_T")
_LENGTH = struct.Struct(">I")


def pack_request(request: BundleRequest) -> bytes:
    """The request as bytes: how long its JSON is, its JSON, and behind it changes and pictures as they are.

    The changes stand apart so that one which is no JSON spoils none of the others.
    """
    changes = [[bytes(raw) for raw in push.changes] for push in request.pushes]
    bare = [msgspec.structs.replace(push, changes=[]) for push in request.pushes]
    no_data = [msgspec.structs.replace(chunk, data=b"") for chunk in request.chunks]
    parts = _Parts(
        request=msgspec.structs.replace(request, pushes=bare, chunks=no_data),
        sizes=[[len(change) for change in push] for push in changes],
        chunks=[len(chunk.data) for chunk in request.chunks],
    )
    text = msgspec.json.encode(parts)
    behind = (*itertools.chain.from_iterable(changes), *(chunk.data for chunk in request.chunks))
    return b"".join((_LENGTH.pack(len(text)), text, *behind))


def unpack_request(payload: bytes) -> BundleRequest:
    """The request that the bytes hold; raises BundleError when they hold none."""
    length = _LENGTH.unpack_from(payload)[0] if len(payload) >= _LENGTH.size else 0
    end = _LENGTH.size + length
    parts = _decoded(payload[_LENGTH.size : end], _Parts)
    request = parts.request
    sizes = [*itertools.chain.from_iterable(parts.sizes), *parts.chunks]
    if len(parts.sizes) != len(request.pushes) or len(parts.chunks) != len(request.chunks):
        raise BundleError(_NO_MESSAGE)
    if min(sizes, default=0) < 0 or end + sum(sizes) != len(payload):
        raise BundleError(_NO_MESSAGE)
    behind = _cut(memoryview(payload)[end:], sizes)
    pushes = [
        msgspec.structs.replace(push, changes=[msgspec.Raw(next(behind)) for _ in counted])
        for push, counted in zip(request.pushes, parts.sizes, strict=True)
    ]
    chunks = [msgspec.structs.replace(chunk, data=next(behind)) for chunk in request.chunks]
    return msgspec.structs.replace(request, pushes=pushes, chunks=chunks)


def pack_answer(answer: BundleAnswer) -> bytes:
    """The answer as JSON."""
    return msgspec.json.encode(answer)


def unpack_answer(payload: bytes) -> BundleAnswer:
    """The answer that the JSON holds; raises BundleError when it holds none."""
    return _decoded(payload, BundleAnswer)


def _cut(rest: memoryview, sizes: list[int]) -> Iterator[bytes]:
    start = 0
    for size in sizes:
        yield bytes(rest[start : start + size])
        start += size


_NO_MESSAGE = "What is sealed in this bundle is no message of boothapp's. Nothing of it was taken."


def _decoded(payload: bytes, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(payload, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BundleError(_NO_MESSAGE) from error
