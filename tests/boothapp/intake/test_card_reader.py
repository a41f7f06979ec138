"""Photographed cards are read in a process of their own: rightly, offline, within bounds."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from boothapp.errors import (
    CardReaderEndedError,
    CardReaderError,
    CardReaderMemoryError,
    CardReaderSlowError,
    NoCardReaderError,
)
from boothapp.intake import reader_process
from boothapp.intake.card_fields import read_card
from boothapp.intake.card_frames import read_frame
from boothapp.intake.picture import open_picture
from boothapp.intake.printed import CardReading
from boothapp.intake.reader_process import ReaderProcess
from boothapp.intake.understood import Note
from tests.helpers.card_photos import jpeg, photo
from tests.helpers.card_score import FIELDS, right_fields
from tests.helpers.printed_cards import SANS, font, printed

STUCK = "import sys; sys.stdin.buffer.read()"
ENDS = "import sys; sys.exit(3)"


@pytest.fixture(scope="module")
def reader() -> Iterator[ReaderProcess]:
    """One process for all: it takes seconds to start."""
    process = ReaderProcess()
    yield process
    process.end()


def read(reader: ReaderProcess, image: Image.Image | bytes) -> CardReading:
    """What is read off a picture at a show in France."""
    content = image if isinstance(image, bytes) else jpeg(image)
    return read_card(reader.see(open_picture(content)), country="FR")


# A sample; the whole corpus is the benchmark's (tests/benchmarks/test_cards.py).
@pytest.mark.parametrize(
    ("design", "person", "turns"),
    [(0, 0, 0), (3, 3, 3), (5, 5, 0), (6, 1, 2), (9, 9, 1)],
    ids=[
        "two columns",
        "dark paper, turned right",
        "a band",
        "upside down",
        "standing, turned left",
    ],
)
def test_a_photographed_card_is_read_right(reader: ReaderProcess, design: int, person: int, turns: int):
    """Askew, in the shade, grainy, whichever way up: all five fields that matter are as printed."""
    card = printed(design, person)
    reading = read(reader, photo(card.image, seed=design, turns=turns))
    assert right_fields(reading, card) == dict.fromkeys(FIELDS, True)


def test_a_clean_picture_is_the_card_itself(reader: ReaderProcess):
    """A scan without a table around it is taken whole, with accents and all."""
    card = printed(2, 2)
    reading = read(reader, card.image)
    assert all(right_fields(reading, card).values())
    assert reading.seen.corners == ()
    assert reading.seen.size == card.image.size


def test_each_line_says_where_it_was_read(reader: ReaderProcess):
    """The box lies on the straightened card, the corners on the photo as it was given, however large."""
    card = printed(0, 0)
    small = open_picture(photo(card.image, seed=0))
    large = small.resize((small.width * 2, small.height * 2))
    seen, twice = reader.see(small), reader.see(large)
    # A space that is hardly there is seen at one size and not at the other.
    texts, again = ([line.text.replace(" ", "") for line in card.lines] for card in (seen, twice))
    assert texts == again
    for line, same in zip(seen.lines, twice.lines, strict=True):
        assert 0 <= line.box.left < line.box.right <= seen.size[0]
        assert 0 <= line.box.top < line.box.bottom <= seen.size[1]
        for (x, y), (other_x, other_y) in zip(line.corners, same.corners, strict=True):
            assert abs(2 * x - other_x) < 20
            assert abs(2 * y - other_y) < 20
    assert Image.open(io.BytesIO(seen.card)).size == seen.size


def test_no_card_is_told_as_none(reader: ReaderProcess):
    """A blank picture has no line; a page of text is noted as no card; the next card is read as ever."""
    assert read(reader, Image.new("RGB", (900, 600), "white")).lines == ()
    page = Image.new("RGB", (1000, 1400), "white")
    for row in range(36):
        ImageDraw.Draw(page).text((40, 30 + row * 30), "in no particular order", "black", font(SANS, 20))
    assert Note.NO_CARD in read(reader, page).notes
    tiny = read(reader, Image.new("RGB", (1, 1), "white"))
    assert tiny.lines == ()
    assert all(right_fields(read(reader, printed(4, 4).image), printed(4, 4)).values())


def test_nothing_but_its_pipes_is_opened(tmp_path: Path):
    """From its start to the last card the process makes no socket of the internet: nothing can be sent."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed: what the process asks the system for can't be watched")
    log = tmp_path / "calls"
    watched = [
        strace,
        "-f",
        "-o",
        str(log),
        "-e",
        "trace=socket,connect,sendto,execve",
        *reader_process._command(700),
    ]
    watched_reader = ReaderProcess(command=watched, start_seconds=120, card_seconds=120)
    try:
        assert read(watched_reader, printed(0, 0).image).placed
    finally:
        watched_reader.end()
    calls = log.read_text(encoding="utf-8", errors="replace")
    assert "execve" in calls
    assert "AF_INET" not in calls
    assert calls.count("execve(") == 1, calls


def test_a_network_call_is_refused_in_the_process():
    """Even what a library would do unasked fails there, and so does another program."""
    tries = (
        "import sys, subprocess, urllib.request\n"
        "from boothapp.intake import card_reader\n"
        "sys.addaudithook(card_reader._refuse)\n"
        "import socket\n"
        "for attempt in (lambda: socket.socket(), lambda: socket.getaddrinfo('localhost', 80),\n"
        "                lambda: subprocess.run(['true']), lambda: urllib.request.urlopen('http://127.0.0.1')):\n"
        "    try:\n"
        "        attempt()\n"
        "    except PermissionError:\n"
        "        print('refused')\n"
    )
    run = subprocess.run([sys.executable, "-c", tries], capture_output=True, text=True, check=False)
    assert run.stdout.split() == ["refused"] * 4, run.stderr


def test_a_stuck_process_is_ended_and_said():
    """It has a bound in time; what it was is gone then."""
    process = ReaderProcess(command=[sys.executable, "-c", STUCK], start_seconds=0.5)
    with pytest.raises(CardReaderSlowError):
        process.see(Image.new("RGB", (90, 60)))
    assert process.pid is None


def test_too_much_memory_is_refused_and_said():
    """It has a bound in memory: a process that may take little says so instead of taking more."""
    tight = ReaderProcess(memory_mb=230)
    with pytest.raises(CardReaderError) as caught:
        tight.see(printed(0, 0).image)
    assert isinstance(caught.value, CardReaderMemoryError | CardReaderEndedError)
    assert tight.pid is None


def test_a_killed_process_costs_one_card_at_most(reader: ReaderProcess):
    """The next card starts another; so does one that ended of itself while nobody photographed."""
    card = printed(7, 7)
    assert all(right_fields(read(reader, card.image), card).values())
    first = reader.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert all(right_fields(read(reader, card.image), card).values())
    assert reader.pid not in (None, first)
    with pytest.raises(CardReaderEndedError):
        ReaderProcess(command=[sys.executable, "-c", ENDS]).see(card.image)


@pytest.mark.parametrize(
    "command",
    [
        reader_process._command(700),
        [sys.executable, "-m", "boothapp", "--read-cards", "700"],
        [sys.executable, "-c", "from ui.application import main; main()", "--read-cards", "700"],
    ],
    ids=["by its module", "by the command", "by the window's program"],
)
def test_it_ends_with_the_app(command: list[str]):
    """However it was started, once nobody holds the other end of its pipe the process is gone of itself."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=reader_process._environment(),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert read_frame(process.stdout) is not None
    process.stdin.close()
    assert process.wait(timeout=30) == 0
    process.stdout.close()


def test_without_the_extra_the_app_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch):
    """The words name what to install; no process is started."""
    monkeypatch.setattr(reader_process, "_NEEDED", ("no_such_module_of_ours",))
    process = ReaderProcess()
    with pytest.raises(NoCardReaderError, match=r"boothapp\[cards\]"):
        process.see(Image.new("RGB", (90, 60)))
    assert process.pid is None
