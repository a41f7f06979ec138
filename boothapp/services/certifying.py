"""Certify: whether all that was captured on this laptop is at the hub, by the hub's own signed word."""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from boothapp.wire.messages import CertifyReply, CertifyRequest, Statement, decode

if TYPE_CHECKING:
    from boothapp.domain.ids import ShowId
    from boothapp.store.own_work import OwnWork


class Certifier(Protocol):
    """A hub, or whoever has its word."""

    def certify(self, request: CertifyRequest) -> CertifyReply:
        """Give the hub's signed statement on a device; raises HubError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadsAndChanges:
    """So many leads, and so many changes of them."""

    leads: int
    changes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A lead that the hub did not take, and why."""

    lead_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedStatement:
    """What the hub holds of one device id of this laptop.

    ``statement`` is JSON text, signed (Ed25519, over its UTF-8) by ``public_key``; both base64. ``is_signed``
    tells that the signature is right and the key the pinned one, ``is_equal`` that hub and laptop count the
    same changes.
    """

    device_id: str
    statement: str
    signature: str
    public_key: str
    is_signed: bool
    is_equal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PackUpCertificate:
    """What was captured here and where each lead of it is: received + stays + waits + refused = captured.

    ``stays`` counts the leads that stay here by the show's policy, by track. ``erased`` are leads that
    were captured here, were to be forgotten, and are counted nowhere else. ``waiting_pictures`` are beside
    leads that travel; ``drafts`` are cards that were begun and not saved: no lead yet, and here alone.
    ``is_hub_in_profile`` tells that the hub is a file that would go with the profile, ``is_booth_store_left``
    that a store which this laptop served to others is neither all at the hub nor the hub itself, elsewhere.
    """

    at: str
    hub_id: str
    show_id: str
    captured: LeadsAndChanges
    received: LeadsAndChanges
    stays: dict[str, int]
    waiting_leads: int
    waiting_pictures: int
    drafts: int
    refused: list[Refused]
    erased: int
    is_hub_in_profile: bool
    is_booth_store_left: bool
    statements: list[SignedStatement]

    @property
    def is_safe(self) -> bool:
        """Whether the laptop may be wiped: nothing is half done, and the hub signs that it has the rest."""
        return (
            not self.waiting_leads
            and not self.waiting_pictures
            and not self.drafts
            and not self.refused
            and not self.is_hub_in_profile
            and not self.is_booth_store_left
            and bool(self.statements)
            and all(one.is_signed and one.is_equal for one in self.statements)
        )

    def to_json_ready(self) -> dict[str, object]:
        """Plain dicts and lists; no names of visitors."""
        return {**asdict(self), "is_safe": self.is_safe}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptHere:
    """What else would go with the laptop: see `PackUpCertificate`."""

    is_hub_in_profile: bool
    is_booth_store_left: bool


def certificate(
    work: OwnWork,
    hub: Certifier,
    kept: KeptHere,
    *,
    at: str,
    hub_id: str,
    show_id: ShowId,
    pin: Callable[[str], str],
) -> PackUpCertificate:
    """Asks the hub for its statements and lays them beside what is here; ``at`` is ISO 8601.

    ``pin`` gives the key that this laptop knows the hub by, told the key that it now signed with. Raises
    HubError. Sync before: what waits is told as such.
    """
    counts = work.counts
    return PackUpCertificate(
        at=at,
        hub_id=hub_id,
        show_id=show_id,
        captured=LeadsAndChanges(leads=counts.captured_leads, changes=counts.captured_changes),
        received=LeadsAndChanges(leads=counts.received_leads, changes=counts.received_changes),
        stays={track.value: leads for track, leads in Counter(work.stays).items()},
        waiting_leads=counts.waiting_leads,
        waiting_pictures=work.pictures,
        drafts=work.drafts,
        refused=[Refused(lead_id=lead_id, reason=reason) for lead_id, reason in work.refused],
        erased=counts.erased_leads,
        is_hub_in_profile=kept.is_hub_in_profile,
        is_booth_store_left=kept.is_booth_store_left,
        statements=_statements(work, hub, at=at, hub_id=hub_id, show_id=show_id, pin=pin),
    )


def _statements(
    work: OwnWork, hub: Certifier, *, at: str, hub_id: str, show_id: ShowId, pin: Callable[[str], str]
) -> list[SignedStatement]:
    found = []
    for device_id, tally in work.held.items():
        request = CertifyRequest(device_id=device_id, show_id=show_id, device_now=at)
        reply = hub.certify(request)
        said = decode(reply.statement.encode(), Statement)
        is_ours = (said.hub_id, said.show_id, said.device_id) == (hub_id, show_id, device_id)
        is_equal = (said.held.changes, said.held.sum) == (tally.changes, tally.hex_sum)
        found.append(
            SignedStatement(
                device_id=device_id,
                statement=reply.statement,
                signature=reply.signature,
                public_key=reply.public_key,
                is_signed=is_signed(reply, pin(reply.public_key)),
                is_equal=is_ours and is_equal,
            )
        )
    return found


def is_signed(reply: CertifyReply, pinned_key: str) -> bool:
    """Whether the statement bears the signature of the key that this laptop knows the hub by."""
    if not pinned_key or reply.public_key != pinned_key:
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(pinned_key, validate=True))
        key.verify(base64.b64decode(reply.signature, validate=True), reply.statement.encode())
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True
