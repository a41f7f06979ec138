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
from boothapp.intake.wedge import Scan
from boothapp.services.browsing import LeadCardView
from boothapp.services.card_form import CardForm
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


def in_front(app: RunningApp) -> CardForm:
    """The card that the form shows."""
    card = app.window.capture.card()
    assert card is not None
    return card.form


def read_nothing(app: RunningApp, qtbot: QtBot) -> None:
    """Wait until no photo is on its way any more."""
    desk = app.window.capture.desk
    assert desk is not None
    qtbot.waitUntil(lambda: not desk.photos._photos._places, timeout=SECONDS)


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
    assert field(app.window, "visitor_name") == ""
    qtbot.waitUntil(lambda: bool(leads(app, qtbot)), timeout=20_000)
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


def test_each_photo_fills_its_own_person(app: RunningApp, qtbot: QtBot):
    """A colleague added and photographed while the first card is being read gets nothing of the first's."""
    take(app, 0, 0)
    write("Zoe")
    press(Key.Key_A, CTRL | SHIFT)
    take(app, 3, 3)
    wait_read(app, qtbot)
    form = in_front(app)
    assert [person.name for person in form.people] == ["Zoe", "Robert Ashworth"]
    assert form.people[0].email == "zoe.lukasz@lumiere.example"


def test_a_photo_taken_off_fills_nothing(app: RunningApp, qtbot: QtBot):
    """Dropped while it is kept or read, its card stays as it was typed."""
    write("Zoe")
    for _ in range(2):
        take(app, 0, 0)
        child(app.window, QPushButton, "drop_photo").click()
        read_nothing(app, qtbot)
    take(app, 0, 0)
    qtbot.waitUntil(lambda: bool(in_front(app).attachments), timeout=20_000)
    child(app.window, QPushButton, "drop_photo").click()
    read_nothing(app, qtbot)
    assert in_front(app).attachments == []
    assert field(app.window, "visitor_email") == ""


def test_another_card_in_front_ends_the_comparison(app: RunningApp, qtbot: QtBot):
    """What is picked from a photo never lands on the card of a visitor scanned meanwhile."""
    take(app, 0, 0)
    wait_read(app, qtbot)
    press(Key.Key_I, CTRL)
    assert child(app.window, CardReview).isVisible()
    badge = "15514^Grace^Hopper^Compilers Inc^grace@compilers.example"
    app.window.take_scan(Scan(badge, "QRCode", badge))
    qtbot.waitUntil(lambda: app.window.findChild(CardReview) is None)


def test_what_is_read_after_the_save_fills_the_lead(app: RunningApp, qtbot: QtBot):
    """Nobody waits for the reading: the saved lead gets what was blank, and keeps what was typed."""
    write("Zoe")
    take(app, 0, 0)
    press(Key.Key_Return, CTRL)
    assert field(app.window, "visitor_name") == ""
    write("Next Visitor")

    def mail() -> str:
        found = leads(app, qtbot)
        contact = found[0].main_contact if found else None
        return contact.email.raw if contact is not None and contact.email else ""

    qtbot.waitUntil(lambda: mail() == "zoe.lukasz@lumiere.example", timeout=SECONDS)
    (lead,) = leads(app, qtbot)
    assert lead.main_contact is not None
    assert lead.main_contact.name == "Zoe"
    assert lead.company.name == "Société Lumière SA"
    assert lead.main_contact.phone is not None
    assert len(lead.encounters) == 1
    assert len(lead.attachments) == 1
    assert field(app.window, "visitor_name") == "Next Visitor"
    assert field(app.window, "visitor_email") == ""


def test_a_card_taken_back_gets_what_is_read(app: RunningApp, qtbot: QtBot):
    """Saved, and taken back before the reading is there: the card in front is filled."""
    write("Zoe")
    take(app, 0, 0)
    press(Key.Key_Return, CTRL)
    desk = app.window.capture.desk
    assert desk is not None
    qtbot.waitUntil(lambda: "Saved: Zoe" in desk.receipt.accessibleName(), timeout=20_000)
    desk.receipt.undo_pressed.emit()
    wait_read(app, qtbot)
    qtbot.waitUntil(
        lambda: field(app.window, "visitor_email") == "zoe.lukasz@lumiere.example", timeout=SECONDS
    )
    assert field(app.window, "visitor_name") == "Zoe"


def test_a_photo_comes_along_to_the_card_of_a_visitor_met_before(app: RunningApp, qtbot: QtBot):
    """Joined while the photo is being kept: the known card has it, and what is read off it."""
    write("Zoe")
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(leads(app, qtbot)), timeout=20_000)
    (known,) = leads(app, qtbot)
    write("Zoe")
    take(app, 0, 0)
    desk = app.window.capture.desk
    assert desk is not None
    desk._open_found(known.lead_id)
    qtbot.waitUntil(lambda: in_front(app).lead_id == known.lead_id, timeout=20_000)
    wait_read(app, qtbot)
    assert len(in_front(app).attachments) == 1
    assert field(app.window, "visitor_email") == "zoe.lukasz@lumiere.example"


def test_a_colleague_s_photo_comes_along_too(app: RunningApp, qtbot: QtBot):
    """Joined as a colleague: what is read is the newcomer's, not the known visitor's."""
    write("Agnes")
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(leads(app, qtbot)), timeout=20_000)
    (known,) = leads(app, qtbot)
    take(app, 3, 3)
    desk = app.window.capture.desk
    assert desk is not None
    desk._join_found(known.lead_id)
    qtbot.waitUntil(lambda: in_front(app).lead_id == known.lead_id, timeout=20_000)
    wait_read(app, qtbot)
    assert [person.name for person in in_front(app).people] == ["Agnes", "Robert Ashworth"]
    assert in_front(app).people[0].email == ""


def test_a_card_opened_while_it_is_changed_in_the_strip_shows_the_change(app: RunningApp, qtbot: QtBot):
    """What came between the click and the card is not overwritten by what was read before."""
    write("Zoe")
    press(Key.Key_L, CTRL)
    desk = app.window.capture.desk
    assert desk is not None
    qtbot.waitUntil(lambda: bool(desk._waiting), timeout=20_000)
    draft_id = desk._waiting[0].draft_id
    desk._open_draft(draft_id)
    desk.change_waiting(draft_id, lambda form: setattr(form, "company", "Late Ltd"))
    qtbot.waitUntil(lambda: field(app.window, "visitor_company") == "Late Ltd", timeout=20_000)
    assert field(app.window, "visitor_name") == "Zoe"


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


def test_both_sides_can_be_looked_at(app: RunningApp, qtbot: QtBot):
    """By a key or the button: the back's own lines go into the fields as the front's do."""
    take(app, 8, 8)
    wait_read(app, qtbot)
    press(Key.Key_I, CTRL)
    desk = app.window.capture.desk
    assert desk is not None
    review = desk.photos._review
    assert review is not None
    qtbot.waitUntil(review.picture.hasFocus)
    assert not review.other_side.isVisible()
    press(Key.Key_Escape)
    qtbot.waitUntil(lambda: desk.photos._review is None)
    desk.expect_back()
    take(app, 3, 3)
    wait_read(app, qtbot)
    desk.look_at_photo()
    review = desk.photos._review
    assert review is not None
    qtbot.waitUntil(review.picture.hasFocus)
    front = list(review._lines)
    press(Key.Key_B)
    assert "back" in review.windowTitle()
    assert "Robert Ashworth" in review._lines
    assert review._lines != front
    name = review._lines.index("Robert Ashworth")
    QTest.mouseClick(
        review.picture, Qt.MouseButton.LeftButton, pos=review.picture.place_of(name).center().toPoint()
    )
    press(Key.Key_1)
    assert field(app.window, "visitor_name") == "Robert Ashworth"
    review.other_side.click()
    assert review._lines == front
    QTest.keyClick(review, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desk.photos._review is None)


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


def test_typing_takes_the_place_of_what_was_read_under_the_caret(app: RunningApp, qtbot: QtBot):
    """Who begins to type in the moment of filling writes the name, and not in front of the read one."""
    take(app, 0, 0)
    wait_read(app, qtbot)
    assert field(app.window, "visitor_name") == "Zoë Łukasz"
    write("Zoe")
    assert field(app.window, "visitor_name") == "Zoe"
    assert field(app.window, "visitor_company") == "Société Lumière SA"
