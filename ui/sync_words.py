"""The way to the hub in words: what keeps leads here, how fresh the last sync is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

from boothapp import errors
from ui.lead_words import ago_text

if TYPE_CHECKING:
    from datetime import datetime

translate = QCoreApplication.translate


class Connection(NamedTuple):
    """How the hub is reached right now: icon, tone of the theme, words."""

    icon: str
    tone: str
    text: str


def trouble_word(error: errors.BoothappError) -> str:
    """Two or three words for the status strip."""
    for kind, word in (
        (errors.HubPortalError, translate("SyncWords", "sign in to the Wi-Fi")),
        (errors.HubUnreachableError, translate("SyncWords", "offline")),
        (errors.HubWaitError, translate("SyncWords", "hub busy")),
        (errors.HubAccessError, translate("SyncWords", "no access to the hub")),
        (errors.HubVersionError, translate("SyncWords", "update needed")),
    ):
        if isinstance(error, kind):
            return word
    return translate("SyncWords", "sync failed")


def connection(trouble: errors.BoothappError | None, last_sync: datetime | None, now: datetime) -> Connection:
    """What keeps leads here, else how long ago a sync went through."""
    last = ago_text(last_sync, now) if last_sync is not None else ""
    if trouble is None:
        if not last:
            return Connection("offline", "quiet", translate("SyncWords", "Never synced yet"))
        return Connection("cloud", "good", translate("SyncWords", "Last synced {when}").format(when=last))
    word = trouble_word(trouble)
    text = word[:1].upper() + word[1:]
    if last:
        text += " · " + translate("SyncWords", "last synced {when}").format(when=last)
    return Connection("offline", "stop" if isinstance(trouble, errors.HubAccessError) else "caution", text)
