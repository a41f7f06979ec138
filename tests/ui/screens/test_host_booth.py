"""One laptop's window serves the booth: another comes in by its code, over TLS, and sends its leads."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from boothapp.hub.service.booth import EVERYWHERE
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth
from tests.helpers.filled_booth import fill_with_sample
from tests.helpers.found import child
from tests.ui.conftest import StartApp
from ui.dialogs.dialog import Dialog
from ui.dialogs.host_booth import HostBoothDialog
from ui.hosting import Hosting
from ui.main_window import MainWindow
from ui.screens.sync import SyncScreen
from ui.widgets.callout import Callout
from ui.widgets.fact_sheet import FactSheet
from ui.widgets.text import ElidedText

STARTS_MS = 30_000


@pytest.fixture
def window(start_app: StartApp) -> MainWindow:
    """The window of the laptop that hosts, Sync in front."""
    app = start_app()
    window = app.begin()
    window.show_screen("sync")
    return window


def test_another_laptop_comes_in_and_its_leads_arrive(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """It is let in once by the code; who is connected is seen; stopping says that it may hold more."""
    screen = child(window, SyncScreen)
    hosting = child(screen, Hosting)
    screen.host(port=0)
    qtbot.waitUntil(lambda: screen.findChild(HostBoothDialog) is not None)
    shown = child(screen, HostBoothDialog)
    facts, guests = child(shown, FactSheet, "host_facts"), child(shown, FactSheet, "host_laptops")
    qtbot.waitUntil(lambda: "for one laptop" in facts.accessibleName(), timeout=STARTS_MS)
    child(shown, QPushButton, "host_copy").click()
    code = QGuiApplication.clipboard().text()
    keyring = MemoryKeyring()
    fill_with_sample(tmp_path / "other", keyring)
    with sample_booth(tmp_path / "other", keyring, HandClock()) as booth, booth.services() as services:
        assert services.syncing.enrol(code).kind == "https"
        assert services.syncing.sync_now().received == 34
    qtbot.waitUntil(lambda: "34 changes" in guests.accessibleName(), timeout=STARTS_MS)

    store = child(window, ElidedText, "store_place").text()

    def arrived() -> bool:
        with closing(sqlite3.connect(store)) as opened:
            return bool(opened.execute("SELECT count(*) FROM sales_ready_leads").fetchone() == (12,))

    qtbot.waitUntil(arrived, timeout=STARTS_MS)
    child(shown, QPushButton, "host_stop").click()
    asked = child(shown, Dialog, "stop_hosting")
    assert hosting.is_on
    with qtbot.waitSignal(hosting.stopped, timeout=STARTS_MS):
        child(asked, QPushButton, "stop_hosting_yes").click()
    assert "hosts no more" in child(window, Callout, "sync_note").accessibleName()


def test_a_port_in_use_is_said(window: MainWindow, qtbot: QtBot) -> None:
    """Nothing runs then, and the dialog is gone."""
    screen = child(window, SyncScreen)
    with closing(socket.create_server((EVERYWHERE, 0))) as taken:
        with qtbot.waitSignal(child(screen, Hosting).stopped, timeout=STARTS_MS) as caught:
            screen.host(port=taken.getsockname()[1])
        assert caught.args[0]
