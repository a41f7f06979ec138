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


def is_foreign_picture(head: bytes) -> bool:
    """Whether a file that begins so is a picture of a kind that is not read: HEIC, AVIF, GIF, TIFF or BMP."""
    return (
        head.startswith((b"GIF8", b"II*\x00", b"MM\x00*"))
        or (head[4:8] == b"ftyp" and head[8:12] in _PHONE_PICTURES)
        or (head[:2] == b"BM" and head[6:10] == bytes(4))
    )


_PHONE_PICTURES = (b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1", b"avif")
