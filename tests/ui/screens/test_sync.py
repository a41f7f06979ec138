"""The Sync screen beside a sync: which hub, whether to pack up, by the keyboard, on a real profile."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QScrollArea, QTableView, QWidget
from pytestqt.qtbot import QtBot

from boothapp.errors import HubBusyError
from boothapp.intake.wedge import Scan
from boothapp.services.booth_hosting import HostedStore
from boothapp.services.enrolling import EnrolledHub
from boothapp.services.syncing import HubPlace
from boothapp.sync.holdings_port import Brought
from boothapp.wire.enrolment import Enrolment, encode_enrolment
from tests.boothapp.services.test_bundling import Office
from tests.helpers.booths import HandClock, MemoryKeyring
from tests.helpers.filled_booth import fill_with_sample
from tests.helpers.found import child
from tests.helpers.hands import CTRL, Key, focused, press, write
from tests.helpers.windows import sample
from tests.ui.conftest import StartApp
from ui.dialogs.connect_hub import ConnectHubDialog
from ui.dialogs.pack_up import PackUpDialog
from ui.main_window import SMALLEST, MainWindow
from ui.screens.sync import SyncScreen
from ui.screens.sync_bundles import SyncBundles
from ui.screens.sync_facts import SyncFacts, sync_facts
from ui.theme import current_theme
from ui.widgets.callout import Callout
from ui.widgets.fact_sheet import FactSheet
from ui.widgets.icon_line import IconLine
from ui.widgets.text import ElidedText, Text


@pytest.fixture
def window(start_app: StartApp, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """The window with the sample show's leads, Sync in front."""
    keyring = MemoryKeyring()
    fill_with_sample(tmp_path / "full", keyring)
    window = start_app(tmp_path / "full", keyring).wait_open()
    window.show_screen("sync")
    qtbot.waitUntil(lambda: child(window, QTableView, "outbox").model().rowCount() == 66)
    return window


def code(show_id: str = "", url: str = "") -> str:
    """The text of a hub's code."""
    key = "CQ" + "A" * 41 + "="
    show = show_id or sample().show.show_id
    return encode_enrolment(
        Enrolment(code="1234-5678", hub_id="hub-1", show_id=show, sign=key, seal=key, url=url, ca="ab" * 32)
    )


def dialog(window: MainWindow, kind: type[QDialog], qtbot: QtBot) -> QDialog:
    """The dialog of this kind, once it is open and has the focus."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), kind))
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return child(window, kind)


def many_stores() -> list[HostedStore]:
    """What a laptop served that hosted four times: all there, in part, unreadable, never sent."""
    brought = Brought(
        at="2026-11-24T10:00:00+00:00",
        hub_id="hub-1",
        epoch=1,
        show_id="show",
        size=(9, 0),
        arrived=9,
        is_whole=True,
    )
    return [
        HostedStore(path=Path("/one/central.db"), brought=brought, changes=9, is_elsewhere=True),
        HostedStore(path=Path("/two/central.db"), brought=brought, changes=90, other_shows=("fair-2025",)),
        HostedStore(path=Path("/three/central.db"), problem=HubBusyError("/three/central.db")),
        HostedStore(path=Path("/four/central.db")),
    ]


def said(window: MainWindow) -> str:
    """What the banner says."""
    return child(window, Callout, "sync_note").accessibleName()


def test_whom_one_connects_to_is_seen_before_it_is_done(window: MainWindow, qtbot: QtBot) -> None:
    """A pasted code shows hub, show and fingerprint; Enter goes to the button, and only then connects."""
    press(Key.Key_H, CTRL)
    asked = dialog(window, ConnectHubDialog, qtbot)
    yes, facts = child(asked, QPushButton, "connect_hub_yes"), child(asked, FactSheet)
    assert not yes.isEnabled()
    QGuiApplication.clipboard().setText(code())
    press(Key.Key_V, CTRL)
    assert yes.isEnabled()
    qtbot.waitUntil(lambda: facts.height() >= facts.heightForWidth(facts.width()))  # to the last line
    for part in ("by USB stick alone", sample().show.show_id, "abab abab"):
        assert part in facts.accessibleName()
    press(Key.Key_Return)
    assert asked.isVisible()
    assert focused() is yes
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: "Connected to a hub by USB stick" in said(window))
    qtbot.waitUntil(lambda: child(window, ElidedText, "store_place").text() == "By USB stick alone")


def test_a_hub_is_not_left_while_leads_wait_for_it(window: MainWindow, qtbot: QtBot) -> None:
    """Disconnecting says how many were not sent, and nothing changes."""
    screen = child(window, SyncScreen)
    screen.tasks.run_on_sync(
        window, lambda services: services.syncing.enrol(code()), lambda _: screen.refresh()
    )
    leave = child(window, QPushButton, "disconnect_hub")
    qtbot.waitUntil(leave.isVisible)
    leave.setFocus()
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: "34 leads on this laptop were not sent" in said(window))
    assert leave.isVisible()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hello", "boothapp-hub:"),
        (code(show_id="another"), "not the show of this profile"),
        ("", "No code yet"),
    ],
    ids=["no code", "another show", "nothing"],
)
def test_what_is_no_code_of_this_show_connects_to_nothing(
    window: MainWindow, qtbot: QtBot, text: str, words: str
) -> None:
    """It is said why, and there is nothing to press."""
    press(Key.Key_H, CTRL)
    asked = dialog(window, ConnectHubDialog, qtbot)
    write(text)
    assert words in child(asked, FactSheet).accessibleName()
    assert not child(asked, QPushButton, "connect_hub_yes").isEnabled()
    press(Key.Key_Return)
    assert asked.isVisible()


def test_a_scanned_code_comes_to_the_dialog_from_any_screen(window: MainWindow, qtbot: QtBot) -> None:
    """Whoever scans a hub's code while capturing gets no card full of it."""
    window.show_screen("capture")
    window.take_scan(Scan(text=code(url="https://hub.example:8443"), symbology="QRCode", keys=""))
    asked = dialog(window, ConnectHubDialog, qtbot)
    assert "https://hub.example:8443" in child(asked, FactSheet).accessibleName()
    assert child(asked, QPushButton, "connect_hub_yes").isEnabled()


def test_safe_to_pack_up_is_said_in_words_and_taken_along(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """It syncs first; then yes, with where each lead is, as picture, PDF and JSON that the hub signed."""
    child(window, SyncScreen).tasks.run_on_sync(
        window, lambda services: services.syncing.use_store(tmp_path / "shared" / "central.db")
    )
    press(Key.Key_P, CTRL)
    shown = dialog(window, PackUpDialog, qtbot)
    assert isinstance(shown, PackUpDialog)
    assert child(shown, QWidget, "pack_up_answer").accessibleName() == "Yes, safe to pack up"
    leads = child(shown, FactSheet, "pack_up_leads").accessibleName()
    for part in ("Captured", "66", "At the hub", "34", "Borrowed interest", "23", "Disqualified"):
        assert part in leads
    for name in ("it.png", "it.pdf", "it.json"):
        shown.save(tmp_path / name)
    assert QImage(str(tmp_path / "it.png")).width() > 800
    assert (tmp_path / "it.pdf").read_bytes().startswith(b"%PDF")
    told = json.loads((tmp_path / "it.json").read_text())
    assert told["is_safe"] is True
    assert told["statements"][0]["signature"]
    shown.save(tmp_path / "nowhere" / "it.json")
    assert "cannot be written" in child(shown, QWidget, "pack_up_receipt").accessibleName()
    press(Key.Key_Escape)


def test_not_safe_while_all_of_it_is_on_this_laptop(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """The hub is a file in the profile, or this laptop hosted the booth: no, and what to do."""
    store = tmp_path / "booth.db"
    store.touch()
    screen = child(window, SyncScreen)
    for words, what, work in (
        ("on another disk", "own profile", lambda _: None),
        (
            "Send the booth’s store",
            "not all at the hub",
            lambda services: services.booth_hosting.note(store),
        ),
    ):
        screen.tasks.run_on_sync(window, work)
        screen.slots()["ask_pack_up"]()
        shown = dialog(window, PackUpDialog, qtbot)
        assert child(shown, QWidget, "pack_up_answer").accessibleName() == "No, not yet"
        assert words in " ".join(text.text() for text in shown.findChildren(Text))
        assert what in " ".join(sheet.accessibleName() for sheet in shown.findChildren(FactSheet))
        press(Key.Key_Escape)
        qtbot.waitUntil(lambda: window.findChild(PackUpDialog) is None)


def test_not_safe_while_the_hub_cannot_be_asked(window: MainWindow, qtbot: QtBot) -> None:
    """The answer is no, and why."""
    child(window, SyncScreen).tasks.run_on_sync(window, lambda services: services.syncing.enrol(code()))
    press(Key.Key_P, CTRL)
    shown = dialog(window, PackUpDialog, qtbot)
    assert child(shown, QWidget, "pack_up_answer").accessibleName() == "No, not yet"
    words = " ".join(text.text() for text in shown.findChildren(Text))
    assert "Every lead is still here" in words


def test_a_stick_carries_leads_to_the_hub_and_its_receipts_back(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """Written, all still counts as not synced; once the receipts are read, nothing waits."""
    office, screen = Office(tmp_path, HandClock()), child(window, SyncScreen)
    text = office.code()
    screen.tasks.run_on_sync(
        window, lambda services: services.syncing.enrol(text), lambda _: screen.refresh()
    )
    qtbot.waitUntil(child(window, QPushButton, "write_bundle").isVisible)
    bundles, count = child(window, SyncBundles), child(window, Text, "unsynced")
    bundles.read(office.stick)
    qtbot.waitUntil(lambda: "no receipts for this laptop" in said(window))
    bundles.write(office.stick)
    qtbot.waitUntil(lambda: "holds 34 changes, sealed for the hub" in said(window))
    assert count.accessibleName() == "34 leads not yet synced"
    assert office.take_all()
    (office.stick / "torn.receipt").write_bytes(b"half of")
    bundles.read(office.stick)
    qtbot.waitUntil(lambda: "34 changes are at the hub" in said(window))
    assert "torn.receipt: " in said(window)
    qtbot.waitUntil(lambda: count.accessibleName() == "0 Everything is synced")
    office.store.close()


def test_a_stick_that_is_gone_is_said(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """Nothing was written, nothing is lost."""
    office = Office(tmp_path, HandClock())
    text = office.code()
    office.store.close()
    child(window, SyncScreen).tasks.run_on_sync(window, lambda services: services.syncing.enrol(text))
    child(window, SyncBundles).write(tmp_path / "pulled out")
    qtbot.waitUntil(lambda: "Nothing is lost" in said(window))


def test_many_stores_are_all_told_in_a_low_window(window: MainWindow, qtbot: QtBot):
    """No line is cut: the page scrolls, and what is said comes into sight. Each has an icon of its own."""
    screen = child(window, SyncScreen)
    window.resize(SMALLEST)
    told: list[SyncFacts] = []
    screen.tasks.run_on_writer(window, sync_facts, told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    hub = EnrolledHub(
        hub_id="hub-1", show_id="show", sign_key="", seal_key="", url="https://hub.example", ca="ab" * 32
    )
    place = HubPlace(kind="https", enrolled=hub)
    screen._show(told[0]._replace(place=place, hosted=many_stores()))
    lines = [child(window, IconLine, f"booth_store_{number}") for number in range(4)]

    def are_whole() -> bool:
        parts = [*lines, child(window, FactSheet, "hub")]
        return all(part.height() >= part.heightForWidth(part.width()) > 0 for part in parts)

    qtbot.waitUntil(are_whole)
    assert [line._icon for line in lines] == ["check", "clock", "warning", "clock"]
    scroll = child(window, QScrollArea, "sync_scroll")
    assert child(window, QTableView, "outbox").height() > 2 * current_theme().target
    screen._say("warn", "Look here. " * 60)
    note = child(window, Callout, "sync_note")

    def is_seen() -> bool:
        bottom = note.mapTo(scroll.viewport(), note.rect().bottomLeft()).y()
        return note.isVisible() and bottom < scroll.viewport().height()

    qtbot.waitUntil(is_seen)
