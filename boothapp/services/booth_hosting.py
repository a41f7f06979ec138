"""Host for this booth: which store other laptops were served from, and bringing it to the office's hub."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
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
    """What the last time came to: when (ISO 8601), to which hub, how many changes of how many are there."""

    at: str
    hub_id: str
    offered: int
    arrived: int
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HostedStore:
    """A store that this laptop served to others; ``brought`` is what the hub of now got of it, if it did."""

    path: Path
    brought: Brought | None


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
        brought, hub = msgspec.convert(kept, Brought) if kept else None, self._enrolling.hub()
        is_of_now = brought is not None and hub is not None and brought.hub_id == hub.hub_id
        return HostedStore(path=Path(path), brought=brought if is_of_now else None)

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
        self._keep(done, self._now())
        return done

    def _keep(self, done: Forwarded, at: datetime) -> None:
        brought = Brought(
            at=at.isoformat(timespec="seconds"),
            hub_id=done.hub_id,
            offered=done.offered.changes,
            arrived=done.arrived.changes,
            is_whole=done.is_whole,
        )
        self._settings.put(_BROUGHT, msgspec.to_builtins(brought))
