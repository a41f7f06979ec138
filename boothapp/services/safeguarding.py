"""Safeguard: copies of what is kept, and whether it is sound."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from boothapp.services.show_setup import ShowSetting
from boothapp.store.database import Database
from boothapp.store.health import Finding, examine
from boothapp.store.profile import Profile

if TYPE_CHECKING:
    from pathlib import Path


class Safeguarding:
    """The doctor and the backups of one profile."""

    def __init__(
        self, *, profile: Profile, database: Database, setting: ShowSetting, now: Callable[[], datetime]
    ) -> None:
        self._profile, self._database, self._setting, self._now = profile, database, setting, now

    def examine(self) -> list[Finding]:
        """One finding a check; reads every page, so some seconds for a big show."""
        definitions = {definition.ref: definition for definition in self._setting.definitions()}
        now_ms = int(self._now().timestamp() * 1000)
        return examine(self._database, self._profile.folder, definitions, now_ms)

    def back_up(self, folder: Path | None = None) -> Path:
        """Copies the file as it is now, opened by the same key; gives the copy."""
        return self._profile.backup(folder)
