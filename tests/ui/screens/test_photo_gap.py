"""What a person does between a photo and its being durable: every card gets its own photo, whatever comes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from boothapp.app import Services
from boothapp.domain.lead import AttachmentKind
from boothapp.intake import reader_process
from boothapp.intake.picture import kept_picture, open_picture
from boothapp.intake.wedge import Scan
from boothapp.paths import resources_dir
from boothapp.services.card_form import AttachmentForm, CardForm, form_from_json
from boothapp.services.show_setup import with_file
from boothapp.store.search import LeadFilter
from tests.helpers.badge_pictures import hall
from tests.helpers.card_photos import jpeg
from tests.helpers.hands import CTRL, Key, press, write
from tests.helpers.windows import RunningApp, field, sample
from tests.ui.conftest import StartApp
from ui.screens.capture_desk import CaptureDesk
from ui.screens.capture_keeping import CardKeeper

BADGE = "15514^Grace^Hopper^Compilers Inc^grace@compilers.example"


@pytest.fixture
def app(start_app: StartApp, monkeypatch: pytest.MonkeyPatch) -> RunningApp:
    """The app on the sample show; photos are kept and not read, so that nothing is waited for."""
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


def desk_of(app: RunningApp) -> CaptureDesk:
    """What stands behind the form."""
    desk = app.window.capture.desk
    assert desk is not None
    return desk


def photograph(app: RunningApp, number: int) -> None:
    """Take a photo of which no two are alike."""
    desk_of(app).take_picture(jpeg(hall(number, (320, 180))))


def in_front(app: RunningApp) -> CardForm:
    """The card that the form shows."""
    card = app.window.capture.card()
    assert card is not None
    return card.form


def photos_of(services: Services) -> dict[str, int]:
    """How many photos each saved lead has, by its visitor's name."""
    rows = services.browsing.rows(services.browsing.find("", LeadFilter()))
    cards = [card.lead for row in rows if (card := services.browsing.card(row.lead_id))]
    return {lead.contacts[0].name: len(lead.attachments) for lead in cards}


def waiting(services: Services) -> dict[str, int]:
    """How many photos each draft has, by its title."""
    forms = [form_from_json(draft.form) for draft in services.capturing.drafts()]
    return {form.title: len(form.attachments) for form in forms}


def stored(app: RunningApp, qtbot: QtBot, look: object) -> dict[str, int]:
    """What the store says once everything asked before is done."""
    found: list[dict[str, int]] = []
    app.window.capture.tasks.run_on_writer(app.window, look, found.append)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(found), timeout=20_000)
    return found[0]


def settle(app: RunningApp, qtbot: QtBot) -> None:
    """Wait until no card waits for a photo."""
    qtbot.waitUntil(lambda: app.window.capture.is_free, timeout=20_000)


def test_two_photos_while_a_save_waits(app: RunningApp, gate: threading.Event, qtbot: QtBot):
    """The second photo is the next visitor's, though the first card is still to be saved."""
    write("Ana Lima")
    photograph(app, 1)
    press(Key.Key_Return, CTRL)
    photograph(app, 2)
    write("Bo Ng")
    press(Key.Key_Return, CTRL)
    gate.set()
    settle(app, qtbot)
    qtbot.waitUntil(lambda: len(stored(app, qtbot, photos_of)) == 2, timeout=20_000)
    assert stored(app, qtbot, photos_of) == {"Ana Lima": 1, "Bo Ng": 1}
    assert stored(app, qtbot, waiting) == {}


def test_both_sides_while_a_save_waits(app: RunningApp, gate: threading.Event, qtbot: QtBot):
    """Front and back are on their way when the card is saved: it waits for both."""
    write("Ana Lima")
    photograph(app, 1)
    desk_of(app).expect_back()
    photograph(app, 2)
    press(Key.Key_Return, CTRL)
    assert field(app.window, "visitor_name") == ""
    gate.set()
    settle(app, qtbot)
    qtbot.waitUntil(lambda: stored(app, qtbot, photos_of) == {"Ana Lima": 2}, timeout=20_000)


def test_a_scan_while_a_save_waits(app: RunningApp, gate: threading.Event, qtbot: QtBot):
    """The badge opens a card of its own, and takes no photo from the one before."""
    write("Ana Lima")
    photograph(app, 1)
    press(Key.Key_Return, CTRL)
    app.window.take_scan(Scan(BADGE, "QRCode", BADGE))
    assert field(app.window, "visitor_email") == "grace@compilers.example"
    gate.set()
    settle(app, qtbot)
    qtbot.waitUntil(lambda: stored(app, qtbot, photos_of) == {"Ana Lima": 1}, timeout=20_000)
    assert in_front(app).attachments == []
    assert in_front(app).badge_payload == BADGE


def test_later_while_a_photo_is_kept(app: RunningApp, gate: threading.Event, qtbot: QtBot):
    """Set aside before its photo is durable, a card waits with it; the next one has none."""
    write("Ana Lima")
    photograph(app, 1)
    press(Key.Key_L, CTRL)
    write("Bo Ng")
    gate.set()
    settle(app, qtbot)
    app.window.keep_now()
    assert stored(app, qtbot, waiting) == {"Ana Lima": 1, "Bo Ng": 0}


def test_a_draft_opened_while_its_save_waits(app: RunningApp, gate: threading.Event, qtbot: QtBot):
    """Back in front, a person saves it: it is not saved by itself behind them, and has its photo."""
    write("Ana Lima")
    photograph(app, 1)
    press(Key.Key_Return, CTRL)
    [draft_id] = desk_of(app).photos._to_save
    desk_of(app)._open_draft(draft_id)
    gate.set()
    settle(app, qtbot)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "Ana Lima", timeout=20_000)
    qtbot.waitUntil(lambda: len(in_front(app).attachments) == 1, timeout=20_000)
    assert stored(app, qtbot, photos_of) == {}
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: stored(app, qtbot, photos_of) == {"Ana Lima": 1}, timeout=20_000)
    assert stored(app, qtbot, waiting) == {}


def test_another_definition_waits_for_the_photo(app: RunningApp, gate: threading.Event, qtbot: QtBot):
    """The form that took a photo stays until it is kept; then other questions come, the card too."""
    former = app.window.capture
    write("Ana Lima")
    photograph(app, 1)
    text = (resources_dir() / "definitions" / "standard.toml").read_text(encoding="utf-8")
    asked = text.replace("version = 1", "version = 2", 1).replace("Who decides?", "Who signs?")
    app.window.use_setup(with_file(sample(), asked, "standard.toml"))
    assert app.window.capture is former
    gate.set()
    qtbot.waitUntil(lambda: app.window.capture is not former, timeout=20_000)
    assert field(app.window, "visitor_name") == "Ana Lima"
    assert len(in_front(app).attachments) == 1
    app.window.activateWindow()
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: stored(app, qtbot, photos_of) == {"Ana Lima": 1}, timeout=20_000)


def test_a_saved_card_outlives_another_show(app: RunningApp, gate: threading.Event, qtbot: QtBot):
    """A card that is saved once its photo is there is saved, though another form comes meanwhile."""
    write("Ana Lima")
    photograph(app, 1)
    press(Key.Key_Return, CTRL)
    setup = sample()
    former = app.window.capture
    app.window.use_setup(replace(setup, show=replace(setup.show, name="Another Hall")))
    gate.set()
    qtbot.waitUntil(lambda: app.window.capture is not former, timeout=20_000)
    qtbot.waitUntil(lambda: stored(app, qtbot, photos_of) == {"Ana Lima": 1}, timeout=20_000)


def test_a_joined_draft_takes_the_photo_of_the_one_before(app: RunningApp, qtbot: QtBot, tmp_path: Path):
    """The photo came to the typed card's draft in the moment of joining: a crash then loses nothing."""
    path = tmp_path / "card.png"
    QImage(40, 30, QImage.Format.Format_RGB32).save(str(path))
    picture = kept_picture(open_picture(path.read_bytes()))
    typed, known = CardForm(draft_id="typed", note="typed"), CardForm(draft_id="known", note="known")

    def keep(services: Services) -> dict[str, int]:
        kept = services.picturing.keep(picture, AttachmentKind.CARD_PHOTO)
        typed.attachments = [AttachmentForm(kind=kept.kind, sha256=kept.sha256)]
        services.capturing.keep_draft("typed", typed.to_json(), typed.title)
        return {}

    stored(app, qtbot, keep)
    keeper = CardKeeper(app.window.capture.tasks, now=desk_of(app)._judge.now, parent=app.window)
    keeper.use_awaited(lambda _draft_id: True)
    keeper.replace_draft(known, "typed")
    assert stored(app, qtbot, waiting) == {"known": 1}


def test_a_card_that_was_thrown_away_stays_away(app: RunningApp, gate: threading.Event, qtbot: QtBot):
    """Its photo was on its way, and it was to be saved with it: neither a lead nor a draft comes of it."""
    write("Ana Lima")
    photograph(app, 1)
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: field(app.window, "visitor_name") == "")
    desk = desk_of(app)
    [draft_id] = desk.photos._to_save
    desk.drafts.draft_discarded.emit(draft_id)
    gate.set()
    settle(app, qtbot)
    assert stored(app, qtbot, photos_of) == {}
    assert stored(app, qtbot, waiting) == {}


def test_a_save_that_fails_is_told_though_another_show_comes(
    app: RunningApp, gate: threading.Event, qtbot: QtBot
):
    """The form waits for the disk's answer: a card that is not durable is given back, and said."""
    former = app.window.capture
    former.tasks.run_on_writer(app.window, _fill_disk)
    write("Ana Lima")
    write(" the line stops" * 300)
    press(Key.Key_Return, CTRL)
    setup = sample()
    app.window.use_setup(replace(setup, show=replace(setup.show, name="Another Hall")))
    assert app.window.capture is former
    gate.set()
    qtbot.waitUntil(lambda: app.window.capture is not former, timeout=20_000)
    banner = app.window.findChild(QWidget, "problem")
    assert banner is not None
    assert "disk is full" in banner.accessibleName()
    assert field(app.window, "visitor_name").startswith("Ana Lima")


def _fill_disk(services: Services) -> None:
    pages = services._database.value("PRAGMA page_count")
    services._database.run(f"PRAGMA max_page_count = {pages}")


def test_a_photo_alone_is_no_card_yet(app: RunningApp, gate: threading.Event, qtbot: QtBot):
    """Who saves before it was read is told to wait a moment; afterwards, that a name is wanted."""
    receipt = desk_of(app).receipt
    photograph(app, 1)
    press(Key.Key_Return, CTRL)
    assert "being read" in receipt.accessibleName()
    gate.set()
    settle(app, qtbot)
    press(Key.Key_Return, CTRL)
    assert "Nobody is named yet" in receipt.accessibleName()
    assert len(in_front(app).attachments) == 1
