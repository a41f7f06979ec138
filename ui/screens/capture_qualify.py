"""The questions of the lead definition, what the visitor wants, and the reason to hand the lead to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QMenu, QWidget

from boothapp.services.card_form import AnswerForm
from ui.screens.capture_questions import QuestionEditor, ReadDay, editor_for
from ui.theme import GRID
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.chip_group import ANSWERED, NOT_ASKED, ChipGroup
from ui.widgets.text import Caption

if TYPE_CHECKING:
    from boothapp.domain.definition import LeadDefinition
    from boothapp.services.card_form import CardForm


class QualifyCard(Card):
    """Built from a lead definition of any shape; `edited` tells a person's change."""

    edited = Signal()

    def __init__(
        self, definition: LeadDefinition, *, currency: str, read_day: ReadDay, parent: QWidget | None = None
    ) -> None:
        super().__init__("", name="qualify", parent=parent)
        self.setAccessibleName(self.tr("Qualify"))
        self._definition = definition
        self._others: dict[str, AnswerForm] = {}
        self._editors: dict[str, QuestionEditor] = {}
        self._opened: set[str] = set()
        for question in definition.questions:
            editor = editor_for(question, currency=currency, read_day=read_day)
            editor.edited.connect(self._edited)
            self._editors[question.question_id] = editor
            self.body.addWidget(editor)
        self._foreign = Caption(wrap=True)
        self._foreign.hide()
        self.body.addWidget(self._foreign)
        self._wants = ChipGroup(name="wants", label=self.tr("They want"), quiet=False)
        self._wants.set_choices(
            [
                ("information", self.tr("Information"), "1"),
                ("demonstration", self.tr("A demonstration"), "2"),
                ("purchase", self.tr("To buy"), "3"),
            ]
        )
        self._wants.answer_changed.connect(self._edited)
        self.body.addWidget(self._wants)
        self._disqualify = DisqualifyLine(definition)
        self._disqualify.edited.connect(self._edited)
        self._toggle = self._optional_toggle()
        last = QHBoxLayout()
        last.setSpacing(GRID)
        last.addWidget(self._disqualify, 1)
        last.addWidget(self._toggle)
        self.body.addLayout(last)
        self.body.addStretch(1)
        self._fit()

    def show_form(self, form: CardForm) -> None:
        """Show the answers of this card; those to questions of another definition are shown as they are."""
        self._opened.clear()
        for question_id, editor in self._editors.items():
            editor.show_answer(form.answers.get(question_id, AnswerForm()))
        self._others = {key: value for key, value in form.answers.items() if key not in self._editors}
        self._show_others()
        self._wants.set_answer(ANSWERED if form.prospect_wants else NOT_ASKED, form.prospect_wants)
        self._disqualify.show_reason(form.disqualification, form.disqualification_note)
        self._fit()

    def fill(self, form: CardForm) -> None:
        """Write the answers into the form; a question that is not shown has none."""
        shown = self._shown()
        form.answers = dict(self._others)
        for question_id, editor in self._editors.items():
            answer = editor.answer() if question_id in shown else AnswerForm()
            if answer != AnswerForm():
                form.answers[question_id] = answer
        form.prospect_wants = next(iter(self._wants.answer()[1]), "")
        form.disqualification, form.disqualification_note = self._disqualify.reason()

    def focus_question(self, digit: str) -> None:
        """Go to the question of this key; an optional one opens."""
        for question_id, editor in self._editors.items():
            if editor.question.key == digit:
                if editor.question.optional:
                    self._opened.add(question_id)
                    self._fit()
                editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def mark(self, state: str) -> None:
        """Give the question that has the focus one of the quiet answers."""
        focused = QApplication.focusWidget()
        for editor in self._editors.values():
            if focused is not None and editor.isAncestorOf(focused):
                editor.mark(state)

    def choose_disqualifier(self) -> None:
        """Open the list of reasons."""
        self._disqualify.open_menu()

    def _optional_toggle(self) -> Button:
        toggle = Button(self.tr("In doubt? …"), name="more_questions", kind="quiet")
        optional = [q for q in self._definition.questions if q.optional]
        toggle.setToolTip("\n".join(q.label for q in optional))
        toggle.setAccessibleDescription(toggle.toolTip())
        toggle.clicked.connect(self._open_optional)
        toggle.setVisible(bool(optional))
        return toggle

    def _open_optional(self) -> None:
        self._opened = {q.question_id for q in self._definition.questions if q.optional}
        self._fit()
        first = next((e for e in self._editors.values() if e.question.optional), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _edited(self) -> None:
        self._fit()
        self.edited.emit()

    def _shown(self) -> set[str]:
        """The questions on the form now: no condition against them, and asked for if optional."""
        chosen = {question_id: editor.chosen() for question_id, editor in self._editors.items()}
        return {
            question_id
            for question_id, editor in self._editors.items()
            if self._definition.is_shown(editor.question, chosen)
            and (
                not editor.question.optional or question_id in self._opened or editor.answer() != AnswerForm()
            )
        }

    def _fit(self) -> None:
        shown = self._shown()
        for question_id, editor in self._editors.items():
            editor.setVisible(question_id in shown)
        closed = [q for q in self._definition.questions if q.optional and q.question_id not in shown]
        self._toggle.setVisible(bool(closed))

    def _show_others(self) -> None:
        lines = [
            self.tr("{question} (not in this definition): {answer}").format(
                question=key, answer=_spoken(answer)
            )
            for key, answer in self._others.items()
        ]
        self._foreign.setText("\n".join(lines))
        self._foreign.setVisible(bool(lines))


def _spoken(answer: AnswerForm) -> str:
    value = answer.value if isinstance(answer.value, str) else ", ".join(answer.value or ())
    return value or answer.note or answer.state


class DisqualifyLine(QWidget):
    """A quiet button that opens the reasons; once one is chosen, the reason, a note, and the way back."""

    edited = Signal()

    def __init__(self, definition: LeadDefinition) -> None:
        super().__init__()
        self._definition, self._reason = definition, ""
        self._button = Button(
            self.tr("Disqualify …"), name="disqualify", kind="quiet", icon="ban", key_hint="F7"
        )
        self._note = QLineEdit()
        self._note.setObjectName("disqualify_note")
        self._note.setAccessibleName(self.tr("Why disqualified"))
        self._note.setPlaceholderText(self.tr("Note: why?"))
        self._back = Button(
            "", name="disqualify_undo", kind="quiet", icon="cross", tip=self.tr("Not disqualified after all")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._button)
        row.addWidget(self._note, 1)
        row.addWidget(self._back)
        row.addStretch(0)
        self._button.clicked.connect(self.open_menu)
        self._note.textEdited.connect(self.edited)
        self._back.clicked.connect(lambda: self._choose(""))
        self.show_reason("", "")

    def show_reason(self, reason: str, note: str) -> None:
        """Show this reason, or none, without telling it on."""
        self._reason = reason
        disqualifier = self._definition.disqualifier_by_code.get(reason)
        text = disqualifier.label if disqualifier else reason
        self._button.setText(text.replace("&", "&&") or self.tr("Disqualify …"))
        self._button.setAccessibleName(self.tr("Disqualified: {reason}").format(reason=text) if text else "")
        self._button.set_kind("danger" if reason else "quiet")
        self._button.updateGeometry()
        if note != self._note.text():
            self._note.setText(note)
        self._note.setVisible(bool(reason))
        self._back.setVisible(bool(reason))

    def reason(self) -> tuple[str, str]:
        """The reason's code and the note; two empty texts when not disqualified."""
        return (self._reason, self._note.text()) if self._reason else ("", "")

    def open_menu(self) -> None:
        """Offer the reasons of the definition."""
        menu = QMenu(self)
        for disqualifier in self._definition.disqualifiers:
            entry = menu.addAction(disqualifier.label.replace("&", "&&"))
            entry.triggered.connect(lambda _checked=False, code=disqualifier.code: self._choose(code))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._button.mapToGlobal(self._button.rect().bottomLeft()))

    def _choose(self, code: str) -> None:
        self.show_reason(code, self._note.text() if code else "")
        (self._note if code else self._button).setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edited.emit()
