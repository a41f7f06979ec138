"""Who types before the profile is open: the form is there at once, and what is on it stays."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from boothapp.app import Booth, Services
from boothapp.intake import reader_process
from boothapp.services.card_form import form_from_json
from tests.helpers.badge_pictures import hall
from tests.helpers.booths import MemoryKeyring
from tests.helpers.card_photos import jpeg
from tests.helpers.found import child
from tests.helpers.hands import CTRL, Key, press, write
from tests.helpers.windows import RunningApp, field
from tests.ui.conftest import StartApp
from ui import session
from ui.screens.capture_desk import CaptureDesk


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The profile opens once this is set: from the second start on, as a slow disk would have it."""
    opens = threading.Event()
    opens.set()
    really_open = session.open_booth

    def open_late(*given: object) -> Booth:
        opens.wait(30)
        return really_open(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(session, "open_booth", open_late)
    yield opens
    opens.set()


@pytest.fixture
def start(
    start_app: StartApp, gate: threading.Event, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> Callable[[str], RunningApp]:
    """Start the app a second time, the first one having ended with this in the name; not open yet."""
    monkeypatch.setattr(reader_process, "_NEEDED", ("no_such_module_of_ours",))

    def start_again(left: str) -> RunningApp:
        folder, keyring = tmp_path / "profile", MemoryKeyring()
        before = start_app(folder, keyring)
        before.begin()
        write(left)
        before.end()
        gate.clear()
        app = start_app(folder, keyring)
        qtbot.waitUntil(lambda: app.window.capture.desk is not None)
        app.window.activateWindow()
        name = child(app.window, QLineEdit, "visitor_name")
        qtbot.waitUntil(name.hasFocus)
        return app

    return start_again


def desk_of(app: RunningApp) -> CaptureDesk:
    """What stands behind the form."""
    desk = app.window.capture.desk
    assert desk is not None
    return desk


def open_up(app: RunningApp, gate: threading.Event, qtbot: QtBot) -> None:
    """Let the profile open, and wait until the form has heard of it."""
    gate.set()
    told: list[object] = []
    qtbot.waitUntil(lambda: app.session.second_starts is not None, timeout=20_000)
    app.window.capture.tasks.run_on_writer(app.window, lambda _services: True, told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)


def drafts(app: RunningApp, qtbot: QtBot) -> dict[str, bool]:
    """The titles in the store, and whether each is set aside."""
    app.window.keep_now()

    def look(services: Services) -> dict[str, bool]:
        forms = [form_from_json(draft.form) for draft in services.capturing.drafts()]
        return {form.title: form.set_aside for form in forms}

    told: list[dict[str, bool]] = []
    app.window.capture.tasks.run_on_writer(app.window, look, told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    return told[0]


def pause(app: RunningApp, qtbot: QtBot) -> None:
    """Wait as long as it takes until the card is to be kept."""
    timer = desk_of(app)._keeper._timer
    qtbot.waitUntil(lambda: not timer.isActive())


def test_the_card_of_the_last_run_comes_back(
    start: Callable[[str], RunningApp], gate: threading.Event, qtbot: QtBot
):
    """Nobody typed: the form goes on where the last run ended."""
    app = start("Ada")
    open_up(app, gate, qtbot)
    assert field(app.window, "visitor_name") == "Ada"
    assert drafts(app, qtbot) == {"Ada": False}


def test_what_is_typed_before_the_profile_opens_stays(
    start: Callable[[str], RunningApp], gate: threading.Event, qtbot: QtBot
):
    """A pause kept half of it meanwhile: the form does not go back to that half."""
    app = start("")
    write("Zo")
    pause(app, qtbot)
    write("e")
    open_up(app, gate, qtbot)
    write("y")
    assert field(app.window, "visitor_name") == "Zoey"
    assert drafts(app, qtbot) == {"Zoey": False}


def test_the_card_of_the_last_run_waits_for_who_was_faster(
    start: Callable[[str], RunningApp], gate: threading.Event, qtbot: QtBot
):
    """A visitor stands there: the older card goes to the strip, and takes no letter of the new one."""
    app = start("Ada")
    write("Zo")
    open_up(app, gate, qtbot)
    write("e")
    assert field(app.window, "visitor_name") == "Zoe"
    qtbot.waitUntil(lambda: "Ada" in [draft.title for draft in desk_of(app)._waiting])
    assert desk_of(app).drafts.isVisible()
    assert drafts(app, qtbot) == {"Ada": False, "Zoe": False}


def test_a_photo_before_the_profile_opens_stays_with_what_was_typed(
    start: Callable[[str], RunningApp], gate: threading.Event, qtbot: QtBot
):
    """The photo makes a draft of the card before its words are kept: the words stay on the form."""
    app = start("")
    write("Zoe")
    desk_of(app).take_picture(jpeg(hall(1, (320, 180))))
    open_up(app, gate, qtbot)
    qtbot.waitUntil(lambda: app.window.capture.is_free, timeout=20_000)
    assert field(app.window, "visitor_name") == "Zoe"
    assert len(desk_of(app).card().form.attachments) == 1


def test_a_card_saved_before_the_profile_opens_does_not_come_back(
    start: Callable[[str], RunningApp], gate: threading.Event, qtbot: QtBot
):
    """It was kept for a moment, then saved: the form stays free for the next visitor."""
    app = start("")
    write("Zoe")
    pause(app, qtbot)
    press(Key.Key_Return, CTRL)
    open_up(app, gate, qtbot)
    assert field(app.window, "visitor_name") == ""
    assert drafts(app, qtbot) == {}


def test_a_card_asked_for_twice_keeps_what_was_typed_since(
    start: Callable[[str], RunningApp], gate: threading.Event, qtbot: QtBot
):
    """A double click in the strip opens the card once: the second answer is older than what stands there."""
    app = start("")
    write("Zo")
    press(Key.Key_L, CTRL)
    open_up(app, gate, qtbot)
    desk, busy = desk_of(app), threading.Event()
    qtbot.waitUntil(lambda: len(desk._waiting) == 1, timeout=20_000)
    draft_id = desk._waiting[0].draft_id
    desk._open_draft(draft_id)
    app.window.capture.tasks.run_on_writer(app.window, lambda _services: busy.wait(30))
    desk._open_draft(draft_id)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Zo", timeout=20_000)
    press(Key.Key_End)
    write("e")
    busy.set()
    assert drafts(app, qtbot) == {"Zoe": False}
    assert field(app.window, "visitor_name") == "Zoe"


def test_nothing_jumps_when_the_form_comes_alive(start_app: StartApp, tmp_path: Path, qtbot: QtBot):
    """What is painted first stands where it stays: the eye and the mouse are on their way there already."""
    folder, keyring = tmp_path / "profile", MemoryKeyring()
    before = start_app(folder, keyring)
    before.begin()
    before.end()
    app = start_app(folder, keyring)
    parts = [child(app.window, QWidget, name) for name in ("visitor_name", "came_for", "question_budget")]
    first: list[QPoint] = []

    def places() -> list[QPoint]:
        return [part.mapTo(app.window, QPoint()) for part in parts]

    app.window.painted.connect(lambda: first.extend(places()))
    app.wait_open()
    assert first
    qtbot.waitUntil(lambda: places() == first)
