"""The process that folds behind the pushes, says who confirmed, and once a day forgets what is overdue."""

from __future__ import annotations

import logging
import logging.config
import multiprocessing
import signal
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from boothapp.errors import HubError
from boothapp.hub.appending import fixed
from boothapp.hub.folding import collect_seldom
from boothapp.hub.retention import run_retention
from boothapp.hub.schema import DEVICE
from boothapp.hub.service.log_lines import LOGGING
from boothapp.hub.store import CentralStore

_TURN_SECONDS = 0.1
_LONGEST_REST_SECONDS = 5.0
"""A store that does not answer is asked ever more seldom."""
_QUIET = timedelta(milliseconds=150)
"""Since the last push; on SQLite there is one writer at a time, and a laptop should not wait for the fold."""
_MOST_TURNS_HELD = 5
"""So many turns the fold keeps back for pushes; then it takes one batch all the same."""
_BETWEEN_NEWS = timedelta(seconds=5)
"""Each laptop that confirms an erasure is news to every other one: of all at once they hear the sooner."""
_FOLD_AT_ONCE = 250
"""Changes in one transaction: a push waits for the write lock no longer than they take."""


def fold_forever(store: str) -> None:
    """Fold whatever waits, and once a day forget what is overdue, until SIGTERM.

    In a process of its own, beside the workers.
    """
    logging.config.dictConfig(LOGGING)
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it, once the workers are done
    collect_seldom()
    parent = multiprocessing.parent_process()
    folder: Folder | None = None
    rest = _TURN_SECONDS
    while not stopped.wait(rest) and (parent is None or parent.is_alive()):
        try:
            folder = folder or Folder(CentralStore.open(store if "://" in store else Path(store)))
            folder.take_turn()
            rest = _TURN_SECONDS
        except HubError as error:
            # The log is safe; what could not be folded now is folded once the store answers.
            logging.getLogger("boothapp.hub.folder").warning("", extra={"bug": type(error).__name__})
            rest = min(_LONGEST_REST_SECONDS, 2 * rest)
    if folder is not None:
        folder.close()


class Folder:
    """Folds turn by turn: all that waits while it is quiet, now and then a batch while it is not."""

    def __init__(self, central: CentralStore, last_day: str = "") -> None:
        """``last_day`` is when what was overdue was last forgotten, as yyyy-mm-dd."""
        self._central = central
        self.last_day = last_day
        self._held = 0
        self._said_at = datetime.min.replace(tzinfo=UTC)

    def take_turn(self) -> None:
        """Fold, and on a new day forget what is overdue; raises HubError, and then the next turn goes on."""
        self._fold()
        now = self._central.now()
        if abs(now - self._said_at) >= _BETWEEN_NEWS:
            self._central.say_who_has_not_confirmed()
            self._said_at = now
        today = now.date().isoformat()
        if today != self.last_day:
            run_retention(self._central, "hub")
            self.last_day = today

    def close(self) -> None:
        """Close the store."""
        self._central.close()

    def _fold(self) -> None:
        for show_id in self._central.waiting_shows():
            while self._may_fold() and self._central.fold_some(show_id, _FOLD_AT_ONCE):
                pass

    def _may_fold(self) -> bool:
        if self._central.database.is_postgresql or self._is_quiet() or self._held == _MOST_TURNS_HELD:
            self._held = 0
            return True
        self._held += 1
        return False

    def _is_quiet(self) -> bool:
        """Whether no laptop has pushed just now."""
        with self._central.database.reading() as connection:
            last = connection.execute(select(func.max(DEVICE.c.last_push_at))).scalar() or ""
        return bool(last < fixed(self._central.now() - _QUIET))
