"""How the window looks on this laptop: kept beside the profile, since it is needed before that opens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from ui.theme import apply_theme, load_theme, system_theme_name

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

FILE = "appearance.json"
SYSTEM = "system"


class Appearance(NamedTuple):
    """The theme's name, or "system" to follow that; whether targets are large enough for fingers."""

    theme: str = SYSTEM
    touch: bool = False


def read_appearance(folder: Path) -> Appearance:
    """What was chosen for this profile; the system's look where nothing was, or the file cannot be read."""
    try:
        raw = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Appearance(str(raw["theme"]), raw["touch"] is True)
    except (OSError, ValueError, KeyError, TypeError):
        return Appearance()


def keep_appearance(folder: Path, appearance: Appearance) -> None:
    """Keep the choice for the next start."""
    (folder / FILE).write_text(json.dumps(appearance._asdict()), encoding="utf-8")


def show_appearance(app: QApplication, appearance: Appearance, *, controls: bool = True) -> None:
    """Give the application this look; `controls` as in `apply_theme`."""
    name = system_theme_name() if appearance.theme == SYSTEM else appearance.theme
    apply_theme(app, load_theme(name), touch=appearance.touch, controls=controls)
