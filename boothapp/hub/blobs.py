"""Pictures, kept by the SHA-256 of their bytes, that arrive a piece at a time."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from boothapp.errors import HubRefusedError
from boothapp.hub.bulk import among
from boothapp.hub.schema import BLOB, BLOB_CHUNK, BLOB_ERASED, CHANGE, LEAD_STATE, UNFOLDED
from boothapp.wire.messages import MAX_BLOB_BYTES, MAX_CHUNK_BYTES, BlobChunk

_HEX = frozenset("0123456789abcdef")
_DIGITS = 64
_NAME = re.compile(r"\b[0-9a-f]{64}\b")
_ATTACHMENTS = '"attachments"'


class Held(NamedTuple):
    """How many bytes from its start are here of each picture, and which of them are not to come back."""

    received: dict[str, int]
    erased: list[str]


def progress(connection: Connection, show_id: str, digests: Sequence[str]) -> Held:
    """What is here of each of these."""
    query = select(BLOB.c.sha256, BLOB.c.received, BLOB.c.size).where(
        BLOB.c.show_id == show_id, among(connection, BLOB.c.sha256, digests)
    )
    rows = connection.execute(query).all()
    here: dict[str, int] = {row.sha256: row.received for row in rows}
    marked = {row.sha256 for row in rows if row.size == BLOB_ERASED}
    erased = sorted(marked - set(_shown(connection, show_id, marked)))
    return Held({digest: here.get(digest, 0) for digest in digests}, erased)


def put(connection: Connection, chunk: BlobChunk, at: str) -> Held:
    """Take a piece that follows what is here; gives what is here now.

    A piece that does not follow changes nothing, nor does one of an erased picture, unless a lead shows that
    by now. Bytes that are not what their name says are refused once they are all here, and forgotten.
    """
    _check(chunk)
    is_this = (BLOB.c.show_id == chunk.show_id, BLOB.c.sha256 == chunk.sha256)
    row = connection.execute(select(BLOB).where(*is_this)).first()
    if row is not None and row.size == BLOB_ERASED:
        if not _shown(connection, chunk.show_id, [chunk.sha256]):
            return Held({chunk.sha256: 0}, [chunk.sha256])
        remove(connection, chunk.show_id, [chunk.sha256])
        row = None
    if row is not None and row.size != chunk.size and row.received < row.size:
        # Only whole it shows whose word on the size was right: whoever says another one begins anew.
        remove(connection, chunk.show_id, [chunk.sha256])
        row = None
    if row is None:
        _begin(connection, chunk, at)
    received = int(row.received) if row else 0
    if chunk.offset != received or not chunk.data or (row is not None and row.size == received):
        return Held({chunk.sha256: received}, [])
    piece = {"show_id": chunk.show_id, "sha256": chunk.sha256, "offset": received, "data": chunk.data}
    connection.execute(insert(BLOB_CHUNK), piece)
    received += len(chunk.data)
    connection.execute(update(BLOB).where(*is_this).values(received=received, received_at=at))
    if received == chunk.size and _digest(connection, chunk.show_id, chunk.sha256) != chunk.sha256:
        remove(connection, chunk.show_id, [chunk.sha256])
        received = 0
    return Held({chunk.sha256: received}, [])


def _begin(connection: Connection, chunk: BlobChunk, at: str) -> None:
    row = {
        "show_id": chunk.show_id, "sha256": chunk.sha256, "device_id": chunk.device_id,
        "size": chunk.size, "received": 0, "received_at": at,
    }  # fmt: skip
    connection.execute(insert(BLOB), row)


def remove(connection: Connection, show_id: str, digests: Sequence[str]) -> None:
    """Forget pictures."""
    for table in (BLOB_CHUNK, BLOB):
        connection.execute(
            delete(table).where(table.c.show_id == show_id, among(connection, table.c.sha256, digests))
        )


def erase(
    connection: Connection, show_id: str, bodies: Iterable[str], lead_ids: Collection[str], at: str
) -> None:
    """Forget for good the pictures that these changes name, but for what another lead shows as well.

    ``lead_ids`` are the leads that are forgotten. Of each picture the name stays, whether it had come or not.
    """
    names = {name for body in bodies if _ATTACHMENTS in body for name in _NAME.findall(body)}
    shown = _shown(connection, show_id, names)
    for name in sorted(names):
        if shown.get(name, set()) <= set(lead_ids):
            remove(connection, show_id, [name])
            row = {
                "show_id": show_id, "sha256": name, "device_id": "",
                "size": BLOB_ERASED, "received": 0, "received_at": at,
            }  # fmt: skip
            connection.execute(insert(BLOB), row)


def _shown(connection: Connection, show_id: str, names: Collection[str]) -> dict[str, set[str]]:
    """The leads that show these pictures, by picture; what waits to be folded shows what it names.

    Reads the leads of the show that have pictures, so it is asked only where something is to be forgotten.
    """
    shown: dict[str, set[str]] = {}
    if not names:
        return shown
    is_waiting = (UNFOLDED.c.show_id == CHANGE.c.show_id) & (UNFOLDED.c.change_id == CHANGE.c.change_id)
    is_state = (CHANGE.c.show_id == LEAD_STATE.c.show_id) & (CHANGE.c.change_id == LEAD_STATE.c.state)
    has_pictures = CHANGE.c.body.contains(_ATTACHMENTS, autoescape=True)
    queries = (
        select(LEAD_STATE.c.entity_id, LEAD_STATE.c.state).where(
            LEAD_STATE.c.show_id == show_id, LEAD_STATE.c.state.contains(_ATTACHMENTS, autoescape=True)
        ),
        # A lead's only change, which stands for its state.
        select(LEAD_STATE.c.entity_id, CHANGE.c.body)
        .join(CHANGE, is_state)
        .where(LEAD_STATE.c.show_id == show_id, has_pictures),
        select(CHANGE.c.entity_id, CHANGE.c.body)
        .join(UNFOLDED, is_waiting)
        .where(CHANGE.c.show_id == show_id, has_pictures),
    )
    for query in queries:
        for entity_id, text in connection.execute(query):
            for name in set(_NAME.findall(text)).intersection(names):
                shown.setdefault(name, set()).add(entity_id)
    return shown


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
