"""Whatever a visitor, a camera, an organiser or a stick hands over: a reading, or an error of ours in words.

Real samples, damaged at random for `BOOTHAPP_FUZZ_SECONDS` (60); `BOOTHAPP_FUZZ_SEED` plays a run again. A
failure prints the seed and the input.
"""

from __future__ import annotations

import base64
import io
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import cycle, islice
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from PIL import Image

from boothapp.domain.badge_layout import SEPARATORS, BadgeLayout
from boothapp.domain.visitor_field import VisitorField
from boothapp.errors import BoothappError, BundleError, EnrolmentError, InputError, PictureError
from boothapp.intake.barcode import read_codes
from boothapp.intake.card_fields import read_card
from boothapp.intake.entry_line import read_entry
from boothapp.intake.payload import read_payload
from boothapp.intake.payload_text import visible
from boothapp.intake.picture import open_picture
from boothapp.intake.printed import Box, PrintedLine, SeenCard
from boothapp.intake.table import open_table
from boothapp.wire.enrolment import Enrolment, decode_enrolment, encode_enrolment
from boothapp.wire.sealed_frame import FrameHeader, FrameKind, key_text, read_frame, seal
from tests.helpers.badge_pictures import code_picture
from tests.helpers.xlsx_files import list_xlsx

SECONDS = float(os.environ.get("BOOTHAPP_FUZZ_SECONDS", "60"))
SEED = int(os.environ.get("BOOTHAPP_FUZZ_SEED", "0")) or int(time.time())
MOST_SECONDS = 10.0
"""Of CPU, for one input: more is a hang that a visitor would wait for."""

SAMPLES = [path.read_bytes() for path in sorted((Path(__file__).parents[2] / "data" / "intake").iterdir())]
LIST = [["Badge", "Name", "Company", "Email"], ["15514", "Zoë Łukasz", "Lumière", "zoe@lumiere.example"]] * 3
CSV = "\r\n".join(";".join(f'"{cell}"' for cell in row) for row in LIST).encode()
CARD = "Lumière SA\nZoë Łukasz\nHead of Purchasing\nTel +33 1 42 68 53 00\nzoe@lumiere.example\nLyon".encode()
WORDS = [
    b"BEGIN:VCARD", b"END:VCARD\r\n", b"N;CHARSET=UTF-16;ENCODING=QUOTED-PRINTABLE:=", b"=\r\n", b"\r\n ",
    b"\\;", b"MECARD:N:", b";;", b"{" * 50, b'"', b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", "\u202e".encode(),
    b"\x1b[2J", b"^" * 9, b"=cmd|' /C calc'!A0", b"\xe2\x80\xa8", b"+" + b"9" * 40, b"tel:", b"mailto:",
    b"https://", b"@" * 30, b"boothapp-hub:",
]  # fmt: skip


def _pictures() -> list[bytes]:
    image = Image.linear_gradient("L").resize((64, 48)).convert("RGB")
    files = []
    for form in ("JPEG", "PNG", "WEBP"):
        file = io.BytesIO()
        image.save(file, form)
        files.append(file.getvalue())
    return files


def _code_picture() -> bytes:
    file = io.BytesIO()
    code_picture("QRCode", "MECARD:N:Lukasz,Zoe;EMAIL:zoe@lumiere.example;;", 3).save(file, "PNG")
    return file.getvalue()


def _frame() -> bytes:
    signer, recipient = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
    header = FrameHeader(
        kind=FrameKind.CHANGES, hub_id="hub", show_id="show", device_id="laptop",
        sign_key=key_text(signer.public_key()), created_at="2026-11-24T11:00:00+01:00",
    )  # fmt: skip
    return seal(header, b'{"changes":[]}', signer=signer, recipient=recipient.public_key())


def _code() -> bytes:
    key = key_text(X25519PrivateKey.generate().public_key())
    return encode_enrolment(Enrolment(code="c", hub_id="h", show_id="s", sign=key, seal=key)).encode()


def damaged(dice: random.Random, samples: list[bytes]) -> bytes:
    """A sample with some of it cut, doubled, overwritten, mixed with another's, or written another way."""
    data = dice.choice(samples)
    for _ in range(dice.randint(1, 5)):
        start = dice.randint(0, len(data))
        end = min(len(data), start + dice.choice([1, 4, 30, 400]))
        before, piece, after = data[:start], data[start:end], data[end:]
        other = dice.choice(samples)
        bit = 1 << dice.randrange(8)
        data = dice.choice([
            before + after,
            before + piece * dice.choice([2, 4, 200]) + after,
            before + dice.randbytes(end - start) + after,
            before + dice.choice(WORDS) + piece + after,
            before + other[dice.randint(0, len(other)) :],
            before + bytes(octet ^ bit for octet in piece) + after,
            before,
            before + piece.swapcase() + after,
            data.decode("utf-8", "replace").encode(dice.choice(["utf-16", "utf-16-be", "utf-32"])),
        ])  # fmt: skip
    if dice.random() < 0.01:
        data = (data * (1 + (1 << 20) // max(1, len(data))))[: 1 << 20]
    return data[: 2 << 20]


class Targets:
    """What is read, each from samples of its own."""

    def __init__(self, folder: Path, dice: random.Random) -> None:
        self._folder, self._dice = folder, dice
        xlsx = list_xlsx(folder / "list.xlsx", LIST).read_bytes()
        vcards = [sample for sample in SAMPLES if b"VCARD" in sample]
        self.all: dict[str, tuple[list[bytes], Callable[[bytes], None]]] = {
            "payload": (SAMPLES, self._payload),
            "entry": (SAMPLES, self._entry),
            "csv": ([CSV], self._table("csv")),
            "xlsx": ([xlsx], self._table("xlsx")),
            "vcf": (vcards, self._table("vcf")),
            "picture": (_pictures(), self._picture),
            "code on a picture": ([_code_picture()], self._code_picture),
            "card": ([CARD, *vcards], self._card),
            "bundle": ([_frame()], self._bundle),
            "code": ([_code()], self._enrolment),
        }

    def _layouts(self) -> list[BadgeLayout]:
        columns = self._dice.choices([None, *VisitorField], k=self._dice.randint(0, 8))
        return [BadgeLayout(name="x", separator=self._dice.choice(SEPARATORS), columns=tuple(columns))]

    def _payload(self, data: bytes) -> None:
        read = read_payload(data, country=self._dice.choice(["", "FR", "US"]), layouts=self._layouts())
        for field in read.fields:
            assert field.value
            assert field.value == visible(field.value)

    def _entry(self, data: bytes) -> None:
        read_entry(data.decode("utf-8", "replace"), country="FR", layouts=self._layouts())

    def _table(self, ending: str) -> Callable[[bytes], None]:
        def read(data: bytes) -> None:
            path = self._folder / f"any.{ending}"
            path.write_bytes(data)
            with suppress(InputError):
                list(islice(open_table(path).rows(), 10_000))

        return read

    def _picture(self, data: bytes) -> None:
        with suppress(PictureError):
            assert open_picture(data).mode == "RGB"

    def _code_picture(self, data: bytes) -> None:
        with suppress(PictureError):
            image = open_picture(data)
            image.thumbnail((300, 300))
            for code in read_codes(image):
                read_payload(code.text, country="FR")

    def _card(self, data: bytes) -> None:
        """The bytes as the lines of a photographed card, anywhere on it."""
        texts = data.decode("utf-8", "replace").splitlines()[:40]
        lines = tuple(
            PrintedLine(
                text=text[:400],
                confidence=self._dice.random(),
                box=Box(*(self._dice.uniform(0, 900) for _ in range(4))),
            )
            for text in texts
        )
        reading = read_card(SeenCard(lines=lines, card=b"", size=(1050, 600)), country="FR")
        for placed in reading.placed:
            assert placed.field.value == visible(placed.field.value)
            assert 0 <= placed.field.confidence <= 1
            assert all(0 <= line < len(lines) for line in placed.lines)

    def _bundle(self, data: bytes) -> None:
        with suppress(BundleError):
            read_frame(data)

    def _enrolment(self, data: bytes) -> None:
        with suppress(EnrolmentError):
            decode_enrolment(data.decode("utf-8", "replace"))


def _until(end: float) -> Iterator[None]:
    while time.monotonic() < end:
        yield


@pytest.mark.filterwarnings("ignore")  # libraries warn of what they mend; what comes of it is looked at
def test_damage_at_random(tmp_path: Path) -> None:
    """Nothing but errors of ours is raised, nothing takes long, fields hold only what can be seen."""
    dice = random.Random(SEED)
    targets = Targets(tmp_path, dice).all
    done: Counter[str] = Counter()
    rounds = zip(cycle(targets.items()), _until(time.monotonic() + SECONDS), strict=False)
    for (name, (samples, read)), _ in rounds:
        data = damaged(dice, samples)
        begun = time.process_time()
        try:
            read(data)
            took = time.process_time() - begun
            assert took < MOST_SECONDS, f"{took:.1f} s"
        except BoothappError as error:
            pytest.fail(f"{name}, BOOTHAPP_FUZZ_SEED={SEED}: {error!r} is not for this place: {_shown(data)}")
        except Exception as error:
            error.add_note(f"{name}, BOOTHAPP_FUZZ_SEED={SEED}: {_shown(data)}")
            raise
        done[name] += 1
    sys.stdout.write(f"seed {SEED}: {dict(done)}\n")
    assert min(done[name] for name in targets) > 0


def _shown(data: bytes) -> str:
    return f"base64 {base64.b64encode(data[:20_000]).decode()}"
