"""What goes through the pipe between the app and the process that reads cards.

One frame each way: two lengths of four bytes, a JSON of facts, then pixels or a picture. Nothing that comes
through is run, and a frame of more than `LARGEST_FRAME` bytes is none.
"""

from __future__ import annotations

import struct
from typing import IO

import msgspec

LARGEST_FRAME = 64 << 20
_HEAD = struct.Struct("<II")


class Ask(msgspec.Struct, frozen=True):
    """A photo of so many px; its pixels follow, three bytes each: red, green, blue."""

    width: int
    height: int


class ToldLine(msgspec.Struct, frozen=True, array_like=True):
    """A line: its text, how sure, its corners on the card and on the photo (x, y, x, y, …)."""

    text: str
    confidence: float
    on_card: tuple[float, ...]
    on_photo: tuple[float, ...]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What was read; the card's picture follows. ``trouble`` is "memory" where it needed too much."""

    lines: list[ToldLine] = []
    width: int = 0
    height: int = 0
    corners: tuple[float, ...] = ()
    trouble: str = ""


def write_frame(pipe: IO[bytes], facts: Ask | Told, content: bytes = b"") -> None:
    """Sends one frame; raises OSError when nobody listens any more."""
    text = msgspec.json.encode(facts)
    pipe.write(_HEAD.pack(len(text), len(content)))
    pipe.write(text)
    pipe.write(content)
    pipe.flush()


def read_frame(pipe: IO[bytes]) -> tuple[bytes, bytes] | None:
    """The facts as JSON and what follows them; None at the end, or where no whole frame comes."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    lengths = _HEAD.unpack(head)
    if sum(lengths) > LARGEST_FRAME:
        return None
    text, content = (_read_whole(pipe, length) for length in lengths)
    return None if text is None or content is None else (text, content)


def _read_whole(pipe: IO[bytes], length: int) -> bytes | None:
    content = pipe.read(length)
    return content if len(content) == length else None
