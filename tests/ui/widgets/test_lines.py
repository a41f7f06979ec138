"""The one-line widgets: receipt, progress, drafts, filters, status, banner, empty state."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMenu, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui.widgets.button import Button
from ui.widgets.callout import Callout
from ui.widgets.chip import Chip
from ui.widgets.draft_strip import DraftItem, DraftStrip
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_chips import FilterChips
from ui.widgets.progress_line import ProgressLine
from ui.widgets.receipt_line import ReceiptLine
from ui.widgets.status_strip import Segment, StatusStrip

LEFT = Qt.MouseButton.LeftButton


def part(widget: QWidget, name: str) -> QPushButton:
    """One button of a widget."""
    found = widget.findChild(QPushButton, name)
    assert isinstance(found, QPushButton), name
    return found


@pytest.fixture
def receipt(qtbot) -> ReceiptLine:
    """A receipt on a page, which shows it."""
    page, made = QWidget(), ReceiptLine()
    QVBoxLayout(page).addWidget(made)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
    made.page = page  # type: ignore[attr-defined]  # kept alive with it
    return made


def test_a_receipt_offers_to_undo(qtbot, receipt: ReceiptLine) -> None:
    """Undo is told once and takes the line away."""
    receipt.show_receipt("Saved")
    assert receipt.isVisible()
    assert receipt.accessibleName() == "Saved"
    with qtbot.waitSignal(receipt.undo_pressed), qtbot.assertNotEmitted(receipt.receipt_hidden):
        qtbot.mouseClick(part(receipt, "receipt_undo"), LEFT)
    assert receipt.isHidden()


def test_a_receipt_after_a_notice_has_a_receipts_look(qtbot, receipt: ReceiptLine) -> None:
    """All of it: what was painted for the notice is painted anew."""
    receipt.show_notice("A badge without a layout")
    qtbot.waitUntil(lambda: shot(receipt) == fresh(receipt))
    before = shot(receipt)
    receipt.show_receipt("A badge without a layout", undo=False)
    qtbot.waitUntil(lambda: shot(receipt) == fresh(receipt))
    assert shot(receipt) != before


def shot(widget: QWidget) -> QImage:
    """What stands on the screen."""
    return widget.screen().grabWindow(widget.window().winId()).toImage()


def fresh(widget: QWidget) -> QImage:
    """The window as it is painted anew."""
    return widget.window().grab().toImage()


def test_a_receipt_goes_by_itself(qtbot, receipt: ReceiptLine) -> None:
    """After its time it hides and says so; it leaves its place empty, so that nothing jumps."""
    height = receipt.page.sizeHint().height()  # type: ignore[attr-defined]
    with qtbot.waitSignal(receipt.receipt_hidden):
        receipt.show_receipt("Saved", undo=False, for_ms=1)
    assert receipt.isHidden()
    assert receipt.page.sizeHint().height() == height  # type: ignore[attr-defined]


def test_a_receipt_waits_for_the_hand_on_it(qtbot, receipt: ReceiptLine) -> None:
    """While Undo has the focus, time does not take it away."""
    receipt.show_receipt("Saved", for_ms=20)
    part(receipt, "receipt_undo").setFocus()
    with qtbot.assertNotEmitted(receipt.receipt_hidden, wait=60):
        pass
    assert receipt.isVisible()
    receipt.hide_receipt()
    assert receipt.isHidden()


def test_progress_can_be_stopped_once(qtbot) -> None:
    """The bar says how far; Cancel is told once and then waits for the end."""
    line = ProgressLine()
    qtbot.addWidget(line)
    line.show_progress("Sending …", 412, 800)
    bar = line.findChild(QProgressBar)
    assert isinstance(bar, QProgressBar)
    assert (bar.value(), bar.maximum(), bar.accessibleName()) == (412, 800, "Sending …")
    with qtbot.waitSignal(line.cancel_pressed):
        qtbot.mouseClick(part(line, "progress_cancel"), LEFT)
    line.show_progress("Sending …", 413, 800)
    assert not part(line, "progress_cancel").isEnabled()
    line.hide_progress()
    line.show_progress("Again …")
    assert part(line, "progress_cancel").isEnabled()
    assert bar.maximum() == 0


def drafts(count: int) -> list[DraftItem]:
    """That many waiting cards."""
    return [DraftItem(id=f"d{n}", title=f"Visitor & Sons {n}", age=f"{n} min") for n in range(count)]


def test_drafts_that_do_not_fit_stand_behind_a_button(qtbot) -> None:
    """A narrow strip shows the newest and a button for all; a wide one shows all and no button."""
    page, strip, told = QWidget(), DraftStrip(), list[str]()
    strip.setParent(page)
    strip.draft_chosen.connect(told.append)
    qtbot.addWidget(page)
    page.show()
    strip.set_drafts(drafts(4))
    for width, visible in ((2000, 4), (420, 1)):
        strip.resize(width, 40)
        buttons = [strip.findChild(Button, f"drafts_d{n}") for n in range(4)]
        assert [button is not None and button.isVisible() for button in buttons].count(True) == visible
        assert part(strip, "drafts_more").isVisible() is (visible < 4)
    qtbot.mouseClick(part(strip, "drafts_d0"), LEFT)
    qtbot.mouseClick(part(strip, "drafts_more"), LEFT)
    menu = strip.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [action.text().split("\t")[0] for action in menu.actions()] == [
        f"Visitor && Sons {n}" for n in range(4)
    ]
    menu.actions()[3].trigger()
    menu.close()
    assert told == ["d0", "d3"]


def test_a_draft_is_spoken_in_full(qtbot) -> None:
    """A long title is cut on the button and whole in its name, with its age."""
    strip = DraftStrip()
    qtbot.addWidget(strip)
    strip.set_drafts([DraftItem(id="x", title="A name that goes on and on and on", age="1 h")])
    assert part(strip, "drafts_x").accessibleName() == "A name that goes on and on and on, 1 h"
    assert part(strip, "drafts_x").text().endswith("…")


def test_filters_add_up(qtbot) -> None:
    """Each click switches one filter and tells all that are on, in their order; new counts keep them on."""
    chips, told = FilterChips(), list[tuple[str, ...]]()
    chips.filters_changed.connect(told.append)
    qtbot.addWidget(chips)
    chips.set_filters([("ready", "Ready", "flame", 9), ("nurture", "Nurture", "seedling", None)])
    chips.show()
    for key in ("nurture", "ready", "nurture"):
        chip = chips.findChild(Chip, f"filters_{key}")
        assert isinstance(chip, Chip)
        qtbot.mouseClick(chip, LEFT)
    assert told == [("nurture",), ("ready", "nurture"), ("ready",)]
    chips.set_filters([("ready", "Ready", "flame", 10), ("nurture", "Nurture", "seedling", 3)])
    assert chips.chosen() == ("ready",)
    chips.set_filters([("nurture", "Nurture", "", 3), ("ready", "Ready", "", 8), ("new", "New", "", 1)])
    assert chips.chosen() == ("ready",)
    chips.set_chosen(("new",))
    assert chips.chosen() == ("new",)
    assert len(told) == 3


def test_a_segment_leads_to_its_screen(qtbot) -> None:
    """A segment is a button; new facts change its words in place, and one that is gone goes."""
    strip, told = StatusStrip(), list[str]()
    strip.segment_chosen.connect(told.append)
    qtbot.addWidget(strip)
    strip.set_segments(
        [Segment(key="sync", text="3 not synced"), Segment(key="ana", text="Ana", at_end=True)]
    )
    strip.resize(600, 32)
    strip.show()
    button = part(strip, "status_sync")
    strip.set_segments([Segment(key="sync", text="All synced", icon="check", tone="good")])
    assert part(strip, "status_sync") is button
    assert button.accessibleName() == "All synced"
    qtbot.mouseClick(button, LEFT)
    assert told == ["sync"]
    qtbot.waitUntil(lambda: strip.findChild(QPushButton, "status_ana") is None)


def test_a_banner_has_a_button_only_where_something_can_be_done(qtbot) -> None:
    """With an action there is a button that tells; without there is none."""
    banner = Callout()
    qtbot.addWidget(banner)
    banner.set_message("error", "The disk is full.", "Show folder")
    banner.show()
    with qtbot.waitSignal(banner.action_pressed):
        qtbot.mouseClick(part(banner, "callout_action"), LEFT)
    banner.set_message("info", "All is well.")
    assert part(banner, "callout_action").isHidden()
    assert banner.accessibleName() == "All is well."


def test_an_empty_screen_says_what_to_do(qtbot) -> None:
    """Both buttons tell."""
    empty = EmptyState(name="e", icon="leads", title="T", text="x", action="Do", other="Else")
    qtbot.addWidget(empty)
    empty.show()
    with qtbot.waitSignal(empty.action_pressed):
        qtbot.mouseClick(part(empty, "e_action"), LEFT)
    with qtbot.waitSignal(empty.other_pressed):
        qtbot.mouseClick(part(empty, "e_other"), LEFT)
    empty.set_text("Nothing found", "Try fewer words.")
    assert empty.accessibleName() == "Nothing found"
