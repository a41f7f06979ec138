"""Copies of the bundles that were refused, for people to look into; the files themselves are left alone."""

from __future__ import annotations

import contextlib
import hashlib
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from boothapp.errors import BundleError
from boothapp.hub.private_files import make_folder
from boothapp.wire.bundle_file import BUNDLE_SUFFIX, read_file, write_file
from boothapp.wire.sealed_frame import read_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

FOLDER = "refused-bundles"
LIFE = timedelta(days=30)
"""How long a copy is kept, at most."""
_REASON_SUFFIX = ".txt"


def set_apart(bundle: Path, reason: str, folder: Path) -> Path | None:
    """Copy a refused bundle into the folder, with the reason beside it, once however often it comes.

    Gives the copy; None where there can be none: no plain file, too large, no room. It is named after its
    content alone, so that no file name of a stranger's is used.
    """
    with contextlib.suppress(BundleError, OSError):
        content = read_file(bundle)
        make_folder(folder)
        copy = folder / f"{hashlib.sha256(content).hexdigest()[:32]}{BUNDLE_SUFFIX}"
        write_file(copy, content)
        write_file(copy.with_suffix(_REASON_SUFFIX), f"{bundle.name!a}: {reason}\n".encode())
        return copy
    return None


def folder_beside(place: str, *, is_file: bool) -> Path:
    """Where the copies are: beside the store's file, else beside the command."""
    return (Path(place).parent if is_file else Path()) / FOLDER


def drop_old(folder: Path) -> list[Path]:
    """Delete the copies that were kept long enough; gives which."""
    oldest = time.time() - LIFE.total_seconds()
    return _dropped([copy for copy in _copies(folder) if copy.stat().st_mtime < oldest])


def drop_naming(folder: Path, lead_ids: Sequence[str], key: X25519PrivateKey) -> list[Path]:
    """Delete the copies that name one of these leads, or that the hub cannot open to see; gives which."""
    wanted = [lead_id.encode() for lead_id in lead_ids]
    return _dropped([copy for copy in _copies(folder) if _may_name(copy, wanted, key)])


def _copies(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{BUNDLE_SUFFIX}"))


def _may_name(copy: Path, wanted: Sequence[bytes], key: X25519PrivateKey) -> bool:
    try:
        content = read_frame(read_file(copy)).unseal(key)
    except BundleError:
        return True
    return any(lead_id in content for lead_id in wanted)


def _dropped(copies: list[Path]) -> list[Path]:
    for copy in copies:
        copy.unlink(missing_ok=True)
        copy.with_suffix(_REASON_SUFFIX).unlink(missing_ok=True)
    return copies
