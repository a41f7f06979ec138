"""A QR code as squares, for whoever paints it, and as a picture to print."""

from __future__ import annotations

import io
from typing import Final

from boothapp.errors import ExportError

_BYTE_MODE: Final = 4
QUIET_ZONE = 4
"""Squares of empty margin on each side that scanners ask for (ISO/IEC 18004); not part of the matrix."""


SQUARE_PIXELS = 16
"""The side of one square in a picture: a contact card of 60 squares prints at 8 cm with 300 dots an inch."""


def picture(text: str) -> bytes:
    """The code as a black and white PNG with its quiet zone; raises ExportError as `matrix` does."""
    from PIL import Image  # noqa: PLC0415 - 40 ms, for those who print

    rows = matrix(text)
    side = len(rows) + 2 * QUIET_ZONE
    image = Image.new("1", (side, side), 1)
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                image.putpixel((x + QUIET_ZONE, y + QUIET_ZONE), 0)
    out = io.BytesIO()
    pixels = side * SQUARE_PIXELS
    image.resize((pixels, pixels), Image.Resampling.NEAREST).save(out, "PNG", dpi=(300, 300))
    return out.getvalue()


def matrix(text: str) -> list[list[bool]]:
    """The code's rows, True where it is dark, without the quiet zone; the text is coded as UTF-8 bytes.

    The error correction is M (15 %), which stands a glare or a thumb; a text too long for it gets L (7 %).
    Raises ExportError for one that no QR code can hold (2,953 bytes).
    """
    # Costs 30 ms, which only a card that shows a code should pay.
    from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M  # noqa: PLC0415
    from qrcode.exceptions import DataOverflowError  # noqa: PLC0415
    from qrcode.main import QRCode  # noqa: PLC0415
    from qrcode.util import QRData  # noqa: PLC0415

    payload = text.encode("utf-8", "replace")
    data = QRData(payload, mode=_BYTE_MODE)
    for level in (ERROR_CORRECT_M, ERROR_CORRECT_L):
        code = QRCode(error_correction=level, border=0)
        code.add_data(data)
        try:
            code.make(fit=True)
        except (DataOverflowError, ValueError):
            continue
        return [[bool(square) for square in row] for row in code.get_matrix()]
    raise ExportError(f"{len(payload):,} bytes are more than a QR code can hold")
