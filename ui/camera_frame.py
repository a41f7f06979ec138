"""A camera's frame as what is looked at: its greys for the reader of codes, its colours for the person.

Runs off the UI thread. Qt's own way from a frame to a picture may ask the graphics card, which belongs to the
UI thread; the few layouts that cameras send are read here instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PIL import Image
from PySide6.QtGui import QImage, QTransform
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

if TYPE_CHECKING:
    from boothapp.intake.barcode import FrameReader, ReadCode

_Pixel = QVideoFrameFormat.PixelFormat
# Which planes hold U and V, and how many rows of pixels share one of theirs.
_PLANES = {
    _Pixel.Format_YUV420P: (1, 2, 2),
    _Pixel.Format_YV12: (2, 1, 2),
    _Pixel.Format_YUV422P: (1, 2, 1),
}
# Which of the pairs in the second plane is U and which V.
_PAIRS = {_Pixel.Format_NV12: (0, 1), _Pixel.Format_NV21: (1, 0)}
# Which byte of two is Y, and which of four are U and V.
_PACKED = {_Pixel.Format_YUYV: (0, 1, 3), _Pixel.Format_UYVY: (1, 0, 2)}
# Pillow turns to the left, cameras tell the turn to the right.
_TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


class Seen(NamedTuple):
    """The frame as a picture, at most twice as wide as was asked; its codes; the frame's own size in px."""

    picture: QImage
    codes: list[ReadCode]
    width: int
    height: int


class _Planes(NamedTuple):
    """Brightness, and the two planes of colour if there are any; all of mode L."""

    luma: Image.Image
    chroma: tuple[Image.Image, Image.Image] | None = None


def look(frame: QVideoFrame, reader: FrameReader, width: int) -> Seen | None:
    """What there is to see, shown some ``width`` px wide; None for a frame without a picture."""
    copied = _copied(frame)
    if isinstance(copied, _Planes):
        planes = copied
        picture = _coloured(planes, max(1, planes.luma.width // max(width, 1)))
    elif copied.isNull():
        return None
    else:
        planes = _Planes(_greys(copied))
        picture = copied.scaledToWidth(width) if copied.width() > width else copied
    return Seen(picture, reader.read(planes.luma), *planes.luma.size)


def photo_of(frame: QVideoFrame) -> QImage:
    """The whole frame in its colours; a null picture for a frame without any."""
    copied = _copied(frame)
    return _coloured(copied, 1) if isinstance(copied, _Planes) else copied


def _copied(frame: QVideoFrame) -> _Planes | QImage:
    """What is in the frame, which may go then."""
    if not frame.map(QVideoFrame.MapMode.ReadOnly):
        return QImage()
    try:
        copied = _planes(frame) or _whole(frame)
    finally:
        frame.unmap()
    degrees = (frame.surfaceFormat().rotation().value + frame.rotation().value) % 360
    return _turned(copied, degrees) if degrees else copied


def _turned(what: _Planes | QImage, degrees: int) -> _Planes | QImage:
    """Upright: a camera that hangs on its side says by how far it is to be turned clockwise."""
    if isinstance(what, QImage):
        return what.transformed(QTransform().rotate(degrees))
    turn = _TURNS[degrees]
    chroma = what.chroma and (what.chroma[0].transpose(turn), what.chroma[1].transpose(turn))
    return _Planes(what.luma.transpose(turn), chroma)


def _planes(frame: QVideoFrame) -> _Planes | None:
    """Copies of the planes, so that the frame may go; None where colours are mixed otherwise."""
    kind, width, height = frame.pixelFormat(), frame.width(), frame.height()
    half = (width + 1) // 2
    if kind in _PLANES:
        u, v, rows = _PLANES[kind]
        size = (half, -(-height // rows))
        chroma = (_plane(frame, u, "L", size), _plane(frame, v, "L", size))
        return _Planes(_plane(frame, 0, "L", (width, height)), chroma)
    if kind in _PAIRS:
        u, v = _PAIRS[kind]
        pairs = _plane(frame, 1, "LA", (half, (height + 1) // 2)).split()
        return _Planes(_plane(frame, 0, "L", (width, height)), (pairs[u], pairs[v]))
    if kind in _PACKED:
        y, u, v = _PACKED[kind]
        fours = _plane(frame, 0, "RGBA", (width // 2, height)).split()
        return _Planes(_plane(frame, 0, "LA", (width, height)).split()[y], (fours[u], fours[v]))
    if kind == _Pixel.Format_Y8:
        return _Planes(_plane(frame, 0, "L", (width, height)))
    return None


def _plane(frame: QVideoFrame, number: int, mode: str, size: tuple[int, int]) -> Image.Image:
    content: Any = frame.bits(number)
    return Image.frombytes(mode, size, bytes(content), "raw", mode, frame.bytesPerLine(number), 1)


def _whole(frame: QVideoFrame) -> QImage:
    """The picture of a frame whose pixels are colours, or which is a file of its own."""
    kind = frame.pixelFormat()
    content: Any = frame.bits(0)
    if kind == _Pixel.Format_Jpeg:
        return QImage.fromData(bytes(content))
    known = QVideoFrameFormat.imageFormatFromPixelFormat(kind)
    if known == QImage.Format.Format_Invalid:
        return frame.toImage()
    return QImage(bytes(content), frame.width(), frame.height(), frame.bytesPerLine(0), known).copy()


def _greys(picture: QImage) -> Image.Image:
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    size = (grey.width(), grey.height())
    return Image.frombytes("L", size, bytes(grey.constBits()), "raw", "L", grey.bytesPerLine(), 1)


def _coloured(planes: _Planes, factor: int) -> QImage:
    """The picture, smaller by this whole factor."""
    luma = planes.luma.reduce(factor) if factor > 1 else planes.luma
    if planes.chroma is None:
        picture = luma.convert("RGB")
    else:
        chroma = [plane.resize(luma.size, Image.Resampling.NEAREST) for plane in planes.chroma]
        picture = Image.merge("YCbCr", [luma, *chroma]).convert("RGB")
    width, height = picture.size
    content = picture.tobytes()
    shown = QImage(content, width, height, 3 * width, QImage.Format.Format_RGB888)
    return shown.convertToFormat(QImage.Format.Format_RGB32)  # a copy, in what is painted fastest
