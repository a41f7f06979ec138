"""Another show, definition or member of staff comes while somebody types: their hands notice nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from boothapp.app import Services
from boothapp.domain.lead import Lead
from boothapp.intake import reader_process
from boothapp.paths import resources_dir
from boothapp.services.show_setup import ShowSetup, with_file
from boothapp.store.search import LeadFilter
from tests.helpers.badge_pictures import hall
from tests.helpers.card_photos import jpeg
from tests.helpers.found import child
from tests.helpers.hands import CTRL, SHIFT, Key, press, write
from tests.helpers.windows import RunningApp, field, sample
from tests.ui.conftest import StartApp


@pytest.fixture
def app(start_app: StartApp, monkeypatch: pytest.MonkeyPatch) -> RunningApp:
    """The app on the sample show; photos are kept and not read."""
    monkeypatch.setattr(reader_process, "_NEEDED", ("no_such_module_of_ours",))
    running = start_app()
    running.begin()
    return running


@pytest.fixture
def gate(app: RunningApp) -> Iterator[threading.Event]:
    """The writer is busy until this is set."""
    busy = threading.Event()
    app.window.capture.tasks.run_on_writer(app.window, lambda _services: busy.wait(30))
    yield busy
    busy.set()


def asking_otherwise() -> ShowSetup:
    """The sample show with its next definition."""
    text = (resources_dir() / "definitions" / "standard.toml").read_text(encoding="utf-8")
    asked = text.replace("version = 1", "version = 2", 1).replace("Who decides?", "Who signs?")
    return with_file(sample(), asked, "standard.toml")


def renew(app: RunningApp, setup: ShowSetup) -> None:
    """Let this setup come, as a sync brings it; the form is another one then."""
    former = app.window.capture
    app.window.use_setup(setup)
    assert app.window.capture is not former


def first_lead(app: RunningApp, qtbot: QtBot) -> Lead:
    """The one lead of the profile, once it is there."""
    found: list[Lead] = []

    def look(services: Services) -> list[Lead]:
        rows = services.browsing.rows(services.browsing.find("", LeadFilter()))
        return [card.lead for row in rows if (card := services.browsing.card(row.lead_id))]

    def ask() -> bool:
        app.window.capture.tasks.run_on_writer(app.window, look, found.extend)
        return bool(found)

    qtbot.waitUntil(ask, timeout=20_000)
    return found[0]


def test_typing_goes_on_in_the_same_field(app: RunningApp):
    """Focus and caret are where they were, in the middle of a word."""
    write("Ana Lima")
    child(app.window, QLineEdit, "visitor_company").setFocus()
    write("Lum SA")
    for _ in " SA":
        press(Key.Key_Left)
    renew(app, asking_otherwise())
    write("ière")
    assert field(app.window.capture, "visitor_company") == "Lumière SA"
    assert field(app.window.capture, "visitor_name") == "Ana Lima"


def test_typing_goes_on_in_an_answer(app: RunningApp):
    """An answer of several lines, too."""
    child(app.window, QPlainTextEdit, "question_need_text").setFocus()
    write("Line sops")
    for _ in "ops":
        press(Key.Key_Left)
    renew(app, asking_otherwise())
    write("t")
    assert field(app.window.capture, "question_need_text") == "Line stops"


def test_the_colleague_in_front_stays_there(app: RunningApp):
    """What is typed next is the colleague's name, not the first visitor's."""
    write("Ana")
    press(Key.Key_A, CTRL | SHIFT)
    write("B")
    renew(app, asking_otherwise())
    write("o")
    card = app.window.capture.card()
    assert card is not None
    assert [person.name for person in card.form.people] == ["Ana", "Bo"]


def test_what_stands_in_the_scan_line_stays(app: RunningApp):
    """A code typed by hand is not cut in half."""
    press(Key.Key_F2)
    write("155")
    renew(app, asking_otherwise())
    write("14")
    assert app.window.capture.scan.text() == "15514"
    assert QApplication.focusWidget() is app.window.capture.scan


def test_who_captures_changes_at_once(app: RunningApp, gate: threading.Event, qtbot: QtBot):
    """The form may wait for a photo before it asks other questions: the lead names who stands there now."""
    write("Ana Lima")
    desk = app.window.capture.desk
    assert desk is not None
    desk.take_picture(jpeg(hall(1, (320, 180))))
    former, setup = app.window.capture, asking_otherwise()
    app.window.use_setup(setup)
    other = next(each.email for each in setup.show.staff if each.email != setup.staff)
    app.window.use_setup(replace(setup, staff=other))
    assert app.window.capture is former
    press(Key.Key_Return, CTRL)
    gate.set()
    assert first_lead(app, qtbot).captured_by == other
