"""The rail of screens."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from ui.widgets.rail import NARROW_BELOW, Rail, RailItem

ITEMS = [
    RailItem(key="capture", icon="capture", label="&Capture", shortcut="Ctrl+1"),
    RailItem(key="leads", icon="leads", label="&Leads", shortcut="Ctrl+2"),
    RailItem(key="setup", icon="setup", label="Set&up", at_foot=True),
]


@pytest.fixture
def rail(qtbot) -> Rail:
    """Three screens, the first one shown."""
    made = Rail()
    made.set_items(ITEMS)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    return made


def item(rail: Rail, key: str) -> QPushButton:
    """One of its buttons."""
    found = rail.findChild(QPushButton, f"rail_{key}")
    assert isinstance(found, QPushButton)
    return found


def test_a_click_chooses_a_screen(qtbot, rail: Rail) -> None:
    """The key of the screen is told, and it is the one that is marked."""
    with qtbot.waitSignal(rail.screen_chosen) as told:
        qtbot.mouseClick(item(rail, "leads"), Qt.MouseButton.LeftButton)
    assert told.args == ["leads"]
    assert rail.current() == "leads"


def test_a_second_click_leaves_it_chosen(qtbot, rail: Rail) -> None:
    """One screen is always marked."""
    for _ in range(2):
        qtbot.mouseClick(item(rail, "setup"), Qt.MouseButton.LeftButton)
    assert rail.current() == "setup"


def test_keys_move_and_choose(qtbot, rail: Rail) -> None:
    """Up and Down go round without choosing; Enter and Space choose."""
    told: list[str] = []
    rail.screen_chosen.connect(told.append)
    rail.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(QApplication.focusWidget(), key)
    assert told == ["leads"]
    assert QApplication.focusWidget() is item(rail, "setup")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert told == ["leads", "setup"]


def test_the_program_marks_without_telling(qtbot, rail: Rail) -> None:
    """Showing another screen is not a person's choice."""
    with qtbot.assertNotEmitted(rail.screen_chosen):
        rail.set_current("leads")
    assert rail.current() == "leads"
    assert item(rail, "leads").focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert item(rail, "capture").focusPolicy() == Qt.FocusPolicy.ClickFocus


def test_a_narrow_window_leaves_the_icons(rail: Rail) -> None:
    """Below the limit the words go, into the tool tips; above it they come back."""
    wide = rail.width()
    rail.fit_to(NARROW_BELOW - 1)
    assert rail.width() < wide / 2
    assert item(rail, "leads").toolTip() == "Leads  Ctrl+2"
    rail.fit_to(NARROW_BELOW)
    assert rail.width() == wide
    assert item(rail, "leads").toolTip() == ""


def test_a_count_is_spoken(rail: Rail) -> None:
    """What waits on a screen is part of its name, the shortcut of its description."""
    rail.set_count("leads", 12)
    assert item(rail, "leads").accessibleName() == "Leads, 12"
    assert item(rail, "leads").accessibleDescription() == "Ctrl+2"
    rail.set_count("leads", 0)
    assert item(rail, "leads").accessibleName() == "Leads"


def test_the_foot_stands_apart(qtbot, rail: Rail) -> None:
    """An item at the foot keeps to the lower end."""
    rail.resize(rail.width(), 600)
    qtbot.waitUntil(lambda: item(rail, "setup").geometry().bottom() > 580)
    assert item(rail, "leads").geometry().bottom() < 100
