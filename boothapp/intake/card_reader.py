"""The process that reads cards: started by the app, one photo after another, ended with it.

It has no network, starts nothing, and may take no more memory than it is told to: a picture from outside that
breaks a library breaks nothing but this.
"""

from __future__ import annotations

import io
import os
import sys
import threading
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from boothapp.intake.card_frames import Ask, Told, ToldLine, read_frame, write_frame

if TYPE_CHECKING:
    from boothapp.intake.card_text import CardEyes, ReadPhoto

IDLE_SECONDS = 300.0
"""After which nobody seems to photograph cards any more."""
LONGEST_READING = 60.0
"""Seconds; the app ends a reading long before, unless it is gone itself."""
_SIGNS_OF_NETWORK = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.")
_SIGNS_OF_PROGRAMS = (
    "subprocess.",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.system",
    "pty.",
)
_QUALITY = 82


def main() -> int:
    """Reads photos from standard input until it ends; the last argument is the most memory, in MB."""
    # Whatever a library prints must not get between the frames.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.addaudithook(_refuse)
    if sys.argv[-1].isdecimal():
        _limit_memory(int(sys.argv[-1]) << 20)
    import cv2  # noqa: PLC0415 - after the limits

    from boothapp.intake.card_text import CardEyes  # noqa: PLC0415

    cv2.setNumThreads(1)
    eyes = CardEyes()
    write_frame(answers, Told())  # ready
    _serve(eyes, sys.stdin.buffer, answers)
    return 0


def _serve(eyes: CardEyes, asked: BinaryIO, answers: BinaryIO) -> None:
    while True:
        with _Bound(IDLE_SECONDS):
            frame = read_frame(asked)
        if frame is None:
            return
        with _Bound(LONGEST_READING):
            told, picture = _read(eyes, msgspec.json.decode(frame[0], type=Ask), frame[1])
        try:
            write_frame(answers, told, picture)
        except OSError:
            return


class _Bound:
    """Ends the process if the block takes longer."""

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, os._exit, (0,))
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    """Lets nothing through that opens a connection or starts a program."""
    if event.startswith((*_SIGNS_OF_NETWORK, *_SIGNS_OF_PROGRAMS)) and event != "socket.gethostname":
        raise PermissionError(event)


def _limit_memory(octets: int) -> None:
    """Where the system can: what goes beyond fails, and the process with it."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = octets if hard == resource.RLIM_INFINITY else min(octets, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a card is no one's to find in a dump


def _read(eyes: CardEyes, ask: Ask, pixels: bytes) -> tuple[Told, bytes]:
    import cv2  # noqa: PLC0415 - as the eyes
    import numpy as np  # noqa: PLC0415

    try:
        photo = np.frombuffer(pixels, np.uint8).reshape(ask.height, ask.width, 3)
        read = eyes.read(cv2.cvtColor(photo, cv2.COLOR_RGB2BGR))  # type: ignore[arg-type]
        return _told(read), _picture(read)
    except (MemoryError, cv2.error, RuntimeError) as error:
        # onnxruntime and OpenCV say in words of their own that there is no room.
        words = f"{type(error).__name__} {error}".lower()
        trouble = "memory" if "alloc" in words or "memory" in words else "failed"
        return Told(trouble=trouble), b""


def _told(read: ReadPhoto) -> Told:
    card = read.card
    height, width = card.pixels.shape[:2]
    return Told(
        lines=[
            ToldLine(line.text, line.confidence, _flat(line.box), _flat(card.on_photo(line.box)))
            for line in read.lines
        ],
        width=width,
        height=height,
        corners=() if card.corners is None else _flat(card.corners),
    )


def _flat(points: object) -> tuple[float, ...]:
    import numpy as np  # noqa: PLC0415

    return tuple(round(float(value), 1) for value in np.asarray(points).ravel())


def _picture(read: ReadPhoto) -> bytes:
    from PIL import Image  # noqa: PLC0415

    file = io.BytesIO()
    Image.fromarray(read.card.pixels[:, :, ::-1]).save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()


if __name__ == "__main__":
    raise SystemExit(main())
