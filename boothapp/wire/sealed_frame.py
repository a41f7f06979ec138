"""One sealed, signed file that carries messages between a laptop and a hub which never meet.

In this order: eight bytes that no text-mode copy leaves alone, the version, the lengths of header and sealed
part (all big-endian), the header as JSON, the sealed part, the signature. The sealed part is zstd of JSON,
sealed by HPKE (RFC 9180: DHKEM-X25519, HKDF-SHA256, ChaCha20-Poly1305) with the header as ``info``; the
signature is Ed25519 (RFC 8032) of all before it. So nobody can put another header, or another signer, before
what was sealed.
"""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import msgspec
import zstandard
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from boothapp.errors import BundleError

MAGIC = b"\x89BOOTH\r\n"
FRAME_VERSION = 1
MAX_HEADER_BYTES = 4 << 10
MAX_SEALED_BYTES = 64 << 20
MAX_PAYLOAD_BYTES = 128 << 20
"""Of what is sealed, once unpacked: whoever writes stays far below, so more is an attack."""

_PREFIX = struct.Struct(">8sHIQ")
_SIGNATURE_BYTES = 64
MAX_FRAME_BYTES = _PREFIX.size + MAX_HEADER_BYTES + MAX_SEALED_BYTES + _SIGNATURE_BYTES
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_ZSTD_LEVEL = 6

_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Key = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9+/]{43}=$")]
_Count = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]


class FrameKind(StrEnum):
    """Changes go from a laptop to the hub, receipts come back."""

    CHANGES = "changes"
    RECEIPTS = "receipts"


class FrameHeader(msgspec.Struct, kw_only=True, frozen=True):
    """What anybody may read of a frame: between whom it goes, and which changes it is about.

    ``device_id`` is the laptop's, on the way back too; ``sign_key`` is the signer's public Ed25519 key, raw,
    in base64. ``first_seq`` and ``last_seq`` are 0 where no change travels; ``created_at`` is ISO 8601.
    """

    kind: FrameKind
    hub_id: _Name
    show_id: _Name
    device_id: _Name
    sign_key: _Key
    created_at: _Name
    epoch: _Count = 0
    first_seq: _Count = 0
    last_seq: _Count = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFrame:
    """A frame whose signature is that of the key in its header, still sealed."""

    header: FrameHeader
    sealed: bytes
    info: bytes

    def unseal(self, key: X25519PrivateKey) -> bytes:
        """What was sealed; raises BundleError when it was sealed for somebody else or is too large."""
        try:
            packed = _SUITE.decrypt(self.sealed, key, self.info)
        except (InvalidTag, ValueError) as error:
            raise BundleError(
                "This bundle was sealed for somebody else. Nothing of it was taken. Bring it to the hub that "
                f"the laptop was enrolled at (hub {self.header.hub_id})."
            ) from error
        return _unpacked(packed)


def seal(
    header: FrameHeader, payload: bytes, *, signer: Ed25519PrivateKey, recipient: X25519PublicKey
) -> bytes:
    """The bytes of a frame; raises BundleError when the payload is too large for one."""
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise BundleError(f"{len(payload)} bytes are too many for one bundle. Write less at a time.")
    packed_header = msgspec.json.encode(header)
    sealed = _SUITE.encrypt(zstandard.compress(payload, _ZSTD_LEVEL), recipient, packed_header)
    if len(packed_header) > MAX_HEADER_BYTES or len(sealed) > MAX_SEALED_BYTES:
        raise BundleError(f"{len(sealed)} bytes are too many for one bundle. Write less at a time.")
    unsigned = _PREFIX.pack(MAGIC, FRAME_VERSION, len(packed_header), len(sealed)) + packed_header + sealed
    return unsigned + signer.sign(unsigned)


def read_frame(data: bytes) -> SealedFrame:
    """Read a frame and check its signature; raises BundleError that tells what is wrong, and nothing else."""
    header_bytes, sealed_bytes = _lengths(data)
    end = _PREFIX.size + header_bytes + sealed_bytes
    if len(data) < end + _SIGNATURE_BYTES:
        raise BundleError(
            f"This bundle is incomplete: {len(data)} of {end + _SIGNATURE_BYTES} bytes. "
            "Nothing of it was taken. Copy it again, or write it again on the laptop."
        )
    info = data[_PREFIX.size : _PREFIX.size + header_bytes]
    try:
        header = msgspec.json.decode(info, type=FrameHeader)
        Ed25519PublicKey.from_public_bytes(raw_key(header.sign_key)).verify(data[end:], data[:end])
    except (InvalidSignature, msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BundleError(
            "This bundle was changed since it was signed, or damaged on its way. Nothing of it was taken. "
            "Write it again on the laptop."
        ) from error
    return SealedFrame(header=header, sealed=data[end - sealed_bytes : end], info=info)


def _lengths(data: bytes) -> tuple[int, int]:
    """How long header and sealed part say they are, once they are sure to be no longer than they may."""
    if not data.startswith(MAGIC[: len(data)]):
        raise BundleError("This file is no bundle of boothapp. Nothing of it was taken.")
    if len(data) < _PREFIX.size:
        raise BundleError(
            f"This bundle is incomplete: it ends after {len(data)} bytes. Nothing of it was taken. "
            "Copy it again, or write it again on the laptop."
        )
    _, version, header_bytes, sealed_bytes = _PREFIX.unpack_from(data)
    if version > FRAME_VERSION:
        raise BundleError(
            "A newer boothapp wrote this bundle. Nothing of it was taken. Install that version here."
        )
    if header_bytes > MAX_HEADER_BYTES or sealed_bytes > MAX_SEALED_BYTES:
        raise BundleError("This bundle says that it is larger than any may be. Nothing of it was taken.")
    return header_bytes, sealed_bytes


def _unpacked(packed: bytes) -> bytes:
    """What the zstd frame holds; how long that is, it has to say before anything is unpacked."""
    try:
        size = zstandard.get_frame_parameters(packed).content_size
        if size <= MAX_PAYLOAD_BYTES:
            return zstandard.ZstdDecompressor().decompress(packed, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise BundleError(
            "What is sealed in this bundle cannot be unpacked. Nothing of it was taken."
        ) from error
    raise BundleError("What is sealed in this bundle is larger than any may be. Nothing of it was taken.")


def raw_key(text: str) -> bytes:
    """The bytes of a key in base64; raises BundleError when it is none."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise BundleError("This is no key in base64.") from error
    if len(raw) != 32:  # noqa: PLR2004 - of Ed25519 and X25519 alike
        raise BundleError("This key does not have 32 bytes.")
    return raw


def read_seal_key(text: str) -> X25519PublicKey:
    """The public key that frames are sealed for; raises BundleError when it is none.

    Nor is a point of small order one: whatever is sealed for it, anybody can open (RFC 7748, section 6.1).
    """
    key = X25519PublicKey.from_public_bytes(raw_key(text))
    try:
        X25519PrivateKey.generate().exchange(key)
    except ValueError as error:
        raise BundleError("Anybody could open what is sealed for this key.") from error
    return key


def key_text(key: Ed25519PublicKey | X25519PublicKey) -> str:
    """A public key as it is written: raw, in base64."""
    return base64.b64encode(key.public_bytes_raw()).decode()
