"""The key of the laptop's file: in the system's keyring, or made from a passphrase; never written down.

``key.json`` in the profile folder says which. For a passphrase it holds the salt and cost of Argon2id
(RFC 9106) and a check value that comes out of it beside the key, so that a wrong passphrase is told at once.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from boothapp.errors import DamagedFileError, NoKeyError, ReadOnlyError, WrongPassphraseError

KEY_FILE = "key.json"
SERVICE = "boothapp"
KEY_BYTES = 32
_CHECK_BYTES = 16
_SALT_BYTES = 16


class Keyring(Protocol):
    """Where the system keeps a user's secrets; its errors are NoKeyError."""

    def get(self, service: str, account: str) -> str | None:
        """The secret, or None when there is none."""

    def put(self, service: str, account: str, secret: str) -> None:
        """Keep the secret."""


class SystemKeyring:
    """The keyring of the user's system; imported at first use, since that takes some 90 ms."""

    def get(self, service: str, account: str) -> str | None:
        """The secret, or None when there is none."""
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError  # noqa: PLC0415

        try:
            return keyring.get_password(service, account)
        except KeyringError as error:
            raise NoKeyError(f"The keyring cannot be read: {error}") from error

    def put(self, service: str, account: str, secret: str) -> None:
        """Keep the secret."""
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError  # noqa: PLC0415

        try:
            keyring.set_password(service, account, secret)
        except KeyringError as error:
            raise NoKeyError(f"The keyring cannot be written: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Argon2Cost:
    """What one guess costs; the default is the second recommendation of RFC 9106, section 4."""

    passes: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4


def find_key(folder: Path, passphrase: str | None, keyring: Keyring) -> bytes:
    """The key of the profile, made at its first start.

    A passphrase given at the first start protects the profile for good. NoKeyError: nothing holds the key;
    WrongPassphraseError: another passphrase was used before.
    """
    path = folder / KEY_FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return _new_key(path, passphrase, keyring)
    except OSError as error:
        raise ReadOnlyError(f"{path}: cannot be read. Nothing is lost. Check who may read it.") from error
    try:
        return _known_key(json.loads(text), folder, passphrase, keyring)
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedFileError(
            f"{path}: is damaged, so the key cannot be found. Your leads are still in the file beside it. "
            "Restore key.json from a backup of this folder."
        ) from error


def _new_key(path: Path, passphrase: str | None, keyring: Keyring) -> bytes:
    if passphrase:
        cost, salt = Argon2Cost(), secrets.token_bytes(_SALT_BYTES)
        key, check = _derived(passphrase, salt, cost)
        _write(path, {
            "kind": "passphrase", "salt": salt.hex(), "check": check.hex(), "passes": cost.passes,
            "memory_kib": cost.memory_kib, "lanes": cost.lanes,
        })  # fmt: skip
        return key
    account, key = secrets.token_hex(8), secrets.token_bytes(KEY_BYTES)
    try:
        keyring.put(SERVICE, account, key.hex())
        kept = keyring.get(SERVICE, account)
    except NoKeyError as error:
        raise NoKeyError(_NO_KEYRING) from error
    if kept != key.hex():  # some keyrings take everything and keep nothing
        raise NoKeyError(_NO_KEYRING)
    _write(path, {"kind": "keyring", "account": account})
    return key


_NO_KEYRING = (
    "This system has no keyring that could hold the key of your leads, and they are never kept unprotected. "
    "Choose a passphrase (headless: set BOOTHAPP_PASSPHRASE)."
)


def _known_key(record: dict[str, Any], folder: Path, passphrase: str | None, keyring: Keyring) -> bytes:
    if record["kind"] == "keyring":
        secret = keyring.get(SERVICE, record["account"])
        if secret is None:
            raise NoKeyError(
                f"{folder}: its key is not in this user's keyring. Your leads are safe, and unreadable "
                f"without it. Open the profile as the user who made it, or restore the keyring entry "
                f"{SERVICE!r}, account {record['account']!r}."
            )
        return bytes.fromhex(secret)
    if record["kind"] != "passphrase":
        raise ValueError(record["kind"])
    if not passphrase:
        raise NoKeyError(
            f"{folder}: is protected by a passphrase. Enter it (headless: set BOOTHAPP_PASSPHRASE)."
        )
    cost = Argon2Cost(passes=record["passes"], memory_kib=record["memory_kib"], lanes=record["lanes"])
    key, check = _derived(passphrase, bytes.fromhex(record["salt"]), cost)
    if not hmac.compare_digest(check, bytes.fromhex(record["check"])):
        raise WrongPassphraseError(
            f"{folder}: the passphrase is not the one this profile was made with. Nothing was changed. Try "
            "again; capitals and spaces count."
        )
    return key


def _derived(passphrase: str, salt: bytes, cost: Argon2Cost) -> tuple[bytes, bytes]:
    """The key and the check value: two parts of one output, of which neither tells the other."""
    from argon2.low_level import Type, hash_secret_raw  # noqa: PLC0415 - only where there is no keyring

    both = hash_secret_raw(
        passphrase.encode(),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES + _CHECK_BYTES,
        type=Type.ID,
    )
    return both[:KEY_BYTES], both[KEY_BYTES:]


def _write(path: Path, record: dict[str, Any]) -> None:
    """Write the record so that a crash leaves it whole or absent."""
    part = path.with_suffix(".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            json.dump(record, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise ReadOnlyError(
            f"{path}: cannot be written. Nothing is lost. Check the folder and the disk."
        ) from error
