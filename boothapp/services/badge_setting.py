"""How this laptop's scanner sends badges, and whether its camera ticks."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from boothapp.intake.wedge import WedgeSettings

if TYPE_CHECKING:
    from boothapp.store.settings import Settings

_WEDGE = "wedge_scanner"
_TICK = "scan_tick"


class BadgeSetting:
    """The scanner belongs to the laptop; layouts belong to the show."""

    def __init__(self, *, settings: Settings) -> None:
        self._settings = settings

    def wedge(self) -> WedgeSettings:
        """How the scanner sends; what is usual until somebody says otherwise."""
        kept = self._settings.get(_WEDGE, {})
        usual = WedgeSettings()
        if not isinstance(kept, dict):
            return usual
        values = {
            each.name: kept[each.name]
            for each in fields(usual)
            if type(kept.get(each.name)) is type(getattr(usual, each.name))
        }
        return WedgeSettings(**values)  # type: ignore[arg-type]  # each value has its field's type

    def use_wedge(self, settings: WedgeSettings) -> None:
        """Keeps how the scanner sends."""
        self._settings.put(_WEDGE, asdict(settings))

    def ticks(self) -> bool:
        """Whether a soft tick tells a code that the camera read; it does until somebody says otherwise."""
        return self._settings.get(_TICK, default=True) is not False

    def use_tick(self, *, on: bool) -> None:
        """Keeps whether it ticks."""
        self._settings.put(_TICK, on)
