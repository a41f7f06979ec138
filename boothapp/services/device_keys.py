"""The laptop's own keys: Ed25519 to sign what it sends by stick, X25519 to open what is sealed for it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

if TYPE_CHECKING:
    from boothapp.store.settings import Settings

_SIGN, _SEAL = "device_sign_key", "device_seal_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceKeys:
    """Both private keys."""

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


def device_keys(settings: Settings) -> DeviceKeys:
    """The keys that lie in the encrypted file; made at the first call."""
    if settings.get(_SIGN) is None:
        settings.put_all(
            {
                _SIGN: base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode(),
                _SEAL: base64.b64encode(X25519PrivateKey.generate().private_bytes_raw()).decode(),
            }
        )
    return DeviceKeys(
        sign=Ed25519PrivateKey.from_private_bytes(base64.b64decode(str(settings.get(_SIGN)))),
        seal=X25519PrivateKey.from_private_bytes(base64.b64decode(str(settings.get(_SEAL)))),
    )
