"""Host for this booth: which stores other laptops were served from, and bringing them to the office's hub."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from boothapp.errors import HubError, HubFileError, HubPlaceError, HubRefusedError
from boothapp.sync.holdings_port import Brought

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from boothapp.services.capturing import Now
    from boothapp.services.enrolling import EnrolledHub, Enrolling
    from boothapp.services.show_setup import ShowSetting
    from boothapp.store.settings import Settings
    from boothapp.sync.forwarded import Forwarded
    from boothapp.sync.holdings_port import Holdings
    from boothapp.sync.hub_port import OtherHub

_HOSTED = "hosted_store"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostedStore:
    """A store that this laptop served to others; ``brought`` is what the hub of now got of it, if it did.

    ``changes`` are in it now. ``is_elsewhere`` tells that a wipe of the profile loses nothing of it: all of
    it is at the hub of now, with nothing added since, or it is that hub itself, outside the profile.
    ``problem`` says why it could not be looked into; it is not elsewhere then. ``other_shows`` are in it as
    well, and are brought nowhere.
    """

    path: Path
    brought: Brought | None = None
    changes: int = 0
    is_elsewhere: bool = False
    problem: HubError | None = None
    other_shows: tuple[str, ...] = ()


class BoothHosting:
    """The stores that this laptop served to the booth."""

    def __init__(
        self,
        *,
        settings: Settings,
        enrolling: Enrolling,
        setting: ShowSetting,
        folder: Path,
        open_hub: Callable[[EnrolledHub], AbstractContextManager[OtherHub]],
        open_holdings: Callable[[Path, str], AbstractContextManager[Holdings]],
        look_into: Callable[[Path, str], AbstractContextManager[Holdings]],
        epoch_of: Callable[[str], int | None],
        now: Now,
    ) -> None:
        """``open_holdings`` opens a store's file for a show, ``look_into`` only to read it.

        ``epoch_of`` gives the epoch of the hub with this id as this laptop last met it, None where it did
        not. ``folder`` is the profile's.
        """
        self._settings, self._enrolling, self._setting, self._now = settings, enrolling, setting, now
        self._folder, self._open_hub = folder, open_hub
        self._open_holdings, self._look_into, self._epoch_of = open_holdings, look_into, epoch_of

    def note(self, store: Path) -> None:
        """Other laptops are served from this file from now on."""
        others = [path for path in self._paths() if path != store]
        self._settings.put(_HOSTED, [str(path) for path in (*others, store)])

    def stores(self) -> list[HostedStore]:
        """The stores that were served and are still there, the last one last."""
        paths = [path for path in self._paths() if _may_be_there(path)]
        hub = self._hub_now() if paths else None
        return [self._as_it_is(path, hub) for path in paths]

    def hosted(self) -> HostedStore | None:
        """The one that speaks for all: the first that is not elsewhere, else the one that was served last."""
        stores = self.stores()
        return next((one for one in stores if not one.is_elsewhere), stores[-1] if stores else None)

    def _hub_now(self) -> tuple[str, str] | None:
        """The hub in force, wherever it is, and the show; None where no hub can be told of."""
        hub, file = self._enrolling.hub(), self._hub_file()
        if hub is not None:
            return hub.hub_id, hub.show_id
        setup = self._setting.current()
        if setup is None or file is None or not _may_be_there(file):
            return None
        try:
            with self._look_into(file, setup.show.show_id) as holdings:
                return holdings.hub_id, holdings.show_id
        except (HubError, OSError):
            return None

    def _as_it_is(self, path: Path, hub: tuple[str, str] | None) -> HostedStore:
        try:
            if self._is_hub_outside(path):
                return HostedStore(path=path, is_elsewhere=True)
            if hub is None:
                return HostedStore(path=path)
            hub_id, show_id = hub
            with self._look_into(path, show_id) as holdings:
                return _compared(path, holdings, hub_id, self._epoch_of(hub_id))
        except HubError as error:
            return HostedStore(path=path, problem=error)
        except OSError:
            return HostedStore(path=path, problem=HubPlaceError(str(path)))

    def _hub_file(self) -> Path | None:
        """The file that is the hub in force; None where a hub let this laptop in."""
        from boothapp.services.syncing import synced_store  # noqa: PLC0415 - it asks this module's neighbours

        return None if self._enrolling.hub() else synced_store(self._settings, self._folder)

    def _is_hub_outside(self, path: Path) -> bool:
        """Whether this file is the hub of now, and does not go with the profile."""
        hub = self._hub_file()
        if hub is None or not hub.is_file() or not hub.samefile(path):
            return False
        return not path.resolve().is_relative_to(self._folder.resolve())

    def bring(
        self,
        store: Path | None = None,
        *,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Forwarded:
        """Bring the stores that are not all there, or the one named, to the hub that this laptop knows.

        Where all of each is there, each is offered once more. Raises HubError; what was acknowledged stays
        there, and the next time goes on. A store that will not do keeps no other one back.
        """
        from boothapp.sync.forwarded import Forwarded  # noqa: PLC0415 - the window starts without it

        hub, stores = self._enrolling.hub(), self.stores()
        if hub is None or not hub.url:
            raise HubError(
                "This laptop is connected to no hub that could take the booth's store. Nothing was sent. "
                "Connect to the office's hub first."
            )
        left = [one.path for one in stores if not one.is_elsewhere]
        paths = [store] if store else left or [one.path for one in stores]
        if not paths or (store and not store.is_file()):
            raise HubError("There is no store of a booth here. Nothing was sent.")
        done, problem = Forwarded(), None
        for path in paths:
            try:
                done = done.plus(self._bring(path, hub, progress, cancelled))
            except (HubFileError, HubRefusedError) as error:
                problem = problem or error
            if done.was_cancelled:
                return done
        if problem:
            raise problem
        return done

    def _bring(
        self,
        path: Path,
        hub: EnrolledHub,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> Forwarded:
        from boothapp.sync.forwarding import forward  # noqa: PLC0415 - the window starts without it

        with (
            self._open_holdings(path, hub.show_id) as holdings,
            self._open_hub(hub) as there,
        ):
            return forward(holdings, there, now=self._now, progress=progress, cancelled=cancelled)

    def _paths(self) -> list[Path]:
        paths = self._settings.get(_HOSTED)
        if isinstance(paths, str):  # as an older version kept it
            paths = [paths]
        return [Path(str(path)) for path in paths] if isinstance(paths, list) else []


def _may_be_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # nobody knows, so it is not taken for gone
        return True


def _compared(path: Path, holdings: Holdings, hub_id: str, epoch: int | None) -> HostedStore:
    """What was brought of a store to the hub beside what is in it now; ``epoch`` is the hub's, if known."""
    try:
        brought = msgspec.json.decode(holdings.noted(hub_id), type=Brought)
    except msgspec.DecodeError:  # nothing was, or as another version kept it
        return HostedStore(path=path)
    (changes, pictures), (changes_then, pictures_then) = holdings.size(), brought.size
    is_as_then = (changes, len(holdings.erasures())) == (changes_then, brought.erasures)
    is_as_then = is_as_then and epoch in (None, brought.epoch)
    return HostedStore(
        path=path,
        brought=brought,
        changes=max(holdings.count_changes(), brought.arrived),
        is_elsewhere=brought.is_whole and is_as_then and pictures <= pictures_then,
        other_shows=tuple(show_id for show_id in holdings.shows() if show_id != holdings.show_id),
    )
