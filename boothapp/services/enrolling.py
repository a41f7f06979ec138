"""Enrol: let this laptop in at a hub by a code that is shown once, and remember how to reach it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import msgspec

from boothapp.errors import EnrolmentError, OtherShowError
from boothapp.services.device_keys import device_keys
from boothapp.services.layout_keeping import with_own_layouts
from boothapp.wire.enrolment import Enrolment, decode_enrolment
from boothapp.wire.messages import EnrolReply, EnrolRequest

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from boothapp.domain.ids import DeviceId
    from boothapp.services.show_setup import ShowSetting
    from boothapp.store.settings import Settings

ENROLLED = "enrolled_hub"
"""The setting that names the hub."""


class EnrolledHub(msgspec.Struct, kw_only=True, frozen=True):
    """A hub that let this laptop in; the keys are public ones in base64, ``expires_at`` is ISO 8601.

    ``url`` and ``token`` are empty for a hub that is met by USB stick alone; ``code`` then goes into bundles,
    for the hub to let this laptop in by.
    """

    hub_id: str
    show_id: str
    sign_key: str
    seal_key: str
    url: str = ""
    ca: str = ""
    token: str = ""
    expires_at: str = ""
    code: str = ""


class EnrolDesk(Protocol):
    """Where a code is handed in."""

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Give a token for a code; raises EnrolmentError."""


class Enrolling:
    """Which hub this laptop was let in at."""

    def __init__(
        self,
        *,
        settings: Settings,
        setting: ShowSetting,
        device_id: Callable[[], DeviceId],
        device_name: str,
        open_desk: Callable[[Enrolment], AbstractContextManager[EnrolDesk]],
    ) -> None:
        self._settings, self._setting = settings, setting
        self._device_id, self._device_name, self._open_desk = device_id, device_name, open_desk

    def hub(self) -> EnrolledHub | None:
        """The hub that is in force; None while the central store is a file."""
        return enrolled_hub(self._settings)

    def enrol(self, payload: str) -> EnrolledHub:
        """Hands in the code of a QR code's text; from now on this is the hub.

        The show and its definitions that it tells are put in force. Raises EnrolmentError, OtherShowError or
        another HubError; then everything is as it was.
        """
        enrolment = decode_enrolment(payload)
        self._check_show(enrolment)
        if not enrolment.url:
            enrolled = EnrolledHub(
                hub_id=enrolment.hub_id,
                show_id=enrolment.show_id,
                sign_key=enrolment.sign,
                seal_key=enrolment.seal,
                code=enrolment.code,
            )
        else:
            enrolled = self._hand_in(enrolment)
        self._settings.put(ENROLLED, msgspec.to_builtins(enrolled))
        return enrolled

    def _hand_in(self, enrolment: Enrolment) -> EnrolledHub:
        with self._open_desk(enrolment) as desk:
            reply = desk.enrol(self.request(enrolment.code, enrolment.show_id))
        if (reply.hub_id, reply.sign_key, reply.seal_key) != (
            enrolment.hub_id,
            enrolment.sign,
            enrolment.seal,
        ):
            raise EnrolmentError(
                "Another hub answered than the one whose code this is. Nothing was kept. Ask for a new code."
            )
        self._take_texts(reply)
        return EnrolledHub(
            hub_id=reply.hub_id,
            show_id=reply.show_id,
            sign_key=reply.sign_key,
            seal_key=reply.seal_key,
            url=enrolment.url,
            ca=enrolment.ca,
            token=reply.token,
            expires_at=reply.expires_at,
        )

    def _take_texts(self, reply: EnrolReply) -> None:
        if self._setting.current() is None:
            if not (reply.show and reply.definitions):
                raise EnrolmentError(
                    "The hub does not know this show yet, and nor does this laptop. Nothing was kept. "
                    "Enrol a laptop that has the show first, and sync it; then ask for a new code."
                )
            self._setting.begin(reply.show, reply.definitions)
            return
        if reply.show:
            self._setting.take_show(with_own_layouts(reply.show, self._setting.current()))
        for source in reply.definitions:
            self._setting.take_definition(source)

    def request(self, code: str, show_id: str) -> EnrolRequest:
        """What this laptop says when it hands in a code."""
        keys = device_keys(self._settings)
        return EnrolRequest(
            code=code,
            show_id=show_id,
            device_id=self._device_id(),
            device_name=self._device_name,
            sign_key=keys.sign_public,
            seal_key=keys.seal_public,
            needs_show=self._setting.current() is None,
        )

    def _check_show(self, enrolment: Enrolment) -> None:
        setup = self._setting.current()
        if setup is None and not enrolment.url:
            raise EnrolmentError(
                "This laptop has no show yet, and this hub, met by USB stick alone, cannot tell it. "
                "Nothing was changed. Set up the show first, then hand the code in."
            )
        if setup is not None and setup.show.show_id != enrolment.show_id:
            raise OtherShowError(
                f"this code is for the show {enrolment.show_id!r}, and this profile is for "
                f"{setup.show.show_id!r}. Nothing was changed. Ask for a code of this show, or use a profile "
                "of its own"
            )

    def forget(self) -> None:
        """The central store is a file again; leads and receipts stay."""
        self._settings.put(ENROLLED, None)


def enrolled_hub(settings: Settings) -> EnrolledHub | None:
    """The hub that let this laptop in; None while the central store is a file."""
    kept = settings.get(ENROLLED)
    return None if kept is None else msgspec.convert(kept, EnrolledHub)
