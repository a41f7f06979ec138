"""Frames as cameras send them, made of pictures, in every layout that is read."""

from __future__ import annotations

from typing import Any

from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

Pixel = QVideoFrameFormat.PixelFormat
LAYOUTS = (
    Pixel.Format_NV12,
    Pixel.Format_NV21,
    Pixel.Format_YUV420P,
    Pixel.Format_YV12,
    Pixel.Format_YUV422P,
    Pixel.Format_YUYV,
    Pixel.Format_UYVY,
    Pixel.Format_Y8,
    Pixel.Format_BGRA8888,
    Pixel.Format_RGBX8888,
)


def frame_of(picture: Image.Image, layout: Pixel = Pixel.Format_NV12) -> QVideoFrame:
    """The picture as one frame of this layout."""
    frame = QVideoFrame(QVideoFrameFormat(QSize(*picture.size), layout))
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    for number, plane in enumerate(_planes(picture.convert("RGB"), layout)):
        _write(frame, number, plane)
    frame.unmap()
    return frame


def _planes(picture: Image.Image, layout: Pixel) -> list[Image.Image]:
    luma, u, v = picture.convert("YCbCr").split()
    half, quarter = (picture.width // 2, picture.height), (picture.width // 2, picture.height // 2)
    rows = {
        Pixel.Format_NV12: lambda: [luma, Image.merge("LA", [u.resize(quarter), v.resize(quarter)])],
        Pixel.Format_NV21: lambda: [luma, Image.merge("LA", [v.resize(quarter), u.resize(quarter)])],
        Pixel.Format_YUV420P: lambda: [luma, u.resize(quarter), v.resize(quarter)],
        Pixel.Format_YV12: lambda: [luma, v.resize(quarter), u.resize(quarter)],
        Pixel.Format_YUV422P: lambda: [luma, u.resize(half), v.resize(half)],
        Pixel.Format_YUYV: lambda: [_packed(luma, u.resize(half), v.resize(half), (0, 2, 1, 3))],
        Pixel.Format_UYVY: lambda: [_packed(luma, u.resize(half), v.resize(half), (2, 0, 3, 1))],
        Pixel.Format_Y8: lambda: [luma],
        Pixel.Format_BGRA8888: lambda: [Image.merge("RGBA", [*picture.split()[::-1], _full(picture)])],
        Pixel.Format_RGBX8888: lambda: [Image.merge("RGBA", [*picture.split(), _full(picture)])],
    }
    return rows[layout]()


def _full(picture: Image.Image) -> Image.Image:
    return Image.new("L", picture.size, 255)


def _packed(luma: Image.Image, u: Image.Image, v: Image.Image, order: tuple[int, ...]) -> Image.Image:
    """Two pixels in four bytes, in this order of (Y, Y, U, V)."""
    first, second = Image.frombytes("LA", u.size, luma.tobytes()).split()
    bands = [first, second, u, v]
    return Image.merge("RGBA", [bands[place] for place in order])


def _write(frame: QVideoFrame, number: int, plane: Image.Image) -> None:
    target: Any = frame.bits(number)
    stride, row = frame.bytesPerLine(number), plane.width * len(plane.getbands())
    content = plane.tobytes()
    for line in range(plane.height):
        target[line * stride : line * stride + row] = content[line * row : (line + 1) * row]
