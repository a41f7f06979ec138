"""The hub's own keys: Ed25519 to sign what it states, X25519 to open what is sealed for it."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection, select

from boothapp.hub.schema import HUB_META

SIGN_KEY, SEAL_KEY = "sign_key", "seal_key"
"""The rows of `hub_meta` that hold the private keys, raw in base64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubKeys:
    """Both private keys; who can read the store's file can read them."""

    sign: Ed25519PrivateKey
    seal: X25519PrivateKey

    @property
    def sign_public(self) -> str:
        """The Ed25519 public key, raw in base64."""
        return base64.b64encode(self.sign.public_key().public_bytes_raw()).decode()

    @property
    def seal_public(self) -> str:
        """The X25519 public key, raw in base64."""
        return base64.b64encode(self.seal.public_key().public_bytes_raw()).decode()

    def signature(self, text: bytes) -> str:
        """The signature of the bytes (RFC 8032), in base64."""
        return base64.b64encode(self.sign.sign(text)).decode()


def new_keys() -> dict[str, str]:
    """New private keys as the rows that a new store keeps."""
    return {
        SIGN_KEY: base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode(),
        SEAL_KEY: base64.b64encode(X25519PrivateKey.generate().private_bytes_raw()).decode(),
    }


def read_keys(connection: Connection) -> HubKeys:
    """The keys of the store."""
    query = select(HUB_META.c.name, HUB_META.c.value).where(HUB_META.c.name.in_((SIGN_KEY, SEAL_KEY)))
    raw = {row.name: base64.b64decode(row.value) for row in connection.execute(query)}
    return HubKeys(
        sign=Ed25519PrivateKey.from_private_bytes(raw[SIGN_KEY]),
        seal=X25519PrivateKey.from_private_bytes(raw[SEAL_KEY]),
    )
