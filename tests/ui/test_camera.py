"""The camera beside the form: frames in, a visitor on the card; off when nobody looks; in words why not."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize, Qt
from PySide6.QtMultimedia import QCameraDevice, QCameraFormat, QtVideo
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from boothapp.intake.barcode import FrameReader, ReadCode
from boothapp.services.card_form import CardForm
from tests.helpers.badge_pictures import BADGE_ID, MECARD, VCARD, hall, in_the_hall
from tests.helpers.camera_frames import LAYOUTS, Pixel, frame_of
from tests.helpers.found import child
from tests.helpers.hands import CTRL, Key, press, write
from tests.helpers.windows import RunningApp, field
from ui.camera import Camera, Trouble, best_format
from ui.camera_frame import look, photo_of
from ui.camera_words import NO_LIBRARY, trouble_words
from ui.screens.capture_camera import CameraPanel
from ui.tasks import Lane

ROOT = Path(__file__).resolve().parents[2]


def in_front(app: RunningApp) -> CardForm:
    """The card that the form shows."""
    card = app.window.capture.card()
    assert card is not None
    return card.form


def waiting(app: RunningApp) -> list[str]:
    """The titles in the strip of drafts."""
    desk = app.window.capture.desk
    assert desk is not None
    return [draft.title for draft in desk._waiting]


def show(panel: CameraPanel, picture: Image.Image) -> None:
    """Let the camera see this once."""
    assert panel.camera is not None
    panel.camera.sink.setVideoFrame(frame_of(picture))


def show_and_wait(panel: CameraPanel, picture: Image.Image, qtbot: QtBot) -> None:
    """Let the camera see this, and wait until it was looked at."""
    before = panel.view._picture.cacheKey()
    show(panel, picture)
    qtbot.waitUntil(lambda: panel.view._picture.cacheKey() != before, timeout=20_000)


@pytest.fixture
def app(start_app) -> RunningApp:
    """The app on the sample show, its form in front."""
    running: RunningApp = start_app()
    running.begin()
    return running


@pytest.fixture
def panel(app: RunningApp, qtbot: QtBot) -> CameraPanel:
    """The camera opened by its key; this computer has none, so the sink is fed by hand."""
    press(Key.Key_F10)
    opened = child(app.window, CameraPanel)
    qtbot.waitUntil(lambda: opened.camera is not None, timeout=20_000)
    return opened


def test_a_computer_without_a_camera_says_what_to_do(app: RunningApp, panel: CameraPanel, qtbot: QtBot):
    """In words beside the form, which stays usable; the same key takes the panel away again."""
    qtbot.waitUntil(lambda: "no camera" in panel.words.text())
    again = child(panel, QPushButton, "camera_again")
    assert again.isVisible()
    again.click()
    qtbot.waitUntil(again.isVisible)
    write("Ada")
    assert field(app.window, "visitor_name") == "Ada"
    press(Key.Key_F10)
    assert not panel.isVisible()
    assert not child(app.window, QPushButton, "camera").isChecked()


def test_a_badge_held_into_the_picture_fills_the_card(app: RunningApp, panel: CameraPanel, qtbot: QtBot):
    """Name, company and mail stand in their fields; code and symbology are kept; its outline shows."""
    show(panel, in_the_hall("QRCode", VCARD))
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Zoë Łukasz", timeout=20_000)
    assert field(app.window, "visitor_company") == "Société Lumière SA"
    form = in_front(app)
    assert (form.badge_payload, form.badge_symbology) == (VCARD, "QRCode")
    assert panel.view._outline.count() == 4
    qtbot.waitUntil(lambda: panel.view._outline.count() == 0)
    assert not panel.view._picture.isNull()
    assert not child(panel, QPushButton, "camera_again").isVisible()


def test_a_card_before_the_camera_is_photographed(app: RunningApp, panel: CameraPanel, qtbot: QtBot):
    """By a key: the whole frame goes the way of a dropped photo, and is kept with the card at once."""
    show_and_wait(panel, hall(7), qtbot)
    assert child(panel, QPushButton, "camera_photo").isVisible()
    press(Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: bool(in_front(app).attachments), timeout=20_000)
    [picture], found = in_front(app).attachments, list[bytes | None]()
    app.window.capture.tasks.run_on_reader(
        app.window, lambda services: services.picturing.content(picture.sha256), found.append
    )
    qtbot.waitUntil(lambda: bool(found))
    assert found[0] is not None
    with Image.open(io.BytesIO(found[0])) as photo:
        assert photo.size == hall(7).size


def test_a_frame_that_breaks_the_reader_does_not_stop_the_camera(
    app: RunningApp, panel: CameraPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    """What nobody foresaw is told once, and the next frame is looked at."""

    class Broken(FrameReader):
        """A reader with a bug."""

        def read(self, *_args: object, **_options: object) -> list[ReadCode]:
            """Fails as no reader should."""
            raise RuntimeError("a bug")

    told: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *problem: told.append(problem[1]))
    monkeypatch.setattr(panel, "_reader", Broken())
    show(panel, hall(1))
    qtbot.waitUntil(lambda: bool(told) and not panel._is_looking, timeout=20_000)
    monkeypatch.setattr(panel, "_reader", FrameReader())
    show(panel, in_the_hall("QRCode", VCARD))
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Zoë Łukasz", timeout=20_000)


def test_a_badge_held_still_is_one_delivery(app: RunningApp, panel: CameraPanel, qtbot: QtBot):
    """However often it is seen; another badge puts the card before it aside, and is taken once too."""
    told: list[str] = []
    panel.code_seen.connect(lambda said: told.append(said.code.text))
    for picture in (in_the_hall("QRCode", MECARD), in_the_hall("QRCode", VCARD)):
        for _ in range(4):
            show_and_wait(panel, picture, qtbot)
    assert told == [MECARD, VCARD]
    assert field(app.window, "visitor_name") == "Zoë Łukasz"
    qtbot.waitUntil(lambda: waiting(app) == ["Ada Byron"])


def test_two_badges_in_one_picture_do_not_take_turns(app: RunningApp, panel: CameraPanel, qtbot: QtBot):
    """The one that says most is taken, once; the other waits until it is alone for a while."""
    told: list[str] = []
    panel.code_seen.connect(lambda said: told.append(said.code.text))
    both = in_the_hall("QRCode", VCARD)
    both.paste(in_the_hall("Code128", BADGE_ID, module=3).crop((400, 330, 880, 600)), (0, 0))
    for _ in range(10):
        show_and_wait(panel, both, qtbot)
    assert told == [VCARD]
    assert waiting(app) == []


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_frame_of_each_layout_is_read_and_shown_in_its_colours(layout: Pixel):
    """Brightness goes to the reader, colours to the person, never mirrored."""
    grey = in_the_hall("QRCode", MECARD)
    picture = Image.merge("RGB", [grey, grey, grey])
    picture.paste((200, 60, 40), (0, 0, 320, 180))
    picture.paste((40, 60, 200), (960, 0, 1280, 180))
    seen = look(frame_of(picture, layout), FrameReader(), 640)
    assert seen is not None
    assert [code.text for code in seen.codes] == [MECARD]
    assert (seen.width, seen.height) == (1280, 720)
    assert 640 <= seen.picture.width() < 1280
    left, right = seen.picture.pixelColor(40, 20), seen.picture.pixelColor(seen.picture.width() - 40, 20)
    if layout != Pixel.Format_Y8:
        assert abs(left.red() - 200) < 12
        assert abs(right.blue() - 200) < 12
        assert left.blue() < 60
        assert right.red() < 60


@pytest.mark.parametrize("layout", [Pixel.Format_NV12, Pixel.Format_YUV422P, Pixel.Format_BGRA8888])
@pytest.mark.parametrize("turn", list(QtVideo.Rotation), ids=lambda turn: turn.name)
def test_a_turned_frame_is_shown_and_photographed_upright(turn: QtVideo.Rotation, layout: Pixel):
    """As the camera tells it is turned, so that outline, guide and photo fit what a person sees."""
    grey = in_the_hall("QRCode", MECARD)
    picture = Image.merge("RGB", [grey, grey, grey])
    picture.paste((200, 60, 40), (0, 0, 320, 180))
    frame = frame_of(picture.rotate(turn.value, expand=True), layout)  # Pillow turns to the left
    frame.setRotation(turn)
    seen, photo = look(frame, FrameReader(), 640), photo_of(frame)
    assert seen is not None
    assert (seen.width, seen.height) == (photo.width(), photo.height()) == (1280, 720)
    for shown in (seen.picture, photo):
        assert shown.pixelColor(shown.width() // 20, shown.height() // 20).red() > 180
        assert shown.pixelColor(shown.width() // 20, shown.height() // 20).blue() < 60
    [code] = seen.codes
    upright = look(frame_of(picture), FrameReader(), 640)
    assert upright is not None
    for axis in (0, 1):
        places, expected = ([corner[axis] for corner in one.corners] for one in (code, upright.codes[0]))
        assert (min(places), max(places)) == pytest.approx((min(expected), max(expected)), abs=6)


def test_a_frame_without_a_picture_is_let_go():
    """A camera that sends an empty frame harms nothing."""
    from PySide6.QtMultimedia import QVideoFrame  # noqa: PLC0415 - for this alone

    assert look(QVideoFrame(), FrameReader(), 640) is None


def test_only_the_newest_frame_is_looked_at(app: RunningApp, panel: CameraPanel, qtbot: QtBot):
    """While one is looked at, those that come are let go, but for the last."""
    gate = threading.Event()
    tasks = app.window.capture.tasks
    tasks.run_on_sight(panel, lambda _services: gate.wait(20))
    show(panel, hall(1))
    qtbot.waitUntil(lambda: panel._is_looking)
    for _ in range(20):
        show(panel, hall(2))
    show(panel, in_the_hall("QRCode", VCARD))
    qtbot.waitUntil(lambda: panel._has_newer)
    assert len(tasks._lines[Lane.SIGHT]._jobs) == 1
    gate.set()
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Zoë Łukasz", timeout=20_000)


def test_the_camera_is_off_when_nobody_looks(app: RunningApp, panel: CameraPanel, qtbot: QtBot):
    """On another screen and while minimised nothing is looked at; it goes on when one comes back."""
    assert panel.camera is not None
    assert panel.camera._is_wanted
    app.window.show_screen("leads")
    assert not panel.camera._is_wanted
    show(panel, in_the_hall("QRCode", VCARD))
    app.window.show_screen("capture")
    assert panel.camera._is_wanted
    app.window.showMinimized()
    qtbot.waitUntil(lambda: panel.camera is not None and not panel.camera._is_wanted)
    app.window.showNormal()
    qtbot.waitUntil(lambda: panel.camera is not None and panel.camera._is_wanted)
    assert in_front(app).badge_payload == ""


def test_a_hubs_code_goes_to_the_sync_screen(app: RunningApp, panel: CameraPanel, qtbot: QtBot):
    """What lets a laptop in is no visitor."""
    show(panel, in_the_hall("QRCode", "boothapp-hub:not-a-real-one"))
    qtbot.waitUntil(lambda: app.window._rail.current() == "sync", timeout=20_000)
    assert in_front(app).badge_payload == ""
    qtbot.waitUntil(lambda: app.window.findChild(QDialog) is not None)
    child(app.window, QDialog).reject()


@pytest.mark.parametrize("why", Trouble, ids=lambda why: why.name)
def test_every_trouble_is_said_with_what_to_do(panel: CameraPanel, qtbot: QtBot, why: Trouble):
    """Each in words of its own, none of them the program's, with a button to try again."""
    assert panel.camera is not None
    panel.camera.trouble_met.emit(why)
    qtbot.waitUntil(lambda: panel.words.text() == trouble_words(why.value))
    assert trouble_words(why.value).count(".") >= 1
    assert trouble_words(why.value) != why.value
    assert len({trouble_words(each.value) for each in Trouble}) == len(Trouble)
    assert child(panel, QPushButton, "camera_again").isVisible()


def test_a_person_who_refuses_is_told_where_to_allow_it(panel: CameraPanel, qtbot: QtBot):
    """The system's answer decides; a later yes opens the camera."""
    assert panel.camera is not None
    panel.camera.take_permission(Qt.PermissionStatus.Denied)
    qtbot.waitUntil(lambda: "may not use the camera" in panel.words.text())
    panel.camera.take_permission(Qt.PermissionStatus.Granted)
    qtbot.waitUntil(lambda: "no camera" in panel.words.text())


def test_a_camera_that_fails_while_running_is_lost(qtbot: QtBot):
    """Before its first frame it does not start, after that it is gone: each said by what to do."""
    camera, told = Camera(list_devices=lambda: [QCameraDevice()]), list[Trouble]()
    camera.trouble_met.connect(told.append)
    camera.start()
    camera._fail()
    camera.start()
    camera.sink.setVideoFrame(frame_of(hall(1)))
    qtbot.waitUntil(lambda: camera._is_heard)
    camera._fail()
    assert told[-2:] == [Trouble.FAILED, Trouble.LOST]
    camera.stop()
    camera._fail()
    assert told[-1] == Trouble.LOST
    assert not camera.has_torch()
    assert not camera.can_switch()


def test_a_camera_that_sends_nothing_is_told(qtbot: QtBot):
    """A cover over the lens, or a driver that hangs, looks the same: no picture comes."""
    camera, told = Camera(list_devices=lambda: [QCameraDevice()]), list[Trouble]()
    camera.trouble_met.connect(told.append)
    camera._patience.setInterval(20)
    camera.start()
    assert camera._camera is not None
    qtbot.waitUntil(lambda: told == [Trouble.SILENT])
    assert camera._camera is None
    camera.start()
    camera.sink.setVideoFrame(frame_of(hall(1)))
    qtbot.waitUntil(lambda: camera._is_heard)
    qtbot.waitUntil(lambda: told == [Trouble.SILENT, Trouble.SILENT])  # one that falls silent later, too


def test_a_camera_that_is_plugged_in_goes_on_by_itself():
    """And one that is pulled out is told as lost, at once."""
    devices: list[QCameraDevice] = []
    camera, told = Camera(list_devices=lambda: devices), list[Trouble]()
    camera.trouble_met.connect(told.append)
    camera.start()
    assert told == [Trouble.NO_CAMERA]
    devices.append(QCameraDevice())
    camera._devices.videoInputsChanged.emit()
    assert camera._camera is not None
    devices.clear()
    camera._devices.videoInputsChanged.emit()
    assert told == [Trouble.NO_CAMERA, Trouble.LOST]
    assert camera._camera is None
    devices.append(QCameraDevice())
    camera._devices.videoInputsChanged.emit()
    assert camera._camera is not None
    camera.stop()
    assert told == [Trouble.NO_CAMERA, Trouble.LOST]


def test_without_its_libraries_the_camera_says_so():
    """A system without the sound library that QtMultimedia needs gets its name, and no traceback."""
    script = (
        "import sys; sys.modules['PySide6.QtMultimedia'] = None\n"
        "from ui.screens.capture_camera import _load; print(_load(None))"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "False"
    assert "install" in trouble_words(NO_LIBRARY)


def test_a_format_near_what_is_needed_is_chosen():
    """Larger pictures take longer to look at; none is said of a camera that names no formats."""
    assert best_format([]) is None
    assert best_format([QCameraFormat()]) is not None


def test_the_panel_can_be_seen_at_the_smallest_size(app: RunningApp, panel: CameraPanel, qtbot: QtBot):
    """At 1024×640 the picture is whole, and what to ask next stays in sight under it."""
    app.window.resize(QSize(1024, 640))
    qtbot.waitUntil(lambda: panel.visibleRegion().boundingRect().contains(panel.view.geometry()))
    assert app.window.capture.verdict.visibleRegion().boundingRect().height() > 80


def test_a_saved_card_is_not_taken_again_while_its_badge_is_held(
    app: RunningApp, panel: CameraPanel, qtbot: QtBot
):
    """The badge is still in the picture when the card is saved: no second card begins."""
    picture = in_the_hall("QRCode", VCARD)
    show(panel, picture)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Zoë Łukasz", timeout=20_000)
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "")
    show_and_wait(panel, picture, qtbot)
    assert field(app.window, "visitor_name") == ""
