"""Pictures dropped on capture, pasted or chosen: a code fills the card, a photo without one is kept there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QClipboard, QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from boothapp.app import Services
from boothapp.domain.lead import AttachmentKind
from boothapp.services.card_form import CardForm
from boothapp.store.search import LeadFilter
from tests.helpers.badge_pictures import BADGE_ID, MECARD, VCARD, code_picture, hall, in_the_hall
from tests.helpers.found import child
from tests.helpers.hands import CTRL, Key, press, write
from tests.helpers.windows import RunningApp, field

NONE = Qt.KeyboardModifier.NoModifier


def in_front(app: RunningApp) -> CardForm:
    """The card that the form shows."""
    card = app.window.capture.card()
    assert card is not None
    return card.form


def waiting(app: RunningApp) -> list[str]:
    """The titles in the strip of drafts."""
    desk = app.window.capture.desk
    assert desk is not None
    front = in_front(app).draft_id
    return [draft.title for draft in desk._waiting if draft.draft_id != front]


def said(app: RunningApp) -> str:
    """What stands beside the scan line."""
    desk = app.window.capture.desk
    assert desk is not None
    return desk.receipt.accessibleName() if desk.receipt.isVisible() else ""


def banner(app: RunningApp) -> str:
    """What the banner says went wrong."""
    shown = app.window._banner
    return shown.accessibleName() if shown is not None and shown.isVisible() else ""


def drop(app: RunningApp, data: QMimeData, over: str = "visitor_name") -> bool:
    """Let this fall on a field as the window system does it; whether it was taken."""
    window = app.window.windowHandle()
    place = child(app.window, QLineEdit, over).mapTo(app.window, QPoint(8, 8))
    allowed, button = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(place, allowed, data, button, NONE)
    QApplication.sendEvent(window, enter)
    QApplication.sendEvent(window, QDragMoveEvent(place, allowed, data, button, NONE))
    fall = QDropEvent(QPointF(place), allowed, data, button, NONE)
    QApplication.sendEvent(window, fall)
    return enter.isAccepted() and fall.isAccepted()


def files(*paths: Path) -> QMimeData:
    """Files as a file manager hands them over, with their names as text."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    data.setText("\n".join(map(str, paths)))
    return data


def saved(picture: Image.Image, path: Path) -> Path:
    """The picture as a file."""
    picture.save(path)
    return path


@pytest.fixture
def app(start_app) -> RunningApp:
    """The app on the sample show, its form in front."""
    running: RunningApp = start_app()
    running.begin()
    return running


@pytest.fixture
def clipboard(qapp: QApplication) -> Iterator[QClipboard]:
    """The clipboard, empty before and after."""
    assert qapp is not None
    board = QGuiApplication.clipboard()
    board.clear()
    yield board
    board.clear()


def test_a_dropped_badge_fills_the_card(app: RunningApp, qtbot: QtBot, tmp_path: Path):
    """Even over a field: its name is not typed there, and nothing waits for the picture meanwhile."""
    path = saved(in_the_hall("QRCode", VCARD), tmp_path / "badge.jpg")
    assert drop(app, files(path))
    write("x")
    assert field(app.window, "visitor_name") == "x"
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Zoë Łukasz", timeout=20_000)
    assert in_front(app).badge_symbology == "QRCode"
    qtbot.waitUntil(lambda: waiting(app) == ["x"])


def test_several_files_are_a_card_each(app: RunningApp, qtbot: QtBot, tmp_path: Path):
    """In their order; the one before waits in the strip."""
    one = saved(in_the_hall("QRCode", MECARD), tmp_path / "1.png")
    two = saved(in_the_hall("QRCode", VCARD), tmp_path / "2.webp")
    assert drop(app, files(one, two))
    qtbot.waitUntil(lambda: waiting(app) == ["Ada Byron"], timeout=20_000)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Zoë Łukasz")


def test_of_two_codes_the_contact_is_taken_and_the_other_told(app: RunningApp, qtbot: QtBot, tmp_path: Path):
    """A badge with its number beside the contact."""
    picture = Image.new("L", (900, 800), 230)
    picture.paste(code_picture("Code128", BADGE_ID, 4), (40, 20))
    picture.paste(code_picture("QRCode", VCARD, 5), (40, 300))
    drop(app, files(saved(picture, tmp_path / "two.png")))
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Zoë Łukasz", timeout=20_000)
    assert said(app).startswith("2 codes")


def test_a_badge_s_picture_is_kept_beside_its_card(app: RunningApp, qtbot: QtBot, tmp_path: Path):
    """It can be compared with what the code said; the card that was in front has no part in it."""
    write("x")
    drop(app, files(saved(in_the_hall("QRCode", VCARD), tmp_path / "badge.png")))
    qtbot.waitUntil(lambda: bool(in_front(app).attachments), timeout=20_000)
    assert in_front(app).people[0].name == "Zoë Łukasz"
    qtbot.waitUntil(lambda: waiting(app) == ["x"])


@pytest.mark.parametrize("text", ["https://www.lumiere.example", "WIFI:S:Hall;T:WPA;P:guest;;"])
def test_a_code_that_names_nobody_leaves_the_card_a_card(
    app: RunningApp, qtbot: QtBot, tmp_path: Path, text: str
):
    """A website printed on a card: its photo is kept for reading with the visitor in front."""
    write("Ana")
    drop(app, files(saved(in_the_hall("QRCode", text), tmp_path / "card.png")))
    qtbot.waitUntil(lambda: bool(in_front(app).attachments), timeout=20_000)
    assert in_front(app).people[0].name == "Ana"
    assert in_front(app).badge_payload == ""


def test_a_code_is_captured_though_another_screen_is_in_front_by_then(
    app: RunningApp, qtbot: QtBot, tmp_path: Path
):
    """Who goes to the draw while the picture is looked at enters nobody there."""
    gate = threading.Event()
    app.window.capture.tasks.run_on_sight(app.window, lambda _services: gate.wait(20))
    drop(app, files(saved(in_the_hall("QRCode", VCARD), tmp_path / "badge.png")))
    app.window.show_screen("draw")
    gate.set()
    qtbot.waitUntil(lambda: in_front(app).badge_payload == VCARD, timeout=20_000)
    assert app.window._rail.current() == "draw"


def test_a_picture_belongs_to_the_visitor_who_stood_there(app: RunningApp, qtbot: QtBot, tmp_path: Path):
    """Saved before it was looked at: the form is free at once; the photo is that lead's."""
    gate = threading.Event()
    tasks = app.window.capture.tasks
    tasks.run_on_sight(app.window, lambda _services: gate.wait(20))
    write("Ana Lima")
    drop(app, files(saved(hall(4), tmp_path / "card.jpg")))
    press(Key.Key_Return, CTRL)
    assert said(app).startswith("Saved once the photo is kept")
    write("Next Visitor")
    gate.set()
    found: list[list[tuple[str, int]]] = []

    def look(services: Services) -> list[tuple[str, int]]:
        rows = services.browsing.rows(services.browsing.find("", LeadFilter()))
        cards = [card.lead for row in rows if (card := services.browsing.card(row.lead_id))]
        return [(lead.contacts[0].name, len(lead.attachments)) for lead in cards]

    def is_saved() -> bool:
        tasks.run_on_writer(app.window, look, found.append)
        return bool(found) and bool(found[-1])

    qtbot.waitUntil(is_saved, timeout=20_000)
    assert found[-1] == [("Ana Lima", 1)]
    assert field(app.window, "visitor_name") == "Next Visitor"
    assert in_front(app).attachments == []


def test_a_picture_that_cannot_be_read_does_not_keep_its_card_from_being_saved(
    app: RunningApp, qtbot: QtBot, tmp_path: Path
):
    """The person is told of the picture; the card that waited for it is saved without."""
    path = tmp_path / "card.jpg"
    path.write_bytes(b"no picture")
    write("Ana Lima")
    drop(app, files(path))
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: said(app).startswith("Saved: Ana Lima"), timeout=20_000)


def test_closing_keeps_a_picture_that_nobody_has_looked_at(
    start_app, app: RunningApp, qtbot: QtBot, tmp_path: Path
):
    """Pasted or photographed, it is nowhere else: the draft that comes back after the start has it."""
    gate = threading.Event()
    app.window.capture.tasks.run_on_sight(app.window, lambda _services: gate.wait(20))
    write("Ana Lima")
    sight = app.window.capture.sight
    assert sight is not None
    sight.take_pictures([QImage(str(saved(hall(4), tmp_path / "card.png")))])
    threading.Timer(0.3, gate.set).start()
    app.end()
    again: RunningApp = start_app(keyring=app.keyring)
    again.wait_open()
    qtbot.waitUntil(lambda: field(again.window, "visitor_name") == "Ana Lima", timeout=20_000)
    assert len(in_front(again).attachments) == 1


def test_closing_does_not_overwrite_a_draft_that_has_just_got_its_photo(
    start_app, app: RunningApp, qtbot: QtBot, tmp_path: Path
):
    """The photo is on the stored draft before the form knows; what is kept at the end has both."""
    path = saved(hall(4), tmp_path / "card.png")
    write("Ana")
    desk = app.window.capture.desk
    assert desk is not None
    desk.take_picture(path.read_bytes())
    write(" Lima")
    app.end()
    again: RunningApp = start_app(keyring=app.keyring)
    again.wait_open()
    qtbot.waitUntil(lambda: field(again.window, "visitor_name") == "Ana Lima", timeout=20_000)
    assert len(in_front(again).attachments) == 1


def test_text_is_left_to_the_field(app: RunningApp):
    """A name dragged from another program falls into the field under the mouse."""
    data = QMimeData()
    data.setText("Ada")
    drop(app, data)
    assert field(app.window, "visitor_name") == "Ada"


def test_a_pasted_picture_fills_the_card(
    app: RunningApp, qtbot: QtBot, clipboard: QClipboard, tmp_path: Path
):
    """From any field: a picture itself, or a file copied in a file manager."""
    picture = in_the_hall("QRCode", VCARD)
    pixels = picture.convert("RGBA").tobytes()
    clipboard.setImage(QImage(pixels, *picture.size, QImage.Format.Format_RGBA8888).copy())
    press(Key.Key_F4)
    QTest.keyClick(app.window.windowHandle(), Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Zoë Łukasz", timeout=20_000)
    clipboard.setMimeData(files(saved(in_the_hall("QRCode", MECARD), tmp_path / "m.png")))
    QTest.keyClick(app.window.windowHandle(), Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Ada Byron", timeout=20_000)


def test_pasted_text_is_typed(app: RunningApp, qtbot: QtBot, clipboard: QClipboard):
    """What a table program copies is text first, though a picture of it lies in the clipboard too."""
    data = QMimeData()
    data.setText("Ada")
    data.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    clipboard.setMimeData(data)
    QTest.keyClick(app.window.windowHandle(), Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Ada")


def test_a_chosen_picture_fills_the_card(app: RunningApp, qtbot: QtBot, tmp_path: Path):
    """By its button or Ctrl+O, through the dialog of files."""
    path = saved(in_the_hall("QRCode", VCARD), tmp_path / "badge.png")
    child(app.window, QPushButton, "open_picture").click()
    dialog = child(app.window, QFileDialog)
    dialog.selectFile(str(path))
    dialog.accept()
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Zoë Łukasz", timeout=20_000)
    app.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    press(Key.Key_O, CTRL)
    assert child(app.window, QFileDialog).isVisible()
    child(app.window, QFileDialog).reject()


def test_a_photo_without_a_code_is_kept_with_the_card(app: RunningApp, qtbot: QtBot, tmp_path: Path):
    """It is durable and named by the card, in the line above its fields; what was typed stays."""
    write("Ada")
    drop(app, files(saved(hall(4), tmp_path / "card.jpg")))
    qtbot.waitUntil(lambda: bool(in_front(app).attachments), timeout=30_000)
    assert child(app.window, QWidget, "photo_line").isVisible()
    [kept] = in_front(app).attachments
    assert kept.kind == AttachmentKind.CARD_PHOTO
    assert field(app.window, "visitor_name") == "Ada"
    found: list[bytes | None] = []
    app.window.capture.tasks.run_on_reader(
        app.window, lambda services: services.picturing.content(kept.sha256), found.append
    )
    qtbot.waitUntil(lambda: len(found) == 1)
    assert found[0] is not None
    assert found[0].startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 no picture",
        b"",
        b"\xff\xd8\xff\xe0 cut",
        b"\x89PNG\r\n\x1a\n" + bytes(21 << 20),
        None,
    ],
    ids=["other kind", "empty", "truncated", "huge", "gone"],
)
def test_a_bad_picture_is_said_and_the_card_stays(
    app: RunningApp, qtbot: QtBot, tmp_path: Path, content: bytes | None
):
    """One sentence with what to do; what was typed is on the screen, and the app goes on."""
    path = tmp_path / "badge.jpg"
    if content is not None:
        path.write_bytes(content)
    write("Ada")
    drop(app, files(path))
    qtbot.waitUntil(lambda: "can't be read" in banner(app), timeout=20_000)
    assert field(app.window, "visitor_name") == "Ada"
    assert said(app) == ""
    assert "Nothing of it was kept" in banner(app)
    assert banner(app).startswith("badge.jpg")
    drop(app, files(saved(in_the_hall("QRCode", VCARD), tmp_path / "good.png")))
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Zoë Łukasz", timeout=20_000)
    assert banner(app) == ""


def test_a_contact_s_file_fills_the_card(app: RunningApp, qtbot: QtBot, tmp_path: Path):
    """What a mail program or a phone saves of a contact is read like its code, and is no photo."""
    path = tmp_path / "zoe.vcf"
    card = VCARD.replace("Head of Purchasing", "Chefin für Einkauf")
    path.write_bytes(card.encode("cp1252", "replace"))
    drop(app, files(path))
    qtbot.waitUntil(lambda: "Chefin" in field(app.window, "visitor_job_title"), timeout=20_000)
    assert field(app.window, "visitor_job_title") == "Chefin für Einkauf"
    assert said(app).endswith("look at the name.")
    assert in_front(app).badge_payload.startswith("BEGIN:VCARD")
    assert in_front(app).attachments == []


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("IMG_1.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400), "an iPhone photo (HEIC)"),
        ("cards.pdf", b"%PDF-1.4 x", "a PDF"),
        ("readme.txt", b"Read me first, please.\nThen go on.\nThank you.\n", "no contact"),
        ("list.txt", b"Jane Doe, jane@acme.example, Acme\nAda Byron, ada@x.example, X\n", "no contact"),
    ],
)
def test_a_file_that_cannot_be_read_is_called_by_its_name_and_kind(
    app: RunningApp, qtbot: QtBot, tmp_path: Path, name: str, content: bytes, word: str
):
    """The person is told which of several it was, and what to do with one of its kind."""
    path = tmp_path / name
    path.write_bytes(content)
    drop(app, files(path))
    qtbot.waitUntil(lambda: word in banner(app), timeout=20_000)
    assert banner(app).startswith(name)
    assert in_front(app).is_empty


def test_other_screens_take_no_pictures(app: RunningApp, tmp_path: Path):
    """What falls on the list of leads is not captured behind one's back."""
    data = files(saved(in_the_hall("QRCode", VCARD), tmp_path / "badge.png"))
    app.window.show_screen("leads")
    sight = app.window.capture.sight
    assert sight is not None
    taken: list[object] = []
    sight.words_changed.connect(taken.append)
    drop(app, data, over="lead_search")
    assert taken == []
