"""Somebody on the line between a laptop and its hub."""

from __future__ import annotations

from dataclasses import dataclass, field

from boothapp.sync.hub_port import Hub
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


@dataclass
class Bystander:
    """Passes everything on to a hub; tests derive from it what goes wrong on the way."""

    hub: Hub
    pushes: list[PushRequest] = field(default_factory=list)
    pulls: list[PullRequest] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def hello(self, request: HelloRequest) -> HelloReply:
        """Pass it on."""
        return self.hub.hello(request)

    def provision(self, request: ProvisionRequest) -> ProvisionReply:
        """Pass it on."""
        return self.hub.provision(request)

    def push(self, request: PushRequest) -> PushReply:
        """Keep it, and pass it on."""
        self.said.append("push")
        self.pushes.append(request)
        return self.hub.push(request)

    def pull(self, request: PullRequest) -> PullReply:
        """Keep it, and pass it on."""
        self.said.append("pull")
        self.pulls.append(request)
        return self.hub.pull(request)

    def certify(self, request: CertifyRequest) -> CertifyReply:
        """Pass it on."""
        return self.hub.certify(request)

    def blob_progress(self, request: BlobRequest) -> BlobReply:
        """Pass it on."""
        self.said.append("blob_progress")
        return self.hub.blob_progress(request)

    def put_blob(self, chunk: BlobChunk) -> BlobReply:
        """Pass it on."""
        self.said.append("put_blob")
        return self.hub.put_blob(chunk)


class LineCutError(Exception):
    """The connection is gone."""
