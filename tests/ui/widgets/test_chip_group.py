"""The chips of a question."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.theme import TARGET
from ui.widgets.chip import Chip
from ui.widgets.chip_group import ANSWERED, DECLINED, NOT_ASKED, UNKNOWN, ChipGroup

CHOICES = [("approved", "Approved", "1"), ("planned", "Planned", "2"), ("none", "None", "3")]
Key = Qt.Key


class Heard:
    """A group on a shown page, and what it told."""

    def __init__(self, qtbot, *, multiple: bool = False, quiet: bool = True) -> None:
        self.page = QWidget()
        self.group = ChipGroup(name="budget", label="&Budget", multiple=multiple, quiet=quiet)
        self.group.set_choices(CHOICES)
        self.before, self.after = QLineEdit(), QLineEdit()
        column = QVBoxLayout(self.page)
        for part in (self.before, self.group, self.after):
            column.addWidget(part)
        self.told: list[tuple[str, tuple[str, ...]]] = []
        self.group.answer_changed.connect(lambda state, values: self.told.append((state, values)))
        self.qtbot = qtbot
        qtbot.addWidget(self.page)
        with qtbot.waitActive(self.page):
            self.page.show()
        self.group.setFocus()

    def press(self, *keys: Key) -> None:
        """Press keys where the focus is."""
        for key in keys:
            self.qtbot.keyClick(QApplication.focusWidget(), key)

    def chip(self, value: str) -> Chip:
        """Give one chip."""
        chip = self.group.findChild(Chip, f"budget_{value}")
        assert isinstance(chip, Chip)
        return chip


@pytest.fixture
def heard(qtbot) -> Heard:
    """A single-choice group with the focus on it."""
    return Heard(qtbot)


def test_a_digit_chooses_and_another_changes_its_mind(heard: Heard) -> None:
    """One key, one answer; the same key again changes nothing."""
    heard.press(Key.Key_2, Key.Key_2, Key.Key_1)
    assert heard.told == [(ANSWERED, ("planned",)), (ANSWERED, ("approved",))]
    assert heard.group.answer() == (ANSWERED, ("approved",))


def test_the_quiet_answers_have_keys_of_their_own(heard: Heard) -> None:
    """0 is "asked, no answer", - is "don't know"; they and the choices take each other away."""
    heard.press(Key.Key_1, Key.Key_0, Key.Key_Minus, Key.Key_3)
    assert heard.told == [(ANSWERED, ("approved",)), (DECLINED, ()), (UNKNOWN, ()), (ANSWERED, ("none",))]


def test_backspace_takes_the_answer_back(heard: Heard) -> None:
    """What was answered becomes not asked, told once; nothing there, nothing told."""
    heard.press(Key.Key_Backspace, Key.Key_2, Key.Key_Backspace, Key.Key_Delete)
    assert heard.told == [(ANSWERED, ("planned",)), (NOT_ASKED, ())]


def test_arrows_move_and_space_chooses(heard: Heard) -> None:
    """Arrows go round through all chips, the quiet ones too; Space and Enter choose what has the focus."""
    heard.press(Key.Key_Right, Key.Key_Space)
    assert heard.told == [(ANSWERED, ("planned",))]
    heard.press(Key.Key_Left, Key.Key_Left)
    assert QApplication.focusWidget() is heard.chip(UNKNOWN)
    heard.press(Key.Key_Return)
    assert heard.told[-1] == (UNKNOWN, ())


def test_arrows_follow_the_writing_direction(heard: Heard) -> None:
    """From right to left, the left arrow goes on."""
    heard.page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    heard.press(Key.Key_Left)
    assert QApplication.focusWidget() is heard.chip("planned")


def test_the_group_is_one_tab_stop(heard: Heard) -> None:
    """Tab leaves the group from whichever chip, and comes back to the one that is chosen."""
    heard.press(Key.Key_3, Key.Key_Tab)
    assert QApplication.focusWidget() is heard.after
    heard.qtbot.keyClick(heard.after, Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is heard.chip("none")


def test_a_click_chooses_and_a_second_takes_back(heard: Heard) -> None:
    """The mouse does what the keys do."""
    for _ in range(2):
        heard.qtbot.mouseClick(heard.chip("planned"), Qt.MouseButton.LeftButton)
    assert heard.told == [(ANSWERED, ("planned",)), (NOT_ASKED, ())]


def test_several_choices_keep_their_order(qtbot) -> None:
    """In a group of several, a digit switches its chip, and the values stand in the order of the choices."""
    heard = Heard(qtbot, multiple=True)
    heard.press(Key.Key_3, Key.Key_1, Key.Key_3, Key.Key_2)
    assert [values for _, values in heard.told] == [
        ("none",),
        ("approved", "none"),
        ("approved",),
        ("approved", "planned"),
    ]
    heard.press(Key.Key_0)
    assert heard.told[-1] == (DECLINED, ())


def test_setting_an_answer_tells_nothing(heard: Heard) -> None:
    """What the program shows is not a person's act; new choices begin with no answer."""
    for state, values in ((ANSWERED, ("none",)), (UNKNOWN, ()), (NOT_ASKED, ())):
        heard.group.set_answer(state, values)
        assert heard.group.answer() == (state, values)
    heard.group.set_answer(ANSWERED, "planned")
    heard.group.set_choices(CHOICES[:2])
    assert heard.group.answer() == (NOT_ASKED, ())
    assert heard.told == []


def test_shortcuts_pass_through(heard: Heard) -> None:
    """Digits with Ctrl or Alt belong to the window, and letters choose nothing."""
    heard.qtbot.keyClick(QApplication.focusWidget(), Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    heard.qtbot.keyClick(QApplication.focusWidget(), Key.Key_2, Qt.KeyboardModifier.AltModifier)
    heard.press(Key.Key_X, Key.Key_9)
    assert heard.told == []


def test_without_quiet_answers_their_keys_do_nothing(qtbot) -> None:
    """Where every visitor has an answer, 0 and - are free."""
    heard = Heard(qtbot, quiet=False)
    heard.press(Key.Key_0, Key.Key_Minus)
    assert heard.told == []


def test_the_label_leads_to_the_group(heard: Heard) -> None:
    """The label's mnemonic has the group as its buddy, which hands the focus to the right chip."""
    label = heard.group.findChild(QLabel)
    assert isinstance(label, QLabel)
    assert label.buddy() is heard.group
    heard.group.set_answer(ANSWERED, ("planned",))
    heard.after.setFocus()
    label.buddy().setFocus(Qt.FocusReason.ShortcutFocusReason)
    assert QApplication.focusWidget() is heard.chip("planned")


def test_quiet_answers_give_way_to_the_question(qtbot) -> None:
    """Where the question leaves no room for their words, both show their keys alone; names and keys stay."""
    heard = Heard(qtbot)

    def narrowest() -> int:
        return min(heard.chip(state).width() for state in (DECLINED, UNKNOWN))

    heard.page.resize(180, 300)
    qtbot.waitUntil(lambda: narrowest() == TARGET)
    heard.page.resize(600, 300)
    qtbot.waitUntil(lambda: narrowest() > TARGET * 2)
    heard.page.resize(180, 300)
    qtbot.waitUntil(lambda: narrowest() == TARGET)
    assert heard.chip(DECLINED).accessibleName() == "Asked, no answer"
    heard.press(Key.Key_0)
    assert heard.told == [(DECLINED, ())]


def test_chips_wrap_where_it_is_narrow(qtbot) -> None:
    """A narrow group grows downwards and cuts no chip off."""
    page = QWidget()
    group = ChipGroup(name="timeline", label="Timeline", quiet=False)
    group.set_choices([(str(n), f"Choice number {n}", str(n)) for n in range(1, 7)])
    QHBoxLayout(page).addWidget(group)
    qtbot.addWidget(page)
    page.show()
    heights = []
    for width in (1200, 300):
        page.resize(width, 500)
        qtbot.waitUntil(lambda limit=width: group.width() < limit)
        heights.append(group.heightForWidth(group.width()))
        chips = group.findChildren(Chip)
        assert all(group.rect().contains(chip.geometry()) for chip in chips)
    assert heights[1] > heights[0] * 2
