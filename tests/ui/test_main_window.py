"""The window as a whole: every screen by keys, every part with a name, no key that means two things."""

from __future__ import annotations

import sys
from collections import Counter
from functools import partial

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.helpers.hands import CTRL, Key, press, write
from tests.helpers.windows import RunningApp, field
from tests.ui.conftest import StartApp
from ui.main_window import SCREENS, SMALLEST, first_size
from ui.screens.capture_column import Column
from ui.theme import apply_theme, load_theme, system_theme_name, theme_names

INTERACTIVE = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit)
INNER = "qt_"


@pytest.fixture
def app(start_app: StartApp) -> RunningApp:
    """The app on the sample show."""
    running = start_app()
    running.begin()
    return running


def interactive_parts(screen: QWidget) -> list[QWidget]:
    """Everything on the screen that takes keys or clicks, but for what Qt builds into its own controls."""
    return [
        part
        for part in screen.findChildren(QWidget)
        if isinstance(part, INTERACTIVE)
        and not part.objectName().startswith(INNER)
        and not isinstance(part, QHeaderView)
        and not isinstance(part.parentWidget(), QComboBox | QLineEdit | QAbstractItemView)
        and part.window() is screen.window()
    ]


@pytest.mark.parametrize("row", SCREENS, ids=lambda row: row.key)
def test_every_part_has_a_name_and_can_be_reached(app: RunningApp, qtbot: QtBot, row):
    """On each screen, whatever takes keys or clicks has an object name and a name to be read out."""
    number = [each.key for each in SCREENS].index(row.key)
    press(Qt.Key(Key.Key_1 + number), CTRL)
    screen = app.window.findChild(QWidget, f"screen_{row.key}")
    assert screen is not None
    qtbot.waitUntil(screen.isVisible)
    parts = interactive_parts(screen)
    assert parts
    assert [part for part in parts if not part.objectName()] == []
    unnamed = [
        part.objectName() for part in parts if part.isVisible() and not (part.accessibleName() or _text(part))
    ]
    assert unnamed == []
    names = Counter(part.objectName() for part in parts)
    assert [name for name, count in names.items() if count > 1] == []


def _text(part: QWidget) -> str:
    return part.text() if isinstance(part, QAbstractButton) else ""


@pytest.mark.parametrize("row", SCREENS, ids=lambda row: row.key)
def test_no_key_means_two_things(app: RunningApp, qtbot: QtBot, row):
    """On each screen, the keys of the window, of the screen and the underlined letters all differ."""
    number = [each.key for each in SCREENS].index(row.key)
    press(Qt.Key(Key.Key_1 + number), CTRL)
    screen = app.window.findChild(QWidget, f"screen_{row.key}")
    assert screen is not None
    qtbot.waitUntil(screen.isVisible)
    keys = [
        keys.toString()
        for owner in (app.window, screen)
        for action in owner.actions()
        for keys in action.shortcuts()
    ]
    keys += [f"Alt+{letter}" for part in screen.findChildren(QWidget) if (letter := _mnemonic(part))]
    assert [each for each, count in Counter(keys).items() if count > 1] == []


def _mnemonic(part: QWidget) -> str:
    if not part.isVisible() or not isinstance(part, QAbstractButton | QLabel):
        return ""
    if isinstance(part, QLabel) and part.buddy() is None:
        return ""
    _, mark, after = part.text().replace("&&", "").partition("&")
    return after[:1].upper() if mark else ""


def test_ctrl_and_a_digit_go_to_each_screen_and_back(app: RunningApp):
    """Going away and coming back leaves what was typed where it was."""
    write("Ada")
    for number in range(len(SCREENS), 0, -1):
        press(Qt.Key(Key.Key_0 + number), CTRL)
    assert field(app.window, "visitor_name") == "Ada"


def test_help_for_the_screen_one_is_on(app: RunningApp, qtbot: QtBot):
    """F1 opens the page of the screen; Escape leads back."""
    press(Key.Key_F1)
    qtbot.waitUntil(lambda: app.window.findChild(QWidget, "help") is not None)
    page = app.window.findChild(QWidget, "help_text")
    assert page is not None
    assert "A visitor stands there" in page.toPlainText()  # type: ignore[attr-defined]
    help_window = app.window.findChild(QWidget, "help")
    assert help_window is not None
    help_window.close()


def test_a_command_is_found_by_a_few_letters(app: RunningApp, qtbot: QtBot):
    """Ctrl+K, a few letters, Enter: the command is done."""
    write("Ada")
    press(Key.Key_K, CTRL)
    qtbot.waitUntil(lambda: app.window.findChild(QWidget, "palette_line") is not None)
    line = app.window.findChild(QLineEdit, "palette_line")
    assert line is not None
    line.window().activateWindow()
    qtbot.waitUntil(line.hasFocus)
    write("as a draft")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "")


def test_the_staff_member_is_chosen_in_the_strip_and_kept(app: RunningApp, qtbot: QtBot):
    """Who captures stands in the status strip, is chosen there, and is still there after a restart."""
    app.window.staff_chosen.emit("hana@hummline.example")
    staff = app.window.findChild(QAbstractButton, "status_staff")
    assert staff is not None
    qtbot.waitUntil(lambda: _text(staff) == "Hana Kobayashi")
    app.end()
    again = RunningApp(qtbot, app.folder, app.keyring)
    try:
        window = again.wait_open()
        kept = window.findChild(QAbstractButton, "status_staff")
        assert kept is not None
        assert kept.text() == "Hana Kobayashi"
    finally:
        again.end()


@pytest.mark.parametrize("theme", theme_names())
@pytest.mark.parametrize("rtl", [False, True], ids=["ltr", "rtl"])
def test_nothing_is_cut_at_the_smallest_size(app: RunningApp, qtbot: QtBot, theme: str, rtl: bool):
    """At 1024×640, in every theme and both directions, no column is wider than the room it has."""
    program = QApplication.instance()
    assert isinstance(program, QApplication)
    try:
        apply_theme(program, load_theme(theme))
        if rtl:
            program.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        app.window.resize(SMALLEST)
        write("Maximiliane-Theodora von und zu Hohenstein-Wittgensteinlohe")
        qtbot.waitUntil(lambda: app.window.width() == SMALLEST.width())
        for column in app.window.capture.columns:
            qtbot.waitUntil(partial(_has_room, column))
    finally:
        program.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        apply_theme(program, load_theme(system_theme_name()))


def _has_room(column: Column) -> bool:
    return column.content.minimumSizeHint().width() <= column.width()


def test_a_draft_survives_the_end_of_the_app(app: RunningApp, qtbot: QtBot):
    """Closing the window in mid-card keeps the card; the next start shows it as it was."""
    write("Ada")
    press(Key.Key_F4)
    write("half a sentence")
    app.end()
    again = RunningApp(qtbot, app.folder, app.keyring)
    try:
        window = again.wait_open()
        qtbot.waitUntil(lambda: field(window, "visitor_name") == "Ada")
        assert field(window, "note") == "half a sentence"
    finally:
        again.end()


def test_a_bug_keeps_the_card_and_names_nobody(app: RunningApp):
    """An exception that nobody caught leaves a report without a name, and the app goes on."""
    write("Ada Secretname")
    try:
        raise ValueError("Ada Secretname")  # noqa: TRY301
    except ValueError:
        sys.excepthook(*sys.exc_info())  # as Python does for one that nobody caught
    (report,) = (app.folder / "crash-reports").iterdir()
    text = report.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "Secretname" not in text
    banner = app.window.findChild(QWidget, "problem")
    assert banner is not None
    assert banner.isVisible()


@pytest.mark.parametrize(
    ("room", "size"),
    [
        ((1366, 728), (1280, 696)),
        ((1280, 770), (1280, 738)),
        ((1920, 1040), (1280, 800)),
        ((800, 560), (1024, 640)),
    ],
)
def test_the_first_window_fits_the_screen(room: tuple[int, int], size: tuple[int, int]):
    """Its foot is not below the edge of a small laptop's screen; it is never smaller than the form needs."""
    assert first_size(QSize(*room)) == QSize(*size)
