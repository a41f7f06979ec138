"""A picture is made safe, or refused with the reason."""

from __future__ import annotations

import hashlib
import io
import random
import struct
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from boothapp.errors import PictureError, PictureProblem
from boothapp.intake.picture import kept_picture, open_picture
from boothapp.intake.picture_kind import LARGEST_FILE


def _file(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def _png_that_says(width: int, height: int) -> bytes:
    """A PNG of some bytes that claims to be of this size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"0"))
        + chunk(b"IEND", b"")
    )


def _problem(content: bytes) -> PictureProblem:
    with pytest.raises(PictureError) as caught:
        open_picture(content)
    return caught.value.problem


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_reads_what_phones_and_screens_write(form: str) -> None:
    """Each of the three formats gives its pixels in RGB."""
    image = open_picture(_file(Image.new("RGB", (40, 30), "red"), form))
    assert (image.size, image.mode) == ((40, 30), "RGB")
    assert image.crop((5, 5, 6, 6)).tobytes() > b"\xf0"
    assert max(image.crop((5, 5, 6, 6)).tobytes()[1:]) < 20


def test_turns_a_photo_upright_and_forgets_where_it_was_taken() -> None:
    """EXIF says which way is up; nothing of it goes on."""
    image = Image.new("RGB", (40, 20), "white")
    exif = image.getexif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "somebody's desk"
    content = _file(image, "JPEG", exif=exif.tobytes())
    upright = open_picture(content)
    assert upright.size == (20, 40)
    assert not upright.info
    assert b"desk" in content
    assert b"desk" not in kept_picture(upright).content


def _exif(tag: int, kind: int, count: int, value: bytes) -> bytes:
    """EXIF that turns by a quarter, with one more tag of this type."""
    entries = struct.pack("<HHII", 0x0112, 3, 1, 6) + struct.pack("<HHI", tag, kind, count) + value
    return b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entries + bytes(4)


_TAGS = [0x010F, 0x011A, 0x0128, 0x0131, 0x0132, 0x8769, 0x8825, 0x927C, 0xA002, 0xA005]


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's word on EXIF that is cut short
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@given(
    tag=st.sampled_from(_TAGS) | st.integers(0, 0xFFFF).filter(lambda tag: tag != 0x0112),
    kind=st.integers(0, 13),
    count=st.sampled_from([0, 1, 2, 4, 0xFFFF_FFFF]),
    value=st.binary(min_size=4, max_size=4),
)
@example(tag=0x010F, kind=5, count=1, value=bytes(4))
@example(tag=0x011A, kind=1, count=1, value=bytes(4))
@example(tag=0x0128, kind=1, count=1, value=bytes(4))
def test_one_odd_tag_does_not_keep_a_photo_out(
    form: str, tag: int, kind: int, count: int, value: bytes
) -> None:
    """A tag of the wrong type is passed over, and the photo is upright all the same."""
    content = _file(Image.new("RGB", (40, 20)), form, exif=_exif(tag, kind, count, value))
    assert open_picture(content).size == (20, 40)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_spoilt_file_is_a_picture_or_refused(form: str) -> None:
    """Bytes changed anywhere, EXIF above all, never end in another error than the one told of."""
    dice = random.Random(7)
    exif = Image.Exif()
    for tag, value in ((0x0112, 6), (0x010F, "Maker"), (0x011A, 72.0), (0x0132, "2026:11:26 10:00:00")):
        exif[tag] = value
    exif.get_ifd(0x8769)[0x9003] = "2026:11:26 10:00:00"
    whole = _file(Image.new("RGB", (40, 20)), form, exif=exif.tobytes())
    for _ in range(400):
        content = bytearray(whole)
        for _ in range(dice.randint(1, 6)):
            content[dice.randrange(12, len(content))] = dice.randrange(256)
        with suppress(PictureError):
            open_picture(bytes(content))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixel_becomes_rgb(mode: str) -> None:
    """White stays white, however it was written."""
    white: dict[str, int | tuple[int, ...]] = {
        "1": 1,
        "L": 255,
        "LA": (255, 255),
        "P": 0,
        "RGBA": (9, 9, 9, 0),
        "I;16": 65_535,
        "CMYK": (0,) * 4,
    }
    image = Image.new(mode, (8, 8), white[mode])
    if mode == "P":
        image.putpalette([255, 255, 255])
    assert open_picture(_file(image, "JPEG" if mode == "CMYK" else "PNG")).getpixel((3, 3)) == (255, 255, 255)


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF", "PPM"])
def test_other_formats_are_no_picture(form: str) -> None:
    """Their readers are never asked: fewer parsers, fewer holes."""
    assert _problem(_file(Image.new("RGB", (4, 4)), form)) is PictureProblem.NOT_A_PICTURE


@pytest.mark.parametrize("content", [b"", b"BEGIN:VCARD", b"\xff\xd8\xff", b"%PDF-1.7", b"\x00" * 100])
def test_anything_else_is_no_picture(content: bytes) -> None:
    """Texts, other files and beginnings alone are refused."""
    assert _problem(content) is PictureProblem.NOT_A_PICTURE


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_file_that_was_cut_short_is_damaged(form: str) -> None:
    """Half a picture is not taken for a whole one."""
    content = _file(Image.effect_noise((200, 200), 60).convert("RGB"), form)
    assert _problem(content[: len(content) // 2]) in (PictureProblem.DAMAGED, PictureProblem.NOT_A_PICTURE)


@pytest.mark.parametrize(
    "size", [(8_000, 8_000), (100_000, 100_000), (2**31 - 1, 2**31 - 1), (40_000_001, 1)]
)
def test_a_bomb_is_refused_by_its_header(size: tuple[int, int]) -> None:
    """Nothing is unpacked to find out."""
    assert _problem(_png_that_says(*size)) in (PictureProblem.TOO_MANY_PIXELS, PictureProblem.DAMAGED)


def test_a_file_over_20_mb_is_refused_unread() -> None:
    """Whatever is in it."""
    assert _problem(b"\xff\xd8" + bytes(LARGEST_FILE)) is PictureProblem.TOO_LARGE


def test_only_the_first_of_many_frames_counts() -> None:
    """A moving picture is its first one."""
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("white", "black")]
    content = _file(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    assert open_picture(content).getpixel((4, 4)) == (255, 255, 255)


def test_what_is_kept_is_small_and_named_by_its_content() -> None:
    """A 12-megapixel photo fits beside the card; the original is left as it was."""
    image = Image.effect_noise((4_000, 3_000), 40).convert("RGB")
    kept = kept_picture(image)
    assert image.size == (4_000, 3_000)
    assert kept.sha256 == hashlib.sha256(kept.content).hexdigest()
    assert open_picture(kept.content).size == (2_000, 1_500)
