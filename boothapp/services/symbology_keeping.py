"""Which codes a show's badges bear, in the show's own text, so that it travels to the other laptops."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING

from boothapp.domain.symbology import USUAL, Symbology
from boothapp.services.show_setup import with_file

if TYPE_CHECKING:
    from boothapp.services.show_setup import ShowSetup

_KEY = "symbologies"


def with_symbologies(setup: ShowSetup, names: Collection[str]) -> ShowSetup:
    """The setup that looks for these on pictures; the usual ones where none is named."""
    chosen = [str(name) for name in Symbology if name in names] or list(USUAL)
    lines, end = _without_key(setup.show.source.splitlines(keepends=True))
    line = f"{_KEY} = {json.dumps(chosen)}\n"  # a JSON list of plain texts is TOML too
    return with_file(setup, "".join([*lines[:end], line, *lines[end:]]), "show.toml")


def _without_key(lines: list[str]) -> tuple[list[str], int]:
    """The text without the key, and the line after the last one that is said of the show itself."""
    kept, end, depth, is_in_table = list[str](), 0, 0, False
    for line in lines:
        said = line.split("#")[0].strip()
        is_in_table = is_in_table or (depth == 0 and said.startswith("["))
        if not is_in_table and (depth or said.partition("=")[0].strip() == _KEY):
            depth += said.count("[") - said.count("]")
            continue
        kept.append(line if line.endswith("\n") else f"{line}\n")
        if said and not is_in_table:
            end = len(kept)
    return kept, end
