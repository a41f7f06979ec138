"""Setup's badge card on the real window: bytes and timing seen, a layout learned and used."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.helpers.found import child
from tests.helpers.hands import Key, focused, press, write
from tests.helpers.keyboard import Keyboard
from tests.helpers.windows import RunningApp, field
from ui.widgets.drop_down import Select
from ui.widgets.line_edit import LineEdit

BADGE = "15514^Lukasz^Zoe^Lumiere SA^zoe@lumiere.example\r"


@pytest.fixture
def app(start_app, qtbot: QtBot) -> RunningApp:
    """The app with Setup in front."""
    running: RunningApp = start_app()
    running.begin().show_screen("setup")
    qtbot.waitUntil(lambda: running.window.findChild(LineEdit, "wedge_gap") is not None)
    return running


def text_of(app: RunningApp, name: str) -> str:
    """What the label of this name says."""
    label = app.window.findChild(QLabel, name)
    assert label is not None
    return label.text()


def choose(app: RunningApp, piece: int, value: str) -> None:
    """Say what a piece is, as a person picks it."""
    selects = [
        select for select in app.window.findChildren(Select, f"piece_{piece}") if not select.isHidden()
    ]
    selects[-1].set_value(value)
    selects[-1].activated.emit(selects[-1].currentIndex())


def test_the_bytes_and_their_timing_are_seen(app: RunningApp, qtbot: QtBot):
    """Controls have names, the longest gap is told, and so is a wrong keyboard layout."""
    Keyboard().send("]Q1httpsÖ--badge.example-r-155\r", 7)
    qtbot.waitUntil(lambda: text_of(app, "scan_raw") == "]Q1httpsÖ--badge.example-r-155‹CR›")
    told = text_of(app, "scan_timing")
    assert "31 keys, at most 7 ms apart" in told
    assert "QRCode" in told
    assert "https://badge.example/r/155" in told


def test_a_layout_is_learned_and_reads_the_next_badge(app: RunningApp, qtbot: QtBot):
    """Pieces are named once; the next visitor's badge fills the form in the right places."""
    keyboard = Keyboard()
    keyboard.send(BADGE, 5)
    qtbot.waitUntil(lambda: app.window.findChild(Select, "piece_5") is not None)
    for piece, value in enumerate(("badge_id", "family_name", "given_name", "company", "email"), start=1):
        choose(app, piece, value)
    assert "Whole name: Zoe Lukasz" in text_of(app, "badge_result")
    keep = app.window.findChild(QPushButton, "keep_layout")
    assert keep is not None
    keep.click()
    desk = app.window.capture.desk
    assert desk is not None
    qtbot.waitUntil(lambda: len(desk._judge.setup.show.badge_layouts) == 1)
    app.window.show_screen("capture")
    keyboard.send("15515^Byron^Ada^Engine Ltd^ada@engine.example\r", 5)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Ada Byron")
    assert field(app.window, "visitor_company") == "Engine Ltd"


def test_what_was_chosen_is_seen_on_the_next_badge(app: RunningApp, qtbot: QtBot):
    """Before a layout is kept, a second badge shows whether it holds."""
    keyboard = Keyboard()
    keyboard.send(BADGE, 5)
    qtbot.waitUntil(lambda: app.window.findChild(Select, "piece_5") is not None)
    choose(app, 2, "family_name")
    choose(app, 3, "given_name")
    keyboard.send("15515^Byron^Ada^Engine Ltd^ada@engine.example\r", 5)
    qtbot.waitUntil(lambda: "Whole name: Ada Byron" in text_of(app, "badge_result"))


def test_several_badges_are_one_layout(app: RunningApp, qtbot: QtBot):
    """What one badge leaves open, another one says; each is read by the layout as it stands."""
    keyboard = Keyboard()
    keyboard.send("7^^Byron^Engine Ltd\r", 5)
    qtbot.waitUntil(lambda: app.window.findChild(Select, "piece_4") is not None)
    keyboard.send("8^zoe@lumiere.example^Lukasz^Lumiere SA\r", 5)
    qtbot.waitUntil(lambda: "zoe@lumiere.example" in text_of(app, "badge_result"))
    choose(app, 3, "family_name")
    assert "Last name: Lukasz" in text_of(app, "badge_result")
    assert "Last name: Byron" in text_of(app, "badge_result")


def test_a_wrong_column_is_said(app: RunningApp, qtbot: QtBot):
    """An address where a name should be is noticed while the layout is made."""
    Keyboard().send(BADGE, 5)
    qtbot.waitUntil(lambda: app.window.findChild(Select, "piece_5") is not None)
    choose(app, 5, "family_name")
    assert "cannot be" in text_of(app, "badge_result")


def test_a_prefix_makes_the_shortest_code_a_scan(app: RunningApp, qtbot: QtBot):
    """Who sets the scanner's prefix and suffix has two digits taken for a code."""
    for name, value in (("wedge_prefix", "\\x02"), ("wedge_suffix", "\\x03")):
        edit = app.window.findChild(LineEdit, name)
        assert edit is not None
        edit.setFocus()
        write(value)
    load = app.window.findChild(QWidget, "load_file")
    assert load is not None
    load.setFocus()
    assert focused() is load
    scanner = app.session.scanner
    assert scanner is not None
    qtbot.waitUntil(lambda: scanner._wedge.settings.suffix == "\x03")
    Keyboard().send("\x0242\x03", 5)
    qtbot.waitUntil(lambda: text_of(app, "scan_raw") == "‹STX›42‹ETX›")


def test_a_layout_is_named_by_keys_alone(app: RunningApp, qtbot: QtBot):
    """Tab goes from the sample through its pieces, first to last, to the button that keeps them."""
    Keyboard().send(BADGE, 5)
    qtbot.waitUntil(lambda: app.window.findChild(Select, "piece_5") is not None)
    child(app.window, LineEdit, "badge_sample").setFocus()
    met = []
    for _ in range(6):
        press(Key.Key_Tab)
        met.append(focused().objectName())
    assert met == ["piece_1", "piece_2", "piece_3", "piece_4", "piece_5", "keep_layout"]
