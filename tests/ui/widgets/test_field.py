"""Text fields and the drop-down choice."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.drop_down import Select
from ui.widgets.field import LabelledField, LabelledNote


def test_typing_is_told_and_setting_is_not(qtbot) -> None:
    """Each key of a person is told with the whole text; what the program sets is not."""
    field, told = LabelledField("&Email", name="email"), list[str]()
    field.text_edited.connect(told.append)
    qtbot.addWidget(field)
    field.show()
    field.set_text("zo")
    qtbot.keyClicks(field.edit, "e")
    assert told == ["zoe"]
    with qtbot.waitSignal(field.editing_ended) as ended:
        qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert ended.args == [field.text()] == ["zoe"]


def test_setting_the_same_text_leaves_the_caret(qtbot) -> None:
    """A screen may show the card again after each key without the caret jumping to the end."""
    field = LabelledField("&Email", name="email")
    qtbot.addWidget(field)
    field.set_text("zoe@example.org")
    field.edit.setCursorPosition(3)
    field.set_text("zoe@example.org")
    assert field.edit.cursorPosition() == 3


def test_a_long_text_is_left_showing_its_beginning(qtbot) -> None:
    """An address wider than its field is known by its beginning; another window changes nothing."""
    field = LabelledField("&Email", name="email")
    qtbot.addWidget(field)
    field.resize(80, field.sizeHint().height())
    field.show()
    qtbot.keyClicks(field.edit, "zoe@long-company-name.example.org")
    at = field.edit.cursorPosition()
    for reason, place in ((Qt.FocusReason.ActiveWindowFocusReason, at), (Qt.FocusReason.TabFocusReason, 0)):
        QApplication.sendEvent(field.edit, QFocusEvent(QEvent.Type.FocusOut, reason))
        assert field.edit.cursorPosition() == place


def test_a_problem_moves_nothing(qtbot) -> None:
    """A remark appears beside the label: the field stays where it is, and the text as typed."""
    field = LabelledField("P&hone", name="phone")
    qtbot.addWidget(field)
    field.resize(300, field.sizeHint().height())
    field.show()
    field.set_text("+33 1")
    place, before = field.edit.geometry(), field.grab().toImage()
    field.set_problem("not a phone number, kept as typed")
    assert field.edit.geometry() == place
    assert field.sizeHint().height() == field.height()
    assert field.text() == "+33 1"
    assert field.grab().toImage() != before
    assert field.edit.accessibleDescription() == "not a phone number, kept as typed"
    field.set_problem("")
    assert field.grab().toImage() == before


def test_a_hint_is_no_problem(qtbot) -> None:
    """A hint is said as quietly as the label."""
    field = LabelledField("&Company", name="company")
    qtbot.addWidget(field)
    field.set_hint("2 leads")
    assert field.edit.accessibleDescription() == "2 leads"
    assert [label.text() for label in field.findChildren(QLabel)] == ["&Company", "2 leads"]


def test_a_note_is_left_by_tab_and_told_as_it_grows(qtbot) -> None:
    """Several lines, Tab goes on, and only typing is told."""
    page, note, told = QWidget(), LabelledNote("&Need", name="need"), list[str]()
    after = LabelledField("Next", name="next")
    column = QVBoxLayout(page)
    column.addWidget(note)
    column.addWidget(after)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
    note.text_edited.connect(told.append)
    note.set_text("One")
    note.set_text("One")
    note.setFocus()
    qtbot.keyClick(note.edit, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(note.edit, Qt.Key.Key_Return)
    qtbot.keyClicks(note.edit, "2")
    assert told == ["One\n", "One\n2"]
    assert note.text() == "One\n2"
    qtbot.keyClick(note.edit, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is after.edit


def test_a_choice_is_told_by_its_value(qtbot) -> None:
    """Keys choose a label and its value is told; setting tells nothing, an unknown value shows nothing."""
    select, told = Select(name="role", label="Role"), list[str]()
    select.set_choices([("user", "Uses it"), ("decision_maker", "Decides")])
    select.value_chosen.connect(told.append)
    qtbot.addWidget(select)
    with qtbot.waitActive(select):
        select.show()
    qtbot.keyClick(select, Qt.Key.Key_Down)
    assert (told, select.value()) == (["decision_maker"], "decision_maker")
    select.set_value("user")
    select.set_value("nobody")
    assert (told, select.value(), select.currentText()) == (["decision_maker"], "", "")


def test_scrolling_over_a_choice_scrolls_the_page(qtbot) -> None:
    """The wheel changes no answer and no column, whether the choice has the focus or not."""
    area, paper = QScrollArea(), QWidget()
    column = QVBoxLayout(paper)
    select = Select(name="role", label="Role")
    select.set_choices([("user", "Uses it"), ("decision_maker", "Decides")])
    column.addWidget(select)
    paper.setMinimumHeight(2_000)
    area.setWidget(paper)
    area.resize(300, 200)
    qtbot.addWidget(area)
    with qtbot.waitActive(area):
        area.show()
    for has_focus in (False, True):
        (select if has_focus else area).setFocus()
        middle = QPointF(select.rect().center())
        wheel = QWheelEvent(
            middle,
            QPointF(select.mapToGlobal(select.rect().center())),
            QPoint(0, 0),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(select, wheel)
        assert select.value() == "user"
        assert not wheel.isAccepted()  # so it goes on to the page
