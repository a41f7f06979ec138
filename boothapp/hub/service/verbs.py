"""What a laptop may ask the hub: each verb with its messages, its scope and how large it may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from boothapp.wire.messages import (
    MAX_BATCH_BYTES,
    MAX_CHUNK_BYTES,
    BlobChunk,
    BlobReply,
    BlobRequest,
    CertifyReply,
    CertifyRequest,
    EnrolReply,
    EnrolRequest,
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

PUSH, PULL = "push", "pull"
"""The scopes of a token: to give, and to read what others gave."""

_SMALL = 1 << 20
_OPEN = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """``POST /v1/<name>``; ``method`` is that of the store which answers it, and needs ``scope``.

    ``max_bytes`` holds for the body, packed and unpacked. Without a scope no token is asked for.
    """

    name: str
    request: type[Any]
    reply: type[Any]
    method: str
    scope: str = PUSH
    max_bytes: int = _SMALL

    @property
    def path(self) -> str:
        """Where it is asked for."""
        return f"/v1/{self.name}"


VERBS = (
    Verb(name="hello", request=HelloRequest, reply=HelloReply, method="hello"),
    Verb(name="provision", request=ProvisionRequest, reply=ProvisionReply, method="provision"),
    Verb(
        name="push",
        request=PushRequest,
        reply=PushReply,
        method="append",
        max_bytes=MAX_BATCH_BYTES + _SMALL,
    ),
    Verb(name="pull", request=PullRequest, reply=PullReply, method="pull", scope=PULL),
    Verb(name="certify", request=CertifyRequest, reply=CertifyReply, method="certify"),
    Verb(name="blobs", request=BlobRequest, reply=BlobReply, method="blob_progress"),
    Verb(
        name="blob-chunk",
        request=BlobChunk,
        reply=BlobReply,
        method="put_blob",
        max_bytes=MAX_CHUNK_BYTES * 4 // 3 + (64 << 10),  # base64
    ),
    Verb(name="hub-word", request=HubWordRequest, reply=HubWordReply, method="hub_word"),
    Verb(name="enrol", request=EnrolRequest, reply=EnrolReply, method="enrol", scope=_OPEN),
)
