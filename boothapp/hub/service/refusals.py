"""Why the hub does not do what it was asked: each error with its status, its word and how long to wait."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from boothapp.errors import (
    AccessReason,
    BoothappError,
    EnrolmentError,
    HubAccessError,
    HubBusyError,
    HubEpochError,
    HubError,
    HubFileError,
    HubFullError,
    HubReadOnlyError,
    HubRefusedError,
    HubServerError,
    HubTooLargeError,
    HubVersionError,
    HubWaitError,
    MessageError,
)
from boothapp.hub.service.bodies import UnsupportedBodyError


class RefusalBody(msgspec.Struct, frozen=True, kw_only=True):
    """What every refusal says: a word for programs, a sentence for people."""

    code: str
    message: str


class Refusal(NamedTuple):
    """A status, its word, the sentence, and after how many seconds to ask again (0: no use to)."""

    status: int
    code: str
    message: str
    retry_after: int = 0

    @property
    def body(self) -> bytes:
        """It as JSON."""
        return msgspec.json.encode(RefusalBody(code=self.code, message=self.message))


class _Kind(NamedTuple):
    error: type[BoothappError]
    status: int
    code: str
    retry_after: int = 0


ENROLMENT = "enrolment_"
"""Begins the words for codes; the reason follows."""

_KINDS = (  # the first that fits counts
    _Kind(UnsupportedBodyError, 415, "unsupported_body"),
    _Kind(MessageError, 400, "junk"),
    _Kind(HubTooLargeError, 413, "too_large"),
    _Kind(HubVersionError, 426, "protocol"),
    _Kind(EnrolmentError, 403, ENROLMENT),
    _Kind(HubAccessError, 401, "access"),
    _Kind(HubEpochError, 410, "epoch"),
    _Kind(HubRefusedError, 422, "refused"),
    _Kind(HubWaitError, 429, "too_often"),
    _Kind(HubFullError, 507, "full", 60),
    _Kind(HubReadOnlyError, 503, "read_only", 60),
    _Kind(HubBusyError, 503, "busy", 2),
    _Kind(HubError, 503, "store", 30),
)
_NOT_THIS_WAY = (AccessReason.OTHER_SHOW, AccessReason.OTHER_DEVICE, AccessReason.SCOPE)
"""Reasons why a good token does not open this door: 403; any other reason means that it is none: 401."""

STATUSES = tuple(sorted({kind.status for kind in _KINDS} | {403, 404, 405, 500}))
BUG = Refusal(500, "bug", "The hub failed. Nothing of this request counts; it may be sent again.", 60)


def refusal_of(error: BoothappError) -> Refusal:
    """How the error is told to a client; never with a place on the hub's disk, or a name."""
    kind = next(kind for kind in _KINDS if isinstance(error, kind.error))
    status, code, retry_after = kind.status, kind.code, kind.retry_after
    if isinstance(error, HubWaitError):
        retry_after = max(1, round(error.seconds))
    if isinstance(error, EnrolmentError):
        code = f"{ENROLMENT}{error.reason}"
    elif isinstance(error, HubAccessError):
        status, code = 403 if error.reason in _NOT_THIS_WAY else 401, error.reason.value
    message = _of_its_store(error) if isinstance(error, HubFileError) else str(error)
    return Refusal(status, code, message, retry_after)


def _of_its_store(error: HubFileError) -> str:
    """In words for a laptop's user, who can do nothing about the hub's store but tell of it."""
    passes = isinstance(error, (HubBusyError, HubServerError))
    to_do = "It is tried again by itself." if passes else "Tell whoever keeps the hub."
    return f"{error.happened} {error.safe} {to_do}"
