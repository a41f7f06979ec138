"""A question's answer as chips: one or several choices, and the two quiet answers that are no choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.qt_override import override
from ui.theme import HALF
from ui.widgets.chip import Chip
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.text import Caption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QResizeEvent

NOT_ASKED, ANSWERED, DECLINED, UNKNOWN = "not_asked", "answered", "declined", "unknown"
_OTHER_KEYS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class ChipGroup(QWidget):
    """Chips under a question: digits choose, 0 is "asked, no answer", - is "don't know", Backspace clears.

    The quiet answers stand beside the question, where they cost no line. One tab stop;
    arrows move inside. `answer_changed(state, values)` tells a person's change: the state as a lead knows it
    (not_asked, answered, declined, unknown) and the chosen values, a tuple of str.
    """

    answer_changed = Signal(str, tuple)

    def __init__(
        self,
        *,
        name: str,
        label: str,
        multiple: bool = False,
        quiet: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._multiple = multiple
        self._choices: dict[str, Chip] = {}
        self._digits: dict[str, str] = {}
        self._quiet: dict[str, Chip] = {}
        self._label = Caption(label)
        self._label.setBuddy(self)
        self._head = QHBoxLayout()
        self._head.setSpacing(HALF)
        self._head.addWidget(self._label, 1)
        self._flow = FlowLayout(spacing=HALF + 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF // 2 if quiet else HALF)
        column.addLayout(self._head)
        column.addLayout(self._flow)
        self.setObjectName(name)
        self.setAccessibleName(label.replace("&", ""))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if quiet:
            self._add_quiet()

    def set_choices(self, choices: Sequence[tuple[str, str, str]]) -> None:
        """Show these (value, label, digit key); the answer becomes "not asked"."""
        for chip in self._choices.values():
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._choices = {}
        self._digits = {digit: value for value, _, digit in choices if digit}
        for value, label, digit in choices:
            chip = Chip(label, name=f"{self.objectName()}_{value}", key=digit)
            self._flow.addWidget(chip)
            self._choices[value] = self._tend(chip)
        self.set_answer(NOT_ASKED)

    def set_answer(self, state: str, values: Sequence[str] | str = ()) -> None:
        """Show this answer without telling it on."""
        chosen = {values} if isinstance(values, str) else set(values)
        for value, chip in self._choices.items():
            chip.setChecked(state == ANSWERED and value in chosen)
        for which, chip in self._quiet.items():
            chip.setChecked(which == state)
        chips = self._chips()
        self._set_stop(next((chip for chip in chips if chip.isChecked()), chips[0] if chips else None))

    def answer(self) -> tuple[str, tuple[str, ...]]:
        """Give the answer shown: (state, values in the order of the choices)."""
        values = tuple(value for value, chip in self._choices.items() if chip.isChecked())
        if values:
            return ANSWERED, values
        return next((state for state, chip in self._quiet.items() if chip.isChecked()), NOT_ASKED), ()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        words = sum(HALF + chip.width_with_word() for chip in self._quiet.values())
        room = self.width() - self._label.sizeHint().width()
        for chip in self._quiet.values():
            chip.set_bare(bare=words > room)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text()
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        if event.modifiers() & _OTHER_KEYS:
            event.ignore()
        elif text in self._digits:
            self._choose_by_key(self._choices[self._digits[text]])
        elif text in ("0", "-") and self._quiet:
            self._choose_by_key(self._quiet[DECLINED if text == "0" else UNKNOWN])
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._clear()
        elif key in steps:
            across = key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.isRightToLeft()
            self._move(-steps[Qt.Key(key)] if across else steps[Qt.Key(key)])
        else:
            event.ignore()

    def _add_quiet(self) -> None:
        for state, word, meaning, key in (
            (DECLINED, self.tr("No answer"), self.tr("Asked, no answer"), "0"),
            (UNKNOWN, self.tr("Don’t know"), self.tr("Don’t know"), "-"),
        ):
            chip = Chip(word, name=f"{self.objectName()}_{state}", key=key, quiet=True)
            chip.setAccessibleName(meaning)
            chip.setToolTip(f"{meaning}  {key}")
            self._head.addWidget(chip)
            self._quiet[state] = self._tend(chip)

    def _tend(self, chip: Chip) -> Chip:
        """Listen to a chip."""
        chip.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        chip.clicked.connect(lambda: self._take(chip))
        chip.focused.connect(lambda: self._set_stop(chip))
        return chip

    def _chips(self) -> list[Chip]:
        return [*self._choices.values(), *self._quiet.values()]

    def _set_stop(self, stop: Chip | None) -> None:
        """Make one chip the group's tab stop, and the buddy of its label."""
        if stop is None:
            return
        for chip in self._chips():
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chip is stop else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(stop)

    def _move(self, step: int) -> None:
        chips = self._chips()
        here = next((place for place, chip in enumerate(chips) if chip.hasFocus()), 0)
        chips[(here + step) % len(chips)].setFocus(Qt.FocusReason.TabFocusReason)

    def _choose_by_key(self, chip: Chip) -> None:
        chip.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if (self._multiple and chip in self._choices.values()) or not chip.isChecked():
            chip.click()

    def _take(self, chip: Chip) -> None:
        """Make the other chips agree with the one just clicked, and tell."""
        alone = not self._multiple or chip in self._quiet.values()
        for other in self._chips():
            if other is not chip and (alone or other in self._quiet.values()):
                other.setChecked(False)
        self._tell()

    def _clear(self) -> None:
        if self.answer()[0] == NOT_ASKED:
            return
        for chip in self._chips():
            chip.setChecked(False)
        self._tell()

    def _tell(self) -> None:
        self.answer_changed.emit(*self.answer())
