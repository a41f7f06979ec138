"""The codes on a picture: what they say, in which symbology, and where they are.

A camera's frame gets a quick look, since the next one comes at once; a photo gets all the means there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from boothapp.domain.symbology import LINEAR, USUAL, WIDE, Symbology
from boothapp.intake.payload_text import payload_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import zxingcpp
    from PIL import Image

_FEWEST = {"ITF": 6, "Code39": 3}
"""Characters below which stripes on a shirt are taken for a code."""
_LONGEST_FRAME_SIDE = 1_600
_QUICK_SIDE, _FULL_SIDE = 1_280, 2_560
_TWICE = 2
_OTHER_NAMES = {"EANUPC": "EAN13"}
_CHARSET_MARK = b"CHARSET="
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")

Corners = tuple[tuple[int, int], ...]


class ReadCode(NamedTuple):
    """What one code says; ``corners`` are four points in px of the picture, from the code's top left on."""

    text: str
    symbology: str
    corners: Corners


def known_symbologies(names: Collection[str]) -> tuple[Symbology, ...]:
    """Those of the names that can be read, in their order; the usual ones when none can."""
    return tuple(name for name in Symbology if name in names) or USUAL


# --- a camera's frames ---


class FrameReader:
    """Looks at one frame after another, each with another of the costly passes; for one thread at a time.

    Every frame is searched for all symbologies at half its size, which takes a tenth of the time, smooths a
    sensor's noise, and is enough for a badge that fills a quarter of the picture. By turns one symbology is
    looked for at full size, QR every second time, or all of them light on dark.
    """

    def __init__(self, symbologies: Collection[str] = USUAL) -> None:
        self._names = known_symbologies(symbologies)
        linear = tuple(name for name in self._names if name in LINEAR)
        others = [(name,) for name in self._names if name not in (Symbology.QR_CODE, *LINEAR)]
        self._turns: list[tuple[Symbology, ...]] = []
        for turn in (*others, *([linear] if linear else []), ()):
            self._turns += [(Symbology.QR_CODE,), turn] if Symbology.QR_CODE in self._names else [turn]
        self._turn = 0

    def read(self, grey: Image.Image) -> list[ReadCode]:
        """The codes that this look at a frame of mode L finds; none found is no proof that there is none."""
        from PIL import ImageOps  # noqa: PLC0415 - at the first frame

        whole = _at_most(grey, _LONGEST_FRAME_SIDE)
        scale = grey.width / whole.width
        half = ImageOps.autocontrast(whole.reduce(_TWICE), cutoff=1)
        turn = self._turns[self._turn % len(self._turns)]
        self._turn += 1
        found = _look(half, self._names, scale * _TWICE, rotate=True, invert=not turn)
        if turn and turn[0] in WIDE:
            found += _look_flat(whole, turn, scale)
        elif turn:
            found += _look(whole, turn, scale, rotate=False)
        return _each_once(found)


def _at_most(image: Image.Image, side: int) -> Image.Image:
    """The picture with its longer side divided by a whole number until it fits."""
    factor = -(-max(image.size) // side)
    return image.reduce(factor) if factor > 1 else image


# --- photos ---


def read_codes(image: Image.Image, symbologies: Collection[str] = USUAL) -> list[ReadCode]:
    """The codes on a photo, by one means after the other until one of them shows any."""
    names = known_symbologies(symbologies)
    grey = image.convert("L")
    for attempt in _attempts(grey, names):
        if found := _each_once(attempt):
            return found
    return []


def _attempts(grey: Image.Image, names: Sequence[str]) -> Iterator[list[ReadCode]]:
    """What each means gives, the cheap ones first; made one at a time, as they are asked for."""
    from PIL import ImageOps  # noqa: PLC0415 - at the first photo

    quick = _at_most(grey, _QUICK_SIDE)
    scale = grey.width / quick.width
    yield _look(quick, names, scale, rotate=True, invert=True, downscale=True)
    if quick.size != grey.size:
        full = _at_most(grey, _FULL_SIDE)
        yield _look(full, names, grey.width / full.width, rotate=True, invert=True)
    for mended in _mended(quick):
        share = scale * quick.width / mended.width
        yield _look(mended, names, share, rotate=True, invert=True)
    yield _look(_sharp(quick), names, scale, rotate=True, one_threshold=True)
    wide = [name for name in names if name in WIDE]
    if wide:
        yield _look_flat(quick, wide, scale)
        yield _look_flat(ImageOps.invert(quick), wide, scale)
        yield from (_look_turned(quick, wide, scale, degrees) for degrees in _TURNS)


_TURNS = range(10, 180, 10)
"""Degrees, so that no wide code is more than 5 askew, as PDF417 asks; upside down makes no difference."""


def _mended(image: Image.Image) -> Iterator[Image.Image]:
    """The picture with its contrast, focus, size, light or grain put right, each as the field has it."""
    from PIL import Image, ImageChops, ImageFilter, ImageOps  # noqa: PLC0415 - at the first photo

    yield _sharp(image)
    yield ImageOps.autocontrast(image, cutoff=1)
    double = image.resize((image.width * _TWICE, image.height * _TWICE), Image.Resampling.BICUBIC)
    yield double
    yield double.filter(ImageFilter.UnsharpMask(5, 250, 0))
    around = ImageOps.invert(image.filter(ImageFilter.GaussianBlur(25)))
    even = ImageChops.add(image.filter(ImageFilter.GaussianBlur(0.6)), around, 1, -128)
    yield even.point([max(0, min(255, (grey - 128) * 3 + 128)) for grey in range(256)])
    yield image.filter(ImageFilter.GaussianBlur(1))


def _sharp(image: Image.Image) -> Image.Image:
    from PIL import ImageFilter  # noqa: PLC0415 - at the first photo

    return image.filter(ImageFilter.UnsharpMask(3, 250, 0))


def _look_flat(
    image: Image.Image, names: Sequence[str], scale: float, *, rotate: bool = True
) -> list[ReadCode]:
    """The wide codes on the picture at half its height: their bars keep their width, and lose their noise."""
    found = _look(image.reduce((1, _TWICE)), names, 1.0, rotate=rotate)
    return [
        code._replace(corners=tuple((round(x * scale), round(y * scale * _TWICE)) for x, y in code.corners))
        for code in found
    ]


def _look_turned(image: Image.Image, names: Sequence[str], scale: float, degrees: int) -> list[ReadCode]:
    """The codes on the picture turned by so much, with their corners turned back."""
    from math import cos, radians, sin  # noqa: PLC0415 - seldom

    from PIL import Image  # noqa: PLC0415 - at the first photo

    turned = image.rotate(degrees, Image.Resampling.BILINEAR, expand=True, fillcolor=128)
    cosine, sine = cos(radians(degrees)), sin(radians(degrees))

    def back(x: int, y: int) -> tuple[int, int]:
        across, down = x - turned.width / 2, y - turned.height / 2
        left = across * cosine - down * sine + image.width / 2
        return round(left * scale), round((across * sine + down * cosine + image.height / 2) * scale)

    found = _look_flat(turned, names, 1.0, rotate=False)
    return [code._replace(corners=tuple(back(*corner) for corner in code.corners)) for code in found]


# --- one look ---


def _look(
    image: Image.Image,
    names: Sequence[str],
    scale: float,
    *,
    rotate: bool,
    invert: bool = False,
    downscale: bool = False,
    one_threshold: bool = False,
) -> list[ReadCode]:
    """What zxing-cpp reads, corners multiplied by ``scale``; ``one_threshold`` is one grey for all of it."""
    import zxingcpp  # noqa: PLC0415 - at the first picture

    content: Any = image.tobytes()  # has a name so that it lives as long as the view, which does not hold it
    found = zxingcpp.read_barcodes(
        zxingcpp.ImageView(content, *image.size, zxingcpp.ImageFormat.Lum),
        formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat[str(name)] for name in names]),
        try_rotate=rotate,
        try_downscale=downscale,
        try_invert=invert,
        text_mode=zxingcpp.TextMode.Plain,
        binarizer=zxingcpp.Binarizer.GlobalHistogram if one_threshold else zxingcpp.Binarizer.LocalAverage,
    )
    codes = [_read_code(barcode, scale) for barcode in found if barcode.valid]
    return [code for code in codes if len(code.text) >= _FEWEST.get(code.symbology, 1)]


def _read_code(barcode: zxingcpp.Barcode, scale: float) -> ReadCode:
    name = barcode.symbology.name
    place = barcode.position
    points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    corners = tuple((round(point.x * scale), round(point.y * scale)) for point in points)
    return ReadCode(payload_text(_payload(barcode)).raw, _OTHER_NAMES.get(name, name), corners)


def _payload(barcode: zxingcpp.Barcode) -> str | bytes:
    """The bytes where they tell their own encoding, or nobody does; else the text as the code declares it."""
    import zxingcpp  # noqa: PLC0415 - loaded by now

    octets = barcode.bytes
    has_own_word = _CHARSET_MARK in octets.upper() or octets.startswith(_BYTE_ORDER_MARKS)
    if has_own_word or barcode.content_type == zxingcpp.ContentType.Binary:
        return octets
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return barcode.text


def _each_once(found: Sequence[ReadCode]) -> list[ReadCode]:
    """Each code by its text once, as it was found first."""
    return list({(code.symbology, code.text): code for code in reversed(found)}.values())[::-1]
