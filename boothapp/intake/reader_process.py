"""The app's side of the process that reads cards: starts it, asks it, and ends it when it takes too much."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from boothapp.errors import (
    CardReaderEndedError,
    CardReaderMemoryError,
    CardReaderSlowError,
    NoCardReaderError,
)
from boothapp.intake.card_frames import Ask, Told, ToldLine, read_frame, write_frame
from boothapp.intake.printed import Box, Point, PrintedLine, SeenCard

if TYPE_CHECKING:
    from PIL import Image

CHILD_ARGUMENT = "--read-cards"
"""Where the app is one file without Python's own command, it is started with this."""
START_SECONDS, CARD_SECONDS = 60.0, 40.0
"""Beyond which the process counts as stuck: twenty times what they take on an idle machine."""
MEMORY_MB = 700
"""Of memory of its own, which the process asks the system for."""
_LONGEST_SIDE = 2_000
"""In px: what the reader is given of a larger photo."""
_NEEDED = ("rapidocr", "onnxruntime", "cv2")


def is_installed() -> bool:
    """Whether what reads cards was installed; imports nothing of it."""
    return all(importlib.util.find_spec(name) is not None for name in _NEEDED)


class ReaderProcess:
    """Started at the first photo, warm for the next; one caller at a time."""

    def __init__(
        self,
        *,
        command: list[str] | None = None,
        start_seconds: float = START_SECONDS,
        card_seconds: float = CARD_SECONDS,
        memory_mb: int = MEMORY_MB,
    ) -> None:
        self._command = command or _command(memory_mb)
        self._start_seconds, self._card_seconds = start_seconds, card_seconds
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def see(self, image: Image.Image) -> SeenCard:
        """The lines on a photo; raises CardReaderError leaves, after each of which the next photo works."""
        small = _small_enough(image)
        ask, pixels, was_warm = Ask(*small.size), small.tobytes(), self._process is not None
        try:
            told, picture = self._ask(ask, pixels, self._started())
        except CardReaderEndedError:
            if not was_warm:
                raise
            # It ended while it waited, nobody photographing: that is no fault of this photo.
            told, picture = self._ask(ask, pixels, self._started())
        if told.trouble:
            self.end()
            raise CardReaderMemoryError if told.trouble == "memory" else CardReaderEndedError
        return _seen(told, picture, image.width / small.width)

    def start(self) -> None:
        """Makes it ready before the first photo is there."""
        self._started()

    def end(self) -> None:
        """Ends it; the next photo starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.end()
        if not is_installed():
            raise NoCardReaderError
        self._process = process = subprocess.Popen(  # noqa: S603 - our own module, by Python's own path
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._answer(process, self._start_seconds)
        return process

    def _ask(self, ask: Ask, pixels: bytes, process: subprocess.Popen[bytes]) -> tuple[Told, bytes]:
        def send() -> None:
            if process.stdin is not None:
                write_frame(process.stdin, ask, pixels)

        return self._answer(process, self._card_seconds, send)

    def _answer(
        self, process: subprocess.Popen[bytes], seconds: float, send: Callable[[], None] = lambda: None
    ) -> tuple[Told, bytes]:
        """What it answers within so many seconds; else it is ended, and the error says why."""
        too_late = threading.Event()

        def stop() -> None:
            too_late.set()
            process.kill()

        watchdog = threading.Timer(seconds, stop)
        watchdog.daemon = True
        watchdog.start()
        try:
            send()
            frame = read_frame(process.stdout) if process.stdout is not None else None
            if frame is not None:
                return msgspec.json.decode(frame[0], type=Told), frame[1]
        except (OSError, msgspec.DecodeError):
            pass
        finally:
            watchdog.cancel()
        self.end()
        if too_late.is_set():
            raise CardReaderSlowError
        raise CardReaderEndedError


def _command(memory_mb: int) -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_ARGUMENT, str(memory_mb)]
    # -P: a file of the folder that the app was started in must not pass for a module of ours.
    return [sys.executable, "-P", "-m", "boothapp.intake.card_reader", str(memory_mb)]


def _environment() -> dict[str, str]:
    """One core, no telemetry, no secret, and the very code that asks."""
    ours = str(Path(__file__).parents[2])
    paths = [ours, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    one_core = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    kept = {name: value for name, value in os.environ.items() if name != "BOOTHAPP_PASSPHRASE"}
    return {**kept, **one_core, "ORT_DISABLE_TELEMETRY": "1", "PYTHONPATH": os.pathsep.join(paths)}


def _small_enough(image: Image.Image) -> Image.Image:
    """The photo in RGB, of at most `_LONGEST_SIDE`."""
    share = min(1.0, _LONGEST_SIDE / max(image.size))
    size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
    small = image.convert("RGB")
    return small if share == 1.0 else small.resize(size, reducing_gap=2.0)


def _seen(told: Told, picture: bytes, scale: float) -> SeenCard:
    """The answer in our own terms; places on the photo in px of the photo that was given."""
    return SeenCard(
        lines=tuple(_line(line, scale) for line in told.lines),
        card=picture,
        size=(told.width, told.height),
        corners=_points(told.corners, scale),
    )


def _line(told: ToldLine, scale: float) -> PrintedLine:
    across, down = told.on_card[::2], told.on_card[1::2]
    box = Box(min(across), min(down), max(across) - min(across), max(down) - min(down))
    return PrintedLine(
        text=told.text, confidence=told.confidence, box=box, corners=_points(told.on_photo, scale)
    )


def _points(flat: tuple[float, ...], scale: float) -> tuple[Point, ...]:
    return tuple((x * scale, y * scale) for x, y in zip(flat[::2], flat[1::2], strict=True))
