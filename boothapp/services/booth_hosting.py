"""Host for this booth: which store other laptops were served from, and bringing it to the office's hub."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from boothapp.errors import HubError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from boothapp.services.capturing import Now
    from boothapp.services.enrolling import Enrolling
    from boothapp.services.syncing import HubPlace
    from boothapp.store.settings import Settings
    from boothapp.sync.forwarding import Forwarded
    from boothapp.sync.holdings_port import Holdings
    from boothapp.sync.hub_port import Hub

_HOSTED, _BROUGHT = "hosted_store", "hosted_store_brought"


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """What the last time came to: when (ISO 8601), from which store to which hub, how many changes arrived.

    ``size`` is that of the store then, in changes and pictures; ``erased_here`` leads were erased there by
    its owner, of which a person was told.
    """

    at: str
    store: str
    store_id: str
    hub_id: str
    show_id: str
    size: tuple[int, int]
    arrived: int
    is_whole: bool
    erased_here: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HostedStore:
    """A store that this laptop served to others; ``brought`` is what the hub of now got of it, if it did.

    ``changes`` are in it now. ``is_elsewhere`` tells that all of it is at the hub of now, with nothing added
    since.
    """

    path: Path
    brought: Brought | None = None
    changes: int = 0
    is_elsewhere: bool = False


class BoothHosting:
    """The store that this laptop served to the booth."""

    def __init__(
        self,
        *,
        settings: Settings,
        enrolling: Enrolling,
        open_hub: Callable[[HubPlace], AbstractContextManager[Hub]],
        open_holdings: Callable[[Path, str], AbstractContextManager[Holdings]],
        now: Now,
    ) -> None:
        """``open_holdings`` opens a store's file for a show."""
        self._settings, self._enrolling, self._now = settings, enrolling, now
        self._open_hub, self._open_holdings = open_hub, open_holdings

    def note(self, store: Path) -> None:
        """Other laptops are served from this file from now on."""
        self._settings.put(_HOSTED, str(store))

    def hosted(self) -> HostedStore | None:
        """The store that was served last, while there is one."""
        path, kept = self._settings.get(_HOSTED), self._settings.get(_BROUGHT)
        if not isinstance(path, str) or not Path(path).is_file():
            return None
        brought, hub = _read(kept), self._enrolling.hub()
        if brought is None or hub is None:
            return HostedStore(path=Path(path))
        if (brought.store, brought.hub_id, brought.show_id) != (path, hub.hub_id, hub.show_id):
            return HostedStore(path=Path(path))
        with self._open_holdings(Path(path), hub.show_id) as holdings:
            if holdings.hub_id != brought.store_id:
                return HostedStore(path=Path(path))
            (changes, pictures), (changes_then, pictures_then) = holdings.size(), brought.size
            return HostedStore(
                path=Path(path),
                brought=brought,
                changes=max(holdings.count_changes(), brought.arrived),
                is_elsewhere=brought.is_whole and changes == changes_then and pictures <= pictures_then,
            )

    def bring(
        self,
        store: Path | None = None,
        *,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Forwarded:
        """Bring the store, or the one named, to the hub that this laptop is connected to.

        Raises HubError; what was acknowledged stays there, and the next time goes on.
        """
        from boothapp.services.syncing import HubPlace  # noqa: PLC0415 - it asks this module's neighbours
        from boothapp.sync.forwarding import forward  # noqa: PLC0415 - the window starts without it

        hub, hosted = self._enrolling.hub(), self.hosted()
        if hub is None or not hub.url:
            raise HubError(
                "This laptop is connected to no hub that could take the booth's store. Nothing was sent. "
                "Connect to the office's hub first."
            )
        path = store or (hosted.path if hosted else None)
        if path is None or not path.is_file():
            raise HubError("There is no store of a booth here. Nothing was sent.")
        with (
            self._open_holdings(path, hub.show_id) as holdings,
            self._open_hub(HubPlace(kind="https", enrolled=hub)) as there,
        ):
            done = forward(holdings, there, now=self._now, progress=progress, cancelled=cancelled)
            if hosted and path == hosted.path:  # of any other one nobody asks later
                self._keep(path, holdings, done)
        return done

    def _keep(self, path: Path, holdings: Holdings, done: Forwarded) -> None:
        brought = Brought(
            at=self._now().isoformat(timespec="seconds"),
            store=str(path),
            store_id=holdings.hub_id,
            hub_id=done.hub_id,
            show_id=holdings.show_id,
            size=done.size,
            arrived=done.arrived.changes,
            is_whole=done.is_whole,
            erased_here=len(done.erased_here),
        )
        self._settings.put(_BROUGHT, msgspec.to_builtins(brought))


def _read(kept: object) -> Brought | None:
    """What was kept; None where it is nothing, or what an older version kept."""
    try:
        return msgspec.convert(kept, Brought)
    except msgspec.ValidationError:
        return None
