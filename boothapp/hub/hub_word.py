"""What another hub says itself, taken here: as said where whoever brings it may, else kept for the owner.

A token that may only push asks, and no more: the lead stays until the owner of this hub erases it.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from boothapp.errors import HubTooLargeError
from boothapp.hub import audit
from boothapp.hub.appending import check_protocol
from boothapp.hub.bulk import among
from boothapp.hub.erasure import ExportedFile
from boothapp.hub.forgetting import forget
from boothapp.hub.schema import AUDIT, ERASURE
from boothapp.hub.tokens import shut_out_devices
from boothapp.wire.messages import MAX_SAID_AT_ONCE, ErasureNote, HubWordReply, HubWordRequest, LeftFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from boothapp.hub.store import CentralStore

_ASKED = "asked to erase"
_LONGEST_NAME = 200


class Asked(NamedTuple):
    """A lead that a hub of a booth has erased and could only ask to have erased here."""

    lead_id: str
    at: str
    device_id: str


def take_word(
    store: CentralStore, request: HubWordRequest, *, speaker: str, is_believed: bool
) -> HubWordReply:
    """Do what it says where it is believed, else keep it as asked; ``speaker`` is whose token it is."""
    check_protocol(request.protocol)
    if len(request.erasures) > MAX_SAID_AT_ONCE:
        raise HubTooLargeError(f"{len(request.erasures)} erasures at once are too many.")
    lead_ids = [note.lead_id for note in request.erasures]
    with store.database.reading() as connection:
        query = select(ERASURE.c.lead_id).where(
            ERASURE.c.show_id == request.show_id, among(connection, ERASURE.c.lead_id, lead_ids)
        )
        known = set(connection.execute(query).scalars())
    fresh = [note for note in request.erasures if note.lead_id not in known]
    files = set[ExportedFile]()
    if is_believed:
        files = _erase(store, request.show_id, fresh, speaker)
    else:
        _ask(store, request.show_id, fresh, speaker)
    fresh_ids = list(dict.fromkeys(note.lead_id for note in fresh))
    return HubWordReply(
        hub_id=store.identity.hub_id,
        epoch=store.identity.epoch,
        erased=fresh_ids if is_believed else [],
        asked=[] if is_believed else fresh_ids,
        files=[LeftFile(**file._asdict()) for file in sorted(files)],
    )


def _erase(
    store: CentralStore, show_id: str, notes: Sequence[ErasureNote], speaker: str
) -> set[ExportedFile]:
    """Erase what each names; gives the files that left with one of them."""

    def why(note: ErasureNote) -> tuple[str, str]:
        return note.by, note.reason

    files = set[ExportedFile]()
    for (by, reason), some in groupby(sorted(notes, key=why), key=why):
        who = f"{by[:_LONGEST_NAME]} by way of {speaker}"
        files.update(forget(store, show_id, [note.lead_id for note in some], by=who, reason=reason).files)
    return files


def _ask(store: CentralStore, show_id: str, notes: Sequence[ErasureNote], speaker: str) -> None:
    """Keep each in the audit, once: whoever looks after the hub is told of it until it is done."""

    def write(connection: Connection) -> None:
        kept = {one.lead_id for one in asked(connection, show_id) if one.device_id == speaker}
        for lead_id in dict.fromkeys(note.lead_id for note in notes):
            if lead_id not in kept:
                now = store.now()
                audit.note(connection, show_id, now=now, actor=speaker, verb=_ASKED, subject=lead_id)

    if notes:
        store.database.write(write)


def asked(connection: Connection, show_id: str) -> list[Asked]:
    """What was asked and not done yet, the oldest first; a laptop that was shut out has asked for nothing."""
    done = select(ERASURE.c.lead_id).where(ERASURE.c.show_id == show_id)
    query = select(AUDIT.c.subject, AUDIT.c.at, AUDIT.c.actor).where(
        AUDIT.c.show_id == show_id, AUDIT.c.verb == _ASKED, AUDIT.c.subject.not_in(done)
    )
    out = shut_out_devices(connection, show_id)
    rows = connection.execute(query.order_by(AUDIT.c.at, AUDIT.c.audit_id))
    return [Asked(*row) for row in rows if row.actor not in out]
