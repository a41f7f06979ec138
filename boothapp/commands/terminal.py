"""What goes to the terminal: results on standard output, progress on a terminal and only there."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

from boothapp.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_BAR_WIDTH = 28
_REDRAW_SECONDS = 0.1


def print_json(values: Mapping[str, Any]) -> None:
    """One object on one line, flushed: a program that waits for it at a pipe has it now."""
    print(json.dumps(values, ensure_ascii=False), flush=True)


def print_lines(lines: Iterable[str]) -> None:
    """Writes the lines in one go and flushes, so that a reader at the other end of a pipe has them now."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def must_confirm(question: str, *, is_said: bool) -> None:
    """Goes on once a person says yes, at the terminal or (``is_said``) on the command line by --yes.

    Raises InputError for a no, and where there is nobody to ask.
    """
    if is_said:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InputError(f"{question} Nobody is at a terminal to say so: add --yes")
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        raise InputError("nothing was done")


class ProgressBar:
    """A bar on standard error; silent where that is no terminal.

    With a total of 0 it counts without a bar.
    """

    def __init__(self, what: str, total: int = 0) -> None:
        self._what, self._total = what, total
        self._shown = sys.stderr.isatty()
        self._drawn_at = 0.0

    def show(self, done: int, total: int = 0) -> None:
        """Draws the bar anew, at most ten times a second; ``total`` where it was not known before."""
        self._total = total or self._total
        now = time.monotonic()
        if not self._shown or (now - self._drawn_at < _REDRAW_SECONDS and done != self._total):
            return
        self._drawn_at = now
        if self._total:
            filled = _BAR_WIDTH * min(done, self._total) // self._total
            text = f"{self._what} {'█' * filled}{'·' * (_BAR_WIDTH - filled)} {done:,} of {self._total:,}"
        else:
            text = f"{self._what} {done:,}"
        sys.stderr.write(f"\r{text}\033[K")
        sys.stderr.flush()

    def finish(self) -> None:
        """Takes the bar away, until it is shown again."""
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
