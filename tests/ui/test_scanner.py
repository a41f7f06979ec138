"""A scanner at the real window fills a card from any focus and presses nothing; typed keys all arrive."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from boothapp.services.card_form import CardForm
from tests.helpers.found import child
from tests.helpers.hands import CTRL, Key, press, write
from tests.helpers.key_streams import STREAMS, keys_of, settings_of
from tests.helpers.keyboard import Keyboard
from tests.helpers.windows import RunningApp, field
from ui.scanner import Scanner
from ui.screens.capture_visitor import BadgeLine
from ui.widgets.draft_strip import DraftStrip
from ui.widgets.receipt_line import ReceiptLine

VCARD = (
    "BEGIN:VCARD\rVERSION:3.0\rN:Byron;Ada;;;\rFN:Ada Byron\rORG:Engine Ltd\r"
    "EMAIL:ada@engine.example\rEND:VCARD\r"
)


def in_front(app: RunningApp) -> CardForm:
    """The card that the form shows."""
    card = app.window.capture.card()
    assert card is not None
    return card.form


def scanner_of(app: RunningApp) -> Scanner:
    """What listens to the keys."""
    assert app.session.scanner is not None
    return app.session.scanner


@pytest.fixture
def app(start_app, qtbot: QtBot) -> RunningApp:
    """The app on the sample show, its form in front, its own settings of the scanner read."""
    running: RunningApp = start_app()
    window = running.begin()
    read: list[None] = []
    window.capture.tasks.run_on_reader(window, lambda _services: None, read.append)
    qtbot.waitUntil(lambda: read == [None])
    return running


@pytest.fixture
def keyboard() -> Keyboard:
    """The one keyboard, which the scanner uses too."""
    return Keyboard()


@pytest.mark.parametrize("place", [Key.Key_F2, Key.Key_F3, Key.Key_F4, None])
def test_a_scan_fills_the_form_from_any_focus(app: RunningApp, keyboard: Keyboard, qtbot: QtBot, place):
    """Name, company and mail stand in their fields, and no key of the code anywhere else."""
    if place:
        press(place)
    keyboard.send(VCARD, 5)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Ada Byron")
    assert field(app.window, "visitor_company") == "Engine Ltd"
    assert field(app.window, "visitor_email") == "ada@engine.example"
    assert field(app.window, "note") == ""
    assert app.window.capture.scan.text() == ""


def test_the_scanners_enter_presses_no_button(app: RunningApp, keyboard: Keyboard, qtbot: QtBot):
    """With the focus on a button, neither Enter nor the spaces of a code press it; a typed Enter does."""
    button = app.window.findChild(QPushButton, "later")
    assert button is not None
    pressed: list[int] = []
    button.clicked.connect(lambda: pressed.append(1))
    button.setFocus()
    keyboard.send("A 155 B 14\r", 5)
    qtbot.waitUntil(lambda: in_front(app).badge_payload == "A 155 B 14")
    assert pressed == []
    button.setFocus()
    keyboard.send(" ", 83)
    qtbot.waitUntil(lambda: pressed == [1])


@pytest.mark.parametrize("gap", [83, 50, 36])
def test_a_fast_typist_loses_no_key(app: RunningApp, keyboard: Keyboard, qtbot: QtBot, gap: int):
    """At twelve keys a second and more, each letter stands in the field, in order, and Tab goes on."""
    keyboard.send("Ada Lovelace Byron of Engine Ltd\tThe mill", gap)
    qtbot.waitUntil(lambda: field(app.window, "visitor_company") == "The mill")
    assert field(app.window, "visitor_name") == "Ada Lovelace Byron of Engine Ltd"
    assert in_front(app).badge_payload == ""


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream["what"])
def test_recorded_streams_are_one_scan_each(
    app: RunningApp, keyboard: Keyboard, qtbot: QtBot, stream: dict[str, Any]
):
    """Each recorded scanner fills one card with its code, and leaves nothing in the field with the focus."""
    scanner = scanner_of(app)
    scanner.use_settings(settings_of(stream))
    heard: list[str] = []
    scanner.scanned.connect(lambda scan: heard.append(scan.text))
    press(Key.Key_F4)
    for letter, at in keys_of(stream, start=keyboard.at + 3000):
        keyboard.key(letter, at)
    qtbot.waitUntil(lambda: heard == [stream["text"]])
    meant = stream.get("meant", stream["text"])
    qtbot.waitUntil(lambda: in_front(app).badge_payload == meant)
    assert in_front(app).badge_symbology == stream.get("symbology", "")
    assert field(app.window, "note") == ""


def test_a_scan_while_a_card_is_unsaved_keeps_it(app: RunningApp, keyboard: Keyboard, qtbot: QtBot):
    """The card being typed waits as a draft, the scanned one is in front, and nothing was asked."""
    write("Grace Hopper")
    keyboard.send(VCARD, 5)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Ada Byron")
    press(Key.Key_Return, CTRL)
    desk = app.window.capture.desk
    assert desk is not None
    qtbot.waitUntil(lambda: [draft.title for draft in desk._waiting] == ["Grace Hopper"])


def test_a_scan_on_another_screen_opens_the_form(app: RunningApp, keyboard: Keyboard, qtbot: QtBot):
    """Who scans while looking at the leads captures a visitor."""
    app.window.show_screen("leads")
    keyboard.send(VCARD, 5)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Ada Byron")
    assert app.window.capture.isVisible()


def test_the_same_badge_again_is_one_card(app: RunningApp, keyboard: Keyboard, qtbot: QtBot):
    """A scanner that fires twice makes no second card, and types nothing."""
    heard: list[str] = []
    scanner_of(app).scanned.connect(lambda scan: heard.append(scan.text))
    keyboard.send("A-15514-B\r", 5)
    qtbot.waitUntil(lambda: len(heard) == 1)
    keyboard.at -= 2500
    keyboard.send("A-15514-B\r", 5)
    keyboard.send("x", 5)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "x")
    assert len(heard) == 1


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("WIFI:T:WPA;S:hall;P:secret;;\r", "no contact"),
        ("15514^Zoe^Lukasz^Lumiere\r", "without a layout"),
        ("MECARD:N:Doe,Jo;EMAIL:jo@x.exa\r", "cut short"),
        ("%%&$ 0x! $$ ??\r", "Kept as scanned"),
        ("httpsÖ--badge.example-r-155\r", "another keyboard layout"),
        (VCARD, ""),
    ],
)
def test_what_was_not_simply_read_is_said(
    app: RunningApp, keyboard: Keyboard, qtbot: QtBot, code: str, said: str
):
    """A clear word beside the form, and the capture kept; none when all is well."""
    keyboard.send(code, 5)
    qtbot.waitUntil(lambda: in_front(app).badge_payload != "")
    desk = app.window.capture.desk
    assert desk is not None
    assert said in desk.receipt.accessibleName()
    assert desk.receipt.isVisible() == bool(said)


def test_keys_through_the_window_systems_own_door(app: RunningApp, qtbot: QtBot):
    """As QTest sends keys to a window, with Qt's own times and shortcuts, a burst is a scan too."""
    window = app.window.windowHandle()
    for letter in "A15514B":
        QTest.keyClick(window, Key(ord(letter)))
    QTest.keyClick(window, Key.Key_Return)
    qtbot.waitUntil(lambda: in_front(app).badge_payload.upper() == "A15514B")
    assert field(app.window, "visitor_name") == ""


@pytest.mark.usefixtures("app")
def test_a_password_is_left_alone(keyboard: Keyboard, qtbot: QtBot):
    """What a password safe types into a hidden field goes there, as fast as it comes."""
    secret = QLineEdit()
    qtbot.addWidget(secret)
    secret.setEchoMode(QLineEdit.EchoMode.Password)
    secret.show()
    secret.activateWindow()
    secret.setFocus()
    qtbot.waitUntil(secret.hasFocus)
    keyboard.send("correct-horse-7", 3)
    assert secret.text() == "correct-horse-7"


def test_an_arrow_finds_the_letters_before_it(app: RunningApp, keyboard: Keyboard, qtbot: QtBot):
    """A key that no scanner sends lets go of those held before it, in order."""
    keyboard.send("ab", 20)
    press_arrow = QKeyEvent(QKeyEvent.Type.KeyPress, Key.Key_Left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(app.window.windowHandle(), press_arrow)
    keyboard.send("c", 50)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "acb")


def test_what_was_said_of_a_card_goes_with_it(app: RunningApp, keyboard: Keyboard, qtbot: QtBot):
    """The next scan, which has nothing to say, takes the notice away; a receipt with its undo stays."""
    receipt = child(app.window, ReceiptLine, "receipt")
    keyboard.send("https://www.linkedin.com/in/ada-15514\r", 5)
    qtbot.waitUntil(lambda: receipt.isVisible() and "link" in receipt.accessibleName())
    assert in_front(app).badge_id == ""
    keyboard.send("A-15514-B\r", 5)
    qtbot.waitUntil(lambda: in_front(app).badge_id == "A-15514-B")
    assert not receipt.isVisible()
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: receipt.isVisible() and "A-15514-B" in receipt.accessibleName())
    keyboard.send("A-15515-B\r", 5)
    qtbot.waitUntil(lambda: in_front(app).badge_id == "A-15515-B")
    assert receipt.isVisible()


def test_a_card_that_is_only_a_badge_waits_by_its_id(app: RunningApp, keyboard: Keyboard, qtbot: QtBot):
    """Two nameless badges can be told apart in the strip; a contact code is not shown letter by letter."""
    for code in ("A-15514-B\r", "A-15515-B\r", VCARD):
        keyboard.send(code, 5)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Ada Byron")
    strip = child(app.window, DraftStrip)
    qtbot.waitUntil(lambda: [each.title for each in strip._drafts] == ["A-15515-B", "A-15514-B"])
    line = child(app.window, BadgeLine)
    assert "Contact code" in line._text.text()
    assert "BEGIN:VCARD" in line._text.toolTip()
