"""Photographed cards on the capture form, on a real profile, read by the real reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from boothapp.app import Services
from boothapp.domain.lead import AttachmentKind, CaptureSource, Lead
from boothapp.intake import reader_process
from boothapp.intake.reader_process import ReaderProcess
from boothapp.services.browsing import LeadCardView
from boothapp.store.search import LeadFilter
from tests.helpers.card_photos import jpeg
from tests.helpers.found import child
from tests.helpers.hands import CTRL, SHIFT, Key, press, write
from tests.helpers.printed_cards import SANS, Paper, printed
from tests.helpers.windows import RunningApp, field
from tests.ui.conftest import StartApp
from ui.dialogs.card_review import CardReview
from ui.screens.capture_photo import PhotoLine

SECONDS = 60_000  # ms; the reader starts in two seconds, but not on a machine that does much else


class WarmReader(ReaderProcess):
    """The real reader, left running from test to test: it takes seconds to start."""

    def close_for_good(self) -> None:
        """Ends it after the last test."""
        super().end()

    def end(self) -> None:
        """Goes on: the next app needs it."""


@pytest.fixture(scope="module")
def reader() -> Iterator[WarmReader]:
    """One process for every app here."""
    warm = WarmReader()
    warm.start()
    yield warm
    warm.close_for_good()


@pytest.fixture
def app(start_app: StartApp, reader: WarmReader, monkeypatch: pytest.MonkeyPatch) -> RunningApp:
    """The app on the sample show, ready for the first visitor."""
    monkeypatch.setattr(reader_process, "ReaderProcess", lambda: reader)
    running = start_app()
    running.begin()
    return running


@pytest.fixture
def app_without_reader(start_app: StartApp, monkeypatch: pytest.MonkeyPatch) -> RunningApp:
    """The app where the extra was not installed."""
    monkeypatch.setattr(reader_process, "_NEEDED", ("no_such_module_of_ours",))
    running = start_app()
    running.begin()
    return running


def take(app: RunningApp, design: int, person: int) -> None:
    """Hand the form the picture of a clean card."""
    desk = app.window.capture.desk
    assert desk is not None
    desk.take_picture(jpeg(printed(design, person).image))


def line(app: RunningApp) -> str:
    """What the form says of the photo."""
    shown = app.window.findChild(PhotoLine)
    return shown.accessibleName() if shown is not None and shown.isVisible() else ""


def wait_read(app: RunningApp, qtbot: QtBot) -> None:
    """Wait until nothing is being read any more."""
    qtbot.waitUntil(lambda: bool(line(app)) and "being read" not in line(app), timeout=SECONDS)


def ask(app: RunningApp, qtbot: QtBot, work: Callable[[Services], object]) -> object:
    """What the store says."""
    answers: list[object] = []
    app.window.capture.tasks.run_on_writer(app.window, work, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=20_000)
    return answers[0]


def leads(app: RunningApp, qtbot: QtBot) -> list[Lead]:
    """The leads of the profile, the newest first."""

    def look(services: Services) -> list[LeadCardView]:
        rows = services.browsing.rows(services.browsing.find("", LeadFilter()))
        return [card for row in rows if (card := services.browsing.card(row.lead_id))]

    return [card.lead for card in ask(app, qtbot, look)]  # type: ignore[attr-defined]


def test_a_photo_fills_the_form_and_is_kept_with_the_lead(app: RunningApp, qtbot: QtBot):
    """What was typed already stays, the rest is filled in; the lead has the picture, and its source."""
    write("Zoe")
    take(app, 0, 0)
    wait_read(app, qtbot)
    assert field(app.window, "visitor_name") == "Zoe"
    assert field(app.window, "visitor_company") == "Société Lumière SA"
    assert field(app.window, "visitor_email") == "zoe.lukasz@lumiere.example"
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "", timeout=20_000)
    (lead,) = leads(app, qtbot)
    assert lead.capture_source is CaptureSource.BUSINESS_CARD
    assert lead.company.website == "www.lumiere.example"
    assert lead.main_contact is not None
    address = lead.main_contact.address
    assert address is not None
    assert (address.city, address.country) == ("Lyon", "FR")
    (picture,) = lead.attachments
    assert picture.kind == AttachmentKind.CARD_PHOTO
    assert ask(app, qtbot, lambda services: services.picturing.content(picture.sha256))
    assert line(app) == ""


def test_cards_in_a_row_each_become_a_card_of_their_own(app: RunningApp, qtbot: QtBot):
    """The next picture sets the card before it aside, unread as it may be; it is filled in where it waits."""
    for design, person in ((3, 3), (4, 4), (14, 14)):
        take(app, design, person)
    wait_read(app, qtbot)
    assert field(app.window, "visitor_name") == "Ana Lúcia Gonçalves"

    def titles(services: Services) -> list[str]:
        return [draft.title for draft in services.capturing.drafts()]

    qtbot.waitUntil(
        lambda: {"Robert Ashworth", "Agnieszka Wiśniewska"} <= set(ask(app, qtbot, titles)),  # type: ignore[call-overload]
        timeout=SECONDS,
    )


def test_a_card_saved_at_once_has_its_photo(app: RunningApp, qtbot: QtBot):
    """Who saves before the photo is durable saves it too: the card waits for it, not the person."""
    write("Ada Byron")
    take(app, 0, 0)
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "", timeout=20_000)
    (lead,) = leads(app, qtbot)
    assert [picture.kind for picture in lead.attachments] == [AttachmentKind.CARD_PHOTO]


def test_the_back_of_a_card_goes_to_the_same_lead(app: RunningApp, qtbot: QtBot):
    """A person announces it by a key; it fills what the front left blank."""
    take(app, 8, 8)
    wait_read(app, qtbot)
    press(Key.Key_B, CTRL | SHIFT)
    take(app, 14, 8)
    wait_read(app, qtbot)
    assert "both sides" in line(app)
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "", timeout=20_000)
    (lead,) = leads(app, qtbot)
    assert {picture.kind for picture in lead.attachments} == {
        AttachmentKind.CARD_PHOTO,
        AttachmentKind.CARD_BACK,
    }


def test_a_colleague_s_card_joins_the_lead(app: RunningApp, qtbot: QtBot):
    """With a new colleague in front the next card is theirs."""
    take(app, 0, 0)
    wait_read(app, qtbot)
    press(Key.Key_A, CTRL | SHIFT)
    take(app, 3, 3)
    wait_read(app, qtbot)
    assert field(app.window, "visitor_name") == "Robert Ashworth"
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "", timeout=20_000)
    (lead,) = leads(app, qtbot)
    assert [contact.name for contact in lead.contacts] == ["Zoë Łukasz", "Robert Ashworth"]
    assert len(lead.attachments) == 2


def test_a_line_of_the_card_goes_where_a_person_puts_it(app: RunningApp, qtbot: QtBot):
    """By keys: an arrow marks the line, a digit names the field. By the mouse: the field, then the line."""
    take(app, 0, 0)
    wait_read(app, qtbot)
    press(Key.Key_I, CTRL)
    review = child(app.window, CardReview)
    qtbot.waitUntil(lambda: review.picture.marked() == 0)
    QTest.keyClick(review.picture, Qt.Key.Key_Down)
    QTest.keyClick(review.picture, Qt.Key.Key_Down)
    QTest.keyClick(review.picture, Qt.Key.Key_1)
    assert field(app.window, "visitor_name") == "Head of Purchasing"
    child(review, QPushButton, "review_phone").click()
    mobile = next(n for n, text in enumerate(review._lines) if text.startswith("M"))
    place = review.picture.place_of(mobile).center()
    QTest.mouseClick(
        review.picture, Qt.MouseButton.LeftButton, pos=QPoint(round(place.x()), round(place.y()))
    )
    assert field(app.window, "visitor_phone") == "+33 6 39 98 12 34"
    QTest.keyClick(review, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: app.window.findChild(CardReview) is None)


def test_what_is_not_sure_is_marked_until_a_person_says_so(app: RunningApp, qtbot: QtBot):
    """A word beside the label, why in its tool tip and for a screen reader; typing takes the mark away."""
    paper = Paper()
    paper.write((60, 120), "Ada Byron", SANS, 50)
    paper.write((60, 330), "Quiet Harbour", SANS, 40)  # a company by its size alone
    desk = app.window.capture.desk
    assert desk is not None
    desk.take_picture(jpeg(paper.image))
    wait_read(app, qtbot)
    people = app.window.capture.visitor.people
    assert people.unsure()
    name = people.unsure()[0]
    marked = people._fields[name]
    assert "compare it with the card" in marked.edit.accessibleDescription()
    assert "check" in line(app)
    marked.edit.setFocus()
    write("x")
    assert name not in people.unsure()
    assert marked.edit.accessibleDescription() == ""


def test_a_picture_that_is_none_leaves_the_card_alone(app: RunningApp, qtbot: QtBot):
    """The person is told; what was typed stays, and nothing is attached."""
    write("Ada Byron")
    told: list[object] = []
    app.window.capture.problem_met.connect(told.append)
    desk = app.window.capture.desk
    assert desk is not None
    desk.take_picture(b"\xff\xd8\xff no picture")
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert field(app.window, "visitor_name") == "Ada Byron"
    assert line(app) == ""


def test_without_the_reader_the_photo_is_kept_for_typing(app_without_reader: RunningApp, qtbot: QtBot):
    """The form says how to get it; the photo is shown for typing, and stays with the lead."""
    app = app_without_reader
    take(app, 0, 0)
    wait_read(app, qtbot)
    assert "boothapp[cards]" in line(app)
    press(Key.Key_I, CTRL)
    review = child(app.window, CardReview)
    qtbot.waitUntil(lambda: not review.picture._picture.isNull(), timeout=20_000)
    review.accept()
    app.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    app.window.capture.visitor.people.name.edit.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    write("Zoë Łukasz")
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "", timeout=20_000)
    (lead,) = leads(app, qtbot)
    assert len(lead.attachments) == 1
