"""Everything that can go wrong and that a user can meet and act on.

BoothappError
├── DefinitionError       a lead definition or show file does not say what it must
├── CardError             a LeadCard (one line of a file) cannot be understood
├── ChangeError           a change that came in cannot be understood
├── NotIdentifiedError    a card on which nobody is named cannot be saved
├── StoreError            the laptop's file
│   ├── WrongPassphraseError
│   ├── NewerFileError    written by a newer boothapp
│   ├── DamagedFileError
│   ├── ProfileInUseError the app is open on this profile already
│   ├── DiskFullError
│   └── ReadOnlyError
├── NoKeyError            neither a keyring nor a passphrase holds the key
├── HubError              the central store or the way to it
├── ThemeError            a theme file does not name its ten colours
└── ExportError           a hand-off file could not be written

Each carries facts; the words for people are in ``ui/messages.py`` and, for the command line, ``str(error)``.
"""

from __future__ import annotations


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


class ChangeError(BoothappError):
    """A change that came in cannot be understood."""


class NotIdentifiedError(BoothappError):
    """Nobody on the card has a name, an email, a phone or a badge id."""


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


class NoKeyError(BoothappError):
    """There is no keyring to hold the key and no passphrase was given."""


class HubError(BoothappError):
    """The central store, or the way to it, refused."""


class ExportError(BoothappError):
    """A hand-off file could not be written."""


class ThemeError(BoothappError):
    """A theme file does not name its ten colours."""
