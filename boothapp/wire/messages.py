"""What a laptop and a hub say to each other, and its form in JSON.

Hello, provision and push, and their answers. Whoever reads them passes over fields that it does not know, so
that either side may be the newer one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

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


class Code(StrEnum):
    """What became of a change at the hub.

    received and duplicate: durable there. erased: it was to be forgotten, and is. unsupported: keep it and
    send it again once the hub is newer. rejected: keep it and show why. id_reuse: the hub knows other content
    under this id. A newer hub may say other words; a change with such an answer stays pending.
    """

    RECEIVED = "received"
    DUPLICATE = "duplicate"
    ERASED = "erased"
    UNSUPPORTED = "unsupported"
    REJECTED = "rejected"
    ID_REUSE = "id_reuse"


class _Message(msgspec.Struct, kw_only=True, frozen=True):
    """Unknown fields are passed over."""


class HelloRequest(_Message, frozen=True):
    """A laptop greets; ``show_sha256`` is of its show's text, ``definitions`` are (id, version, sha256)."""

    device_id: str
    show_id: str
    protocol: int = PROTOCOL
    show_sha256: str = ""
    definitions: list[tuple[str, int, str]] = []


class HelloReply(_Message, frozen=True):
    """Who the hub is, and what it has to be told before it can judge this show's leads.

    ``epoch`` rises when the hub is restored from a backup. ``server_time`` is ISO 8601 with offset.
    """

    hub_id: str
    epoch: int
    server_time: str
    oldest_protocol: int = OLDEST_PROTOCOL
    newest_protocol: int = PROTOCOL
    needs_show: bool = False
    needs_definitions: list[tuple[str, int]] = []


class ProvisionRequest(_Message, frozen=True):
    """The TOML texts that the hub asked for; an empty ``show`` is not sent."""

    device_id: str
    show_id: str
    show: str = ""
    definitions: list[str] = []


class ProvisionReply(_Message, frozen=True):
    """What of it the hub could not take, in words; empty when all is well."""

    problems: list[str] = []


class WithheldCount(_Message, frozen=True):
    """So many leads stay on the laptop by policy: captured in one hour (``2026-11-24T11``) by one person."""

    hour: str
    staff: str
    track: Track
    leads: int


class PushRequest(_Message, frozen=True):
    """A batch of changes as JSON, each kept byte for byte.

    ``device_now`` is the laptop's clock, ISO 8601 with offset. ``withheld`` replaces all that this laptop
    counted before, if it is newer by ``device_now``; None leaves that as it is.
    """

    device_id: str
    show_id: str
    device_now: str
    protocol: int = PROTOCOL
    changes: list[msgspec.Raw] = []
    withheld: list[WithheldCount] | None = None


class Receipt(_Message, frozen=True):
    """What became of one change; its ``code`` is a `Code`, or a newer hub's word.

    ``change_id`` is empty when the hub could not read one; ``reason`` is for people.
    """

    change_id: str
    code: str
    reason: str = ""


class PushReply(_Message, frozen=True):
    """A receipt for each change, in the order of the changes.

    ``contiguous_seq``: the hub holds this device's changes from 1 to here. ``missing_ranges``: the first gaps
    after it, as (first, last) numbers; a lead that stays on the laptop by policy leaves such gaps too.
    """

    hub_id: str
    epoch: int
    receipts: list[Receipt]
    contiguous_seq: int = 0
    missing_ranges: list[tuple[int, int]] = []


_M = TypeVar("_M", bound=_Message)
_ENCODER = msgspec.json.Encoder()


def encode(message: _Message) -> bytes:
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
