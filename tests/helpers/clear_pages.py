"""The pages of an encrypted file in clear, as SQLCipher would read them: free ones too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

if TYPE_CHECKING:
    from pathlib import Path

PAGE = 2048
SALT = 16
IV = 16
HMAC = 32
_RESERVED = IV + HMAC


def clear_pages(path: Path, key: bytes) -> bytes:
    """All pages, one after the other; the key is the raw one that SQLCipher encrypts with (AES-256-CBC)."""
    written = path.read_bytes()
    pages = []
    for start in range(0, len(written), PAGE):
        page = written[start : start + PAGE]
        body = page[SALT if start == 0 else 0 : PAGE - _RESERVED]
        iv = page[PAGE - _RESERVED : PAGE - HMAC]
        decryptor = Cipher(algorithms.AES256(key), modes.CBC(iv)).decryptor()
        pages.append(decryptor.update(body) + decryptor.finalize())
    return b"".join(pages)
