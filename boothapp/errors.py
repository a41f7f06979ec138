"""Everything that can go wrong and that a user can meet and act on.

BoothappError
├── DefinitionError       a lead definition or show file does not say what it must
├── CardError             a LeadCard (one line of a file) cannot be understood
├── InputError            a file given on the command line cannot be read
│   └── NotEnteredError   files brought to the prize bowl were not entered
├── PictureError          a picture cannot be read
│   └── PictureNotTakenError  nor was anything kept of it
├── DrawError             a prize draw cannot go on like this
├── CardReaderError       a photographed card was not read; its picture is kept, for typing
│   ├── NoCardReaderError what reads cards was not installed
│   ├── CardReaderSlowError   it took too long, and was ended
│   ├── CardReaderMemoryError it needed too much memory, and was ended
│   └── CardReaderEndedError  it ended of itself
├── ChangeError           a change that came in cannot be understood
├── NotIdentifiedError    a card on which nobody is named cannot be saved
├── NoProblemStatedError  a card without a problem cannot be promoted
├── NoShowError           the profile has no show yet
├── OtherShowError        this profile holds leads of another show
├── DefinitionFrozenError a definition in use changed without a new version
├── StoreError            the laptop's file
│   ├── WrongPassphraseError
│   ├── NewerFileError    written by a newer boothapp
│   ├── DamagedFileError
│   ├── ProfileInUseError the app is open on this profile already
│   ├── DiskFullError
│   ├── ReadOnlyError
│   ├── BackupError       no copy could be made; what it would be a copy of is safe
│   └── OtherDeviceError  the laptop goes on under another id and number; nothing was saved
├── NoKeyError            neither a keyring nor a passphrase holds the key
├── MessageError          what the other side of a sync said is no message of ours
├── HubError              the central store or the way to it; every lead is still on the laptop
│   ├── HubRefusedError   it does not take what was sent
│   ├── HubReplyError     the answer is not that hub's
│   │   └── HubPortalError    a Wi-Fi log-in page answered instead
│   ├── HubUnreachableError   no answer came; try again
│   │   └── HubCutError       the line was cut within a large message; half of it may pass
│   ├── HubWaitError      it asks to be left alone for a while
│   │   └── HubNoRoomError    until whoever keeps it has made room on its disk
│   ├── HubAccessError    this laptop may not, or no longer
│   │   └── EnrolmentError    the code is used up, too old, unknown, or no code at all
│   │       └── ShowUnknownError  it is good, but neither hub nor laptop has the show
│   ├── HubEpochError     it was restored, or is another one: start over from its beginning
│   ├── HubTooLargeError  send less at a time
│   ├── HubAddressError   the hub cannot listen at that address
│   ├── HubVersionError   it speaks another version of the protocol
│   ├── BundleError       a bundle is torn, foreign or tampered with; nothing of it was taken
│   │   └── BundlePlaceError  its file or folder cannot be read or written, or is full
│   └── HubFileError      the file of the central store
│       ├── HubPlaceError     no file can be made or opened there
│       ├── HubServerError    the database server does not answer, or lets nobody in
│       ├── HubReadOnlyError
│       ├── HubFullError
│       ├── HubDiskError      the disk, or the way to it, fails
│       ├── HubBusyError      another program keeps it locked
│       ├── HubForeignError   it is something else
│       ├── HubNewerError     a newer boothapp made it
│       └── HubDamagedError
├── UnsyncedError         leads still wait to be sent to the hub that is to be forgotten
├── ShowKeptError         the show was changed here and by others; what was changed here is in a file
├── ThemeError            a theme file does not name its ten colours
├── ListBatchError        there is no such batch of a list, or it was taken back already
├── StoppedError          a person stopped long work, and nothing of it counts
└── ExportError           a hand-off file could not be written

Each carries facts; the words for people are in ``ui/messages.py`` and, for the command line, ``str(error)``.
"""

from __future__ import annotations

from enum import StrEnum


class BoothappError(Exception):
    """The root: anything else that is raised is a bug."""


class DefinitionError(BoothappError):
    """A definition or show file does not say what it must: where, what, and how to mend it."""

    def __init__(self, *, file: str, line: int, key: str, problem: str, mend: str) -> None:
        """Keeps the facts; the text reads ``file:line: key: problem; mend``."""
        self.file, self.line, self.key, self.problem, self.mend = file, line, key, problem, mend
        super().__init__(f"{file}:{line}: {f'{key}: ' if key else ''}{problem}; {mend}")


class CardError(BoothappError):
    """A LeadCard cannot be understood."""


class InputError(BoothappError):
    """A file given on the command line cannot be read."""


class FileProblem(StrEnum):
    """What a file is that cannot be entered into the prize bowl, and what to do with it instead."""

    HEIC = (
        "an iPhone photo (HEIC), which cannot be read here; save it as JPEG (on the iPhone: "
        "Settings, Camera, Formats, Most Compatible)"
    )
    AVIF = "an AVIF picture, which cannot be read here; save it as JPEG or PNG"
    GIF = "a GIF picture, which cannot be read here; save it as JPEG or PNG"
    TIFF = "a TIFF or raw picture, which cannot be read here; save it as JPEG or PNG"
    BMP = "a BMP picture, which cannot be read here; save it as JPEG or PNG"
    FILM = "a film; take a photo of each card"
    PDF = "a PDF; save each card as a picture (JPEG, PNG or WEBP), or copy its text and paste it"
    WORKBOOK = "a workbook; copy the cells and paste them, one card a row, or save the sheet as CSV"
    DOCUMENT = "a document; save it as plain text, one card a line"
    ARCHIVE = "an archive; unpack it first"
    MARKUP = "a web page or XML; copy the names and paste them, one card a line"
    PHOTO = "a photo; `boothapp draw photos` takes photos"
    NO_TEXT = "no text and no photo; enter text of one card a line, or photos (JPEG, PNG or WEBP)"
    EMPTY = "an empty file"
    TOO_LONG = "a text of over 4 MB; no bowl holds so many cards, divide it"
    NO_PHOTOS = "a folder without photos (JPEG, PNG or WEBP)"
    INNER_FOLDER = "a folder within the folder, which was not looked into; bring it by itself"


class NotEnteredError(InputError):
    """Files brought to the prize bowl were not entered; ``files`` are their names, each with its problem."""

    _MOST_NAMES = 6

    def __init__(self, *files: tuple[str, str]) -> None:
        """Keeps which, and why."""
        self.files = files
        super().__init__("\n".join(self._groups()) + " Nothing of that was entered.")

    def _groups(self) -> list[str]:
        """A sentence for all the files that have the same thing wrong."""
        by_problem: dict[str, list[str]] = {}
        for name, problem in self.files:
            by_problem.setdefault(problem, []).append(name)
        said = []
        for problem, names in by_problem.items():
            more = len(names) - self._MOST_NAMES
            told = ", ".join(names[: self._MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")
            said.append(f"{told}: {problem}.")
        return said


class PictureProblem(StrEnum):
    """Why a picture cannot be read, in words."""

    TOO_LARGE = "the file is larger than 20 MB"
    TOO_MANY_PIXELS = "it has more than 40 megapixels"
    NOT_A_PICTURE = "it is no JPEG, PNG or WEBP picture"
    NOTHING_TO_READ = "it is no JPEG, PNG or WEBP picture, and no contact"
    DAMAGED = "the file is damaged, or was cut short"
    NOT_THERE = "the file cannot be opened"


class PictureError(BoothappError):
    """A picture cannot be read; ``problem`` says why."""

    def __init__(self, problem: PictureProblem) -> None:
        """Keeps why."""
        self.problem = problem
        super().__init__(f"can't read this picture: {problem}")


class PictureNotTakenError(PictureError):
    """A file or picture given to a card holds nothing that can be read; nothing of it was kept.

    ``name`` is the file's, empty for a picture without one; ``why`` says what it is, and what to do instead
    where ``is_foreign``.
    """

    def __init__(self, name: str, why: PictureProblem | FileProblem) -> None:
        """Keeps which, and why."""
        self.name, self.why = name, why
        self.is_foreign = isinstance(why, FileProblem)
        super().__init__(PictureProblem.NOT_A_PICTURE if isinstance(why, FileProblem) else why)


class DrawProblem(StrEnum):
    """Why a draw cannot go on, in words."""

    NO_DRAW = "this show has no prize draw; add [draw] with a title and terms to its file, and load it"
    NO_ENTRANTS = "nobody is in the draw yet who may win; add entries that agree to its terms"
    NOT_CLOSED = "the entries are not closed yet, and the draw is held over a closed list"
    NO_SUCH_DRAW = "there is no draw of this number here"
    ALREADY_DRAWN = "this draw was held already; its result stands and cannot be drawn again"
    NOT_DRAWN = "this draw was not held yet, so nobody can be passed over"
    NO_SUCH_TICKET = "this ticket is neither a winner nor a reserve of this draw"
    NO_SUCH_ENTRY = "there is no entry with this ticket"
    NO_RECORD = "this is no record of a draw"


class DrawError(BoothappError):
    """A prize draw cannot go on like this; ``problem`` says why."""

    def __init__(self, problem: DrawProblem) -> None:
        """Keeps why."""
        self.problem = problem
        super().__init__(problem)


class CardReaderError(BoothappError):
    """A photographed card was not read; the next one is tried as if nothing had been."""

    words = "the card could not be read"

    def __init__(self) -> None:
        """Takes its words from its class: there are no facts to tell but the kind."""
        super().__init__(self.words)


class NoCardReaderError(CardReaderError):
    """What reads cards was not installed with the app."""

    words = (
        'reading cards from photos is not installed here; pip install "boothapp[cards]" adds it, and it then '
        "works without a network"
    )


class CardReaderSlowError(CardReaderError):
    """The process that reads cards took too long, and was ended."""

    words = "reading this card took too long, so it was stopped"


class CardReaderMemoryError(CardReaderError):
    """The process that reads cards needed more memory than it may take, and was ended."""

    words = "reading this card needs too much memory, so it was stopped"


class CardReaderEndedError(CardReaderError):
    """The process that reads cards ended before it had an answer."""

    words = "what reads cards ended unexpectedly; take the picture again"


class ChangeError(BoothappError):
    """A change that came in cannot be understood."""


class NotIdentifiedError(BoothappError):
    """Nobody on the card has a name, an email, a phone or a badge id."""


class NoProblemStatedError(BoothappError):
    """A card can't be promoted while it does not say what the visitor's problem is."""


class NoShowError(BoothappError):
    """The profile has no show yet."""


class OtherShowError(BoothappError):
    """This profile holds leads of another show."""


class DefinitionFrozenError(BoothappError):
    """A lead definition that leads were captured under was changed without a new version."""


class StoreError(BoothappError):
    """The laptop's file cannot be used as asked."""


class WrongPassphraseError(StoreError):
    """The key does not open the file, or it is no boothapp file."""


class NewerFileError(StoreError):
    """A newer boothapp wrote this file."""


class DamagedFileError(StoreError):
    """The file fails its integrity check."""


class ProfileInUseError(StoreError):
    """Another process has this profile open."""


class DiskFullError(StoreError):
    """There is no room left to write."""


class ReadOnlyError(StoreError):
    """The file or its folder may not be written."""


class BackupError(StoreError):
    """No backup could be made; what it would be a copy of is safe."""


class OtherDeviceError(StoreError):
    """A change does not bear the laptop's present id and next number: a sync gave it another id meanwhile."""


class NoKeyError(BoothappError):
    """There is no keyring to hold the key and no passphrase was given."""


class MessageError(BoothappError):
    """What the other side of a sync said is no message of ours."""


class HubError(BoothappError):
    """The central store, or the way to it, refused; every lead is still on the laptop."""


class HubRefusedError(HubError):
    """The hub does not take what was sent, and says why."""


class HubReplyError(HubError):
    """The answer is not that of the hub that was asked, so nothing in it counts."""


class HubPortalError(HubReplyError):
    """A log-in page of a Wi-Fi, or a proxy, answered in the hub's place: nothing counts as sent."""


class HubUnreachableError(HubError):
    """No answer came: no network, no such host, cut off, or too slow."""


class HubCutError(HubUnreachableError):
    """The line was reset while a large message was on it: something between may let none so large pass."""


class HubWaitError(HubError):
    """The hub is busy, full or being looked after; ``seconds`` is how long it asks to be left alone."""

    def __init__(self, words: str, seconds: float = 0.0) -> None:
        """Keeps how long to wait; 0 where the hub named no time."""
        self.seconds = seconds
        super().__init__(words)


class HubNoRoomError(HubWaitError):
    """The disk of the hub is full; it takes what is sent again once there is room."""


class AccessReason(StrEnum):
    """Why a token or a code does not open the hub."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    USED = "used"
    OTHER_SHOW = "other_show"
    OTHER_DEVICE = "other_device"
    SCOPE = "scope"
    NO_SHOW = "no_show"


class HubAccessError(HubError):
    """The hub does not let this laptop in; ``reason`` says what is wrong with its token."""

    def __init__(self, words: str, reason: AccessReason = AccessReason.UNKNOWN) -> None:
        """Keeps the reason, for programs."""
        self.reason = reason
        super().__init__(words)


class EnrolmentError(HubAccessError):
    """The enrolment code is unknown, used up, too old, or no enrolment code at all."""


class ShowUnknownError(EnrolmentError):
    """Neither the hub nor this laptop has the show and its definition; the code is still good."""

    def __init__(self, words: str) -> None:
        """The reason is always the same."""
        super().__init__(words, AccessReason.NO_SHOW)


class HubEpochError(HubError):
    """The hub is another one, or another epoch of it, than the laptop means; nothing was taken."""


class HubTooLargeError(HubRefusedError):
    """The message is larger than the hub takes at once."""


class HubVersionError(HubRefusedError):
    """The hub does not speak this version of the protocol."""


class HubAddressError(HubError):
    """The hub cannot listen there: the port is taken, or the address is not this machine's."""

    def __init__(self, address: str) -> None:
        """Keeps the address."""
        self.address = address
        super().__init__(
            f"{address}: another program listens there (another hub?), or this machine has no such address. "
            "Nothing was started. Stop the other one, or choose another port (--port) or address (--host)."
        )


class BundleError(HubError):
    """A bundle is incomplete, sealed for somebody else, or not what was signed; nothing of it was taken."""


class BundlePlaceError(BundleError):
    """The file or folder of a bundle cannot be read or written, or has no room."""


class HubFileError(HubError):
    """The file of the central store cannot be used: which one, what happened, what to do."""

    happened = "The central store cannot be used."
    to_do = "Choose another file for the central store."
    for_keeper = "Nothing was changed. Name another file for the central store: --store FILE."
    """What whoever keeps the hub is told in the place of a laptop's user."""

    def __init__(self, place: str) -> None:
        """Keeps the place; the text says what happened, what is safe and what to do."""
        self.place = place
        super().__init__(f"{place}: {self.happened} {self.safe} {self.to_do}")

    safe = "Every lead is still on this laptop."


class HubPlaceError(HubFileError):
    """There can be no file at this place."""

    happened = "No file can be opened or made there."
    to_do = "Name a file in a folder that you may write to."
    for_keeper = "Nothing was changed. Name a file in a folder that you may write to."


class HubServerError(HubFileError):
    """The database server does not answer, or does not let boothapp in."""

    happened = "The database server does not answer, or does not let boothapp in."
    to_do = "Check that it runs, and the address, user and password; then try again: nothing is taken twice."
    for_keeper = "Nothing was changed. Check that it runs, and the address, user and password."


class HubReadOnlyError(HubFileError):
    """The file, or its folder, may not be written."""

    happened = "The central store may be read but not written."
    to_do = "Ask for the right to write there, or choose another file."
    for_keeper = "Nothing was changed. Run this as the user whose file it is."


class HubFullError(HubFileError):
    """The disk that holds the central store is full."""

    happened = "The disk of the central store is full."
    to_do = "Make room there, then sync again: nothing will be sent twice."
    for_keeper = "What was in it stays. Make room there, then try again."


class HubDiskError(HubFileError):
    """The disk, or the way to it, fails."""

    happened = "The disk of the central store could not be read or written."
    to_do = "Check that disk and the connection to it, then sync again: nothing will be sent twice."
    for_keeper = "Check that disk and the connection to it, then run `boothapp hub verify`."


class HubBusyError(HubFileError):
    """Another program keeps the central store locked."""

    happened = "Another program has kept the central store locked for too long."
    to_do = "Close what has it open for writing, then sync again."
    for_keeper = "Nothing was changed. Stop the hub, and what else has the store open; then try again."


class HubForeignError(HubFileError):
    """The file is something else than a central store."""

    happened = "This file is no central store; it was left as it is."
    to_do = "Choose another file, or a new name."
    for_keeper = "Name a central store, or a backup that `boothapp hub backup` made."


class HubNewerError(HubFileError):
    """A newer boothapp made this central store."""

    happened = "A newer boothapp made this central store; it was left as it is."
    to_do = "Install that version here, or choose another file."
    for_keeper = "Install that version here."


class HubDamagedError(HubFileError):
    """The file of the central store is damaged."""

    happened = "The file of the central store is damaged."
    to_do = "Restore its last backup, or choose a new file, then sync again: what it lacks will be sent."
    for_keeper = "Restore its last backup (`boothapp hub restore FILE`): what that lacks, laptops send again."


class UnsyncedError(BoothappError):
    """Leads wait to be sent to the hub that is to be forgotten; ``leads`` is how many."""

    def __init__(self, leads: int) -> None:
        """Keeps how many."""
        self.leads = leads
        super().__init__(
            f"{leads} leads were not sent to this hub yet. Nothing was changed. Sync first, or forget it all "
            "the same: the leads stay here."
        )


class ShowKeptError(BoothappError):
    """The show's text was changed here, and by others since; ``place`` is the file with that of here."""

    def __init__(self, place: str) -> None:
        """Keeps where it is."""
        self.place = place
        super().__init__(
            "The show was changed here, and by others since. Theirs is in force now; what was changed here "
            f"is in {place}. Load that file in Setup to put it in force everywhere, or delete it."
        )


class ExportError(BoothappError):
    """A hand-off file could not be written."""


class ListBatchError(BoothappError):
    """There is no such batch of changes that a list made, or it was taken back already."""


class StoppedError(BoothappError):
    """A person stopped long work; what it had made is gone."""


class ThemeError(BoothappError):
    """A theme file does not name its ten colours."""
