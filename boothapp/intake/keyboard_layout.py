"""What a scanner meant that sends the keys of a US keyboard to a computer with another layout."""

from __future__ import annotations

import re
from typing import NamedTuple

_US = "`1234567890-=qwertyuiop[]asdfghjkl;'\\zxcvbnm,./~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:\"|ZXCVBNM<>?"
_OTHERS = {
    "de": "^1234567890ß´qwertzuiopü+asdfghjklöä#yxcvbnm,.-°!\"§$%&/()=?`QWERTZUIOPÜ*ASDFGHJKLÖÄ'YXCVBNM;:_",
    "fr": "²&é\"'(-è_çà)=azertyuiop^$qsdfghjklmù*wxcvbn,;:!³1234567890°+AZERTYUIOP¨£QSDFGHJKLM%µWXCVBN?./§",
    "es": "º1234567890'¡qwertyuiop`+asdfghjklñ´çzxcvbnm,.-ª!\"·$%&/()=?¿QWERTYUIOP^*ASDFGHJKLÑ¨ÇZXCVBNM;:_",
    "it": "\\1234567890'ìqwertyuiopè+asdfghjklòàùzxcvbnm,.-|!\"£$%&/()=?^QWERTYUIOPé*ASDFGHJKLç°§ZXCVBNM;:_",
}
_TABLES = {layout: dict(zip(map(ord, keys), _US, strict=True)) for layout, keys in _OTHERS.items()}
_PLAIN = re.compile(r"(?:BEGIN:V(?:CARD|CALENDAR)|MECARD:|BIZCARD:|https?://|mailto:|tel:)", re.IGNORECASE)
_HOLDS_AN_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class Correction(NamedTuple):
    """The computer's layout (ISO 639-1 of its language) and the text as the code holds it."""

    layout: str
    text: str


def correction(text: str) -> Correction | None:
    """What was plainly meant; None when the text makes sense as it came, or no layout makes sense of it."""
    if _PLAIN.match(text) or _HOLDS_AN_ADDRESS.search(text):
        return None
    for layout, table in _TABLES.items():
        meant = text.translate(table)
        if _PLAIN.match(meant) or _HOLDS_AN_ADDRESS.search(meant):
            return Correction(layout, meant)
    return None
