"""The laptop's own keys: one to sign what it says, one to open what is sealed for it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

if TYPE_CHECKING:
    from boothapp.store.settings import Settings

_SETTING = "device_keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceKeys:
    """Both private keys; they lie in the encrypted file alone."""

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
    """The keys of this profile, made at the first call and kept from then on."""
    kept = settings.get(_SETTING)
    if not isinstance(kept, dict):
        kept = {
            "sign": base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode(),
            "seal": base64.b64encode(X25519PrivateKey.generate().private_bytes_raw()).decode(),
        }
        settings.put(_SETTING, kept)
    return DeviceKeys(
        sign=Ed25519PrivateKey.from_private_bytes(base64.b64decode(str(kept["sign"]))),
        seal=X25519PrivateKey.from_private_bytes(base64.b64decode(str(kept["seal"]))),
    )
