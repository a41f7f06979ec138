"""What the hub shows a laptop once, as a QR code or a text to paste, so that it finds and trusts the hub.

``boothapp-hub:`` and then base64url (RFC 4648, section 5, without padding) of a JSON object in UTF-8.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Annotated

import msgspec

from boothapp.errors import BundleError, EnrolmentError
from boothapp.wire.sealed_frame import read_seal_key

PREFIX = "boothapp-hub:"
_LONGEST = 4096

_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Key = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9+/]{43}=$")]


class Enrolment(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """Where the hub is, what proves that it is the one meant, and the code that lets one laptop in.

    ``url`` is empty for a laptop that meets the hub by USB stick alone. ``ca`` is the SHA-256 of the DER of
    the certificate authority that signs for the hub, in hex; empty where a public one does. ``sign`` and
    ``seal`` are the hub's public Ed25519 and X25519 keys, raw in base64.
    """

    code: _Name
    hub_id: _Name
    show_id: _Name
    sign: _Key
    seal: _Key
    url: Annotated[str, msgspec.Meta(pattern=r"^(https?://[^/\s]+.*)?$", max_length=500)] = ""
    ca: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?$")] = ""


def encode_enrolment(enrolment: Enrolment) -> str:
    """The text of the QR code, which may be pasted as well."""
    return PREFIX + base64.urlsafe_b64encode(msgspec.json.encode(enrolment)).rstrip(b"=").decode()


def decode_enrolment(text: str) -> Enrolment:
    """What the text holds, however white space or line breaks came into it; raises EnrolmentError."""
    packed = "".join(sign for sign in text if sign.isprintable() and not sign.isspace())
    if not packed:
        raise EnrolmentError("There is no enrolment code here. Scan the hub's QR code, or paste its text.")
    start = re.match(PREFIX, packed, re.IGNORECASE)
    if start is None or len(packed) > _LONGEST:
        raise EnrolmentError(
            f"This is not a hub's enrolment code, which begins with {PREFIX}. "
            "Scan the QR code that `boothapp hub enrol` prints, or paste the text below it."
        )
    body = packed[start.end() :].rstrip("=")
    try:
        written = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        enrolment = msgspec.json.decode(written, type=Enrolment)
        read_seal_key(enrolment.seal)
    except (msgspec.ValidationError, BundleError) as error:
        raise EnrolmentError(f"This enrolment code is not as a hub writes it: {error}.") from error
    except (binascii.Error, ValueError, msgspec.DecodeError, RecursionError) as error:
        raise EnrolmentError(
            "This enrolment code is cut off or changed. Copy the whole text, from boothapp-hub: to its end."
        ) from error
    return enrolment
