"""What pictures a central store holds, by what their bytes say."""

from __future__ import annotations

import hashlib
from collections import Counter

from sqlalchemy import select

from boothapp.hub.schema import BLOB, BLOB_CHUNK
from boothapp.hub.store import CentralStore


def whole_pictures(store: CentralStore) -> Counter[str]:
    """How often each picture is there: whole, and of just the bytes that its name says."""
    chunks = select(BLOB_CHUNK.c.show_id, BLOB_CHUNK.c.sha256, BLOB_CHUNK.c.data)
    found: dict[tuple[str, str], bytes] = {}
    with store.database.reading() as connection:
        is_whole = BLOB.c.received == BLOB.c.size
        names = connection.execute(select(BLOB.c.show_id, BLOB.c.sha256).where(is_whole)).all()
        for row in connection.execute(chunks.order_by(BLOB_CHUNK.c.offset)):
            key = (row.show_id, row.sha256)
            found[key] = found.get(key, b"") + bytes(row.data)
    content = {(show, name): hashlib.sha256(found.get((show, name), b"")).hexdigest() for show, name in names}
    return Counter(name for (_, name), digest in content.items() if digest == name)
