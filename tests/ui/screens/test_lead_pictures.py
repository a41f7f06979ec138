"""Pictures beside the card in Leads: seen small, opened large, missed in words where they are elsewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from boothapp.app import Services
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import Attachment, AttachmentKind
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth
from tests.helpers.filled_booth import fill_with_sample
from tests.helpers.found import child
from tests.helpers.hands import CTRL, Key, focused, press, write
from tests.helpers.photos import photo
from tests.ui.conftest import StartApp
from ui.dialogs.picture import PictureDialog
from ui.main_window import MainWindow
from ui.screens.lead_card import LeadCard
from ui.screens.lead_conflicts import LeadConflicts
from ui.widgets.text import Text
from ui.widgets.thumbnail import Thumbnail

ANA, JONAS = "ana@hummline.example", "jonas@hummline.example"
ELSEWHERE = Attachment(kind="card_photo", sha256="0" * 64, media_type="image/jpeg")


def attach(services: Services, *, in_conflict: bool) -> None:
    """Put pictures beside a lead: two that are here, one that is damaged, one of another laptop."""
    number = services.browsing.find("zoe lef")[0]
    opened = services.capturing.open_lead(LeadId(services.browsing.rows([number])[0].lead_id))
    assert opened is not None
    keep = services.picturing.keep
    front = keep(photo(1, 300), AttachmentKind.CARD_PHOTO)
    back = keep(photo(2, 300), AttachmentKind.CARD_BACK)
    torn = keep(replace(photo(3), content=b"no picture", sha256="1" * 64), AttachmentKind.SKETCH)
    lead = replace(opened.lead, attachments=(front, back, torn, ELSEWHERE))
    services.capturing.save_edit(opened, lead, by=ANA)
    if in_conflict:
        badge = keep(photo(4), AttachmentKind.BADGE_PHOTO)
        services.capturing.save_edit(opened, replace(opened.lead, attachments=(front, badge)), by=JONAS)


@pytest.fixture
def window(start_app: StartApp, tmp_path: Path, qtbot: QtBot, request: pytest.FixtureRequest) -> MainWindow:
    """The Leads screen with the card of a lead that has pictures."""
    keyring = MemoryKeyring()
    fill_with_sample(tmp_path / "full", keyring)
    with sample_booth(tmp_path / "full", keyring, HandClock()) as booth, booth.services() as services:
        attach(services, in_conflict=getattr(request, "param", False))
    window = start_app(tmp_path / "full", keyring).wait_open()
    window.show_screen("leads")
    card = child(window, LeadCard)
    qtbot.waitUntil(lambda: card.view is not None)
    press(Key.Key_F, CTRL)
    write("zoe lef")
    qtbot.waitUntil(lambda: card.view is not None and bool(card.view.lead.attachments))
    return window


def thumbnail(window: MainWindow, place: int) -> Thumbnail:
    """One of the small pictures."""
    return child(window, Thumbnail, f"lead_picture_{place}")


def colours(image: QImage) -> int:
    """How many colours are met on a coarse grid."""
    return len({image.pixel(x, y) for x in range(0, image.width(), 4) for y in range(0, image.height(), 4)})


def test_the_pictures_of_a_card_are_seen_small(window: MainWindow, qtbot: QtBot) -> None:
    """Each is there with its name; what is damaged, or on another laptop, says so."""
    missing = thumbnail(window, 3)
    qtbot.waitUntil(lambda: missing.accessibleDescription() == "On another laptop")
    names = [thumbnail(window, place).accessibleName() for place in range(4)]
    assert names == ["Card 1", "Card, back", "Drawing", "Card 2"]
    assert thumbnail(window, 2).accessibleDescription() == "Can’t read this picture"
    assert colours(thumbnail(window, 0).grab().toImage()) > 100
    assert colours(thumbnail(window, 2).grab().toImage()) < 100
    press(Key.Key_F, CTRL)
    for _ in range(len("zoe lef")):
        press(Key.Key_Backspace)
    write("marchetti")
    card = child(window, LeadCard)
    qtbot.waitUntil(lambda: card.view is not None and not card.view.lead.attachments)
    qtbot.waitUntil(lambda: not card.pictures.isVisible())


def test_a_picture_is_opened_and_stepped_through_by_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    """Tab reaches it, Enter opens it, arrows go on, Z shows each pixel, Escape closes."""
    child(window, QPushButton, "lead_more").setFocus()
    for _ in range(40):
        if focused() is thumbnail(window, 0):
            break
        press(Key.Key_Tab)
    assert focused() is thumbnail(window, 0)
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: window.findChild(PictureDialog) is not None)
    dialog = child(window, PictureDialog)
    sheet = dialog.findChild(type(dialog._sheet))
    assert sheet is not None
    qtbot.waitUntil(lambda: sheet.accessibleName() == "Card 1")
    assert colours(sheet.grab().toImage()) > 100
    press(Key.Key_Z)
    assert child(dialog, QPushButton, "picture_actual_size").isChecked()
    qtbot.waitUntil(lambda: sheet.width() == round(300 / sheet.devicePixelRatioF()))
    press(Key.Key_Z)
    press(Key.Key_Right)
    qtbot.waitUntil(lambda: sheet.accessibleName() == "Card, back")
    press(Key.Key_Right)
    qtbot.waitUntil(lambda: sheet.accessibleName() == "Can’t read this picture")
    assert not child(dialog, QPushButton, "picture_actual_size").isEnabled()
    press(Key.Key_Right)
    qtbot.waitUntil(lambda: "another laptop" in sheet.accessibleName())
    press(Key.Key_Right)
    assert dialog.place == 3
    press(Key.Key_Left)
    assert dialog.place == 2
    press(Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(PictureDialog) is None)


@pytest.mark.parametrize("window", [True], indirect=True)
def test_two_sets_of_pictures_are_settled_in_words(window: MainWindow, qtbot: QtBot) -> None:
    """Each side says what it shows and what the card shows now; all of them may stay."""
    card = child(window, LeadCard)
    conflicts = child(card, LeadConflicts)
    qtbot.waitUntil(conflicts.isVisible)
    said = " / ".join(text.text() for text in conflicts.findChildren(Text))
    assert "2 as on the card: Card, Badge" in said
    assert "1 as on the card: Card\n3 not on the card: Card, back, Drawing, Card" in said
    assert "sha256" not in said
    keep = child(card, QPushButton, "keep_attachments_all")
    keep.setFocus(Qt.FocusReason.TabFocusReason)
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: card.view is not None and len(card.view.lead.attachments) == 5)
    assert card.view is not None
    assert card.view.conflicts == {}
