"""What the visitor agreed to: one quiet line a purpose, with the very words they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from boothapp.domain.consent import ConsentDecision, Purpose
from ui.theme import GRID, HALF
from ui.widgets.button import Button
from ui.widgets.chip_group import ANSWERED, NOT_ASKED, ChipGroup
from ui.widgets.drop_down import Select
from ui.widgets.text import Caption

if TYPE_CHECKING:
    from boothapp.domain.show import ConsentWording, Show
    from boothapp.services.card_form import CardForm

_GRANTED, _DECLINED = ConsentDecision.GRANTED.value, ConsentDecision.DECLINED.value


class ConsentSection(QWidget):
    """Closed one line that counts; opened, a line for each purpose. `edited` tells a person's change."""

    edited = Signal()

    def __init__(self, show: Show, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wordings = show.consent_wordings
        self._language, self._decisions = "en", dict[str, str]()
        self._lines: dict[str, ConsentLine] = {}
        self._language_choice: Select | None = None
        self._toggle = Button("", name="consents", kind="quiet", icon="chevron_right")
        self._toggle.clicked.connect(self.switch_open)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(HALF)
        row = QHBoxLayout()
        row.addWidget(self._toggle)
        row.addStretch(1)
        self._column.addLayout(row)
        self._is_open = False
        self._show_count()

    def show_form(self, form: CardForm) -> None:
        """Show the decisions of this card."""
        self._decisions, self._language = dict(form.consents), form.consent_language
        self._show_lines()

    def fill(self, form: CardForm) -> None:
        """Write the decisions into the form; what was not asked is not written."""
        form.consents = {purpose: decision for purpose, decision in self._decisions.items() if decision}
        form.consent_language = self._language

    def switch_open(self) -> None:
        """Open or close; the lines are built at the first opening."""
        self._is_open = not self._is_open
        if not self._lines:
            self._build()
        self._toggle.set_icon_name("chevron_down" if self._is_open else "chevron_right")
        self._show_lines()

    def _build(self) -> None:
        languages = list(dict.fromkeys(wording.language for wording in self._wordings))
        if len(languages) > 1:
            self._language_choice = Select(name="consent_language", label=self.tr("Language of the wording"))
            self._language_choice.set_choices([(each, each.upper()) for each in languages])
            self._language_choice.value_chosen.connect(self._choose_language)
            self._column.addWidget(self._language_choice)
        for purpose in Purpose:
            line = ConsentLine(purpose)
            line.decided.connect(self._take)
            self._lines[purpose.value] = line
            self._column.addWidget(line)

    def _show_lines(self) -> None:
        for purpose, line in self._lines.items():
            line.show_decision(self._decisions.get(purpose, ""), self._wording(purpose))
            line.setVisible(self._is_open)
        if self._language_choice is not None:
            self._language_choice.set_value(self._language)
            self._language_choice.setVisible(self._is_open)
        self._show_count()

    def _wording(self, purpose: str) -> ConsentWording | None:
        fitting = (w for w in self._wordings if w.purpose == purpose and w.language == self._language)
        return next(fitting, None)

    def _take(self, purpose: str, decision: str) -> None:
        self._decisions[purpose] = decision
        self._show_count()
        self.edited.emit()

    def _choose_language(self, language: str) -> None:
        self._language = language
        self._show_lines()
        self.edited.emit()

    def _show_count(self) -> None:
        granted = sum(decision == _GRANTED for decision in self._decisions.values())
        declined = sum(decision == _DECLINED for decision in self._decisions.values())
        text = self.tr("&Consent: not asked yet")
        if granted or declined:
            text = self.tr("&Consent: {granted} given, {declined} declined").format(
                granted=granted, declined=declined
            )
        self._toggle.setText(text)
        self._toggle.setAccessibleName(text.replace("&", ""))
        self._toggle.updateGeometry()


class ConsentLine(QWidget):
    """One purpose: given, declined or not asked, which `decided(purpose, decision)` tells as ""."""

    decided = Signal(str, str)

    def __init__(self, purpose: Purpose) -> None:
        super().__init__()
        self._purpose = purpose.value
        label = {
            Purpose.SALES_FOLLOW_UP: self.tr("May sales get in touch?"),
            Purpose.MARKETING_EMAIL: self.tr("May we send the newsletter?"),
            Purpose.PRIZE_DRAW: self.tr("In the prize draw?"),
        }[purpose]
        self._group = ChipGroup(name=f"consent_{self._purpose}", label=label, quiet=False)
        self._group.set_choices([(_GRANTED, self.tr("Yes"), "1"), (_DECLINED, self.tr("No"), "2")])
        self._group.answer_changed.connect(self._tell)
        self._wording = Caption(wrap=True)
        self._wording.hide()
        self._read = Button(
            "",
            name=f"consent_{self._purpose}_wording",
            kind="quiet",
            icon="info",
            tip=self.tr("Show the wording"),
        )
        self._read.clicked.connect(lambda: self._wording.setVisible(self._wording.isHidden()))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self._group, 1)
        row.addWidget(self._read)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        column.addLayout(row)
        column.addWidget(self._wording)

    def show_decision(self, decision: str, wording: ConsentWording | None) -> None:
        """Show this decision and the words that go with it."""
        asked = decision in (_GRANTED, _DECLINED)
        self._group.set_answer(ANSWERED if asked else NOT_ASKED, decision)
        self._wording.setText(
            f"{wording.text} ({wording.version})" if wording else self.tr("No wording in this language.")
        )

    def _tell(self, _state: str, values: tuple[str, ...]) -> None:
        self.decided.emit(self._purpose, next(iter(values), ""))
