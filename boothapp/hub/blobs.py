"""Pictures, kept by the SHA-256 of their bytes, that arrive a piece at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from boothapp.errors import HubRefusedError
from boothapp.hub.bulk import among
from boothapp.hub.schema import BLOB, BLOB_CHUNK
from boothapp.wire.messages import MAX_BLOB_BYTES, MAX_CHUNK_BYTES, BlobChunk

_HEX = frozenset("0123456789abcdef")
_DIGITS = 64


def progress(connection: Connection, show_id: str, digests: Sequence[str]) -> dict[str, int]:
    """How many bytes from its start are here of each of these."""
    query = select(BLOB.c.sha256, BLOB.c.received).where(
        BLOB.c.show_id == show_id, among(connection, BLOB.c.sha256, digests)
    )
    here: dict[str, int] = {row.sha256: row.received for row in connection.execute(query)}
    return {digest: here.get(digest, 0) for digest in digests}


def put(connection: Connection, chunk: BlobChunk, at: str) -> int:
    """Take a piece that follows what is here; gives how many bytes are here now.

    A piece that does not follow changes nothing. Bytes that are not what their name says are refused once
    they are all here, and forgotten.
    """
    _check(chunk)
    is_this = (BLOB.c.show_id == chunk.show_id, BLOB.c.sha256 == chunk.sha256)
    row = connection.execute(select(BLOB).where(*is_this)).first()
    if row is None:
        row_now = {
            "show_id": chunk.show_id, "sha256": chunk.sha256, "device_id": chunk.device_id,
            "size": chunk.size, "received": 0, "received_at": at,
        }  # fmt: skip
        connection.execute(insert(BLOB), row_now)
    size, received = (row.size, row.received) if row else (chunk.size, 0)
    if chunk.offset != received or chunk.size != size or not chunk.data:
        return int(received)
    piece = {"show_id": chunk.show_id, "sha256": chunk.sha256, "offset": received, "data": chunk.data}
    connection.execute(insert(BLOB_CHUNK), piece)
    received += len(chunk.data)
    connection.execute(update(BLOB).where(*is_this).values(received=received, received_at=at))
    if received == size and _digest(connection, chunk.show_id, chunk.sha256) != chunk.sha256:
        remove(connection, chunk.show_id, [chunk.sha256])
        return 0
    return int(received)


def remove(connection: Connection, show_id: str, digests: Sequence[str]) -> None:
    """Forget pictures."""
    for table in (BLOB_CHUNK, BLOB):
        connection.execute(
            delete(table).where(table.c.show_id == show_id, among(connection, table.c.sha256, digests))
        )


def _check(chunk: BlobChunk) -> None:
    if len(chunk.sha256) != _DIGITS or not _HEX.issuperset(chunk.sha256):
        raise HubRefusedError("A picture is named by its SHA-256, in 64 hex digits.")
    if not 0 < chunk.size <= MAX_BLOB_BYTES or len(chunk.data) > MAX_CHUNK_BYTES:
        raise HubRefusedError(
            f"A picture may have {MAX_BLOB_BYTES} bytes, and a piece of one {MAX_CHUNK_BYTES}."
        )
    if chunk.offset < 0 or chunk.offset + len(chunk.data) > chunk.size:
        raise HubRefusedError("A piece of a picture lies outside of it.")


def _digest(connection: Connection, show_id: str, sha256: str) -> str:
    query = select(BLOB_CHUNK.c.data).where(BLOB_CHUNK.c.show_id == show_id, BLOB_CHUNK.c.sha256 == sha256)
    whole = hashlib.sha256()
    for data in connection.execute(query.order_by(BLOB_CHUNK.c.offset)).scalars():
        whole.update(data)
    return whole.hexdigest()
