"""Laptops and a hub that meet by files alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import insert, select, update

from boothapp.hub.bundle_intake import BundleIntake
from boothapp.hub.keys import HubKeys, read_keys
from boothapp.hub.schema import TOKEN
from boothapp.hub.store import CentralStore
from boothapp.sync.bundle import BundleHub, BundleParties
from boothapp.wire.sealed_frame import key_text
from tests.helpers.hub_samples import NOW, SHOW_ID, fixed_now

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class BundleDesk:
    """A central store at a file, and the folder that goes to and fro between it and the laptops."""

    folder: Path
    place: Path

    @cached_property
    def store(self) -> CentralStore:
        """The central store; close it."""
        return CentralStore.open(self.place, fixed_now)

    @property
    def keys(self) -> HubKeys:
        """The hub's own."""
        with self.store.database.reading() as connection:
            return read_keys(connection)

    @property
    def intake(self) -> BundleIntake:
        """The importer over it."""
        return BundleIntake(store=self.store)

    def laptop(self, device_id: str = "laptop-a", show_id: str = SHOW_ID) -> BundleParties:
        """A laptop that was enrolled here; its keys are made of its name."""
        seed = hashlib.sha256(device_id.encode()).digest()
        laptop = self.stranger(device_id, seed, show_id)
        with self.store.database.writing() as connection:
            where = (TOKEN.c.show_id == show_id, TOKEN.c.token_sha256 == seed.hex())
            if connection.execute(select(TOKEN).where(*where)).first() is None:
                connection.execute(insert(TOKEN), _token(laptop, seed.hex()))
        return laptop

    def stranger(self, device_id: str, seed: bytes, show_id: str = SHOW_ID) -> BundleParties:
        """A laptop that knows this hub and need not be known here."""
        keys = self.keys
        return BundleParties(
            device_id=device_id,
            show_id=show_id,
            sign=Ed25519PrivateKey.from_private_bytes(seed),
            seal=X25519PrivateKey.from_private_bytes(seed),
            hub_id=self.store.identity.hub_id,
            hub_sign_key=keys.sign_public,
            hub_seal_key=keys.seal.public_key(),
        )

    def revoke(self, laptop: BundleParties) -> None:
        """Let the laptop in no longer."""
        with self.store.database.writing() as connection:
            is_its = TOKEN.c.sign_key == key_text(laptop.sign.public_key())
            connection.execute(update(TOKEN).where(is_its).values(revoked_at=NOW))

    def hub(self, laptop: BundleParties) -> BundleHub:
        """The hub as that laptop sees it, with somebody who carries the folder."""
        return BundleHub(self.folder, laptop, self._carry, fixed_now)

    def _carry(self, path: Path) -> None:
        self.intake.take(path)


def _token(laptop: BundleParties, sha256: str) -> dict[str, str]:
    return {
        "show_id": laptop.show_id,
        "token_sha256": sha256,
        "device_id": laptop.device_id,
        "device_name": laptop.device_id,
        "scopes": "",
        "created_at": NOW,
        "expires_at": NOW,
        "revoked_at": "",
        "sign_key": key_text(laptop.sign.public_key()),
        "seal_key": key_text(laptop.seal.public_key()),
    }
