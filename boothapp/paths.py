"""Where things lie: what is shipped with the program, and what it keeps for its user."""

from __future__ import annotations

from pathlib import Path

PROFILE_NAME = "boothapp"


def resources_dir() -> Path:
    """Give the folder of definitions, themes, icons, help and the sample show.

    A wheel carries it inside the package; a clone keeps it beside the package.
    """
    package = Path(__file__).resolve().parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def default_profile() -> Path:
    """Give the folder that holds this user's leads when no other is named; it may not exist yet."""
    import platformdirs  # noqa: PLC0415 - start-up with a named profile does without it

    return Path(platformdirs.user_data_dir(PROFILE_NAME, appauthor=False, roaming=False))


def default_hub_store() -> Path:
    """Give the file of the central store that this machine's hub keeps when no other is named."""
    return default_profile() / "hub" / "leads.db"
