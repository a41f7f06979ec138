"""A picture from outside, made safe: a photographed card or badge, whatever took it."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from boothapp.errors import PictureError, PictureProblem
from boothapp.intake.picture_kind import LARGEST_FILE

MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
_KEPT_SIDE = 2_000
"""The longer side, in px, of what is kept: a card's smallest print can still be read."""
_QUALITY = 85
_WHITE = (255, 255, 255)
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How each orientation of EXIF is turned upright."""
_MISREAD = (
    OSError, SyntaxError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, AssertionError,
    RuntimeError, EOFError, MemoryError, struct.error, zlib.error,
)  # fmt: skip
"""What Pillow lets out over a file that is not as its format has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPicture:
    """A picture as it is kept beside the card; ``sha256`` in hex is of ``content`` and names it."""

    content: bytes
    sha256: str
    media_type: str = "image/jpeg"


def open_picture(content: bytes) -> Image.Image:
    """The picture in RGB, upright, of at most 40 megapixels; raises PictureError.

    Nothing of the file but the pixels goes on: no place, camera or thumbnail (EXIF), no second frame.
    """
    if len(content) > LARGEST_FILE:
        raise PictureError(PictureProblem.TOO_LARGE)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as file:
            if file.width * file.height > MOST_PIXELS:  # said by the header: nothing was unpacked yet
                raise PictureError(PictureProblem.TOO_MANY_PIXELS)
            file.load()
            return _opaque(_upright(file))
    except UnidentifiedImageError as error:
        raise PictureError(PictureProblem.NOT_A_PICTURE) from error
    except Image.DecompressionBombError as error:
        raise PictureError(PictureProblem.TOO_MANY_PIXELS) from error
    except _MISREAD as error:
        raise PictureError(PictureProblem.DAMAGED) from error


def _upright(image: Image.Image) -> Image.Image:
    """The picture as EXIF says that it was held; EXIF that cannot be read says nothing.

    Pillow's own way writes EXIF anew for that, and fails at one tag that is typed wrongly.
    """
    try:
        orientation = image.getexif().get(_ORIENTATION)
    except _MISREAD:
        return image
    turn = _TURNS.get(orientation) if isinstance(orientation, int) else None
    return image if turn is None else image.transpose(turn)


def _opaque(image: Image.Image) -> Image.Image:
    """Pixels alone, on white where they let light through; 16-bit greys are scaled, not cut."""
    if image.mode.startswith("I"):
        image = image.point(lambda grey: grey / 256).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, (*_WHITE, 255))
        image = Image.alpha_composite(ground, image)
    return Image.frombytes("RGB", image.size, image.convert("RGB").tobytes())


def kept_picture(image: Image.Image) -> KeptPicture:
    """The picture as a JPEG of at most 2,000 px a side."""
    small = image.copy()
    small.thumbnail((_KEPT_SIDE, _KEPT_SIDE), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    small.save(file, "JPEG", quality=_QUALITY, optimize=True)
    content = file.getvalue()
    return KeptPicture(content=content, sha256=hashlib.sha256(content).hexdigest())
