"""How this show's badges are laid out, and how this laptop's scanner sends them."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from boothapp.domain.badge_layout import BadgeLayout, layout_from_values
from boothapp.intake.wedge import WedgeSettings

if TYPE_CHECKING:
    from boothapp.domain.change import JsonValue
    from boothapp.domain.show import Show
    from boothapp.store.settings import Settings

_WEDGE = "wedge_scanner"


class BadgeSetting:
    """Layouts belong to the show, the scanner to the laptop."""

    def __init__(self, *, settings: Settings, show: Show) -> None:
        self._settings = settings
        self._layouts = f"badge_layouts/{show.show_id}"

    def layouts(self) -> list[BadgeLayout]:
        """The show's layouts, the one learned last first."""
        kept = self._settings.get(self._layouts, [])
        rows = kept if isinstance(kept, list) else []
        read = [layout_from_values(row) for row in rows if isinstance(row, dict)]
        return [layout for layout in read if layout is not None]

    def keep_layout(self, layout: BadgeLayout) -> None:
        """Keeps a layout, in place of one of the same name."""
        self._put([layout, *(each for each in self.layouts() if each.name != layout.name)])

    def forget_layout(self, name: str) -> None:
        """Reads badges without this layout from now on."""
        self._put([each for each in self.layouts() if each.name != name])

    def _put(self, layouts: list[BadgeLayout]) -> None:
        rows: list[JsonValue] = [layout.to_values() for layout in layouts]
        self._settings.put(self._layouts, rows)

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
