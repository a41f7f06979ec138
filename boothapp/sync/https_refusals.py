"""A hub's refusal over HTTPS, as the error that it means."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from boothapp.errors import (
    AccessReason,
    EnrolmentError,
    HubAccessError,
    HubEpochError,
    HubError,
    HubNoRoomError,
    HubRefusedError,
    HubTooLargeError,
    HubVersionError,
    HubWaitError,
    MessageError,
    ShowUnknownError,
)
from boothapp.wire.messages import decode_json

_GATEWAYS = frozenset({502, 503, 504})
_WAITS = frozenset({429, 500, 502, 503, 504})
_ENROLMENT = "enrolment_"
_BUSY_SECONDS = 30.0
_MEANINGS: dict[int, type[HubError]] = {
    409: HubEpochError,
    410: HubEpochError,
    413: HubTooLargeError,
    426: HubVersionError,
}


class JunkError(HubRefusedError):
    """The hub could not read the request at all."""


def raise_refusal(status: int, headers: Mapping[str, str], body: bytes, *, to_piece: bool = False) -> None:
    """Raise what a status other than 200 means, if a hub said it; a ``body`` that was no JSON is empty.

    ``to_piece`` where it answers a piece of a picture, which can be made smaller whoever finds it too large.
    """
    code, message = _told(body)
    if not code and to_piece and status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        raise HubTooLargeError(
            "What stands before the hub lets no picture through. It is still here. Tell whoever runs the hub."
        )
    if not code and status not in _GATEWAYS:
        return  # no hub says it this way
    message = message or "The hub can't be reached through what stands before it. Nothing was taken."
    if status == HTTPStatus.INSUFFICIENT_STORAGE:
        raise HubNoRoomError(message, _seconds(headers))
    if status in _WAITS:
        raise HubWaitError(message, _seconds(headers))
    if code.startswith(_ENROLMENT):
        reason = _reason(code.removeprefix(_ENROLMENT))
        if reason is AccessReason.NO_SHOW:
            raise ShowUnknownError(message)
        raise EnrolmentError(message, reason)
    if status == HTTPStatus.BAD_REQUEST:
        raise JunkError(message)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise HubAccessError(message, _reason(code))
    raise _MEANINGS.get(status, HubRefusedError)(message)


def _reason(word: str) -> AccessReason:
    return AccessReason(word) if word in list(AccessReason) else AccessReason.UNKNOWN


def _told(body: bytes) -> tuple[str, str]:
    try:
        told = decode_json(body)
    except MessageError:
        return "", ""
    if not isinstance(told, dict):
        return "", ""
    code, message = told.get("code"), told.get("message")
    return (code, message) if isinstance(code, str) and isinstance(message, str) else ("", "")


def _seconds(headers: Mapping[str, str]) -> float:
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:
        return _BUSY_SECONDS  # a date, or nothing
