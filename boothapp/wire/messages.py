"""What a laptop and a hub say to each other, and its form in JSON.

Hello, provision, push, pull, certify and blobs, a hub's own word, and their answers. Whoever reads them
passes over fields that it does not know, so that either side may be the newer one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeVar

import msgspec

from boothapp.domain.definition import Track
from boothapp.errors import MessageError

PROTOCOL = 1
"""The version of these messages. It rises when a message means something that older code would get wrong."""

OLDEST_PROTOCOL = 1
"""The oldest version that a hub of this version still answers."""

MAX_BATCH_CHANGES = 1000
MAX_BATCH_BYTES = 4 << 20
"""Of one push: how many changes, and how many bytes they may have together."""

MAX_PAGE_ITEMS = 1000
"""Of one page of the feed; it also ends where its changes have more than MAX_BATCH_BYTES."""

MAX_SAID_AT_ONCE = 1000
"""Things that a hub says of itself in one message."""

MAX_BLOB_BYTES = 20 << 20
MAX_CHUNK_BYTES = 1 << 20
"""Of one picture, and of what is sent of it at a time."""


RENAMED = "+"
"""Stands in the id of a device that a merge of stores made up: ``<device>+<hub>``."""

Word = Annotated[str, msgspec.Meta(pattern=r"^[^\x00]*$")]
"""A text that every store can hold: PostgreSQL has no place for NUL."""

Count = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]
"""A number that every store can hold: 64 bits, with a sign."""


class Code(StrEnum):
    """What became of a change at the hub.

    received and duplicate: durable there. erased: it was to be forgotten, and is. unsupported: keep it and
    send it again once the hub is newer. rejected: keep it and show why. id_reuse: the hub knows other content
    under this id. forked: the hub knows another change under this device and number, so the profile was
    copied; take a new device id, renumber what is pending, send it again. A newer hub may say other words; a
    change with such an answer stays pending.
    """

    RECEIVED = "received"
    DUPLICATE = "duplicate"
    ERASED = "erased"
    UNSUPPORTED = "unsupported"
    REJECTED = "rejected"
    ID_REUSE = "id_reuse"
    FORKED = "forked"


class Message(msgspec.Struct, kw_only=True, frozen=True):
    """Unknown fields are passed over."""


class HelloRequest(Message, frozen=True):
    """A laptop greets; ``show_sha256`` is of its show's text, ``definitions`` are (id, version, sha256)."""

    device_id: Word
    show_id: Word
    protocol: int = PROTOCOL
    show_sha256: Word = ""
    definitions: list[tuple[str, int, str]] = []


class HelloReply(Message, frozen=True):
    """Who the hub is, and what it has to be told before it can judge this show's leads.

    ``epoch`` rises when the hub is restored from a backup. ``server_time`` is ISO 8601 with offset.
    ``takes_hub_word`` tells that it can be sent a `HubWordRequest`.
    """

    hub_id: str
    epoch: int
    server_time: str
    oldest_protocol: int = OLDEST_PROTOCOL
    newest_protocol: int = PROTOCOL
    needs_show: bool = False
    needs_definitions: list[tuple[str, int]] = []
    takes_hub_word: bool = False


class ProvisionRequest(Message, frozen=True):
    """The TOML texts that the hub asked for; an empty ``show`` is not sent.

    ``builds_on`` is the SHA-256 of the hub's text that ``show`` was made of; empty or None where none of the
    hub's is known. Then the show counts only where the hub has none.
    """

    device_id: Word
    show_id: Word
    show: Word = ""
    definitions: list[str] = []
    builds_on: Word | None = None


class ProvisionReply(Message, frozen=True):
    """What of it the hub could not take, in words; empty when all is well.

    ``is_behind`` tells that the show was passed over, for the hub's own is newer than what it builds on.
    """

    problems: list[str] = []
    is_behind: bool = False


class WithheldCount(Message, frozen=True):
    """So many leads stay on the laptop by policy: captured in one hour (``2026-11-24T11``) by one person."""

    hour: Word
    staff: Word
    track: Track
    leads: Count


class ExportNote(Message, frozen=True):
    """A file that left a laptop with leads in it, so that an erasure can name it; ``at`` is ISO 8601."""

    batch_no: Count
    at: Word
    by: Word
    preset: Word
    file_name: Word
    sha256: Word
    lead_ids: list[Word]


class Tally(Message, frozen=True):
    """How many changes a set holds, and a sum over their ids: equal sets have equal tallies, in any order.

    ``sum`` is the sum modulo 2**64 of the first eight bytes (big-endian) of the SHA-256 of each change id,
    as sixteen hex digits; see `boothapp.domain.tally`.
    """

    changes: int = 0
    sum: str = "0" * 16


class PullRequest(Message, frozen=True):
    """Asks for what the hub holds beyond a cursor; the empty cursor stands before everything.

    ``with_own`` asks for the device's own changes as well: a laptop that was restored wants them back.
    """

    device_id: Word
    show_id: Word
    protocol: int = PROTOCOL
    cursor: Word = ""
    limit: int = MAX_PAGE_ITEMS
    with_own: bool = False


class FeedKind(StrEnum):
    """What an item of the feed is; a newer hub may say other words, and such items are passed over.

    change: ``body`` is a change. erased: ``item_id`` is a lead that is to be forgotten, everywhere. show,
    definition: ``body`` holds ``source``, a TOML text. staff, disposition: ``body`` is a `StaffDocument`, a
    `DispositionDocument`. unconfirmed: ``body`` is an `UnconfirmedDocument`, which replaces the one before.
    """

    CHANGE = "change"
    ERASED = "erased"
    SHOW = "show"
    DEFINITION = "definition"
    STAFF = "staff"
    DISPOSITION = "disposition"
    UNCONFIRMED = "unconfirmed"


class FeedItem(Message, frozen=True):
    """One thing that the hub holds; of a document, the present one."""

    kind: str
    item_id: str
    body: msgspec.Raw = msgspec.field(default_factory=lambda: msgspec.Raw(b"null"))


class TextDocument(Message, frozen=True):
    """A show or a definition, as its TOML text."""

    source: str


class StaffDocument(Message, frozen=True):
    """A member of the booth staff; whoever left the team is no longer active."""

    email: str
    name: str = ""
    is_active: bool = True


class DispositionDocument(Message, frozen=True):
    """What sales said of a lead; ``status`` is accepted, rejected or recycled, ``at`` ISO 8601."""

    lead_id: str
    status: str
    reason: str = ""
    outcome: str = ""
    note: str = ""
    at: str = ""
    by: str = ""


class UnconfirmedErasures(Message, frozen=True):
    """A laptop that has not said to have forgotten so many leads; the first was erased ``since`` (ISO 8601).

    ``name`` is what it said to be called when it was let in; empty where it never was.
    """

    device_id: str
    leads: Count
    since: str
    name: str = ""


class UnconfirmedDocument(Message, frozen=True):
    """Every laptop of the show that has still to confirm an erasure; empty when all have."""

    laptops: list[UnconfirmedErasures]


class PullReply(Message, frozen=True):
    """A page of the feed, oldest first; ``cursor`` stands behind it.

    ``others`` counts the folded changes of all other devices of the show, at this very cursor; it is told
    with the last page alone, when ``more`` is false.
    """

    hub_id: str
    epoch: int
    cursor: str
    items: list[FeedItem] = []
    more: bool = False
    others: Tally | None = None


class PushRequest(Message, frozen=True):
    """A batch of changes as JSON, each kept byte for byte.

    ``device_now`` is the laptop's clock, ISO 8601 with offset. ``withheld`` replaces all that this laptop
    counted before, if it is newer by ``device_now``; None leaves that as it is. ``hub_id`` and ``epoch`` name
    the hub that the laptop means; another one answers with an error and takes nothing. ``erased`` are leads
    that the laptop has forgotten, as it was told; ``exports`` are files that left it. With ``pull`` the
    answer brings what the hub holds beyond that cursor, in the same round trip. ``brought_by`` is the hub
    that says all this in the laptop's name; ``device_now`` is no reading of the laptop's clock of now then.
    ``run`` is a random word of this sync, ``run_before`` that of the last one that this hub answered: a copy
    of the profile has another.
    """

    device_id: Word
    show_id: Word
    device_now: Word
    protocol: int = PROTOCOL
    changes: list[msgspec.Raw] = []
    withheld: list[WithheldCount] | None = None
    hub_id: Word = ""
    epoch: Count = 0
    erased: list[Word] = []
    exports: list[ExportNote] = []
    pull: PullRequest | None = None
    brought_by: Word = ""
    run: Word = ""
    run_before: Word = ""


class Receipt(Message, frozen=True):
    """What became of one change; its ``code`` is a `Code`, or a newer hub's word.

    ``change_id`` is empty when the hub could not read one; ``reason`` is for people.
    """

    change_id: str
    code: str
    reason: str = ""


class PushReply(Message, frozen=True):
    """A receipt for each change, in the order of the changes.

    ``contiguous_seq``: the hub holds this device's changes from 1 to here. ``missing_ranges``: the first gaps
    after it, as (first, last) numbers; a lead that stays on the laptop by policy leaves such gaps too.
    ``held`` counts all changes of this device that are durable here. ``server_time`` is ISO 8601 with offset.
    ``page`` answers ``pull``: what was folded when it was asked, so seldom the changes of this very push.
    ``is_copy``: another profile spoke under this id and nothing was taken; take a new one, as for ``forked``.
    """

    hub_id: str
    epoch: int
    receipts: list[Receipt]
    contiguous_seq: int = 0
    missing_ranges: list[tuple[int, int]] = []
    held: Tally | None = None
    server_time: str = ""
    page: PullReply | None = None
    is_copy: bool = False


class CertifyRequest(Message, frozen=True):
    """Asks the hub to state, under its signature, what it holds of this device."""

    device_id: Word
    show_id: Word
    device_now: Word
    protocol: int = PROTOCOL


class Statement(Message, frozen=True):
    """What a hub holds of one device at one moment, as signed; all times ISO 8601 with offset."""

    hub_id: str
    epoch: int
    show_id: str
    device_id: str
    at: str
    held: Tally
    leads: int
    contiguous_seq: int
    missing_ranges: list[tuple[int, int]] = []


class CertifyReply(Message, frozen=True):
    """A `Statement` as JSON text, the Ed25519 signature (RFC 8032) of its UTF-8, and its key; both base64."""

    statement: str
    signature: str
    public_key: str


class BlobRequest(Message, frozen=True):
    """Asks which of these blobs (pictures, by SHA-256 in hex) the hub still needs, and from which byte on."""

    device_id: Word
    show_id: Word
    blobs: list[tuple[Word, Count]] = []


class BlobChunk(Message, frozen=True):
    """Bytes of one blob from ``offset`` on; ``size`` is that of the whole. In JSON they are base64."""

    device_id: Word
    show_id: Word
    sha256: Word
    size: int
    offset: int
    data: bytes


class BlobReply(Message, frozen=True):
    """For each blob asked for, how many bytes from its start are durable here.

    ``erased`` are those of them that were to be forgotten: they are not taken, now or later.
    """

    hub_id: str
    epoch: int
    received: dict[str, int] = {}
    erased: list[str] = []


class ErasureNote(Message, frozen=True):
    """A lead that was erased at a hub, by whom there, and why, without names of visitors."""

    lead_id: Word
    by: Word = ""
    reason: Word = ""


class HubWordRequest(Message, frozen=True):
    """What a hub says itself, and no laptop can, told to the hub that its store goes to.

    ``device_id`` is the hub that says it. Who may say so is the other hub's matter: see `HubWordReply`.
    """

    device_id: Word
    show_id: Word
    protocol: int = PROTOCOL
    erasures: list[ErasureNote] = []
    dispositions: list[DispositionDocument] = []
    staff: list[StaffDocument] = []


class LeftFile(Message, frozen=True):
    """A file that left a laptop with an erased lead in it: somebody has to see to it there."""

    device_id: str
    batch_no: int
    at: str
    by: str
    preset: str
    file_name: str


class HubWordReply(Message, frozen=True):
    """What became of a hub's word.

    ``erased`` are the leads that were erased for it now; ``asked`` wait for the owner of this hub to erase
    them, since the token may not; the others were erased before. ``files`` hold some that were erased now.
    ``untaken`` counts dispositions and staff that are news here and were left out, since the token may not
    say them; ``problems`` tells in words what this hub cannot take.
    """

    hub_id: str
    epoch: int
    erased: list[str] = []
    asked: list[str] = []
    files: list[LeftFile] = []
    untaken: int = 0
    problems: list[str] = []


class EnrolRequest(Message, frozen=True):
    """A laptop asks for a token of its own with a code that was shown to it once.

    ``sign_key`` is its Ed25519 public key, ``seal_key`` its X25519 public key, both raw in base64;
    ``show_id`` came with the code; ``needs_show`` tells that the laptop has no texts of it, so that the hub
    lets it in, and uses the code up, only where it has them.
    """

    code: Word
    show_id: Word
    device_id: Word
    device_name: Word
    sign_key: Word
    seal_key: Word
    needs_show: bool = False
    protocol: int = PROTOCOL


class EnrolReply(Message, frozen=True):
    """The token, told this once; the hub's own public keys (raw, base64); the show and its texts."""

    hub_id: str
    epoch: int
    token: str
    expires_at: str
    scopes: list[str]
    show_id: str
    sign_key: str
    seal_key: str
    show: str = ""
    definitions: list[str] = []


_M = TypeVar("_M", bound=Message)
_ENCODER = msgspec.json.Encoder()


def encode(message: Message) -> bytes:
    """The message as JSON in UTF-8."""
    return _ENCODER.encode(message)


def decode(data: bytes, message_type: type[_M]) -> _M:
    """The message that the JSON holds; a MessageError names the place of the first fault."""
    try:
        return msgspec.json.decode(data, type=message_type)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MessageError(str(error)) from error


def encode_json(value: object) -> bytes:
    """Any plain value as JSON in UTF-8."""
    return _ENCODER.encode(value)


def decode_json(data: bytes | str) -> object:
    """The plain value that the JSON holds; raises MessageError when it is none."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MessageError(str(error)) from error
