"""Copies of the bundles that were refused, for people to look into; the files themselves are left alone."""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING

from boothapp.errors import BundleError
from boothapp.hub.private_files import make_folder
from boothapp.wire.bundle_file import BUNDLE_SUFFIX, read_file, write_file

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "refused-bundles"
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
