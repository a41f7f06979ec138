"""Photos of cards, small and all different."""

from __future__ import annotations

import io
import random

from PIL import Image

from boothapp.app import Services
from boothapp.domain.lead import Attachment, AttachmentKind
from boothapp.intake.picture import KeptPicture, kept_picture, open_picture


def photo(number: int = 0, side: int = 60) -> KeptPicture:
    """A photo as it is kept; one of 600 px a side has some 400 kB, since it is noise."""
    noise = random.Random(number).randbytes(side * side * 3)
    file = io.BytesIO()
    Image.frombytes("RGB", (side, side), noise).save(file, "PNG")
    return kept_picture(open_picture(file.getvalue()))


def attached(services: Services, number: int = 0, side: int = 60) -> Attachment:
    """A photo that is kept, for a lead to name."""
    return services.picturing.keep(photo(number, side), AttachmentKind.CARD_PHOTO)
