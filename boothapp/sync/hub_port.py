"""The port that every hub answers at, wherever it is."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from boothapp.wire.messages import (
    BlobChunk,
    BlobReply,
    BlobRequest,
    CertifyReply,
    CertifyRequest,
    HelloReply,
    HelloRequest,
    HubWordReply,
    HubWordRequest,
    ProvisionReply,
    ProvisionRequest,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
)


class Hub(Protocol):
    """Anything that answers hello, provision, push, pull, certify and blobs; raises HubError if it cannot.

    All may be repeated: whoever did not get an answer asks again, and nothing is there twice.
    """

    def hello(self, request: HelloRequest) -> HelloReply:
        """Tell who it is, which protocol it speaks and what it has to be told of the show."""

    def provision(self, request: ProvisionRequest) -> ProvisionReply:
        """Take the show and the lead definitions by which its leads are judged."""

    def push(self, request: PushRequest) -> PushReply:
        """Take a batch of changes; those it calls received or duplicate are durable when this returns."""

    def pull(self, request: PullRequest) -> PullReply:
        """Give a page of what it holds; raises HubEpochError for a cursor of another epoch."""

    def certify(self, request: CertifyRequest) -> CertifyReply:
        """State under its signature what it holds of a device."""

    def blob_progress(self, request: BlobRequest) -> BlobReply:
        """Tell how much of each blob is here."""

    def put_blob(self, chunk: BlobChunk) -> BlobReply:
        """Take more of a blob; a chunk that does not follow what is here changes nothing."""


class OtherHub(Hub, Protocol):
    """A hub that another hub's store goes to."""

    def hub_word(self, request: HubWordRequest) -> HubWordReply:
        """Take what that hub says itself, as far as whoever brings it may say so."""


@runtime_checkable
class PreparingHub(Protocol):
    """A hub that what is pushed must be packed for, which takes time."""

    def prepare(self, request: PushRequest) -> None:
        """Begin to pack what will be pushed next, while something else is under way; nothing is sent."""
