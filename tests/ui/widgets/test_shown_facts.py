"""The widgets that only show: verdict, badge, meter, funnel, QR code, cut text."""

from __future__ import annotations

import pytest
import qrcode
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QWidget

from ui.widgets.bar import Bar
from ui.widgets.check_list import CheckList
from ui.widgets.fact_sheet import Fact, FactSheet
from ui.widgets.funnel import Funnel, FunnelRow
from ui.widgets.meter import GoalMeter
from ui.widgets.qr_view import QUIET_ZONE, QrView
from ui.widgets.text import ElidedText
from ui.widgets.track_badge import TrackBadge, track_look
from ui.widgets.verdict_panel import VerdictPanel, VerdictView

TRACKS = ("sales_ready", "nurture", "borrowed", "disqualified")


def test_tracks_do_not_rely_on_colour(qtbot) -> None:
    """Each track has a glyph and a word of its own."""
    words = []
    for track in TRACKS:
        badge = TrackBadge(track)
        qtbot.addWidget(badge)
        assert badge.track() == track
        words.append(badge.text())
    assert len(set(words)) == len({track_look(track)[0] for track in TRACKS}) == 4
    assert TrackBadge("").text() == TrackBadge("no_such_track").text() == "Draft"


def texts(panel: VerdictPanel) -> list[str]:
    """Every text that the panel shows."""
    return [label.text() for label in panel.findChildren(QLabel) if label.text()]


def test_a_verdict_says_what_to_ask(qtbot) -> None:
    """The question to ask, the follow-up, and what is missing before what passed."""
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.show_verdict(
        VerdictView(
            track="nurture",
            ask_next="Who decides?",
            passed=("Need",),
            missing=("Authority",),
            blocked_by=("No money",),
            follow_up="Tue 14:30",
        )
    )
    assert {"Nurture", "Ask next", "Who decides?", "Tue 14:30"} <= set(texts(panel))
    facts = panel.findChild(CheckList)
    assert isinstance(facts, CheckList)
    assert facts.accessibleName() == "blocked by: No money; missing: Authority; passed: Need"


@pytest.mark.parametrize("track", [*TRACKS, ""])
def test_with_nothing_to_ask_it_says_what_happens(qtbot, track: str) -> None:
    """Each track says where the lead goes, so that the place is never empty."""
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.show_verdict(VerdictView(track=track))
    assert "Ask next" not in texts(panel)
    assert any(text.endswith(".") for text in texts(panel))
    assert "No follow-up yet" in texts(panel)


def test_a_list_grows_with_its_words(qtbot) -> None:
    """Long lines wrap where it is narrow."""
    lines = CheckList()
    qtbot.addWidget(lines)
    lines.set_lines([("missing", "a long line of words " * 5)])
    assert lines.heightForWidth(120) > lines.heightForWidth(1200) > 0


def test_the_meter_speaks_one_sentence(qtbot) -> None:
    """Qualified against the goal, then the rest; more than the goal is full; no goal, no bar."""
    meter = GoalMeter()
    qtbot.addWidget(meter)
    bar = meter.findChild(Bar)
    assert isinstance(bar, Bar)
    meter.set_figures(9, 30, "41 borrowed")
    assert meter.accessibleName() == "9 of 30 qualified. 41 borrowed"
    assert (bar.value(), bar.maximum()) == (9, 30)
    meter.set_figures(33, 30)
    assert bar.value() == bar.maximum() == 33
    meter.set_figures(2, 0)
    assert bar.isHidden()


def test_a_funnel_is_read_row_by_row(qtbot) -> None:
    """Every bar is a label with its words and count; a second set of rows replaces the first."""
    funnel = Funnel(label="By track")
    qtbot.addWidget(funnel)
    for count in (41, 42):
        funnel.set_rows(
            [
                FunnelRow(label="Ready", count=9),
                FunnelRow(label="Borrowed", count=count, remark="52 %", apart=True),
            ]
        )
    assert funnel.accessibleDescription() == "Ready: 9; Borrowed: 42"
    funnel.set_rows([])
    assert funnel.accessibleDescription() == ""


def test_patterns_read_without_colour(qtbot) -> None:
    """In grey, bars of one tone and length still differ by their pattern."""
    pictures = []
    for pattern in ("", "hatched", "dotted", "crossed"):
        funnel = Funnel()
        qtbot.addWidget(funnel)
        funnel.set_rows([FunnelRow(label="Same", count=5, pattern=pattern)])
        funnel.resize(400, 40)
        pictures.append(funnel.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8))
    assert all(one != other for n, one in enumerate(pictures) for other in pictures[n + 1 :])


@pytest.mark.parametrize("side", [96, 150, 333])
def test_a_code_is_painted_module_by_module(qtbot, side: int) -> None:
    """Dark where the matrix is, light elsewhere and four modules around: at each size a phone reads it."""
    code = qrcode.QRCode(border=0)
    code.add_data("BEGIN:VEVENT")
    matrix = code.get_matrix()
    view = QrView(name="qr")
    qtbot.addWidget(view)
    view.set_matrix(matrix, "Follow-up")
    view.resize(side, side + 40)
    image = view.grab().toImage()
    ratio = image.devicePixelRatio()
    module = int(side * ratio) // (len(matrix) + 2 * QUIET_ZONE)
    left = (image.width() - module * len(matrix)) / 2
    top = (image.height() - module * len(matrix)) / 2

    def is_dark(row: int, column: int) -> bool:
        x, y = left + (column + 0.5) * module, top + (row + 0.5) * module
        return image.pixelColor(round(x), round(y)).lightness() < 128

    around = range(-QUIET_ZONE + 1, len(matrix) + QUIET_ZONE - 1)
    inside = range(len(matrix))
    for row in around:
        for column in around:
            expected = row in inside and column in inside and matrix[row][column]
            assert is_dark(row, column) == expected, (row, column)
    assert view.accessibleName() == "Follow-up"


def test_without_a_code_its_place_stays(qtbot) -> None:
    """Nothing to show, nothing moves."""
    view = QrView(name="qr", side=120)
    qtbot.addWidget(view)
    view.set_matrix([], "")
    assert view.sizeHint().height() == 120
    assert not view.grab().isNull()


def test_cut_text_is_whole_in_its_tool_tip(qtbot) -> None:
    """Only where it does not fit."""
    text = ElidedText("A long message about something")
    qtbot.addWidget(text)
    text.show()
    text.resize(60, 20)
    assert text.toolTip() == "A long message about something"
    text.resize(600, 20)
    assert text.toolTip() == ""


def ink_of(widget: QWidget) -> QImage:
    """What is drawn, without the ground around it."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    ground = image.pixel(image.width() // 2, image.height() - 1)
    dots = [
        (x, y) for x in range(image.width()) for y in range(image.height()) if image.pixel(x, y) != ground
    ]
    left, top = min(x for x, _ in dots), min(y for _, y in dots)
    return image.copy(left, top, max(x for x, _ in dots) - left + 1, max(y for _, y in dots) - top + 1)


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_phone_number_reads_the_same_in_either_direction(qtbot, direction: Qt.LayoutDirection) -> None:
    """Whoever dials from a layout right to left finds the groups in their order, a plus before them."""
    straight, shown = ElidedText("+33 1 70 18 99 01"), ElidedText("+33 1 70 18 99 01")
    sheet, plain = FactSheet(name="facts", label="Facts"), FactSheet(name="plain", label="Facts")
    for each in (straight, shown, sheet, plain):
        qtbot.addWidget(each)
        each.resize(300, 40)
    shown.setLayoutDirection(direction)
    assert ink_of(shown) == ink_of(straight)
    for each in (sheet, plain):
        each.set_facts([Fact("", "+33 1 70 18 99 01")])
    sheet.setLayoutDirection(direction)
    assert ink_of(sheet) == ink_of(plain)
