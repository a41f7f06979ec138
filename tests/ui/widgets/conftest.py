"""What each test of a widget needs: the light theme, and none of the widgets of the test before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from ui.theme import apply_theme, load_theme


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    # qtbot leaves its widgets to an event loop that never runs; each switch of theme would dress them all.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    apply_theme(qapp, load_theme("light"))
