"""Badge layouts in the show's own text, so that they travel with it to the other laptops."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from boothapp.domain.layout_tables import with_tables_first, without_tables
from boothapp.domain.show import read_show
from boothapp.errors import BoothappError
from boothapp.services.form_view import SHOW_FILE
from boothapp.services.show_setup import with_file

if TYPE_CHECKING:
    from boothapp.domain.badge_layout import BadgeLayout
    from boothapp.domain.show import Show
    from boothapp.services.show_setup import ShowSetup

_HEAD = "[[badge_layout]]"


def with_layout(setup: ShowSetup, layout: BadgeLayout) -> ShowSetup:
    """The setup with this layout first, in place of one of the same name.

    Raises DefinitionError where the show's text has its layouts in a form that only a person can alter.
    """
    kept = without_layout(setup, layout.name).show.badge_layouts
    return _with(setup, [layout, *kept])


def without_layout(setup: ShowSetup, name: str) -> ShowSetup:
    """The setup that reads badges without the layout of this name."""
    return _with(setup, [each for each in setup.show.badge_layouts if each.name != name])


def with_own_layouts(source: str, own: ShowSetup | None, before: str = "") -> str:
    """A show's text that came from elsewhere, with what was done to the layouts here since ``before``.

    ``before`` is the text that came last, empty when there was none: what was learned since is added, what
    was corrected or removed since is so in this text too, unless it says something else of that layout by
    now. What it no longer has stays gone. A text that only a person can alter stays as it came.
    """
    if own is None:
        return source
    try:
        setup = with_file(own, source, SHOW_FILE)
        ours, came = _by_name(own.show), _by_name(setup.show)
        told = _by_name(read_show(before, SHOW_FILE)) if before else {}
        for name, layout in told.items():
            if came.get(name) == layout != ours.get(name):
                setup = with_layout(setup, ours[name]) if name in ours else without_layout(setup, name)
        learned = [each for each in own.show.badge_layouts if each.name not in came and each.name not in told]
        text = with_tables_first(setup.show.source, "".join(map(_table, learned))) if learned else ""
        return with_file(setup, text, SHOW_FILE).show.source if text else setup.show.source
    except BoothappError:  # whoever takes it says what is wrong with it
        return source


def _by_name(show: Show) -> dict[str, BadgeLayout]:
    return {layout.name: layout for layout in show.badge_layouts}


def _with(setup: ShowSetup, layouts: Iterable[BadgeLayout]) -> ShowSetup:
    text = without_tables(setup.show.source).rstrip("\n") + "\n" + "".join(map(_table, layouts))
    return with_file(setup, text, SHOW_FILE)


def _table(layout: BadgeLayout) -> str:
    # JSON texts and lists of texts are TOML 1.0 as well, but for DEL, which no name holds.
    columns = json.dumps([column or "" for column in layout.columns], ensure_ascii=False)
    name, separator = (json.dumps(each, ensure_ascii=False) for each in (layout.name, layout.separator))
    return f"\n{_HEAD}\nname = {name}\nseparator = {separator}\ncolumns = {columns}\n"
