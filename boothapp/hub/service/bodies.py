"""The body of a request: read to a limit, and never unpacked beyond it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import zstandard

from boothapp.errors import HubTooLargeError, MessageError

ZSTD = b"zstd"
_MAX_WINDOW = 8 << 20
_PIECE = 64 << 10

Receive = Callable[[], Awaitable[Any]]


class UnsupportedBodyError(MessageError):
    """The body is of a media type, or in an encoding, that the hub does not read."""


class CutOffError(MessageError):
    """The client went away before its request was whole."""


async def read_body(headers: Mapping[bytes, bytes], receive: Receive, limit: int) -> bytes:
    """The body as it was before it was packed; ``limit`` holds for it packed and unpacked."""
    media_type = headers.get(b"content-type", b"application/json").partition(b";")[0].strip().lower()
    if media_type != b"application/json":
        raise UnsupportedBodyError("A request is application/json.")
    encoding = headers.get(b"content-encoding", b"identity").strip().lower()
    if encoding not in (ZSTD, b"identity"):
        raise UnsupportedBodyError("A request is packed with zstd, or not at all.")
    declared = headers.get(b"content-length", b"0")
    if declared.isdigit() and int(declared) > limit:
        raise _too_large(limit)
    body = await _received(receive, limit)
    return unpacked(body, limit) if encoding == ZSTD else body


async def _received(receive: Receive, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise CutOffError("The request was cut off.")
        piece = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise _too_large(limit)
        pieces.append(piece)
        if not message.get("more_body", False):
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def unpacked(packed: bytes, limit: int) -> bytes:
    """What one zstd frame holds; HubTooLargeError before more than ``limit`` bytes of it are made."""
    pieces: list[bytes] = []
    size = 0
    try:
        declared = zstandard.frame_content_size(packed)
        if declared > limit:
            raise _too_large(limit)
        if declared > 0:  # no more than that is made, whatever the frame holds
            return zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).decompress(packed)
        reader = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).stream_reader(packed)
        while piece := reader.read(_PIECE):
            size += len(piece)
            if size > limit:
                raise _too_large(limit)
            pieces.append(piece)
    except zstandard.ZstdError as error:
        raise MessageError("The request is no sound zstd frame.") from error
    return b"".join(pieces)


def _too_large(limit: int) -> HubTooLargeError:
    return HubTooLargeError(f"A request of more than {limit} bytes is too large.")
