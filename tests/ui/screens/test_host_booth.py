"""One laptop's window serves the booth: another comes in by its code, over TLS, and sends its leads."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from boothapp.app import Services
from boothapp.hub.forgetting import forget
from boothapp.hub.service.booth import EVERYWHERE
from boothapp.hub.store import CentralStore
from boothapp.services.booth_hosting import BoothHosting, HostedStore
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth
from tests.helpers.filled_booth import fill_with_sample
from tests.helpers.found import child
from tests.helpers.hands import CTRL, SHIFT, Key, press
from tests.helpers.hub_samples import SHOW_ID, lead_change, number_id, push_of, sales_ready_lead
from tests.helpers.served import enrolment_text, served_apart, serving_of
from tests.ui.conftest import StartApp
from ui.dialogs.dialog import Dialog
from ui.dialogs.host_booth import HostBoothDialog
from ui.hosting import Hosting
from ui.main_window import MainWindow
from ui.screens.sync import SyncScreen
from ui.screens.sync_booth import SyncBooth
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


def erased_at_the_booth_is_a_warning_until_it_is_done(
    window: MainWindow, qtbot: QtBot, store: Path, office: CentralStore
) -> None:
    """A lead that the booth's owner erased is told each time, and stands there, until the hub's owner did."""
    state = child(window, QWidget, "booth_store")

    def stands() -> bool:
        return "not yet at the hub: 1" in " ".join(label.text() for label in state.findChildren(QLabel))

    with closing(CentralStore.open(store)) as booth_store:
        forget(booth_store, SHOW_ID, [number_id(1)], by="mia", reason="asked")
    kinds: list[str] = []
    child(window, SyncBooth).said.connect(lambda kind, _: kinds.append(kind))
    for expected in (["warn"], ["warn", "warn"], ["warn", "warn", "info"]):
        child(window, QPushButton, "send_booth_store").click()
        qtbot.waitUntil(lambda: kinds == expected, timeout=STARTS_MS)  # noqa: B023
        qtbot.waitUntil(lambda: stands() == (expected[-1] == "warn"), timeout=STARTS_MS)  # noqa: B023
        if len(expected) == 2:
            forget(office, SHOW_ID, [number_id(1)], by="leo", reason="asked")


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
    note = child(window, Callout, "sync_note")
    assert "hosts no more" in note.accessibleName()

    with (
        closing(CentralStore.open(tmp_path / "office.db")) as office,
        served_apart(serving_of(tmp_path / "office.db", tmp_path / "tls"), tmp_path / "log") as served,
    ):
        button, state = child(window, QPushButton, "send_booth_store"), child(window, QWidget, "booth_store")
        assert not button.isVisible()
        screen.slots()["send_booth_store"]()
        assert "Nothing to send" in note.accessibleName()
        code = enrolment_text(office, served)
        screen.tasks.run_on_sync(window, lambda its: its.syncing.enrol(code), lambda _: screen.refresh())
        qtbot.waitUntil(button.isVisible, timeout=STARTS_MS)
        assert "not at this hub" in " ".join(label.text() for label in state.findChildren(QLabel))
        button.click()
        button.click()  # once is enough
        whole = "34 of 34 changes of the booth’s store are at the hub"
        qtbot.waitUntil(lambda: note.accessibleName() == f"{whole} · 34 of them new", timeout=STARTS_MS)
        qtbot.waitUntil(lambda: "All 34" in " ".join(label.text() for label in state.findChildren(QLabel)))
        button.click()
        qtbot.waitUntil(lambda: note.accessibleName() == whole, timeout=STARTS_MS)
        erased_at_the_booth_is_a_warning_until_it_is_done(window, qtbot, Path(store), office)
        office.fold_pending()
        assert office.verify().is_sound


def test_what_stopped_the_store_on_its_way_is_said(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """Cancelled, then the hub gone: each says so, and the button is there again."""
    screen, note = child(window, SyncScreen), child(window, Callout, "sync_note")
    with closing(CentralStore.open(tmp_path / "booth.db")) as booth:
        booth.push(push_of(lead_change(1, sales_ready_lead(1))))
    with (
        closing(CentralStore.open(tmp_path / "office.db")) as office,
        served_apart(serving_of(tmp_path / "office.db", tmp_path / "tls"), tmp_path / "log") as served,
    ):
        code = enrolment_text(office, served)

        def enrol(services: Services) -> None:
            services.booth_hosting.note(tmp_path / "booth.db")
            services.syncing.enrol(code)

        screen.tasks.run_on_sync(window, enrol, lambda _: screen.refresh())
        button = child(window, QPushButton, "send_booth_store")
        qtbot.waitUntil(button.isVisible, timeout=STARTS_MS)
        press(Key.Key_B, CTRL | SHIFT)
        child(window, QPushButton, "booth_store_progress_cancel").click()
        qtbot.waitUntil(lambda: note.accessibleName().startswith("Stopped."), timeout=STARTS_MS)
        qtbot.waitUntil(button.isVisible)
    button.click()
    qtbot.waitUntil(lambda: "does not answer" in note.accessibleName(), timeout=STARTS_MS)
    assert button.isVisible()


def test_a_bug_leaves_the_button_free(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is reported, and the store can be sent again without a new start."""
    place, tries = tmp_path / "office.db", list[int]()

    def fail(*_: object, **__: object) -> None:
        tries.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr(BoothHosting, "bring", fail)
    (tmp_path / "booth.db").touch()
    with (
        closing(CentralStore.open(place)) as office,
        served_apart(serving_of(place, tmp_path / "tls"), tmp_path / "log") as served,
    ):
        code = enrolment_text(office, served)

        def enrol(services: Services) -> None:
            services.booth_hosting.note(tmp_path / "booth.db")
            services.syncing.enrol(code)

        screen = child(window, SyncScreen)
        screen.tasks.run_on_sync(window, enrol, lambda _: screen.refresh())
        button = child(window, QPushButton, "send_booth_store")
        for count in (1, 2):
            qtbot.waitUntil(button.isVisible, timeout=STARTS_MS)
            with qtbot.capture_exceptions() as caught:
                screen.slots()["send_booth_store"]()
                qtbot.waitUntil(lambda: len(caught) == 1, timeout=STARTS_MS)
            assert len(tries) == count


def test_a_port_in_use_is_said(window: MainWindow, qtbot: QtBot) -> None:
    """Nothing runs then, and the dialog is gone; nor was anything hosted."""
    screen = child(window, SyncScreen)
    with closing(socket.create_server((EVERYWHERE, 0))) as taken:
        with qtbot.waitSignal(child(screen, Hosting).stopped, timeout=STARTS_MS) as caught:
            screen.host(port=taken.getsockname()[1])
        assert caught.args[0]
    told: list[HostedStore | None] = []
    screen.tasks.run_on_writer(screen, lambda services: services.booth_hosting.hosted(), told.append)
    qtbot.waitUntil(lambda: told == [None])


def test_each_store_that_was_hosted_has_its_line(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """One button sends what is left of all of them; one that cannot be opened is named, and holds up none."""
    screen, note = child(window, SyncScreen), child(window, Callout, "sync_note")
    first, second, place = tmp_path / "first.db", tmp_path / "second.db", tmp_path / "office.db"
    for number, path in enumerate((first, second), start=1):
        with closing(CentralStore.open(path)) as booth:
            booth.push(push_of(lead_change(number, sales_ready_lead(number), device_seq=number)))
    with (
        closing(CentralStore.open(place)) as office,
        served_apart(serving_of(place, tmp_path / "tls"), tmp_path / "log") as served,
    ):
        code = enrolment_text(office, served)

        def enrol(services: Services) -> None:
            services.booth_hosting.note(first)
            services.booth_hosting.note(second)
            services.syncing.enrol(code)

        def lines() -> list[str]:
            shown = child(window, QWidget, "booth_store").findChildren(QLabel)
            return [line for label in shown for line in label.text().splitlines() if ".db:" in line]

        screen.tasks.run_on_sync(window, enrol, lambda _: screen.refresh())
        button = child(window, QPushButton, "send_booth_store")
        qtbot.waitUntil(button.isVisible, timeout=STARTS_MS)
        assert ["not at this hub" in line for line in lines()] == [True, True]
        button.click()
        qtbot.waitUntil(lambda: note.accessibleName().startswith("2 of 2"), timeout=STARTS_MS)
        qtbot.waitUntil(lambda: ["All 1" in line for line in lines()] == [True, True], timeout=STARTS_MS)
        for file in tmp_path.glob("first.db*"):
            file.unlink()
        first.write_bytes(b"no database" * 1000)
        screen.refresh()
        qtbot.waitUntil(
            lambda: "first.db: The booth’s store cannot be looked into" in lines()[0], timeout=STARTS_MS
        )
        assert "All 1" in lines()[1]
