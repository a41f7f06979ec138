"""The kinds of code that badges bear, by the names that scanners, camera and leads share."""

from __future__ import annotations

from enum import StrEnum


class Symbology(StrEnum):
    """Those that can be read from a picture."""

    QR_CODE = "QRCode"
    DATA_MATRIX = "DataMatrix"
    PDF417 = "PDF417"
    AZTEC = "Aztec"
    CODE_128 = "Code128"
    CODE_39 = "Code39"
    ITF = "ITF"
    EAN_13 = "EAN13"


USUAL = tuple(Symbology)[:5]
"""Looked for until a show says otherwise: the others have no checksum worth the name, or stand on goods."""
LINEAR = (Symbology.CODE_128, Symbology.CODE_39, Symbology.ITF, Symbology.EAN_13)
WIDE = (Symbology.PDF417, *LINEAR)
"""Those to be held flat across the picture."""
