"""What the hub stated of this laptop in the receipts that came by stick, for the certificate at pack-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from boothapp.errors import HubUnreachableError
from boothapp.wire.messages import CertifyReply, CertifyRequest, Statement, decode

if TYPE_CHECKING:
    from boothapp.store.settings import Settings

_SETTING = "carried_statements"


class CarriedStatements:
    """The latest statement for each device id that this laptop had."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def keep(self, reply: CertifyReply) -> None:
        """Keep a statement, unless a later one is here."""
        said, kept = _read(reply), self._kept()
        known = kept.get(said.device_id)
        if known is None or _age(_read(known)) <= _age(said):
            self._settings.put(_SETTING, msgspec.to_builtins({**kept, said.device_id: reply}))

    def certify(self, request: CertifyRequest) -> CertifyReply:
        """The statement for a device id; raises HubUnreachableError where none came yet."""
        reply = self._kept().get(request.device_id)
        if reply is None:
            raise HubUnreachableError(
                "The hub has stated nothing of this laptop yet. Every lead is still here. Write a bundle, "
                "carry it to the hub, and take in the receipts."
            )
        return reply

    def _kept(self) -> dict[str, CertifyReply]:
        return msgspec.convert(self._settings.get(_SETTING) or {}, dict[str, CertifyReply])


def _read(reply: CertifyReply) -> Statement:
    return decode(reply.statement.encode(), Statement)


def _age(statement: Statement) -> tuple[str, int]:
    """What grows with time; two bundles may be answered within one tick of the hub's clock."""
    return statement.at, statement.held.changes
