"""Whether a file is a picture, by what it begins with; known without the library that opens it."""

from __future__ import annotations

HEAD_BYTES = 12
LARGEST_FILE = 20 << 20
"""Bytes; no camera or phone makes a larger one."""


def is_picture(head: bytes) -> bool:
    """Whether a file that begins so says it is a JPEG, PNG or WEBP."""
    return head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    )
