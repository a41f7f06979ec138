"""The way to the hub in words: what keeps leads here, how fresh the last sync is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, QLocale

from boothapp import errors
from ui.lead_words import ago_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from boothapp.sync.forwarded import Forwarded
    from boothapp.sync.report import SyncReport

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
        (errors.HubNoRoomError, translate("SyncWords", "hub’s disk full")),
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


def fingerprint(digest: str) -> str:
    """A SHA-256 in hex as people compare it: the first half, in groups of four."""
    half = digest[: len(digest) // 2]
    return " ".join(half[place : place + 4] for place in range(0, len(half), 4))


def clock_words(ahead_ms: int) -> str:
    """That this laptop's clock is wrong, by how much, and that nothing is lost by it."""
    minutes = QLocale().toString(round(abs(ahead_ms) / 60_000))
    slow = translate("SyncWords", "This laptop’s clock is {minutes} min slow by the hub’s.")
    fast = translate("SyncWords", "This laptop’s clock is {minutes} min fast by the hub’s.")
    rest = translate(
        "SyncWords", "Nothing is refused for that, but times on cards may be wrong. Set the clock."
    )
    return f"{(slow if ahead_ms > 0 else fast).format(minutes=minutes)} {rest}"


def report_words(report: SyncReport) -> str:
    """What a sync came to."""
    where = QLocale()
    refused = sum(report.by_code[code] for code in ("rejected", "id_reuse"))
    sent = translate("SyncWords", "{count} sent and received").format(count=where.toString(report.received))
    parts = [sent if report.sent else translate("SyncWords", "There was nothing to send")]
    parts += [
        text.format(count=where.toString(count))
        for count, text in (
            (report.pictures, translate("SyncWords", "pictures: {count}")),
            (refused, translate("SyncWords", "{count} refused")),
            (report.new_leads, translate("SyncWords", "new from other laptops: {count}")),
            (report.erased, translate("SyncWords", "erased, as the hub told: {count}")),
        )
        if count
    ]
    words = " · ".join(parts)
    if report.was_cancelled:
        words = translate("SyncWords", "Stopped. What was sent counts, the rest waits.") + " " + words
    return " ".join([words, *report.problems])


def unerased_words(asked: Sequence[str], untold: Sequence[str]) -> str:
    """What is erased in the booth's store and not at the hub yet, and who does it; empty where nothing is."""
    where, words = QLocale(), list[str]()
    if asked:
        text = translate(
            "SyncWords",
            "Erased at the booth and not yet at the hub: {count}. Have its owner run "
            "`boothapp hub erase --asked`, then send again.",
        )
        words.append(text.format(count=where.toString(len(asked))))
    if untold:
        text = translate(
            "SyncWords",
            "Erased at the booth: {count}. The hub is too old to be told; `boothapp hub merge --profile` "
            "names them, to be erased there.",
        )
        words.append(text.format(count=where.toString(len(untold))))
    return " ".join(words)


def brought_words(done: Forwarded) -> str:
    """What it came to to bring a booth's store to the hub."""
    where = QLocale()
    arrived = translate("SyncWords", "{arrived} of {offered} changes of the booth’s store are at the hub")
    parts = [
        arrived.format(
            arrived=where.toString(done.arrived.changes), offered=where.toString(done.offered.changes)
        )
    ]
    parts += [
        text.format(count=where.toString(count))
        for count, text in (
            (done.codes["received"], translate("SyncWords", "{count} of them new")),
            (done.pictures, translate("SyncWords", "pictures: {count}")),
            (done.pictures_left, translate("SyncWords", "{count} pictures not yet")),
            (len(done.refused), translate("SyncWords", "{count} refused")),
            (done.forgotten, translate("SyncWords", "erased here, as the hub told: {count}")),
            (done.erased_there, translate("SyncWords", "erased at the hub, as here: {count}")),
        )
        if count
    ]
    words = " · ".join(parts)
    if done.was_cancelled:
        words = (
            translate("SyncWords", "Stopped. What was sent counts; send again for the rest.") + " " + words
        )
    if by_hand := unerased_words(done.asked, done.untold):
        words += ". " + by_hand
    if done.untaken:
        left = translate(
            "SyncWords",
            "Of sales’ answers and staff, {count} were left out: the hub takes them from a laptop that was "
            "let in for a hub.",
        )
        words += ". " + left.format(count=where.toString(done.untaken))
    if done.unsaid:
        unsaid = translate(
            "SyncWords",
            "That other laptops have forgotten erased leads, {count} times, was left out: the hub takes that "
            "only from a laptop that was let in for a hub.",
        )
        words += ". " + unsaid.format(count=where.toString(done.unsaid))
    if done.files:
        files = translate("SyncWords", "Files that left with an erased lead, to be seen to by hand: {names}.")
        words += ". " + files.format(names=", ".join(file.file_name for file in done.files))
    if done.other_shows:
        others = translate("SyncWords", "Of other shows in this store nothing was sent: {shows}.")
        words += ". " + others.format(shows=", ".join(done.other_shows))
    return " ".join([words, *done.problems])
