"""What another hub says itself, taken here: as said where whoever brings it may, else kept for the owner.

A token that may only push asks, and no more: the lead stays until the owner of this hub erases it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from boothapp.domain.disposition import Disposition, DispositionStatus, problem_with
from boothapp.errors import HubRefusedError, HubTooLargeError
from boothapp.hub import audit
from boothapp.hub.appending import check_protocol
from boothapp.hub.dispositions import Dispositions
from boothapp.hub.erasure import ExportedFile, erased_of
from boothapp.hub.forgetting import forget
from boothapp.hub.schema import AUDIT, ERASURE
from boothapp.hub.team import Member, members, put_member
from boothapp.hub.tokens import shut_out_devices
from boothapp.wire.messages import (
    MAX_SAID_AT_ONCE,
    DispositionDocument,
    ErasureNote,
    HubWordReply,
    HubWordRequest,
    LeftFile,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

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
    count = len(request.erasures) + len(request.dispositions) + len(request.staff)
    if count > MAX_SAID_AT_ONCE:
        raise HubTooLargeError(f"{count} things at once are too many.")
    lead_ids = [note.lead_id for note in request.erasures]
    with store.database.reading() as connection:
        known = erased_of(connection, request.show_id, lead_ids)
    fresh = [note for note in request.erasures if note.lead_id not in known]
    files = set[ExportedFile]()
    if is_believed:
        files = _erase(store, request.show_id, fresh, speaker)
    else:
        _ask(store, request.show_id, fresh, speaker)
    news, problems = 0, list[str]()
    if request.dispositions or request.staff:
        news, problems = store.database.write(
            lambda connection: _Said(connection, request, store.now()).take(speaker, is_believed=is_believed)
        )
    fresh_ids = list(dict.fromkeys(note.lead_id for note in fresh))
    return HubWordReply(
        hub_id=store.identity.hub_id,
        epoch=store.identity.epoch,
        erased=fresh_ids if is_believed else [],
        asked=[] if is_believed else fresh_ids,
        files=[LeftFile(**file._asdict()) for file in sorted(files)],
        untaken=0 if is_believed else news,
        problems=problems,
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


@dataclass(frozen=True, slots=True)
class _Said:
    """What sales and the owner said at the other hub, of one show."""

    connection: Connection
    request: HubWordRequest
    now: datetime

    def take(self, speaker: str, *, is_believed: bool) -> tuple[int, list[str]]:
        """Keep what is news, if it is believed; gives how much that is, and what cannot be taken.

        Of sales' words the latest stands, by its time. Nothing tells which word on a member is the later one,
        so of those who are known here this hub's own stays.
        """
        show_id, problems = self.request.show_id, list[str]()
        words = Dispositions(self.connection, show_id, self.now)
        said = self._news(words, problems)
        known = {member.email for member in members(self.connection, show_id)}
        staff = [Member(one.email, one.name, one.is_active) for one in self.request.staff]
        fresh = [member for member in staff if member.email not in known]
        if is_believed:
            for lead_id, disposition in said:
                words.put(lead_id, disposition)
            for member in fresh:
                put_member(self.connection, show_id, member)
            self._note(speaker, "dispositions", f"{len(said)} leads", len(said))
            self._note(speaker, "staff", f"{len(fresh)} members", len(fresh))
        return len(said) + len(fresh), problems

    def _news(self, words: Dispositions, problems: list[str]) -> list[tuple[str, Disposition]]:
        """What was not said before, of leads that are there; ``problems`` gets what cannot be taken."""
        documents = self.request.dispositions
        lead_ids = list({document.lead_id for document in documents})
        gone = erased_of(self.connection, self.request.show_id, lead_ids)
        known, news = words.said_of(lead_ids), list[tuple[str, Disposition]]()
        for document in documents:
            try:
                said = _disposition(document)
                is_known = tuple(words.row(document.lead_id, said).values()) in known
            except HubRefusedError as error:
                problems.append(f"what sales said of {document.lead_id}: {error}")
                continue
            if not is_known and document.lead_id not in gone:
                news.append((document.lead_id, said))
        return news

    def _note(self, actor: str, verb: str, subject: str, count: int) -> None:
        if count:
            show_id = self.request.show_id
            audit.note(self.connection, show_id, now=self.now, actor=actor, verb=verb, subject=subject)


def _disposition(document: DispositionDocument) -> Disposition:
    if problem := problem_with(document.status, document.reason):
        raise HubRefusedError(problem)
    return Disposition(
        status=DispositionStatus(document.status), reason=document.reason, outcome=document.outcome,
        note=document.note, at=document.at, by=document.by,
    )  # fmt: skip


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
