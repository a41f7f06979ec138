"""A frame gives back what was sealed in it to the right reader alone, and refuses all else in words."""

from __future__ import annotations

import struct
from dataclasses import replace

import msgspec
import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given
from hypothesis import strategies as st

from boothapp.errors import BundleError
from boothapp.wire.sealed_frame import (
    MAGIC,
    MAX_PAYLOAD_BYTES,
    MAX_SEALED_BYTES,
    FrameHeader,
    FrameKind,
    key_text,
    raw_key,
    read_frame,
    seal,
)

LAPTOP = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
HUB = X25519PrivateKey.from_private_bytes(b"\x02" * 32)
OTHER = X25519PrivateKey.from_private_bytes(b"\x03" * 32)
HEADER = FrameHeader(
    kind=FrameKind.CHANGES,
    hub_id="hub",
    epoch=1,
    show_id="show",
    device_id="laptop",
    sign_key=key_text(LAPTOP.public_key()),
    first_seq=1,
    last_seq=7,
    created_at="2026-11-24T18:00:00+01:00",
)
PREFIX_BYTES = 22


def frame(payload: bytes = b'{"hello": "world"}', header: FrameHeader = HEADER) -> bytes:
    """A sound frame."""
    return seal(header, payload, signer=LAPTOP, recipient=HUB.public_key())


WHOLE = frame()


def signed(unsigned: bytes) -> bytes:
    """What somebody with a key of their own can make."""
    return unsigned + LAPTOP.sign(unsigned)


def framed(sealed: bytes) -> bytes:
    """A frame around something sealed by other means."""
    header = msgspec.json.encode(HEADER)
    return signed(struct.pack(">8sHIQ", MAGIC, 1, len(header), len(sealed)) + header + sealed)


def sealed(packed: bytes) -> bytes:
    """Bytes sealed for the hub as a frame would have them."""
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    return suite.encrypt(packed, HUB.public_key(), msgspec.json.encode(HEADER))


@given(st.binary(max_size=10_000))
def test_gives_back_what_was_sealed(payload: bytes) -> None:
    """Whatever was sealed comes out, with the header that it was sealed under."""
    opened = read_frame(frame(payload))
    assert opened.header == HEADER
    assert opened.unseal(HUB) == payload


def test_hides_what_it_carries() -> None:
    """What is sealed is not in the file, in the clear or packed."""
    data = frame(b"Zoe from Lumiere")
    assert b"Lumiere" not in data
    assert zstandard.compress(b"Zoe from Lumiere", 6)[4:] not in data


@pytest.mark.parametrize("length", range(len(WHOLE)))
def test_calls_a_torn_frame_incomplete(length: int) -> None:
    """Cut off at any length, the file is called incomplete."""
    with pytest.raises(BundleError, match="incomplete"):
        read_frame(WHOLE[:length])


def test_refuses_any_flipped_bit() -> None:
    """Not one bit of a frame can be altered unnoticed."""
    for at in range(len(WHOLE) * 8):
        data = bytearray(WHOLE)
        data[at // 8] ^= 1 << at % 8
        with pytest.raises(BundleError):
            read_frame(bytes(data))


@given(st.binary(max_size=500) | st.binary(max_size=500).map(lambda rest: WHOLE[:PREFIX_BYTES] + rest))
def test_never_crashes_on_what_is_no_frame(data: bytes) -> None:
    """Any other bytes are refused, and by no other error than a BundleError."""
    with pytest.raises(BundleError):
        read_frame(data)


def test_refuses_more_than_was_signed() -> None:
    """Bytes after the signature are a change like any other."""
    with pytest.raises(BundleError, match="changed"):
        read_frame(WHOLE + b"\0")


def test_tells_a_wrong_recipient() -> None:
    """Who has another key is told that the bundle is not for them, and for whom it is."""
    with pytest.raises(BundleError, match=r"somebody else.*hub hub"):
        read_frame(WHOLE).unseal(OTHER)


def test_binds_the_header_to_what_is_sealed() -> None:
    """Who signs another's sealed part under a header of their own gets nothing in: it will not open."""
    opened = read_frame(WHOLE)
    thief = Ed25519PrivateKey.from_private_bytes(b"\x09" * 32)
    header = msgspec.json.encode(msgspec.structs.replace(HEADER, sign_key=key_text(thief.public_key())))
    unsigned = struct.pack(">8sHIQ", MAGIC, 1, len(header), len(opened.sealed)) + header + opened.sealed
    stolen = read_frame(unsigned + thief.sign(unsigned))
    with pytest.raises(BundleError, match="somebody else"):
        stolen.unseal(HUB)


def test_refuses_sizes_before_it_believes_them() -> None:
    """A frame that calls itself huge, or newer, is refused by its first bytes."""
    for lengths, words in (
        ((1, 1 << 31, 10), "larger"),
        ((1, 10, MAX_SEALED_BYTES + 1), "larger"),
        ((2, 10, 10), "newer"),
    ):
        with pytest.raises(BundleError, match=words):
            read_frame(struct.pack(">8sHIQ", MAGIC, *lengths))


def test_does_not_unpack_a_bomb() -> None:
    """A few kilobytes that unpack to more than any payload may have are refused."""
    bomb = zstandard.compress(bytes(MAX_PAYLOAD_BYTES + 1))
    assert len(bomb) < 1 << 20
    with pytest.raises(BundleError, match="larger"):
        read_frame(framed(sealed(bomb))).unseal(HUB)


@pytest.mark.parametrize("packed", [b"", b"no zstd", zstandard.compress(b"x" * 1000)[:-3]])
def test_refuses_what_cannot_be_unpacked(packed: bytes) -> None:
    """What was signed and sealed, and yet is not whole, is refused in words."""
    with pytest.raises(BundleError, match="unpacked"):
        read_frame(framed(sealed(packed))).unseal(HUB)


def test_refuses_a_sealed_part_of_no_form() -> None:
    """A sealed part that is shorter than any can be is refused as not ours."""
    with pytest.raises(BundleError, match="somebody else"):
        read_frame(framed(b"short")).unseal(HUB)


def test_writes_no_frame_that_it_would_not_read() -> None:
    """A payload beyond the limits is refused when it is written."""
    with pytest.raises(BundleError, match="too many"):
        frame(bytes(MAX_PAYLOAD_BYTES + 1))


@pytest.mark.parametrize("text", ["", "short", "é" * 44, key_text(HUB.public_key()) * 2])
def test_refuses_what_is_no_key(text: str) -> None:
    """Keys are 32 bytes in base64."""
    with pytest.raises(BundleError):
        raw_key(text)


def test_knows_its_header_by_value() -> None:
    """A sealed frame is a value: two readings of the same bytes are equal."""
    assert replace(read_frame(WHOLE)) == read_frame(WHOLE)
