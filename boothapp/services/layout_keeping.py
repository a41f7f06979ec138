"""Badge layouts in the show's own text, so that they travel with it to the other laptops."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from boothapp.errors import BoothappError
from boothapp.services.form_view import SHOW_FILE
from boothapp.services.show_setup import with_file

if TYPE_CHECKING:
    from boothapp.domain.badge_layout import BadgeLayout
    from boothapp.services.show_setup import ShowSetup

_HEAD = "[[badge_layout]]"
_IS_HEAD = re.compile(r"\s*\[\[\s*[\"']?badge_layout[\"']?\s*\]\]")


def with_layout(setup: ShowSetup, layout: BadgeLayout) -> ShowSetup:
    """The setup with this layout first, in place of one of the same name.

    Raises DefinitionError where the show's text has its layouts in a form that only a person can alter.
    """
    kept = without_layout(setup, layout.name).show.badge_layouts
    return _with(setup, [layout, *kept])


def without_layout(setup: ShowSetup, name: str) -> ShowSetup:
    """The setup that reads badges without the layout of this name."""
    return _with(setup, [each for each in setup.show.badge_layouts if each.name != name])


def with_own_layouts(source: str, own: ShowSetup | None) -> str:
    """A show's text that came from elsewhere, with the layouts learned here that it does not have.

    Of two by one name the one that came counts. A text that only a person can alter stays as it came.
    """
    if own is None:
        return source
    try:
        setup = with_file(own, source, SHOW_FILE)
        came = {layout.name for layout in setup.show.badge_layouts}
        for layout in reversed(own.show.badge_layouts):
            setup = setup if layout.name in came else with_layout(setup, layout)
    except BoothappError:  # whoever takes it says what is wrong with it
        return source
    return setup.show.source


def _with(setup: ShowSetup, layouts: Iterable[BadgeLayout]) -> ShowSetup:
    text = _without_tables(setup.show.source).rstrip("\n") + "\n" + "".join(map(_table, layouts))
    return with_file(setup, text, SHOW_FILE)


def _without_tables(source: str) -> str:
    """The text without its layouts; everything else, comments too, stays as it was written."""
    lines, is_layout = list[str](), False
    for line in re.findall(r"[^\n]*\n|[^\n]+$", source):  # a name may hold what else parts lines in Unicode
        if line.lstrip().startswith("["):
            is_layout = _IS_HEAD.match(line) is not None
        if not is_layout:
            lines.append(line)
    return "".join(lines)


def _table(layout: BadgeLayout) -> str:
    # JSON texts and lists of texts are TOML 1.0 as well, but for DEL, which no name holds.
    columns = json.dumps([column or "" for column in layout.columns], ensure_ascii=False)
    name, separator = (json.dumps(each, ensure_ascii=False) for each in (layout.name, layout.separator))
    return f"\n{_HEAD}\nname = {name}\nseparator = {separator}\ncolumns = {columns}\n"
