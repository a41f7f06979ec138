"""The profile a command works on, opened with the key from the keyring or BOOTHAPP_PASSPHRASE."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from boothapp.app import Booth, Services
from boothapp.errors import NoKeyError, NoShowError
from boothapp.paths import default_profile

if TYPE_CHECKING:
    from pathlib import Path

PASSPHRASE_VARIABLE = "BOOTHAPP_PASSPHRASE"  # noqa: S105 - where the passphrase is, not what it is


def given_passphrase() -> str | None:
    """The passphrase that the environment gives, if any."""
    return os.environ.get(PASSPHRASE_VARIABLE) or None


def open_booth(profile: Path | None, passphrase: str | None = None) -> Booth:
    """The open profile; the default one when none is named.

    Where neither a keyring nor the environment has the key, a person at a terminal is asked for it.
    """
    folder = profile or default_profile()
    passphrase = passphrase or given_passphrase()
    try:
        return Booth.open(folder, passphrase=passphrase)
    except NoKeyError:
        if passphrase or not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise
    return Booth.open(folder, passphrase=_asked_passphrase(is_new=not Booth.is_in(folder)))


def _asked_passphrase(*, is_new: bool) -> str:
    """What a person types, unseen; twice for a new profile, since what was mistyped once opens it never."""
    import getpass  # noqa: PLC0415 - only where there is no other key

    passphrase = getpass.getpass("Passphrase: ")
    if is_new and getpass.getpass("The same again, since nobody can recover it: ") != passphrase:
        raise NoKeyError("the two passphrases differ; nothing was made, try again")
    return passphrase


def made_booth(profile: Path | None) -> Booth:
    """The open profile, if there is one; else raises NoShowError, and leaves a misspelled folder unmade."""
    folder = profile or default_profile()
    if not Booth.is_in(folder):
        raise NoShowError(
            f"{folder}: there is no profile here, so no show yet; check --profile, or capture something first"
        )
    return open_booth(folder)


def ready_services(booth: Booth) -> Services:
    """The services of a profile that has a show; raises NoShowError for a new one."""
    if booth.setup is None:
        raise NoShowError(
            f"{booth.folder}: this profile has no show yet; capture something first, or open the window"
        )
    return booth.services()
