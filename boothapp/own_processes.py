"""The processes that the app starts of itself, beside the one that people see.

Where Python is there, each is a module of ours. An app that was made into one file has no Python to ask, so
it starts itself, with a word that `child_named` knows.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence

SERVE_BOOTH = "--serve-booth"
_READ_CARDS = "--read-cards"
_FORK = "--multiprocessing-fork"
"""How `multiprocessing` starts a worker, or the process that folds, where Python is frozen."""
_TRACKER = re.compile(r"from multiprocessing\.resource_tracker import main; ?main\((\d+)\)")
"""What `multiprocessing` would have Python itself run beside them."""


def own_command(word: str, module: str, *arguments: str) -> list[str]:
    """The command that starts such a process."""
    if getattr(sys, "frozen", False):
        return [sys.executable, word, *arguments]
    # -P: a file of the folder that the app was started in must not pass for a module of ours.
    return [sys.executable, "-P", "-m", module, *arguments]


def child_named(arguments: Sequence[str]) -> Callable[[], int] | None:
    """What the app is to be, if it was started as one of these processes; None for people's own start."""
    word, rest = arguments[0] if arguments else "", list(arguments[1:])
    if word == SERVE_BOOTH:
        return lambda: _serve_booth(rest)
    if word == _READ_CARDS:
        return _read_cards
    if word == _FORK:
        return _be_forked
    if getattr(sys, "frozen", False) and len(arguments) > 1 and arguments[-2] == "-c":
        tracked = _TRACKER.fullmatch(arguments[-1])
        return None if tracked is None else lambda: _track(int(tracked[1]))
    return None


def _serve_booth(arguments: Sequence[str]) -> int:
    from boothapp.hub.service.booth import main  # noqa: PLC0415 - for this alone, as all below

    main(arguments)
    return 0


def _read_cards() -> int:
    from boothapp.intake.card_reader import main  # noqa: PLC0415

    return main()


def _be_forked() -> int:
    from multiprocessing.spawn import freeze_support  # noqa: PLC0415

    freeze_support()  # which ends the process
    return 0


def _track(descriptor: int) -> int:
    from multiprocessing.resource_tracker import main  # noqa: PLC0415

    main(descriptor)
    return 0
