"""Which show and definition a command works with: files named on the command line, else the profile's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boothapp.errors import InputError
from boothapp.paths import default_profile, resources_dir
from boothapp.services.form_view import SHOW_FILE
from boothapp.services.show_setup import (
    DEFINITION_FILE,
    ShowSetup,
    first_screen,
    new_show_toml,
    read_setup,
    standard_definition,
)

if TYPE_CHECKING:
    from pathlib import Path


def chosen_setup(
    profile: Path | None, *, show: Path | None = None, definition: Path | None = None
) -> ShowSetup:
    """The setup to work with; a profile without a show gets a plain one and the standard definition."""
    kept = first_screen(profile or default_profile())
    if kept is not None and show is None and definition is None:
        return kept
    show_text = _text(show) if show else (kept.show.source if kept else plain_show())
    if definition:
        definition_text = _text(definition)
    else:
        definition_text = kept.definition.source if kept else standard_definition(resources_dir())
    return read_setup(
        show_text,
        definition_text,
        staff=kept.staff if kept else "",
        files=(str(show or SHOW_FILE), str(definition or DEFINITION_FILE)),
    )


def plain_show() -> str:
    """A show that asks nothing of its user; the welcome screen and ``--show`` make better ones."""
    return new_show_toml(name="My show", goal=30, zone="UTC", country="", currency="EUR")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: is not UTF-8 text; save it as UTF-8") from error
