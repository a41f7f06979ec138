"""The codes on pictures and frames: what they say to the letter, where they are, none where there is none."""

from __future__ import annotations

import random
from functools import partial

import pytest
import zxingcpp
from PIL import Image
from PIL.ImageDraw import Draw

from boothapp.domain.symbology import USUAL, Symbology
from boothapp.intake.barcode import FrameReader, ReadCode, read_codes
from tests.helpers.badge_pictures import DAMAGES, MECARD, PAYLOADS, VCARD, damaged, hall, in_the_hall

SEEDS = range(4)


def drawn(content: str | bytes, symbology: str = "QRCode", **options: str) -> Image.Image:
    """A clean code."""
    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat[symbology], **options)
    view = memoryview(code.to_image(scale=4, add_quiet_zones=True))  # type: ignore[arg-type]  # it is a buffer
    height, width = view.shape or (0, 0)
    return Image.frombytes("L", (width, height), view.tobytes())


@pytest.mark.parametrize("symbology", Symbology)
def test_every_symbology_is_read_by_its_name(symbology: Symbology) -> None:
    """Photo and frames give each payload exactly, with the name that scanners give too."""
    for payload in PAYLOADS[symbology]:
        image = in_the_hall(symbology, payload, module=4 if len(payload) > 60 else 5)
        assert [(code.text, code.symbology) for code in read_codes(image, [symbology])] == [
            (payload, symbology)
        ]
        reader = FrameReader([symbology])
        looks = [reader.read(image) for _ in range(3)]
        assert (payload, symbology) in [(code.text, code.symbology) for look in looks for code in look]


def test_a_badly_seen_qr_badge_is_read() -> None:
    """Of thirteen kinds of damage, on several badges each, at least 92 % are read, and none wrongly."""
    missed = []
    for kind in DAMAGES:
        for seed in SEEDS:
            image, payload = damaged("QRCode", kind, seed)
            texts = [code.text for code in read_codes(image, USUAL)]
            if payload not in texts:
                assert texts == [], (kind, seed)
                missed.append((kind, seed))
    assert len(missed) <= 0.08 * len(DAMAGES) * len(SEEDS), missed


@pytest.mark.parametrize("seed", range(3))
def test_a_hall_without_a_code_gives_none(seed: int) -> None:
    """Stripes on a shirt and letters on a wall are no code, not even to those without a checksum."""
    image = hall(seed)
    assert read_codes(image, tuple(Symbology)) == []
    reader = FrameReader(tuple(Symbology))
    assert [reader.read(image) for _ in range(6)] == [[]] * 6


def test_only_what_the_show_looks_for_is_read() -> None:
    """The code of a bottle on the table is none of ours until somebody says so."""
    image = in_the_hall("EAN13", "4006381333931", module=4)
    assert read_codes(image) == []
    assert [code.symbology for code in read_codes(image, ["EAN13"])] == ["EAN13"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Zoë Łukasz", "Zoë Łukasz"),
        ("日本語のカード", "日本語のカード"),
        ("Zoë Łukasz".encode(), "Zoë Łukasz"),
        ("Zoë".encode("latin-1"), "Zoë"),
        ("\ufeffZoë Łukasz".encode("utf-16-le"), "Zoë Łukasz"),
        (b"BEGIN:VCARD\nN;CHARSET=Shift_JIS:" + "山田".encode("shift_jis"), None),
        ("A\x1dB\x00\x07C", "A\x1dB\x00\x07C"),
        ("\u202eevil\u202c", "\u202eevil\u202c"),
    ],
)
def test_the_letters_are_those_that_were_printed(content: str | bytes, text: str | None) -> None:
    """Whatever encoding a program chose, declared or not; controls stay in the raw text."""
    [code] = read_codes(drawn(content))
    assert code.text == (text or "BEGIN:VCARD\nN;CHARSET=Shift_JIS:山田")


def test_a_code_is_where_it_says() -> None:
    """The corners lie on the code, for every means: at once, upscaled, inverted, or turned."""
    code = drawn("A-15514-B", "Code128")
    for degrees in (0, 30):
        image = Image.new("L", (900, 700), 200)
        image.paste(code, (300, 250))
        image = image.rotate(degrees, fillcolor=200)
        [read] = read_codes(image)
        outline = Image.new("L", (900, 700))
        outline.paste(255, (295, 245, 305 + code.width, 255 + code.height))
        outline = outline.rotate(degrees)
        assert len(read.corners) == 4
        assert all(outline.getpixel(corner) == 255 for corner in read.corners), (degrees, read.corners)
        assert min(abs(x - 450) for x, _ in read.corners) > 40


def test_a_frame_larger_than_usual_tells_corners_in_its_own_pixels() -> None:
    """A camera of four megapixels is read too."""
    badge = in_the_hall("QRCode", MECARD, module=8)
    image = badge.resize((2560, 1440))
    [code] = FrameReader().read(image)
    [same] = read_codes(image)
    assert code.text == same.text == MECARD
    near = zip(code.corners, same.corners, strict=True)
    assert all(abs(x - u) < 24 and abs(y - v) < 24 for (x, y), (u, v) in near)


def test_several_codes_on_one_picture_are_told_each_once() -> None:
    """A badge with a contact code and a number gives both."""
    image = Image.new("L", (900, 700), 230)
    image.paste(drawn(VCARD), (40, 40))
    image.paste(drawn("A-15514-B", "Code128"), (40, 450))
    assert {(code.text, code.symbology) for code in read_codes(image)} == {
        (VCARD, "QRCode"),
        ("A-15514-B", "Code128"),
    }


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (40, 1)])
def test_a_picture_of_odd_size_has_no_code(size: tuple[int, int]) -> None:
    """A line or a dot harms nothing."""
    image = Image.new("L", size, 128)
    assert read_codes(image) == []
    assert FrameReader().read(image) == []


def test_noise_gives_nothing_and_raises_nothing() -> None:
    """Random pixels are no code."""
    chance = random.Random(7)
    picture = partial(Image.frombytes, "L", (320, 200))
    found: list[ReadCode] = []
    for _ in range(5):
        found += read_codes(picture(chance.randbytes(320 * 200)))
    assert found == []
    mixed = picture(chance.randbytes(320 * 200))
    Draw(mixed).rectangle((0, 0, 100, 100), fill=0)
    assert read_codes(mixed) == []
