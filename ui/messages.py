"""The words for what can go wrong: what happened, what is safe, what to do."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from boothapp import errors


class Words(NamedTuple):
    """Three short sentences."""

    happened: str
    safe: str
    to_do: str

    def in_one(self) -> str:
        """All of it, as one paragraph."""
        return " ".join(part for part in self if part)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Messages", text)


def words_of(error: errors.BoothappError) -> Words:
    """The words for an error; one of a kind that has none speaks for itself."""
    if isinstance(error, errors.PictureNotTakenError):
        return _not_taken(error)
    for kind in type(error).__mro__:
        words = _WORDS.get(kind)
        if words is not None:
            happened = _LOST_ACCESS.get(error.reason) if isinstance(error, errors.HubAccessError) else None
            return Words(*(_tr(part) for part in (happened or words[0], *words[1:])))
    if isinstance(error, errors.UnsyncedError):
        happened = _tr("{count} leads on this laptop were not sent to this hub yet.")
        return Words(happened.format(count=error.leads), _tr(_KEPT_HUB), _tr("Sync first, then disconnect."))
    if isinstance(error, errors.HubFileError):
        return Words(_tr(error.happened), _tr(error.safe), _tr(error.to_do))
    return Words(str(error), "", "")


def _not_taken(error: errors.PictureNotTakenError) -> Words:
    what = error.name or _tr("This picture")
    says = (
        _tr("{what} can't be read: it is {why}.") if error.is_foreign else _tr("{what} can't be read: {why}.")
    )
    to_do = "" if error.is_foreign else _tr(_WORDS[errors.PictureError][2])
    kept = _tr("Nothing of it was kept; what you typed is still on the screen.")
    return Words(says.format(what=what, why=error.why), kept, to_do)


_AT_HOME = "Every lead is still on this laptop."
_NOT_SENT = f"Nothing was marked as sent. {_AT_HOME}"
_KEPT_HUB = f"{_AT_HOME} Nothing was changed."
_ON_SCREEN = "What you typed is still on the screen."
_PHOTO_KEPT = "The photo is kept with the card."
_LEADS_SAFE = "All saved leads are safe."

_LOST_ACCESS = {
    errors.AccessReason.REVOKED: "This laptop's access to the hub was revoked.",
    errors.AccessReason.EXPIRED: "This laptop's access to the hub has ended: it was good for a time only.",
    errors.AccessReason.USED: "This enrolment code let a laptop in already; each code is for one.",
    errors.AccessReason.OTHER_SHOW: "This laptop's access to the hub is for another show.",
}
# The texts are translated when they are shown; lupdate finds them by the context "Messages".
_WORDS: dict[type[BaseException], tuple[str, str, str]] = {
    errors.DiskFullError: (
        "The disk is full, so the last card could not be saved.",
        f"{_LEADS_SAFE} {_ON_SCREEN}",
        "Delete or move some files, then save again.",
    ),
    errors.PictureError: (
        "This picture can't be read.",
        _ON_SCREEN,
        "Take it again, copy it over once more, or drop a JPEG, PNG or WEBP of at most 40 megapixels.",
    ),
    errors.NoCardReaderError: (
        "Reading business cards from photos is not installed on this laptop.",
        "The photo is kept with the card, for typing.",
        'To have it read: pip install "boothapp[cards]", then start boothapp again.',
    ),
    errors.CardReaderSlowError: (
        "Reading this card took too long, so it was stopped.",
        _PHOTO_KEPT,
        "Type what it says, or take the picture again, nearer and in more light.",
    ),
    errors.CardReaderMemoryError: (
        "Reading this card needs too much memory, so it was stopped.",
        _PHOTO_KEPT,
        "Type what it says, or close other programs and take the picture again.",
    ),
    errors.CardReaderError: (
        "This card could not be read: the reader ended unexpectedly.",
        _PHOTO_KEPT,
        "Type what it says, or take the picture again.",
    ),
    errors.ReadOnlyError: (
        "The profile folder may not be written, so nothing can be saved.",
        f"{_LEADS_SAFE} {_ON_SCREEN}",
        "Make the folder writable, or start boothapp with another one (--profile).",
    ),
    errors.WrongPassphraseError: (
        "This passphrase does not open the profile.",
        _LEADS_SAFE,
        "Type it again; capitals and spaces count.",
    ),
    errors.NewerFileError: (
        "A newer boothapp wrote this profile; this one would not understand it.",
        "Nothing was changed.",
        "Install the newer version, or start with another profile.",
    ),
    errors.DamagedFileError: (
        "The file that holds your leads is damaged or missing.",
        "Nothing was changed, and the backups lie in the profile's folder.",
        "Restore the newest backup (boothapp doctor --restore), then start again.",
    ),
    errors.BackupError: (
        "No backup could be made.",
        f"{_LEADS_SAFE} They lie in the profile itself.",
        "Check that its folder may be written and that its disk has room, then back up again (Setup).",
    ),
    errors.ProfileInUseError: (
        "boothapp is open on this profile already.",
        "Nothing is lost.",
        "Use the window that is open, or close it first.",
    ),
    errors.NoKeyError: (
        "This computer has no keyring that could hold the key to your leads.",
        "Your leads are never kept unprotected.",
        "Choose a passphrase; you will be asked for it at each start.",
    ),
    errors.NotIdentifiedError: (
        "Nobody on this card has a name, an email, a phone or a badge.",
        _ON_SCREEN,
        "Fill in one of them, then save again.",
    ),
    errors.NoProblemStatedError: (
        "A card can be promoted only once it says what the visitor's problem is.",
        "",
        "Write the problem down first.",
    ),
    errors.OtherShowError: (
        "This profile holds leads of another show.",
        _LEADS_SAFE,
        "Start the other show in a profile of its own (--profile).",
    ),
    errors.DefinitionFrozenError: (
        "Leads were captured under this lead definition, so it is frozen.",
        _LEADS_SAFE,
        "Give the changed definition the next version number.",
    ),
    errors.HubRefusedError: (
        "The central store did not take what was sent.",
        _AT_HOME,
        "Look at the reasons on the Sync screen, then sync again.",
    ),
    errors.HubReplyError: (
        "What answered is not the central store that was asked.",
        _NOT_SENT,
        "Sync again; if it stays so, ask whoever looks after the hub.",
    ),
    errors.HubPortalError: (
        "A Wi-Fi sign-in page answered in the hub's place.",
        _NOT_SENT,
        "Sign in to the Wi-Fi first, then sync again.",
    ),
    errors.HubUnreachableError: (
        "The hub does not answer: there is no network, or it is off.",
        f"{_AT_HOME} You can go on capturing.",
        "Check the network and sync again, or write a bundle to a USB stick.",
    ),
    errors.HubNoRoomError: (
        "The hub's disk is full, so it takes nothing for now.",
        f"{_AT_HOME} You can go on capturing.",
        "Tell whoever keeps the hub to make room on its disk; then sync again.",
    ),
    errors.HubWaitError: (
        "The hub is busy and asks to be left alone for a while.",
        _AT_HOME,
        "Sync again in a few minutes.",
    ),
    errors.HubAccessError: (
        "The hub does not let this laptop in.",
        f"{_AT_HOME} You can go on capturing.",
        "Ask for a new enrolment code and connect again.",
    ),
    errors.ShowUnknownError: (
        "The hub has no show with a lead definition yet that this laptop could take.",
        "Nothing was changed, and the code is still good.",
        "Ask whoever keeps the hub to load the show and its definition; then hand the code in again.",
    ),
    errors.EnrolmentError: (
        "This enrolment code does not open the hub: it was used, is too old, or is not whole.",
        "Nothing was changed.",
        "Ask for a new code, and copy or scan the whole of it.",
    ),
    errors.HubAddressError: (
        "The hub cannot listen at this address: another program does, or it is not this computer's.",
        f"{_AT_HOME} Nothing was started.",
        "Stop the other one, or choose another port.",
    ),
    errors.HubEpochError: (
        "The hub was restored from a backup, or is another one than before.",
        _AT_HOME,
        "Sync again: what it lacks will be sent, and nothing will be there twice.",
    ),
    errors.HubTooLargeError: (
        "The hub does not take so much at once.",
        _AT_HOME,
        "Sync again; if it stays so, ask whoever looks after the hub.",
    ),
    errors.HubVersionError: (
        "The hub speaks another version than this boothapp.",
        _AT_HOME,
        "Bring boothapp on this laptop, or at the hub, up to date, then sync again.",
    ),
    errors.MessageError: (
        "What came from the other side is no message of boothapp.",
        _NOT_SENT,
        "Sync again; if it stays so, ask whoever looks after the hub.",
    ),
}
