"""The window for tests of screens: every app that a test starts ends with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.helpers.booths import MemoryKeyring
from tests.helpers.windows import RunningApp

StartApp = Callable[..., RunningApp]


@pytest.fixture
def start_app(qtbot: QtBot, tmp_path: Path) -> Iterator[StartApp]:
    """Start the app on the test's own profile, or on the folder and keyring given."""
    running: list[RunningApp] = []

    def start(folder: Path | None = None, keyring: MemoryKeyring | None = None) -> RunningApp:
        app = RunningApp(qtbot, folder or tmp_path / "profile", keyring)
        running.append(app)
        return app

    yield start
    for app in running:
        app.end()
