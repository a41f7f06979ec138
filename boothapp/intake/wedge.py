"""A keyboard-wedge scanner told apart from a person at the keyboard, key by key; told the time.

A key is held until it is clear whose it is: keys that follow one another faster than a person types are a
burst, and a burst that is long enough is a scan. Everything else was typed, and is let go in its order.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from boothapp.intake.aim import aim_symbology, without_aim
from boothapp.intake.keyboard_layout import Correction, correction

_ENDS = ("\r", "\n", "\t")
_PATIENCE = 3
"""How many gaps a burst may pause once it is long enough, before its end came."""
_CARD_PATIENCE_MS = 300  # some scanners stop to breathe at each line of a card
_LATE_END_MS = 150  # some send their Enter late; no person is as quick
_CARDS = (
    ("BEGIN:VCARD", "END:VCARD"),
    ("MECARD:", ";;"),
    ("BIZCARD:", ";;"),
    ("BEGIN:VCALENDAR", "END:VCALENDAR"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WedgeSettings:
    """How a scanner sends: keys at most ``gap_ms`` apart, at least ``fewest`` of them, end included.

    ``prefix`` and ``suffix`` are what the scanner puts around a code; a prefix that no key prints is proof.
    The same code again within ``repeat_ms`` is one delivery.
    """

    gap_ms: int = 35
    fewest: int = 6
    prefix: str = ""
    suffix: str = ""
    repeat_ms: int = 2000


class Scan(NamedTuple):
    """One delivery: the code's text, the symbology if the scanner tells it, the keys as they came.

    ``meant`` is what the text would be on the scanner's own keyboard layout, where that is plainly another
    one; ``longest_gap`` in ms lies between two of the keys.
    """

    text: str
    symbology: str
    keys: str
    meant: Correction | None = None
    longest_gap: float = 0.0


class Fate(Enum):
    """What becomes of the key just told."""

    HOLD = "hold"
    PASS = "pass"  # noqa: S105 - no secret
    DROP = "drop"


class Held(Enum):
    """What becomes of the keys held so far."""

    KEPT = "kept"
    LET_GO = "let go"
    TAKEN = "taken"


class Ruling(NamedTuple):
    """First what becomes of the keys held so far, then of this one; the scan if that is a new one."""

    fate: Fate
    held: Held = Held.KEPT
    scan: Scan | None = None


class Wedge:
    """Rules on each key; times in ms of any clock that only goes forward."""

    def __init__(self, settings: WedgeSettings | None = None) -> None:
        self.settings = settings or WedgeSettings()
        self._keys, self._last, self._longest_gap = "", 0.0, 0.0
        self._scanned_at, self._scanned = float("-inf"), ""
        self._end_is_due = False

    @property
    def deadline(self) -> float | None:
        """When `wait_over` is to be asked, unless a key comes before; None while nothing is held."""
        return self._last + self._patience() if self._keys else None

    def key(self, letter: str, at: float) -> Ruling:
        """Rules on a key that makes one letter, or CR, LF, tab or another control."""
        before = self.wait_over(at)
        first = not self._keys
        if first and letter in _ENDS:
            is_late_end = self._end_is_due and at - self._scanned_at <= _LATE_END_MS
            return before._replace(fate=Fate.DROP if is_late_end else Fate.PASS)
        self._end_is_due = False
        self._longest_gap = 0.0 if first else max(self._longest_gap, at - self._last)
        self._keys += letter
        self._last = at
        suffix = self.settings.suffix
        if suffix and self._keys.endswith(suffix) and self._is_scan():
            return Ruling(Fate.DROP, Held.TAKEN, self._delivered())
        return before._replace(fate=Fate.HOLD)

    def wait_over(self, at: float) -> Ruling:
        """Rules on what is held once no further key came in time; its fate is for no key."""
        deadline = self.deadline
        return Ruling(Fate.PASS) if deadline is None or at <= deadline else self.interrupt()

    def interrupt(self) -> Ruling:
        """Rules on what is held at once, since a key came that no scanner sends."""
        if not self._keys:
            return Ruling(Fate.PASS)
        if self._is_scan():
            return Ruling(Fate.PASS, Held.TAKEN, self._delivered())
        self._keys = ""
        return Ruling(Fate.PASS, Held.LET_GO)

    def is_prefix(self, letter: str) -> bool:
        """Whether a control is the start of a code, or goes on with one."""
        return bool(self._keys) or self.settings.prefix[:1] == letter

    def _is_scan(self) -> bool:
        """Whether no person typed this; a key held down repeats as fast, but only itself."""
        prefix = self.settings.prefix
        if prefix and self._keys.startswith(prefix) and len(self._keys) > len(prefix):
            return True
        return len(self._keys) >= self.settings.fewest and len(set(self._keys.rstrip("\r\n\t"))) > 1

    def _patience(self) -> float:
        gap = self.settings.gap_ms
        if not self._is_scan():
            return gap
        text = without_aim(self._keys.removeprefix(self.settings.prefix)).upper()
        for start, end in _CARDS:
            if text.startswith(start):
                return gap if text.rstrip().endswith(end) else max(_CARD_PATIENCE_MS, gap)
        return gap if self._keys.endswith(_ENDS) else gap * _PATIENCE

    def _delivered(self) -> Scan | None:
        """The scan that the held keys make; None for one that was delivered just now."""
        keys, self._keys = self._keys, ""
        text = keys.removeprefix(self.settings.prefix).rstrip("\r\n\t")
        text = text.removesuffix(self.settings.suffix) if self.settings.suffix else text
        symbology = aim_symbology(text)
        text = without_aim(text).rstrip("\r\n\t").replace("\r\n", "\n").replace("\r", "\n")
        is_repeated = text == self._scanned and self._last - self._scanned_at <= self.settings.repeat_ms
        self._scanned, self._scanned_at = text, self._last
        self._end_is_due = not keys.endswith(_ENDS)
        if is_repeated or not text:
            return None
        return Scan(text, symbology, keys, correction(text), self._longest_gap)
