"""What the service says, ready to be sent."""

from __future__ import annotations

import msgspec

from boothapp.hub.service.refusals import Refusal

Headers = list[tuple[bytes, bytes]]

_JSON = (b"content-type", b"application/json")


class Said(msgspec.Struct, frozen=True):
    """An answer, ready to be sent."""

    status: int
    body: bytes = b""
    headers: Headers = []


def in_json(body: bytes, status: int = 200) -> Said:
    """An answer that is this JSON."""
    return Said(status, body, [_JSON, (b"content-length", b"%d" % len(body))])


def refused(refusal: Refusal) -> Said:
    """Why not, and when to ask again."""
    said = in_json(refusal.body, refusal.status)
    if refusal.retry_after:
        said.headers.append((b"retry-after", b"%d" % refusal.retry_after))
    return said


def certificate(der: bytes) -> Said:
    """The certificate of the hub's own authority."""
    headers = [(b"content-type", b"application/pkix-cert"), (b"content-length", b"%d" % len(der))]
    return Said(200, der, headers)
